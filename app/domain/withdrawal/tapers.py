"""Is a plan to stop a drug faster than sources allow? Limits and nothing else: never a schedule."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from app.domain.doses import MICROGRAMS, exact, in_unit
from app.domain.facts import DoseUnit, LimitStrength, Stopping, TaperLimit
from app.domain.withdrawal.result import (
    Aspect,
    Grounds,
    Holds,
    JudgedLimit,
    PlannedDose,
    Step,
    StepKind,
    StepResult,
    worst_result,
)


def judge_plan(plan: Sequence[PlannedDose], grounds: Grounds) -> list[Step]:
    """Every step of a plan in order, each with its result. Linear in the doses and the limits.

    The days of the plan go up. A change of drug or to a unit that cannot be compared is
    `not_checked`, and what follows is judged anew from there.
    """
    steps: list[Step] = []
    for start, end in _stretches(plan):
        if start:
            steps.append(_uncompared(plan, start))
        steps += _judge_stretch(plan, start, end, grounds)
    return steps


def _stretches(plan: Sequence[PlannedDose]) -> Iterator[tuple[int, int]]:
    """The parts of a plan within which doses can be compared: first place, and place behind."""
    start = 0
    for place in range(1, len(plan)):
        before, after = plan[place - 1], plan[place]
        if before.drug != after.drug or in_unit(before.dose, before.unit, after.unit) is None:
            yield start, place
            start = place
    yield start, len(plan)


def _uncompared(plan: Sequence[PlannedDose], place: int) -> Step:
    before, after = plan[place - 1], plan[place]
    if before.drug != after.drug:
        kind, note = StepKind.CHANGE_OF_DRUG, "which dose of one drug equals another is not judged"
    else:
        kind = StepKind.CHANGE_OF_UNIT
        note = f"{before.unit.value} cannot be compared with {after.unit.value}"
    return _step(place, kind, (after.on - before.on).days, None, note, ())


def _step(
    place: int,
    kind: StepKind,
    days: int,
    percent: Fraction | None,
    note: str | None,
    limits: tuple[JudgedLimit, ...],
) -> Step:
    """A step with what its limits come to."""
    goes_down = kind in (StepKind.REDUCTION, StepKind.TO_ZERO)
    silent = StepResult.NO_LIMIT_KNOWN if goes_down else StepResult.NOT_CHECKED
    return Step(
        place=place,
        kind=kind,
        days=days,
        percent=None if percent is None else float(round(percent * 100, 2)),
        result=sum_up((one for one in limits if one.strength is LimitStrength.CEILING), silent),
        usual_pace=sum_up(
            (one for one in limits if one.strength is LimitStrength.USUAL_PACE), silent
        ),
        note=note,
        limits=limits,
    )


def sum_up(judged: Iterable[JudgedLimit], silent: StepResult) -> StepResult:
    """One limit that is exceeded is enough; one that is silent does not outweigh one that speaks.
    `silent` where none of them speaks.
    """
    spoken = [one.result for one in judged if one.result is not StepResult.NO_LIMIT_KNOWN]
    return worst_result(spoken) if spoken else silent


def _judge_stretch(
    plan: Sequence[PlannedDose], start: int, end: int, grounds: Grounds
) -> list[Step]:
    """The steps within plan[start:end], all of one drug and of units that can be compared."""
    stretch = [replace(one, dose=_base(one)) for one in plan[start:end]]
    began = _beginnings(stretch)
    judged: list[list[JudgedLimit]] = [[] for _ in stretch]
    compared: list[tuple[TaperLimit | Stopping, Iterator[tuple[int, JudgedLimit]]]] = [
        *((one, _beside(one, stretch, began)) for one in grounds.limits),
        *((one, _stopped_at_once(one, stretch, began)) for one in grounds.at_once),
    ]
    for stated, places in compared:
        holds, condition = holds_for(stated, grounds.used_days)
        if holds is not None:
            for place, found in places:
                judged[place].append(replace(found, holds=holds, condition=condition))
    return [
        _own_step(stretch, place, start + place, tuple(judged[place]), grounds)
        for place in range(1, len(stretch))
    ]


def _base(one: PlannedDose) -> Fraction:
    return one.dose * MICROGRAMS.get(one.unit, Fraction(1))


def _own_step(
    stretch: Sequence[PlannedDose],
    at: int,
    place: int,
    judged: tuple[JudgedLimit, ...],
    grounds: Grounds,
) -> Step:
    before, after = stretch[at - 1], stretch[at]
    days = (after.on - before.on).days
    if after.dose == before.dose:
        return _unchanged(place, days, grounds)
    if after.dose > before.dose:
        percent = 1 - after.dose / before.dose if before.dose else None
        note: str | None = "a higher dose: only reductions are compared with limits"
        return _step(place, StepKind.INCREASE, days, percent, note, ())
    kind = StepKind.REDUCTION if after.dose else StepKind.TO_ZERO
    note = None if after.dose else "the last step: of the dose before, all goes; it is judged apart"
    return _step(place, kind, days, 1 - after.dose / before.dose, note, judged)


def _unchanged(place: int, days: int, grounds: Grounds) -> Step:
    """No limit is exceeded by staying, but without any limit none is known."""
    known = {limit.strength for limit in grounds.limits}

    def result(strength: LimitStrength) -> StepResult:
        return StepResult.LIMIT_NOT_EXCEEDED if strength in known else StepResult.NO_LIMIT_KNOWN

    return Step(
        place=place,
        kind=StepKind.NO_CHANGE,
        days=days,
        percent=0.0,
        result=result(LimitStrength.CEILING),
        usual_pace=result(LimitStrength.USUAL_PACE),
        note=None,
        limits=(),
    )


def _beginnings(stretch: Sequence[PlannedDose]) -> list[int]:
    """For each place, where its way down began: the first reduction behind the last rise."""
    began: list[int] = []
    first: int | None = None
    for place, one in enumerate(stretch):
        if place:
            before = stretch[place - 1].dose
            if one.dose > before:
                first = None
            elif one.dose < before and first is None:
                first = place
        began.append(place if first is None else first)
    return began


def holds_for(
    stated: TaperLimit | Stopping, used_days: int | None
) -> tuple[Holds | None, str | None]:
    """Whether a statement holds for somebody who took the drug so long; None where it does not.
    What was not stated is not known, so it may hold.
    """
    waits: list[str] = []
    for bound, is_least in ((stated.used_from_days, True), (stated.used_below_days, False)):
        if bound is None:
            continue
        if used_days is None:
            waits.append(f"taken for {'at least' if is_least else 'less than'} {bound} days")
        elif (used_days >= bound) is not is_least:
            return None, None
    if stated.only is not None:
        waits.append(stated.only)
    return (Holds.IF, "; ".join(waits)) if waits else (Holds.YES, None)


def _beside(
    limit: TaperLimit, stretch: Sequence[PlannedDose], began: Sequence[int]
) -> Iterator[tuple[int, JudgedLimit]]:
    if limit.whole:
        yield from _whole_way(limit, stretch, began)
        return
    scale = _scale(limit, stretch[0].unit)
    highest = Fraction(0)
    window: deque[int] = deque()
    for place in range(1, len(stretch)):
        highest = max(highest, stretch[place - 1].dose)
        before, after = stretch[place - 1], stretch[place]
        within = scale is not None and _in_band(limit, before.dose, scale)
        _move(window, place - 1 if within else None, stretch, after.on, limit.days)
        if after.dose >= before.dose:
            continue
        if scale is None:
            yield place, _judged(limit, Aspect.SIZE, StepResult.NOT_CHECKED, None)
        elif within and after.dose == 0 and limit.percent is not None:
            yield place, _last_step(limit, before.dose / highest)
        elif within:
            yield place, _compared(limit, Aspect.SIZE, before.dose, after.dose, scale)
            top = stretch[window[0]].dose
            yield place, _compared(limit, Aspect.INTERVAL, top, after.dose, scale)


def _move(
    window: deque[int], place: int | None, stretch: Sequence[PlannedDose], on: date, days: float
) -> None:
    """Takes a dose into the window, and lets go what ended `days` before the day or earlier.

    Of the doses in the window only those stay that no later one equals or exceeds: the first is
    the highest.
    """
    if place is not None:
        while window and stretch[window[-1]].dose <= stretch[place].dose:
            window.pop()
        window.append(place)
    while window and (on - stretch[window[0] + 1].on).days >= days:
        window.popleft()


def _scale(limit: TaperLimit, unit: DoseUnit) -> Fraction | None:
    """How much of the plan's own measure one unit of the limit is; None if they do not compare.
    A limit in percent and without a band has no unit, and needs none.
    """
    if limit.unit is None:
        return Fraction(1)
    if limit.unit in MICROGRAMS and unit in MICROGRAMS:
        return MICROGRAMS[limit.unit]
    return Fraction(1) if limit.unit is unit else None


def _in_band(limit: TaperLimit, dose: Fraction, scale: Fraction) -> bool:
    above = limit.above is None or dose > exact(limit.above) * scale
    return above and (limit.up_to is None or dose <= exact(limit.up_to) * scale)


def _compared(
    limit: TaperLimit, aspect: Aspect, top: Fraction, dose: Fraction, scale: Fraction
) -> JudgedLimit:
    if limit.percent is not None:
        most, reached = exact(limit.percent), (top - dose) / top * 100
    else:
        most, reached = exact(limit.amount or 0), (top - dose) / scale
    return _judged(limit, aspect, _exceeds(reached > most), reached)


def _exceeds(faster: bool) -> StepResult:
    return StepResult.FASTER_THAN_LIMIT if faster else StepResult.LIMIT_NOT_EXCEEDED


def _last_step(limit: TaperLimit, part: Fraction) -> JudgedLimit:
    """No part of the dose before is zero, so such a limit is silent on the last step: unless more
    goes at once than it allows even of the highest dose of the plan.
    """
    faster = part * 100 > exact(limit.percent or 0)
    result = StepResult.FASTER_THAN_LIMIT if faster else StepResult.NO_LIMIT_KNOWN
    return _judged(limit, Aspect.LAST_STEP, result, part * 100)


def _whole_way(
    limit: TaperLimit, stretch: Sequence[PlannedDose], began: Sequence[int]
) -> Iterator[tuple[int, JudgedLimit]]:
    """One result for every step of a way that ends at zero; other ways are not spoken of."""
    ended: dict[int, int] = {
        began[place]: place
        for place in range(1, len(stretch))
        if stretch[place].dose == 0 and stretch[place - 1].dose > 0
    }
    for place in range(1, len(stretch)):
        if stretch[place].dose >= stretch[place - 1].dose:
            continue
        end = ended.get(began[place])
        if end is None or end < place:
            yield place, _judged(limit, Aspect.WHOLE_WAY, StepResult.NO_LIMIT_KNOWN, None)
        else:
            days = Fraction((stretch[end].on - stretch[began[place]].on).days)
            result = _exceeds(days < exact(limit.days))
            yield place, _judged(limit, Aspect.WHOLE_WAY, result, days)


def _stopped_at_once(
    statement: Stopping, stretch: Sequence[PlannedDose], began: Sequence[int]
) -> Iterator[tuple[int, JudgedLimit]]:
    """The last step, where no lower dose came before it."""
    for place in range(1, len(stretch)):
        if stretch[place].dose == 0 < stretch[place - 1].dose and began[place] == place:
            yield (
                place,
                JudgedLimit(
                    limit=statement.id,
                    strength=LimitStrength.CEILING,
                    aspect=Aspect.AT_ONCE,
                    result=_exceeds(statement.allowed is False),
                    holds=Holds.YES,
                    condition=None,
                    reached=100.0,
                    text=statement.text,
                    citations=statement.citations,
                ),
            )


def _judged(
    limit: TaperLimit, aspect: Aspect, result: StepResult, reached: Fraction | None
) -> JudgedLimit:
    return JudgedLimit(
        limit=limit.id,
        strength=limit.strength,
        aspect=aspect,
        result=result,
        holds=Holds.YES,
        condition=None,
        reached=None if reached is None else float(round(reached, 2)),
        text=limit.text,
        citations=limit.citations,
    )
