"""Facts in, one Knowledge out: a pure function of the facts and indexes of a release."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar, cast

from app.domain.facts import (
    ANY_ALLERGEN,
    AllergyGroup,
    AllergyMember,
    Assessment,
    Burden,
    BurdenKind,
    ClassParent,
    Condition,
    ConditionParent,
    CrossReactivity,
    Drug,
    DrugClass,
    Effect,
    Fact,
    Gene,
    GeneAdvice,
    GeneAllele,
    GeneConversion,
    GeneDrug,
    GenePhenotype,
    HardlyAbsorbed,
    Indication,
    Key,
    LookAlike,
    Membership,
    Name,
    NameKind,
    NoInteraction,
    Rule,
    Source,
    SpecialState,
    Therapy,
    Treatment,
    Warning,
    WarningKind,
    key,
    split_key,
)
from app.domain.facts.stated import not_free_in
from app.domain.hierarchy import (
    HasId,
    by_id,
    classes_above,
    distances_above,
    grouped,
    listed,
    member_and_excluded_classes,
    turned,
    with_withdrawal_risk,
)
from app.domain.knowledge import Allergens, Knowledge, NameHit, Sides, ordered
from app.domain.names.text import normalise
from app.index.genes import gene_data
from app.index.pack import Indexes, build_indexes, unpack_indexes

T = TypeVar("T")
_RANK = {kind: rank for rank, kind in enumerate(NameKind)}
Facts = Mapping[type, list[Fact]]

# The kinds of fact that judging needs as objects. Of others there may be so many that they are in
# packed indexes (names, products, codes, records, concepts), or they are prose for the catalogue.
NEEDED: tuple[type, ...] = (
    Drug, DrugClass, Condition, Therapy, Effect,
    ClassParent, Membership, ConditionParent,
    Rule, NoInteraction, Assessment, BurdenKind, Burden, Indication, Treatment, Warning,
    LookAlike, Source, HardlyAbsorbed, SpecialState,
    AllergyGroup, AllergyMember, CrossReactivity,
    Gene, GeneAllele, GenePhenotype, GeneDrug, GeneAdvice, GeneConversion,
)  # fmt: skip


def build_knowledge(
    release: str,
    facts: Iterable[Fact],
    indexes: Indexes | None = None,
    imported: frozenset[str] = frozenset(),
) -> Knowledge:
    """The knowledge of a release. The order of the facts does not matter.

    Without `indexes` they are made of the names and records among the facts. `imported` are the
    ids of the indications that come from a data set and not from a curator.
    """
    stated = _by_kind(facts)
    if indexes is None:
        indexes = unpack_indexes(build_indexes(lambda kind: _in_order(kind, stated)))
    class_parents = grouped((f.child, f.parent) for f in _of(stated, ClassParent))
    memberships = _of(stated, Membership)
    member_classes, excluded = member_and_excluded_classes(memberships)
    drugs, classes = by_id(_of(stated, Drug)), by_id(_of(stated, DrugClass))
    above = classes_above(_of(stated, Drug), member_classes, class_parents)
    rules = tuple(sorted(_of(stated, Rule), key=lambda rule: rule.id))
    look_alikes = look_alike_index(_of(stated, LookAlike))
    condition_names = spelling_index(_of(stated, Condition))
    condition_parents = grouped((f.child, f.parent) for f in _of(stated, ConditionParent))
    members = listed(((slug, drug) for drug, slugs in above.items() for slug in slugs), order=str)
    return Knowledge(
        release=release,
        drugs=drugs,
        classes=classes,
        conditions=by_id(_of(stated, Condition)),
        products=indexes.products,
        therapies=by_id(_of(stated, Therapy)),
        effects=by_id(_of(stated, Effect)),
        names=indexes.names,
        completions=indexes.completions,
        near_spellings=indexes.segments,
        condition_names=condition_names,
        joined_condition_names=joined(condition_names),
        codes=indexes.codes,
        terms=indexes.terms,
        class_parents=class_parents,
        member_classes=member_classes,
        excluded_classes=excluded,
        classes_above=above,
        members=members,
        doubling={
            key("class", slug): drug_class
            for slug, drug_class in by_id(_of(stated, DrugClass)).items()
            if drug_class.doubling is not None
        },
        condition_parents=condition_parents,
        covered_by=grouped((f.child, f.parent) for f in _of(stated, ConditionParent) if f.covers),
        condition_children=turned(condition_parents),
        rules=rules,
        sides=_sides(rules),
        records=indexes.records,
        mentions=indexes.mentions,
        read_labels=indexes.read_labels,
        no_interactions={ordered(f.one, f.other): f for f in _of(stated, NoInteraction)},
        scopes=grouped((f.drug, f.scope) for f in _of(stated, Assessment)),
        burden_kinds=by_id(_of(stated, BurdenKind)),
        burdens=listed(((f.subject, f) for f in _of(stated, Burden)), order=_burden),
        indications=listed(((f.subject, f) for f in _of(stated, Indication)), order=_id),
        imported=imported,
        treatments=listed(((f.condition, f) for f in _of(stated, Treatment)), order=_id),
        pregnancy_warnings=listed(
            ((f.subject, f) for f in _of(stated, Warning) if f.kind is WarningKind.PREGNANCY),
            order=_id,
        ),
        states=listed(((f.subject, f) for f in _of(stated, SpecialState)), order=_id),
        withdrawal_risk=with_withdrawal_risk(
            _of(stated, Warning), drugs, classes, above, members, class_parents
        ),
        look_alikes=look_alikes,
        confused=confused_index(look_alikes, indexes.names),
        known_names=indexes.known_names,
        sources=by_id(_of(stated, Source)),
        hardly_absorbed={(f.drug, f.route.value): f for f in _of(stated, HardlyAbsorbed)},
        not_free=not_free_in(_of(stated, Source)),
        allergens=_allergens(stated, members),
        gene_data=gene_data(
            _of(stated, Gene),
            _of(stated, GeneAllele),
            _of(stated, GenePhenotype),
            _of(stated, GeneDrug),
            _of(stated, GeneAdvice),
            _of(stated, GeneConversion),
        ),
    )


def _allergens(stated: Facts, members: Mapping[str, tuple[str, ...]]) -> Allergens:
    groups = by_id(_of(stated, AllergyGroup))
    memberships = _of(stated, AllergyMember)
    below = grouped((key("allergy", one.allergy_group), one.subject) for one in memberships)
    both_sides = (
        (side, one) for one in _of(stated, CrossReactivity) for side in {one.one, one.other}
    )
    return Allergens(
        groups=groups,
        names=spelling_index(one for one in groups.values() if one.id != ANY_ALLERGEN),
        groups_of=listed(((one.subject, one) for one in memberships), order=_group),
        drugs={group: _drugs_of(group, below, members) for group in groups},
        of_condition={one: group.id for group in groups.values() for one in group.conditions},
        reactivities=listed(both_sides, order=_id),
    )


def _group(member: AllergyMember) -> str:
    return member.allergy_group


def _drugs_of(
    group: str, below: Mapping[str, frozenset[str]], members: Mapping[str, tuple[str, ...]]
) -> frozenset[str]:
    """The drugs of a group, those of its classes and of the groups in it."""
    within = [split_key(one) for one in distances_above(key("allergy", group), below)]
    drugs = {slug for kind, slug in within if kind == "drug"}
    classes = [slug for kind, slug in within if kind == "class"]
    return frozenset(drugs.union(*(members.get(slug, ()) for slug in classes)))


def _in_order(kind: type, stated: Facts) -> list[Fact]:
    """The facts of a kind; of names the plainest of each drug first, as the store gives them."""
    facts = stated.get(kind, [])
    return sorted(facts, key=_plainness) if kind is Name else facts


def _plainness(fact: Fact) -> tuple[str, int, str]:
    name = cast("Name", fact)
    return name.drug, _RANK[name.kind], name.text


def _by_kind(facts: Iterable[Fact]) -> Facts:
    stated: dict[type, list[Fact]] = defaultdict(list)
    for fact in facts:
        stated[type(fact)].append(fact)
    return stated


def _burden(fact: Burden) -> str:
    return fact.burden


def _id(fact: HasId) -> str:
    return fact.id


def _of(stated: Facts, kind: type[T]) -> list[T]:
    return cast("list[T]", stated.get(kind, []))


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


def spelling_index(named: Iterable[Condition | AllergyGroup]) -> dict[str, tuple[str, ...]]:
    """Every spelling of these things, with the ids of all that it can mean."""
    pairs = ((normalise(text), one.id) for one in named for text in (one.id, one.name, *one.names))
    return {spelling: tuple(sorted(ids)) for spelling, ids in grouped(pairs).items()}


def joined(names: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The same names without blanks: `a fib` and `afib` are one, and may mean two things."""
    pairs = ((name.replace(" ", ""), one) for name, ids in names.items() for one in ids)
    return {name: tuple(sorted(ids)) for name, ids in grouped(pairs).items()}


def look_alike_index(pairs: Iterable[LookAlike]) -> dict[str, frozenset[str]]:
    """For each spelling, the ones that it is taken for; both ways."""
    one_way = [(normalise(pair.one), normalise(pair.other)) for pair in pairs]
    return grouped([*one_way, *((other, one) for one, other in one_way)])


def confused_index(
    look_alikes: Mapping[str, frozenset[str]], names: Mapping[str, tuple[NameHit, ...]]
) -> dict[Key, frozenset[Key]]:
    """For each thing, those that one of its names is taken for."""
    return grouped(
        (hit.subject, other_hit.subject)
        for one, others in look_alikes.items()
        for other in others
        for hit in names.get(one, ())
        for other_hit in names.get(other, ())
        if hit.subject != other_hit.subject
    )
