"""The answer to "may these be taken together?", part by part."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.doses import Dose, RangeJudged, RangeStatus
from app.domain.facts import (
    Action,
    Advice,
    AlertList,
    Citations,
    Direction,
    Evidence,
    Onset,
    ParticipantRole,
    RuleFrequency,
    RuleMechanism,
    Separate,
    Seriousness,
    Severity,
)
from app.domain.interactions.person import (
    AllergyInput,
    AllergyState,
    GeneInput,
    GeneState,
    PersonState,
    WouldAsk,
)
from app.domain.names.input import Input


class Display(StrEnum):
    """How loudly a finding is shown, loudest first."""

    HARD_STOP = "hard_stop"
    INTERRUPTIVE = "interruptive"
    PASSIVE = "passive"
    ON_REQUEST = "on_request"


class PairStatus(StrEnum):
    INTERACTION_FOUND = "interaction_found"
    NO_RECORD = "no_record"
    NOT_ASSESSED = "not_assessed"
    UNRESOLVED = "unresolved"
    DOCUMENTED_NO_INTERACTION = "documented_no_interaction"
    NOT_NAMED = "not_named"
    """Labels of both were read, and neither names the other: less than assessed."""


class Applies(StrEnum):
    """Whether a finding holds for what was stated, or only if it is of a narrower kind."""

    YES = "yes"
    IF = "if"


class DrugConditionStatus(StrEnum):
    """What is known of a drug in a stated condition. `no_record` is not an all-clear."""

    INTERACTION_FOUND = "interaction_found"
    NO_RECORD = "no_record"
    NOT_ASSESSED = "not_assessed"
    UNRESOLVED = "unresolved"


class FindingKind(StrEnum):
    """What meets: two drugs, or a drug and something of the person; or what only a label names."""

    DRUG_DRUG = "drug_drug"
    DRUG_CONDITION = "drug_condition"
    LABEL_MENTION = "label_mention"
    DRUG_ALLERGY = "drug_allergy"
    DRUG_GENE = "drug_gene"


class Completeness(StrEnum):
    COMPLETE = "complete"
    PARTIAL = "partial"
    NONE = "none"


class Audience(StrEnum):
    PATIENT = "patient"
    PROFESSIONAL = "professional"


@dataclass(slots=True)  # not frozen: decision 0006
class ConditionInput:
    """A condition of the person, as given. `condition` is null unless it was understood.

    `candidates` are the ids of those that may have been meant, the best first.
    """

    input: str
    condition: str | None
    name: str | None
    candidates: tuple[str, ...]
    explanation: tuple[str, ...] = ()


@dataclass(slots=True, unsafe_hash=True)  # not frozen: decision 0006
class Participant:
    """Who meets: the asker's words, and the drug, class or condition behind them.

    Of an allergy `allergy` has the words, of a gene `gene` its symbol; the drug that somebody is
    allergic to is no drug that is taken, and stands in neither `drug` nor `drug_class`.
    """

    input: str
    drug: str | None
    drug_class: str | None
    condition: str | None
    role: ParticipantRole
    allergy: str | None = None
    gene: str | None = None


@dataclass(frozen=True, slots=True)
class NativeRating:
    """What a source itself says of the pair, in its own words. Never averaged with another's.

    `licence` is the source's: not every use of what it says may be allowed.
    """

    source: str
    licence: str
    rating: str
    severity: Severity
    text: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class AlsoRule:
    """A wider rule that says the same of the pair, or a label that names it."""

    rule: str
    title: str
    severity: Severity
    action: Action
    citations: Citations


@dataclass(frozen=True, slots=True)
class FactorSeen:
    """A factor of the rule; `applies` where the person's stated conditions meet it."""

    kind: str
    text: str
    action: Action
    condition: str | None
    applies: bool


@dataclass(slots=True)  # not frozen: decision 0006
class Finding:
    """One way in which a drug interacts with another, or with a condition of the person."""

    id: str
    rule: str | None
    rule_version: int | None
    kind: FindingKind
    title: str
    participants: tuple[Participant, ...]
    applies: Applies
    severity: Severity
    action: Action
    evidence: tuple[Evidence, ...]
    seriousness: Seriousness
    alert_list: AlertList | None
    display: Display
    display_reason: str
    consequences: tuple[str, ...]
    mechanism: RuleMechanism
    factors: tuple[FactorSeen, ...]
    onset: Onset
    direction: Direction
    frequency: RuleFrequency
    separate: Separate | None
    native_ratings: tuple[NativeRating, ...]
    advice: Advice
    message: str
    explanation: tuple[str, ...]
    also: tuple[AlsoRule, ...]
    citations: Citations


