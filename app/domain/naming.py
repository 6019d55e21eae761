"""Indexes of names: what each spelling means."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.domain.codes import plain_code
from app.domain.facts import Code, Condition, Drug, DrugClass, Key, LookAlike, Name, Product, key
from app.domain.indexes import grouped
from app.domain.names import normalise
from app.domain.shelves import NameHit, NameLine
from app.domain.terms import NameKind, ProductKind


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
