"""The indexes of a release: packed once, when the release is made, and unpacked at every start."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

from app.domain.facts import (
    Burden,
    Code,
    Concept,
    Drug,
    DrugClass,
    Fact,
    Indication,
    Key,
    KnownNames,
    LabelMention,
    Name,
    NameKind,
    Product,
    ProductKind,
    ReadLabel,
    Record,
    Warning,
    key,
)
from app.domain.knowledge import NameHit
from app.domain.names.codes import plain_code
from app.domain.names.text import normalise
from app.index.catalogue import (
    CODES,
    PRODUCTS,
    CodeKey,
    RecordIndex,
    pack_codes,
    pack_products,
    pack_records,
)
from app.index.completions import Completions, pack_completions
from app.index.mentions import READ_LABELS, MentionIndex, pack_mentions
from app.index.names import Curated, NameIndex, NameLine, pack_names
from app.index.packed import PackedMap, pack, pack_words, unpack, unpack_map, unpack_words
from app.index.rxnorm import TermIndex, TermSource, pack_terms
from app.index.spellings import Segments, pack_segments

T = TypeVar("T")
Load = Callable[[type], Iterable[Fact]]
# The kinds of fact by whose number a thing counts as well known, beside its names and products.
_WEIGHED = (Code, Indication, Burden, Warning)


@dataclass(frozen=True, slots=True)
class Indexes:
    """The look-ups of a release: names, what completes and corrects them, products, codes, records
    of pairs, whom labels name, and RxNorm terms.
    """

    names: NameIndex
    completions: Completions
    segments: Segments
    products: PackedMap[str, Product]
    codes: PackedMap[CodeKey, tuple[Key, ...]]
    records: RecordIndex
    mentions: MentionIndex
    read_labels: PackedMap[str, tuple[ReadLabel, ...]]
    terms: TermIndex
    known_names: frozenset[str]


@dataclass(frozen=True, slots=True)
class IndexSource:
    """What indexes are made of; each part is iterated over once. `weights` says how well known each
    thing is, and is complete when the names have been iterated over. What a spelling means in
    `curated` goes before what others call so.
    """

    lines: Iterable[NameLine]
    products: Iterable[Product]
    codes: Iterable[tuple[str, str, Key]]
    records: Iterable[Record]
    weights: Mapping[Key, int]
    terms: TermSource = field(default_factory=TermSource)
    curated: Mapping[str, tuple[NameHit, ...]] = field(default_factory=dict)
    known_names: Iterable[KnownNames] = ()
    mentions: Iterable[LabelMention] = ()
    read_labels: Iterable[ReadLabel] = ()


def build_indexes(
    load: Load, curated: Mapping[str, tuple[NameHit, ...]] | None = None
) -> dict[str, bytes]:
    """The indexes of a release, packed, by name. `load` gives the facts of one kind and is called
    more than once for some: of kinds with very many facts only one is in memory at a time.

    What `curated` names mean is what curators say, whatever others call so.
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
    codes = code_lines(facts(Code))
    return pack_indexes(
        IndexSource(
            lines,
            facts(Product),
            codes,
            facts(Record),
            weights.counts,
            terms,
            curated=curated or {},
            known_names=facts(KnownNames),
            mentions=facts(LabelMention),
            read_labels=facts(ReadLabel),
        )
    )


def curated_names(load: Load) -> dict[str, tuple[NameHit, ...]]:
    """Every spelling that curators have, with all that it means to them."""

    def facts(kind: type[T]) -> Iterator[T]:
        return cast("Iterator[T]", iter(load(kind)))

    found: dict[str, dict[Key, NameHit]] = {}
    for line in name_lines(facts(Name), facts(Drug), facts(Product), facts(DrugClass)):
        found.setdefault(normalise(line[1]), {}).setdefault(line[0], NameHit(*line))
    return {spelling: tuple(hits.values()) for spelling, hits in found.items() if spelling}


def pack_indexes(source: IndexSource) -> dict[str, bytes]:
    """Each index as bytes, by its name."""
    products = pack_products(source.products)
    packed = {
        "products": pack(products),
        "codes": pack(pack_codes(source.codes)),
        "records": pack(pack_records(source.records)),
        "terms": pack(pack_terms(source.terms)),
        "known-names": pack({"texts": pack_words(_spellings(source.known_names))}),
    }
    labels = pack_mentions(source.mentions, source.read_labels)
    packed |= {name: pack(parts) for name, parts in labels.items()}
    parts = pack_names(source.lines, Curated(source.curated, unpack_map(products, PRODUCTS)))
    del products
    names = NameIndex(parts)
    packed["names"] = pack(parts)
    del parts
    packed["completions"] = pack(pack_completions(names, source.weights))
    browsed = [place for place in range(len(names.texts)) if not names.is_clinical(place)]
    packed["segments"] = pack(pack_segments(names.texts, browsed))
    return packed


def unpack_indexes(packed: Mapping[str, bytes]) -> Indexes:
    """The indexes again. Raises ValueError or KeyError if they are of another format, or if one is
    missing.
    """
    names = NameIndex(unpack(packed["names"]))
    return Indexes(
        names=names,
        completions=Completions(names, unpack(packed["completions"])),
        segments=Segments(names.texts, unpack(packed["segments"])),
        products=unpack_map(unpack(packed["products"]), PRODUCTS),
        codes=unpack_map(unpack(packed["codes"]), CODES),
        records=RecordIndex(unpack(packed["records"])),
        mentions=MentionIndex(unpack(packed["mentions"]), unpack(packed["named"])),
        read_labels=unpack_map(unpack(packed["read-labels"]), READ_LABELS),
        terms=TermIndex(unpack(packed["terms"])),
        known_names=frozenset(unpack_words(unpack(packed["known-names"])["texts"])),
    )


def _spellings(lists: Iterable[KnownNames]) -> list[str]:
    found = {normalise(name) for one in lists for name in one.names.splitlines()}
    return sorted(found - {""})


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
    """How well known each thing is: how many names, products and facts there are of it. Names and
    products are counted while they pass through here on their way to an index.
    """

    counts: Counter[Key]

    def names(self, names: Iterable[Name]) -> Iterator[Name]:
        """The same names, after each was counted for its drug."""
        for name in names:
            self.counts[key("drug", name.drug)] += 1
            yield name

    def products(self, products: Iterable[Product]) -> Iterator[Product]:
        """The same products, after each was counted for itself and its ingredients."""
        for product in products:
            for slug in product.ingredients:
                self.counts[key("drug", slug)] += 1
            subject = key("product", product.id)
            if product.kind is ProductKind.CLINICAL:
                # Nobody looks for it before having typed its brand to the end.
                self.counts.pop(subject, None)
            else:
                self.counts[subject] += 1
            yield product


def code_lines(codes: Iterable[Code]) -> Iterator[tuple[str, str, Key]]:
    """Every code with what it names. An NDC is in its one long shape."""
    for code in codes:
        yield code.system.value, plain_code(code.system, code.code), code.subject
