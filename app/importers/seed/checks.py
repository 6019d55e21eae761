"""What is wrong with a seed as a whole: facts that are well shaped, but do not fit together."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import fields

from app.domain.facts import (
    CONDITION_OF_STATE,
    ClassParent,
    Code,
    CodeSystem,
    Condition,
    ConditionParent,
    Drug,
    DrugClass,
    Effect,
    Indication,
    Key,
    KidneyMeasure,
    KidneyUnit,
    LookAlike,
    Membership,
    Name,
    NoInteraction,
    Product,
    Rule,
    RuleKind,
    SpecialState,
    StateBound,
    StateKind,
    Status,
    Stopping,
    StoppingPart,
    TaperLimit,
    Therapy,
    Treatment,
    key,
    split_key,
)
from app.domain.hierarchy import distances_above, find_cycles
from app.domain.names.codes import plain_code, problem_with_code
from app.importers.seed.backbone import FOLDER as BACKBONE
from app.importers.seed.reader import SeedFact
from app.importers.seed.yaml_lines import Place

# The kinds of thing that a key may name.
_THINGS = (
    "drug", "product", "class", "condition", "therapy", "effect", "burden", "allergy", "gene",
)  # fmt: skip


def find_problems(stated: list[SeedFact]) -> list[str]:
    """One line for each problem: `file:line: what is wrong`, sorted. Empty when all fits."""
    of_kind: dict[type, list[SeedFact]] = defaultdict(list)
    for one in stated:
        of_kind[type(one.fact)].append(one)
    # Each check, and the kinds of fact that it looks at.
    checks: tuple[tuple[Callable[[list[SeedFact]], Iterator[str]], tuple[type, ...]], ...] = (
        (_doubles, ()),
        (_unknown_references, ()),
        (code_problems, (Code,)),
        (_senseless, _THAT_MAY_BE_SENSELESS),
        (_cycles, (ClassParent, ConditionParent)),
        (_drugs_without_class, (Drug, Membership)),
        (_classes_without_members, (ClassParent, DrugClass, Membership)),
        (_look_alikes_of_nothing, (LookAlike, Name, Product)),
        (_names_of_two, (Condition, DrugClass, Effect, Therapy)),
        (rule_problems, (ClassParent, Drug, Membership, Rule)),
    )
    return sorted(
        problem
        for check, kinds in checks
        for problem in check([one for kind in kinds for one in of_kind[kind]] if kinds else stated)
    )


def _doubles(stated: list[SeedFact]) -> Iterator[str]:
    first: dict[tuple[str, ...], SeedFact] = {}
    for one in stated:
        known = first.setdefault(one.fact.identity, one)
        if known is not one:
            what = " ".join(one.fact.identity)
            yield f"{one.place}: {what} stands twice (first at {known.place})"


def _unknown_references(stated: list[SeedFact]) -> Iterator[str]:
    things = {":".join(parts) for one in stated if (parts := one.fact.identity)[0] in _THINGS}
    for one in stated:
        for reference in one.fact.refers_to():
            if reference not in things:
                kind, slug = split_key(reference)
                yield f"{one.place}: unknown {kind} '{slug}'"


_THAT_MAY_BE_SENSELESS = (
    Indication, Name, NoInteraction, SpecialState, Rule, Stopping, TaperLimit, Treatment,
)  # fmt: skip


def _senseless(stated: list[SeedFact]) -> Iterator[str]:
    """Facts that are well shaped and say nothing."""
    for one in stated:
        fact = one.fact
        if isinstance(fact, Indication) and fact.status is Status.UNKNOWN:
            yield f"{one.place}: {fact.id}: what is unknown is left out, not told"
        elif isinstance(fact, Name) and not any(sign.isalpha() for sign in fact.text):
            yield f"{one.place}: {fact.drug}: the name '{fact.text}' has no letter"
        elif isinstance(fact, NoInteraction) and fact.one == fact.other:
            yield f"{one.place}: '{fact.one}' is no pair with itself"
        elif isinstance(fact, SpecialState):
            problems = _of_bound(fact.bound, fact.state)
            yield from (f"{one.place}: {fact.id}: {problem}" for problem in problems)
        elif isinstance(fact, Rule) and fact.bound is not None:
            state = _STATES.get(fact.other)
            problems = _of_bound(fact.bound, state) if state else iter(["a bound is of a state"])
            yield from (f"{one.place}: {fact.id}: {problem}" for problem in problems)
        elif isinstance(fact, Stopping):
            yield from (f"{one.place}: {fact.id}: {problem}" for problem in _of_stopping(fact))
        elif isinstance(fact, TaperLimit):
            yield from (f"{one.place}: {fact.id}: {problem}" for problem in _of_limit(fact))
        elif isinstance(fact, Treatment) and split_key(fact.subject)[0] == "condition":
            yield f"{one.place}: {fact.id}: a condition is not treated with a condition"


# The parts of a bound that each state can have; `only` fits all.
_PARTS = {
    StateKind.PREGNANCY: {"trimesters", "from_week"},
    StateKind.KIDNEY: {"measure", "unit", "below", "from_value", "dialysis", "degrees"},
    StateKind.LIVER: {"degrees", "child_pugh"},
    StateKind.OLDER_AGE: {"from_age", "below_age"},
    StateKind.CHILDHOOD: {"from_age", "below_age"},
}
# An estimated rate is told for a body of a certain surface, a clearance mostly not.
_UNITS = {
    KidneyMeasure.EGFR: {KidneyUnit.ML_PER_MINUTE_PER_AREA},
    KidneyMeasure.CREATININE_CLEARANCE: {
        KidneyUnit.ML_PER_MINUTE,
        KidneyUnit.ML_PER_MINUTE_PER_AREA,
    },
    KidneyMeasure.SERUM_CREATININE: {KidneyUnit.MG_PER_DECILITRE, KidneyUnit.MICROMOL_PER_LITRE},
}


# The states by the keys of the conditions that they are.
_STATES = {key("condition", slug): state for state, slug in CONDITION_OF_STATE.items()}


def _of_bound(bound: StateBound, state: StateKind) -> Iterator[str]:
    fitting = _PARTS.get(state, set()) | {"only"}
    for part in fields(bound):
        if getattr(bound, part.name) != part.default and part.name not in fitting:
            yield f"a bound of {state.value} has no {part.name}"
    values = (bound.below, bound.from_value)
    if bound.measure is None:
        if bound.unit is not None or values != (None, None):
            yield "a value has a measure and a unit"
    elif bound.unit not in _UNITS[bound.measure]:
        wanted = " or ".join(sorted(unit.value for unit in _UNITS[bound.measure]))
        yield f"the unit of {bound.measure.value} is {wanted}"
    elif values == (None, None):
        yield f"{bound.measure.value} is below or from a value"
    for low, high in (reversed(values), (bound.from_age, bound.below_age)):
        if low is not None and high is not None and low >= high:
            yield "no value is within the bound"


def _of_stopping(fact: Stopping) -> Iterator[str]:
    if (fact.allowed is None) is (fact.about is StoppingPart.AT_ONCE):
        yield "`allowed` is said of `at_once`, and of nothing else"
    if fact.outcomes and fact.allowed is not False:
        yield "outcomes follow where it is not allowed to stop at once"
    timed = fact.about in (StoppingPart.ONSET, StoppingPart.DURATION)
    first, last = fact.from_days, fact.to_days
    if (first, last) != (None, None) and not timed:
        yield "days are said of `onset` and `duration`"
    if first is not None and last is not None and first > last:
        yield "no day is between `from_days` and `to_days`"


def _of_limit(fact: TaperLimit) -> Iterator[str]:
    if sum((fact.percent is not None, fact.amount is not None, fact.whole)) != 1:
        yield "a limit is a percentage, an amount, or of the whole way"
    values = (fact.amount, fact.above, fact.up_to)
    if (fact.unit is None) is not all(value is None for value in values):
        yield "an amount or a dose has a unit, and a unit has one of them"
    if fact.above is not None and fact.up_to is not None and fact.above >= fact.up_to:
        yield "no dose is between `above` and `up_to`"


def _cycles(stated: list[SeedFact]) -> Iterator[str]:
    for parent_of in (ClassParent, ConditionParent):
        parents = defaultdict(list)
        places: dict[str, str | Place] = {}
        for one in stated:
            if isinstance(one.fact, parent_of):
                parents[one.fact.child].append(one.fact.parent)
                places.setdefault(one.fact.child, one.place)
        for child in find_cycles(parents):
            yield f"{places[child]}: '{child}' stands above itself"


def _drugs_without_class(stated: list[SeedFact]) -> Iterator[str]:
    """A drug file says what the drug is; of a drug of the backbone the class may not be known."""
    classed = {
        one.fact.drug for one in stated if isinstance(one.fact, Membership) and one.fact.holds
    }
    for one in stated:
        if not isinstance(one.fact, Drug) or one.fact.id in classed:
            continue
        if not str(one.place).startswith(f"{BACKBONE}/"):
            yield f"{one.place}: the drug '{one.fact.id}' is in no class"


def _classes_without_members(stated: list[SeedFact]) -> Iterator[str]:
    facts = [one.fact for one in stated]
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
    for one in stated:
        if isinstance(one.fact, DrugClass) and key("class", one.fact.id) not in filled:
            yield f"{one.place}: the class '{one.fact.id}' has no members"


def _look_alikes_of_nothing(stated: list[SeedFact]) -> Iterator[str]:
    """One name of a pair must be known here; the other may be of a drug that is not."""
    names = {one.fact.text.casefold() for one in stated if isinstance(one.fact, Name)}
    for one in stated:
        if isinstance(one.fact, Product):
            names |= {text.casefold() for text in (one.fact.name, *one.fact.names)}
    for one in stated:
        fact = one.fact
        if isinstance(fact, LookAlike) and not names & {fact.one.casefold(), fact.other.casefold()}:
            yield f"{one.place}: neither '{fact.one}' nor '{fact.other}' is a name of a drug here"


def _names_of_two(stated: list[SeedFact]) -> Iterator[str]:
    """A name that two conditions, classes, therapies or effects have would find neither.

    Two drugs may share a name: a written drug is then ambiguous, and both are offered.
    """
    first: dict[tuple[type, str], tuple[str, SeedFact]] = {}
    for one in stated:
        fact = one.fact
        if isinstance(fact, Condition | DrugClass | Effect | Therapy):
            for name in (fact.name, *fact.names):
                owner, known = first.setdefault((type(fact), name.casefold()), (fact.id, one))
                if owner != fact.id:
                    yield f"{one.place}: {fact.id}: '{name}' is a name of '{owner}' ({known.place})"


def rule_problems(stated: list[SeedFact]) -> Iterator[str]:
    """Every rule must be able to meet at least one pair of different things."""
    members = _members(stated)
    for one in stated:
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


def _members(stated: list[SeedFact]) -> dict[Key, set[str]]:
    """The drugs behind each drug or class key."""
    parents: dict[str, set[str]] = {}
    members: dict[Key, set[str]] = {}
    for one in stated:
        if isinstance(one.fact, ClassParent):
            parents.setdefault(one.fact.child, set()).add(one.fact.parent)
        elif isinstance(one.fact, Drug):
            members[key("drug", one.fact.id)] = {one.fact.id}
    for one in stated:
        if isinstance(one.fact, Membership) and one.fact.holds:
            for above in distances_above(one.fact.drug_class, parents):
                members.setdefault(key("class", above), set()).add(one.fact.drug)
    return members


# Which systems have codes for which kind of thing.
_SYSTEMS_OF = {
    "drug": (CodeSystem.RXNORM, CodeSystem.ATC, CodeSystem.UNII),
    "product": (CodeSystem.RXNORM, CodeSystem.NDC),
    "class": (CodeSystem.EPC, CodeSystem.ATC),
    "condition": (CodeSystem.ICD10,),
}
# Fewer signs of an ATC code are a group of substances.
_SUBSTANCE_SIGNS = 7


def code_problems(stated: list[SeedFact]) -> Iterator[str]:
    """Every code must be well formed, and mean one thing only, however it is written."""
    owners: dict[tuple[CodeSystem, str], SeedFact] = {}
    for one in stated:
        if isinstance(one.fact, Code):
            problem = _problem(one.fact)
            if problem is not None:
                yield f"{one.place}: {split_key(one.fact.subject)[1]}: {problem}"
                continue
            plain = plain_code(one.fact.system, one.fact.code)
            first = owners.setdefault((one.fact.system, plain), one)
            if isinstance(first.fact, Code) and _same_in_other_words(first.fact, one.fact):
                system, code = one.fact.system.value, one.fact.code
                yield f"{one.place}: {system} {code} stands twice (first at {first.place})"


def _problem(code: Code) -> str | None:
    problem = problem_with_code(code.system, code.code)
    kind = split_key(code.subject)[0]
    if problem is None and code.system not in _SYSTEMS_OF.get(kind, ()):
        return f"a {kind} has no {code.system.value} code"
    if problem is None and kind == "drug" and _is_group(code):
        return f"'{code.code}' is the ATC code of a group; that of a drug has seven signs"
    return problem


def _is_group(code: Code) -> bool:
    return code.system is CodeSystem.ATC and len(code.code) < _SUBSTANCE_SIGNS


def _same_in_other_words(first: Code, other: Code) -> bool:
    """Two codes that mean the same, and are not seen as doubles by kind and spelling."""
    kinds = {split_key(first.subject)[0], split_key(other.subject)[0]}
    return first is not other and (len(kinds) > 1 or first.code != other.code)
