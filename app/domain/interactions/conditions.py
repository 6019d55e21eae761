"""Conditions of the person: which ones are meant, and what is recorded of each drug in them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from app.domain.facts import (
    STATE_OF_CONDITION,
    Citations,
    Indication,
    Key,
    Severity,
    Warning,
    key,
    split_key,
)
from app.domain.interactions.findings import (
    Statement,
    statement_of,
    template_of_monograph,
)
from app.domain.interactions.items import Item
from app.domain.interactions.known import Known, holds, known_of, known_with, ruled_out
from app.domain.interactions.pairs import (
    Found,
    Setting,
    add_rule_findings,
    condition_template,
    keep,
    side_of,
)
from app.domain.interactions.result import (
    Applies,
    ConditionInput,
    DrugCondition,
    DrugConditionStatus,
)
from app.domain.interactions.rules import (
    Pair,
    RuleGroup,
    Side,
    also_rule,
)
from app.domain.interactions.states import (
    StateSeen,
    monograph_on,
    ruled_out_in_part,
    rules_in,
    statements_of,
    states_in,
    words_of,
    words_without_finding,
)
from app.domain.interactions.templates import Template
from app.domain.knowledge import Knowledge
from app.domain.names.conditions import ConditionOffers, match_condition, offer_conditions

# What a state may become: what is recorded of the latter applies once it has.
_MAY_BECOME = {"planning-pregnancy": "pregnancy"}

# How grave a finding is that was made already, and whether it holds for sure.
Reached = tuple[Severity, Applies]


def read_conditions(
    words: Sequence[str], knowledge: Knowledge, offers: ConditionOffers
) -> list[ConditionInput]:
    """Each stated condition, as it was understood. Of two meanings none is chosen."""
    read = []
    for text in words:
        match = match_condition(text, knowledge)
        ids = match.conditions
        if len(ids) == 1:
            name = knowledge.conditions[ids[0]].name
            read.append(ConditionInput(text, ids[0], name, (), match.explanation))
        else:
            near = ids or offer_conditions(text, knowledge, offers)
            read.append(ConditionInput(text, None, None, near, match.explanation))
    return read


def check_conditions(
    conditions: Sequence[ConditionInput],
    items: Sequence[Item],
    person: Known,
    setting: Setting,
    found: Found,
) -> list[DrugCondition]:
    """Every drug in every stated condition, with its one status; adds what was found."""
    checked = []
    for place, stated in enumerate(conditions):
        known = person
        if stated.condition is not None:
            known = known_with(known_of(stated.input, stated.condition), person)
        for item in items:
            status, note, citations = compare_condition(item, stated, known, setting, found)
            checked.append(
                DrugCondition(
                    item.place, item.named, place, stated.condition, status, note, citations
                )
            )
    return checked


def compare_condition(
    item: Item, stated: ConditionInput, known: Known, setting: Setting, found: Found
) -> tuple[DrugConditionStatus, str | None, Citations]:
    """The status of one drug in one condition, of which so much is known; adds what was found."""
    if stated.condition is None or item.side is None:
        return DrugConditionStatus.UNRESOLVED, None, ()
    status, note, citations = _compare(item, stated, known, setting, found)
    later = _MAY_BECOME.get(stated.condition)
    if later is None or later not in setting.knowledge.conditions:
        return status, note, citations
    name = setting.knowledge.conditions[later].name
    line = f"'{stated.input}' is no {name} yet: it applies once it is"
    becomes = replace(stated, condition=later, explanation=(*stated.explanation, line))
    of_later, _, _ = _compare(item, becomes, known, setting, found, sure=False)
    found_later = of_later is DrugConditionStatus.INTERACTION_FOUND
    if found_later and status is not DrugConditionStatus.INTERACTION_FOUND:
        return of_later, f"found for {name}: it applies once it is one", ()
    return status, note, citations


def _compare(
    item: Item,
    stated: ConditionInput,
    known: Known,
    setting: Setting,
    found: Found,
    *,
    sure: bool = True,
) -> tuple[DrugConditionStatus, str | None, Citations]:
    """One drug in one condition; if that is not `sure`, all of it applies only if it is so."""
    assert stated.condition is not None
    if rules_in(item, stated.condition, setting.knowledge).silent:
        return _without_finding(())
    by_rules = add_rules(item, stated, known, setting, found, sure=sure)
    by_narrower = _by_narrower_rules(item, stated, known, setting, found)
    seen = states_in(item, stated.condition, known, setting.knowledge)
    if not sure:
        seen = [replace(one, applies=Applies.IF) for one in seen]
    add_states(item, stated, seen, setting, found, [*by_rules, *by_narrower])
    # A rule on the stated condition says the same as a monograph does, and says more.
    by_monograph = not by_rules and _by_monograph(item, stated, seen, setting, found, sure=sure)
    by_state = any(one.warns and one.applies is Applies.YES for one in seen)
    if by_monograph or by_state or any(applies is Applies.YES for _, applies in by_rules):
        return DrugConditionStatus.INTERACTION_FOUND, None, ()
    if by_rules:
        note = "found for a part of it only: it applies if yours is in it"
        return DrugConditionStatus.INTERACTION_FOUND, note, ()
    if by_narrower:
        note = "found for a narrower kind only: it applies if yours is one"
        return DrugConditionStatus.INTERACTION_FOUND, note, ()
    if any(one.warns for one in seen):
        note = "found for a part of it only: it applies if yours is in it"
        return DrugConditionStatus.INTERACTION_FOUND, note, ()
    return _without_finding(seen)


def _without_finding(
    seen: Sequence[StateSeen],
) -> tuple[DrugConditionStatus, str | None, Citations]:
    """Where no source warns: assessed only if one spoke of all of it and stated none."""
    assessed, note, citations = words_without_finding(seen)
    status = DrugConditionStatus.NO_RECORD if assessed else DrugConditionStatus.NOT_ASSESSED
    return status, note, citations


def add_rules(
    item: Item,
    stated: ConditionInput,
    known: Known,
    setting: Setting,
    found: Found,
    *,
    sure: bool = True,
    values_only: bool = False,
) -> list[Reached]:
    """Adds what rules say on the stated condition, and on the wider ones that it is a kind of.

    With `values_only` only those of a part of a state that the person's values are in for sure.
    """
    assert stated.condition is not None and item.side is not None
    groups = rules_in(item, stated.condition, setting.knowledge).groups
    if not groups:
        return []
    subject = key("condition", stated.condition)
    side = side_of(subject, stated.input, stated.explanation, setting, found)
    reached: list[Reached] = []
    for group in _spoken(groups, known):
        applies, beside = _within_bound(group, side, known)
        valued = applies is Applies.YES and group.matches[0].rule.bound is not None
        if applies is not None and not sure:
            applies = Applies.IF
        if applies is not None and (valued or not values_only):
            pair = Pair(item.side, beside, (), setting.conditions, applies)
            add_rule_findings(pair, (group,), item, setting, found)
            reached.append((group.seen.severity, applies))
    return reached


def _spoken(groups: Sequence[RuleGroup], known: Known) -> Sequence[RuleGroup]:
    """Of groups on parts of a state with one mechanism that all hold, only the gravest, with the
    others under it.
    """
    if all(group.matches[0].rule.bound is None for group in groups):
        return groups
    spoken: dict[object, RuleGroup] = {}
    for group in sorted(groups, key=lambda one: -one.seen.severity.rank):
        rule = group.matches[0].rule
        within = _holds(group, known)
        same: object = (rule.mechanism.kind, rule.mechanism.pathway) if within else rule.id
        lead = spoken.setdefault(same, group)
        if lead is not group:
            spoken[same] = replace(lead, also=(*lead.also, also_rule(rule), *group.also))
    return tuple(spoken.values())


def _within_bound(group: RuleGroup, side: Side, known: Known) -> tuple[Applies | None, Side]:
    """Whether rules that speak of a part of a state speak of this person; None if not."""
    within, bound = _holds(group, known), group.matches[0].rule.bound
    if within is None and bound is not None:
        line = f"it applies only if yours is {side.name} ({words_of(bound)})"
        return Applies.IF, replace(side, explanation=(*side.explanation, line))
    return (Applies.YES if within else None), side


def _holds(group: RuleGroup, known: Known) -> bool | None:
    """Whether the part of a state that rules speak of is the person's. All rules of a group have
    one bound.
    """
    rule = group.matches[0].rule
    if rule.bound is None:
        return True
    condition = rule.other if rule.other.startswith("condition:") else rule.one
    kind = STATE_OF_CONDITION[split_key(condition)[1]]
    return holds(rule.bound, known, caution=True, kind=kind)


def _by_narrower_rules(
    item: Item, stated: ConditionInput, known: Known, setting: Setting, found: Found
) -> list[Reached]:
    """Rules on kinds of the stated condition: they apply only if the person's is of that kind."""
    assert stated.condition is not None and item.side is not None
    reached: list[Reached] = []
    for narrower, groups in rules_in(item, stated.condition, setting.knowledge).narrower:
        if ruled_out(split_key(narrower)[1], known):
            continue
        fitting = tuple(group for group in groups if _holds(group, known) is not False)
        if fitting:
            side = _narrower_side(narrower, stated, setting, found)
            pair = Pair(item.side, side, (), setting.conditions, Applies.IF)
            add_rule_findings(pair, fitting, item, setting, found)
            reached += [(group.seen.severity, Applies.IF) for group in fitting]
    return reached


