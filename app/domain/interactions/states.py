"""What sources say of a drug in a special state of a person: whether it holds, and how gravely."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.facts import (
    Action,
    Certainty,
    ChildPugh,
    Citations,
    Degree,
    Evidence,
    EvidenceKind,
    Key,
    KidneyMeasure,
    KidneyUnit,
    Severity,
    SpecialState,
    StateBound,
    StateJudgement,
    StateKind,
    worst,
)
from app.domain.hierarchy import distances_above
from app.domain.interactions.findings import Statement
from app.domain.interactions.result import AlsoRule, Applies
from app.domain.knowledge import Knowledge
from app.domain.names.conditions import kidney_value

# A source that forbids, advises against or warns; anything else is no finding.
_SEVERITY = {
    StateJudgement.CONTRAINDICATED: Severity.CONTRAINDICATED,
    StateJudgement.AVOID: Severity.MAJOR,
    StateJudgement.CHANGE_DOSE: Severity.MODERATE,
    StateJudgement.USE_WITH_CARE: Severity.MODERATE,
}
_ACTION = {
    StateJudgement.CONTRAINDICATED: Action.AVOID,
    StateJudgement.AVOID: Action.AVOID,
    StateJudgement.CHANGE_DOSE: Action.ADJUST_OR_SEPARATE,
    StateJudgement.USE_WITH_CARE: Action.MONITOR,
}
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


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the state of a person. What is not given is unknown, never normal.

    `kidney` holds values by their measure and unit; one measure says nothing of another.
    """

    week: int | None = None
    trimester: int | None = None
    kidney: Mapping[tuple[KidneyMeasure, KidneyUnit], float] = field(default_factory=dict)
    dialysis: bool | None = None
    degree: Degree | None = None
    child_pugh: ChildPugh | None = None
    age: float | None = None


# What a stated condition says of the state that it is a part of.
_KNOWN_OF = {
    "mild-kidney-disease": Known(degree=Degree.MILD),
    "moderate-kidney-disease": Known(degree=Degree.MODERATE),
    "severe-kidney-disease": Known(degree=Degree.SEVERE),
    "end-stage-kidney-disease": Known(degree=Degree.END_STAGE),
    "dialysis": Known(degree=Degree.END_STAGE, dialysis=True),
    "significant-liver-disease": Known(degree=Degree.SEVERE),
}


def known_of(words: str, condition: str) -> Known:
    """What the words for a condition say of the state that it is a part of."""
    found = kidney_value(words)
    if found is None:
        return _KNOWN_OF.get(condition, Known())
    return Known(kidney={(found.measure, found.unit): found.value})


def known_with(own: Known, person: Known) -> Known:
    """What words say themselves, and of the rest what is known of the person."""
    return replace(
        person,
        kidney={**person.kidney, **own.kidney},
        dialysis=person.dialysis if own.dialysis is None else own.dialysis,
        degree=own.degree,
    )


def known_for(kind: StateKind, known: Known) -> Known:
    """What is known for a statement on this state: the degree of kidneys is none of a liver.

    Where words of a label name a degree and no value, an eGFR has the degree of its range.
    """
    if kind is StateKind.LIVER:
        return known
    degree = known.degree
    if kind is StateKind.KIDNEY and degree is None:
        degree = degree_of(known.kidney.get(EGFR))
    return replace(known, child_pugh=None, degree=degree)


def degree_of(egfr: float | None) -> Degree | None:
    """How far kidneys are impaired; None for a usual value too. The end stage shows in no value."""
    if egfr is None or egfr >= USUAL_FROM:
        return None
    return next(degree for below, degree in _DEGREES_BELOW if egfr < below)


def holds(bound: StateBound, known: Known, *, caution: bool) -> bool | None:
    """Whether a statement within the bound speaks of this person; None where that is unknown.

    A caution holds too where kidneys or liver are worse than it says: a source that warns of a
    moderate impairment and is silent on a severe one does not clear the latter. So does one that
    too little is known.
    """
    parts = [
        _of_week(bound, known),
        _of_kidney(bound, known, caution),
        known.dialysis if bound.dialysis else True,
        _of_degree(bound, known, caution),
        _of_child_pugh(bound, known, caution),
        _of_age(bound, known),
        # Free words are never known to be true of somebody.
        None if bound.only else True,
    ]
    if False in parts:
        return False
    return None if None in parts else True


def _of_week(bound: StateBound, known: Known) -> bool | None:
    weeks = _weeks(known)
    parts: list[bool | None] = []
    if bound.trimesters:
        spans = [_span(one) for one in bound.trimesters]
        parts.append(_any(_within(weeks, span) for span in spans))
    if bound.from_week is not None:
        parts.append(_within(weeks, (bound.from_week, _LAST_WEEK)))
    return False if False in parts else None if None in parts else True


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


def _of_degree(bound: StateBound, known: Known, caution: bool) -> bool | None:
    if not bound.degrees:
        return True
    degree = known.degree
    if degree is None and known.child_pugh is not None:
        degree = _DEGREE_OF[known.child_pugh]
    if degree is None:
        return None
    if degree is Degree.SEVERE and set(bound.degrees) == {Degree.END_STAGE}:
        return None  # the gravest kidney disease is a severe one too
    if caution:
        return _DEGREES[degree] >= min(_DEGREES[one] for one in bound.degrees)
    return degree in bound.degrees


