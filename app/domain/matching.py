"""Which rules speak of a pair, the most specific first."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.facts import Key, Rule, key
from app.domain.knowledge import Knowledge
from app.domain.units import Unit

Labels = Mapping[Key, int]


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fits; with `turned`, the pair's first thing stands on the rule's other side."""

    rule: Rule
    turned: bool
    steps: int


def match_units(one: Unit, other: Unit, knowledge: Knowledge) -> list[Match]:
    """The rules for two units, each once, the most specific first."""
    return match(one.labels, other.labels, knowledge)


def match(one: Labels, other: Labels, knowledge: Knowledge) -> list[Match]:
    """The rules for two things by their labels, each once, the most specific first."""
    found: dict[str, Match] = {}
    for turned, left, right in ((False, one, other), (True, other, one)):
        playable = _playable(left, "one", knowledge) & _playable(right, "other", knowledge)
        for place in playable:
            rule = knowledge.rules[place]
            if _excepted(rule, left) or _excepted(rule, right):
                continue
            steps = left[rule.one] + right[rule.other]
            known = found.get(rule.id)
            if known is None or steps < known.steps:
                found[rule.id] = Match(rule, turned, steps)
    return sorted(found.values(), key=lambda hit: (hit.steps, hit.rule.id))


def _playable(labels: Labels, side: str, knowledge: Knowledge) -> frozenset[int]:
    sides = [knowledge.sides[label] for label in labels if label in knowledge.sides]
    return frozenset().union(*(getattr(one, side) for one in sides))


def _excepted(rule: Rule, labels: Labels) -> bool:
    return any(key("drug", exception.drug) in labels for exception in rule.exceptions)
