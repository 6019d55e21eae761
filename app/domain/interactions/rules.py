"""Two things that may interact, and what the rules of a release say of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.domain.english import joined, with_article
from app.domain.facts import (
    Action,
    Advice,
    AlertList,
    Citations,
    Direction,
    Key,
    LabelMention,
    ParticipantRole,
    Record,
    Rule,
    Separate,
    StateBound,
    key,
    split_key,
    worst,
)
from app.domain.facts.stated import UNKNOWN_LICENCE
from app.domain.hierarchy import distances_above
from app.domain.interactions.policy import Seen
from app.domain.interactions.result import AlsoRule, Applies, NativeRating, Participant
from app.domain.knowledge import Knowledge, RuleKeys, name_of


def chain(subject: Key, rule_key: Key, knowledge: Knowledge) -> tuple[str, ...]:
    """The memberships that lead from a thing up to the label by which a rule names it."""
    known = knowledge.memo.chains.get((subject, rule_key))
    if known is None:
        known = knowledge.memo.chains[subject, rule_key] = tuple(
            f"{_lower(lower, knowledge)} is {with_article(name_of(upper, knowledge))}"
            for lower, upper in pairwise(_path(subject, rule_key, knowledge))
        )
    return known


def path_up(drug: str, class_slug: str, knowledge: Knowledge) -> list[Key]:
    """The keys from a drug up to one of its classes, both included."""
    return _path(key("drug", drug), key("class", class_slug), knowledge)


def _lower(subject: Key, knowledge: Knowledge) -> str:
    name = name_of(subject, knowledge)
    return with_article(name) if split_key(subject)[0] == "class" else name


def _path(subject: Key, rule_key: Key, knowledge: Knowledge) -> list[Key]:
    """The shortest way up, its steps in alphabetical order where two are equally short."""
    path = [subject]
    while path[-1] != rule_key:
        above = _parents(path[-1], knowledge)
        path.append(min(above, key=lambda parent: (_distance(parent, rule_key, knowledge), parent)))
    return path


def _parents(subject: Key, knowledge: Knowledge) -> list[Key]:
    kind, slug = split_key(subject)
    if kind == "drug":
        return [key("class", one) for one in knowledge.member_classes[slug]]
    return [key(kind, one) for one in _hierarchy(kind, knowledge).get(slug, ())]


def _distance(subject: Key, rule_key: Key, knowledge: Knowledge) -> float:
    kind, slug = split_key(subject)
    reached = distances_above(slug, _hierarchy(kind, knowledge))
    return reached.get(split_key(rule_key)[1], float("inf"))


def _hierarchy(kind: str, knowledge: Knowledge) -> Mapping[str, frozenset[str]]:
    return knowledge.condition_parents if kind == "condition" else knowledge.class_parents


@dataclass(slots=True)  # not frozen: decision 0006
class Side:
    """One of the two that meet: its subject, the asker's words, and what led to it.

    `risky` names what it is dangerous to stop suddenly, in a sentence; else it is empty. `in_roles`
    are those of a finding in which the side has a role.
    """

    subject: Key
    slug: str
    name: str
    words: str
    explanation: tuple[str, ...]
    risky: str
    as_either: Participant
    in_roles: list[Participant] = field(default_factory=list)

    def in_role(self, role: ParticipantRole) -> Participant:
        """As an answer names it, made once for all findings of a check."""
        plain = self.as_either
        if role is ParticipantRole.EITHER:
            return plain
        for one in self.in_roles:
            if one.role is role:
                return one
        # Written out: `replace` takes several times as long.
        made = Participant(plain.input, plain.drug, plain.drug_class, plain.condition, role)
        self.in_roles.append(made)
        return made


@dataclass(slots=True)  # not frozen: decision 0006
class Pair:
    """Two sides, in the order of the inputs, and what data sets record of them.

    `applies` is `if` where the second side is only a kind of what the person stated.
    """

    one: Side
    other: Side
    records: tuple[Record, ...]
    conditions: frozenset[Key]
    applies: Applies = Applies.YES


@dataclass(frozen=True, slots=True)
class Reached:
    """A sentence of the label of one drug of a pair that reaches the other: itself, or by a class.

    `steps` are those from the other up to whom the sentence names (0: itself).
    """

    mention: LabelMention
    other: Key
    steps: int


def side_for(subject: Key, words: str, explanation: tuple[str, ...], knowledge: Knowledge) -> Side:
    """A side, with all that several findings may ask of it."""
    kind, slug = split_key(subject)
    participant = Participant(
        words,
        slug if kind == "drug" else None,
        slug if kind == "class" else None,
        slug if kind == "condition" else None,
        ParticipantRole.EITHER,
    )
    risky = knowledge.withdrawal_risk.get(subject, "")
    name = name_of(subject, knowledge)
    return Side(subject, slug, name, words, explanation, risky, participant)


def advice_of(one: Side, other: Side, advice: Advice) -> Advice:
    """The advice, with the word on stopping where one of the two needs it."""
    if not (one.risky or other.risky):
        return advice
    return not_suddenly(advice, {side.risky for side in (one, other) if side.risky})


def not_suddenly(advice: Advice, names: Collection[str]) -> Advice:
    """The advice, and for the patient not to stop any of these suddenly.

    It belongs to every advice on a drug or class with a withdrawal risk: a warning may frighten
    somebody into stopping at once, which can threaten life (US boxed warning of benzodiazepines).
    """
    return Advice(f"{advice.patient.rstrip()} {stopping_words(names)}", advice.professional)


def stopping_words(names: Collection[str]) -> str:
    """The word to patients not to stop any of these suddenly."""
    stated = joined(sorted(names), "or")
    return f"Do not stop taking {stated} suddenly. Talk to your doctor first."


def ratings_of(records: Sequence[Record], knowledge: Knowledge) -> tuple[NativeRating, ...]:
    """Every source's own rating, side by side."""
    return tuple(_rating(record, knowledge) for record in records)


