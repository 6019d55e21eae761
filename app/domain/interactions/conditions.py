"""Conditions of the person, and what is recorded of each drug in them.

What is found of a drug in a condition depends on the release, and on which parts of states are the
person's: it is judged once for a release, without a word of anybody who asks.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from app.domain.facts import Indication, Severity, Warning, key, split_key
from app.domain.interactions.findings import Statement, statement_of, template_of_monograph
from app.domain.interactions.items import Item
from app.domain.interactions.known import Known, known_with, reaches
from app.domain.interactions.pairs import (
    Found,
    Setting,
    add_finding,
    condition_template,
    keep,
    template_of_group,
)
from app.domain.interactions.result import (
    Applies,
    ConditionInput,
    DrugCondition,
    DrugConditionStatus,
)
from app.domain.interactions.rules import Pair, RuleGroup, also_rule, side_for
from app.domain.interactions.states import (
    BoundRules,
    InCondition,
    StateSeen,
    Theirs,
    in_condition,
    ruled_out_in_part,
    statements_of,
    states_by_value,
    states_in,
    words_of,
    words_without_finding,
)
from app.domain.interactions.templates import (
    ConditionFinding,
    ConditionSide,
    Judged,
    Status,
    Template,
)
from app.domain.knowledge import Knowledge

# What a state may become: what is recorded of the latter applies once it has.
_MAY_BECOME = {"planning-pregnancy": "pregnancy"}


def check_conditions(
    conditions: Iterable[tuple[ConditionInput, Known]],
    items: Sequence[Item],
    person: Known,
    setting: Setting,
    found: Found,
) -> list[DrugCondition]:
    """Every drug in every stated condition, of which its words say so much, with its one status;
    adds what was found.
    """
    checked = []
    for place, (stated, own) in enumerate(conditions):
        known = known_with(own, person)
        for item in items:
            compared = compare_condition(item, stated, known, setting, found)
            checked.append(
                DrugCondition(item.place, item.named, place, stated.condition, *compared)
            )
    return checked


_UNRESOLVED: Status = (DrugConditionStatus.UNRESOLVED, None, ())


def compare_condition(
    item: Item, stated: ConditionInput, known: Known, setting: Setting, found: Found
) -> Status:
    """The status of one drug in one condition, of which so much is known; adds what was found."""
    if stated.condition is None or item.side is None:
        return _UNRESOLVED
    of_stated = _compare(item, stated, known, setting, found, judge)
    later = _MAY_BECOME.get(stated.condition)
    if later is None or later not in setting.knowledge.conditions:
        return of_stated
    name = setting.knowledge.conditions[later].name
    line = f"'{stated.input}' is no {name} yet: it applies once it is"
    becomes = replace(stated, condition=later, explanation=(*stated.explanation, line))
    of_later, _, _ = _compare(item, becomes, known, setting, found, judge_later)
    found_later = of_later is DrugConditionStatus.INTERACTION_FOUND
    if found_later and of_stated[0] is not DrugConditionStatus.INTERACTION_FOUND:
        return of_later, f"found for {name}: it applies once it is one", ()
    return of_stated


def compare_by_value(
    item: Item, stated: ConditionInput, known: Known, setting: Setting, found: Found
) -> Status:
    """The same, only by statements that name values or degrees."""
    return _compare(item, stated, known, setting, found, judge_by_value)


Judge = Callable[[InCondition, Item, Theirs, Setting], Judged]
_SILENT = Judged((DrugConditionStatus.NOT_ASSESSED, None, ()))


def _compare(
    item: Item,
    stated: ConditionInput,
    known: Known,
    setting: Setting,
    found: Found,
    by: Judge,
) -> Status:
    assert stated.condition is not None and item.side is not None and item.subject is not None
    memo = setting.knowledge.memo
    here: InCondition | None = memo.in_conditions.get((item.subject, stated.condition))
    if here is None:
        here = in_condition(item, stated.condition, setting.knowledge)
    if here.silent:
        return _SILENT.status
    # Judged once for a release, and for each way in which the parts of states are reached.
    reached = tuple([reaches(part, known) for part in here.parts]) if here.parts else ()
    which = (here, by, item.used, setting.voices[item.taken.current], reached)
    judged: Judged | None = memo.judged.get(which)
    if judged is None:
        theirs = dict(zip(here.parts, reached, strict=True))
        judged = memo.judged[which] = by(here, item, theirs, setting)
    for one in judged.findings:
        side = one.side.in_words(stated, setting.knowledge, found.sides)
        pair = Pair(item.side, side, (), setting.conditions)
        if one.by_rules:
            add_finding(one.template, pair, item, item, setting, found)
        else:
            keep(one.template.fill(pair), one.template.hidden, found)
    return judged.status


def judge(here: InCondition, item: Item, theirs: Theirs, setting: Setting) -> Judged:
    """One drug in one condition."""
    return _judge(here, item, theirs, setting, sure=True)


def judge_later(here: InCondition, item: Item, theirs: Theirs, setting: Setting) -> Judged:
    """One drug in a condition that may come: all of it applies only once it is so."""
    return _judge(here, item, theirs, setting, sure=False)


def _judge(
    here: InCondition, item: Item, theirs: Theirs, setting: Setting, *, sure: bool
) -> Judged:
    by_rules = list(_by_rules(here, item, theirs, setting, sure=sure))
    by_narrower = list(_by_narrower_rules(here, item, theirs, setting))
    seen = states_in(here, theirs, sure=sure)
    by_states = list(_by_states(here, item, seen, setting, [*by_rules, *by_narrower]))
    # A rule on the stated condition says the same as a monograph does, and says more.
    by_monograph = (
        [] if by_rules else list(_by_monograph(here, item, theirs, seen, setting, sure=sure))
    )
    findings = (*by_rules, *by_narrower, *by_states, *by_monograph)
    by_state = any(one.warns and one.applies is Applies.YES for one in seen)
    sure_rules = any(one.template.finding.applies is Applies.YES for one in by_rules)
    if by_monograph or by_state or sure_rules:
        return Judged((DrugConditionStatus.INTERACTION_FOUND, None, ()), findings)
    if by_rules:
        return Judged((DrugConditionStatus.INTERACTION_FOUND, _IN_PART, ()), findings)
    if by_narrower:
        note = "found for a narrower kind only: it applies if yours is one"
        return Judged((DrugConditionStatus.INTERACTION_FOUND, note, ()), findings)
    if any(one.warns for one in seen):
        return Judged((DrugConditionStatus.INTERACTION_FOUND, _IN_PART, ()), findings)
    return Judged(_without_finding(seen), findings)


_IN_PART = "found for a part of it only: it applies if yours is in it"


def judge_by_value(here: InCondition, item: Item, theirs: Theirs, setting: Setting) -> Judged:
    """One drug in a condition, only by what values reach; what is added in words stays open."""
    seen = states_by_value(here, theirs)
    by_rules = list(_by_rules(here, item, theirs, setting, sure=True, values_only=True))
    findings = (*by_rules, *_by_states(here, item, seen, setting, by_rules))
    if by_rules or any(one.applies is Applies.YES for one in seen):
        return Judged((DrugConditionStatus.INTERACTION_FOUND, None, ()), findings)
    if seen:
        return Judged((DrugConditionStatus.INTERACTION_FOUND, _IN_PART, ()), findings)
    return _SILENT


def _without_finding(seen: Sequence[StateSeen]) -> Status:
    """Where no source warns: assessed only if one spoke of all of it and stated none."""
    assessed, note, citations = words_without_finding(seen)
    status = DrugConditionStatus.NO_RECORD if assessed else DrugConditionStatus.NOT_ASSESSED
    return status, note, citations


def _by_rules(
    here: InCondition,
    item: Item,
    theirs: Theirs,
    setting: Setting,
    *,
    sure: bool,
    values_only: bool = False,
) -> Iterator[ConditionFinding]:
    """What rules say on the stated condition, and on the wider ones that it is a kind of.

    With `values_only` only those of a part of a state that the person's values are in for sure.
    """
    subject = key("condition", here.condition)
    name = setting.knowledge.conditions[here.condition].name
    for one in _spoken(here.rules, theirs):
        part = one.part
        within = True if part is None else theirs[part]
        if within is False or (values_only and (part is None or within is None)):
            continue
        side = ConditionSide(subject)
        if part is not None and within is None:
            line = f"it applies only if yours is {name} ({words_of(part.bound)})"
            side = ConditionSide(subject, (line,))
        applies = Applies.YES if within and sure else Applies.IF
        yield _by_rule_group(one.group, side, applies, item, setting)


def _by_rule_group(
    group: RuleGroup, side: ConditionSide, applies: Applies, item: Item, setting: Setting
) -> ConditionFinding:
    # What stands beneath is a part of the key: it depends on values of the person.
    which = (side.subject, group.id, *(one.rule for one in group.also))
    make = partial(template_of_group, group=group, setting=setting, current=item.taken.current)
    return ConditionFinding(
        _template(side, applies, which, make, item, setting), side, by_rules=True
    )


def _template(
    side: ConditionSide,
    applies: Applies,
    which: tuple[str, ...],
    make: Callable[[Pair], Template],
    item: Item,
    setting: Setting,
    slug: str | None = None,
) -> Template:
    """The template of a drug and a condition (that `slug` may name otherwise than it is stated)."""
    assert item.side is not None
    other = side_for(side.subject, "", (), setting.knowledge)
    if slug is not None:
        other = replace(other, slug=slug)
    pair = Pair(item.side, other, (), frozenset(), applies)
    return condition_template(which, partial(make, pair), pair, item, setting)


def _spoken(rules: Sequence[BoundRules], theirs: Theirs) -> Sequence[BoundRules]:
    """Of rules on parts of a state with one mechanism that all hold, only the gravest, with the
    others under it.
    """
    if all(one.part is None for one in rules):
        return rules
    spoken: dict[object, BoundRules] = {}
    for one in sorted(rules, key=lambda one: -one.group.seen.severity.rank):
        rule = one.group.matches[0].rule
        within = one.part is None or theirs[one.part]
        same: object = (rule.mechanism.kind, rule.mechanism.pathway) if within else rule.id
        lead = spoken.setdefault(same, one)
        if lead is not one:
            also = (*lead.group.also, also_rule(rule), *one.group.also)
            spoken[same] = replace(lead, group=replace(lead.group, also=also))
    return tuple(spoken.values())


def _by_narrower_rules(
    here: InCondition, item: Item, theirs: Theirs, setting: Setting
) -> Iterator[ConditionFinding]:
    """Rules on kinds of the stated condition: they apply only if the person's is of that kind."""
    for narrower in here.narrower:
        if theirs[narrower.part] is False:
            continue
        name = setting.knowledge.conditions[split_key(narrower.condition)[1]].name
        side = ConditionSide(narrower.condition, kind=name)
        for one in narrower.rules:
            if one.part is None or theirs[one.part] is not False:
                yield _by_rule_group(one.group, side, Applies.IF, item, setting)


