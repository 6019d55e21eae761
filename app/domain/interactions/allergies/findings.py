"""What is said of a drug after an allergy: the note of each pair, and the findings."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.domain.english import capital, joined
from app.domain.facts import (
    Action,
    Advice,
    Citation,
    Citations,
    Direction,
    Evidence,
    Key,
    MechanismKind,
    Onset,
    ParticipantRole,
    Reaction,
    RuleFrequency,
    RuleMechanism,
    Seriousness,
    Severity,
    key,
    split_key,
    worst,
)
from app.domain.interactions.allergies.allergens import SEVERE, Related, Statement
from app.domain.interactions.items import Item, condition_rule_keys
from app.domain.interactions.pairs import Found, Setting, keep, side_of
from app.domain.interactions.person import AllergyInput, AllergyStatus
from app.domain.interactions.policy import LOUDNESS, Seen, Step, quieter
from app.domain.interactions.result import (
    AlsoRule,
    Applies,
    Audience,
    Display,
    Finding,
    FindingKind,
    Participant,
)
from app.domain.interactions.rules import also_rule, rule_groups_of
from app.domain.knowledge import Knowledge, name_of


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a finding says. `decides` is the severity by which a policy shows it, `if_only` says in
    words on what it depends.
    """

    id: str
    severity: Severity
    decides: Severity
    action: Action
    evidence: tuple[Evidence, ...]
    text: str
    because: tuple[str, ...]
    citations: Citations
    applies: Applies
    if_only: str = ""
    also: tuple[AlsoRule, ...] = ()


def note_of(related: Related, knowledge: Knowledge) -> tuple[str | None, Citations]:
    """What the status of the pair rests on, in words, and where it stands."""
    if related.statements:
        fact = _gravest(related.statements).fact
        if related.status is AllergyStatus.NO_RECORD and fact.only_after:
            after = _listed(fact.only_after)
            return f"Recorded only after {after}. {fact.text}", fact.citations
        return fact.text, fact.citations
    if related.group is None:
        return None, ()
    name, citations = name_of(related.group, knowledge), _citations_of(related.group, knowledge)
    if related.status is AllergyStatus.NO_RECORD:
        return (
            f"what is recorded of an allergy to {name} was gone through: it does not name this "
            "medicine, which rules nothing out",
            citations,
        )
    return _of_one_group(name), citations


def _of_one_group(name: str) -> str:
    return f"Both belong to one group, {name}; whether one crosses to the other is not documented."


def _citations_of(group: Key, knowledge: Knowledge) -> Citations:
    kind, slug = split_key(group)
    things = knowledge.allergens.groups if kind == "allergy" else knowledge.classes
    return things[slug].citations


def _gravest(statements: Sequence[Statement]) -> Statement:
    """What holds for sure before what may, then by severity, then what is said of the fewest."""
    return min(
        statements,
        key=lambda one: (
            one.applies is not Applies.YES,
            -one.fact.severity.rank,
            not one.fact.only_after,
            one.fact.id,
        ),
    )


def add_finding(
    read: AllergyInput,
    item: Item,
    related: Related,
    conditions: Collection[str],
    setting: Setting,
    found: Found,
) -> None:
    """What is stated for sure as one finding, and as another what is graver and may hold."""
    if not related.is_finding or item.side is None:
        return
    beside = tuple(_rules_beside(item, conditions, setting, found))
    sure = _lead(Applies.YES, read, related, beside, setting.knowledge)
    perhaps = _lead(Applies.IF, read, related, (), setting.knowledge)
    if sure is not None:
        _keep(sure, read, item, related, setting, found)
    if perhaps is not None and (sure is None or perhaps.severity.rank > sure.severity.rank):
        _keep(perhaps, read, item, related, setting, found)


