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
class Unit:
    """One drug or class of one input; `subject` is null for an input that was not resolved.

    `labels` gives every key that a rule may name it by, with the steps up to it (0: itself).
    """

    place: int
    taken: Taken
    subject: Key | None
    labels: Mapping[Key, int]


def units_of(inputs: Sequence[Taken], knowledge: Knowledge) -> list[Unit]:
    """The units of all inputs, in order; an unresolved input is one unit without a subject."""
    units = []
    for place, taken in enumerate(inputs):
        read = taken.read
        if read.status is not InputStatus.RESOLVED:
            units.append(Unit(place, taken, None, {}))
        elif read.drug_class is not None:
            subject = key("class", read.drug_class.id)
            units.append(Unit(place, taken, subject, _class_labels(read.drug_class.id, knowledge)))
        else:
            units += [
                Unit(place, taken, key("drug", drug.id), drug_labels(drug.id, knowledge))
                for drug in read.drugs
            ]
    return units


def drug_labels(drug: str, knowledge: Knowledge) -> dict[Key, int]:
    """The drug itself and every class above it."""
    above = knowledge.classes_above.get(drug, {})
    return {key("drug", drug): 0} | {key("class", slug): steps for slug, steps in above.items()}


def condition_labels(condition: str, knowledge: Knowledge) -> dict[Key, int]:
    """The condition itself and every condition above it."""
    above = distances_above(condition, knowledge.condition_parents)
    return {key("condition", slug): steps for slug, steps in above.items()}


def _class_labels(slug: str, knowledge: Knowledge) -> dict[Key, int]:
    above = distances_above(slug, knowledge.class_parents)
    return {key("class", found): steps for found, steps in above.items()}
