"""Laws of special states: nothing known is taken for normal, and worse is never milder."""

from dataclasses import replace

from app.domain.facts import (
    ChildPugh,
    Degree,
    KidneyMeasure,
    KidneyUnit,
    SpecialState,
    StateBound,
    StateJudgement,
    StateKind,
)
from app.domain.interactions.known import Known, holds
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.asking import ask
from tests.pharmacopoeia import CITED
from tests.unit.interactions.test_special_states import knowing

UNIT = {
    KidneyMeasure.EGFR: KidneyUnit.ML_PER_MINUTE_PER_AREA,
    KidneyMeasure.CREATININE_CLEARANCE: KidneyUnit.ML_PER_MINUTE,
    KidneyMeasure.SERUM_CREATININE: KidneyUnit.MG_PER_DECILITRE,
}
SEVERITIES = ["unknown", "minor", "moderate", "major", "contraindicated"]
CAUTIONS = ["contraindicated", "avoid", "change_dose", "use_with_care"]
WORSE_CONDITION = ["kidney-disease", "severe-kidney-disease", "end-stage-kidney-disease"]


def some(values: object) -> st.SearchStrategy[tuple[object, ...]]:
    """Any of the values, or none."""
    return st.lists(st.sampled_from(list(values)), unique=True, max_size=2).map(tuple)  # type: ignore[call-overload]


@st.composite
def kidney_bounds(draw: st.DrawFn) -> StateBound:
    """A bound of a kidney statement, with or without a value."""
    degrees = draw(some(Degree))
    if draw(st.booleans()):
        return StateBound(degrees=degrees)  # type: ignore[arg-type]
    measure = draw(st.sampled_from([KidneyMeasure.EGFR, KidneyMeasure.CREATININE_CLEARANCE]))
    below = draw(st.sampled_from([10.0, 15.0, 30.0, 45.0, 60.0]))
    low = draw(st.sampled_from([None, 5.0]))
    return StateBound(measure=measure, unit=UNIT[measure], below=below, from_value=low)


@st.composite
def bounds(draw: st.DrawFn) -> StateBound:
    """A bound of any state, in any mixture."""
    return replace(
        draw(kidney_bounds()),
        trimesters=draw(some([1, 2, 3])),
        from_week=draw(st.sampled_from([None, 12, 20])),
        dialysis=draw(st.booleans()),
        child_pugh=draw(some(ChildPugh)),
        from_age=draw(st.sampled_from([None, 18.0])),
        below_age=draw(st.sampled_from([None, 70.0])),
        only=draw(st.sampled_from([None, "for migraine"])),
    )


@st.composite
def persons(draw: st.DrawFn) -> Known:
    """What may be known of a person, each part or not; organs are told in one way."""
    told = draw(st.sampled_from(["kidney", "degree", "child_pugh"]))
    measures = draw(st.lists(st.sampled_from(list(KidneyMeasure)), unique=True))
    return Known(
        week=draw(st.sampled_from([None, 3, 13, 14, 27, 28, 39])),
        kidney={(one, UNIT[one]): draw(st.floats(0, 120)) for one in measures}
        if told == "kidney"
        else {},
        dialysis=draw(st.sampled_from([None, True, False])),
        degree=draw(st.sampled_from([None, *Degree])) if told == "degree" else None,
        child_pugh=draw(st.sampled_from([None, *ChildPugh])) if told == "child_pugh" else None,
        age=draw(st.sampled_from([None, 3.0, 17.9, 18.0, 69.0, 70.0])),
    )


PARTS = {"week": None, "kidney": {}, "dialysis": None, "degree": None, "child_pugh": None,
         "age": None}  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(bounds(), persons(), st.sampled_from(list(PARTS)), st.booleans())
def test_to_know_less_never_decides_otherwise(
    bound: StateBound, known: Known, forgotten: str, caution: bool
) -> None:
    less = replace(known, **{forgotten: PARTS[forgotten]})
    before, after = holds(bound, known, caution=caution), holds(bound, less, caution=caution)
    assert after is None or after is before


@given(bounds(), st.booleans())
def test_of_somebody_unknown_a_bound_is_never_known_to_hold_or_not(
    bound: StateBound, caution: bool
) -> None:
    assert holds(bound, Known(), caution=caution) is (None if bound else True)


@settings(max_examples=300, deadline=None)
@given(kidney_bounds(), st.floats(0, 120), st.floats(0, 120))
def test_a_warning_for_some_kidneys_holds_for_worse_ones(
    bound: StateBound, one: float, other: float
) -> None:
    if bound.measure is None or bound.unit is None:
        return
    at = {
        number: holds(bound, Known(kidney={(bound.measure, bound.unit): number}), caution=True)
        for number in (one, other)
    }
    if at[max(one, other)] is True:
        assert at[min(one, other)] is True


@given(kidney_bounds(), st.sampled_from(list(Degree)), st.sampled_from(list(Degree)))
def test_a_warning_for_a_degree_holds_for_graver_ones(
    bound: StateBound, one: Degree, other: Degree
) -> None:
    order = list(Degree)
    mild, grave = sorted((one, other), key=order.index)
    only_degrees = StateBound(degrees=bound.degrees)
    if holds(only_degrees, Known(degree=mild), caution=True) is True:
        assert holds(only_degrees, Known(degree=grave), caution=True) is True


@st.composite
def statements(draw: st.DrawFn) -> list[SpecialState]:
    """Up to four statements on one drug and kidneys."""
    found = []
    for number in range(draw(st.integers(0, 4))):
        judgement = draw(st.sampled_from(list(StateJudgement)))
        found.append(
            SpecialState(
                f"s{number}",
                "drug:asp",
                StateKind.KIDNEY,
                draw(st.one_of(st.just(StateBound()), kidney_bounds())),
                judgement,
                draw(st.booleans()),
                draw(st.booleans()),
                "so",
                CITED,
            )
        )
    return found


@settings(max_examples=60, deadline=None)
@given(statements())
def test_a_worse_condition_has_no_milder_answer(told: list[SpecialState]) -> None:
    knowledge = knowing(*told)
    ranks = []
    for condition in WORSE_CONDITION:
        findings = ask(knowledge, "asp", conditions=(condition,)).findings
        ranks.append(max((SEVERITIES.index(one.severity) for one in findings), default=-1))
    assert ranks == sorted(ranks)


@settings(max_examples=60, deadline=None)
@given(statements(), st.sampled_from(WORSE_CONDITION))
def test_nothing_is_complete_without_a_source_that_spoke_of_all_of_it(
    told: list[SpecialState], condition: str
) -> None:
    checkup = ask(knowing(*told), "asp", conditions=(condition,))
    warned = any(one.judgement.value in CAUTIONS for one in told)
    cleared = any(one.judgement is StateJudgement.NO_CONCERN_STATED for one in told)
    unknown = any(one.judgement is StateJudgement.NOT_KNOWN for one in told)
    if checkup.completeness == "complete":
        assert warned or (cleared and not unknown)
    assert bool(checkup.findings) is warned


@settings(max_examples=60, deadline=None)
@given(statements(), st.sampled_from(WORSE_CONDITION))
def test_no_warning_is_lost(told: list[SpecialState], condition: str) -> None:
    checkup = ask(knowing(*told), "asp", conditions=(condition,))
    named = {one.id.split(":")[1] for one in checkup.findings}
    named |= {also.rule.split(":")[1] for one in checkup.findings for also in one.also}
    assert named == {one.id for one in told if one.judgement.value in CAUTIONS}
