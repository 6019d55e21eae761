"""Every spelling of a drug, product or class, in order, and what each means."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from msgspec.msgpack import Decoder, Encoder

from app.domain.facts import Key, NameKind, Product, split_key
from app.domain.knowledge import NameHit, Names
from app.domain.names.text import normalise
from app.index.packed import Column, PackedMap, Parts, pack_column, pack_words, unpack_words

# The key of what a name means, how it is written, the kind of name, the region where it is used.
NameLine = tuple[Key, str, NameKind, str | None]

_KINDS = list(NameKind)
_RANKS = {kind: rank for rank, kind in enumerate(NameKind)}
SYNONYM = _RANKS[NameKind.SYNONYM]
_EVERYWHERE = "*"
# Number of the key, rank of the kind, number of the region, and how it is written; nothing where
# that is the spelling itself.
_Hit = tuple[int, int, int, str]
_encode = Encoder().encode
_decode: Callable[[bytes], list[_Hit]] = Decoder(list[_Hit]).decode
_decode_beside: Callable[[bytes], dict[str, list[_Hit]]] = Decoder(dict[str, list[_Hit]]).decode


class Texts:
    """Spellings in order: the keys of a packed map that others walk through by their places."""

    __slots__ = ("_joined", "_starts", "all")

    def __init__(self, content: bytes) -> None:
        self._joined = content.decode()
        self.all = self._joined.split("\n") if self._joined else []
        self._starts: array[int] | None = None

    def place(self, spelling: str) -> int | None:
        """Where a spelling stands among all."""
        place = bisect_left(self.all, spelling)
        found = place < len(self.all) and self.all[place] == spelling
        return place if found else None

    def containing(self, part: str) -> Iterator[int]:
        """The places of all spellings that hold the part, in order: one scan over all of them."""
        starts = self._starts
        if starts is None:
            starts = self._starts = array("I", [0])
            for text in self.all:
                starts.append(starts[-1] + len(text) + 1)
        found = self._joined.find(part)
        while found >= 0:
            place = bisect_right(starts, found) - 1
            yield place
            found = self._joined.find(part, starts[place + 1])

    def __iter__(self) -> Iterator[str]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)


class NameIndex(PackedMap[str, tuple[NameHit, ...]], Names):
    """A mapping from a spelling to all that it means, sorted by subject.

    `texts` are all spellings, sorted.
    """

    __slots__ = ("_beside", "_regions", "_subjects", "_texts", "texts")

    def __init__(self, parts: Parts) -> None:
        self._texts = Texts(parts["texts"])
        self.texts = self._texts.all
        self._subjects = unpack_words(parts["subjects"])
        regions = unpack_words(parts["regions"])
        self._regions = [None if region == _EVERYWHERE else region for region in regions]
        self._beside = _decode_beside(parts["beside"])
        super().__init__(self._texts, Column(parts, "hits"), self._unpack_hits)

    def _unpack_hits(self, text: str, content: bytes) -> tuple[NameHit, ...]:
        subjects, regions = self._subjects, self._regions
        return tuple([
            NameHit(subjects[subject], written or text, _KINDS[kind], regions[region])
            for subject, kind, region, written in _decode(content)
        ])  # fmt: skip

    def beside(self, spelling: str) -> tuple[NameHit, ...]:
        """What others call so, and curators do not."""
        found = self._beside.get(spelling)
        return self._unpack_hits(spelling, _encode(found)) if found else ()

    def containing(self, part: str) -> Iterator[int]:
        """The places of all spellings that hold the part, in order."""
        return self._texts.containing(part)

    def hits(self, place: int) -> tuple[NameHit, ...]:
        """All that the spelling at a place means."""
        return self._unpack_hits(self.texts[place], self._values[place])

    def subjects(self, place: int) -> list[Key]:
        """The keys of all that the spelling at a place means."""
        return [self._subjects[subject] for subject, _, _, _ in _decode(self._values[place])]

    def plainest(self, place: int) -> int:
        """The rank of the plainest kind of name that the spelling at a place is."""
        return min(kind for _, kind, _, _ in _decode(self._values[place]))

    def is_clinical(self, place: int) -> bool:
        """Whether it is only what a strength and form of a drug is called."""
        return all(
            kind == SYNONYM and self._subjects[subject].startswith("product:")
            for subject, kind, _, _ in _decode(self._values[place])
        )


@dataclass(frozen=True, slots=True)
class Curated:
    """What curators call things, and what products are made of: of names, theirs go first."""

    names: Mapping[str, tuple[NameHit, ...]] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)

    def otherwise(self, spelling: str, subjects: Iterable[Key]) -> set[Key]:
        """Those of the things with this spelling that mean something else to curators."""
        stated = {self._meaning(hit.subject) for hit in self.names.get(spelling, ())}
        return {one for one in subjects if stated and self._meaning(one) not in stated}

    def _meaning(self, subject: Key) -> frozenset[str]:
        """The drugs that it is or is made of; a class is only itself."""
        kind, slug = split_key(subject)
        if kind == "product" and slug in self.products:
            return frozenset(self.products[slug].ingredients)
        return frozenset({slug if kind == "drug" else subject})


def pack_names(lines: Iterable[NameLine], curated: Curated | None = None) -> dict[str, bytes]:
    """The parts of an index. Of several lines for one spelling and subject the first one counts.

    What means something else than the curated names of the same spelling stands beside them.
    """
    curated = curated or Curated()
    in_order, subjects, regions = _numbered(lines)
    texts: list[str] = []
    beside: dict[str, list[_Hit]] = {}

    def packed_hits() -> Iterator[bytes]:
        for text, group in groupby(in_order, key=itemgetter(0)):
            texts.append(text)
            # The first line of a subject is written over those behind it.
            hits = {line[1]: _hit(line) for line in reversed(list(group))}
            if len(hits) > 1 and text in curated.names:
                numbers = {subjects[one]: one for one in sorted(hits)}
                others = curated.otherwise(text, numbers)
                found = [hits.pop(numbers[one]) for one in numbers if one in others]
                if found:
                    beside[text] = found
            yield _encode([hits[subject] for subject in sorted(hits)])

    hits = pack_column("hits", packed_hits())
    return {
        **hits,
        "beside": _encode(beside),
        "texts": pack_words(texts),
        "subjects": pack_words(subjects),
        "regions": pack_words(regions),
    }


# Spelling, number of the subject, rank of the kind, place among the lines, text if it is written in
# another way, number of the region. Of a release there may be half a million: no objects.
_Line = tuple[str, int, int, int, str, int]


def _hit(line: _Line) -> _Hit:
    _, subject, kind, _, written, region = line
    return subject, kind, region, written


def _numbered(lines: Iterable[NameLine]) -> tuple[list[_Line], list[Key], list[str]]:
    """The lines in order, the keys of their subjects in order, the regions."""
    numbers: dict[Key, int] = {}
    regions: dict[str, int] = {}
    found: list[_Line] = []
    for place, (subject, text, kind, region) in enumerate(lines):
        spelling = normalise(text)
        if spelling:
            number = numbers.setdefault(subject, len(numbers))
            where = regions.setdefault(region or _EVERYWHERE, len(regions))
            written = "" if text == spelling else text
            found.append((spelling, number, _RANKS[kind], place, written, where))
    keys = sorted(numbers)
    in_order = {numbers[subject]: n for n, subject in enumerate(keys)}
    for place, line in enumerate(found):
        found[place] = (line[0], in_order[line[1]], *line[2:])
    found.sort(key=itemgetter(0, 1, 3))
    return found, keys, list(regions)
