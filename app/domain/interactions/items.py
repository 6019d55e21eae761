"""What takes part in a check: each drug or class of each input, and the labels rules see it by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.doses import Dose
from app.domain.facts import Key, ParticipantRole, key
from app.domain.hierarchy import distances_above
from app.domain.interactions.result import Participant
from app.domain.interactions.rules import Side, side_for
from app.domain.knowledge import Knowledge, RuleKeys
from app.domain.names.input import Input, InputStatus


@dataclass(slots=True)  # not frozen: decision 0006
class Taken:
    """An input of a check: what it means, whether it is already taken, when it was stopped,
    and the dose, where one was given.
    """

    read: Input
    current: bool = False
    stopped_on: str | None = None
    dose: Dose | None = None

    @property
    def route(self) -> str | None:
        """Where it is used, as far as the words of the input say so."""
        return self.read.understood.get("route")


@dataclass(slots=True)  # not frozen: decision 0006
class Item:
    """One drug or class of one input. Without `subject` and `side`, the input was not resolved.

    `named` is a drug by its slug, a class by its key, so that it is not taken for a drug; `used` is
    the key of either with the route by which it is used, if one was stated.
    """

    place: int
    taken: Taken
    subject: Key | None
    side: Side | None
    slug: str
    is_drug: bool
    rule_keys: RuleKeys
    named: str | None
    used: str


_NO_RULE_KEYS = RuleKeys({}, 0, 0)


def items_of(inputs: Sequence[Taken], knowledge: Knowledge) -> list[Item]:
    """The units of all inputs, in order; an unresolved input is one unit without a subject."""
    items = []
    for place, taken in enumerate(inputs):
        read = taken.read
        if read.status is not InputStatus.RESOLVED:
            items.append(Item(place, taken, None, None, "", False, _NO_RULE_KEYS, None, ""))
        elif read.drug_class is not None:
            items.append(_item(place, taken, "class", read.drug_class.id, knowledge))
        else:
            items += [_item(place, taken, "drug", one.id, knowledge) for one in read.drugs]
    return items


@dataclass(frozen=True, slots=True)
class _Thing:
    """What every check needs to know of a drug or class."""

    rule_keys: RuleKeys
    name: str
    risky: str


def _item(place: int, taken: Taken, kind: str, slug: str, knowledge: Knowledge) -> Item:
    subject, is_drug, read = key(kind, slug), kind == "drug", taken.read
    thing: _Thing | None = knowledge.memo.things.get(subject)
    if thing is None:
        keys = drug_rule_keys(slug, knowledge) if is_drug else class_rule_keys(slug, knowledge)
        side = side_for(subject, "", (), knowledge)
        thing = knowledge.memo.things[subject] = _Thing(keys, side.name, side.risky)
    participant = Participant(
        read.input,
        slug if is_drug else None,
        None if is_drug else slug,
        None,
        ParticipantRole.EITHER,
    )
    words = read.input, read.explanation
    side = Side(subject, slug, thing.name, *words, thing.risky, participant)
    named, route = slug if is_drug else subject, taken.route
    used = subject if route is None else f"{subject} {route}"
    return Item(place, taken, subject, side, slug, is_drug, thing.rule_keys, named, used)


def member_of(item: Item, drug: str, knowledge: Knowledge) -> Item:
    """The item of a class, as if this drug of it had been named."""
    subject, rule_keys = key("drug", drug), drug_rule_keys(drug, knowledge)
    return Item(item.place, item.taken, subject, item.side, drug, True, rule_keys, drug, subject)


def drug_rule_keys(drug: str, knowledge: Knowledge) -> RuleKeys:
    """The drug itself and every class above it."""
    subject = key("drug", drug)
    rule_keys = knowledge.memo.rule_keys.get(subject)
    if rule_keys is None:
        above = knowledge.classes_above.get(drug, {})
        steps = {subject: 0} | {key("class", slug): far for slug, far in above.items()}
        rule_keys = knowledge.memo.rule_keys[subject] = _rule_keys(steps, knowledge, drug)
    return rule_keys


def class_rule_keys(slug: str, knowledge: Knowledge) -> RuleKeys:
    """The class itself and every class above it."""
    return _hierarchy_rule_keys("class", slug, knowledge.class_parents, knowledge)


def condition_rule_keys(condition: str, knowledge: Knowledge) -> RuleKeys:
    """The condition itself and every condition above it."""
    return _hierarchy_rule_keys("condition", condition, knowledge.condition_parents, knowledge)


def narrower_rule_keys(condition: str, knowledge: Knowledge) -> RuleKeys:
    """Every kind of the condition, the condition itself left out."""
    subject = f"below {key('condition', condition)}"
    rule_keys = knowledge.memo.rule_keys.get(subject)
    if rule_keys is None:
        below = distances_above(condition, knowledge.condition_children)
        steps = {key("condition", found): far for found, far in below.items() if far}
        rule_keys = knowledge.memo.rule_keys[subject] = _rule_keys(steps, knowledge)
    return rule_keys


def _hierarchy_rule_keys(
    kind: str, slug: str, parents: Mapping[str, frozenset[str]], knowledge: Knowledge
) -> RuleKeys:
    subject = key(kind, slug)
    rule_keys = knowledge.memo.rule_keys.get(subject)
    if rule_keys is None:
        above = distances_above(slug, parents)
        steps = {key(kind, found): far for found, far in above.items()}
        rule_keys = knowledge.memo.rule_keys[subject] = _rule_keys(steps, knowledge)
    return rule_keys


def _rule_keys(steps: Mapping[Key, int], knowledge: Knowledge, drug: str | None = None) -> RuleKeys:
    ones = others = 0
    for rule_key in steps:
        sides = knowledge.sides.get(rule_key)
        if sides is not None:
            ones |= sides.one
            others |= sides.other
    doubling = frozenset(knowledge.doubling.keys() & steps.keys())
    names, besides = knowledge.mentions.named_by(drug) if drug is not None else (0, 0)
    named = knowledge.mentions.bits(steps)
    is_read = drug is not None and drug in knowledge.read_labels
    return RuleKeys(steps, ones, others, doubling, named, names, besides, is_read)
