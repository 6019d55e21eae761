"""What a source says of drugs that interact: rules, records and what was assessed."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from app.domain.facts.harm import Advice, StateBound
from app.domain.facts.stated import NOT_EMPTY, Citations, Key, Limit, Slug, Stated, SubjectKey, key


class Severity(StrEnum):
    """Harm if the interaction is left unmanaged."""

    # A higher one is graver.
    rank: int

    CONTRAINDICATED = "contraindicated", 4
    MAJOR = "major", 3
    MODERATE = "moderate", 2
    MINOR = "minor", 1
    UNKNOWN = "unknown", 0

    def __new__(cls, word: str, rank: int = 0) -> "Severity":
        """The word, with its rank beside it: a check asks for ranks by the thousand."""
        severity = str.__new__(cls, word)
        severity._value_ = word
        severity.rank = rank
        return severity


def worst(severities: Iterable[Severity]) -> Severity:
    """The gravest of the severities; unknown when there are none."""
    return max(severities, key=lambda severity: severity.rank, default=Severity.UNKNOWN)


class Action(StrEnum):
    AVOID = "avoid"
    USE_ONLY_IF_BENEFIT_OUTWEIGHS = "use_only_if_benefit_outweighs"
    ADJUST_OR_SEPARATE = "adjust_or_separate"
    MONITOR = "monitor"
    NO_SPECIAL_PRECAUTION = "no_special_precaution"
    INSUFFICIENT_INFORMATION = "insufficient_information"


class EvidenceKind(StrEnum):
    BOXED_WARNING = "boxed_warning"
    LABEL = "label"
    CONTROLLED_STUDY = "controlled_study"
    CASE_REPORTS = "case_reports"
    MECHANISM = "mechanism"
    CLASS_EXTRAPOLATION = "class_extrapolation"
    EXPERT_CONSENSUS = "expert_consensus"


class Certainty(StrEnum):
    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    UNKNOWN = "unknown"


class MechanismKind(StrEnum):
    PHARMACODYNAMIC = "pharmacodynamic"
    PHARMACOKINETIC = "pharmacokinetic"
    UNKNOWN = "unknown"


class Onset(StrEnum):
    IMMEDIATE = "immediate"
    RAPID = "rapid"
    DELAYED = "delayed"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    """Which side is changed: the first participant, the second, or both."""

    ONE = "one"
    OTHER = "other"
    BOTH = "both"
    UNKNOWN = "unknown"


class ParticipantRole(StrEnum):
    PRECIPITANT = "precipitant"
    OBJECT = "object"
    EITHER = "either"


class RuleKind(StrEnum):
    DRUG_DRUG = "drug_drug"
    DRUG_CONDITION = "drug_condition"


class AlertList(StrEnum):
    """A published panel's word on alerting, apart from severity (Phansalkar 2012 and 2013)."""

    ONC_HIGH = "onc_high"
    ONC_LOW = "onc_low"


@dataclass(frozen=True, slots=True)
class Evidence(Stated):
    """One kind of evidence that a rule rests on."""

    kind: EvidenceKind
    """What the rule rests on."""
    certainty: Certainty
    """How sure it is."""


@dataclass(frozen=True, slots=True)
class Seriousness(Stated):
    """Whether serious harm can follow, which is another question than how grave a rule is."""

    serious: bool
    """Whether harm can be serious."""
    outcomes: tuple[str, ...] = ()
    """The serious outcomes that the source names."""


@dataclass(frozen=True, slots=True)
class RuleMechanism(Stated):
    """How an interaction comes about."""

    kind: MechanismKind
    """Pharmacodynamic, pharmacokinetic, or unknown."""
    pathway: Slug
    """Short word by which two rules are seen to say the same: `cns-depression`, `cyp3a4`."""
    text: str
    """How it comes about, in a sentence."""


@dataclass(frozen=True, slots=True)
class Factor(Stated):
    """What changes the risk of an interaction."""

    kind: str
    """What changes the risk: age, disease, dose, drug, time, …."""
    text: str
    """How it changes the risk."""
    action: Action
    """What to do where it holds."""
    condition: Slug | None = None
    """The condition, where it is one of ours."""


@dataclass(frozen=True, slots=True)
class RuleFrequency(Stated):
    """How often a pair is taken, and how often harm follows, in the source's words."""

    exposure: str = "unknown"
    """How often people meet the pair, in the source's words."""
    harm: str = "unknown"
    """How often harm follows, in the source's words."""


@dataclass(frozen=True, slots=True)
class RuleException(Stated):
    """A member that a rule of a class does not cover."""

    drug: Slug
    """A member of one side that the rule does not cover."""
    reason: str
    """Why it does not hold for this member."""


