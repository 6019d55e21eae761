"""Genes, the drugs they matter for, and what is advised, as answers."""

from pydantic import Field

from app.api.answers.presenters import ref
from app.api.answers.serialise import plain
from app.api.answers.shared import Answer, CitationOut, Ref
from app.domain.facts import (
    GeneAdvice,
    GeneAdvised,
    GeneDrug,
    GeneRisk,
    GeneStrength,
    key,
)
from app.domain.facts.gene import version_order
from app.domain.interactions.genes.findings import severity_of
from app.domain.knowledge import GeneData, Knowledge


class GeneSummaryOut(Answer):
    """A gene; `drugs` counts the drugs that a source looked at with it, `advised` those of which a
    guideline advises something by its results.
    """

    id: str
    symbol: str
    name: str
    drugs: int
    advised: int


class AlleleOut(Answer):
    """An allele or variant, and what it does; `activity` is its value in the activity score."""

    allele: str
    function: str
    activity: str | None
    names: list[str]
    version: str
    citations: list[CitationOut]


class PhenotypeOut(Answer):
    """A phenotype of the gene; `scores` are the activity scores that it stands for."""

    phenotype: str
    scores: list[str]


class ConversionOut(Answer):
    """What an inhibitor among the drugs makes of a result: the score times `factor`, or another
    `phenotype`; for one `drug` alone where it is named.
    """

    id: str
    inhibitor: Ref
    factor: float | None
    phenotype: str | None
    drug: Ref | None
    text: str
    citations: list[CitationOut]


class ResultOut(Answer):
    """A gene, and the results of it that advice is for: any of the values."""

    gene: str = Field(description="The symbol")
    values: list[str]


class GeneAdviceOut(Answer):
    """What a guideline advises with these results; of several genes all must fit. It names no
    dose: that stands at `address`. `text` is the source's own sentence where a site imported it.
    """

    id: str
    results: list[ResultOut]
    population: str | None
    advised: GeneAdvised
    risk: GeneRisk
    strength: GeneStrength
    severity: str
    guideline: str
    address: str
    articles: list[str] = Field(description="PubMed numbers")
    version: str
    dated: str = Field(description="The month of the data; newer guidance may exist")
    text: str | None
    citations: list[CitationOut]


class GeneDrugOut(Answer):
    """A gene and a drug that a source looked at together: its `level` from A (the gene should be
    used) to D (no action), and what the US label says of testing. `advice` may be empty also where
    the level is A: the data then has no recommendation.
    """

    gene: str = Field(description="The symbol")
    drug: Ref
    level: str | None
    status: str | None
    us_testing: str | None
    address: str | None
    version: str
    advice: list[GeneAdviceOut]
    statement: str
    citations: list[CitationOut]


class GeneOut(GeneSummaryOut):
    """A gene: what its alleles do, which phenotypes there are, which drugs it matters for.

    `statement` says how old the data is and what an empty list means.
    """

    description: str
    names: list[str]
    phenotypes: list[PhenotypeOut]
    conversions: list[ConversionOut]
    pairs: list[GeneDrugOut]
    alleles: list[AlleleOut]
    statement: str
    citations: list[CitationOut]


def present_genes_in_short(data: GeneData) -> list[GeneSummaryOut]:
    """The genes of a list, in no order."""
    drugs: dict[str, set[str]] = {gene: set() for gene in data.genes}
    advised: dict[str, set[str]] = {gene: set() for gene in data.genes}
    for drug, pairs in data.pairs.items():
        for pair in pairs:
            drugs[pair.gene].add(drug)
    for drug, listed in data.advice.items():
        for result in (part for one in listed for part in one.results):
            advised[result.gene].add(drug)
    return [
        GeneSummaryOut(
            id=gene,
            symbol=known.symbol,
            name=known.name,
            drugs=len(drugs[gene] | advised[gene]),
            advised=len(advised[gene]),
        )
        for gene, known in data.genes.items()
    ]


def _has(advice: GeneAdvice, gene: str) -> bool:
    return any(one.gene == gene for one in advice.results)


def present_gene(gene: str, knowledge: Knowledge) -> GeneOut:
    """A gene with all that is recorded of it; the advice itself stands with each drug."""
    data = knowledge.gene_data
    known = data.genes[gene]
    (in_short,) = (one for one in present_genes_in_short(data) if one.id == gene)
    pairs = [
        present_pair(one, (), knowledge)
        for listed in data.pairs.values()
        for one in listed
        if one.gene == gene
    ]
    alleles = {one.allele: one for one in data.alleles.get(gene, {}).values()}
    return GeneOut(
        **in_short.model_dump(),
        description=known.description,
        names=list(known.names),
        phenotypes=_phenotypes(gene, data),
        conversions=[
            ConversionOut.model_validate(
                plain(one)
                | {
                    "inhibitor": ref(one.inhibitor, knowledge),
                    "drug": None if one.drug is None else ref(key("drug", one.drug), knowledge),
                }
            )
            for one in data.conversions.get(gene, ())
        ],
        pairs=sorted(pairs, key=lambda one: (one.level or "", one.drug.id)),
        alleles=[AlleleOut.model_validate(plain(one)) for one in alleles.values()],
        statement=_of_gene(gene, data),
        citations=plain(known.citations),
    )


