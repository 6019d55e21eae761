"""CPIC: what genes mean for drugs, by the Clinical Pharmacogenetics Implementation Consortium.

Four tables: recommendations (a drug, results of genes, what is advised and how strongly), pairs of
genes and drugs with CPIC's level, alleles with their function, diplotypes with their phenotype.
Quirks: recommendations look up by phenotype, by activity score (CYP2D6, CYP2C9, DPYD) or by allele
(HLA), with a row for every score; many rows say the same, and become one fact. 44,000 diplotypes
follow from what their two alleles do; only those that do not stay by themselves. The texts are kept
as the source's own words; what is judged by is their kind (`judgements`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.domain.errors import RejectedImport
from app.domain.facts import (
    Citation,
    Citations,
    CodeSystem,
    Fact,
    Gene,
    GeneAdvice,
    GeneAllele,
    GeneDrug,
    GenePhenotype,
    GeneValues,
    Source,
)
from app.importers.cpic.judgements import advised_of, population_of, risk_of, strength_of
from app.importers.cpic.parse import (
    CURRENT,
    DATED,
    Allele,
    Diplotype,
    Paired,
    Recommended,
    read_alleles,
    read_diplotypes,
    read_pairs,
    read_recommendations,
    used_of,
)
from app.importers.files.archives import find_parts, first_named
from app.importers.files.publishers import at
from app.importers.run import Intake
from app.importers.shared.known import reason_against
from app.importers.source import DataSet

KEY = "cpic"
_HOMEPAGE = "https://cpicpgx.org/"
_API = "https://api.cpicpgx.org/v1/"
_DOCUMENTED = "https://github.com/cpicpgx/cpic-data/wiki"
NOT_DATED = ""
Cell = tuple[str, ...]


def gene_id(symbol: str) -> str:
    """The id of a gene: `HLA-B` is `hla-b`."""
    return _slug(symbol)


def _slug(text: str) -> str:
    words = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in text.lower())
    return "-".join(words.split())


@dataclass(slots=True)
class _Reader:
    """What was read: the drugs by their names in the files, the version, the genes met."""

    intake: Intake
    version: str = ""
    genes: dict[str, str] = field(default_factory=dict)

    def cited(self, place: str) -> Citations:
        """The citation of a place in the files."""
        return (Citation(KEY, place),)

    def gene(self, symbol: str) -> str:
        """The id of a gene that the files speak of."""
        slug = gene_id(symbol)
        self.genes.setdefault(slug, symbol)
        return slug

    def drug(self, name: str, rxcui: str) -> str | None:
        """The id of the drug, or None with the row skipped."""
        codes = [(CodeSystem.RXNORM, rxcui)] if rxcui else []
        reason = reason_against(self.intake, name, codes) if name else "a row without a drug"
        if reason is not None:
            self.intake.skip(reason)
            return None
        return self.intake.drug(name, self.cited(name), codes)

    def pairs(self, rows: Iterable[Paired]) -> Iterator[Fact]:
        """The gene and drug of each row."""
        for row in rows:
            if not row.gene or not row.level:
                self.intake.skip("a pair without a gene or a level")
                continue
            drug = self.drug(row.drug, row.rxcui)
            if drug is None:
                continue
            gene = self.gene(row.gene)
            if not self.intake.first(("pair", gene, drug)):
                self.intake.merge()
                continue
            yield GeneDrug(
                gene, drug, row.level, row.status, row.us_testing or None, row.address or None,
                self.version, self.cited(f"{row.gene}, {row.drug}"),
            )  # fmt: skip

    def alleles(self, rows: Iterable[Allele]) -> Iterator[tuple[Allele, GeneAllele]]:
        """The allele of each row."""
        for row in rows:
            if not row.gene or not row.name or not row.function:
                self.intake.skip("an allele without a gene, a name or a function")
            elif not self.intake.first(("allele", row.gene, row.name)):
                self.intake.merge()
            else:
                value = row.activity if row.activity not in ("", "n/a") else None
                yield row, GeneAllele(
                    self.gene(row.gene), row.name, row.function, value, (), self.version,
                    self.cited(f"{row.gene} {row.name}"),
                )  # fmt: skip

    def phenotypes(
        self, rows: Iterable[Diplotype], grades: dict[str, dict[str, str]]
    ) -> Iterator[GenePhenotype]:
        """What alleles of each grade make together; what does not follow from it by itself."""
        found: dict[tuple[str, Cell], Counter[tuple[str, str]]] = defaultdict(Counter)
        stated: list[tuple[str, Cell, Cell, tuple[str, str]]] = []
        for row in rows:
            alleles = alleles_of(row.diplotype, grades.get(row.gene, {}))
            if alleles is None or not row.phenotype:
                self.intake.skip("a diplotype of alleles without a function, or no phenotype")
                continue
            cell = tuple(sorted(grades[row.gene][one] for one in alleles))
            made = (row.phenotype, row.score)
            found[row.gene, cell][made] += 1
            stated.append((row.gene, cell, alleles, made))
        usual = {one: max(sorted(made), key=made.__getitem__) for one, made in found.items()}
        seen: set[tuple[str, Cell]] = set()
        for symbol, cell, alleles, made in stated:
            follows = usual[symbol, cell] == made
            if follows and (symbol, cell) in seen:
                self.intake.merge()
                continue
            if follows:
                seen.add((symbol, cell))
            yield self._phenotype(symbol, cell if follows else alleles, made)

    def _phenotype(self, symbol: str, cell: Cell, made: tuple[str, str]) -> GenePhenotype:
        one, other = cell[0], cell[1] if len(cell) > 1 else None
        place = f"{symbol} {'/'.join(cell)}"
        score = made[1] if made[1] not in ("", "n/a") else None
        return GenePhenotype(
            self.gene(symbol), one, other, made[0], score, self.version, self.cited(place)
        )

    def advice(self, rows: Iterable[Recommended]) -> Iterator[GeneAdvice]:
        """One fact for all results of which a guideline says the same."""
        groups: dict[tuple[str, Recommended], list[tuple[tuple[str, str], ...]]] = {}
        for row in rows:
            if not row.results:
                self.intake.skip("a recommendation without a result of a gene")
                continue
            drug = self.drug(row.drug, row.rxcui)
            if drug is not None:
                if not self.intake.first(("result", drug, row.population, row.results)):
                    self.intake.skip("a second recommendation for the same results")
                    continue
                common = replace(row, rxcui="", results=())
                groups.setdefault((drug, common), []).append(row.results)
        for (drug, common), results in groups.items():
            cells = list(rectangles(results))
            self.intake.merge(len(results) - len(cells))
            yield from (self._advice(drug, common, cell) for cell in cells)

    def _advice(
        self, drug: str, common: Recommended, cell: tuple[tuple[str, tuple[str, ...]], ...]
    ) -> GeneAdvice:
        strength = strength_of(common.classification)
        population = population_of(common.population)
        return GeneAdvice(
            id=advice_id(drug, population, cell),
            drug=drug,
            population=population or None,
            results=tuple(GeneValues(self.gene(gene), values) for gene, values in cell),
            advised=advised_of(common.text, strength),
            risk=risk_of(common.implications),
            strength=strength,
            guideline=common.guideline,
            address=common.address,
            articles=common.articles,
            version=common.version or self.version,
            dated=DATED.get(common.version, NOT_DATED),
            text=common.text or None,
            citations=self.cited(f"{common.guideline}, {_first(cell)}"),
        )


def advice_id(drug: str, population: str, cell: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    """The id of advice: its drug, for whom it is, and the first of its results."""
    return f"{drug}:{_slug(population) or 'general'}:{_first(cell)}"


def _first(cell: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    return ",".join(f"{gene_id(gene)}={values[0]}" for gene, values in cell)


def rectangles(
    results: Sequence[tuple[tuple[str, str], ...]],
) -> Iterator[tuple[tuple[str, tuple[str, ...]], ...]]:
    """Results of which the same is common, as few products of values as make them all: for each
    gene any of the values.
    """
    by_genes: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for result in results:
        ordered = sorted(result)
        by_genes[tuple(gene for gene, _ in ordered)].append(tuple(value for _, value in ordered))
    for genes, listed in sorted(by_genes.items()):
        for cell in _products(sorted(listed)):
            yield tuple(zip(genes, cell, strict=True))


def _products(values: Sequence[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Tuples as products: those with the same rest share the values of their first."""
    if not values:
        return
    if len(values[0]) == 1:
        yield (tuple(one for (one,) in values),)
        return
    rests: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for first, *rest in values:
        rests[first].append(tuple(rest))
    firsts: dict[tuple[tuple[str, ...], ...], list[str]] = defaultdict(list)
    for first, listed in rests.items():
        firsts[tuple(listed)].append(first)
    for its, shared in firsts.items():
        yield from ((tuple(shared), *product) for product in _products(its))


