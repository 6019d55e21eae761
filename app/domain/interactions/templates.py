"""Findings without a word of anybody who asks, and how these words are filled in.

What a finding says is the same for everybody: it is made once for a release, as a template, and
kept with it (docs/decisions/0024).
"""

from collections.abc import Hashable, MutableMapping
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import Any, NamedTuple

from app.domain.facts import Citations, Key, ParticipantRole, Rule, Severity
from app.domain.interactions.policy import LOUDNESS, Step
from app.domain.interactions.result import (
    Applies,
    ConditionInput,
    DrugConditionStatus,
    FactorSeen,
    Finding,
)
from app.domain.interactions.rules import (
    STRICTNESS,
    Match,
    Pair,
    Side,
    side_for,
)
from app.domain.knowledge import Knowledge

# The fields of a finding, parted where words of the one who asks stand between them.
_NAMES = [one.name for one in fields(Finding)]
_PARTICIPANTS, _EXPLANATION = _NAMES.index("participants"), _NAMES.index("explanation")
START, MIDDLE, END = (
    tuple(_NAMES[:_PARTICIPANTS]),
    tuple(_NAMES[_PARTICIPANTS + 1 : _EXPLANATION]),
    tuple(_NAMES[_EXPLANATION + 1 :]),
)
_values = attrgetter(*_NAMES)


# Severity, then how loudly it is shown, then how strict the action is, then the id.
Order = tuple[int, int, int, str]


def order_of(finding: Finding) -> Order:
    """The place of a finding among all of an answer: the gravest first."""
    return (
        -finding.severity.rank,
        LOUDNESS[finding.display],
        STRICTNESS[finding.action],
        finding.id,
    )


class Filled(Finding):
    """A finding that says what its template says, with the words of somebody who asked."""

    __slots__ = ("template",)

    template: "Template"


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A finding of a release, without a word of anybody who asks; compared by identity.

    `finding` has no participants, and of its explanation the last lines. `because` are the lines
    before these, each to stand `once` beside those of the inputs; `step` is how a policy shows it;
    `matches` are the rules, `factors` the conditions that change what the first of them says.
    """

    finding: Finding
    step: Step
    roles: tuple[ParticipantRole, ParticipantRole]
    because: tuple[str, ...]
    once: bool = False
    matches: tuple[Match, ...] = ()
    factors: frozenset[Key] = frozenset()
    values: list[Any] = field(init=False, repr=False)
    order: Order = field(init=False)
    hidden: str | None = field(init=False)
    """Why the policy does not show it; None where it does."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", [*_values(self.finding)])
        object.__setattr__(self, "order", order_of(self.finding))
        object.__setattr__(self, "hidden", None if self.step.show else self.step.reason)

    def fill(self, pair: Pair) -> Finding:
        """The finding of two sides, in their words."""
        lines = pair.one.explanation + pair.other.explanation + self.because
        if self.once and len({*lines}) < len(lines):
            lines = tuple(dict.fromkeys(lines))
        if self.finding.explanation:
            lines = (*lines, *self.finding.explanation)
        role, other_role = self.roles
        values = self.values.copy()
        values[_PARTICIPANTS] = (pair.one.in_role(role), pair.other.in_role(other_role))
        values[_EXPLANATION] = lines
        filled = Filled(*values)
        if not self.factors.isdisjoint(pair.conditions):
            return replace(filled, factors=factors_seen(self.matches[0].rule, pair.conditions))
        filled.template = self
        return filled


def factors_seen(rule: Rule, conditions: frozenset[Key]) -> tuple[FactorSeen, ...]:
    """The factors of a rule; each applies where the stated conditions meet it."""
    return tuple(
        FactorSeen(
            factor.kind,
            factor.text,
            factor.action,
            factor.condition,
            applies=f"condition:{factor.condition}" in conditions,
        )
        for factor in rule.factors
    )


class ConditionSide(NamedTuple):
    """The condition that a finding is about, without the words of who stated it: the `lines` that
    lead to it beside those, and the name of a `kind` of what was stated, if it applies only to it.
    """

    subject: Key
    lines: tuple[str, ...] = ()
    kind: str | None = None

    def in_words(
        self,
        stated: ConditionInput,
        knowledge: Knowledge,
        sides: MutableMapping[tuple[Hashable, str, tuple[str, ...]], Side],
    ) -> Side:
        """The condition as a side, in the words of who stated it; made once for a check."""
        which = (self, stated.input, stated.explanation)
        known = sides.get(which)
        if known is None:
            lines = (*stated.explanation, *self.lines)
            if self.kind is not None:
                lines = (*lines, f"it applies only if '{stated.input}' is {self.kind}")
            known = sides[which] = side_for(self.subject, stated.input, lines, knowledge)
        return known


@dataclass(frozen=True, slots=True)
class ConditionFinding:
    """A finding on a drug in a condition, by rules or by what else is stated."""

    template: Template
    side: ConditionSide
    by_rules: bool

    def is_as_grave(self, severity: Severity, applies: Applies) -> bool:
        """Whether it says as much as a statement that is so grave, and holds so."""
        finding = self.template.finding
        holds = finding.applies is Applies.YES or applies is Applies.IF
        return holds and finding.severity.rank >= severity.rank


Status = tuple[DrugConditionStatus, str | None, Citations]


@dataclass(frozen=True, slots=True)
class Judged:
    """What is found of a drug in a condition, with the one status of the two."""

    status: Status
    findings: tuple[ConditionFinding, ...] = ()
