"""What a source says of drugs that interact: rules, records and what was assessed."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.facts.citation import Citations
from app.domain.facts.harm import Advice
from app.domain.facts.key import Key


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
class Evidence:
    kind: EvidenceKind
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Seriousness:
    serious: bool
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleMechanism:
    """`pathway` is the short word by which two rules are seen to say the same."""

    kind: MechanismKind
    pathway: str
    text: str


@dataclass(frozen=True, slots=True)
class Factor:
    """What changes the risk: `kind` is age, disease, dose, drug, time, …; `condition` a slug where
    it is one.
    """

    kind: str
    text: str
    action: Action
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class RuleFrequency:
    """How often people meet the pair, and how often harm follows, in the source's words."""

    exposure: str
    harm: str


@dataclass(frozen=True, slots=True)
class RuleException:
    """A member that the class rule does not cover, and why."""

    drug: str
    reason: str


@dataclass(frozen=True, slots=True)
class Washout:
    """For how many days after its last dose the `one` or `other` side of a rule still counts."""

    side: str
    days: int
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """(drug or class) × (drug, class or condition).

    Severity, action, evidence and seriousness are never collapsed.
    """

    id: str
    version: int
    kind: RuleKind
    title: str
    one: Key
    other: Key
    one_role: ParticipantRole
    other_role: ParticipantRole
    exceptions: tuple[RuleException, ...]
    severity: Severity
    action: Action
    evidence: tuple[Evidence, ...]
    seriousness: Seriousness
    consequences: tuple[str, ...]
    mechanism: RuleMechanism
    factors: tuple[Factor, ...]
    onset: Onset
    direction: Direction
    frequency: RuleFrequency
    washouts: tuple[Washout, ...]
    alert_list: AlertList | None
    advice: Advice
    citations: Citations


@dataclass(frozen=True, slots=True)
class Record:
    """Drug × drug as one data set says it.

    `rating` and `text` are its own words; `severity` is ours for that rating.
    """

    one: str
    other: str
    rating: str
    severity: Severity
    text: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class NoInteraction:
    """A cited statement that two drugs were studied together and no interaction was found."""

    one: str
    other: str
    text: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class Assessment:
    """A drug whose interactions a data set worked through: within one scope, a missing pair is
    `no_record`.
    """

    scope: str
    drug: str
    citations: Citations
