"""The answer to "how may it be stopped?" and to a plan, part by part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from app.domain.facts import (
    Action,
    Advice,
    Citations,
    DoseUnit,
    Evidence,
    Key,
    LimitStrength,
    Seriousness,
    Severity,
    SideEffect,
    Stopping,
    TaperLimit,
    Warning,
)
from app.domain.interactions.person import NOBODY, Person, WouldAsk
from app.domain.interactions.result import Display
from app.domain.names.input import Input

# More steps than a weekly plan of four years has.
MOST_DOSES = 200


class StepResult(StrEnum):
    """What the limits say of a step, the worst first. None of these words is an all-clear."""

    FASTER_THAN_LIMIT = "faster_than_limit"
    NOT_CHECKED = "not_checked"
    NO_LIMIT_KNOWN = "no_limit_known"
    LIMIT_NOT_EXCEEDED = "limit_not_exceeded"


_WORST_FIRST = {result: place for place, result in enumerate(StepResult)}


def worst_result(results: Iterable[StepResult]) -> StepResult:
    """The worst of the results; without any, no limit is known."""
    return min(results, key=_WORST_FIRST.__getitem__, default=StepResult.NO_LIMIT_KNOWN)


class StepKind(StrEnum):
    REDUCTION = "reduction"
    TO_ZERO = "to_zero"
    NO_CHANGE = "no_change"
    INCREASE = "increase"
    CHANGE_OF_UNIT = "change_of_unit"
    CHANGE_OF_DRUG = "change_of_drug"


class Aspect(StrEnum):
    """What of a step a limit was compared with."""

    SIZE = "size"
    INTERVAL = "interval"
    WHOLE_WAY = "whole_way"
    LAST_STEP = "last_step"
    AT_ONCE = "at_once"


class Holds(StrEnum):
    """Whether a limit holds for the person, or only if something that was not stated is so."""

    YES = "yes"
    IF = "if"


@dataclass(frozen=True, slots=True)
class PlannedDose:
    """The daily dose of a drug from a day on. `drug` is its slug."""

    on: date
    dose: Fraction
    unit: DoseUnit
    drug: str


@dataclass(frozen=True, slots=True)
class JudgedLimit:
    """A step compared with one limit.

    `reached` is what the plan does, in percent, in the unit of the limit, or in days (with
    `whole_way`); null where it was not worked out. `condition` is what `if` waits for.
    """

    limit: str
    strength: LimitStrength
    aspect: Aspect
    result: StepResult
    holds: Holds
    condition: str | None
    reached: float | None
    text: str
    citations: Citations

    @property
    def is_exceeded(self) -> bool:
        """Whether a ceiling is exceeded; a usual pace is no limit."""
        ceiling = self.strength is LimitStrength.CEILING
        return ceiling and self.result is StepResult.FASTER_THAN_LIMIT


@dataclass(frozen=True, slots=True)
class Step:
    """From one dose of the plan to the next, by their places (from 0).

    `percent` is what goes of the dose before, null where the two cannot be compared; `days` how
    long the dose before was taken. `usual_pace` has the same words for the pace that sources
    propose to begin with, which is no limit.
    """

    place: int
    kind: StepKind
    days: int
    percent: float | None
    result: StepResult
    usual_pace: StepResult
    note: str | None
    limits: tuple[JudgedLimit, ...]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a plan is compared with: limits, and statements on stopping at once.

    `used_days` is how long the drug was taken before the plan; null where that was not stated.
    """

    limits: Sequence[TaperLimit]
    at_once: Sequence[Stopping]
    used_days: int | None = None


class AtOnce(StrEnum):
    """Whether a drug may be stopped at once, by a cited source only."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OnStopping:
    """What is recorded of stopping a drug or class, of itself and of the classes above it.

    `signs` are effects on withdrawal; `from_days` and `to_days` of a statement count from the last
    dose or the cut. `recorded` says whether anything is, `statement` what that means.
    """

    subject: Key
    at_once: AtOnce
    at_once_statement: str
    outcomes: tuple[str, ...]
    statements: tuple[Stopping, ...]
    limits: tuple[TaperLimit, ...]
    signs: tuple[SideEffect, ...]
    warnings: tuple[Warning, ...]
    advice: Advice
    recorded: bool
    statement: str


@dataclass(frozen=True, slots=True)
class StoppingPlan:
    """What a client asks: doses by day, of one drug unless a dose names another.

    `subject` is the key of the drug or class of the plan; `others` are the names of what is taken
    beside it, None where that was not stated.
    """

    subject: Key
    matched: Input
    doses: tuple[PlannedDose, ...]
    taken_since: date | None = None
    person: Person = NOBODY
    others: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class StoppingFinding:
    """A limit that a plan exceeds, with the places of the steps that do."""

    id: str
    title: str
    steps: tuple[int, ...]
    holds: Holds
    condition: str | None
    severity: Severity
    action: Action
    evidence: tuple[Evidence, ...]
    seriousness: Seriousness
    display: Display
    display_reason: str
    consequences: tuple[str, ...]
    advice: Advice
    explanation: tuple[str, ...]
    citations: Citations


@dataclass(frozen=True, slots=True)
class StoppingPartResults:
    """The worst result of each aspect apart; null where no step had it."""

    reductions: StepResult | None
    intervals: StepResult | None
    last_step: StepResult | None
    whole_way: StepResult | None
    units: StepResult | None
    change_of_drug: StepResult | None


@dataclass(frozen=True, slots=True)
class StoppingCheck:
    """A plan beside the limits of sources: the worst leads. It never says how to go on."""

    result: StepResult
    usual_pace: StepResult
    summary: str
    input: Input
    doses: tuple[PlannedDose, ...]
    parts: StoppingPartResults
    steps: tuple[Step, ...]
    findings: tuple[StoppingFinding, ...]
    on: OnStopping
    would_ask: tuple[WouldAsk, ...]
    not_judged: tuple[str, ...]
    explanation: tuple[str, ...]
    release: str
    notice: str
