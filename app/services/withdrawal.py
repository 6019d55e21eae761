"""What is recorded of stopping a drug, and a plan beside it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from sqlmodel import Session

from app.domain.facts import (
    Advice,
    Key,
    Phase,
    SideEffect,
    Stopping,
    StoppingPart,
    TaperLimit,
    Warning,
    WarningKind,
)
from app.domain.knowledge import Knowledge, name_of
from app.domain.withdrawal.check import check_plan, leading_at_once, subjects_above
from app.domain.withdrawal.result import AtOnce, Holds, OnStopping, StoppingCheck, StoppingPlan
from app.domain.withdrawal.tapers import holds_for
from app.services.release import LoadedRelease
from app.store.read import list_facts

F = TypeVar("F", Stopping, TaperLimit)

_WARNS = (WarningKind.ABRUPT_DISCONTINUATION, WarningKind.WITHDRAWAL, WarningKind.DEPENDENCE)
_AT_ONCE = {
    AtOnce.NO: "A cited source says that it is not to be stopped at once.",
    AtOnce.YES: "A cited source says that it may be stopped at once.",
    AtOnce.UNKNOWN: "No source here says whether it may be stopped at once. That does not mean "
    "that it may.",
}
_ADVICE = Advice(
    "Do not stop this medicine or change its dose by yourself. Talk to your doctor first. If you "
    "feel ill after a lower dose, call your doctor. A fit, or pain in the chest, is an emergency.",
    "Limits and signs from the sources named, no schedule: whoever prescribes sets the pace, and "
    "slows down or pauses where signs of withdrawal come up.",
)


def on_stopping(session: Session, subject: Key, knowledge: Knowledge) -> OnStopping:
    """All that is recorded of stopping a drug (or class), its classes' statements included."""
    subjects = subjects_above(subject, knowledge)
    stated = _nearest_first(list_facts(session, Stopping, subject=subjects), subjects)
    warnings = [one for one in list_facts(session, Warning, subject=subjects) if one.kind in _WARNS]
    limits = _nearest_first(list_facts(session, TaperLimit, subject=subjects), subjects)
    signs = list_facts(session, SideEffect, subject=subjects, phase=Phase.ON_WITHDRAWAL.value)
    statements = (*stated, *_of_warnings(warnings, stated))
    forbidding = [one for one in statements if one.allowed is False]
    answers = leading_at_once(statements, subject)
    at_once = _at_once(answers)
    anything = bool(statements or limits or signs or warnings)
    return OnStopping(
        subject=subject,
        at_once=at_once,
        at_once_statement=_AT_ONCE[at_once],
        outcomes=tuple(dict.fromkeys(what for one in forbidding for what in one.outcomes)),
        statements=statements,
        limits=tuple(limits),
        signs=tuple(signs),
        warnings=tuple(warnings),
        advice=_ADVICE,
        recorded=anything,
        statement=_recorded(name_of(subject, knowledge), anything),
    )


def _nearest_first(facts: list[F], subjects: Sequence[Key]) -> list[F]:
    return sorted(facts, key=lambda one: (subjects.index(one.subject), one.id))


def _of_warnings(warnings: Iterable[Warning], stated: Iterable[Stopping]) -> Iterator[Stopping]:
    """Warnings not to stop suddenly, as statements: where no statement answers `at once`."""
    if any(one.about is StoppingPart.AT_ONCE for one in stated):
        return
    for one in warnings:
        if one.kind is WarningKind.ABRUPT_DISCONTINUATION:
            yield Stopping(
                id=one.id,
                subject=one.subject,
                about=StoppingPart.AT_ONCE,
                allowed=False,
                from_days=None,
                to_days=None,
                outcomes=(),
                boxed=False,
                used_from_days=None,
                used_below_days=None,
                only=None,
                text=one.text,
                citations=one.citations,
            )


def _at_once(answers: Iterable[Stopping]) -> AtOnce:
    """A source that forbids leads; one that allows it for some people only allows it to nobody."""
    stated = list(answers)
    if any(one.allowed is False for one in stated):
        return AtOnce.NO
    whole = (one for one in stated if holds_for(one, None)[0] is Holds.YES)
    return AtOnce.YES if any(one.allowed for one in whole) else AtOnce.UNKNOWN


def _recorded(name: str, anything: bool) -> str:
    if anything:
        return f"What is recorded here of stopping {name}; its sources may say more."
    return (
        f"Nothing is recorded here of stopping {name}. That does not mean that it may be stopped "
        "at once; its label may well say how."
    )


def check_stopping(session: Session, loaded: LoadedRelease, plan: StoppingPlan) -> StoppingCheck:
    """Every step of a plan beside the limits of its drug."""
    on = on_stopping(session, plan.subject, loaded.knowledge)
    return check_plan(plan, on, loaded.knowledge)
