"""What is known of the state of a person, by values and by the words of conditions, and whether a
part of a state is theirs.

What is not given is unknown, never normal; one measure of kidneys is never worked out of another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf

from app.domain.facts import (
    ChildPugh,
    Degree,
    KidneyMeasure,
    KidneyUnit,
    StateBound,
    StateKind,
)
from app.domain.interactions.result import ConditionInput
from app.domain.knowledge import Knowledge
from app.domain.names.conditions import (
    ADULT_FROM,
    OLDER_FROM,
    ConditionOffers,
    age_written,
    kidney_value,
    match_condition,
    offer_conditions,
    pregnancy_time,
)

_DEGREES = {one: place for place, one in enumerate(Degree)}
_CHILD_PUGH = {one: place for place, one in enumerate(ChildPugh)}
# Labels call these degrees of an impaired liver (FDA guidance of 2003 on hepatic impairment).
_DEGREE_OF = {
    ChildPugh.A: Degree.MILD,
    ChildPugh.B: Degree.MODERATE,
    ChildPugh.C: Degree.SEVERE,
}
# Labels draw the line of severe kidney disease here, and that of its end stage.
_SEVERE_BELOW, _END_STAGE_BELOW = 30.0, 15.0
# From which eGFR kidneys are not impaired, and the degrees below (FDA guidance of 2024 on impaired
# renal function; the same ranges as the stages of KDIGO).
USUAL_FROM = 90.0
_DEGREES_BELOW = (
    (_SEVERE_BELOW, Degree.SEVERE),
    (60.0, Degree.MODERATE),
    (USUAL_FROM, Degree.MILD),
)
EGFR = (KidneyMeasure.EGFR, KidneyUnit.ML_PER_MINUTE_PER_AREA)
# The first weeks of the second and the third trimester.
_TRIMESTERS = (14, 28)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part of a state that statements of a release speak of: within a bound, or with `kind_of` a
    kind of a condition as such. Compared by identity.
    """

    bound: StateBound
    caution: bool
    kind: StateKind | None
    kind_of: str | None = None


def part_of(
    bound: StateBound, kind: StateKind | None, knowledge: Knowledge, *, caution: bool = True
) -> Part:
    """The part within a bound: one for a whole release."""
    return _part((bound, caution, kind, None), knowledge)


def part_of_kind(condition: str, knowledge: Knowledge) -> Part:
    """A condition as the part of those that it is a kind of: one for a whole release."""
    return _part((StateBound(), True, None, condition), knowledge)


def _part(
    which: tuple[StateBound, bool, StateKind | None, str | None], knowledge: Knowledge
) -> Part:
    known: Part | None = knowledge.memo.parts.get(which)
    if known is None:
        known = knowledge.memo.parts[which] = Part(*which)
    return known


@dataclass(slots=True)  # not frozen: decision 0006
class Known:
    """What is known of the state of a person. What is not given is unknown, never normal.

    `kidney` holds values by their measure and unit; one measure says nothing of another. `ages` are
    the years between which the age is, the second left out. `reached` has the parts that were
    judged by all this already.
    """

    week: int | None = None
    trimester: int | None = None
    kidney: Mapping[tuple[KidneyMeasure, KidneyUnit], float] = field(default_factory=dict)
    dialysis: bool | None = None
    degree: Degree | None = None
    child_pugh: ChildPugh | None = None
    age: float | None = None
    ages: tuple[float, float] = (0.0, inf)
    reached: dict[Part, bool | None] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )


NOTHING_KNOWN = Known()
# What a stated condition says of the state that it is a part of.
_KNOWN_OF = {
    "mild-kidney-disease": Known(degree=Degree.MILD),
    "moderate-kidney-disease": Known(degree=Degree.MODERATE),
    "severe-kidney-disease": Known(degree=Degree.SEVERE),
    "end-stage-kidney-disease": Known(degree=Degree.END_STAGE),
    "dialysis": Known(degree=Degree.END_STAGE, dialysis=True),
    "significant-liver-disease": Known(degree=Degree.SEVERE),
    "older-age": Known(ages=(OLDER_FROM, inf)),
    "children-and-adolescents": Known(ages=(0.0, ADULT_FROM)),
}


