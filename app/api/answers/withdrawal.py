"""Stopping a drug, as answers: what is recorded of it, and a plan beside the limits."""

from collections.abc import Iterable
from datetime import date

from pydantic import Field

from app.api.answers.checks import InputOut, WouldAskOut
from app.api.answers.drugs import SideEffectOut, WarningOut
from app.api.answers.interactions import EvidenceOut, SeriousnessOut
from app.api.answers.presenters import present_side_effect, present_warning, ref
from app.api.answers.serialise import plain
from app.api.answers.shared import AdviceOut, Answer, CitationOut, Ref
from app.domain.facts import (
    Action,
    DoseUnit,
    LimitStrength,
    Severity,
    Stopping,
    StoppingPart,
    TaperLimit,
)
from app.domain.interactions.result import Display
from app.domain.interactions.summary import NOTICE
from app.domain.knowledge import Knowledge
from app.domain.names.input import Input
from app.domain.withdrawal.result import (
    Aspect,
    AtOnce,
    Holds,
    OnStopping,
    PlannedDose,
    StepKind,
    StepResult,
    StoppingCheck,
)
from app.services.monographs import Recorded


class StoppingStatementOut(Answer):
    """What a source says of stopping a drug (or class). `from_days` and `to_days` count from the
    last dose or the cut, null where it gives none; `used_…_days` and `only` say for whom it holds.
    """

    id: str
    subject: Ref
    about: StoppingPart
    allowed: bool | None
    from_days: float | None
    to_days: float | None
    outcomes: list[str]
    boxed: bool
    used_from_days: int | None
    used_below_days: int | None
    only: str | None
    text: str
    citations: list[CitationOut]


class TaperLimitOut(Answer):
    """How fast a source lets the daily dose go down: at most `percent` of the dose before, or
    `amount` (in `unit`), within `days`; or, with `whole`, the whole way to zero takes `days`.
    `ceiling` is a limit; `usual_pace` is what a source proposes to begin with.
    """

    id: str
    subject: Ref
    strength: LimitStrength
    percent: float | None
    amount: float | None
    unit: DoseUnit | None
    days: float
    whole: bool
    above: float | None
    up_to: float | None
    used_from_days: int | None
    used_below_days: int | None
    only: str | None
    text: str
    citations: list[CitationOut]


class AtOnceOut(Answer):
    """Whether it may be stopped at once, by a cited source only; `unknown` is not `yes`."""

    answer: AtOnce
    statement: str
    outcomes: list[str]
    statements: list[StoppingStatementOut]


class StoppingOut(Answer):
    """How a drug may be stopped: its own statements and its classes', the nearest first. It gives
    limits and signs to watch, never a schedule. `recorded` is `partial` or `none`.
    """

    subject: Ref
    matched: InputOut
    at_once: AtOnceOut
    signs: list[StoppingStatementOut]
    effects: list[SideEffectOut] = Field(description="Effects that are recorded on withdrawal")
    onset: list[StoppingStatementOut]
    duration: list[StoppingStatementOut]
    supervision: list[StoppingStatementOut]
    pace: list[StoppingStatementOut]
    limits: list[TaperLimitOut]
    warnings: list[WarningOut]
    advice: AdviceOut
    recorded: Recorded
    statement: str
    release: str
    notice: str


class PlannedDoseOut(Answer):
    """The daily dose from a day on."""

    date: date
    dose: float
    unit: DoseUnit
    drug: str


class JudgedLimitOut(Answer):
    """A step beside one limit. `reached` is what the plan does: percent, the limit's unit, or days
    for the whole way. `holds` is `if` where `condition` was not stated.
    """

    limit: str
    strength: LimitStrength
    aspect: Aspect
    result: StepResult
    holds: Holds
    condition: str | None
    reached: float | None
    text: str
    citations: list[CitationOut]


class StepOut(Answer):
    """From the dose at `place - 1` to the one at `place`. `percent` is of the dose before, `days`
    how long that was taken. `usual_pace` has the same words for what sources propose to begin with.
    """

    place: int
    kind: StepKind
    days: int
    percent: float | None
    result: StepResult
    usual_pace: StepResult
    note: str | None
    limits: list[JudgedLimitOut]


