"""The tables of what depends on the person: states, allergies, genes, and how a drug is stopped."""

from sqlmodel import Field

from app.domain import facts
from app.store.columns import (
    IdentifiedFact,
    Nested,
    NumberedFact,
    Thing,
    nested,
    refers_to,
    word,
)


class SpecialStateRow(IdentifiedFact, table=True):
    subject: str = Field(index=True)
    state: facts.StateKind = word()
    bound: Nested = nested()
    judgement: facts.StateJudgement = word()
    boxed: bool
    serious: bool
    text: str


class AllergyGroupRow(Thing, table=True):
    name: str
    description: str
    names: list[str] = nested()
    conditions: list[str] = nested()
    worked_through: bool


class AllergyMemberRow(NumberedFact, table=True):
    allergy_group: str = refers_to("allergy_group.id")
    subject: str = Field(index=True)


class CrossReactivityRow(IdentifiedFact, table=True):
    one: str = Field(index=True)
    other: str = Field(index=True)
    reaction: facts.CrossReaction = word()
    both_ways: bool
    only_after: list[str] = nested()
    severity: facts.Severity = word()
    action: facts.Action = word()
    evidence: list[Nested] = nested()
    text: str


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


class StoppingRow(IdentifiedFact, table=True):
    subject: str = Field(index=True)
    about: facts.StoppingPart = word()
    allowed: bool | None
    from_days: float | None
    to_days: float | None
    outcomes: list[str] = nested()
    boxed: bool
    used_from_days: int | None
    used_below_days: int | None
    only: str | None
    text: str


class TaperLimitRow(IdentifiedFact, table=True):
    subject: str = Field(index=True)
    strength: facts.LimitStrength = word()
    percent: float | None
    amount: float | None
    unit: facts.DoseUnit | None = word()
    days: float
    whole: bool
    above: float | None
    up_to: float | None
    used_from_days: int | None
    used_below_days: int | None
    only: str | None
    text: str
