"""Findings: of rules, and of records that no rule explains; and each in one short text.

Each is made as a template, without the words of the one who asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.english import capital
from app.domain.facts import (
    Action,
    Advice,
    Certainty,
    Citation,
    Citations,
    Direction,
    Evidence,
    EvidenceKind,
    Indication,
    MechanismKind,
    Onset,
    ParticipantRole,
    Record,
    RuleFrequency,
    RuleKind,
    RuleMechanism,
    Seriousness,
    Severity,
    Warning,
)
from app.domain.interactions.policy import Policy, Seen, Step, quieter
from app.domain.interactions.result import (
    AlsoRule,
    Applies,
    Audience,
    Finding,
    FindingKind,
    NativeRating,
)
from app.domain.interactions.rules import Pair, RuleGroup, advice_of, ratings_of
from app.domain.interactions.templates import Template, factors_seen
from app.domain.knowledge import Knowledge

# The kind of a finding that a rule of this kind makes.
FINDING_KINDS = {one: FindingKind(one.value) for one in RuleKind}


def template_of_rules(
    pair: Pair,
    group: RuleGroup,
    seen: Seen,
    step: Step,
    knowledge: Knowledge,
    audience: Audience,
    also: tuple[AlsoRule, ...] = (),
) -> Template:
    """Of rules that say the same: the most specific speaks, the rest stand under it."""
    rule = group.matches[0].rule
    kind = FINDING_KINDS[rule.kind]
    finding = Finding(
        id=group.id,
        rule=rule.id,
        rule_version=rule.version,
        kind=kind,
        title=rule.title,
        participants=(),
        applies=pair.applies,
        severity=seen.severity,
        action=seen.action,
        evidence=rule.evidence,
        seriousness=rule.seriousness,
        alert_list=seen.alert_list,
        display=step.display,
        display_reason=step.reason,
        consequences=rule.consequences,
        mechanism=rule.mechanism,
        factors=factors_seen(rule, frozenset()),
        onset=rule.onset,
        direction=group.direction,
        frequency=rule.frequency,
        separate=group.separate,
        native_ratings=ratings_of(pair.records, knowledge) if pair.records else (),
        advice=group.advice,
        message=message_for(audience, kind, group.names, seen, group.advice, pair.applies),
        explanation=(),
        also=(*group.also, *also) if also else group.also,
        citations=rule.citations,
    )
    stated = frozenset(f"condition:{one.condition}" for one in rule.factors)
    return Template(finding, step, group.roles, group.chain, True, group.matches, stated)


@dataclass(frozen=True, slots=True)
class Bare:
    """What is stated of a pair where no rule speaks; all else of a finding stays empty or unknown.

    `because` are the last lines of the explanation.
    """

    id: str
    kind: FindingKind
    title: str
    text: tuple[str, ...]
    advice: Advice
    message: str
    because: tuple[str, ...]
    citations: Citations
    severity: Severity
    action: Action = Action.INSUFFICIENT_INFORMATION
    evidence: tuple[Evidence, ...] = ()
    serious: bool = False
    native_ratings: tuple[NativeRating, ...] = ()
    also: tuple[AlsoRule, ...] = ()


_EITHER = (ParticipantRole.EITHER, ParticipantRole.EITHER)


def bare_template(pair: Pair, bare: Bare, step: Step) -> Template:
    """The template of it."""
    finding = Finding(
        id=bare.id,
        rule=None,
        rule_version=None,
        kind=bare.kind,
        title=bare.title,
        participants=(),
        applies=pair.applies,
        severity=bare.severity,
        action=bare.action,
        evidence=bare.evidence,
        seriousness=Seriousness(serious=bare.serious, outcomes=()),
        alert_list=None,
        display=step.display,
        display_reason=step.reason,
        consequences=bare.text,
        mechanism=RuleMechanism(MechanismKind.UNKNOWN, "unknown", "The source gives none."),
        factors=(),
        onset=Onset.UNKNOWN,
        direction=Direction.UNKNOWN,
        frequency=RuleFrequency("unknown", "unknown"),
        separate=None,
        native_ratings=bare.native_ratings,
        advice=bare.advice,
        message=bare.message,
        explanation=(),
        also=bare.also,
        citations=bare.citations,
    )
    return Template(finding, step, _EITHER, bare.because)


def template_of_records(
    pair: Pair,
    seen: Seen,
    step: Step,
    knowledge: Knowledge,
    audience: Audience,
    also: tuple[AlsoRule, ...] = (),
) -> Template:
    """Of a pair that data sets record and no rule explains."""
    names = (pair.one.name, pair.other.name)
    advice = advice_of(
        pair.one,
        pair.other,
        Advice(
            patient=f"A data source lists {names[0]} with {names[1]}. "
            "Ask your doctor or pharmacist.",
            professional="Recorded by a data source without management advice; see its own rating.",
        ),
    )
    bare = Bare(
        id=":".join(["record", *sorted((pair.one.slug, pair.other.slug))]),
        kind=FindingKind.DRUG_DRUG,
        title=f"{names[0]} with {names[1]}",
        text=tuple(dict.fromkeys(record.text for record in pair.records if record.text)),
        advice=advice,
        message=message_for(audience, FindingKind.DRUG_DRUG, names, seen, advice),
        because=tuple(f"recorded by {record.citations[0].source}" for record in pair.records),
        citations=_merged(pair.records),
        severity=seen.severity,
        native_ratings=ratings_of(pair.records, knowledge),
        also=also,
    )
    return bare_template(pair, bare, step)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a monograph says of a drug in a condition. `names` are of the two, as a sentence has
    them; `because` is the last line of the explanation.
    """

    id: str
    names: tuple[str, str]
    text: str
    patient: str
    professional: str
    because: str
    citations: Citations
    severity: Severity = Severity.UNKNOWN
    action: Action = Action.INSUFFICIENT_INFORMATION
    evidence: tuple[Evidence, ...] = ()
    serious: bool = False
    also: tuple[AlsoRule, ...] = ()