class StoppingFindingOut(Answer):
    """A limit that the plan exceeds, and the `steps` (by place) that do."""

    id: str
    title: str
    steps: list[int]
    holds: Holds
    condition: str | None
    severity: Severity
    action: Action
    evidence: list[EvidenceOut]
    seriousness: SeriousnessOut
    display: Display
    display_reason: str
    consequences: list[str]
    advice: AdviceOut
    explanation: list[str]
    citations: list[CitationOut]


class PartResultsOut(Answer):
    """The worst result of each aspect apart; null where no step has it."""

    reductions: StepResult | None
    intervals: StepResult | None
    last_step: StepResult | None
    whole_way: StepResult | None
    units: StepResult | None
    change_of_drug: StepResult | None


class StoppingCheckOut(Answer):
    """A plan beside the limits of sources; the worst result leads. `limit_not_exceeded` is no
    all-clear, and nothing here is a schedule.
    """

    result: StepResult
    usual_pace: StepResult
    summary: str
    input: InputOut
    doses: list[PlannedDoseOut]
    parts: PartResultsOut
    steps: list[StepOut]
    findings: list[StoppingFindingOut]
    stopping: StoppingOut
    would_ask: list[WouldAskOut]
    not_judged: list[str] = Field(description="What was stated and no limit depends on")
    explanation: list[str]
    release: str
    notice: str


def present_stopping(on: OnStopping, matched: Input, knowledge: Knowledge) -> StoppingOut:
    """All that is recorded of stopping a drug, by question."""

    def about(part: StoppingPart) -> list[StoppingStatementOut]:
        return _statements((one for one in on.statements if one.about is part), knowledge)

    return StoppingOut(
        subject=ref(on.subject, knowledge),
        matched=InputOut.model_validate(matched),
        at_once=AtOnceOut(
            answer=on.at_once,
            statement=on.at_once_statement,
            outcomes=list(on.outcomes),
            statements=about(StoppingPart.AT_ONCE),
        ),
        signs=about(StoppingPart.SIGNS),
        effects=[present_side_effect(one, knowledge) for one in on.signs],
        onset=about(StoppingPart.ONSET),
        duration=about(StoppingPart.DURATION),
        supervision=about(StoppingPart.SUPERVISION),
        pace=about(StoppingPart.PACE),
        limits=[_limit(one, knowledge) for one in on.limits],
        warnings=[present_warning(one, knowledge) for one in on.warnings],
        advice=AdviceOut.model_validate(on.advice),
        recorded=Recorded.PARTIAL if on.recorded else Recorded.NONE,
        statement=on.statement,
        release=knowledge.release,
        notice=NOTICE,
    )


def _statements(facts: Iterable[Stopping], knowledge: Knowledge) -> list[StoppingStatementOut]:
    return [
        StoppingStatementOut.model_validate(plain(one) | {"subject": ref(one.subject, knowledge)})
        for one in facts
    ]


def _limit(fact: TaperLimit, knowledge: Knowledge) -> TaperLimitOut:
    return TaperLimitOut.model_validate(plain(fact) | {"subject": ref(fact.subject, knowledge)})


def present_stopping_check(checked: StoppingCheck, knowledge: Knowledge) -> StoppingCheckOut:
    """A plan beside the limits."""
    return StoppingCheckOut(
        result=checked.result,
        usual_pace=checked.usual_pace,
        summary=checked.summary,
        input=InputOut.model_validate(checked.input),
        doses=[_dose(one) for one in checked.doses],
        parts=PartResultsOut.model_validate(checked.parts),
        steps=[StepOut.model_validate(one) for one in checked.steps],
        findings=[StoppingFindingOut.model_validate(one) for one in checked.findings],
        stopping=present_stopping(checked.on, checked.input, knowledge),
        would_ask=[WouldAskOut.model_validate(one) for one in checked.would_ask],
        not_judged=list(checked.not_judged),
        explanation=list(checked.explanation),
        release=checked.release,
        notice=checked.notice,
    )


def _dose(one: PlannedDose) -> PlannedDoseOut:
    return PlannedDoseOut(date=one.on, dose=float(one.dose), unit=one.unit, drug=one.drug)