def _of_child_pugh(bound: StateBound, known: Known, caution: bool) -> bool | None:
    if not bound.child_pugh:
        return True
    if known.child_pugh is None:
        if known.degree is None:
            return None
        degrees = tuple(_DEGREE_OF[one] for one in bound.child_pugh)
        return _of_degree(StateBound(degrees=degrees), known, caution)
    if caution:
        mildest = min(_CHILD_PUGH[one] for one in bound.child_pugh)
        return _CHILD_PUGH[known.child_pugh] >= mildest
    return known.child_pugh in bound.child_pugh


def _of_age(bound: StateBound, known: Known) -> bool | None:
    if bound.from_age is None and bound.below_age is None:
        return True
    if known.age is None:
        return None
    old_enough = bound.from_age is None or known.age >= bound.from_age
    return old_enough and (bound.below_age is None or known.age < bound.below_age)


@dataclass(frozen=True, slots=True)
class StateSeen:
    """A statement on a state that a check reached, and whether it holds for sure."""

    state: SpecialState
    applies: Applies

    @property
    def severity(self) -> Severity:
        """How grave it is; a boxed warning, or one of serious harm, is major at least."""
        severity = _SEVERITY.get(self.state.judgement, Severity.UNKNOWN)
        grave = self.state.boxed or self.state.serious
        return worst([severity, Severity.MAJOR]) if grave else severity

    @property
    def warns(self) -> bool:
        """Whether the source forbids, advises against or warns."""
        return self.state.judgement in _SEVERITY


def states_in(
    subjects: Collection[Key], condition: str, known: Known, knowledge: Knowledge
) -> list[StateSeen]:
    """What is stated of these subjects (a drug and its classes) in the stated condition.

    What is known not to hold for the person is left out.
    """
    stated = [one for subject in subjects for one in knowledge.states.get(subject, ())]
    if not stated:
        return []
    above = distances_above(condition, knowledge.condition_parents)
    return list(_reached(stated, condition, above, known, knowledge))


def _reached(
    stated: Sequence[SpecialState],
    condition: str,
    above: Collection[str],
    known: Known,
    knowledge: Knowledge,
) -> Iterator[StateSeen]:
    for state in stated:
        caution = state.judgement is not StateJudgement.NO_CONCERN_STATED
        if state.condition in above:
            reached = holds(state.bound, known_for(state.state, known), caution=caution)
        elif condition in distances_above(state.condition, knowledge.condition_parents):
            reached = None
        else:
            continue
        if reached is not False:
            yield StateSeen(state, Applies.IF if reached is None else Applies.YES)


def statements_of(
    seen: Sequence[StateSeen], names: tuple[str, str], knowledge: Knowledge
) -> Iterator[tuple[Applies, Statement]]:
    """One statement for what holds and one for what may, the gravest of each with the others
    beneath it.
    """
    for applies in Applies:
        group = [one for one in seen if one.applies is applies and one.warns]
        group.sort(key=lambda one: (-one.severity.rank, one.state.id))
        if group:
            yield applies, _statement(group, names, knowledge)


def _statement(
    group: Sequence[StateSeen], names: tuple[str, str], knowledge: Knowledge
) -> Statement:
    lead = group[0]
    state = lead.state
    within = _named(state, names[1])
    return Statement(
        id=f"state:{state.id}",
        names=(names[0], within),
        severity=lead.severity,
        action=_ACTION[state.judgement],
        evidence=_evidence(state, knowledge),
        serious=lead.severity.rank >= Severity.MAJOR.rank,
        text=state.text,
        patient=_PATIENT[state.judgement],
        professional=f"{state.text} {_PROFESSIONAL[state.judgement]}{_places(state.citations)}.",
        because=f"{state.judgement.value.replace('_', ' ')} in {within}: {state.id}",
        also=tuple(_also(one, names) for one in group[1:]),
        citations=state.citations,
    )


_PATIENT = {
    StateJudgement.CONTRAINDICATED: "Talk to your doctor or pharmacist before the next dose.",
    StateJudgement.AVOID: "It is better not to use it then. Ask your doctor or pharmacist.",
    StateJudgement.CHANGE_DOSE: "The dose may need to be another one. Ask your doctor or "
    "pharmacist, and do not change it yourself.",
    StateJudgement.USE_WITH_CARE: "It needs care then. Tell your doctor or pharmacist.",
}
_PROFESSIONAL = {
    StateJudgement.CONTRAINDICATED: "Contraindicated: ",
    StateJudgement.AVOID: "Not recommended: ",
    StateJudgement.CHANGE_DOSE: "The dose stands there: ",
    StateJudgement.USE_WITH_CARE: "See ",
}


def _places(citations: Citations) -> str:
    return "; ".join(f"{one.source} § {one.section}" for one in citations)


def _named(state: SpecialState, name: str) -> str:
    words = state.bound.words
    return f"{name} ({words})" if words else name


def _evidence(state: SpecialState, knowledge: Knowledge) -> tuple[Evidence, ...]:
    if state.boxed:
        return (Evidence(EvidenceKind.BOXED_WARNING, Certainty.UNKNOWN),)
    sources = (knowledge.sources.get(one.source) for one in state.citations)
    if any(source is not None and source.kind == "label" for source in sources):
        return (Evidence(EvidenceKind("label"), Certainty.UNKNOWN),)
    return ()


def _also(seen: StateSeen, names: tuple[str, str]) -> AlsoRule:
    state = seen.state
    title = f"{names[0]} in {_named(state, names[1])}"
    return AlsoRule(
        f"state:{state.id}", title, seen.severity, _ACTION[state.judgement], state.citations
    )
