"""The tables of genes, a part of the schema."""

from app.domain import facts
from app.store.columns import IdentifiedFact, Nested, NumberedFact, Thing, nested, refers_to, word


class GeneRow(Thing, table=True):
    symbol: str
    name: str
    description: str
    names: list[str] = nested()


class GeneAlleleRow(NumberedFact, table=True):
    gene: str = refers_to("gene.id")
    allele: str
    function: str
    activity: str | None
    names: list[str] = nested()
    version: str


class GenePhenotypeRow(NumberedFact, table=True):
    gene: str = refers_to("gene.id")
    one: str
    other: str | None
    phenotype: str
    score: str | None
    version: str


class GeneDrugRow(NumberedFact, table=True):
    gene: str = refers_to("gene.id")
    drug: str = refers_to("drug.id")
    level: str
    status: str
    us_testing: str | None
    address: str | None
    version: str


class GeneAdviceRow(IdentifiedFact, table=True):
    drug: str = refers_to("drug.id")
    population: str | None
    results: list[Nested] = nested()
    advised: facts.GeneAdvised = word()
    risk: facts.GeneRisk = word()
    strength: facts.GeneStrength = word()
    guideline: str
    address: str
    articles: list[str] = nested()
    version: str
    dated: str
    text: str | None


class GeneConversionRow(IdentifiedFact, table=True):
    gene: str = refers_to("gene.id")
    inhibitor: str
    factor: float | None
    phenotype: str | None
    drug: str | None
    text: str
