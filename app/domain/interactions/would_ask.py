"""What about the person would have decided something: the values that rules waited for."""

from collections.abc import Collection, Iterable, Iterator, Sequence, Set
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
from app.domain.interactions.known import (
    EGFR,
    NOTHING_KNOWN,
    Known,
    Part,
    holds,
    part_of,
    reaches,
)
from app.domain.interactions.person import Person, Pregnant, Sex, WouldAsk
from app.domain.interactions.person_states import CLEARANCE, Given
from app.domain.interactions.rules import excepted
from app.domain.interactions.states import warns
from app.domain.knowledge import Knowledge


class Ask(NamedTuple):
    """Rules of a drug (by its slug; a class by its key) that wait for a value of the person.

    `value` is the field of the person: `egfr`, `allergies`, `genes.CYP2D6`; `rules` are in order,
    each once.
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
_CAPITAL = {value: capital(words) for value, words in _WORDS.items()}


_OF_KIDNEYS = ("egfr", "creatinine_clearance", "creatinine_clearance.per_1_73_m2", "creatinine")


def would_ask(asks: Iterable[Ask], person: Person) -> tuple[WouldAsk, ...]:
    """One entry for each value, with all drugs and rules that wait for it.

    A value of kidneys that was given is never turned into the one that is asked for: that is said.
    """
    by_value: dict[str, list[Ask]] = {}
    for ask in asks:
        known = by_value.get(ask.value)
        if known is None:
            by_value[ask.value] = [ask]
        else:
            known.append(ask)
    return tuple([_entry(value, by_value[value], person) for value in _in_order(by_value)])


def _in_order(values: Collection[str]) -> list[str]:
    ordered = [value for value in _WORDS if value in values]
    if len(ordered) < len(values):
        ordered += sorted(value for value in values if value not in _WORDS)
    return ordered


def _entry(value: str, asks: Sequence[Ask], person: Person) -> WouldAsk:
    first = asks[0]
    drugs: tuple[str, ...] = (first.drug,)
    rules = first.rules
    if len(asks) > 1:
        drugs = tuple(sorted({one.drug for one in asks}))
        rules = tuple(sorted({rule for one in asks for rule in one.rules}))
    return WouldAsk(value, _sentence(value, len(drugs), person), drugs, rules)


def _sentence(value: str, drugs: int, person: Person) -> str:
    """`Kidney function (eGFR): 2 of your drugs depend on it.`"""
    words = _CAPITAL.get(value) or f"The gene {value.removeprefix('genes.')}"
    depend = "depends" if drugs == 1 else "depend"
    sentence = f"{words}: {drugs} of your drugs {depend} on it."
    given = _other_values(person) if value in _OF_KIDNEYS else ()
    if given:
        sentence += f" What was given ({joined(given)}) is another value and is not turned into it."
    return sentence


def _other_values(person: Person) -> list[str]:
    """The values of kidneys that are given, in words."""
    measures = (person.egfr, person.creatinine_clearance, None, person.creatinine)
    return [
        _WORDS[value].removeprefix("kidney function (").removesuffix(")")
        for value, known in zip(_OF_KIDNEYS, measures, strict=True)
        if known is not None
    ]


class _Wait(NamedTuple):
    """What rules wait for: the part of a state, of which without a kind any other condition."""

    part: Part
    rules: tuple[str, ...]


_WHOLE = StateBound()


def waiting(stated: Given, items: Sequence[Item], knowledge: Knowledge) -> list[Ask]:
    """What the rules and statements of the drugs wait for, by what is given."""
    given = _given(stated, knowledge)
    asks = []
    values: dict[Part, str | None] = {}
    for item in items:
        drug = item.named
        if drug is None:
            continue
        for part, rules in _waits(item, knowledge):
            if part not in values:
                values[part] = _value(part, given)
            value = values[part]
            if value is not None:
                asks.append(Ask(value, drug, rules))
    return asks


def _waits(item: Item, knowledge: Knowledge) -> tuple[_Wait, ...]:
    """All statements on states and rules on conditions that the drug or class can play."""
    assert item.subject is not None
    known = knowledge.memo.waits.get(item.subject)
    if known is None:
        together: dict[Part, set[str]] = {}
        for rule, kind, bound in (*_statements(item, knowledge), *_rules(item, knowledge)):
            part = part_of(bound or _WHOLE, kind, knowledge)
            together.setdefault(part, set()).add(rule)
        known = tuple(_Wait(part, tuple(sorted(rules))) for part, rules in together.items())
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
    kinds: Set[StateKind]
    conditions: bool


_KEYS = {key("condition", slug): kind for kind, slug in CONDITION_OF_STATE.items()}


def _given(stated: Given, knowledge: Knowledge) -> _Given:
    person, known = stated.person, stated.known
    kinds = set()
    for one, own in zip(stated.conditions, stated.of_words, strict=True):
        if one.condition is None:
            continue
        if own is not NOTHING_KNOWN:
            known = _both(known, own)
        above = condition_rule_keys(one.condition, knowledge).steps
        kinds |= {kind for subject, kind in _KEYS.items() if subject in above}
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
    listed = bool(stated.conditions) or person.conditions is not None
    return _Given(person, known, kinds, listed)


def _both(known: Known, own: Known) -> Known:
    """What is known of the person, and of the rest what the words of a condition say."""
    return replace(
        known,
        week=own.week if known.week is None else known.week,
        trimester=own.trimester or known.trimester,
        kidney={**own.kidney, **known.kidney},
        dialysis=own.dialysis or known.dialysis,
        degree=own.degree or known.degree,
        ages=own.ages if own.ages != NOTHING_KNOWN.ages else known.ages,
    )


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


def _value(part: Part, given: _Given) -> str | None:
    """The value that decides it; None where it is decided, or no value of a person decides it."""
    if part.kind is None:
        return None if given.conditions else "conditions"
    value = _missing(part.kind, part.bound, given)
    if value is None or not part.bound:
        return value
    return None if reaches(part, given.known) is False else value


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
