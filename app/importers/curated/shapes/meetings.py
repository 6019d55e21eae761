"""Shape of what is told of drugs that meet: rules, burdens, look-alikes."""

from typing import Annotated

from pydantic import Field, StringConstraints

from app.domain.severity import Severity
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
from app.importers.curated.shapes.shape import Cited, KeyText, Shape, Slug, Text
from app.importers.curated.shapes.subjects import AdviceShape


class ExceptionShape(Shape):
    drug: Slug
    reason: Text


class EvidenceShape(Shape):
    kind: EvidenceKind
    certainty: Certainty


class SeriousnessShape(Shape):
    serious: bool
    outcomes: tuple[Text, ...] = ()


class RuleMechanismShape(Shape):
    kind: MechanismKind
    pathway: Slug
    text: Text


class FactorShape(Shape):
    kind: Text
    text: Text
    action: Action
    condition: Slug | None = None


class RuleFrequencyShape(Shape):
    exposure: Text = "unknown"
    harm: Text = "unknown"


class WashoutShape(Shape):
    side: Annotated[str, StringConstraints(pattern="^(?:one|other)$")]
    days: Annotated[int, Field(ge=1, le=730)]
    text: Text


class RuleShape(Cited):
    id: Slug
    version: Annotated[int, Field(ge=1)] = 1
    kind: RuleKind = RuleKind.DRUG_DRUG
    title: Text
    one: KeyText
    other: KeyText
    one_role: ParticipantRole = ParticipantRole.EITHER
    other_role: ParticipantRole = ParticipantRole.EITHER
    exceptions: tuple[ExceptionShape, ...] = ()
    severity: Severity
    action: Action
    evidence: Annotated[list[EvidenceShape], Field(min_length=1)]
    seriousness: SeriousnessShape
    consequences: Annotated[list[Text], Field(min_length=1)]
    mechanism: RuleMechanismShape
    factors: tuple[FactorShape, ...] = ()
    onset: Onset = Onset.UNKNOWN
    direction: Direction = Direction.UNKNOWN
    frequency: RuleFrequencyShape = RuleFrequencyShape()
    washouts: tuple[WashoutShape, ...] = ()
    alert_list: AlertList | None = None
    advice: AdviceShape


class BurdenKindShape(Cited):
    id: Slug
    name: Text
    description: Text
    threshold: Annotated[int, Field(ge=1)]
    advice: AdviceShape


class LookAlikeShape(Cited):
    one: Text
    other: Text


class NoInteractionShape(Cited):
    one: Slug
    other: Slug
    text: Text
