"""What is said of a drug after an allergy: the note of each pair, and the findings."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.domain.english import joined
from app.domain.facts import (
    Action,
    Advice,
    Citation,
    Citations,
    CrossReactivity,
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
from app.domain.interactions.items import Item, condition_rule_keys
from app.domain.interactions.pairs import Found, Setting, keep
from app.domain.interactions.person import AllergyInput, AllergySeverity, AllergyStatus
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
from app.domain.interactions.rules import rule_groups_of, side_for
from app.domain.knowledge import Knowledge, name_of


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that reaches an allergy and a drug; `applies` is null where it holds only after
    other reactions. `allergy` and `drug` are the ways up from each to the side that names it.
    """

    fact: CrossReactivity
    applies: Applies | None
    allergy: tuple[Key, ...]
    drug: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """How an allergy and a drug are related. `group` is the smallest one that both are in, or, of
    `no_record`, the one that was worked through; `whole` says that it was stated as such.
    """

    status: AllergyStatus
    statements: Sequence[Statement] = ()
    group: Key | None = None
    whole: bool = False

    @property
    def is_finding(self) -> bool:
        """Whether the drug concerns somebody with this allergy."""
        return self.status in _FOUND


_FOUND = frozenset(
    {AllergyStatus.SAME_INGREDIENT, AllergyStatus.CROSS_REACTIVE, AllergyStatus.SAME_GROUP}
)


@dataclass(frozen=True, slots=True)
class _Said:
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
            after = joined([_REACTION[one] for one in fact.only_after], "or")
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
    beside = tuple(_rules_beside(item, conditions, setting))
    sure = _lead(Applies.YES, read, related, beside, setting.knowledge)
    perhaps = _lead(Applies.IF, read, related, (), setting.knowledge)
    if sure is not None:
        _keep(sure, read, item, related, setting, found)
    if perhaps is not None and (sure is None or perhaps.severity.rank > sure.severity.rank):
        _keep(perhaps, read, item, related, setting, found)


def _rules_beside(item: Item, conditions: Collection[str], setting: Setting) -> Iterator[AlsoRule]:
    """The rules on a condition that is this allergy: they say the same, and stand beneath."""
    assert item.side is not None
    for condition in sorted(conditions):
        side = side_for(key("condition", condition), condition, (), setting.knowledge)
        keys = condition_rule_keys(condition, setting.knowledge)
        for group in rule_groups_of(item.side, item.rule_keys, side, keys, setting.knowledge):
            rule = group.matches[0].rule
            yield AlsoRule(rule.id, rule.title, rule.severity, rule.action, rule.citations)


def _lead(
    applies: Applies,
    read: AllergyInput,
    related: Related,
    beside: tuple[AlsoRule, ...],
    knowledge: Knowledge,
) -> _Said | None:
    """The gravest of what is stated, with the rest beneath it."""
    stated = [one for one in related.statements if one.applies is applies]
    if not stated and (applies is Applies.IF or related.group is None):
        return None
    lead = _gravest(stated) if stated else None
    others = [one for one in stated if one is not lead]
    also = (*(_also(one) for one in others), *beside)
    graver = worst([*(one.severity for one in beside), Severity.UNKNOWN])
    if lead is None:
        assert related.group is not None
        group = name_of(related.group, knowledge)
        said = _Said(
            f"{related.group}", Severity.UNKNOWN, Severity.UNKNOWN,
            Action.INSUFFICIENT_INFORMATION, (), _of_one_group(group),
            (f"both are of one group: {group}",), _citations_of(related.group, knowledge), applies,
        )  # fmt: skip
    else:
        fact = lead.fact
        said = _Said(
            fact.id, fact.severity, fact.severity, fact.action, fact.evidence, fact.text,
            (*_way(lead.allergy, knowledge), *_way(lead.drug, knowledge), f"statement {fact.id}"),
            (*fact.citations, *_memberships(lead, knowledge)), applies,
            _if_only(lead, knowledge) if applies is Applies.IF else "",
        )  # fmt: skip
    severity = worst([said.severity, graver])
    action = Action.AVOID if severity is not said.severity else said.action
    text = said.text
    if related.whole and applies is Applies.YES and severity.rank < Severity.MAJOR.rank:
        severity, action = Severity.MAJOR, Action.USE_ONLY_IF_BENEFIT_OUTWEIGHS
        text = f"The allergy was stated as one to a whole group, and this is one of it. {text}"
    if related.status is AllergyStatus.SAME_GROUP and severity is Severity.CONTRAINDICATED:
        severity = Severity.MAJOR  # what is not documented stops nobody
    decides = severity
    if _is_mild(read, stated) and severity.rank > Severity.MODERATE.rank:
        severity, action = Severity.MODERATE, Action.MONITOR
    return _Said(
        said.id, severity, decides, action, said.evidence, text, said.because, said.citations,
        applies, said.if_only, also,
    )  # fmt: skip


