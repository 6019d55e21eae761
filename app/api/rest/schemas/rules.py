"""The rules and records behind a check."""

from pydantic import Field

from app.api.rest.schemas.findings import (
    EvidenceOut,
    FactorOut,
    RuleFrequencyOut,
    RuleMechanismOut,
    SeriousnessOut,
)
from app.api.rest.schemas.shared import (
    AdviceOut,
    Answer,
    CitationOut,
    Ref,
)
from app.domain.severity import (
    Severity,
)
from app.domain.terms import (
    Action,
    AlertList,
    Direction,
    Onset,
    ParticipantRole,
    RuleKind,
)


class RuleExceptionOut(Answer):
    drug: str
    reason: str


class WashoutOut(Answer):
    side: str
    days: int
    text: str


class InteractionSummaryOut(Answer):
    """A rule, or a record of a data set (then `rating` is its own word)."""

    id: str
    type: str = Field(description="`rule` or `record`")
    kind: RuleKind
    title: str
    one: Ref
    other: Ref
    severity: Severity
    action: Action
    rating: str | None
    citations: list[CitationOut]


class InteractionOut(InteractionSummaryOut):
    """The whole rule or record; a record leaves null or empty what its data set does not say."""

    version: int | None
    one_role: ParticipantRole
    other_role: ParticipantRole
    exceptions: list[RuleExceptionOut]
    evidence: list[EvidenceOut]
    seriousness: SeriousnessOut | None
    consequences: list[str]
    mechanism: RuleMechanismOut | None
    factors: list[FactorOut]
    onset: Onset
    direction: Direction
    frequency: RuleFrequencyOut
    washouts: list[WashoutOut]
    alert_list: AlertList | None
    advice: AdviceOut | None
