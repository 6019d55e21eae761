"""The whole answer to a check: inputs, findings, pairs, burdens."""

from pydantic import Field

from app.api.answers.interactions import FindingOut
from app.api.answers.shared import AdviceOut, Answer, CitationOut
from app.domain.doses import Per, RangeStatus
from app.domain.facts import DoseUnit, DrugKind, Reaction
from app.domain.interactions.person import AllergySeverity, AllergyStatus, GeneStatus, StateStatus
from app.domain.interactions.result import (
    Audience,
    Completeness,
    DayStatus,
    DrugConditionStatus,
    PairStatus,
)
from app.domain.names.input import InputStatus, Via


class DrugRefOut(Answer):
    id: str
    name: str
    kind: DrugKind


class ClassRefOut(Answer):
    id: str
    name: str


class ProductOut(Answer):
    """What is dispensed; `strength` and `form` are null for a brand that comes in several."""

    id: str
    name: str
    strength: str | None
    form: str | None


class CandidateOut(Answer):
    """A drug that may have been meant; `distance` counts the edits between the spellings."""

    id: str
    name: str
    matched_name: str
    distance: int


class InputOut(Answer):
    """One input as given, its one status, and what it was understood to be."""

    input: str
    status: InputStatus
    via: Via | None
    drugs: list[DrugRefOut]
    drug_class: ClassRefOut | None = Field(alias="class")
    product: ProductOut | None
    understood: dict[str, str]
    not_understood: list[str]
    candidates: list[CandidateOut]
    explanation: list[str]
    corrected_to: str | None


class ResolvedOut(Answer):
    """Every input of a query, and what was not understood of them."""

    query: str
    inputs: list[InputOut]
    not_understood: list[str]


class ConditionInputOut(Answer):
    """A condition of the person, as given; `condition` is null unless it was understood."""

    input: str
    condition: str | None
    name: str | None
    candidates: list[str]
    explanation: list[str]


class DuplicationOut(Answer):
    """`same_ingredient`, or `same_class` where doubling matters."""

    kind: str
    id: str
    name: str
    inputs: list[str]
    drugs: list[str]
    text: str
    citations: list[CitationOut]


class ContributorOut(Answer):
    """What adds to a burden. A place that several rest on is cited with the first of them only."""

    input: str
    drug: str
    weight: int
    because: str
    citations: list[CitationOut]


class BurdenOut(Answer):
    """What adds up; `without_data` counts inputs about whose weight nothing is known."""

    id: str
    name: str
    contributors: list[ContributorOut]
    total: int
    threshold: int
    reached: bool
    without_data: int
    advice: AdviceOut
    citations: list[CitationOut]


class PairOut(Answer):
    """One pair, by the places of its inputs (from 0). `no_record` and `not_named` are no
    all-clear: `note` says who assessed both, or which labels our reader went through.
    """

    inputs: list[int] = Field(min_length=2, max_length=2)
    drugs: list[str | None] = Field(min_length=2, max_length=2)
    status: PairStatus
    note: str | None
    citations: list[CitationOut]


class DrugConditionOut(Answer):
    """One drug in one stated condition, each by the place of its input (from 0). Nothing recorded
    is `not_assessed`; `no_record` is not an all-clear either.
    """

    input: int
    drug: str | None
    condition_input: int
    condition: str | None
    status: DrugConditionStatus
    note: str | None
    citations: list[CitationOut]


class PersonStateOut(Answer):
    """One drug, by the place of its input (from 0), in one state of the person.

    `not_reached`: the value that was given lies outside of all that sources speak of by the same
    measure. It is not an all-clear.
    """

    state: str = Field(description="`pregnancy`, `breastfeeding`, `kidney`, `liver`, `older_age` …")
    stated: str
    input: int
    drug: str | None
    status: StateStatus
    note: str | None
    citations: list[CitationOut]


class AllergyInputOut(Answer):
    """An allergy of the person, as given; `name` is null where it was not understood.

    It is to `drugs` (several of a combination), a class or an allergy `group`, by their ids.
    """

    input: str
    reaction: str | None
    severity: AllergySeverity | None
    reaction_kind: Reaction | None = Field(description="How the reaction was understood")
    drugs: list[str]
    drug_class: str | None = Field(alias="class")
    group: str | None
    name: str | None
    candidates: list[CandidateOut]
    explanation: list[str]