def places_of(citations: Citations) -> str:
    """Where it stands, for people who look it up."""
    return "; ".join(f"{one.source} § {one.section}" for one in citations)


def licence_of(source: str, knowledge: Knowledge) -> str:
    """The licence of the source of this id."""
    known = knowledge.sources.get(source)
    return known.licence if known is not None else UNKNOWN_LICENCE


def _rating(record: Record, knowledge: Knowledge) -> NativeRating:
    source = record.citations[0].source
    licence = licence_of(source, knowledge)
    return NativeRating(
        source, licence, record.rating, record.severity, record.text, record.citations
    )


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fits; with `turned`, the pair's first thing stands on the rule's other side."""

    rule: Rule
    turned: bool
    steps: int


def match(one: RuleKeys, other: RuleKeys, knowledge: Knowledge) -> list[Match]:
    """The rules for two things by their keys, each once, the most specific first."""
    found: dict[str, Match] = {}
    for turned, left, right in ((False, one, other), (True, other, one)):
        fitting = left.ones & right.others
        while fitting:
            place = fitting.bit_length() - 1
            fitting ^= 1 << place
            rule = knowledge.rules[place]
            if rule.exceptions and (excepted(rule, left) or excepted(rule, right)):
                continue
            steps = left.steps[rule.one] + right.steps[rule.other]
            known = found.get(rule.id)
            if known is None or steps < known.steps:
                found[rule.id] = Match(rule, turned, steps)
    return sorted(found.values(), key=lambda hit: (hit.steps, hit.rule.id)) if found else []


def excepted(rule: Rule, rule_keys: RuleKeys) -> bool:
    """Whether the drug of these keys is one that the rule does not hold for."""
    return any(key("drug", exception.drug) in rule_keys.steps for exception in rule.exceptions)


# Strictest first: a merged finding asks for the strictest thing that any of its rules asks for.
STRICTNESS = {action: place for place, action in enumerate(Action)}


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules with one mechanism that speak of two things; `matches` the most specific first.

    `chain` leads from the two to the rule that speaks.
    """

    matches: tuple[Match, ...]
    id: str
    roles: tuple[ParticipantRole, ParticipantRole]
    names: tuple[str, str]
    advice: Advice
    direction: Direction
    separate: Separate | None
    chain: tuple[str, ...]
    also: tuple[AlsoRule, ...]
    seen: Seen


def rule_groups_of(
    one: Side, one_keys: RuleKeys, other: Side, other_keys: RuleKeys, knowledge: Knowledge
) -> tuple[RuleGroup, ...]:
    """One for each mechanism; empty where no rule fits. Worked out once for a release."""
    if not (one_keys.ones & other_keys.others or other_keys.ones & one_keys.others):
        return ()
    memo = knowledge.memo.rule_groups
    known: tuple[RuleGroup, ...] | None = memo.get((one.subject, other.subject))
    if known is None:
        matches = match(one_keys, other_keys, knowledge)
        known = tuple(_rule_group(group, one, other, knowledge) for group in _groups(matches))
        memo[one.subject, other.subject] = known
    return known


def _groups(matches: Sequence[Match]) -> list[tuple[Match, ...]]:
    """The matches, those with one mechanism (and one bound) together; in each group the most
    specific first.
    """
    groups: dict[tuple[str, str, StateBound | None], list[Match]] = {}
    for one in matches:
        mechanism = one.rule.mechanism
        # What holds for another part of a state says something else.
        same = (mechanism.kind.value, mechanism.pathway, one.rule.bound)
        groups.setdefault(same, []).append(one)
    return [tuple(group) for group in groups.values()]


def _rule_group(
    group: tuple[Match, ...], one: Side, other: Side, knowledge: Knowledge
) -> RuleGroup:
    lead = group[0]
    rule = lead.rule
    roles, ends = (rule.one_role, rule.other_role), (rule.one, rule.other)
    if lead.turned:
        roles, ends = (rule.other_role, rule.one_role), (rule.other, rule.one)
    slugs = sorted((one.slug, other.slug))
    return RuleGroup(
        matches=group,
        id=":".join([rule.id, *slugs]),
        roles=roles,
        names=(one.name, other.name),
        advice=advice_of(one, other, rule.advice),
        direction=_direction(rule.direction, lead.turned),
        separate=rule.separate.turned() if rule.separate and lead.turned else rule.separate,
        chain=(
            *chain(one.subject, ends[0], knowledge),
            *chain(other.subject, ends[1], knowledge),
            f"rule {rule.id}",
        ),
        also=tuple(also_rule(match.rule) for match in group[1:]),
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


def also_rule(rule: Rule) -> AlsoRule:
    """A rule as it stands under another that says the same."""
    return AlsoRule(rule.id, rule.title, rule.severity, rule.action, rule.citations)
