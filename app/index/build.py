"""Facts in, one Knowledge out; and the packed look-ups behind it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

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
    Key,
    LookAlike,
    Membership,
    Name,
    NameKind,
    NoInteraction,
    Product,
    ProductKind,
    Record,
    Rule,
    Source,
    Therapy,
    Treatment,
    Warning,
    WarningKind,
    key,
)
from app.domain.hierarchy import (
    HasId,
    by_id,
    classes_above,
    grouped,
    listed,
    member_and_excluded_classes,
    turned,
)
from app.domain.knowledge import Knowledge, NameHit, Sides, ordered
from app.domain.licences import not_free_in
from app.domain.names.codes import plain_code
from app.domain.names.text import normalise
from app.domain.withdrawal import with_withdrawal_risk
from app.index.completions import Completions, pack_completions
from app.index.names import NameLine, Spellings, pack_spellings
from app.index.packed import (
    CodeIndex,
    ProductIndex,
    RecordIndex,
    pack,
    pack_codes,
    pack_products,
    pack_records,
    unpack,
)
from app.index.rxnorm import TermIndex, TermSource, pack_terms
from app.index.spellings import Segments, pack_segments


@dataclass(frozen=True, slots=True)
class Indexes:
    """Names, what completes and corrects them, products, codes, records and RxCUIs."""

    names: Spellings
    completions: Completions
    segments: Segments
    products: ProductIndex
    codes: CodeIndex
    records: RecordIndex
    terms: TermIndex


@dataclass(frozen=True, slots=True)
class IndexSource:
    """What shelves are made of; each is read once. `weights` says how well known each thing is, and
    is complete when the names have been read.
    """

    lines: Iterable[NameLine]
    products: Iterable[Product]
    codes: Iterable[tuple[str, str, Key]]
    records: Iterable[Record]
    weights: Mapping[Key, int]
    terms: TermSource = field(default_factory=TermSource)


def pack_indexes(stock: IndexSource) -> dict[str, bytes]:
    """Each shelf as bytes, by its name."""
    packed = {
        "products": pack(pack_products(stock.products)),
        "codes": pack(pack_codes(stock.codes)),
        "records": pack(pack_records(stock.records)),
        "terms": pack(pack_terms(stock.terms)),
    }
    spellings = pack_spellings(stock.lines)
    names = Spellings(spellings)
    packed["names"] = pack(spellings)
    del spellings
    packed["completions"] = pack(pack_completions(names, stock.weights))
    browsed = [place for place in range(len(names.texts)) if not names.is_clinical(place)]
    packed["segments"] = pack(pack_segments(names.texts, browsed))
    return packed


def unpack_indexes(packed: Mapping[str, bytes]) -> Indexes:
    """The shelves again. Raises ValueError or KeyError if they are of another format, or not all
    there.
    """
    names = Spellings(unpack(packed["names"]))
    return Indexes(
        names,
        Completions(names, unpack(packed["completions"])),
        Segments(names.texts, unpack(packed["segments"])),
        ProductIndex(unpack(packed["products"])),
        CodeIndex(unpack(packed["codes"])),
        RecordIndex(unpack(packed["records"])),
        TermIndex(unpack(packed["terms"])),
    )


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
    indexes: Indexes | None = None,
    imported: frozenset[str] = frozenset(),
) -> Knowledge:
    """The knowledge of a release. The order of the facts does not matter.

    Without `shelves` they are made of the names and records among the facts. `imported` are the
    ids of the indications that no curator told.
    """
    stated = _by_kind(facts)
    if indexes is None:
        indexes = unpack_indexes(build_indexes(lambda kind: _first_first(kind, stated)))
    class_parents = grouped((f.child, f.parent) for f in _of(stated, ClassParent))
    memberships = _of(stated, Membership)
    member_classes, excluded = member_and_excluded_classes(memberships)
    above = classes_above(_of(stated, Drug), member_classes, class_parents)
    rules = tuple(sorted(_of(stated, Rule), key=lambda rule: rule.id))
    look_alikes = look_alike_index(_of(stated, LookAlike))
    condition_names = condition_index(_of(stated, Condition))
    condition_parents = grouped((f.child, f.parent) for f in _of(stated, ConditionParent))
    return Knowledge(
        release=release,
        drugs=by_id(_of(stated, Drug)),
        classes=by_id(_of(stated, DrugClass)),
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
        members=listed(
            ((slug, drug) for drug, slugs in above.items() for slug in slugs), order=str
        ),
        doubling={
            key("class", slug): one
            for slug, one in by_id(_of(stated, DrugClass)).items()
            if one.doubling is not None
        },
        condition_parents=condition_parents,
        covered_by=grouped((f.child, f.parent) for f in _of(stated, ConditionParent) if f.covers),
        condition_children=turned(condition_parents),
        rules=rules,
        sides=_sides(rules),
        records=indexes.records,
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
        withdrawal_risk=with_withdrawal_risk(_of(stated, Warning), above),
        look_alikes=look_alikes,
        confused=confused_index(look_alikes, indexes.names),
        sources=by_id(_of(stated, Source)),
        not_free=not_free_in(_of(stated, Source)),
    )


def build_indexes(load: Callable[[type], Iterable[Fact]]) -> dict[str, bytes]:
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
    terms = TermSource(facts(Concept), code_lines(facts(Code)), facts(Drug), facts(Product))
    return pack_indexes(
        IndexSource(
            lines, facts(Product), code_lines(facts(Code)), facts(Record), weights.counts, terms
        )
    )


def _first_first(kind: type, stated: Facts) -> list[Fact]:
    """The facts of a kind; of names the plainest of each drug first, as the store tells them."""
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


def name_lines(
    names: Iterable[Name],
    drugs: Iterable[Drug],
    products: Iterable[Product],
    classes: Iterable[DrugClass],
) -> Iterator[NameLine]:
    """Every way to write a drug, product or class. Of two for one thing, the first one counts."""
    for name in names:
        yield key("drug", name.drug), name.text, name.kind, name.region
    for drug in drugs:
        yield key("drug", drug.id), drug.name, NameKind.GENERIC, None
        yield key("drug", drug.id), drug.id, NameKind.GENERIC, None
    for product in products:
        kind = NameKind.BRAND if product.kind is ProductKind.BRAND else NameKind.SYNONYM
        for text in (product.name, *product.names):
            yield key("product", product.id), text, kind, product.region
    for drug_class in classes:
        for text in (drug_class.name, *drug_class.names, drug_class.id):
            yield key("class", drug_class.id), text, NameKind.SYNONYM, None


@dataclass(slots=True)
class Weights:
    """How well known each thing is: how many names, products and facts there are of it. They are
    counted while names and products go by.
    """

    counts: Counter[Key]

    def names(self, names: Iterable[Name]) -> Iterator[Name]:
        """The names, counted."""
        for name in names:
            self.counts[key("drug", name.drug)] += 1
            yield name

    def products(self, products: Iterable[Product]) -> Iterator[Product]:
        """The products, counted."""
        for product in products:
            for slug in product.ingredients:
                self.counts[key("drug", slug)] += 1
            subject = key("product", product.id)
            if product.kind is ProductKind.CLINICAL:
                # Asked for by those who have typed its brand to the end.
                self.counts.pop(subject, None)
            else:
                self.counts[subject] += 1
            yield product


def condition_index(conditions: Iterable[Condition]) -> dict[str, tuple[str, ...]]:
    """Every spelling of a condition, with the ids of all that it can mean."""
    pairs = (
        (normalise(text), condition.id)
        for condition in conditions
        for text in (condition.id, condition.name, *condition.names)
    )
    return {spelling: tuple(sorted(ids)) for spelling, ids in grouped(pairs).items()}


def joined(names: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The same names without blanks: `a fib` and `afib` are one, and may mean two things."""
    pairs = ((name.replace(" ", ""), one) for name, ids in names.items() for one in ids)
    return {name: tuple(sorted(ids)) for name, ids in grouped(pairs).items()}


def look_alike_index(pairs: Iterable[LookAlike]) -> dict[str, frozenset[str]]:
    """For each spelling, the ones that it is taken for; both ways."""
    one_way = [(normalise(pair.one), normalise(pair.other)) for pair in pairs]
    return grouped([*one_way, *((other, one) for one, other in one_way)])


def code_lines(codes: Iterable[Code]) -> Iterator[tuple[str, str, Key]]:
    """Every code with what it names. An NDC stands here in its one long shape."""
    for one in codes:
        yield one.system.value, plain_code(one.system, one.code), one.subject


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
