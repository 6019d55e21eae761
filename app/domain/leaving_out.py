"""What if I leave this out? For each input, the findings that would go with it."""

from collections.abc import Sequence

from app.domain.checkup import Finding, LeftOut
from app.domain.facts import key
from app.domain.units import Unit


def leave_each_out(
    inputs: Sequence[str], units: Sequence[Unit], findings: Sequence[Finding]
) -> list[LeftOut]:
    """One line for each input. A finding stays while other inputs still bring both its sides."""
    return [
        LeftOut(
            words,
            tuple(finding.id for finding in findings if not _stays(finding, place, units)),
        )
        for place, words in enumerate(inputs)
    ]


def _stays(finding: Finding, left_out: int, units: Sequence[Unit]) -> bool:
    brought = {unit.subject for unit in units if unit.place != left_out}
    return all(
        participant.condition is not None
        or key("drug", participant.drug or "") in brought
        or key("class", participant.drug_class or "") in brought
        for participant in finding.participants
    )