def alleles_of(diplotype: str, known: dict[str, str]) -> tuple[str, ...] | None:
    """The known alleles of a diplotype: `*1/*4`; a name may hold a stroke of its own."""
    if diplotype in known:
        return (diplotype,)
    parts = diplotype.split("/")
    for place in range(1, len(parts)):
        one, other = "/".join(parts[:place]), "/".join(parts[place:])
        if one in known and other in known:
            return one, other
    return None


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """Genes, their alleles and phenotypes, their pairs with drugs, and what is advised."""
    parts = find_parts(paths)
    used = used_of(parts)
    if not used:
        raise RejectedImport([f"there is no table of CPIC among: {first_named(parts)}"])
    intake.not_used(part for part in parts if part not in used)
    intake.size = sum(part.size for part in used)
    recommended = list(read_recommendations(used, intake))
    version = next((one.version for one in recommended if one.version), CURRENT)
    reader = _Reader(intake, version)
    yield _source(version)
    yield from reader.advice(recommended)
    yield from reader.pairs(read_pairs(used, intake))
    grades: dict[str, dict[str, str]] = defaultdict(dict)
    for row, allele in reader.alleles(read_alleles(used, intake)):
        grades[row.gene][row.name] = allele.grade
        yield allele
    yield from reader.phenotypes(read_diplotypes(used, intake), grades)
    for slug, symbol in reader.genes.items():
        description = f"Known from {intake.title}; not described."
        yield Gene(slug, symbol, symbol, description, (), reader.cited(symbol))


def _source(version: str) -> Source:
    dated = DATED.get(version)
    return Source(
        id=KEY,
        title="CPIC, as imported",
        kind="guideline",
        publisher="Clinical Pharmacogenetics Implementation Consortium",
        licence=DATA_SET.licence,
        version=f"{version}, {dated}" if dated else version,
        address=_HOMEPAGE,
        note="A section names the guideline or gene, and the results of genes. Texts are CPIC's.",
    )


DATA_SET = DataSet(
    key=KEY,
    title="CPIC guidelines on genes and drugs",
    homepage=_HOMEPAGE,
    licence="CC0 1.0",
    read=read,
    at_least=5,
    adds="recommendations by genes for 100 drugs in CPIC's words, 500 pairs, 800 alleles",
    files="recommendation_view, pair_view, allele and diplotype of the API; or the tables of them",
    size="some 60 MB from the API, 400 kB as packed tables",
    rank=43,
    # The wiki of the data documents the API: each view is one array of JSON.
    published=at(
        f"{_API}recommendation_view",
        f"{_API}pair_view",
        f"{_API}allele",
        f"{_API}diplotype",
        documented=_DOCUMENTED,
    ),
)