def _rules_beside(
    item: Item, conditions: Collection[str], setting: Setting, found: Found
) -> Iterator[AlsoRule]:
    """The rules on a condition that is this allergy: they say the same, and stand beneath."""
    assert item.side is not None
    for condition in sorted(conditions):
        side = side_of(key("condition", condition), condition, (), setting, found)
        keys = condition_rule_keys(condition, setting.knowledge)
        for group in rule_groups_of(item.side, item.rule_keys, side, keys, setting.knowledge):
            yield also_rule(group.matches[0].rule)


def _lead(
    applies: Applies,
    read: AllergyInput,
    related: Related,
    beside: tuple[AlsoRule, ...],
    knowledge: Knowledge,
) -> _Claim | None:
    """The gravest of what is stated, with the rest beneath it."""
    stated = [one for one in related.statements if one.applies is applies]
    if not stated and (applies is Applies.IF or related.group is None):
        return None
    lead = _gravest(stated) if stated else None
    claim = _claim_of_group(related, knowledge) if lead is None else _claim_of(lead, knowledge)
    also = (*(_also(one) for one in stated if one is not lead), *beside)
    claim = replace(_as_grave(claim, applies, related, beside), also=also)
    if _is_mild(read, stated) and claim.severity.rank > Severity.MODERATE.rank:
        return replace(claim, severity=Severity.MODERATE, action=Action.MONITOR)
    return claim


def _claim_of_group(related: Related, knowledge: Knowledge) -> _Claim:
    """That both are of one group, where nothing else is stated."""
    assert related.group is not None
    group = name_of(related.group, knowledge)
    return _Claim(
        related.group, Severity.UNKNOWN, Severity.UNKNOWN, Action.INSUFFICIENT_INFORMATION, (),
        _of_one_group(group), (f"both are of one group: {group}",),
        _citations_of(related.group, knowledge), Applies.YES,
    )  # fmt: skip


def _claim_of(lead: Statement, knowledge: Knowledge) -> _Claim:
    fact, applies = lead.fact, lead.applies or Applies.IF
    return _Claim(
        fact.id, fact.severity, fact.severity, fact.action, fact.evidence, fact.text,
        (*_way(lead.allergy, knowledge), *_way(lead.drug, knowledge), f"statement {fact.id}"),
        (*fact.citations, *_memberships(lead, knowledge)), applies,
        _if_only(lead, knowledge) if applies is Applies.IF else "",
    )  # fmt: skip


def _as_grave(
    claim: _Claim, applies: Applies, related: Related, beside: Sequence[AlsoRule]
) -> _Claim:
    """At least as grave as rules on the same say, and as an allergy to the whole group is; what is
    not documented stops nobody.
    """
    severity = worst([claim.severity, *(one.severity for one in beside)])
    action = Action.AVOID if severity is not claim.severity else claim.action
    text = claim.text
    if related.whole and applies is Applies.YES and severity.rank < Severity.MAJOR.rank:
        severity, action = Severity.MAJOR, Action.USE_ONLY_IF_BENEFIT_OUTWEIGHS
        text = f"The allergy was stated as one to a whole group, and this is one of it. {text}"
    if related.status is AllergyStatus.SAME_GROUP and severity is Severity.CONTRAINDICATED:
        severity = Severity.MAJOR
    return replace(claim, severity=severity, decides=severity, action=action, text=text)


def _if_only(one: Statement, knowledge: Knowledge) -> str:
    """On what it depends whether the statement holds: on what happened, or on which it was."""
    if one.of_member and one.drug:
        return f"what is taken is {_member(one, knowledge)}"
    if one.fact.only_after:
        return f"what happened was {_listed(one.fact.only_after)}"
    return f"the allergy is to one of the {name_of(one.fact.one, knowledge)}"


def _member(one: Statement, knowledge: Knowledge) -> str:
    """The drug or group that a statement names, as what was taken."""
    name = name_of(one.drug[-1], knowledge)
    return name if one.drug[-1].startswith("drug:") else f"one of the {name}"


def _listed(reactions: Sequence[Reaction]) -> str:
    return joined([_REACTION[one] for one in reactions], "or")


