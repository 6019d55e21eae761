"""Findings of rules: what they say of two things, and what this question adds."""

from app.domain.checkup import FactorSeen, Finding
from app.domain.facts import Key, Rule
from app.domain.knowledge import Knowledge
from app.domain.meeting import Meeting, participants_of, ratings_of
from app.domain.messages import message_for
from app.domain.policy import Seen, Step
from app.domain.saying import Said
from app.domain.states import Audience


def finding_of_rules(
    meeting: Meeting, said: Said, seen: Seen, step: Step, knowledge: Knowledge, audience: Audience
) -> Finding:
    """The finding of rules that say the same: the most specific speaks, the rest stand under it."""
    rule = said.matches[0].rule
    told = (*meeting.one.explanation, *meeting.other.explanation, *said.chain)
    return Finding(
        id=said.id,
        rule=rule.id,
        rule_version=rule.version,
        kind=rule.kind,
        title=rule.title,
        participants=participants_of(meeting, said.roles),
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
        direction=said.direction,
        frequency=rule.frequency,
        native_ratings=ratings_of(meeting.records, knowledge) if meeting.records else (),
        advice=said.advice,
        message=message_for(audience, rule.kind, said.names, seen, said.advice),
        explanation=tuple(dict.fromkeys(told)),
        also=said.also,
        citations=rule.citations,
    )


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
