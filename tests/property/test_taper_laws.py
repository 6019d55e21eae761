"""Laws of plans: slower is never judged worse, a step that is split is not, and all are judged."""

from dataclasses import replace
from fractions import Fraction
from time import process_time

from app.domain.facts import DoseUnit, LimitStrength, TaperLimit
from app.domain.withdrawal.result import Grounds, StepResult
from app.domain.withdrawal.tapers import judge_plan
from hypothesis import given
from hypothesis import strategies as st

from tests.pharmacopoeia import CITED
from tests.unit.withdrawal.test_tapers import plan

WORST_FIRST = ["faster_than_limit", "not_checked", "no_limit_known", "limit_not_exceeded"]
Doses = list[tuple[int, Fraction]]


@st.composite
def limits(draw: st.DrawFn) -> TaperLimit:
    """A limit in percent, of an amount, or of the whole way."""
    kind = draw(st.sampled_from(["percent", "amount", "whole"]))
    return TaperLimit(
        id=f"{kind}-{draw(st.integers(0, 9))}",
        subject="class:calmer",
        strength=draw(st.sampled_from(LimitStrength)),
        percent=draw(st.sampled_from([5.0, 10.0, 25.0, 50.0])) if kind == "percent" else None,
        amount=draw(st.sampled_from([0.5, 1.0, 5.0])) if kind == "amount" else None,
        unit=DoseUnit.MILLIGRAM if kind == "amount" else None,
        days=draw(st.sampled_from([1, 3, 7, 14, 28])),
        whole=kind == "whole",
        above=None, up_to=None, used_from_days=None, used_below_days=None, only=None,
        text="", citations=CITED,
    )  # fmt: skip


@st.composite
def plans(draw: st.DrawFn, least: int = 0) -> Doses:
    """Doses of any course; `least` 1 for plans that end above zero."""
    gaps = draw(st.lists(st.integers(1, 30), min_size=1, max_size=8))
    days = [0]
    for gap in gaps:
        days.append(days[-1] + gap)
    quarters = draw(
        st.lists(st.integers(least, 80), min_size=len(days), max_size=len(days)).filter(any)
    )
    if draw(st.booleans()):
        quarters.sort(reverse=True)
    return [(day, Fraction(dose, 4)) for day, dose in zip(days, quarters, strict=True)]


def results(doses: Doses, held: list[TaperLimit]) -> list[str]:
    """The results of the steps in order."""
    return [one.result.value for one in judge_plan(plan(*doses), Grounds(held, ()))]


def rank(result: str) -> int:
    """Higher is better."""
    return WORST_FIRST.index(result)


@given(plans(), st.lists(limits(), max_size=4), st.data())
def test_a_slower_plan_of_the_same_doses_is_never_judged_worse(
    doses: Doses, held: list[TaperLimit], data: st.DataObject
) -> None:
    delays = data.draw(st.lists(st.integers(0, 20), min_size=len(doses), max_size=len(doses)))
    later, late = [], 0
    for (day, dose), delay in zip(doses, [0, *delays[1:]], strict=True):
        late += delay
        later.append((day + late, dose))
    for fast, slow in zip(results(doses, held), results(later, held), strict=True):
        assert rank(slow) >= rank(fast)


@given(plans(least=1), st.lists(limits(), max_size=4), st.data())
def test_a_reduction_in_two_halves_of_which_one_waits_is_never_judged_worse(
    doses: Doses, held: list[TaperLimit], data: st.DataObject
) -> None:
    place = data.draw(st.integers(1, len(doses) - 1))
    (_, before), (day, after) = doses[place - 1 : place + 1]
    if after >= before:
        return
    middle = after + (before - after) * data.draw(st.sampled_from([Fraction(1, 4), Fraction(1, 2)]))
    wait = data.draw(st.integers(1, 40))
    rest = [(later + wait, dose) for later, dose in doses[place + 1 :]]
    split = [*doses[:place], (day, middle), (day + wait, after), *rest]
    worst = min(map(rank, results(doses, held)))
    assert min(map(rank, results(split, held))) >= worst


@given(plans(), st.lists(limits(), max_size=4))
def test_every_step_has_a_result_that_is_no_all_clear(doses: Doses, held: list[TaperLimit]) -> None:
    steps = judge_plan(plan(*doses), Grounds(held, ()))
    assert [one.place for one in steps] == list(range(1, len(doses)))
    assert not any(word in one.value for one in StepResult for word in ("ok", "safe"))


@given(plans(), limits())
def test_each_step_is_judged_as_if_every_day_were_written_out(
    doses: Doses, limit: TaperLimit
) -> None:
    """An oracle by days: what was taken on each day of the window, and nothing shared."""
    ceiling = replace(limit, strength=LimitStrength.CEILING)
    if limit.whole:
        return
    taken: dict[int, Fraction] = {}
    for place, (day, dose) in enumerate(doses):
        end = doses[place + 1][0] if place + 1 < len(doses) else day + 1
        taken |= dict.fromkeys(range(day, end), dose)
    for place, result in enumerate(results(doses, [ceiling]), start=1):
        day, dose = doses[place]
        before = doses[place - 1][1]
        top = max(taken[one] for one in range(max(0, int(day - limit.days)), day))
        highest = max(one for _, one in doses[:place])
        if dose > before:
            expected = "not_checked"
        elif dose == before:
            expected = "limit_not_exceeded"
        elif dose == 0 and limit.percent is not None:
            over = before * 100 > Fraction(limit.percent) * highest
            expected = "faster_than_limit" if over else "no_limit_known"
        elif limit.percent is not None:
            over = (max(top, before) - dose) * 100 > Fraction(limit.percent) * max(top, before)
            expected = "faster_than_limit" if over else "limit_not_exceeded"
        else:
            over = max(top, before) - dose > Fraction(limit.amount or 0)
            expected = "faster_than_limit" if over else "limit_not_exceeded"
        assert result == expected


def test_twice_the_steps_cost_about_twice_the_time() -> None:
    held = [
        TaperLimit("a", "class:calmer", LimitStrength.CEILING, 25.0, None, None, 3650, False, None,
                   None, None, None, None, "", CITED)
    ]  # fmt: skip

    def seconds(count: int) -> float:
        doses = plan(*((day, Fraction(2 * count - day)) for day in range(count)))
        started = process_time()
        judge_plan(doses, Grounds(held, ()))
        return process_time() - started

    seconds(200)
    assert min(seconds(4_000) for _ in range(3)) < 8 * min(seconds(1_000) for _ in range(3))