def _if_only(one: Statement, knowledge: Knowledge) -> str:
    """On what it depends whether the statement holds: on what happened, or on which it was."""
    if one.fact.only_after:
        return (
            f"what happened was {joined([_REACTION[kind] for kind in one.fact.only_after], 'or')}"
        )
    return f"the allergy is to one of the {name_of(one.fact.one, knowledge)}"


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
    if read.severity in (AllergySeverity.SEVERE, AllergySeverity.LIFE_THREATENING):
        return False
    if read.reaction_kind is Reaction.INFUSION:
        return any(Reaction.INFUSION in one.fact.only_after for one in stated)
    return read.reaction_kind is Reaction.INTOLERANCE


def _keep(
    said: _Said, read: AllergyInput, item: Item, related: Related, setting: Setting, found: Found
) -> None:
    seen = Seen(
        said.decides, said.action, frozenset(one.kind for one in said.evidence), None, False
    )
    step = quieter(setting.policy.decide(seen), said.applies)
    if said.severity is not said.decides and LOUDNESS[step.display] < LOUDNESS[Display.PASSIVE]:
        step = Step(Display.PASSIVE, f"what happened was an unwanted effect (else: {step.reason})")
    finding = _finding(said, step, read, item, related, setting)
    keep(finding, None if step.show else step.reason, found)


def _finding(
    said: _Said, step: Step, read: AllergyInput, item: Item, related: Related, setting: Setting
) -> Finding:
    assert item.side is not None
    allergy = read.name or read.input
    drug = item.side.name
    serious = said.severity.rank >= Severity.MAJOR.rank
    advice = Advice(_patient(said, item), _professional(said))
    allergen = read.group or read.drug_class or "+".join(read.drugs)
    either = ParticipantRole.EITHER
    return Finding(
        id=f"allergy:{said.id}:{allergen}:{item.side.slug}",
        rule=None,
        rule_version=None,
        kind=FindingKind.DRUG_ALLERGY,
        title=f"{drug} after an allergy to {allergy}",
        participants=(
            item.side.as_either,
            Participant(read.input, None, None, None, either, allergy=allergy),
        ),
        applies=said.applies,
        severity=said.severity,
        action=said.action,
        evidence=said.evidence,
        seriousness=Seriousness(serious=serious, outcomes=_OUTCOMES if serious else ()),
        alert_list=None,
        display=step.display,
        display_reason=step.reason,
        consequences=(said.text,),
        mechanism=RuleMechanism(MechanismKind.UNKNOWN, related.status.value, _HOW[related.status]),
        factors=(),
        onset=Onset.UNKNOWN,
        direction=Direction.UNKNOWN,
        frequency=RuleFrequency("unknown", "unknown"),
        separate=None,
        native_ratings=(),
        advice=advice,
        message=_message(said, drug, allergy, advice, setting.audience),
        explanation=tuple(dict.fromkeys((*item.side.explanation, *_told(read), *said.because))),
        also=said.also,
        citations=tuple(dict.fromkeys(said.citations)),
    )


_OUTCOMES = ("allergic reaction", "anaphylaxis")
_HOW = {
    AllergyStatus.SAME_INGREDIENT: "It is the medicine itself that the allergy is to.",
    AllergyStatus.CROSS_REACTIVE: "A reaction to the one after an allergy to the other is "
    "documented.",
    AllergyStatus.SAME_GROUP: "They are of one group; a cross-reaction is not documented.",
}


def _told(read: AllergyInput) -> Iterator[str]:
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
_TELL = "Tell your doctor or pharmacist of the allergy and of what happened then."
_TAKEN_ALREADY = "You take it now: call your doctor or pharmacist today and tell them."
_HELP = "If you get a rash, swelling, or trouble breathing, get medical help at once."


def _patient(said: _Said, item: Item) -> str:
    """Of what is taken already, what to do now: nobody with an allergy is told not to stop."""
    first = _TAKEN_ALREADY if item.taken.current else _ASK.get(said.action, _TELL)
    return f"{first} {_HELP}"


def _professional(said: _Said) -> str:
    places = "; ".join(dict.fromkeys(f"{one.source} § {one.section}" for one in said.citations))
    return f"{said.text} See {places}."


def _message(said: _Said, drug: str, allergy: str, advice: Advice, audience: Audience) -> str:
    if audience is Audience.PATIENT:
        words = _BEFORE[said.severity].format(drug=drug, allergy=allergy)
        words = f"If {said.if_only}: {words}" if said.if_only else words
        return f"{words[:1].upper()}{words[1:]}. {advice.patient}"
    condition = f"if {said.if_only}; " if said.if_only else ""
    action = said.action.value.replace("_", " ")
    return (
        f"{drug[:1].upper()}{drug[1:]} × allergy to {allergy}: {condition}severity "
        f"{said.severity.value}; {action}. {advice.professional}"
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
    met = {one.condition for one in finding.participants} & {*conditions}
    return bool(met) and any(one.drug in drugs for one in finding.participants if one.drug)
