"""Conditions of the person: which one is meant, and which drugs must not meet it."""

from collections.abc import Sequence

from app.domain.checkup import ConditionInput
from app.domain.facts import key
from app.domain.knowledge import Knowledge
from app.domain.meeting import Meeting, side_for
from app.domain.names import normalise
from app.domain.pairing import Found, Setting, add_findings
from app.domain.saying import said_of
from app.domain.units import Unit, condition_labels


def find_condition(text: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The ids of all conditions that the words can mean; none when they are not known."""
    return knowledge.condition_names.get(normalise(text), ())


def read_conditions(words: Sequence[str], knowledge: Knowledge) -> list[ConditionInput]:
    """Each stated condition, as it was understood. Of two meanings none is chosen."""
    read = []
    for text in words:
        ids = find_condition(text, knowledge)
        known = ids[0] if len(ids) == 1 else None
        name = knowledge.conditions[known].name if known is not None else None
        read.append(ConditionInput(text, known, name, ids if len(ids) > 1 else ()))
    return read


def check_conditions(
    conditions: Sequence[ConditionInput], units: Sequence[Unit], setting: Setting, found: Found
) -> None:
    """Adds the findings of drugs that meet the stated conditions."""
    for condition in conditions:
        if condition.condition is None:
            continue
        subject = key("condition", condition.condition)
        side = side_for(subject, condition.input, (), setting.knowledge)
        labels = condition_labels(condition.condition, setting.knowledge)
        for unit in units:
            if unit.side is not None:
                said = said_of(unit.side, unit.labels, side, labels, setting.knowledge)
                meeting = Meeting(unit.side, side, (), setting.conditions)
                if said:
                    add_findings(meeting, said, unit, unit, setting, found)
