"""Codes, products and the records of pairs of drugs, each as a packed map with its codec."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from msgspec import Raw
from msgspec.msgpack import Decoder, Encoder

from app.domain.facts import Citation, Key, Product, ProductKind, Record, Severity
from app.domain.knowledge import Pair, Records, ordered
from app.index.packed import (
    Codec,
    Column,
    PackedMap,
    Parts,
    TrieKeys,
    pack_map,
    pack_values,
    pack_words,
    unpack_words,
)

T = TypeVar("T")
CodeKey = tuple[str, str]
_encode = Encoder().encode


def pack_ids(ids: Iterable[str]) -> bytes:
    """Keys, slugs or numbers: they hold no spaces."""
    return " ".join(ids).encode()


def unpack_ids(content: bytes) -> tuple[str, ...]:
    """The ids in their order."""
    return tuple(content.decode().split(" "))


def _unpack_code(text: str) -> CodeKey:
    system, _, code = text.partition(" ")
    return system, code


# From a system and a code to the keys of what it names, in order.
CODES: Codec[CodeKey, tuple[Key, ...]] = Codec(
    " ".join, _unpack_code, pack_ids, lambda _, content: unpack_ids(content)
)


def pack_codes(codes: Iterable[tuple[str, str, Key]]) -> dict[str, bytes]:
    """The parts of an index of systems and codes, each with the key of a thing that it names."""
    named = sorted({(f"{system} {code}", subject) for system, code, subject in codes})
    return pack_values({code: pack_ids(subjects) for code, subjects in _grouped(named)})


def _grouped(items: Iterable[tuple[str, T]]) -> Iterator[tuple[str, list[T]]]:
    """The items in order, those with the same key together."""
    for key, group in groupby(items, key=itemgetter(0)):
        yield key, [item for _, item in group]


_Citation = tuple[str, str, int | None, int | None, str | None]
_Product = tuple[
    str, ProductKind, tuple[str, ...], tuple[str, ...], str | None, str | None, str | None,
    tuple[_Citation, ...],
]  # fmt: skip
_decode_product = Decoder(_Product).decode


def _cited(citations: Iterable[Citation]) -> list[_Citation]:
    return [(one.source, one.section, one.paragraph, one.sentence, one.sha256) for one in citations]


def _pack_product(one: Product) -> bytes:
    return _encode(
        (one.name, one.kind, one.ingredients, one.names, one.strength, one.form, one.region,
         _cited(one.citations))
    )  # fmt: skip


def _unpack_product(slug: str, content: bytes) -> Product:
    name, kind, ingredients, names, strength, form, region, cited = _decode_product(content)
    citations = tuple([Citation(*one) for one in cited])
    return Product(slug, name, kind, ingredients, names, strength, form, region, citations)


# From an id to its product.
PRODUCTS: Codec[str, Product] = Codec(str, str, _pack_product, _unpack_product)


def pack_products(products: Iterable[Product]) -> dict[str, bytes]:
    """The parts of an index of products by their ids."""
    return pack_map(((product.id, product) for product in products), PRODUCTS)


_Record = tuple[tuple[_Citation, ...], str, Severity, str]
_decode_records = Decoder(tuple[_Record, ...]).decode
BETWEEN = "\t"


def unpack_pair(text: str) -> Pair:
    """The two of a key that joins them by a tab."""
    one, _, other = text.partition(BETWEEN)
    return one, other


def _pack_record(record: Record) -> bytes:
    return _encode((_cited(record.citations), record.rating, record.severity, record.text))


def _unpack_records(pair: Pair, content: bytes) -> tuple[Record, ...]:
    return tuple([
        Record(*pair, rating, severity, text, tuple([Citation(*one) for one in cited]))
        for cited, rating, severity, text in _decode_records(content)
    ])  # fmt: skip


# From a pair of drugs, in order, to what every source records of it.
RECORDS: Codec[Pair, tuple[Record, ...]] = Codec(
    BETWEEN.join,
    unpack_pair,
    lambda records: _encode([Raw(_pack_record(record)) for record in records]),
    _unpack_records,
)


class RecordIndex(PackedMap[Pair, tuple[Record, ...]], Records):
    """What every source records of a pair of drugs, and which sources record anything."""

    __slots__ = ("_sources",)

    def __init__(self, parts: Parts) -> None:
        values = Column(parts, "values")
        super().__init__(TrieKeys(parts["keys"], RECORDS), values, RECORDS.unpack_value)
        self._sources = unpack_words(parts["sources"])

    def sources(self) -> list[str]:
        """The ids of all sources that record anything, in order."""
        return list(self._sources)


def pack_records(records: Iterable[Record]) -> dict[str, bytes]:
    """The parts of an index of records by pairs, those of one pair in the order of their text."""
    sources: set[str] = set()
    packed: list[tuple[str, bytes]] = []
    for record in records:
        sources.update(citation.source for citation in record.citations[:1])
        pair = BETWEEN.join(ordered(record.one, record.other))
        packed.append((pair, _pack_record(record)))
    packed.sort()
    by_pair = {pair: _pack_group(group) for pair, group in _grouped(packed)}
    return {**pack_values(by_pair), "sources": pack_words(sorted(sources))}


def _pack_group(records: list[bytes]) -> bytes:
    in_order = sorted(records, key=_as_text) if len(records) > 1 else records
    return _encode([Raw(record) for record in in_order])


_decode_record = Decoder(_Record).decode


def _as_text(record: bytes) -> str:
    """Begins with the first source, so that the records of a pair are sorted by it."""
    return json.dumps(_decode_record(record))