def _phenotypes(gene: str, data: GeneData) -> list[PhenotypeOut]:
    scores = data.scores.get(gene, {})
    known = dict.fromkeys(one.phenotype for one in data.phenotypes.get(gene, {}).values())
    if not known:
        known = dict.fromkeys(sorted(set(data.spelled.get(gene, {}).values())))
    return [
        PhenotypeOut(
            phenotype=one, scores=[score for score, meant in scores.items() if meant == one]
        )
        for one in known
    ]


def _of_gene(gene: str, data: GeneData) -> str:
    versions = {
        f"{one.version}{f' of {one.dated}' if one.dated else ''}": version_order(one.version)
        for listed in data.advice.values()
        for one in listed
        if _has(one, gene)
    }
    if not versions:
        return (
            "No recommendation by results of this gene is recorded here. That does not mean that "
            "it does not matter: a pair alone may be listed, and labels say more."
        )
    newest = max(versions, key=versions.__getitem__)
    return f"CPIC {newest}; newer guidance may exist. {_EMPTY}"


_EMPTY = (
    "An empty list means that nothing is recorded here, not that there is nothing. No dose is "
    "given here: it stands in the guideline."
)


def present_pair(
    pair: GeneDrug, advice: tuple[GeneAdvice, ...], knowledge: Knowledge
) -> GeneDrugOut:
    """A pair, with what is advised of it."""
    symbol = knowledge.gene_data.genes[pair.gene].symbol
    return GeneDrugOut.model_validate(
        plain(pair)
        | {
            "gene": symbol,
            "drug": ref(key("drug", pair.drug), knowledge),
            "advice": [_advice(one, knowledge) for one in advice],
            "statement": _of_pair(pair.drug, pair.gene, knowledge.gene_data),
        }
    )


def pairs_of(drug: str, knowledge: Knowledge) -> list[GeneDrugOut]:
    """Every gene that a source looked at with a drug, with the advice; those with advice first."""
    data = knowledge.gene_data
    found = []
    paired = {one.gene: one for one in data.pairs.get(drug, ())}
    advised: dict[str, list[GeneAdvice]] = {}
    for one in data.advice.get(drug, ()):
        for result in one.results:
            advised.setdefault(result.gene, []).append(one)
    for gene in sorted(paired.keys() | advised.keys(), key=lambda one: (one not in advised, one)):
        pair, advice = paired.get(gene), tuple(advised.get(gene, ()))
        if pair is not None:
            found.append(present_pair(pair, advice, knowledge))
        else:
            found.append(_unpaired(drug, gene, advice, knowledge))
    return found


def _unpaired(
    drug: str, gene: str, advice: tuple[GeneAdvice, ...], knowledge: Knowledge
) -> GeneDrugOut:
    return GeneDrugOut(
        gene=knowledge.gene_data.genes[gene].symbol,
        drug=ref(key("drug", drug), knowledge),
        level=None,
        status=None,
        us_testing=None,
        address=advice[0].address,
        version=advice[0].version,
        advice=[_advice(one, knowledge) for one in advice],
        statement=_of_pair(drug, gene, knowledge.gene_data),
        citations=plain(advice[0].citations),
    )


def _advice(advice: GeneAdvice, knowledge: Knowledge) -> GeneAdviceOut:
    genes = knowledge.gene_data.genes
    return GeneAdviceOut.model_validate(
        plain(advice)
        | {
            "severity": severity_of(advice).value,
            "results": [
                {"gene": genes[one.gene].symbol, "values": list(one.values)}
                for one in advice.results
            ],
        }
    )


def _of_pair(drug: str, gene: str, data: GeneData) -> str:
    advice = [one for one in data.advice.get(drug, ()) if _has(one, gene)]
    if not advice:
        return (
            "A source names the pair; no recommendation is recorded here, which does not mean that "
            "the gene does not matter. The list of pairs has no date; newer guidance may exist."
        )
    one = advice[0]
    month = f" of {one.dated}" if one.dated else ""
    return f"CPIC {one.version}{month}; newer guidance may exist. No dose is given here."