def _narrower_side(narrower: Key, stated: ConditionInput, setting: Setting, found: Found) -> Side:
    name = setting.knowledge.conditions[narrower.partition(":")[2]].name
    line = f"it applies only if '{stated.input}' is {name}"
    return side_of(narrower, stated.input, (*stated.explanation, line), setting, found)


def add_states(
    item: Item,
    stated: ConditionInput,
    seen: Sequence[StateSeen],
    setting: Setting,
    found: Found,
    reached: Sequence[Reached] = (),
) -> None:
    """What sources say of the drug in the state; left out where a rule says as much."""
    for condition in dict.fromkeys(one.state.condition for one in seen if one.warns):
        of_state = [one for one in seen if one.state.condition == condition]
        _by_state(item, stated, condition, of_state, reached, setting, found)


def _by_state(
    item: Item,
    stated: ConditionInput,
    condition: str,
    seen: Sequence[StateSeen],
    reached: Sequence[Reached],
    setting: Setting,
    found: Found,
) -> None:
    assert stated.condition is not None and item.side is not None
    knowledge = setting.knowledge
    name = knowledge.conditions[condition].name if condition in knowledge.conditions else condition
    subject = key("condition", stated.condition)
    side = side_of(subject, stated.input, stated.explanation, setting, found)
    for applies, ids, statement in statements_of(seen, (item.side.name, name), item, knowledge):
        if any(_says_as_much(one, statement.severity, applies) for one in reached):
            continue
        lines = side.explanation
        if applies is Applies.IF:
            lines = (*lines, f"it applies only if yours is {statement.names[1]}")
        # By the state's own condition: stated twice, in two words for it, it is one finding.
        which = f"{subject} as {condition}", stated.input, lines
        other = found.sides.get(which)
        if other is None:
            other = found.sides[which] = replace(side, slug=condition, explanation=lines)
        pair = Pair(item.side, other, (), setting.conditions, applies)
        _keep_statement(pair, ids, partial(_itself, statement), item, setting, found)