@dataclass(frozen=True, slots=True)
class Washout(Stated):
    """One side of a rule that still counts for some days after its last dose."""

    side: Annotated[str, Limit(pattern="^(?:one|other)$")]
    """The side that still counts: `one` or `other`."""
    days: Annotated[int, Limit(ge=1, le=730)]
    """For how many days after its last dose."""
    text: str
    """What to wait for, in a sentence."""


@dataclass(frozen=True, slots=True)
class Separate(Stated):
    """The least number of hours between a dose of one side and a dose of the other.

    Null where the source names no hours for that order.
    """

    before_h: Annotated[int, Limit(ge=1, le=48)] | None
    """The hours that `one` is taken before `other`, at least."""
    after_h: Annotated[int, Limit(ge=1, le=48)] | None
    """The hours that `one` is taken after `other`, at least."""

    def turned(self) -> "Separate":
        """The same, as the other side sees it."""
        return Separate(self.after_h, self.before_h)


@dataclass(frozen=True, slots=True)
class Rule(Stated):
    """An interaction of a drug or class with a drug, class or condition.

    Severity, action, evidence and seriousness are four answers, and never made into one.
    """

    id: Slug
    """Short name of the rule, which never changes."""
    version: Annotated[int, Limit(ge=1)]
    """Raised by one at every change of what the rule says."""
    kind: RuleKind
    """Drug with drug, or drug with a condition."""
    title: str
    """The rule in a few words."""
    one: SubjectKey
    """`drug:…` or `class:…`; a class stands for every member."""
    other: SubjectKey
    """`drug:…` or `class:…`; `condition:…` where the kind says so."""
    one_role: ParticipantRole
    """Whether this side causes the change, suffers it, or either."""
    other_role: ParticipantRole
    """Whether the other side causes the change, suffers it, or either."""
    exceptions: tuple[RuleException, ...]
    """Members that the rule does not cover."""
    severity: Severity
    """How grave the harm is that can follow, if nothing is done."""
    action: Action
    """What to do."""
    evidence: Annotated[tuple[Evidence, ...], NOT_EMPTY]
    """What the rule rests on; at least one."""
    seriousness: Seriousness
    """Whether harm can be serious, and how."""
    consequences: Annotated[tuple[str, ...], NOT_EMPTY]
    """What can follow, each in a few words."""
    mechanism: RuleMechanism
    """How it comes about."""
    factors: tuple[Factor, ...]
    """What changes the risk."""
    onset: Onset
    """How soon it shows."""
    direction: Direction
    """Which side is changed."""
    frequency: RuleFrequency
    """How often it happens."""
    washouts: tuple[Washout, ...]
    """How long a side still counts after its last dose."""
    separate: Separate | None
    """The hours between two doses, where keeping them apart is enough."""
    bound: StateBound | None
    """The part of a state of a person (weeks, values of kidneys, an age) that a rule on the state
    speaks of; left out for all of it."""
    alert_list: AlertList | None
    """A published list on alerting that has the pair."""
    advice: Advice
    """What to tell a patient and a professional."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("rule", self.id)

    def refers_to(self) -> list[Key]:
        return [
            self.one,
            self.other,
            *(key("drug", exception.drug) for exception in self.exceptions),
            *(key("condition", f.condition) for f in self.factors if f.condition is not None),
        ]


@dataclass(frozen=True, slots=True)
class Record(Stated):
    """An interaction of two drugs as one data set has it."""

    one: str
    other: str
    rating: str
    """How grave it is, in the data set's own words."""
    severity: Severity
    """How grave it is, in ours."""
    text: str
    """What the data set says of it, in its own words."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("record", *sorted((self.one, self.other)))

    def refers_to(self) -> list[Key]:
        return [key("drug", self.one), key("drug", self.other)]


@dataclass(frozen=True, slots=True)
class NoInteraction(Stated):
    """A cited statement that two drugs were studied together and no interaction was found."""

    one: Slug
    """A drug."""
    other: Slug
    """The drug that it was studied with."""
    text: str
    """What was found, in a sentence."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("no interaction", *sorted((self.one, self.other)))

    def refers_to(self) -> list[Key]:
        return [key("drug", self.one), key("drug", self.other)]


@dataclass(frozen=True, slots=True)
class Assessment(Stated):
    """A drug whose interactions a data set worked through.

    For two drugs that were assessed within one scope, a missing pair is `no_record`.
    """

    scope: Slug
    """The scope whose interactions were worked through."""
    drug: Slug
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("assessment", self.scope, self.drug)

    def refers_to(self) -> list[Key]:
        return [key("drug", self.drug)]
