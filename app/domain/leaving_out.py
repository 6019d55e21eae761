"""What if I leave this out? For each input, the findings that would go with it."""

from collections.abc import Mapping, Sequence

from app.domain.checkup import Finding, LeftOut, Participant
from app.domain.facts import Key, key
from app.domain.units import Unit


def leave_each_out(
    inputs: Sequence[str], units: Sequence[Unit], findings: Sequence[Finding]
) -> list[LeftOut]:
    """One line for each input. A finding stays while other inputs still bring both its sides."""
    brought: dict[Key, set[int]] = {}
    for unit in units:
        if unit.subject is not None:
            brought.setdefault(unit.subject, set()).add(unit.place)
    gone: list[list[str]] = [[] for _ in inputs]
    for finding in findings:
        for place in sorted(_needed(finding, brought)):
            gone[place].append(finding.id)
    return [LeftOut(words, tuple(ids)) for words, ids in zip(inputs, gone, strict=True)]


def _needed(finding: Finding, brought: Mapping[Key, set[int]]) -> set[int]:
    """The places of the inputs that alone bring one side of the finding."""
    places = [brought[_subject(one)] for one in finding.participants if one.condition is None]
    return set().union(*(found for found in places if len(found) == 1))


def _subject(participant: Participant) -> Key:
    if participant.drug is not None:
        return key("drug", participant.drug)
    return key("class", participant.drug_class or "")
