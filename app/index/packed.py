"""Very many keys, each with a short value, in one string of bytes: found by bisecting."""

import json
import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.domain.facts import Citation, Key, Product, ProductKind, Record, Severity
from app.domain.knowledge import Pair, Records, ordered

# Packed by another version, a shelf is made anew instead of being read.
FORMAT = "materia-shelf-2"


def pack(parts: Mapping[str, bytes]) -> bytes:
    """All parts in one string of bytes."""
    sizes = {name: len(part) for name, part in parts.items()}
    header = json.dumps([FORMAT, sizes]).encode()
    return b"".join([len(header).to_bytes(4, "little"), header, *parts.values()])


def unpack(content: bytes) -> dict[str, bytes]:
    """The parts again. Raises ValueError for bytes that are no shelf of this format."""
    start = 4 + int.from_bytes(content[:4], "little")
    made, sizes = json.loads(content[4:start])
    if made != FORMAT:
        raise ValueError(f"a shelf of the format {made}")
    parts = {}
    for name, size in sizes.items():
        parts[name] = content[start : start + size]
        start += size
    if start != len(content):
        raise ValueError("a shelf that was cut short")
    return parts


def pack_numbers(numbers: "array[int]") -> bytes:
    """Numbers of four or eight bytes each."""
    return _turned(numbers).tobytes()


def unpack_numbers(code: str, content: bytes) -> "array[int]":
    """`code` as in the standard library's array: `I` or `Q`."""
    numbers = array(code)
    numbers.frombytes(content)
    return _turned(numbers)


def pack_words(words: Iterable[str]) -> bytes:
    """Words without line breaks."""
    return "\n".join(words).encode()


def unpack_words(content: bytes) -> list[str]:
    """The words in their order."""
    return content.decode().split("\n") if content else []


