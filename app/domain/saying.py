"""What rules say of two things, whoever asks: matched, grouped and put into words."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.checkup import AlsoRule
from app.domain.explaining import chain
from app.domain.facts import Advice, Record, Rule
from app.domain.knowledge import Knowledge, Labels
from app.domain.matching import Match, match
from app.domain.meeting import Side, advice_of
from app.domain.policy import Seen
from app.domain.severity import worst
from app.domain.terms import Action, AlertList, Direction, ParticipantRole

# Strictest first: a merged finding asks for the strictest thing that any of its rules asks for.
STRICTNESS = {action: place for place, action in enumerate(Action)}
# So many pairs are remembered; then it is begun anew. Each takes about a kilobyte.
_MOST_PAIRS = 20_000


@dataclass(frozen=True, slots=True)
class Said:
    """What the rules with one mechanism say of two things; `matches` the most specific first.

    `chain` leads from the two to the rule that speaks.
    """

    matches: tuple[Match, ...]
    id: str
    roles: tuple[ParticipantRole, ParticipantRole]
    names: tuple[str, str]
    advice: Advice
    direction: Direction
    chain: tuple[str, ...]
    also: tuple[AlsoRule, ...]
    seen: Seen


def said_of(
    one: Side, one_labels: Labels, other: Side, other_labels: Labels, knowledge: Knowledge
) -> tuple[Said, ...]:
    """One for each mechanism; empty where no rule fits. Worked out once for a release."""
    if not (one_labels.ones & other_labels.others or other_labels.ones & one_labels.others):
        return ()
    memo = knowledge.memo.said
    known: tuple[Said, ...] | None = memo.get((one.subject, other.subject))
    if known is None:
        matches = match(one_labels, other_labels, knowledge)
        known = tuple(_said(group, one, other, knowledge) for group in _groups(matches))
        if len(memo) >= _MOST_PAIRS:
            memo.clear()
        memo[one.subject, other.subject] = known
    return known


def _groups(matches: Sequence[Match]) -> list[tuple[Match, ...]]:
    """The matches, those with one mechanism together; in each group the most specific first."""
    groups: dict[tuple[str, str], list[Match]] = {}
    for one in matches:
        mechanism = one.rule.mechanism
        groups.setdefault((mechanism.kind.value, mechanism.pathway), []).append(one)
    return [tuple(group) for group in groups.values()]


def _said(group: tuple[Match, ...], one: Side, other: Side, knowledge: Knowledge) -> Said:
    lead = group[0]
    rule = lead.rule
    roles, ends = (rule.one_role, rule.other_role), (rule.one, rule.other)
    if lead.turned:
        roles, ends = (rule.other_role, rule.one_role), (rule.other, rule.one)
    slugs = sorted((one.slug, other.slug))
    return Said(
        matches=group,
        id=":".join([rule.id, *slugs]),
        roles=roles,
        names=(one.name, other.name),
        advice=advice_of(one, other, rule.advice),
        direction=_direction(rule.direction, lead.turned),
        chain=(
            *chain(one.subject, ends[0], knowledge),
            *chain(other.subject, ends[1], knowledge),
            f"rule {rule.id}",
        ),
        also=tuple(_also(match.rule) for match in group[1:]),
        seen=seen_by_policy(group, (), current_only=False),
    )


def seen_by_policy(group: Sequence[Match], records: Sequence[Record], current_only: bool) -> Seen:
    """What the policy may look at, for a group of rules (or none) and the records of the pair."""
    rules = [match.rule for match in group]
    lists = {rule.alert_list for rule in rules}
    low = bool(rules) and rules[0].alert_list is AlertList.ONC_LOW
    high = AlertList.ONC_HIGH if AlertList.ONC_HIGH in lists else None
    return Seen(
        severity=worst([*(rule.severity for rule in rules), *(r.severity for r in records)]),
        action=_strictest(rules),
        evidence=frozenset(evidence.kind for rule in rules for evidence in rule.evidence),
        alert_list=AlertList.ONC_LOW if low else high,
        current_only=current_only,
    )


def _strictest(rules: Sequence[Rule]) -> Action:
    actions = [rule.action for rule in rules]
    return min(actions, key=STRICTNESS.__getitem__, default=Action.INSUFFICIENT_INFORMATION)


def _direction(direction: Direction, turned: bool) -> Direction:
    """The direction as seen from the participants' order."""
    if turned and direction is Direction.ONE:
        return Direction.OTHER
    if turned and direction is Direction.OTHER:
        return Direction.ONE
    return direction


def _also(rule: Rule) -> AlsoRule:
    return AlsoRule(rule.id, rule.title, rule.severity, rule.action, rule.citations)
