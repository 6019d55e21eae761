"""Rules that could never fire, and exceptions that except nothing."""

from collections.abc import Iterator

from app.domain.facts import ClassParent, Drug, Key, Membership, Rule, key, split_key
from app.domain.graph import distances_above
from app.domain.terms import RuleKind
from app.importers.curated.told import Told


def rule_problems(told: list[Told]) -> Iterator[str]:
    """Every rule must be able to meet at least one pair of different things."""
    members = _members(told)
    for one in told:
        if isinstance(one.fact, Rule):
            for problem in _problems_of(one.fact, members):
                yield f"{one.place}: {one.fact.id}: {problem}"


def _problems_of(rule: Rule, members: dict[Key, set[str]]) -> Iterator[str]:
    if split_key(rule.one)[0] not in ("drug", "class"):
        yield f"the first side of a rule is a drug or a class, not '{rule.one}'"
        return
    wanted = ("condition",) if rule.kind is RuleKind.DRUG_CONDITION else ("drug", "class")
    if split_key(rule.other)[0] not in wanted:
        yield f"the other side of a {rule.kind.value} rule is a {' or '.join(wanted)}"
        return
    ones, others = members.get(rule.one, set()), members.get(rule.other, set())
    for exception in rule.exceptions:
        if exception.drug not in ones | others:
            yield f"the exception '{exception.drug}' is on neither side"
    excepted = {exception.drug for exception in rule.exceptions}
    ones, others = ones - excepted, others - excepted
    if rule.kind is RuleKind.DRUG_CONDITION:
        others = {rule.other}
    if not any(left != right for left in ones for right in others):
        yield "this rule can never fire: no two different drugs stand on its sides"


def _members(told: list[Told]) -> dict[Key, set[str]]:
    """The drugs behind each drug or class key."""
    parents: dict[str, set[str]] = {}
    members: dict[Key, set[str]] = {}
    for one in told:
        if isinstance(one.fact, ClassParent):
            parents.setdefault(one.fact.child, set()).add(one.fact.parent)
        elif isinstance(one.fact, Drug):
            members[key("drug", one.fact.id)] = {one.fact.id}
    for one in told:
        if isinstance(one.fact, Membership) and one.fact.holds:
            for above in distances_above(one.fact.drug_class, parents):
                members.setdefault(key("class", above), set()).add(one.fact.drug)
    return members