def _turned(numbers: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers


_BETWEEN = b"\t"


class Entries:
    """Keys in order, with what stands behind each."""

    __slots__ = ("_content", "_ends")

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._content = parts["content"]
        self._ends = unpack_numbers("Q", parts["ends"])

    def find(self, key: str) -> str | None:
        """What stands behind the key, or None."""
        wanted = key.encode()
        places = range(len(self))
        place = bisect_left(places, wanted, key=self._key)
        if place == len(self) or self._key(place) != wanted:
            return None
        start = self._ends[place] + len(wanted) + 1
        return self._content[start : self._ends[place + 1]].decode()

    def keys(self) -> Iterator[str]:
        """All keys, in order."""
        for place in range(len(self)):
            yield self._key(place).decode()

    def __len__(self) -> int:
        return len(self._ends) - 1

    def _key(self, place: int) -> bytes:
        start = self._ends[place]
        end = self._content.index(_BETWEEN, start)
        return self._content[start:end]


def pack_entries(entries: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    """The parts of a shelf. The keys come in the order of their bytes, each once."""
    content, ends = bytearray(), array("Q", [0])
    for key, text in entries:
        content += key.encode() + _BETWEEN + text.encode()
        ends.append(len(content))
    return {"content": bytes(content), "ends": pack_numbers(ends)}


CodeKey = tuple[str, str]


class CodeIndex(Mapping[CodeKey, tuple[Key, ...]]):
    """A mapping from a system and a code to the keys of what it names, in order."""

    __slots__ = ("_entries",)

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._entries = Entries(parts)

    def get(self, code: CodeKey, default: Any = None) -> Any:
        """What the code names, or the default."""
        stated = self._entries.find(" ".join(code))
        return default if stated is None else tuple(stated.split(" "))

    def __getitem__(self, code: CodeKey) -> tuple[Key, ...]:
        found = self.get(code)
        if found is None:
            raise KeyError(code)
        return tuple(found)

    def __iter__(self) -> Iterator[CodeKey]:
        for key in self._entries.keys():  # noqa: SIM118  (it is no mapping)
            system, _, code = key.partition(" ")
            yield system, code

    def __len__(self) -> int:
        return len(self._entries)


def pack_codes(codes: Iterable[tuple[str, str, Key]]) -> dict[str, bytes]:
    """The parts of a shelf, of lines of system, code and key."""
    lines = sorted({f"{system} {code}\t{subject}" for system, code, subject in codes})
    return pack_entries(_join_codes(lines))


def _join_codes(lines: list[str]) -> Iterator[tuple[str, str]]:
    """The lines of one code as one, in order: a tab comes before every sign of a code."""
    known, subjects = "", ""
    for line in lines:
        code, _, subject = line.partition("\t")
        if code == known:
            subjects += f" {subject}"
            continue
        if known:
            yield known, subjects
        known, subjects = code, subject
    if known:
        yield known, subjects


class ProductIndex(Mapping[str, Product]):
    """A mapping from an id to a product."""

    __slots__ = ("_entries",)

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._entries = Entries(parts)

    def get(self, slug: str, default: Any = None) -> Any:
        """The product, or the default."""
        stated = self._entries.find(slug)
        return default if stated is None else _unpack_product(slug, stated)

    def __getitem__(self, slug: str) -> Product:
        stated = self._entries.find(slug)
        if stated is None:
            raise KeyError(slug)
        return _unpack_product(slug, stated)

    def __iter__(self) -> Iterator[str]:
        return self._entries.keys()

    def __len__(self) -> int:
        return len(self._entries)


def pack_products(products: Iterable[Product]) -> dict[str, bytes]:
    """The parts of a shelf."""
    lines = [(one.id.encode(), one.id, _pack_product(one)) for one in products]
    lines.sort()
    return pack_entries((slug, stated) for _, slug, stated in lines)


def _pack_product(one: Product) -> str:
    cited = [[c.source, c.section, c.paragraph, c.sentence, c.sha256] for c in one.citations]
    return json.dumps(
        [one.name, one.kind.value, one.ingredients, one.names, one.strength, one.form, one.region,
         cited]
    )  # fmt: skip


def _unpack_product(slug: str, stated: str) -> Product:
    name, kind, ingredients, names, strength, form, region, cited = json.loads(stated)
    return Product(
        slug, name, ProductKind(kind), tuple(ingredients), tuple(names), strength, form, region,
        tuple(Citation(*one) for one in cited),
    )  # fmt: skip


# Where a claim begins, with its first source. Within a text the quotation mark would be escaped.
_FIRST_SOURCE = re.compile(rb'\[\[\["([^"\\]+)"')


class RecordIndex(Records):
    """A mapping from a pair, in order, to what every source says of it."""

    __slots__ = ("_drugs", "_ends", "_firsts", "_numbers", "_packed", "_pairs")

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._drugs = unpack_words(parts["drugs"])
        self._numbers = {drug: n for n, drug in enumerate(self._drugs)}
        self._pairs = unpack_numbers("Q", parts["pairs"])
        self._firsts = unpack_numbers("I", parts["firsts"])
        self._packed = parts["told"]
        self._ends = unpack_numbers("Q", parts["ends"])

    def __getitem__(self, pair: Pair) -> tuple[Record, ...]:
        found = self.get(pair)
        if found is None:
            raise KeyError(pair)
        return tuple(found)

    def get(self, pair: Pair, default: Any = None) -> Any:
        """The claims on a pair, or the default. Asked far too often to raise and catch."""
        one, other = self._numbers.get(pair[0]), self._numbers.get(pair[1])
        if one is None or other is None:
            return default
        wanted = one * len(self._drugs) + other
        place = bisect_left(self._pairs, wanted)
        if place == len(self._pairs) or self._pairs[place] != wanted:
            return default
        span = range(self._firsts[place], self._firsts[place + 1])
        return tuple(self._record(pair, n) for n in span)

    def _record(self, pair: Pair, n: int) -> Record:
        stated = self._packed[self._ends[n] : self._ends[n + 1]]
        citations, rating, severity, text = json.loads(stated)
        cited = tuple(Citation(*citation) for citation in citations)
        return Record(*pair, rating, Severity(severity), text, cited)

    def sources(self) -> list[str]:
        """The sources that speak of any pair."""
        return sorted({found.decode() for found in _FIRST_SOURCE.findall(self._packed)})

    def __iter__(self) -> Iterator[Pair]:
        for number in self._pairs:
            one, other = divmod(number, len(self._drugs))
            yield self._drugs[one], self._drugs[other]

    def __len__(self) -> int:
        return len(self._pairs)


def pack_records(records: Iterable[Record]) -> dict[str, bytes]:
    """The parts of a shelf, the claims on a pair in a stable order."""
    lines = sorted((*ordered(record.one, record.other), _pack_record(record)) for record in records)
    drugs = sorted({drug for line in lines for drug in line[:2]})
    numbers = {drug: n for n, drug in enumerate(drugs)}
    pairs, firsts, ends = array("Q"), array("I"), array("Q", [0])
    stated = bytearray()
    for n, (one, other, content) in enumerate(lines):
        number = numbers[one] * len(drugs) + numbers[other]
        if not pairs or pairs[-1] != number:
            pairs.append(number)
            firsts.append(n)
        stated += content.encode()
        ends.append(len(stated))
    firsts.append(len(lines))
    return {
        "drugs": pack_words(drugs), "pairs": pack_numbers(pairs), "firsts": pack_numbers(firsts),
        "told": bytes(stated), "ends": pack_numbers(ends),
    }  # fmt: skip


def _pack_record(record: Record) -> str:
    """Begins with the source, so that the claims of a pair are sorted by it."""
    citations = [
        [one.source, one.section, one.paragraph, one.sentence, one.sha256]
        for one in record.citations
    ]
    return json.dumps([citations, record.rating, record.severity.value, record.text])
