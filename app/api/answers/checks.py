"""The whole answer to a check: inputs, findings, pairs, burdens."""

from pydantic import Field

from app.api.answers.interactions import FindingOut
from app.api.answers.shared import AdviceOut, Answer, CitationOut
from app.domain.facts import (
    DrugKind,
)
from app.domain.interactions.result import Audience, Completeness, DrugConditionStatus, PairStatus
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
    suppressed: list[SuppressedOut]
    without: list[LeftOutOut]
    audience: Audience
    policy: str
    release: str
    notice: str
