"""The states of a person (pregnancy, breast-feeding, kidneys, liver, age) with every drug.

Each state is compared as a stated condition is, with the values that are known of it; and what the
rules of the drugs wait for is collected.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.facts import (
    ChildPugh,
    Citations,
    KidneyMeasure,
    KidneyUnit,
    StateBound,
    StateKind,
)
from app.domain.interactions.conditions import add_rules, add_states, compare_condition
from app.domain.interactions.items import Item, condition_rule_keys
from app.domain.interactions.known import EGFR, USUAL_FROM, Known, holds
from app.domain.interactions.pairs import Found, Setting
from app.domain.interactions.person import NOBODY, Person, PersonState, Pregnant, StateStatus
from app.domain.interactions.result import Applies, ConditionInput, DrugConditionStatus
from app.domain.interactions.rules import match
from app.domain.interactions.states import StateSeen, states_in, warns, words_of
from app.domain.knowledge import Knowledge
from app.domain.names.conditions import ADULT_FROM, OLDER_FROM, kidney_disease

CLEARANCE = (KidneyMeasure.CREATININE_CLEARANCE, KidneyUnit.ML_PER_MINUTE)


@dataclass(frozen=True, slots=True)
class StatedState:
    """A state as it was given: its words, and the condition that it is.

    With `values_only` the value given is none of a disease: only statements that name values or
    degrees are compared with it, and `usual` says that it is what labels call normal.
    """

    kind: StateKind
    words: str
    condition: str
    values_only: bool = False
    usual: bool = False


def known_of_person(person: Person) -> Known:
    """What the values of a person say to the bounds of statements; each of itself alone."""
    kidney: dict[tuple[KidneyMeasure, KidneyUnit], float] = {}
    if person.egfr is not None:
        kidney[EGFR] = person.egfr
    if person.creatinine_clearance is not None:
        kidney[CLEARANCE] = person.creatinine_clearance
    if person.creatinine is not None:
        kidney |= _creatinine(person.creatinine.value, person.creatinine.unit)
    return Known(week=person.week, kidney=kidney, child_pugh=person.liver, age=person.age)


# One milligram of creatinine per decilitre in micromoles per litre (molar mass 113.12 g/mol).
_MICROMOL = 88.4


def _creatinine(value: float, unit: KidneyUnit) -> dict[tuple[KidneyMeasure, KidneyUnit], float]:
    """The same measure in both of its units."""
    measure = KidneyMeasure.SERUM_CREATININE
    in_mg = value if unit is KidneyUnit.MG_PER_DECILITRE else value / _MICROMOL
    in_micromol = value if unit is KidneyUnit.MICROMOL_PER_LITRE else value * _MICROMOL
    return {
        (measure, KidneyUnit.MG_PER_DECILITRE): in_mg,
        (measure, KidneyUnit.MICROMOL_PER_LITRE): in_micromol,
    }


def states_of(person: Person) -> tuple[StatedState, ...]:
    """The states that are given, in one order."""
    return () if person is NOBODY else tuple(_states_of(person))


def _states_of(person: Person) -> Iterator[StatedState]:
    if person.pregnant is Pregnant.YES:
        week = "" if person.week is None else f", week {person.week}"
        yield StatedState(StateKind.PREGNANCY, f"pregnant{week}", "pregnancy")
    elif person.pregnant is Pregnant.PLANNED:
        yield StatedState(StateKind.PLANNING_PREGNANCY, "pregnancy planned", "planning-pregnancy")
    if person.breastfeeding:
        yield StatedState(StateKind.BREASTFEEDING, "breast-feeding", "breast-feeding")
    if person.age is not None:
        yield _age(person.age)
    kidney = _kidney(person)
    if kidney is not None:
        yield kidney
    if person.liver is not None:
        condition = "significant-liver-disease" if person.liver is ChildPugh.C else "liver-disease"
        words = f"liver function of Child-Pugh class {person.liver.value}"
        yield StatedState(StateKind.LIVER, words, condition)


def _age(age: float) -> StatedState:
    words = f"{age:g} years of age"
    if age < ADULT_FROM:
        return StatedState(StateKind.CHILDHOOD, words, "children-and-adolescents")
    older = age >= OLDER_FROM
    return StatedState(
        StateKind.OLDER_AGE, words, "older-age", values_only=not older, usual=not older
    )


def _kidney(person: Person) -> StatedState | None:
    words = []
    if person.egfr is not None:
        words.append(f"an eGFR of {person.egfr:g} mL/min/1.73 m²")
    if person.creatinine_clearance is not None:
        words.append(f"a creatinine clearance of {person.creatinine_clearance:g} mL/min")
    if person.creatinine is not None:
        unit = person.creatinine.unit.value
        words.append(f"a creatinine of {person.creatinine.value:g} {unit}")
    if not words:
        return None
    rates = [one for one in (person.egfr, person.creatinine_clearance) if one is not None]
    lowest = min(rates, default=None)
    disease = None if lowest is None else kidney_disease(lowest)
    return StatedState(
        StateKind.KIDNEY,
        ", ".join(words),
        disease or "kidney-disease",
        values_only=disease is None,
        # Creatinine alone says nothing of it: the same value is usual in one and not in another.
        usual=person.egfr is not None and lowest is not None and lowest >= USUAL_FROM,
    )


def check_states(
    states: Sequence[StatedState],
    known: Known,
    items: Sequence[Item],
    setting: Setting,
    found: Found,
) -> list[PersonState]:
    """Every drug in every state of the person, with its one status; adds what was found.

    A usual value is no state: with it a drug stands only where a source speaks of the value.
    """
    checked = []
    for state in states:
        stated = _as_condition(state, setting.knowledge)
        for item in items:
            status, note, citations = _compare(item, state, stated, known, setting, found)
            if state.usual and status is StateStatus.NOT_REACHED:
                continue
            checked.append(
                PersonState(
                    state.kind.value, state.words, item.place, item.named, status, note, citations
                )
            )
    return checked


def _compare(
    item: Item,
    state: StatedState,
    stated: ConditionInput | None,
    known: Known,
    setting: Setting,
    found: Found,
) -> tuple[StateStatus, str | None, Citations]:
    if item.side is None:
        return StateStatus.UNRESOLVED, None, ()
    if stated is None:
        return StateStatus.NOT_ASSESSED, None, ()
    if not state.values_only:
        status, note, citations = compare_condition(item, stated, known, setting, found)
        if status is not DrugConditionStatus.NOT_ASSESSED or note is not None:
            return StateStatus(status.value), note, citations
    return _by_values(item, state, stated, known, setting, found)


def _as_condition(state: StatedState, knowledge: Knowledge) -> ConditionInput | None:
    """The state as a condition; None where the release does not have it."""
    if state.condition not in knowledge.conditions:
        return None
    name = knowledge.conditions[state.condition].name
    line = f"'{state.words}' is read as {name}"
    explanation = () if state.values_only else (line,)
    return ConditionInput(state.words, state.condition, name, (), explanation)


def _by_values(
    item: Item,
    state: StatedState,
    stated: ConditionInput,
    known: Known,
    setting: Setting,
    found: Found,
) -> tuple[StateStatus, str | None, Citations]:
    """Only by statements that name values or degrees; what they add in words stays open."""
    if state.values_only:
        seen = [
            one
            for one in states_in(item, state.condition, known, setting.knowledge)
            if one.warns and _reaches(one, known)
        ]
        by_rules = add_rules(item, stated, known, setting, found, values_only=True)
        add_states(item, stated, seen, setting, found, by_rules)
        if by_rules or any(one.applies is Applies.YES for one in seen):
            return StateStatus.INTERACTION_FOUND, None, ()
        if seen:
            note = "found for a part of it only: it applies if yours is in it"
            return StateStatus.INTERACTION_FOUND, note, ()
    if state.usual:
        return StateStatus.NOT_REACHED, None, ()
    return _not_found(_recorded(item, state, setting.knowledge), state, known)


def _reaches(seen: StateSeen, known: Known) -> bool:
    """Whether the values alone reach the statement, whatever else it says in words."""
    bound = seen.state.bound
    if not _has_values(bound):
        return False
    if not bound.only:
        return seen.applies is Applies.YES
    values = replace(bound, only=None)
    return holds(values, known, caution=True, kind=seen.state.state) is True


_Recorded = tuple[tuple[StateBound, Citations], ...]


def _recorded(item: Item, state: StatedState, knowledge: Knowledge) -> _Recorded:
    """The bounds of all that is recorded of the drug in the state. Once for a release."""
    which = item.subject or "", state.kind.value, state.condition
    known: _Recorded | None = knowledge.memo.recorded_states.get(which)
    if known is None:
        of_states = (
            (one.bound, one.citations)
            for subject in item.rule_keys.steps
            for one in knowledge.states.get(subject, ())
            if one.state is state.kind and warns(one)
        )
        condition = condition_rule_keys(state.condition, knowledge)
        of_rules = (
            (one.rule.bound or StateBound(), one.rule.citations)
            for one in match(item.rule_keys, condition, knowledge)
        )
        known = knowledge.memo.recorded_states[which] = (*of_states, *of_rules)
    return known


def _has_values(bound: StateBound) -> bool:
    return bound.measure is not None or bool(
        bound.degrees or bound.from_age is not None or bound.below_age is not None
    )


_WHOLE = "the state as such, without a value"


def _not_found(
    recorded: _Recorded, state: StatedState, known: Known
) -> tuple[StateStatus, str | None, Citations]:
    """Where nothing reached the state: whether all that is recorded lies outside of it."""
    if not recorded:
        return StateStatus.NOT_ASSESSED, None, ()
    citations = tuple(dict.fromkeys(one for _, cited in recorded for one in cited))
    words = "; ".join(dict.fromkeys(words_of(bound) or _WHOLE for bound, _ in recorded))
    outside = all(
        holds(bound, known, caution=True, kind=state.kind) is False for bound, _ in recorded
    )
    if outside and state.kind is not StateKind.PREGNANCY:
        return StateStatus.NOT_REACHED, f"its sources speak of this only: {words}", citations
    if outside:  # that a source warns of some weeks clears no other week
        return StateStatus.NOT_ASSESSED, f"its sources speak of this only: {words}", citations
    note = f"what is recorded rests on something else than the value given: {words}"
    return StateStatus.NOT_ASSESSED, note, citations


def conditions_of(states: Sequence[StatedState], knowledge: Knowledge) -> list[str]:
    """The conditions that the states of the person are, for the factors of rules."""
    return [
        state.condition
        for state in states
        if not state.values_only and state.condition in knowledge.conditions
    ]
