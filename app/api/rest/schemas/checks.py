"""The whole answer to a check."""

from app.api.rest.schemas.findings import (
    FindingOut,
)
from app.api.rest.schemas.inputs import (
    ConditionInputOut,
    InputOut,
)
from app.api.rest.schemas.shared import (
    AdviceOut,
    Answer,
    CitationOut,
)
from app.domain.states import (
    Audience,
    Completeness,
    PairStatus,
)


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
    """One pair, by the places of its inputs (from 0). `no_record` is not an all-clear."""

    inputs: tuple[int, int]
    drugs: tuple[str | None, str | None]
    status: PairStatus
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
    suppressed: list[SuppressedOut]
    without: list[LeftOutOut]
    audience: Audience
    policy: str
    release: str
    notice: str
