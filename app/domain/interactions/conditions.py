"""Conditions of the person: which one is meant, and which drugs must not meet it."""

from collections.abc import Sequence

from app.domain.facts import key
from app.domain.interactions.items import Item, condition_rule_keys
from app.domain.interactions.pairs import Found, Setting, add_findings
from app.domain.interactions.result import ConditionInput
from app.domain.interactions.rules import Pair, rule_groups_of, side_for
from app.domain.knowledge import Knowledge
from app.domain.names.text import normalise


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
    conditions: Sequence[ConditionInput], items: Sequence[Item], setting: Setting, found: Found
) -> None:
    """Adds the findings of drugs that meet the stated conditions."""
    for condition in conditions:
        if condition.condition is None:
            continue
        subject = key("condition", condition.condition)
        side = side_for(subject, condition.input, (), setting.knowledge)
        rule_keys = condition_rule_keys(condition.condition, setting.knowledge)
        for item in items:
            if item.side is not None:
                groups = rule_groups_of(
                    item.side, item.rule_keys, side, rule_keys, setting.knowledge
                )
                pair = Pair(item.side, side, (), setting.conditions)
                if groups:
                    add_findings(pair, groups, item, item, setting, found)
