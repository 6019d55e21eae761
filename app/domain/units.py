"""What takes part in a check: each drug or class of each input, and the labels rules see it by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.facts import Key, key
from app.domain.graph import distances_above
from app.domain.inputs import Input
from app.domain.knowledge import Knowledge
from app.domain.states import InputStatus


@dataclass(frozen=True, slots=True)
class Taken:
    """An input of a check: what it means, whether it is already taken, when it was stopped."""

    read: Input
    current: bool = False
    stopped_on: str | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """Every key that a rule may name a thing by, with the steps up to it (0: itself).

    `ones` and `others` are the rules (by place) that these keys can play, on either side.
    """

    steps: Mapping[Key, int]
    ones: frozenset[int]
    others: frozenset[int]


@dataclass(frozen=True, slots=True)
class Unit:
    """One drug or class of one input; `subject` is null for an input that was not resolved."""

    place: int
    taken: Taken
    subject: Key | None
    slug: str
    is_drug: bool
    labels: Labels


_NO_LABELS = Labels({}, frozenset(), frozenset())


def units_of(inputs: Sequence[Taken], knowledge: Knowledge) -> list[Unit]:
    """The units of all inputs, in order; an unresolved input is one unit without a subject."""
    units = []
    for place, taken in enumerate(inputs):
        read = taken.read
        if read.status is not InputStatus.RESOLVED:
            units.append(Unit(place, taken, None, "", False, _NO_LABELS))
        elif read.drug_class is not None:
            slug = read.drug_class.id
            labels = class_labels(slug, knowledge)
            units.append(Unit(place, taken, key("class", slug), slug, False, labels))
        else:
            units += [
                Unit(
                    place, taken, key("drug", one.id), one.id, True, drug_labels(one.id, knowledge)
                )
                for one in read.drugs
            ]
    return units


def drug_labels(drug: str, knowledge: Knowledge) -> Labels:
    """The drug itself and every class above it."""
    above = knowledge.classes_above.get(drug, {})
    steps = {key("drug", drug): 0}
    steps |= {key("class", slug): distance for slug, distance in above.items()}
    return _labels(steps, knowledge)


def class_labels(slug: str, knowledge: Knowledge) -> Labels:
    """The class itself and every class above it."""
    above = distances_above(slug, knowledge.class_parents)
    return _labels({key("class", found): steps for found, steps in above.items()}, knowledge)


def condition_labels(condition: str, knowledge: Knowledge) -> Labels:
    """The condition itself and every condition above it."""
    above = distances_above(condition, knowledge.condition_parents)
    return _labels({key("condition", slug): steps for slug, steps in above.items()}, knowledge)


def _labels(steps: Mapping[Key, int], knowledge: Knowledge) -> Labels:
    sides = [knowledge.sides[label] for label in steps if label in knowledge.sides]
    return Labels(
        steps,
        frozenset().union(*(side.one for side in sides)),
        frozenset().union(*(side.other for side in sides)),
    )