def read_conditions(
    words: Sequence[str], knowledge: Knowledge, offers: ConditionOffers
) -> list[ConditionInput]:
    """Each stated condition, as it was understood. Of two meanings none is chosen."""
    read = []
    for text in words:
        match = match_condition(text, knowledge)
        ids = match.conditions
        if len(ids) == 1:
            name = knowledge.conditions[ids[0]].name
            read.append(ConditionInput(text, ids[0], name, (), match.explanation))
        else:
            near = ids or offer_conditions(text, knowledge, offers)
            read.append(ConditionInput(text, None, None, near, match.explanation))
    return read


def known_of(words: str, condition: str) -> Known:
    """What the words for a condition say of the state that it is a part of."""
    if condition == "pregnancy":
        week, trimester = pregnancy_time(words)
        return Known(week=week, trimester=trimester)
    if words.isascii() and not any(map(str.isdigit, words)):
        return _KNOWN_OF.get(condition, NOTHING_KNOWN)  # no age and no value without a number
    age = age_written(words)
    if age is not None:
        exact = age.first == age.end
        return Known(age=age.first) if exact else Known(ages=(age.first, age.end))
    found = kidney_value(words)
    if found is None:
        return _KNOWN_OF.get(condition, NOTHING_KNOWN)
    return Known(kidney={(found.measure, found.unit): found.value})


def known_with(own: Known, person: Known) -> Known:
    """What words say themselves, and of the rest what is known of the person by values."""
    if own is NOTHING_KNOWN:
        return person
    return replace(
        person,
        week=own.week if person.week is None else person.week,
        trimester=own.trimester,
        kidney={**person.kidney, **own.kidney},
        dialysis=person.dialysis if own.dialysis is None else own.dialysis,
        degree=own.degree,
        age=person.age if own.age is None else own.age,
        ages=own.ages,
    )


def degree_of(egfr: float | None) -> Degree | None:
    """How far kidneys are impaired; None for a usual value too. The end stage shows in no value."""
    if egfr is None or egfr >= USUAL_FROM:
        return None
    return next(degree for below, degree in _DEGREES_BELOW if egfr < below)


def ruled_out(condition: str, known: Known) -> bool:
    """Whether a kind of kidney disease is known not to be the person's, by a better eGFR.

    The end stage shows in no value: it may be behind a severe disease.
    """
    egfr, kind = known.kidney.get(EGFR), _KNOWN_OF.get(condition)
    if egfr is None or known.degree is not None or kind is None or kind.degree is None:
        return False
    degree = degree_of(egfr)
    if condition == "significant-liver-disease" or degree is Degree.SEVERE:
        return False
    return degree is None or _DEGREES[kind.degree] > _DEGREES[degree]


def reaches(part: Part, known: Known) -> bool | None:
    """Whether the part is the person's; None where that is unknown. Judged once for a check."""
    judged = known.reached
    if part not in judged:
        if part.kind_of is not None:
            judged[part] = False if ruled_out(part.kind_of, known) else None
        else:
            judged[part] = holds(part.bound, known, caution=part.caution, kind=part.kind)
    return judged[part]


def holds(
    bound: StateBound, known: Known, *, caution: bool, kind: StateKind | None = None
) -> bool | None:
    """Whether a statement within the bound speaks of this person; None where that is unknown.

    `kind` is the state that the statement is on: kidneys and liver say nothing of each other.

    A caution holds too where kidneys or liver are worse than it says: a source that warns of a
    moderate impairment and is silent on a severe one does not clear the latter. So does one that
    too little is known.
    """
    # Most bounds have one part: what a bound does not name is not looked at.
    parts: list[bool | None] = []
    if bound.measure is not None:
        parts.append(_of_kidney(bound, known, caution))
    if bound.trimesters or bound.from_week is not None:
        parts.append(_of_week(bound, known))
    if bound.dialysis:
        parts.append(known.dialysis)
    if bound.degrees:
        parts.append(_of_degree(bound, known, caution, kind))
    if bound.child_pugh:
        parts.append(_of_child_pugh(bound, known, caution))
    if bound.from_age is not None or bound.below_age is not None:
        parts.append(_of_age(bound, known))
    if bound.only:
        parts.append(None)  # free words are never known to be true of somebody
    return _all(parts)


