"""Which rules speak of a pair, the most specific first."""

from dataclasses import dataclass

from app.domain.facts import Rule, key
from app.domain.knowledge import Knowledge, Labels


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fits; with `turned`, the pair's first thing stands on the rule's other side."""

    rule: Rule
    turned: bool
    steps: int


def match(one: Labels, other: Labels, knowledge: Knowledge) -> list[Match]:
    """The rules for two things by their labels, each once, the most specific first."""
    found: dict[str, Match] = {}
    for turned, left, right in ((False, one, other), (True, other, one)):
        fitting = left.ones & right.others
        while fitting:
            place = fitting.bit_length() - 1
            fitting ^= 1 << place
            rule = knowledge.rules[place]
            if rule.exceptions and (_excepted(rule, left) or _excepted(rule, right)):
                continue
            steps = left.steps[rule.one] + right.steps[rule.other]
            known = found.get(rule.id)
            if known is None or steps < known.steps:
                found[rule.id] = Match(rule, turned, steps)
    return sorted(found.values(), key=lambda hit: (hit.steps, hit.rule.id)) if found else []


def _excepted(rule: Rule, labels: Labels) -> bool:
    return any(key("drug", exception.drug) in labels.steps for exception in rule.exceptions)
