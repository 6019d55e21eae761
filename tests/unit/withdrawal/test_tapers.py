"""A step beside a limit: its size, the days since, the last step, the whole way, and for whom."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from app.domain.facts import DoseUnit, LimitStrength, Stopping, StoppingPart, TaperLimit
from app.domain.withdrawal.result import Grounds, PlannedDose, Step, worst_result
from app.domain.withdrawal.tapers import judge_plan

from tests.pharmacopoeia import CITED

QUARTER = TaperLimit(
    id="quarter", subject="class:calmer", strength=LimitStrength.CEILING, percent=25, amount=None,
    unit=None, days=14, whole=False, above=None, up_to=None, used_from_days=None,
    used_below_days=None, only=None, text="A quarter every 2 weeks.", citations=CITED,
)  # fmt: skip
HALF_MG = replace(QUARTER, id="half-mg", percent=None, amount=0.5, unit=DoseUnit.MILLIGRAM, days=3)
A_WEEK = replace(QUARTER, id="a-week", percent=None, whole=True, days=7)
NOT_AT_ONCE = Stopping(
    id="not-at-once", subject="class:calmer", about=StoppingPart.AT_ONCE, allowed=False,
    from_days=None, to_days=None, outcomes=(), boxed=False, used_from_days=None,
    used_below_days=None, only=None, text="Not at once.", citations=CITED,
)  # fmt: skip


def plan(
    *doses: tuple[int, str | Fraction], unit: DoseUnit = DoseUnit.MILLIGRAM
) -> list[PlannedDose]:
    """Doses by the days from the first on."""
    first = date(2026, 1, 1)
    return [
        PlannedDose(first + timedelta(days=day), Fraction(dose), unit, "clona")
        for day, dose in doses
    ]


def judged(*limits: TaperLimit, doses: list[PlannedDose], used: int | None = None) -> list[Step]:
    """The steps of a plan beside limits."""
    return judge_plan(doses, Grounds(limits, (), used))


def results(*limits: TaperLimit, doses: list[PlannedDose], used: int | None = None) -> list[str]:
    """The results of the steps in order."""
    return [one.result.value for one in judged(*limits, doses=doses, used=used)]


FASTER, WITHIN, NONE, OPEN = (
    "faster_than_limit", "limit_not_exceeded", "no_limit_known", "not_checked"
)  # fmt: skip


@pytest.mark.parametrize(
    ("doses", "expected"),
    [
        ([(0, "10"), (14, "7.5")], [WITHIN]),
        ([(0, "10"), (14, "7.49")], [FASTER]),
        ([(0, "10"), (14, "7.5"), (28, "5.625")], [WITHIN, WITHIN]),
        ([(0, "10"), (14, "7.5"), (27, "5.625")], [WITHIN, FASTER]),
        ([(0, "10"), (1, "9"), (2, "8"), (3, "7.5")], [WITHIN, WITHIN, WITHIN]),
        ([(0, "10"), (1, "9"), (2, "8"), (3, "7.4")], [WITHIN, WITHIN, FASTER]),
        ([(0, "0.1"), (14, "0.075")], [WITHIN]),
    ],
)
def test_the_percent_is_of_the_dose_before_and_of_what_was_taken_in_those_days(
    doses: list[tuple[int, str]], expected: list[str]
) -> None:
    assert results(QUARTER, doses=plan(*doses)) == expected


def test_the_percent_of_a_step_is_told() -> None:
    (step,) = judged(QUARTER, doses=plan((0, "3"), (14, "2")))
    assert (step.percent, step.days, step.place) == (33.33, 14, 1)


def test_a_rise_is_not_checked_and_a_hold_exceeds_nothing() -> None:
    steps = judged(QUARTER, doses=plan((0, "2"), (7, "2"), (14, "3")))
    assert [(one.kind.value, one.result.value) for one in steps] == [
        ("no_change", WITHIN), ("increase", OPEN)
    ]  # fmt: skip
    assert results(doses=plan((0, "2"), (7, "2"))) == [NONE]


def test_a_cut_behind_a_rise_counts_from_the_higher_dose() -> None:
    assert results(QUARTER, doses=plan((0, "2"), (7, "3"), (8, "2"))) == [OPEN, FASTER]


@pytest.mark.parametrize(("last", "expected"), [("2.5", NONE), ("2.6", FASTER)])
def test_the_last_step_is_beside_the_highest_dose(last: str, expected: str) -> None:
    doses = plan((0, "10"), (14, "7.5"), (28, "5.625"), (42, "4.25"), (56, "3.2"), (70, last))
    doses.append(replace(doses[-1], on=date(2026, 6, 1), dose=Fraction(0)))
    assert results(QUARTER, doses=doses)[-1] == expected


def test_an_amount_is_compared_in_its_own_unit() -> None:
    assert results(HALF_MG, doses=plan((0, "4"), (3, "3.5"), (6, "3"))) == [WITHIN, WITHIN]
    assert results(HALF_MG, doses=plan((0, "4"), (3, "3.5"), (5, "3"))) == [WITHIN, FASTER]
    micrograms = plan((0, "4000"), (3, "3400"), unit=DoseUnit.MICROGRAM)
    assert results(HALF_MG, doses=micrograms) == [FASTER]
    assert results(HALF_MG, doses=plan((0, "4"), (3, "1"), unit=DoseUnit.TABLETS)) == [OPEN]


def test_a_limit_that_is_exceeded_leads_before_one_that_cannot_be_compared() -> None:
    doses = plan((0, "4"), (14, "1"), unit=DoseUnit.TABLETS)
    assert results(HALF_MG, QUARTER, doses=doses) == [FASTER]
    assert results(HALF_MG, QUARTER, doses=[doses[0], replace(doses[1], dose=Fraction(3))]) == [
        OPEN
    ]


def test_a_last_step_within_an_amount_exceeds_nothing() -> None:
    assert results(HALF_MG, doses=plan((0, "0.5"), (3, "0"))) == [WITHIN]


def test_the_whole_way_counts_from_the_first_lower_dose() -> None:
    exactly = plan((0, "9"), (30, "6"), (33, "3"), (37, "0"))
    assert results(A_WEEK, doses=exactly) == [WITHIN] * 3
    hurried = plan((0, "9"), (30, "6"), (33, "3"), (36, "0"))
    assert results(A_WEEK, doses=hurried) == [FASTER] * 3
    assert results(A_WEEK, doses=plan((0, "9"), (30, "6"))) == [NONE]


def test_a_way_begins_anew_behind_a_rise() -> None:
    doses = plan((0, "9"), (30, "6"), (40, "9"), (41, "0"))
    assert results(A_WEEK, doses=doses) == [NONE, OPEN, FASTER]


def test_a_limit_of_some_doses_holds_for_these() -> None:
    band = replace(HALF_MG, above=2, up_to=4)
    assert results(band, doses=plan((0, "6"), (3, "4"), (6, "2"), (9, "1"))) == [
        NONE, FASTER, NONE
    ]  # fmt: skip


@pytest.mark.parametrize(("used", "expected"), [(None, FASTER), (364, NONE), (365, FASTER)])
def test_a_limit_for_long_use_holds_unless_it_was_short(used: int | None, expected: str) -> None:
    long = replace(QUARTER, used_from_days=365)
    steps = judged(long, doses=plan((0, "10"), (14, "5")), used=used)
    assert steps[0].result.value == expected
    assert {one.holds.value for one in steps[0].limits} == (
        set() if used == 364 else {"if" if used is None else "yes"}
    )


@pytest.mark.parametrize(("doses", "expected"), [
    ([(0, "2"), (1, "0")], [FASTER]),
    ([(0, "2"), (1, "1"), (2, "0")], [NONE, NONE]),
])  # fmt: skip
def test_at_once_means_without_a_lower_dose_between(
    doses: list[tuple[int, str]], expected: list[str]
) -> None:
    steps = judge_plan(plan(*doses), Grounds((), (NOT_AT_ONCE,)))
    assert [one.result.value for one in steps] == expected


def test_a_usual_pace_is_no_limit() -> None:
    usual = replace(QUARTER, strength=LimitStrength.USUAL_PACE)
    (step,) = judged(usual, doses=plan((0, "10"), (14, "5")))
    assert (step.result.value, step.usual_pace.value) == (NONE, FASTER)


def test_the_worst_leads() -> None:
    steps = judged(QUARTER, doses=plan((0, "10"), (14, "9"), (28, "4"), (60, "5")))
    assert worst_result(one.result for one in steps).value == FASTER
    assert worst_result(one.result for one in steps[::2]).value == OPEN