def _of_week(bound: StateBound, known: Known) -> bool | None:
    weeks = _weeks(known)
    parts: list[bool | None] = []
    if bound.trimesters:
        spans = [_span(one) for one in bound.trimesters]
        parts.append(_any(_within(weeks, span) for span in spans))
    if bound.from_week is not None:
        parts.append(_within(weeks, (bound.from_week, _LAST_WEEK)))
    return _all(parts)


_LAST_WEEK = 45


def _span(trimester: int) -> tuple[int, int]:
    """The weeks of a trimester, first and last."""
    starts = (0, *_TRIMESTERS, _LAST_WEEK + 1)
    return starts[trimester - 1], starts[trimester] - 1


def _weeks(known: Known) -> tuple[int, int]:
    """The first and last week that it can be."""
    if known.week is not None:
        return known.week, known.week
    return (0, _LAST_WEEK) if known.trimester is None else _span(known.trimester)


def _within(weeks: tuple[int, int], span: tuple[int, int]) -> bool | None:
    if weeks[0] >= span[0] and weeks[1] <= span[1]:
        return True
    return None if weeks[0] <= span[1] and weeks[1] >= span[0] else False


def _all(parts: Sequence[bool | None]) -> bool | None:
    return False if False in parts else None if None in parts else True


def _any(parts: Iterable[bool | None]) -> bool | None:
    found = list(parts)
    return True if True in found else None if None in found else False


def _of_kidney(bound: StateBound, known: Known, caution: bool) -> bool | None:
    if bound.measure is None or bound.unit is None:
        return True
    value = known.kidney.get((bound.measure, bound.unit))
    if value is None:
        return _severe_enough(bound, known, caution)
    higher_is_worse = bound.measure is KidneyMeasure.SERUM_CREATININE
    low_enough = bound.below is None or value < bound.below
    high_enough = bound.from_value is None or value >= bound.from_value
    if caution and not (bound.below is None or bound.from_value is None):
        reached = high_enough if higher_is_worse else low_enough
    else:
        reached = low_enough and high_enough
    if not reached and _severe_enough(bound, known, caution):
        return None  # the value says no, the words say yes
    return reached


def _severe_enough(bound: StateBound, known: Known, caution: bool) -> bool | None:
    """Without a value: whether the bound reaches so far that it holds for all who are said to be
    severely ill.
    """
    if bound.measure is KidneyMeasure.SERUM_CREATININE or bound.below is None or not caution:
        return None
    if known.degree is Degree.END_STAGE:
        return True if bound.below >= _END_STAGE_BELOW else None
    severe = known.degree is Degree.SEVERE and bound.below >= _SEVERE_BELOW
    return True if severe else None


def _of_degree(
    bound: StateBound, known: Known, caution: bool, kind: StateKind | None
) -> bool | None:
    degree = known.degree
    if degree is None and known.child_pugh is not None and kind is not StateKind.KIDNEY:
        degree = _DEGREE_OF[known.child_pugh]
    egfr = None if kind is StateKind.LIVER else known.kidney.get(EGFR)
    if degree is None and egfr is not None:
        # Where a label names a degree and no value, an eGFR has the degree of its range.
        degree = degree_of(egfr)
        if degree is None:
            return False
    if degree is None:
        return None
    if degree is Degree.SEVERE and set(bound.degrees) == {Degree.END_STAGE}:
        return None  # the gravest kidney disease is a severe one too
    if caution:
        return _DEGREES[degree] >= min(_DEGREES[one] for one in bound.degrees)
    return degree in bound.degrees


def _of_child_pugh(bound: StateBound, known: Known, caution: bool) -> bool | None:
    if known.child_pugh is None:
        if known.degree is None:
            return None
        degrees = tuple(_DEGREE_OF[one] for one in bound.child_pugh)
        return _of_degree(StateBound(degrees=degrees), known, caution, StateKind.LIVER)
    if caution:
        mildest = min(_CHILD_PUGH[one] for one in bound.child_pugh)
        return _CHILD_PUGH[known.child_pugh] >= mildest
    return known.child_pugh in bound.child_pugh


def _of_age(bound: StateBound, known: Known) -> bool | None:
    oldest = inf if bound.below_age is None else bound.below_age
    youngest = bound.from_age or 0.0
    if known.age is not None:
        return youngest <= known.age < oldest
    first, end = known.ages
    if youngest <= first and end <= oldest:
        return True
    return None if first < oldest and youngest < end else False
