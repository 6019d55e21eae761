"""Indexes of names: what each spelling means."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from app.domain.codes import plain_code
from app.domain.facts import Code, Condition, Drug, DrugClass, Key, LookAlike, Name, Product, key
from app.domain.indexes import grouped, listed
from app.domain.names import normalise
from app.domain.shelves import NameHit, NameLine
from app.domain.terms import NameKind, ProductKind

_RANK = {kind: rank for rank, kind in enumerate(NameKind)}


def name_lines(
    names: Iterable[Name],
    drugs: Iterable[Drug],
    products: Iterable[Product],
    classes: Iterable[DrugClass],
) -> Iterator[NameLine]:
    """Every way to write a drug, product or class. Of two for one thing, the first one counts."""
    for name in sorted(names, key=lambda n: (n.drug, _RANK[n.kind], n.text)):
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


def weights_of(
    names: Iterable[Name], products: Iterable[Product], told: Iterable[Key]
) -> Counter[Key]:
    """How well known each thing is: how many names, products and facts there are of it."""
    weights = Counter(key("drug", name.drug) for name in names)
    weights.update(key("drug", slug) for product in products for slug in product.ingredients)
    weights.update(key("product", product.id) for product in products)
    weights.update(told)
    for product in products:
        # A strength and form is asked for by those who have typed its brand to the end.
        if product.kind is ProductKind.CLINICAL:
            del weights[key("product", product.id)]
    return weights


def condition_index(conditions: Iterable[Condition]) -> dict[str, tuple[str, ...]]:
    """Every spelling of a condition, with the ids of all that it can mean."""
    pairs = (
        (normalise(text), condition.id)
        for condition in conditions
        for text in (condition.id, condition.name, *condition.names)
    )
    return {spelling: tuple(sorted(ids)) for spelling, ids in grouped(pairs).items()}


def look_alike_index(pairs: Iterable[LookAlike]) -> dict[str, frozenset[str]]:
    """For each spelling, the ones that it is taken for; both ways."""
    one_way = [(normalise(pair.one), normalise(pair.other)) for pair in pairs]
    return grouped([*one_way, *((other, one) for one, other in one_way)])


def code_index(codes: Iterable[Code]) -> dict[tuple[str, str], tuple[Key, ...]]:
    """Every code with all that it names. An NDC stands here in its one long shape."""
    return listed(
        (((c.system.value, plain_code(c.system, c.code)), c.subject) for c in codes), order=str
    )


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