class AllergyOut(Answer):
    """One allergy with one drug, each by the place of its input (from 0).

    `same_group`: whether one crosses to the other is not documented. `no_record`: a cited group was
    worked through, and the drug is not in it.
    """

    allergy_input: int
    input: int
    drug: str | None
    status: AllergyStatus
    note: str | None
    citations: list[CitationOut]


class GeneInputOut(Answer):
    """A gene of the person with its result; `phenotype` is null where it was not understood."""

    gene: str
    input: str
    phenotype: str | None
    explanation: list[str]


class GeneStateOut(Answer):
    """One gene with one drug, each by the place of its input (from 0). `effective` is the phenotype
    that an inhibitor among the drugs makes of the given one, `steps` say how.
    """

    gene_input: int
    input: int
    drug: str | None
    status: GeneStatus
    phenotype: str | None
    effective: str | None
    steps: list[str]
    step_citations: list[CitationOut]
    note: str | None
    citations: list[CitationOut]


class WouldAskOut(Answer):
    """A value of the person that rules wait for. What was not given is unknown, never normal."""

    value: str = Field(description="A field of `person`, such as `egfr` or `genes.CYP2D6`")
    sentence: str
    drugs: list[str]
    rules: list[str]


class DoseOut(Answer):
    """What is taken at once or in a day; `route` is null where it was not stated."""

    amount: float
    unit: DoseUnit
    per: Per
    route: str | None


class DoseRangeOut(Answer):
    """A line of the site's own table; `route` null stands for any, a bound null for none."""

    line: int
    drug: str
    route: str | None
    unit: DoseUnit
    least: float | None
    most: float | None
    per: Per
    population: str
    source: str


class RangeJudgedOut(Answer):
    """A dose beside one range."""

    status: RangeStatus
    range: DoseRangeOut


class DoseJudgedOut(Answer):
    """The dose of an input (by its place) beside the site's own ranges; the strictest leads. It is
    no advice. `written` for a strength that stands in the words of the input.
    """

    input: int
    drug: str | None
    dose: DoseOut
    written: bool
    status: RangeStatus
    note: str | None
    ranges: list[RangeJudgedOut]


class ApartOut(Answer):
    """One dose of a separation, in the asker's words."""

    input: str
    drug: str | None
    drug_class: str | None = Field(alias="class")


class SeparationOut(Answer):
    """Two doses that are to be hours apart: `one` at least `before_h` before `other`, or at least
    `after_h` after it; null where the source names no hours for that order.
    """

    finding: str
    rule: str | None
    one: ApartOut
    other: ApartOut
    before_h: int | None
    after_h: int | None
    text: str
    citations: list[CitationOut]


class DayOut(Answer):
    """All separations on one day with one dose of each: `orders` are the inputs in one order that
    leaves room, for each group of doses that separations link; `conflicts` are the findings among
    which there is none. No clock times are proposed.
    """

    status: DayStatus
    orders: list[list[str]]
    conflicts: list[str]
    statement: str


class SuppressedOut(Answer):
    """A finding that the policy does not show, and why."""

    reason: str
    finding: FindingOut


class LeftOutOut(Answer):
    """The findings that would go if this input were left out."""

    input: str
    findings: list[str]


class CheckOut(Answer):
    """The whole answer to a check, always with every field."""

    completeness: Completeness
    summary: str
    inputs: list[InputOut]
    conditions: list[ConditionInputOut]
    findings: list[FindingOut]
    duplications: list[DuplicationOut]
    burden: list[BurdenOut]
    pairs: list[PairOut]
    drug_conditions: list[DrugConditionOut]
    person_states: list[PersonStateOut]
    allergy_inputs: list[AllergyInputOut]
    allergies: list[AllergyOut]
    gene_inputs: list[GeneInputOut]
    genes: list[GeneStateOut]
    doses: list[DoseJudgedOut]
    separations: list[SeparationOut]
    day: DayOut | None
    would_ask: list[WouldAskOut]
    suppressed: list[SuppressedOut]
    without: list[LeftOutOut]
    audience: Audience
    policy: str
    as_of: str | None = Field(description="The day from which wash-outs are counted")
    release: str
    notice: str