def statement_of(stated: Indication | Warning, names: tuple[str, str]) -> Statement:
    """A use that is advised against, or a warning: as grave as the place that it is cited to."""
    if isinstance(stated, Warning):
        return Statement(
            f"warning:{stated.id}", names, stated.text, stated.advice.patient,
            stated.advice.professional, f"a warning: {stated.id}", stated.citations,
        )  # fmt: skip
    severity, evidence = _gravity(stated.citations)
    limits = [one for one in (stated.limits.population, stated.limits.line) if one]
    within = f" ({'; '.join(limits)})" if limits else ""
    return Statement(
        id=f"use:{stated.id}",
        names=names,
        text=stated.why,
        patient=f"A source advises against {names[0]} in {names[1]}{within}. "
        "Ask your doctor or pharmacist.",
        professional=f"Advised against in {names[1]}{within}. {stated.why}",
        because=f"a use that is advised against: {stated.id}",
        citations=stated.citations,
        severity=severity,
        action=Action.AVOID,
        evidence=evidence,
        serious=severity is Severity.CONTRAINDICATED,
    )


def _gravity(citations: Citations) -> tuple[Severity, tuple[Evidence, ...]]:
    """What a label tells among its contraindications it forbids, and what it boxes is major. Any
    other place does not say how grave it is.
    """
    places = [f"{one.source} {one.section}".casefold() for one in citations]
    for words, severity, kind in _GRAVE_PLACES:
        if any(words in place for place in places):
            return severity, (Evidence(kind, Certainty.UNKNOWN),)
    return Severity.UNKNOWN, ()


_GRAVE_PLACES = (
    ("contraindication", Severity.CONTRAINDICATED, EvidenceKind.LABEL),
    ("boxed warning", Severity.MAJOR, EvidenceKind.BOXED_WARNING),
)


def template_of_monograph(
    pair: Pair, statement: Statement, policy: Policy, audience: Audience, *, current: bool
) -> Template:
    """Of what a monograph says."""
    evidence = frozenset(one.kind for one in statement.evidence)
    seen = Seen(statement.severity, statement.action, evidence, None, current)
    step = quieter(policy.decide(seen), pair.applies)
    advice = advice_of(pair.one, pair.other, Advice(statement.patient, statement.professional))
    bare = Bare(
        id=":".join([statement.id, pair.one.slug, pair.other.slug]),
        kind=FindingKind.DRUG_CONDITION,
        title=f"{statement.names[0]} in {statement.names[1]}",
        text=(statement.text,),
        advice=advice,
        message=message_for(
            audience, FindingKind.DRUG_CONDITION, statement.names, seen, advice, pair.applies
        ),
        because=(statement.because,),
        citations=statement.citations,
        severity=statement.severity,
        action=statement.action,
        evidence=statement.evidence,
        serious=statement.serious,
        also=statement.also,
    )
    return bare_template(pair, bare, step)


def _merged(records: Sequence[Record]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(c for record in records for c in record.citations))


_PATIENT = {
    Severity.CONTRAINDICATED: "must not be taken together",
    Severity.MAJOR: "can harm you badly when taken together",
    Severity.MODERATE: "can cause trouble when taken together",
    Severity.MINOR: "can affect each other a little",
    Severity.UNKNOWN: "may affect each other; how much is not known",
}
_PATIENT_WITH_CONDITION = {
    Severity.CONTRAINDICATED: "you must not take",
    Severity.MAJOR: "you may be badly harmed by",
    Severity.MODERATE: "you may have trouble with",
    Severity.MINOR: "you may feel a small effect of",
    Severity.UNKNOWN: "you may be affected, in ways not known, by",
}
_PROFESSIONAL = {
    Action.AVOID: "avoid",
    Action.USE_ONLY_IF_BENEFIT_OUTWEIGHS: "use only if the benefit outweighs the risk",
    Action.ADJUST_OR_SEPARATE: "adjust the dose or separate the times",
    Action.MONITOR: "monitor",
    Action.NO_SPECIAL_PRECAUTION: "no special precaution named",
    Action.INSUFFICIENT_INFORMATION: "insufficient information on management",
}


def message_for(
    audience: Audience,
    kind: FindingKind,
    names: tuple[str, str],
    seen: Seen,
    advice: Advice,
    applies: Applies = Applies.YES,
) -> str:
    """The finding in words: what interacts, how bad it is, what to do."""
    if audience is Audience.PATIENT and kind is FindingKind.DRUG_CONDITION:
        words = _PATIENT_WITH_CONDITION[seen.severity]
        lead = (
            f"If your condition is {names[1]}"
            if applies is Applies.IF
            else (f"If this is true for you ({names[1]})")
        )
        return f"{lead}, {words} {names[0]}. {advice.patient}"
    if audience is Audience.PATIENT:
        return f"{capital(names[0])} and {names[1]} {_PATIENT[seen.severity]}. {advice.patient}"
    condition = "if the condition is this one; " if applies is Applies.IF else ""
    return (
        f"{capital(names[0])} × {names[1]}: {condition}severity {seen.severity.value}; "
        f"{_PROFESSIONAL[seen.action]}. {advice.professional}"
    )
