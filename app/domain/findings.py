"""From the rules that fit a pair to findings: one for each way in which the two meet."""

from collections.abc import Sequence

from app.domain.checkup import AlsoRule, FactorSeen, Finding
from app.domain.explaining import chain
from app.domain.facts import (
    Key,
    Record,
    Rule,
)
from app.domain.knowledge import Knowledge
from app.domain.matching import Match
from app.domain.meeting import Meeting, Side, advice_of, participants_of, ratings_of
from app.domain.messages import message_for
from app.domain.policy import Seen, Step
from app.domain.severity import worst
from app.domain.states import Audience
from app.domain.terms import (
    Action,
    AlertList,
    Direction,
)

# Strictest first: a merged finding asks for the strictest thing that any of its rules asks for.
STRICTNESS = {action: place for place, action in enumerate(Action)}


def groups_of(meeting: Meeting) -> list[list[Match]]:
    """The matches, those with one mechanism together; in each group the most specific first."""
    groups: dict[tuple[str, str], list[Match]] = {}
    for match in meeting.matches:
        mechanism = match.rule.mechanism
        groups.setdefault((mechanism.kind.value, mechanism.pathway), []).append(match)
    return list(groups.values())


def seen_by_policy(
    group: Sequence[Match], records: Sequence[Record], current_only: bool, knowledge: Knowledge
) -> Seen:
    """What the policy may look at, for a group of rules (or none) and the records of the pair."""
    rules = [match.rule for match in group]
    if records or current_only:
        return _seen(rules, records, current_only)
    names = tuple([rule.id for rule in rules])
    known = knowledge.memo.seen.get(names)
    if known is None:
        known = knowledge.memo.seen[names] = _seen(rules, (), current_only=False)
    return known


def _seen(rules: Sequence[Rule], records: Sequence[Record], current_only: bool) -> Seen:
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


def finding_of_rules(
    meeting: Meeting,
    group: Sequence[Match],
    seen: Seen,
    step: Step,
    knowledge: Knowledge,
    audience: Audience,
) -> Finding:
    """The finding of rules that say the same: the most specific speaks, the rest stand under it."""
    lead = group[0]
    rule = lead.rule
    sides = (meeting.other, meeting.one) if lead.turned else (meeting.one, meeting.other)
    roles = (rule.other_role, rule.one_role) if lead.turned else (rule.one_role, rule.other_role)
    advice = advice_of(meeting, rule.advice)
    slugs = (meeting.one.slug, meeting.other.slug)
    names = (meeting.one.name, meeting.other.name)
    return Finding(
        id=f"{rule.id}:{min(slugs)}:{max(slugs)}",
        rule=rule.id,
        rule_version=rule.version,
        kind=rule.kind,
        title=rule.title,
        participants=participants_of(meeting, roles),
        severity=seen.severity,
        action=seen.action,
        evidence=rule.evidence,
        seriousness=rule.seriousness,
        alert_list=seen.alert_list,
        display=step.display,
        display_reason=step.reason,
        consequences=rule.consequences,
        mechanism=rule.mechanism,
        factors=_factors(rule, meeting.conditions, knowledge),
        onset=rule.onset,
        direction=_direction(rule.direction, lead.turned),
        frequency=rule.frequency,
        native_ratings=ratings_of(meeting.records) if meeting.records else (),
        advice=advice,
        message=message_for(audience, rule.kind, names, seen, advice),
        explanation=_explanation(meeting, lead, sides, knowledge),
        also=tuple(_also(match.rule) for match in group[1:]),
        citations=rule.citations,
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


def _factors(
    rule: Rule, conditions: frozenset[Key], knowledge: Knowledge
) -> tuple[FactorSeen, ...]:
    if conditions:
        return _seen_factors(rule, conditions)
    known = knowledge.memo.factors.get(rule.id)
    if known is None:
        known = knowledge.memo.factors[rule.id] = _seen_factors(rule, conditions)
    return known


def _seen_factors(rule: Rule, conditions: frozenset[Key]) -> tuple[FactorSeen, ...]:
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


def _also(rule: Rule) -> AlsoRule:
    return AlsoRule(rule.id, rule.title, rule.severity, rule.action, rule.citations)


def _explanation(
    meeting: Meeting, lead: Match, sides: tuple[Side, Side], knowledge: Knowledge
) -> tuple[str, ...]:
    rule = lead.rule
    chains = (
        chain(sides[0].subject, rule.one, knowledge),
        chain(sides[1].subject, rule.other, knowledge),
    )
    first, second = reversed(chains) if lead.turned else chains
    told = (*meeting.one.explanation, *meeting.other.explanation, *first, *second)
    return tuple(dict.fromkeys((*told, f"rule {rule.id}")))
