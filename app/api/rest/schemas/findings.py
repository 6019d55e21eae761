"""What a finding tells."""

from pydantic import Field

from app.api.rest.schemas.shared import (
    AdviceOut,
    Answer,
    CitationOut,
)
from app.domain.severity import (
    Severity,
)
from app.domain.states import (
    Display,
)
from app.domain.terms import (
    Action,
    AlertList,
    Certainty,
    Direction,
    EvidenceKind,
    MechanismKind,
    Onset,
    ParticipantRole,
    RuleKind,
)


class ParticipantOut(Answer):
    input: str
    drug: str | None
    drug_class: str | None = Field(alias="class")
    condition: str | None
    role: ParticipantRole


class EvidenceOut(Answer):
    kind: EvidenceKind
    certainty: Certainty


class SeriousnessOut(Answer):
    serious: bool
    outcomes: list[str]


class RuleMechanismOut(Answer):
    kind: MechanismKind
    pathway: str
    text: str


class FactorOut(Answer):
    """What changes the risk."""

    kind: str
    text: str
    action: Action
    condition: str | None


class FactorSeenOut(FactorOut):
    """A factor; `applies` where the stated conditions meet it."""

    applies: bool


class RuleFrequencyOut(Answer):
    exposure: str
    harm: str


class NativeRatingOut(Answer):
    """A source's own rating, in its own words, and the licence under which it says so."""

    source: str
    licence: str
    rating: str
    severity: Severity
    text: str
    citations: list[CitationOut]


class AlsoRuleOut(Answer):
    """A wider rule that says the same."""

    rule: str
    title: str
    severity: Severity
    action: Action
    citations: list[CitationOut]


class FindingOut(Answer):
    """One way in which two things meet."""

    id: str
    rule: str | None
    rule_version: int | None
    kind: RuleKind
    title: str
    participants: list[ParticipantOut]
    severity: Severity
    action: Action
    evidence: list[EvidenceOut]
    seriousness: SeriousnessOut
    alert_list: AlertList | None
    display: Display
    display_reason: str
    consequences: list[str]
    mechanism: RuleMechanismOut
    factors: list[FactorSeenOut]
    onset: Onset
    direction: Direction
    frequency: RuleFrequencyOut
    native_ratings: list[NativeRatingOut]
    advice: AdviceOut
    message: str
    explanation: list[str]
    also: list[AlsoRuleOut]
    citations: list[CitationOut]
