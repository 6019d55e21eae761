"""Writes the tables of `seed/genes/` anew from CPIC's tables in a folder.

No sentence of CPIC goes into them: of a recommendation they keep its kind, what may happen, how
strong it is and where it stands. Values of CYP2D6 alleles are in no table of the folder; they stand
in `hand/`, and `tests/unit/names/test_gene_results.py` compares what follows from them with every
diplotype.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations_with_replacement
from pathlib import Path

from app.domain.facts import (
    Drug,
    Fact,
    Gene,
    GeneAdvice,
    GeneAllele,
    GeneDrug,
    GenePhenotype,
)
from app.importers.cpic import DATA_SET
from app.importers.run import Intake
from app.importers.seed.backbone import read_backbone
from app.importers.seed.genes import ANY, FOLDER, TABLES
from app.importers.seed.reader import CITES, VALUES, read_folder

from tests.label_mentions.__main__ import known_of

SEED = Path(__file__).parents[2] / "seed"
HAND = Path(__file__).parent / "hand"
_DATABASE, _PAIRS, _VALUES = "cpic-database", "cpic-gene-drug-pairs", "pharmcat-cyp2d6-values"
_SCORED = {"Normal function": "1.0", "Decreased function": "0.5", "No function": "0.0"}
_NONE = "No function"
# Guidelines look up these by score; of CYP2D6 each allele has a value of its own.
_BY_FUNCTION = ("cyp2c9", "dpyd")
_CYP2D6 = "cyp2d6"
_MORE = "≥"
# Alleles by the place that defines them.
_SNPEDIA = "snpedia-rs4149056 § rs4149056"
_NAMES = {
    ("slco1b1", "*1"): (("rs4149056 T",), _SNPEDIA),
    ("slco1b1", "*5"): (("rs4149056 C", "521T>C"), _SNPEDIA),
}
Row = tuple[str, ...]


def main(folder: Path) -> int:
    """Writes the tables, and says what was left out. Returns the exit code."""
    stated = read_folder(SEED)
    seed = [one.fact for one in (*stated, *read_backbone(SEED, stated))]
    facts, skipped = read_cpic(folder, seed)
    left: Counter[str] = Counter()
    rows = {name: list(made) for name, made in tables(facts, seed, left).items()}
    for name, table in TABLES.items():
        lines = ["\t".join(table.columns), *sorted("\t".join(row) for row in set(rows[name]))]
        (SEED / FOLDER / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{name}: {len(lines) - 1} rows")
    for reason, count in [*skipped.items(), *left.items()]:
        print(f"left out: {count} × {reason}")
    return 0


def read_cpic(folder: Path, seed: list[Fact]) -> tuple[list[Fact], Counter[str]]:
    """What the importer makes of the tables, with the drugs of the seed."""
    intake = Intake("the seed", known_of(seed))
    return list(DATA_SET.read([folder], intake)), intake.skipped


def tables(facts: list[Fact], seed: list[Fact], left: Counter[str]) -> dict[str, Iterator[Row]]:
    """The rows of each table, in the order of its columns."""
    described = {one.id for one in seed if isinstance(one, Gene)}
    drugs = {one.id for one in seed if isinstance(one, Drug)}
    values = _values()
    alleles = [_valued(one, values) for one in facts if isinstance(one, GeneAllele)]
    phenotypes = [one for one in facts if isinstance(one, GenePhenotype)]
    advice = [one for one in facts if isinstance(one, GeneAdvice)]
    return {
        "genes": (
            (one.id, one.symbol, f"{_PAIRS} § {one.symbol}")
            for one in facts
            if isinstance(one, Gene) and one.id not in described
        ),
        "alleles": map(_allele_row, alleles),
        "phenotypes": _phenotype_rows(phenotypes, advice),
        "pairs": (
            _pair_row(one)
            for one in facts
            if isinstance(one, GeneDrug) and _is_known(one.drug, drugs, left)
        ),
        "advice": (_advice_row(one) for one in advice if _is_known(one.drug, drugs, left)),
    }


def _is_known(drug: str, drugs: set[str], left: Counter[str]) -> bool:
    left["rows of drugs that the seed does not have"] += drug not in drugs
    return drug in drugs


@cache
def _values() -> dict[str, str]:
    lines = (HAND / "cyp2d6_values.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return dict(tuple(line.split("\t")) for line in lines)  # type: ignore[misc]


def _valued(one: GeneAllele, values: dict[str, str]) -> GeneAllele:
    activity = None
    if one.gene == _CYP2D6:
        # One that was withdrawn since has no value, but a function that says it.
        activity = values.get(one.allele) or ("0.0" if one.function == _NONE else None)
    elif one.gene in _BY_FUNCTION:
        activity = _SCORED.get(one.function)
    return replace(one, activity=activity)


def _allele_row(one: GeneAllele) -> Row:
    cites = [f"{_DATABASE} § {one.gene.upper()} {one.allele}"]
    names, cited = _NAMES.get((one.gene, one.allele), ((), ""))
    if one.gene == _CYP2D6 and one.allele in _values():
        cites.append(f"{_VALUES} § {one.allele}")
    cites += [cited] if cited else []
    return (
        one.gene, one.allele, one.function, one.activity or "", VALUES.join(names), one.version,
        CITES.join(cites),
    )  # fmt: skip


def _phenotype_rows(stated: list[GenePhenotype], advice: list[GeneAdvice]) -> Iterator[Row]:
    """What two functions make; of genes with values, what two values make."""
    version = advice[0].version
    for one in stated:
        if one.gene != _CYP2D6 and one.gene not in _BY_FUNCTION:
            yield _row(one.gene, one.one, one.other or "", one.phenotype, "", version)
    for gene in _BY_FUNCTION:
        for one in stated:
            if one.gene == gene:
                grades = [_SCORED.get(grade or "", grade or "") for grade in (one.one, one.other)]
                score = _sum(grades) if _MORE not in "".join(grades) else ""
                yield _row(gene, *sorted(grades), one.phenotype, score, version)
    yield from _cyp2d6(version)


def _cyp2d6(version: str) -> Iterator[Row]:
    """Scores are sums of values; the phenotype follows from the score."""
    grades = sorted({*_values().values(), "Uncertain function", "Unknown function"})
    for one, other in combinations_with_replacement(grades, 2):
        score = _sum([one, other])
        yield _row(_CYP2D6, one, other, _phenotype(score), score, version)


def _sum(grades: list[str]) -> str:
    try:
        total = sum(float(one.lstrip(_MORE)) for one in grades)
    except ValueError:
        return "n/a"
    more = _MORE if any(one.startswith(_MORE) for one in grades) else ""
    return f"{more}{total}"


def _phenotype(score: str) -> str:
    """CPIC: none is poor, below 1.25 intermediate, up to 2.25 normal, above it ultrarapid."""
    if score == "n/a":
        return "Indeterminate"
    value = float(score.lstrip(_MORE))
    kind = (
        "Poor" if not value else "Intermediate" if value < 1.25
        else "Normal" if value <= 2.25 else "Ultrarapid"
    )  # fmt: skip
    return f"{kind} Metabolizer"


def _row(gene: str, one: str, other: str, phenotype: str, score: str, version: str) -> Row:
    both = "/".join(grade for grade in (one, other) if grade)
    cite = f"{_DATABASE} § {gene.upper()} {both}"
    return gene, one, other, phenotype, score, version, cite


def _pair_row(one: GeneDrug) -> Row:
    return (
        one.gene, one.drug, one.level, one.status, one.us_testing or "", one.address or "",
        "undated", f"{_PAIRS} § {one.citations[0].section}",
    )  # fmt: skip


def _advice_row(one: GeneAdvice) -> Row:
    results = VALUES.join(f"{part.gene}: {ANY.join(part.values)}" for part in one.results)
    return (
        one.drug, one.population or "", results, one.advised.value, one.risk.value,
        one.strength.value, one.guideline, one.address, VALUES.join(one.articles), one.version,
        one.dated, f"{_DATABASE} § {one.guideline}",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
