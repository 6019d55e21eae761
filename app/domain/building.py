"""Facts in, one Knowledge out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar, cast

from app.domain.classifying import classes_above, member_and_excluded_classes
from app.domain.facts import (
    Assessment,
    Burden,
    BurdenKind,
    ClassParent,
    Code,
    Concept,
    Condition,
    ConditionParent,
    Drug,
    DrugClass,
    Effect,
    Fact,
    Indication,
    LookAlike,
    Membership,
    Name,
    NoInteraction,
    Product,
    Record,
    Rule,
    Source,
    Therapy,
    Treatment,
    Warning,
    key,
)
from app.domain.indexes import HasId, by_id, grouped, listed
from app.domain.knowledge import Knowledge, Sides
from app.domain.licences import not_free_in
from app.domain.naming import (
    Weights,
    code_lines,
    condition_index,
    confused_index,
    look_alike_index,
    name_lines,
)
from app.domain.shelves import Shelves, Stock, TermStock, ordered, pack_shelves, unpack_shelves
from app.domain.stopping import with_withdrawal_risk
from app.domain.terms import NameKind

T = TypeVar("T")
_RANK = {kind: rank for rank, kind in enumerate(NameKind)}
Facts = Mapping[type, list[Fact]]

# The kinds of fact that judging needs. All others are prose for the catalogue.
NEEDED: tuple[type, ...] = (
    Drug, DrugClass, Condition, Therapy, Effect,
    ClassParent, Membership, ConditionParent,
    Rule, NoInteraction, Assessment, BurdenKind, Burden, Indication, Treatment, Warning,
    LookAlike, Source,
)  # fmt: skip
# Those of which there may be so many that they stand on shelves.
SHELVED: tuple[type, ...] = (Name, Product, Code, Record, Concept)
_WEIGHED = (Code, Indication, Burden, Warning)


def build_knowledge(
    release: str,
    facts: Iterable[Fact],
    shelves: Shelves | None = None,
    imported: frozenset[str] = frozenset(),
) -> Knowledge:
    """The knowledge of a release. The order of the facts does not matter.

    Without `shelves` they are made of the names and records among the facts. `imported` are the
    ids of the indications that no curator told.
    """
    told = _by_kind(facts)
    if shelves is None:
        shelves = unpack_shelves(make_shelves(lambda kind: _first_first(kind, told)))
    class_parents = grouped((f.child, f.parent) for f in _of(told, ClassParent))
    memberships = _of(told, Membership)
    member_classes, excluded = member_and_excluded_classes(memberships)
    above = classes_above(_of(told, Drug), member_classes, class_parents)
    rules = tuple(sorted(_of(told, Rule), key=lambda rule: rule.id))
    look_alikes = look_alike_index(_of(told, LookAlike))
    return Knowledge(
        release=release,
        drugs=by_id(_of(told, Drug)),
        classes=by_id(_of(told, DrugClass)),
        conditions=by_id(_of(told, Condition)),
        products=shelves.products,
        therapies=by_id(_of(told, Therapy)),
        effects=by_id(_of(told, Effect)),
        names=shelves.names,
        completions=shelves.completions,
        segments=shelves.segments,
        condition_names=condition_index(_of(told, Condition)),
        codes=shelves.codes,
        terms=shelves.terms,
        class_parents=class_parents,
        member_classes=member_classes,
        excluded_classes=excluded,
        classes_above=above,
        members=listed(
            ((slug, drug) for drug, slugs in above.items() for slug in slugs), order=str
        ),
        doubling={
            key("class", slug): one
            for slug, one in by_id(_of(told, DrugClass)).items()
            if one.doubling is not None
        },
        condition_parents=grouped((f.child, f.parent) for f in _of(told, ConditionParent)),
        rules=rules,
        sides=_sides(rules),
        records=shelves.records,
        no_interactions={ordered(f.one, f.other): f for f in _of(told, NoInteraction)},
        scopes=grouped((f.drug, f.scope) for f in _of(told, Assessment)),
        burden_kinds=by_id(_of(told, BurdenKind)),
        burdens=listed(((f.subject, f) for f in _of(told, Burden)), order=_burden),
        indications=listed(((f.subject, f) for f in _of(told, Indication)), order=_id),
        imported=imported,
        treatments=listed(((f.condition, f) for f in _of(told, Treatment)), order=_id),
        withdrawal_risk=with_withdrawal_risk(_of(told, Warning), above),
        look_alikes=look_alikes,
        confused=confused_index(look_alikes, shelves.names),
        sources=by_id(_of(told, Source)),
        not_free=not_free_in(_of(told, Source)),
    )


def make_shelves(load: Callable[[type], Iterable[Fact]]) -> dict[str, bytes]:
    """The shelves of a release, packed, by name. `load` tells the facts of one kind, once or more:
    of those that are many only one is held at a time.
    """

    def facts(kind: type[T]) -> Iterator[T]:
        return cast("Iterator[T]", iter(load(kind)))

    subjects = (cast("Code", fact).subject for kind in _WEIGHED for fact in load(kind))
    weights = Weights(Counter(subjects))
    lines = name_lines(
        weights.names(facts(Name)),
        facts(Drug),
        weights.products(facts(Product)),
        facts(DrugClass),
    )
    terms = TermStock(facts(Concept), code_lines(facts(Code)), facts(Drug), facts(Product))
    return pack_shelves(
        Stock(lines, facts(Product), code_lines(facts(Code)), facts(Record), weights.counts, terms)
    )


def _first_first(kind: type, told: Facts) -> list[Fact]:
    """The facts of a kind; of names the plainest of each drug first, as the store tells them."""
    facts = told.get(kind, [])
    return sorted(facts, key=_plainness) if kind is Name else facts


def _plainness(fact: Fact) -> tuple[str, int, str]:
    name = cast("Name", fact)
    return name.drug, _RANK[name.kind], name.text


def _by_kind(facts: Iterable[Fact]) -> Facts:
    told: dict[type, list[Fact]] = defaultdict(list)
    for fact in facts:
        told[type(fact)].append(fact)
    return told


def _burden(fact: Burden) -> str:
    return fact.burden


def _id(fact: HasId) -> str:
    return fact.id


def _of(told: Facts, kind: type[T]) -> list[T]:
    return cast("list[T]", told.get(kind, []))


def _sides(rules: tuple[Rule, ...]) -> dict[str, Sides]:
    ones: dict[str, int] = defaultdict(int)
    others: dict[str, int] = defaultdict(int)
    for place, rule in enumerate(rules):
        ones[rule.one] |= 1 << place
        others[rule.other] |= 1 << place
    return {
        subject: Sides(ones.get(subject, 0), others.get(subject, 0))
        for subject in ones.keys() | others.keys()
    }