def _also(one: Statement) -> AlsoRule:
    fact = one.fact
    return AlsoRule(f"allergy:{fact.id}", fact.text, fact.severity, fact.action, fact.citations)


def _way(way: Sequence[Key], knowledge: Knowledge) -> list[str]:
    """The memberships that lead from a thing to the group that a statement names."""
    return [
        f"{name_of(lower, knowledge)} belongs to {name_of(upper, knowledge)}"
        for lower, upper in pairwise(way)
    ]


def _memberships(one: Statement, knowledge: Knowledge) -> Iterator[Citation]:
    """Who says that the two are in the groups that the statement names."""
    for lower, upper in (*pairwise(one.allergy), *pairwise(one.drug)):
        for member in knowledge.allergens.groups_of.get(lower, ()):
            if key("allergy", member.allergy_group) == upper:
                yield from member.citations


def _is_mild(read: AllergyInput, stated: Sequence[Statement]) -> bool:
    """Whether what happened was no allergy, by its words and by what is said of its severity."""
    if read.severity in SEVERE:
        return False
    if read.reaction_kind is Reaction.INFUSION:
        return any(Reaction.INFUSION in one.fact.only_after for one in stated)
    return read.reaction_kind is Reaction.INTOLERANCE


def _keep(
    claim: _Claim, read: AllergyInput, item: Item, related: Related, setting: Setting, found: Found
) -> None:
    seen = Seen(
        claim.decides, claim.action, frozenset(one.kind for one in claim.evidence), None, False
    )
    step = quieter(setting.policy.decide(seen), claim.applies)
    if claim.severity is not claim.decides and LOUDNESS[step.display] < LOUDNESS[Display.PASSIVE]:
        step = Step(Display.PASSIVE, f"what happened was an unwanted effect (else: {step.reason})")
    finding = _finding(claim, step, read, item, related, setting)
    keep(finding, None if step.show else step.reason, found)


def _finding(
    claim: _Claim, step: Step, read: AllergyInput, item: Item, related: Related, setting: Setting
) -> Finding:
    assert item.side is not None
    allergy = read.name or read.input
    drug = item.side.name
    serious = claim.severity.rank >= Severity.MAJOR.rank
    advice = Advice(_patient(claim, item), _professional(claim))
    allergen = read.group or read.drug_class or "+".join(read.drugs)
    either = ParticipantRole.EITHER
    return Finding(
        id=f"allergy:{claim.id}:{allergen}:{item.side.slug}",
        rule=None,
        rule_version=None,
        kind=FindingKind.DRUG_ALLERGY,
        title=f"{drug} after an allergy to {allergy}",
        participants=(
            item.side.as_either,
            Participant(read.input, None, None, None, either, allergy=allergy),
        ),
        applies=claim.applies,
        severity=claim.severity,
        action=claim.action,
        evidence=claim.evidence,
        seriousness=Seriousness(serious=serious, outcomes=_OUTCOMES if serious else ()),
        alert_list=None,
        display=step.display,
        display_reason=step.reason,
        consequences=(claim.text,),
        mechanism=RuleMechanism(MechanismKind.UNKNOWN, related.status.value, _HOW[related.status]),
        factors=(),
        onset=Onset.UNKNOWN,
        direction=Direction.UNKNOWN,
        frequency=RuleFrequency("unknown", "unknown"),
        separate=None,
        native_ratings=(),
        advice=advice,
        message=_message(claim, drug, allergy, advice, setting.audience),
        explanation=tuple(
            dict.fromkeys((*item.side.explanation, *_reaction_lines(read), *claim.because))
        ),
        also=claim.also,
        citations=tuple(dict.fromkeys(claim.citations)),
    )


_OUTCOMES = ("allergic reaction", "anaphylaxis")
_HOW = {
    AllergyStatus.SAME_INGREDIENT: "It is the medicine itself that the allergy is to.",
    AllergyStatus.CROSS_REACTIVE: "A reaction to the one after an allergy to the other is "
    "documented.",
    AllergyStatus.SAME_GROUP: "They are of one group; a cross-reaction is not documented.",
}


