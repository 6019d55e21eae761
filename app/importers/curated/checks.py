"""What is wrong with a seed as a whole: facts that are well shaped, but do not fit together."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from app.domain.facts import (
    ClassParent,
    Condition,
    ConditionParent,
    Drug,
    DrugClass,
    Effect,
    Indication,
    LookAlike,
    Membership,
    Name,
    NoInteraction,
    Product,
    Therapy,
    Treatment,
    key,
    split_key,
)
from app.domain.graph import find_cycles
from app.domain.identities import identity, references
from app.domain.terms import Status
from app.importers.curated.check_codes import code_problems
from app.importers.curated.check_rules import rule_problems
from app.importers.curated.told import Told

# The kinds of thing that a key may name.
_THINGS = ("drug", "product", "class", "condition", "therapy", "effect", "burden")


def find_problems(told: list[Told]) -> list[str]:
    """One line for each problem: `file:line: what is wrong`, sorted. Empty when all fits."""
    checks: tuple[Callable[[list[Told]], Iterator[str]], ...] = (
        _doubles,
        _unknown_references,
        code_problems,
        _senseless,
        _cycles,
        _drugs_without_class,
        _classes_without_members,
        _look_alikes_of_nothing,
        _names_of_two,
        rule_problems,
    )
    return sorted(problem for check in checks for problem in check(told))


def _doubles(told: list[Told]) -> Iterator[str]:
    first: dict[tuple[str, ...], Told] = {}
    for one in told:
        known = first.setdefault(identity(one.fact), one)
        if known is not one:
            what = " ".join(identity(one.fact))
            yield f"{one.place}: {what} stands twice (first at {known.place})"


def _unknown_references(told: list[Told]) -> Iterator[str]:
    things = {":".join(parts) for one in told if (parts := identity(one.fact))[0] in _THINGS}
    for one in told:
        for reference in references(one.fact):
            if reference not in things:
                kind, slug = split_key(reference)
                yield f"{one.place}: unknown {kind} '{slug}'"


def _senseless(told: list[Told]) -> Iterator[str]:
    """Facts that are well shaped and say nothing."""
    for one in told:
        fact = one.fact
        if isinstance(fact, Indication) and fact.status is Status.UNKNOWN:
            yield f"{one.place}: {fact.id}: what is unknown is left out, not told"
        elif isinstance(fact, Name) and not any(sign.isalpha() for sign in fact.text):
            yield f"{one.place}: {fact.drug}: the name '{fact.text}' has no letter"
        elif isinstance(fact, NoInteraction) and fact.one == fact.other:
            yield f"{one.place}: '{fact.one}' is no pair with itself"
        elif isinstance(fact, Treatment) and split_key(fact.subject)[0] == "condition":
            yield f"{one.place}: {fact.id}: a condition is not treated with a condition"


def _cycles(told: list[Told]) -> Iterator[str]:
    for parent_of in (ClassParent, ConditionParent):
        parents = defaultdict(list)
        places: dict[str, str] = {}
        for one in told:
            if isinstance(one.fact, parent_of):
                parents[one.fact.child].append(one.fact.parent)
                places.setdefault(one.fact.child, one.place)
        for child in find_cycles(parents):
            yield f"{places[child]}: '{child}' stands above itself"


def _drugs_without_class(told: list[Told]) -> Iterator[str]:
    classed = {one.fact.drug for one in told if isinstance(one.fact, Membership) and one.fact.holds}
    for one in told:
        if isinstance(one.fact, Drug) and one.fact.id not in classed:
            yield f"{one.place}: the drug '{one.fact.id}' is in no class"


def _classes_without_members(told: list[Told]) -> Iterator[str]:
    facts = [one.fact for one in told]
    parents = defaultdict(set)
    for fact in facts:
        if isinstance(fact, ClassParent):
            parents[key("class", fact.child)].add(key("class", fact.parent))
    filled = {key("class", f.drug_class) for f in facts if isinstance(f, Membership) and f.holds}
    waiting = list(filled)
    while waiting:
        above = parents[waiting.pop()] - filled
        filled |= above
        waiting += above
    for one in told:
        if isinstance(one.fact, DrugClass) and key("class", one.fact.id) not in filled:
            yield f"{one.place}: the class '{one.fact.id}' has no members"


def _look_alikes_of_nothing(told: list[Told]) -> Iterator[str]:
    """One name of a pair must be known here; the other may be of a drug that is not."""
    names = {one.fact.text.casefold() for one in told if isinstance(one.fact, Name)}
    for one in told:
        if isinstance(one.fact, Product):
            names |= {text.casefold() for text in (one.fact.name, *one.fact.names)}
    for one in told:
        fact = one.fact
        if isinstance(fact, LookAlike) and not names & {fact.one.casefold(), fact.other.casefold()}:
            yield f"{one.place}: neither '{fact.one}' nor '{fact.other}' is a name of a drug here"


def _names_of_two(told: list[Told]) -> Iterator[str]:
    """A name that two conditions, classes, therapies or effects have would find neither.

    Two drugs may share a name: a written drug is then ambiguous, and both are offered.
    """
    first: dict[tuple[type, str], tuple[str, Told]] = {}
    for one in told:
        fact = one.fact
        if isinstance(fact, Condition | DrugClass | Effect | Therapy):
            for name in (fact.name, *fact.names):
                owner, known = first.setdefault((type(fact), name.casefold()), (fact.id, one))
                if owner != fact.id:
                    yield f"{one.place}: {fact.id}: '{name}' is a name of '{owner}' ({known.place})"