@dataclass(frozen=True, slots=True)
class Duplication:
    """`same_ingredient`, or `same_class` where doubling matters.

    `name` is the drug's or class's.
    """

    kind: str
    id: str
    name: str
    inputs: tuple[str, ...]
    drugs: tuple[str, ...]
    text: str
    citations: Citations


@dataclass(slots=True)  # not frozen: decision 0006
class Contributor:
    input: str
    drug: str
    weight: int
    because: str
    citations: Citations


@dataclass(slots=True)  # not frozen: decision 0006
class BurdenTotal:
    """What adds up over the inputs.

    `without_data` counts inputs about whose weight nothing is known.
    """

    id: str
    name: str
    contributors: tuple[Contributor, ...]
    total: int
    threshold: int
    reached: bool
    without_data: int
    advice: Advice
    citations: Citations


@dataclass(slots=True)  # not frozen: decision 0006
class PairState:
    """One pair of drugs, by the places of their inputs. An unresolved input has no drug."""

    inputs: tuple[int, int]
    drugs: tuple[str | None, str | None]
    status: PairStatus
    note: str | None
    citations: Citations


@dataclass(slots=True)  # not frozen: decision 0006
class DrugCondition:
    """One drug in one stated condition, each by the place of its input (from 0).

    `drug` is null for an unresolved input, `condition` for words that were not understood.
    """

    input: int
    drug: str | None
    condition_input: int
    condition: str | None
    status: DrugConditionStatus
    note: str | None
    citations: Citations


@dataclass(frozen=True, slots=True)
class DoseJudged:
    """The dose of an input (by its place) beside the site's own ranges; the strictest leads.

    `written` for a strength that stands in the words of the input.
    """

    input: int
    drug: str | None
    dose: Dose
    written: bool
    status: RangeStatus
    note: str | None
    ranges: tuple[RangeJudged, ...]


class DayStatus(StrEnum):
    """Whether a day with one dose of each has room for all the hours between.

    `not_checked`: there are too many to try every order, or an order without a stated hour is
    needed.
    """

    HAS_ROOM = "has_room"
    CONFLICT = "conflict"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class Apart:
    """One dose of a separation, in the asker's words."""

    input: str
    drug: str | None
    drug_class: str | None


@dataclass(frozen=True, slots=True)
class Separation:
    """Two doses that are to be hours apart: `one` at least `before_h` before `other`, or at least
    `after_h` after it; null where the source names no hours for that order.
    """

    finding: str
    rule: str | None
    one: Apart
    other: Apart
    before_h: int | None
    after_h: int | None
    text: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class Day:
    """All separations of a check on one day with one dose of each. `orders` are the inputs in one
    order that leaves room, for each group of doses that separations link; `conflicts` are the
    findings among which there is none.
    """

    status: DayStatus
    orders: tuple[tuple[str, ...], ...]
    conflicts: tuple[str, ...]
    statement: str


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that the policy does not show, and why."""

    reason: str
    finding: Finding


@dataclass(slots=True)  # not frozen: decision 0006
class LeftOut:
    """The findings, by id, that would go if this input were left out."""

    input: str
    findings: tuple[str, ...]


@dataclass(slots=True)  # not frozen: decision 0006
class Checkup:
    """The whole answer. `findings` most severe first."""

    completeness: Completeness
    summary: str
    inputs: tuple[Input, ...]
    conditions: tuple[ConditionInput, ...]
    findings: tuple[Finding, ...]
    duplications: tuple[Duplication, ...]
    burden: tuple[BurdenTotal, ...]
    pairs: tuple[PairState, ...]
    drug_conditions: tuple[DrugCondition, ...]
    person_states: tuple[PersonState, ...]
    allergy_inputs: tuple[AllergyInput, ...]
    allergies: tuple[AllergyState, ...]
    gene_inputs: tuple[GeneInput, ...]
    genes: tuple[GeneState, ...]
    doses: tuple[DoseJudged, ...]
    separations: tuple[Separation, ...]
    day: Day | None
    would_ask: tuple[WouldAsk, ...]
    suppressed: tuple[Suppressed, ...]
    without: tuple[LeftOut, ...]
    audience: Audience
    policy: str
    as_of: str | None
    release: str
    notice: str