def _by_states(
    here: InCondition,
    item: Item,
    seen: Sequence[StateSeen],
    setting: Setting,
    by_rules: Sequence[ConditionFinding],
) -> Iterator[ConditionFinding]:
    """What sources say of the drug in the state; left out where a rule says as much."""
    assert item.side is not None
    subject, knowledge = key("condition", here.condition), setting.knowledge
    for condition in dict.fromkeys(one.state.condition for one in seen if one.warns):
        known = knowledge.conditions.get(condition)
        names = (item.side.name, condition if known is None else known.name)
        of_state = [one for one in seen if one.state.condition == condition]
        for applies, ids, statement in statements_of(of_state, names, item, knowledge):
            if any(one.is_as_grave(statement.severity, applies) for one in by_rules):
                continue
            line = f"it applies only if yours is {statement.names[1]}"
            side = ConditionSide(subject, (line,) if applies is Applies.IF else ())
            # By the state's own condition: stated twice, in two words for it, it is one finding.
            yield _by_statement(
                side, applies, (condition, *ids), statement, item, setting, condition
            )


def _by_statement(
    side: ConditionSide,
    applies: Applies,
    which: tuple[str, ...],
    statement: Statement,
    item: Item,
    setting: Setting,
    slug: str | None = None,
) -> ConditionFinding:
    """What a monograph states; `which` names it, with all that stands beneath it."""

    def make(pair: Pair) -> Template:
        return template_of_monograph(
            pair, statement, setting.policy, setting.audience, current=item.taken.current
        )

    return ConditionFinding(
        _template(side, applies, which, make, item, setting, slug), side, by_rules=False
    )


