"""What if I leave this out? For each input, the findings that would go with it."""

from collections.abc import Sequence

from app.domain.checkup import Finding, LeftOut, Participant
from app.domain.facts import Key
from app.domain.units import Unit


def leave_each_out(
    inputs: Sequence[str], units: Sequence[Unit], findings: Sequence[Finding]
) -> list[LeftOut]:
    """One line for each input. A finding stays while other inputs still bring both its sides."""
    brought: dict[Key, set[int]] = {}
    for unit in units:
        if unit.subject is not None:
            brought.setdefault(unit.subject, set()).add(unit.place)
    alone = {subject: next(iter(found)) for subject, found in brought.items() if len(found) == 1}
    gone: list[list[str]] = [[] for _ in inputs]
    for finding in findings:
        needed = {alone.get(_subject(one)) for one in finding.participants}
        for place in needed:
            if place is not None:
                gone[place].append(finding.id)
    return [LeftOut(words, tuple(ids)) for words, ids in zip(inputs, gone, strict=True)]


def _subject(participant: Participant) -> Key:
    """Of a condition the empty key: no input brings it."""
    if participant.drug is not None:
        return f"drug:{participant.drug}"
    return f"class:{participant.drug_class}" if participant.drug_class is not None else ""
