"""Interactions: the rules and records that are known, and the findings of a check."""

from pydantic import Field

from app.api.answers.shared import AdviceOut, Answer, CitationOut, Ref, StateBoundOut
from app.domain.facts import (
    Action,
    AlertList,
    Certainty,
    Direction,
    EvidenceKind,
    MechanismKind,
    Onset,
    ParticipantRole,
    RuleKind,
    Severity,
)
from app.domain.interactions.result import Applies, Display, FindingKind


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


class RuleFrequencyOut(Answer):
    exposure: str
    harm: str


class RuleExceptionOut(Answer):
    drug: str
    reason: str


class WashoutOut(Answer):
    side: str
    days: int
    text: str


class SeparateOut(Answer):
    """Hours between two doses: the first of the two is taken at least `before_h` hours before the
    other, or at least `after_h` hours after it; null where no source names hours for that order."""

    before_h: int | None
    after_h: int | None


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
    separate: SeparateOut | None
    bound: StateBoundOut | None
    within: str | None = Field(description="The bound in words; null for all of a state")
    alert_list: AlertList | None
    advice: AdviceOut | None


class ParticipantOut(Answer):
    input: str
    drug: str | None
    drug_class: str | None = Field(alias="class")
    condition: str | None
    role: ParticipantRole
    allergy: str | None
    gene: str | None


class FactorSeenOut(FactorOut):
    """A factor; `applies` where the stated conditions meet it."""

    applies: bool


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
    kind: FindingKind
    title: str
    participants: list[ParticipantOut]
    applies: Applies
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
    separate: SeparateOut | None
    native_ratings: list[NativeRatingOut]
    advice: AdviceOut
    message: str
    explanation: list[str]
    also: list[AlsoRuleOut]
    citations: list[CitationOut]
