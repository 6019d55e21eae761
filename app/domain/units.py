"""What takes part in a check: each drug or class of each input, and the labels rules see it by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.facts import Key, key
from app.domain.graph import distances_above
from app.domain.inputs import Input
from app.domain.knowledge import Knowledge, Labels
from app.domain.meeting import Side, side_for
from app.domain.states import InputStatus


@dataclass(slots=True)  # not frozen: decision 0006
class Taken:
    """An input of a check: what it means, whether it is already taken, when it was stopped."""

    read: Input
    current: bool = False
    stopped_on: str | None = None


@dataclass(slots=True)  # not frozen: decision 0006
class Unit:
    """One drug or class of one input. Without `subject` and `side`, the input was not resolved."""

    place: int
    taken: Taken
    subject: Key | None
    side: Side | None
    slug: str
    is_drug: bool
    labels: Labels


_NO_LABELS = Labels({}, 0, 0)


def units_of(inputs: Sequence[Taken], knowledge: Knowledge) -> list[Unit]:
    """The units of all inputs, in order; an unresolved input is one unit without a subject."""
    units = []
    for place, taken in enumerate(inputs):
        read = taken.read
        if read.status is not InputStatus.RESOLVED:
            units.append(Unit(place, taken, None, None, "", False, _NO_LABELS))
        elif read.drug_class is not None:
            slug = read.drug_class.id
            labels = class_labels(slug, knowledge)
            units.append(_unit(place, taken, key("class", slug), slug, labels, knowledge))
        else:
            for one in read.drugs:
                labels = drug_labels(one.id, knowledge)
                units.append(_unit(place, taken, key("drug", one.id), one.id, labels, knowledge))
    return units


def _unit(
    place: int, taken: Taken, subject: Key, slug: str, labels: Labels, knowledge: Knowledge
) -> Unit:
    side = side_for(subject, taken.read.input, taken.read.explanation, knowledge)
    return Unit(place, taken, subject, side, slug, subject.startswith("drug:"), labels)


def drug_labels(drug: str, knowledge: Knowledge) -> Labels:
    """The drug itself and every class above it."""
    subject = key("drug", drug)
    labels = knowledge.memo.labels.get(subject)
    if labels is None:
        above = knowledge.classes_above.get(drug, {})
        steps = {subject: 0} | {key("class", slug): far for slug, far in above.items()}
        labels = knowledge.memo.labels[subject] = _labels(steps, knowledge)
    return labels


def class_labels(slug: str, knowledge: Knowledge) -> Labels:
    """The class itself and every class above it."""
    return _hierarchy_labels("class", slug, knowledge.class_parents, knowledge)


def condition_labels(condition: str, knowledge: Knowledge) -> Labels:
    """The condition itself and every condition above it."""
    return _hierarchy_labels("condition", condition, knowledge.condition_parents, knowledge)


def _hierarchy_labels(
    kind: str, slug: str, parents: Mapping[str, frozenset[str]], knowledge: Knowledge
) -> Labels:
    subject = key(kind, slug)
    labels = knowledge.memo.labels.get(subject)
    if labels is None:
        above = distances_above(slug, parents)
        steps = {key(kind, found): far for found, far in above.items()}
        labels = knowledge.memo.labels[subject] = _labels(steps, knowledge)
    return labels


def _labels(steps: Mapping[Key, int], knowledge: Knowledge) -> Labels:
    ones = others = 0
    for label in steps:
        sides = knowledge.sides.get(label)
        if sides is not None:
            ones |= sides.one
            others |= sides.other
    return Labels(steps, ones, others)