def _itself(statement: Statement) -> Statement:
    return statement


def _says_as_much(reached: Reached, severity: Severity, applies: Applies) -> bool:
    return reached[0].rank >= severity.rank and (reached[1] is Applies.YES or applies is Applies.IF)


def _stated_before(severity: Severity, applies: Applies, by_states: Sequence[Reached]) -> bool:
    """Whether a state has said it, as grave as it is known to be."""
    known = severity is not Severity.UNKNOWN
    return known and any(_says_as_much(one, severity, applies) for one in by_states)


def _keep_statement(
    pair: Pair,
    which: tuple[str, ...],
    make: Callable[[], Statement],
    item: Item,
    setting: Setting,
    found: Found,
) -> None:
    """Adds what a monograph states; `which` names it, with all that stands beneath it."""

    def template() -> Template:
        return template_of_monograph(
            pair, make(), setting.policy, setting.audience, current=item.taken.current
        )

    made = condition_template((pair.other.slug, *which), template, pair, item, setting)
    keep(made.fill(pair), made.hidden, found)


def _by_monograph(
    item: Item,
    stated: ConditionInput,
    seen: Sequence[StateSeen],
    setting: Setting,
    found: Found,
    *,
    sure: bool,
) -> bool:
    """What monographs say: uses that are advised against, and warnings of pregnancy."""
    assert stated.condition is not None and item.side is not None
    knowledge = setting.knowledge
    warned = {one.state.condition for one in seen if one.warns}
    by_states = [(one.severity, one.applies) for one in seen if one.warns]
    added = False
    for condition, of_drug in monograph_on(item, stated.condition, knowledge):
        if condition in warned:
            continue  # the state says the same, and how grave it is
        in_part = ruled_out_in_part(item, stated.condition, condition, seen, knowledge)
        if in_part and isinstance(of_drug, Indication) and of_drug.limits.population:
            continue  # the same part of the state, in words: it is not the person's
        lines = _lines_on(of_drug, condition, stated.condition, knowledge)
        applies = Applies.YES if sure and not (in_part or lines) else Applies.IF
        explanation = (*stated.explanation, *lines)
        subject = key("condition", stated.condition)
        side = side_of(subject, stated.input, explanation, setting, found)
        pair = Pair(item.side, side, (), setting.conditions, applies)
        make = partial(statement_of, of_drug, (pair.one.name, pair.other.name))
        if by_states and _stated_before(make().severity, applies, by_states):
            continue  # a state of a wider or narrower condition says it, and of what it is told
        added = True
        which = (type(of_drug).__name__, of_drug.id)
        _keep_statement(pair, which, make, item, setting, found)
    return added


def _lines_on(
    told: Indication | Warning, condition: str, stated: str, knowledge: Knowledge
) -> tuple[str, ...]:
    """Why what is recorded applies only if: it is of another condition, or of some people."""
    lines = []
    if condition != stated:
        name = knowledge.conditions[condition].name
        lines.append(f"it is recorded of {name}: it applies only if yours is one")
    if isinstance(told, Indication):
        limits = told.limits.population, told.limits.line
        within = "; ".join(one for one in limits if one)
        lines += [f"it is recorded within a limit: {within}"] if within else []
    return tuple(lines)
