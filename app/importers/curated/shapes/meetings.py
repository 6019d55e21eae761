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
from app.importers.curated.shapes.statements import AdviceShape


class ExceptionShape(Shape):
    drug: Slug
    """A member of one side that the rule does not cover."""
    reason: Text
    """Why it does not hold for this member."""


class EvidenceShape(Shape):
    kind: EvidenceKind
    """What the rule rests on."""
    certainty: Certainty
    """How sure it is."""


class SeriousnessShape(Shape):
    serious: bool
    """Whether harm can be serious."""
    outcomes: tuple[Text, ...] = ()
    """The serious outcomes that the source names."""


class RuleMechanismShape(Shape):
    kind: MechanismKind
    """Pharmacodynamic, pharmacokinetic, or unknown."""
    pathway: Slug
    """Short word by which two rules are seen to say the same: `cns-depression`, `cyp3a4`."""
    text: Text
    """How it comes about, in a sentence."""


class FactorShape(Shape):
    kind: Text
    """What changes the risk: age, disease, dose, drug, time, …."""
    text: Text
    """How it changes the risk."""
    action: Action
    """What to do where it holds."""
    condition: Slug | None = None
    """The condition, where it is one of ours."""


class RuleFrequencyShape(Shape):
    exposure: Text = "unknown"
    """How often people meet the pair, in the source's words."""
    harm: Text = "unknown"
    """How often harm follows, in the source's words."""


class WashoutShape(Shape):
    side: Annotated[str, StringConstraints(pattern="^(?:one|other)$")]
    """The side that still counts: `one` or `other`."""
    days: Annotated[int, Field(ge=1, le=730)]
    """For how many days after its last dose."""
    text: Text
    """What to wait for, in a sentence."""


class RuleShape(Cited):
    id: Slug
    """Short name of the rule, which never changes."""
    version: Annotated[int, Field(ge=1)] = 1
    """Raised by one at every change of what the rule says."""
    kind: RuleKind = RuleKind.DRUG_DRUG
    """Drug with drug, or drug with a condition."""
    title: Text
    """The rule in a few words."""
    one: KeyText
    """`drug:…` or `class:…`; a class stands for every member."""
    other: KeyText
    """`drug:…` or `class:…`; `condition:…` where the kind says so."""
    one_role: ParticipantRole = ParticipantRole.EITHER
    """Whether this side causes the change, suffers it, or either."""
    other_role: ParticipantRole = ParticipantRole.EITHER
    """Whether the other side causes the change, suffers it, or either."""
    exceptions: tuple[ExceptionShape, ...] = ()
    """Members that the rule does not cover."""
    severity: Severity
    """How grave the harm is that can follow, if nothing is done."""
    action: Action
    """What to do."""
    evidence: Annotated[list[EvidenceShape], Field(min_length=1)]
    """What the rule rests on; at least one."""
    seriousness: SeriousnessShape
    """Whether harm can be serious, and how."""
    consequences: Annotated[list[Text], Field(min_length=1)]
    """What can follow, each in a few words."""
    mechanism: RuleMechanismShape
    """How it comes about."""
    factors: tuple[FactorShape, ...] = ()
    """What changes the risk."""
    onset: Onset = Onset.UNKNOWN
    """How soon it shows."""
    direction: Direction = Direction.UNKNOWN
    """Which side is changed."""
    frequency: RuleFrequencyShape = RuleFrequencyShape()
    """How often it happens."""
    washouts: tuple[WashoutShape, ...] = ()
    """How long a side still counts after its last dose."""
    alert_list: AlertList | None = None
    """A published list on alerting that has the pair."""
    advice: AdviceShape
    """What to tell a patient and a professional."""


class BurdenKindShape(Cited):
    id: Slug
    """Short name by which facts mean it."""
    name: Text
    """Its name, as people say it."""
    description: Text
    """What adds up, in one plain sentence."""
    threshold: Annotated[int, Field(ge=1)]
    """Total weight from which it is said."""
    advice: AdviceShape
    """What to tell a patient and a professional."""


class LookAlikeShape(Cited):
    one: Text
    """A name."""
    other: Text
    """The name that it is taken for."""


class NoInteractionShape(Cited):
    one: Slug
    """A drug."""
    other: Slug
    """The drug that it was studied with."""
    text: Text
    """What was found, in a sentence."""
