"""What a source says of drugs that meet: rules, records and what was assessed."""

from dataclasses import dataclass

from app.domain.facts.citation import Citations
from app.domain.facts.harm import Advice
from app.domain.facts.key import Key
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