def _by_monograph(
    here: InCondition,
    item: Item,
    theirs: Theirs,
    seen: Sequence[StateSeen],
    setting: Setting,
    *,
    sure: bool,
) -> Iterator[ConditionFinding]:
    """What monographs say: uses that are advised against, and warnings of pregnancy."""
    assert item.side is not None
    knowledge = setting.knowledge
    name = knowledge.conditions[here.condition].name
    by_states = [one for one in seen if one.warns]
    warned = {one.state.condition for one in by_states}
    for condition, stated in here.monograph:
        if condition in warned:
            continue  # the state says the same, and how grave it is
        in_part = ruled_out_in_part(here, condition, theirs)
        if in_part and isinstance(stated, Indication) and stated.limits.population:
            continue  # the same part of the state, in words: it is not the person's
        lines = _lines_on(stated, condition, here.condition, knowledge)
        applies = Applies.YES if sure and not (in_part or lines) else Applies.IF
        statement = statement_of(stated, (item.side.name, name))
        if _stated_before(statement.severity, applies, by_states):
            continue  # a state of a wider or narrower condition says it, and of which one
        which = (here.condition, type(stated).__name__, stated.id)
        yield _by_statement(
            ConditionSide(key("condition", here.condition), lines),
            applies,
            which,
            statement,
            item,
            setting,
        )


def _stated_before(severity: Severity, applies: Applies, by_states: Sequence[StateSeen]) -> bool:
    """Whether a state says as much, as grave as it is known to be."""
    return severity is not Severity.UNKNOWN and any(
        one.severity.rank >= severity.rank and (one.applies is Applies.YES or applies is Applies.IF)
        for one in by_states
    )


def _lines_on(
    fact: Indication | Warning, condition: str, stated: str, knowledge: Knowledge
) -> tuple[str, ...]:
    """Why what is recorded applies only if: it is of another condition, or of some people."""
    lines = []
    if condition != stated:
        name = knowledge.conditions[condition].name
        lines.append(f"it is recorded of {name}: it applies only if yours is one")
    if isinstance(fact, Indication):
        limits = fact.limits.population, fact.limits.line
        within = "; ".join(one for one in limits if one)
        lines += [f"it is recorded within a limit: {within}"] if within else []
    return tuple(lines)
