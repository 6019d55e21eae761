"""What is stated of a drug in a condition or a special state of a person: rules, states and
monographs; whether a statement on a state holds, and how gravely.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from app.domain.facts import (
    STATE_OF_CONDITION,
    Action,
    Certainty,
    Citations,
    Evidence,
    EvidenceKind,
    Indication,
    Key,
    Severity,
    SpecialState,
    StateBound,
    StateJudgement,
    Status,
    Warning,
    WarningKind,
    key,
    split_key,
    worst,
)
from app.domain.hierarchy import distances_above
from app.domain.interactions.findings import Statement
from app.domain.interactions.items import Item, condition_rule_keys, narrower_rule_keys
from app.domain.interactions.known import Part, part_of, part_of_kind
from app.domain.interactions.result import AlsoRule, Applies
from app.domain.interactions.rules import RuleGroup, places_of, rule_groups_of, side_for
from app.domain.knowledge import Knowledge

# A source that forbids, advises against or warns; anything else is no finding.
_SEVERITY = {
    StateJudgement.CONTRAINDICATED: Severity.CONTRAINDICATED,
    StateJudgement.AVOID: Severity.MAJOR,
    StateJudgement.CHANGE_DOSE: Severity.MODERATE,
    StateJudgement.USE_WITH_CARE: Severity.MODERATE,
}
_ACTION = {
    StateJudgement.CONTRAINDICATED: Action.AVOID,
    StateJudgement.AVOID: Action.AVOID,
    StateJudgement.CHANGE_DOSE: Action.ADJUST_OR_SEPARATE,
    StateJudgement.USE_WITH_CARE: Action.MONITOR,
}


@dataclass(frozen=True, slots=True)
class StateSeen:
    """A statement on a state that a check reached, and whether it holds for sure."""

    state: SpecialState
    applies: Applies

    @property
    def severity(self) -> Severity:
        """How grave it is; a boxed warning, or one of serious harm, is major at least."""
        severity = _SEVERITY.get(self.state.judgement, Severity.UNKNOWN)
        grave = self.state.boxed or self.state.serious
        return worst([severity, Severity.MAJOR]) if grave else severity

    @property
    def warns(self) -> bool:
        """Whether the source forbids, advises against or warns."""
        return warns(self.state)


def warns(state: SpecialState) -> bool:
    """Whether the source forbids, advises against or warns."""
    return state.judgement in _SEVERITY


@dataclass(frozen=True, slots=True)
class StateIn:
    """A statement on a state, as it stands to a stated condition: `whole` where it is on that or on
    a wider one (else it is on a kind of it), `part` is the part of it that it speaks of, `by_value`
    that by values alone, where its source warns and names some.
    """

    state: SpecialState
    whole: bool
    part: Part | None
    by_value: Part | None


# Which parts of states are the person's.
Theirs = Mapping[Part, bool | None]


def states_in(here: "InCondition", theirs: Theirs, *, sure: bool = True) -> list[StateSeen]:
    """What is stated of a drug and its classes in the condition; without `sure` it all applies only
    if that is so. What is known not to hold for the person is left out.
    """
    seen = []
    for one in here.states:
        reached = (True if one.whole else None) if one.part is None else theirs[one.part]
        if reached is not False:
            seen.append(StateSeen(one.state, Applies.YES if reached and sure else Applies.IF))
    return seen


def states_by_value(here: "InCondition", theirs: Theirs) -> list[StateSeen]:
    """Of these the ones that values alone reach, whatever else they say in words."""
    by_value = {id(one.state): theirs[one.by_value] for one in here.states if one.by_value}
    return [one for one in states_in(here, theirs) if by_value.get(id(one.state))]


def statements_of(
    seen: Sequence[StateSeen], names: tuple[str, str], item: Item, knowledge: Knowledge
) -> Iterator[tuple[Applies, tuple[str, ...], Statement]]:
    """One statement for what holds and one for what may, the gravest of each with the others
    beneath it, and the ids of all. The same of a drug are worked out once for a release.
    """
    for applies in Applies:
        group = [one for one in seen if one.applies is applies and one.warns]
        if not group:
            continue
        which = item.subject or "", tuple([one.state.id for one in group])
        known = knowledge.memo.statements.get(which)
        if known is None:
            group.sort(key=lambda one: (-one.severity.rank, one.state.id))
            known = knowledge.memo.statements[which] = _statement(group, names, knowledge)
        yield applies, which[1], known


def _statement(
    group: Sequence[StateSeen], names: tuple[str, str], knowledge: Knowledge
) -> Statement:
    lead = group[0]
    state = lead.state
    within = _named(state, names[1])
    return Statement(
        id=f"state:{state.id}",
        names=(names[0], within),
        severity=lead.severity,
        action=_ACTION[state.judgement],
        evidence=_evidence(state, knowledge),
        serious=lead.severity.rank >= Severity.MAJOR.rank,
        text=state.text,
        patient=_PATIENT[state.judgement],
        professional=f"{state.text} {_PROFESSIONAL[state.judgement]}{places_of(state.citations)}.",
        because=f"{state.judgement.value.replace('_', ' ')} in {within}: {state.id}",
        also=tuple(_also(one, names) for one in group[1:]),
        citations=state.citations,
    )


_PATIENT = {
    StateJudgement.CONTRAINDICATED: "Talk to your doctor or pharmacist before the next dose.",
    StateJudgement.AVOID: "It is better not to use it then. Ask your doctor or pharmacist.",
    StateJudgement.CHANGE_DOSE: "The dose may need to be another one. Ask your doctor or "
    "pharmacist, and do not change it yourself.",
    StateJudgement.USE_WITH_CARE: "It needs care then. Tell your doctor or pharmacist.",
}
_PROFESSIONAL = {
    StateJudgement.CONTRAINDICATED: "Contraindicated: ",
    StateJudgement.AVOID: "Not recommended: ",
    StateJudgement.CHANGE_DOSE: "The dose stands there: ",
    StateJudgement.USE_WITH_CARE: "See ",
}


@lru_cache(maxsize=4_000)
def words_of(bound: StateBound) -> str:
    """The bound in words. Bounds are those of releases, which have a few hundred."""
    return bound.words


def _named(state: SpecialState, name: str) -> str:
    words = words_of(state.bound)
    return f"{name} ({words})" if words else name


def _evidence(state: SpecialState, knowledge: Knowledge) -> tuple[Evidence, ...]:
    if state.boxed:
        return (Evidence(EvidenceKind.BOXED_WARNING, Certainty.UNKNOWN),)
    sources = (knowledge.sources.get(one.source) for one in state.citations)
    if any(source is not None and source.kind == "label" for source in sources):
        return (Evidence(EvidenceKind.LABEL, Certainty.UNKNOWN),)
    return ()


def _also(seen: StateSeen, names: tuple[str, str]) -> AlsoRule:
    state = seen.state
    title = f"{names[0]} in {_named(state, names[1])}"
    return AlsoRule(
        f"state:{state.id}", title, seen.severity, _ACTION[state.judgement], state.citations
    )


def words_without_finding(
    seen: Sequence[StateSeen],
) -> tuple[bool, str | None, Citations]:
    """Whether a source spoke of all of the state and stated no concern; what it says in words, and
    where. Only for states of which none warns.
    """
    unknown = [one.state for one in seen if one.state.judgement is StateJudgement.NOT_KNOWN]
    unconcerned = [
        one.state for one in seen if one.state.judgement is StateJudgement.NO_CONCERN_STATED
    ]
    sure = any(
        one.applies is Applies.YES
        for one in seen
        if one.state.judgement is StateJudgement.NO_CONCERN_STATED
    )
    if unknown:
        note = f"its source says that too little is known: {unknown[0].text}"
        return False, note, _merged(unknown)
    if sure:
        text = unconcerned[0].text
        note = f"its source speaks of this and states no concern, which rules none out: {text}"
        return True, note, _merged(unconcerned)
    if unconcerned:
        within = unconcerned[0].bound.words
        return False, f"its source states no concern only within {within}", _merged(unconcerned)
    return False, None, ()


def _merged(states: Sequence[SpecialState]) -> Citations:
    return tuple(dict.fromkeys(one for state in states for one in state.citations))


# The condition that a warning of this kind speaks of.
_CONDITION_OF = {WarningKind.PREGNANCY: "pregnancy"}


def ruled_out_in_part(here: "InCondition", condition: str, theirs: Theirs) -> bool:
    """Whether what is recorded of a part of a condition, where the other one is stated, is known
    not to be the person's: then words on all of it may be on that part.
    """
    return any(
        one.part is not None and one.state.condition == condition and theirs[one.part] is False
        for one in here.states
    )


def _monograph_on(
    item: Item, condition: str, knowledge: Knowledge
) -> tuple[tuple[str, Indication | Warning], ...]:
    """What monographs state on the condition, a wider one or a kind of it: uses that are advised
    against, and warnings of pregnancy. What is stated of it is not repeated of others.
    """
    above = distances_above(condition, knowledge.condition_parents)
    below = narrower_rule_keys(condition, knowledge).steps
    every = tuple(_statements(item, knowledge))
    nearest: dict[Hashable, str] = {}
    for on, stated in sorted(every, key=lambda one: above.get(one[0], 0)):
        if on in above:
            nearest.setdefault(_words(stated), on)
    return tuple(
        (on, stated)
        for on, stated in every
        if nearest.get(_words(stated), on) == on and (on in above or key("condition", on) in below)
    )


def _words(stated: Indication | Warning) -> Hashable:
    if isinstance(stated, Warning):
        return (stated.kind, stated.text, stated.citations)
    return (stated.limits, stated.why, stated.citations)


def _statements(item: Item, knowledge: Knowledge) -> Iterator[tuple[str, Indication | Warning]]:
    """What is stated of the drug or a class of it, each with the condition that it speaks of."""
    for subject in item.rule_keys.steps:
        for indication in knowledge.indications.get(subject, ()):
            if indication.status is Status.ADVISED_AGAINST:
                yield indication.condition, indication
        for warning in knowledge.pregnancy_warnings.get(subject, ()):
            condition = _CONDITION_OF[warning.kind]
            if condition in knowledge.conditions:
                yield condition, warning


@dataclass(frozen=True, slots=True)
class BoundRules:
    """Rules of one group, and the part of a state that they speak of, if not of all of it."""

    group: RuleGroup
    part: Part | None


@dataclass(frozen=True, slots=True)
class NarrowerRules:
    """Rules on a kind of a condition; `part` is that kind."""

    condition: Key
    part: Part
    rules: tuple[BoundRules, ...]


@dataclass(frozen=True, slots=True, eq=False)
class InCondition:
    """All that is stated of a drug or class in a condition: by rules on it or a wider one, by rules
    on each kind of it, of states, and in monographs. `parts` are those that it depends on. Compared
    by identity.
    """

    condition: str
    rules: tuple[BoundRules, ...]
    narrower: tuple[NarrowerRules, ...]
    states: tuple[StateIn, ...]
    monograph: tuple[tuple[str, Indication | Warning], ...]
    parts: tuple[Part, ...] = field(init=False)
    silent: bool = field(init=False)

    def __post_init__(self) -> None:
        parts = [one.part for one in self.rules]
        for narrower in self.narrower:
            parts += [narrower.part, *(one.part for one in narrower.rules)]
        for state in self.states:
            parts += [state.part, state.by_value]
        silent = not (self.rules or self.narrower or self.states or self.monograph)
        object.__setattr__(self, "parts", tuple(dict.fromkeys(one for one in parts if one)))
        object.__setattr__(self, "silent", silent)


def in_condition(item: Item, condition: str, knowledge: Knowledge) -> InCondition:
    """What is stated of the drug in the condition; kept, so that it is asked once for a release."""
    assert item.subject is not None
    here = InCondition(
        condition,
        _rules_on(item, key("condition", condition), knowledge),
        tuple(_narrower_rules(item, condition, knowledge)),
        tuple(_states_on(item, condition, knowledge)),
        _monograph_on(item, condition, knowledge),
    )
    knowledge.memo.in_conditions[item.subject, condition] = here
    return here


def _states_on(item: Item, condition: str, knowledge: Knowledge) -> Iterator[StateIn]:
    above = distances_above(condition, knowledge.condition_parents)
    below = narrower_rule_keys(condition, knowledge).steps
    for subject in item.rule_keys.steps:
        for state in knowledge.states.get(subject, ()):
            whole = state.condition in above
            if whole or key("condition", state.condition) in below:
                yield _state_in(state, whole, knowledge)


def _state_in(state: SpecialState, whole: bool, knowledge: Knowledge) -> StateIn:
    bound, part, by_value = state.bound, None, None
    if whole and bound:
        caution = state.judgement is not StateJudgement.NO_CONCERN_STATED
        part = part_of(bound, state.state, knowledge, caution=caution)
    if warns(state) and _has_values(bound):
        values = part_of(replace(bound, only=None), state.state, knowledge)
        by_value = values if bound.only else part
    return StateIn(state, whole, part, by_value)


def _has_values(bound: StateBound) -> bool:
    return bound.measure is not None or bool(
        bound.degrees or bound.from_age is not None or bound.below_age is not None
    )


def _rules_on(item: Item, condition: Key, knowledge: Knowledge) -> tuple[BoundRules, ...]:
    assert item.side is not None
    side = side_for(condition, "", (), knowledge)
    keys = condition_rule_keys(side.slug, knowledge)
    groups = rule_groups_of(item.side, item.rule_keys, side, keys, knowledge)
    return tuple(BoundRules(one, _part_of_rule(one, knowledge)) for one in groups)


def _part_of_rule(group: RuleGroup, knowledge: Knowledge) -> Part | None:
    """All rules of a group have one bound."""
    rule = group.matches[0].rule
    if rule.bound is None:
        return None
    condition = rule.other if rule.other.startswith("condition:") else rule.one
    return part_of(rule.bound, STATE_OF_CONDITION[split_key(condition)[1]], knowledge)


def _narrower_rules(item: Item, condition: str, knowledge: Knowledge) -> Iterator[NarrowerRules]:
    """By kinds of the condition their own rules: those of wider conditions are found by these."""
    for narrower in sorted(narrower_rule_keys(condition, knowledge).steps):
        rules = _rules_on(item, narrower, knowledge) if narrower in knowledge.sides else ()
        own = tuple(
            one
            for one in rules
            if narrower in (one.group.matches[0].rule.one, one.group.matches[0].rule.other)
        )
        if own:
            part = part_of_kind(split_key(narrower)[1], knowledge)
            yield NarrowerRules(narrower, part, own)
