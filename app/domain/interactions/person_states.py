"""The states of a person (pregnancy, breast-feeding, kidneys, liver, age) with every drug.

Each state is compared as a stated condition is, with the values that are known of it; and what the
rules of the drugs wait for is collected.
"""

from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass

from app.domain.facts import (
    ChildPugh,
    Citations,
    Key,
    KidneyMeasure,
    KidneyUnit,
    StateBound,
    StateKind,
)
from app.domain.interactions.conditions import compare_by_value, compare_condition
from app.domain.interactions.items import Item, condition_rule_keys
from app.domain.interactions.known import (
    EGFR,
    NOTHING_KNOWN,
    USUAL_FROM,
    Known,
    Part,
    known_of,
    part_of,
    reaches,
)
from app.domain.interactions.pairs import Found, Setting
from app.domain.interactions.person import NOBODY, Person, PersonState, Pregnant, StateStatus
from app.domain.interactions.result import ConditionInput, DrugConditionStatus
from app.domain.interactions.rules import match
from app.domain.interactions.states import warns, words_of
from app.domain.knowledge import Knowledge
from app.domain.names.conditions import ADULT_FROM, OLDER_FROM, kidney_disease

CLEARANCE = (KidneyMeasure.CREATININE_CLEARANCE, KidneyUnit.ML_PER_MINUTE)


@dataclass(slots=True)  # not frozen: decision 0006
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


@dataclass(slots=True)  # not frozen: decision 0006
class Given:
    """What is given of a person, read once for a check: the person, the stated conditions with what
    the words of each say, the states, and what the values say.
    """

    person: Person
    conditions: Sequence[ConditionInput]
    of_words: Sequence[Known]
    states: Sequence[StatedState]
    known: Known


def given_of(person: Person, conditions: Sequence[ConditionInput]) -> Given:
    """All that is given of a person, and by conditions."""
    of_words = [
        NOTHING_KNOWN if one.condition is None else known_of(one.input, one.condition)
        for one in conditions
    ]
    return Given(person, conditions, of_words, states_of(person), known_of_person(person))


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
    given: Given,
    items: Sequence[Item],
    setting: Setting,
    found: Found,
) -> list[PersonState]:
    """Every drug in every state of the person, with its one status; adds what was found.

    A usual value is no state: with it a drug stands only where a source speaks of the value.
    """
    checked = []
    for state in given.states:
        stated = _as_condition(state, setting.knowledge)
        kind, words = state.kind.value, state.words
        for item in items:
            compared = _compare(item, state, stated, given.known, setting, found)
            if not state.usual or compared[0] is not StateStatus.NOT_REACHED:
                checked.append(PersonState(kind, words, item.place, item.named, *compared))
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
    compare = compare_by_value if state.values_only else compare_condition
    status, note, citations = compare(item, stated, known, setting, found)
    if status is DrugConditionStatus.INTERACTION_FOUND:
        return StateStatus.INTERACTION_FOUND, note, citations
    if status is DrugConditionStatus.NO_RECORD:
        return StateStatus.NO_RECORD, note, citations
    if note is not None:
        return StateStatus.NOT_ASSESSED, note, citations
    if state.usual:
        return StateStatus.NOT_REACHED, None, ()
    recorded = _recorded(item, state, setting.knowledge)
    return _not_found(recorded, state, known) if recorded.parts else _NOTHING_RECORDED


_NOTHING_RECORDED: tuple[StateStatus, str | None, Citations] = (StateStatus.NOT_ASSESSED, None, ())


def _as_condition(state: StatedState, knowledge: Knowledge) -> ConditionInput | None:
    """The state as a condition; None where the release does not have it."""
    if state.condition not in knowledge.conditions:
        return None
    name = knowledge.conditions[state.condition].name
    line = f"'{state.words}' is read as {name}"
    explanation = () if state.values_only else (line,)
    return ConditionInput(state.words, state.condition, name, (), explanation)


@dataclass(frozen=True, slots=True)
class _Recorded:
    """The parts of a state of which anything is recorded of a drug; that in words, with places."""

    parts: tuple[Part, ...]
    words: str
    citations: Citations


def _recorded(item: Item, state: StatedState, knowledge: Knowledge) -> _Recorded:
    """All that is recorded of the drug in the state. Once for a release."""
    which = item.subject or "", state.condition
    memo: MutableMapping[tuple[Key, str], _Recorded] = knowledge.memo.recorded_states
    known = memo.get(which)
    if known is None:
        bounds = (
            *_bounds_of_states(item, state, knowledge),
            *_bounds_of_rules(item, state, knowledge),
        )
        known = memo[which] = _Recorded(
            tuple(dict.fromkeys(part_of(bound, state.kind, knowledge) for bound, _ in bounds)),
            "; ".join(dict.fromkeys(words_of(bound) or _WHOLE for bound, _ in bounds)),
            tuple(dict.fromkeys(one for _, cited in bounds for one in cited)),
        )
    return known


_WHOLE = "the state as such, without a value"


def _bounds_of_states(
    item: Item, state: StatedState, knowledge: Knowledge
) -> Iterator[tuple[StateBound, Citations]]:
    for subject in item.rule_keys.steps:
        for one in knowledge.states.get(subject, ()):
            if one.state is state.kind and warns(one):
                yield one.bound, one.citations


def _bounds_of_rules(
    item: Item, state: StatedState, knowledge: Knowledge
) -> Iterator[tuple[StateBound, Citations]]:
    condition = condition_rule_keys(state.condition, knowledge)
    for one in match(item.rule_keys, condition, knowledge):
        yield one.rule.bound or StateBound(), one.rule.citations


def _not_found(
    recorded: _Recorded, state: StatedState, known: Known
) -> tuple[StateStatus, str | None, Citations]:
    """Where nothing reached the state: whether all that is recorded lies outside of it."""
    if not all(reaches(part, known) is False for part in recorded.parts):
        note = f"what is recorded rests on something else than the value given: {recorded.words}"
        return StateStatus.NOT_ASSESSED, note, recorded.citations
    # That a source warns of some weeks of a pregnancy clears no other week.
    pregnant = state.kind is StateKind.PREGNANCY
    status = StateStatus.NOT_ASSESSED if pregnant else StateStatus.NOT_REACHED
    return status, f"its sources speak of this only: {recorded.words}", recorded.citations


def conditions_of(states: Sequence[StatedState], knowledge: Knowledge) -> list[str]:
    """The conditions that the states of the person are, for the factors of rules."""
    return [
        state.condition
        for state in states
        if not state.values_only and state.condition in knowledge.conditions
    ]
