"""What a source can say: one frozen value for each kind of fact.

A *key* names a thing of any kind: `drug:clonazepam`, `class:opioid`, `condition:depression`, `therapy:cbt`.
Where only one kind can stand, the plain slug is used. Field names are the columns of `store/tables.py`.
"""

from dataclasses import dataclass

from app.domain.severity import Severity
from app.domain.terms import (
    Action,
    AlertList,
    Certainty,
    ClassKind,
    CodeSystem,
    ConditionKind,
    Direction,
    DrugKind,
    EffectSeriousness,
    EvidenceKind,
    Frequency,
    Goal,
    MechanismKind,
    NameKind,
    Onset,
    ParticipantRole,
    Phase,
    Role,
    RuleKind,
    Status,
    TherapyKind,
    WarningKind,
)

Key = str


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a source. `paragraph` and `sentence` count from 1; `sha256` is that of the sentence, in hex."""

    source: str
    section: str
    paragraph: int | None = None
    sentence: int | None = None
    sha256: str | None = None


Citations = tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so. A document or a data set that facts cite."""

    id: str
    title: str
    kind: str
    publisher: str
    licence: str
    version: str
    address: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Drug:
    """An active ingredient, or a substance that meets drugs."""

    id: str
    name: str
    kind: DrugKind
    description: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write a drug. `region` is where it is used (`US`, `CA`, …); null where it is used everywhere."""

    drug: str
    text: str
    kind: NameKind
    region: str | None
    citations: Citations


@dataclass(frozen=True, slots=True)
class Code:
    """The code of a drug, class or condition in another system."""

    subject: Key
    system: CodeSystem
    code: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class Schedule:
    """The legal control of a drug: `C-IV` in the `US`."""

    drug: str
    jurisdiction: str
    schedule: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class Mechanism:
    """How a drug, class or therapy works: `action` on `target`, and the `effect` of that."""

    subject: Key
    target: str
    action: str
    effect: str
    text: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class DrugClass:
    """A class of drugs. `doubling` says in words why two members together matter; null where they need not."""

    id: str
    name: str
    kind: ClassKind
    description: str
    names: tuple[str, ...]
    doubling: str | None
    citations: Citations


@dataclass(frozen=True, slots=True)
class ClassParent:
    """`child` is a kind of `parent`."""

    child: str
    parent: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class Membership:
    """A drug in a class; with `holds` false, what the drug is *not*."""

    drug: str
    drug_class: str
    holds: bool
    citations: Citations


@dataclass(frozen=True, slots=True)
class Condition:
    id: str
    name: str
    kind: ConditionKind
    description: str
    names: tuple[str, ...]
    citations: Citations


@dataclass(frozen=True, slots=True)
class ConditionParent:
    child: str
    parent: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class CoOccurrence:
    """`other` is often seen beside `condition`, in the source's measure of often."""

    condition: str
    other: str
    how_often: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class Therapy:
    """A treatment that is no drug. `parts` are the keys that a combined treatment is made of."""

    id: str
    name: str
    kind: TherapyKind
    description: str
    names: tuple[str, ...]
    parts: tuple[Key, ...]
    citations: Citations


@dataclass(frozen=True, slots=True)
class Limits:
    """Within what a statement holds; null where the source sets no limit."""

    duration: str | None = None
    population: str | None = None
    line: str | None = None

    def __bool__(self) -> bool:
        return any((self.duration, self.population, self.line))


@dataclass(frozen=True, slots=True)
class Indication:
    """A drug (or class) for a condition. `relieves` are the conditions that it eases there."""

    id: str
    subject: Key
    condition: str
    status: Status
    goal: Goal
    limits: Limits
    relieves: tuple[str, ...]
    why: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class Treatment:
    """What a condition *is* treated with."""

    id: str
    condition: str
    subject: Key
    role: Role
    how: str
    for_whom: str | None
    aim: str | None
    citations: Citations


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that a drug can do to a person besides what it is taken for."""

    id: str
    name: str
    description: str
    names: tuple[str, ...]
    citations: Citations


@dataclass(frozen=True, slots=True)
class SideEffect:
    """A drug (or class) and an effect. `percent` of people, when a source counts them; `impairs` what it makes unsafe."""

    id: str
    subject: Key
    effect: str
    frequency: Frequency
    percent: float | None
    seriousness: EffectSeriousness
    phase: Phase
    impairs: tuple[str, ...]
    note: str | None
    citations: Citations


@dataclass(frozen=True, slots=True)
class Advice:
    patient: str
    professional: str


@dataclass(frozen=True, slots=True)
class Warning:
    """A danger of a drug (or class) that needs advice. `definition` says what the word of `kind` means."""

    id: str
    subject: Key
    kind: WarningKind
    title: str
    text: str
    definition: str | None
    advice: Advice
    citations: Citations


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
    """What changes the risk: `kind` is age, disease, dose, drug, time, …; `condition` a slug where it is one."""

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
    """(drug or class) × (drug, class or condition). Severity, action, evidence and seriousness are never collapsed."""

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
    """Drug × drug as one data set says it. `rating` and `text` are its own words; `severity` is ours for that rating."""

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
    """A drug whose interactions a data set worked through: within one scope, a missing pair is `no_record`."""

    scope: str
    drug: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class BurdenKind:
    """An effect that adds up over drugs. `threshold` is the total weight from which it is said."""

    id: str
    name: str
    description: str
    threshold: int
    advice: Advice
    citations: Citations


@dataclass(frozen=True, slots=True)
class Burden:
    """How much a drug or class adds to a burden: 0 (none, known) to 3."""

    subject: Key
    burden: str
    weight: int
    citations: Citations


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Two names that are taken for each other."""

    one: str
    other: str
    citations: Citations


Fact = (
    Source
    | Drug
    | Name
    | Code
    | Schedule
    | Mechanism
    | DrugClass
    | ClassParent
    | Membership
    | Condition
    | ConditionParent
    | CoOccurrence
    | Therapy
    | Indication
    | Treatment
    | Effect
    | SideEffect
    | Warning
    | Rule
    | Record
    | NoInteraction
    | Assessment
    | BurdenKind
    | Burden
    | LookAlike
)


def key(kind: str, slug: str) -> Key:
    """The key of a thing: `key("drug", "clonazepam")` is `drug:clonazepam`."""
    return f"{kind}:{slug}"


def split_key(name: Key) -> tuple[str, str]:
    """The kind and the slug of a key."""
    kind, _, slug = name.partition(":")
    return kind, slug