def _reaction_lines(read: AllergyInput) -> Iterator[str]:
    yield from read.explanation
    if read.reaction_kind is not None:
        yield f"what happened was taken as: {_REACTION[read.reaction_kind]}"


_REACTION = {
    Reaction.INTOLERANCE: "an unwanted effect that is no allergy",
    Reaction.INFUSION: "a reaction to a drip",
    Reaction.RASH: "a rash",
    Reaction.HIVES: "hives",
    Reaction.ANGIOEDEMA: "swelling of the face or throat",
    Reaction.BREATHING: "trouble breathing",
    Reaction.ANAPHYLAXIS: "anaphylaxis",
    Reaction.SEVERE_SKIN: "a severe skin reaction",
    Reaction.ORGAN: "harm to blood or organs",
    Reaction.OTHER: "a reaction of another kind",
}
_BEFORE = {
    Severity.CONTRAINDICATED: "{drug} is not for you with an allergy to {allergy}",
    Severity.MAJOR: "{drug} may set off a bad reaction if you are allergic to {allergy}",
    Severity.MODERATE: "{drug} may set off a reaction if you are allergic to {allergy}",
    Severity.MINOR: "{drug} sets off a reaction only rarely if you are allergic to {allergy}",
    Severity.UNKNOWN: "It is not known if {drug} can set off a reaction with an allergy to "
    "{allergy}",
}
_ASK = {
    Action.AVOID: "Do not take it before you have talked with your doctor or pharmacist.",
    Action.USE_ONLY_IF_BENEFIT_OUTWEIGHS: "Ask your doctor or pharmacist before you take it.",
}
_SAY = "Tell your doctor or pharmacist of the allergy and of what happened then."
_TAKEN_ALREADY = "You take it now: call your doctor or pharmacist today and tell them."
_HELP = "If you get a rash, swelling, or trouble breathing, get medical help at once."


def _patient(claim: _Claim, item: Item) -> str:
    """Of what is taken already, what to do now: nobody with an allergy hears not to stop."""
    first = _TAKEN_ALREADY if item.taken.current else _ASK.get(claim.action, _SAY)
    return f"{first} {_HELP}"


def _professional(claim: _Claim) -> str:
    places = "; ".join(dict.fromkeys(f"{one.source} § {one.section}" for one in claim.citations))
    return f"{claim.text} See {places}."


def _message(claim: _Claim, drug: str, allergy: str, advice: Advice, audience: Audience) -> str:
    if audience is Audience.PATIENT:
        words = _BEFORE[claim.severity].format(drug=drug, allergy=allergy)
        if_only = claim.if_only.replace("what happened", "what you had")
        only = f" This is so if {if_only}." if if_only else ""
        return f"{capital(words)}.{only} {advice.patient}"
    condition = f"if {claim.if_only}; " if claim.if_only else ""
    action = claim.action.value.replace("_", " ")
    return (
        f"{capital(drug)} × allergy to {allergy}: {condition}severity "
        f"{claim.severity.value}; {action}. {advice.professional}"
    )


def drop_condition_findings(
    conditions: Collection[str], drugs: Collection[str | None], found: Found
) -> None:
    """Takes away what rules on these conditions found of these drugs: the allergy says it."""
    for name, finding in [*found.shown.items()]:
        if _is_of(finding, conditions, drugs):
            del found.shown[name]
    for name, hidden in [*found.hidden.items()]:
        if _is_of(hidden.finding, conditions, drugs):
            del found.hidden[name]


def _is_of(finding: Finding, conditions: Collection[str], drugs: Collection[str | None]) -> bool:
    if finding.kind is not FindingKind.DRUG_CONDITION:
        return False
    named = {one.condition for one in finding.participants} & {*conditions}
    return bool(named) and any(one.drug in drugs for one in finding.participants if one.drug)
