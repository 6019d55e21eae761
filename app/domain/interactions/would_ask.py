"""What about the person would have decided something: the values that rules waited for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.domain.english import capital, joined
from app.domain.facts import (
    CONDITION_OF_STATE,
    Key,
    KidneyMeasure,
    KidneyUnit,
    StateBound,
    StateKind,
    key,
)
from app.domain.interactions.items import Item, condition_rule_keys, narrower_rule_keys
from app.domain.interactions.known import EGFR, Known, holds, known_of
from app.domain.interactions.person import Person, Pregnant, Sex, WouldAsk
from app.domain.interactions.person_states import CLEARANCE, known_of_person
from app.domain.interactions.result import ConditionInput
from app.domain.interactions.rules import excepted
from app.domain.interactions.states import warns
from app.domain.knowledge import Knowledge


class Ask(NamedTuple):
    """Rules of a drug (by its slug; a class by its key) that wait for a value of the person.

    `value` is the field of the person: `egfr`, `allergies`, `genes.CYP2D6`.
    """

    value: str
    drug: str
    rules: tuple[str, ...]


# The values in the order in which they are asked for, and in words; genes come last, by symbol.
_WORDS = {
    "age": "age",
    "pregnancy": "whether there is or may be a pregnancy",
    "pregnancy.weeks": "the week of the pregnancy",
    "breastfeeding": "whether a baby is breast-fed",
    "egfr": "kidney function (eGFR)",
    "creatinine_clearance": "kidney function (creatinine clearance)",
    "creatinine_clearance.per_1_73_m2": "kidney function (creatinine clearance of a body of 1.73 "
    "m²)",
    "creatinine": "kidney function (creatinine in the blood)",
    "dialysis": "whether the kidneys are replaced by dialysis",
    "liver": "liver function (Child-Pugh class)",
    "allergies": "allergies",
    "allergies.reaction": "what happened when there was an allergy",
    "conditions": "illnesses and other states",
}
_ORDER = {value: place for place, value in enumerate(_WORDS)}


_OF_KIDNEYS = ("egfr", "creatinine_clearance", "creatinine_clearance.per_1_73_m2", "creatinine")


def would_ask(asks: Iterable[Ask], person: Person) -> tuple[WouldAsk, ...]:
    """One entry for each value, with all drugs and rules that wait for it.

    A value of kidneys that was given is never turned into the one that is asked for: that is said.
    """
    measures = (person.egfr, person.creatinine_clearance, None, person.creatinine)
    given = [
        _WORDS[value].removeprefix("kidney function (").removesuffix(")")
        for value, known in zip(_OF_KIDNEYS, measures, strict=True)
        if known is not None
    ]
    by_value: dict[str, tuple[set[str], set[str]]] = {}
    for value, drug, rules in asks:
        known = by_value.get(value)
        if known is None:
            by_value[value] = {drug}, set(rules)
        else:
            known[0].add(drug)
            known[1].update(rules)
    return tuple(
        [
            WouldAsk(
                value,
                _sentence(value, len(by_value[value][0]), given if value in _OF_KIDNEYS else ()),
                tuple(sorted(by_value[value][0])),
                tuple(sorted(by_value[value][1])),
            )
            for value in sorted(by_value, key=_place)
        ]
    )


def _place(value: str) -> tuple[int, str]:
    return _ORDER.get(value, len(_ORDER)), value


def _sentence(value: str, drugs: int, given: Sequence[str]) -> str:
    """`Kidney function (eGFR): 2 of your drugs depend on it.`"""
    words = _WORDS.get(value) or f"the gene {value.removeprefix('genes.')}"
    depend = "depends" if drugs == 1 else "depend"
    sentence = f"{capital(words)}: {drugs} of your drugs {depend} on it."
    if given:
        sentence += f" What was given ({joined(given)}) is another value and is not turned into it."
    return sentence


class _Wait(NamedTuple):
    """What rules wait for: a state (within a bound), or without a kind any other condition."""

    kind: StateKind | None
    bound: StateBound | None
    rules: tuple[str, ...]


_WHOLE = StateBound()


def waiting(
    person: Person, stated: Sequence[ConditionInput], items: Sequence[Item], knowledge: Knowledge
) -> list[Ask]:
    """What the rules and statements of the drugs wait for, by what is given."""
    given = _given(person, stated, knowledge)
    asks = []
    of_kinds: dict[StateKind | None, str | None] = {}
    for item in items:
        drug = item.named
        if drug is None:
            continue
        for wait in _waits(item, knowledge):
            if wait.bound is not None:
                value = _value(wait.kind, wait.bound, given)
            elif wait.kind in of_kinds:
                value = of_kinds[wait.kind]
            else:
                value = of_kinds[wait.kind] = _value(wait.kind, _WHOLE, given)
            if value is not None:
                asks.append(Ask(value, drug, wait.rules))
    return asks


def _waits(item: Item, knowledge: Knowledge) -> tuple[_Wait, ...]:
    """All statements on states and rules on conditions that the drug or class can play."""
    assert item.subject is not None
    known = knowledge.memo.waits.get(item.subject)
    if known is None:
        together: dict[tuple[StateKind | None, StateBound | None], list[str]] = {}
        for rule, kind, bound in (*_statements(item, knowledge), *_rules(item, knowledge)):
            together.setdefault((kind, bound or None), []).append(rule)
        known = tuple(_Wait(*state, tuple(rules)) for state, rules in together.items())
        knowledge.memo.waits[item.subject] = known
    return known


# The id of a rule or statement, the state that it is on, and the part of it.
_Waiting = tuple[str, StateKind | None, StateBound | None]


def _statements(item: Item, knowledge: Knowledge) -> Iterator[_Waiting]:
    for subject in item.rule_keys.steps:
        for state in knowledge.states.get(subject, ()):
            if warns(state):
                yield f"state:{state.id}", state.state, state.bound


def _rules(item: Item, knowledge: Knowledge) -> Iterator[_Waiting]:
    kinds = _kinds(knowledge)
    playable = item.rule_keys.ones | item.rule_keys.others
    while playable:
        place = playable.bit_length() - 1
        playable ^= 1 << place
        rule = knowledge.rules[place]
        for subject, condition in ((rule.one, rule.other), (rule.other, rule.one)):
            if subject not in item.rule_keys.steps or not condition.startswith("condition:"):
                continue
            if not excepted(rule, item.rule_keys):
                yield rule.id, kinds.get(condition), rule.bound


def _kinds(knowledge: Knowledge) -> dict[Key, StateKind]:
    """The conditions that are states of a person, by their keys: each with all kinds of it."""
    found: dict[Key, StateKind] = {}
    for kind, condition in CONDITION_OF_STATE.items():
        if condition in knowledge.conditions:
            for subject in narrower_rule_keys(condition, knowledge).steps:
                found[subject] = kind
            found[key("condition", condition)] = kind
    return found


@dataclass(slots=True)  # not frozen: decision 0006
class _Given:
    """What is given: of the person, and by the words of stated conditions.

    `kinds` are the states that are known to be there, or not to be.
    """

    person: Person
    known: Known
    kinds: frozenset[StateKind]
    conditions: bool


def _given(person: Person, stated: Sequence[ConditionInput], knowledge: Knowledge) -> _Given:
    known = known_of_person(person)
    kinds = set()
    for one in stated:
        if one.condition is None:
            continue
        own = known_of(one.input, one.condition)
        known = replace(
            known,
            week=own.week if known.week is None else known.week,
            trimester=own.trimester or known.trimester,
            kidney={**own.kidney, **known.kidney},
            dialysis=own.dialysis or known.dialysis,
            degree=own.degree or known.degree,
            ages=own.ages if own.ages != Known().ages else known.ages,
        )
        above = condition_rule_keys(one.condition, knowledge).steps
        kinds |= {
            kind for kind, slug in CONDITION_OF_STATE.items() if key("condition", slug) in above
        }
    if person.pregnant is not None or person.sex is Sex.MALE:
        kinds |= {StateKind.PREGNANCY, StateKind.PLANNING_PREGNANCY}
    if person.breastfeeding is not None or person.sex is Sex.MALE:
        kinds.add(StateKind.BREASTFEEDING)
    if person.age is not None and person.age < _YOUNGEST_MOTHER:
        kinds |= {StateKind.PREGNANCY, StateKind.PLANNING_PREGNANCY, StateKind.BREASTFEEDING}
    if person.age is not None:
        kinds |= {StateKind.OLDER_AGE, StateKind.CHILDHOOD}
    if person.liver is not None:
        kinds.add(StateKind.LIVER)
    if {EGFR, CLEARANCE}.intersection(known.kidney):
        kinds.add(StateKind.KIDNEY)
    listed = bool(stated) or person.conditions is not None
    return _Given(person, known, frozenset(kinds), listed)


# Births are counted from this age on (WHO, adolescent birth rate).
_YOUNGEST_MOTHER = 10
_MEASURES = {
    CLEARANCE: "creatinine_clearance",
    (KidneyMeasure.CREATININE_CLEARANCE, KidneyUnit.ML_PER_MINUTE_PER_AREA):
        "creatinine_clearance.per_1_73_m2",
    (KidneyMeasure.SERUM_CREATININE, KidneyUnit.MG_PER_DECILITRE): "creatinine",
    (KidneyMeasure.SERUM_CREATININE, KidneyUnit.MICROMOL_PER_LITRE): "creatinine",
}  # fmt: skip
# Below this eGFR (KDIGO, stage 4) it may be that somebody is on dialysis.
_DIALYSIS_BELOW = 30.0


def _value(kind: StateKind | None, bound: StateBound, given: _Given) -> str | None:
    """The value that decides it; None where it is decided, or no value of a person decides it."""
    if kind is None:
        return None if given.conditions else "conditions"
    value = _missing(kind, bound, given)
    if value is None or bound is _WHOLE:
        return value
    outside = holds(bound, given.known, caution=True, kind=kind) is False
    return None if outside else value


def _missing(kind: StateKind, bound: StateBound, given: _Given) -> str | None:
    """The value that is not given, whether or not what is given decides it already."""
    if kind in (StateKind.PREGNANCY, StateKind.PLANNING_PREGNANCY):
        return _of_pregnancy(kind, bound, given)
    if kind is StateKind.BREASTFEEDING:
        return None if kind in given.kinds else "breastfeeding"
    if kind is StateKind.KIDNEY:
        return _of_kidney(bound, given)
    if kind is StateKind.LIVER:
        return _of_liver(bound, given)
    if given.known.age is not None:
        return None
    undecided = kind not in given.kinds or holds(bound, given.known, caution=True) is None
    return "age" if undecided and (kind not in given.kinds or _aged(bound)) else None


def _of_pregnancy(kind: StateKind, bound: StateBound, given: _Given) -> str | None:
    if kind not in given.kinds:
        return "pregnancy"
    person = given.person
    young = person.age is not None and person.age < _YOUNGEST_MOTHER
    there = person.pregnant is Pregnant.YES or (
        person.pregnant is None and person.sex is not Sex.MALE and not young
    )
    dated = bool(bound.trimesters) or bound.from_week is not None
    undecided = dated and holds(bound, given.known, caution=True) is None
    return "pregnancy.weeks" if there and undecided and given.known.week is None else None


def _of_kidney(bound: StateBound, given: _Given) -> str | None:
    if bound.measure is not None and bound.unit is not None:
        measure = (bound.measure, bound.unit)
        return None if measure in given.known.kidney else _MEASURES.get(measure, "egfr")
    if StateKind.KIDNEY not in given.kinds:
        return "egfr"
    egfr = given.known.kidney.get(EGFR)
    if bound.dialysis and given.known.dialysis is None:
        return "dialysis" if egfr is None or egfr < _DIALYSIS_BELOW else None
    if bound.degrees and given.known.degree is None and egfr is None:
        return "egfr"
    return None


def _of_liver(bound: StateBound, given: _Given) -> str | None:
    if given.person.liver is not None:
        return None
    parted = bool(bound.degrees or bound.child_pugh) and given.known.degree is None
    return "liver" if parted or StateKind.LIVER not in given.kinds else None


def _aged(bound: StateBound) -> bool:
    return bound.from_age is not None or bound.below_age is not None
