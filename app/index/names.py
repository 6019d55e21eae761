"""Every spelling of a drug, product or class, and what each means; compact, in order."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from app.domain.facts import Key, NameKind
from app.domain.knowledge import NameHit, Names
from app.domain.names.text import normalise
from app.index.packed import pack_numbers, pack_words, unpack_numbers, unpack_words

# What a name means, how it is written, the kind of name, and the region where it is used.
NameLine = tuple[Key, str, NameKind, str | None]

_KINDS = list(NameKind)
_RANKS = {kind: rank for rank, kind in enumerate(NameKind)}
_EVERYWHERE = "*"


class Spellings(Names):
    """A mapping from a spelling to all that it means, sorted by subject.

    `texts` are all spellings, sorted; a spelling's hits lie at `firsts[n]` to `firsts[n + 1]`.
    """

    __slots__ = ("_ends", "_joined", "_keys", "_kinds", "_of", "_region_of", "_regions", "_starts",
                 "_written", "firsts", "texts")  # fmt: skip

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._joined = parts["texts"].decode()
        self.texts = self._joined.split("\n") if self._joined else []
        self._starts: array[int] | None = None
        self.firsts = unpack_numbers("I", parts["firsts"])
        self._keys = unpack_words(parts["keys"])
        self._of = unpack_numbers("I", parts["of"])
        self._kinds = parts["kinds"]
        self._regions = unpack_words(parts["regions"])
        self._region_of = parts["region_of"]
        self._written = parts["written"]
        self._ends = unpack_numbers("I", parts["ends"])

    def place(self, spelling: str) -> int | None:
        """Where a spelling stands among all."""
        place = bisect_left(self.texts, spelling)
        found = place < len(self.texts) and self.texts[place] == spelling
        return place if found else None

    def containing(self, part: str) -> Iterator[int]:
        """The places of all spellings that hold the part, in order: one scan over all of them."""
        starts = self._starts
        if starts is None:
            starts = self._starts = array("I", [0])
            for text in self.texts:
                starts.append(starts[-1] + len(text) + 1)
        found = self._joined.find(part)
        while found >= 0:
            place = bisect_right(starts, found) - 1
            yield place
            found = self._joined.find(part, starts[place + 1])

    def hits(self, place: int) -> tuple[NameHit, ...]:
        """All that the spelling at a place means."""
        text = self.texts[place]
        return tuple(
            NameHit(
                self._keys[self._of[n]],
                self._text(n) or text,
                _KINDS[self._kinds[n]],
                self._region(n),
            )
            for n in range(self.firsts[place], self.firsts[place + 1])
        )

    def subjects(self, place: int) -> list[Key]:
        """The keys of all that the spelling at a place means."""
        span = range(self.firsts[place], self.firsts[place + 1])
        return [self._keys[self._of[n]] for n in span]

    def plainest(self, place: int) -> int:
        """The rank of the plainest kind of name that the spelling at a place is."""
        return min(self._kinds[self.firsts[place] : self.firsts[place + 1]])

    def is_clinical(self, place: int) -> bool:
        """Whether it is only what a strength and form of a drug is called."""
        synonym = _RANKS[NameKind.SYNONYM]
        return all(
            self._kinds[n] == synonym and self._keys[self._of[n]].startswith("product:")
            for n in range(self.firsts[place], self.firsts[place + 1])
        )

    def _region(self, n: int) -> str | None:
        region = self._regions[self._region_of[n]]
        return None if region == _EVERYWHERE else region

    def _text(self, n: int) -> str:
        return self._written[self._ends[n] : self._ends[n + 1]].decode()

    def get(self, spelling: str, default: Any = None) -> Any:
        """All that a spelling means, or the default. Asked far too often to raise and catch."""
        place = self.place(spelling)
        return default if place is None else self.hits(place)

    def __getitem__(self, spelling: str) -> tuple[NameHit, ...]:
        place = self.place(spelling)
        if place is None:
            raise KeyError(spelling)
        return self.hits(place)

    def __contains__(self, spelling: object) -> bool:
        return isinstance(spelling, str) and self.place(spelling) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)


def pack_spellings(lines: Iterable[NameLine]) -> dict[str, bytes]:
    """The parts of a shelf. Of several lines for one spelling and subject the first one counts."""
    stated, keys, regions = _numbered(lines)
    texts: list[str] = []
    firsts, of, ends = array("I"), array("I"), array("I", [0])
    kinds, region_of, written = bytearray(), bytearray(), bytearray()
    known: tuple[str, int] | None = None
    for spelling, number, rank, _, text, region in stated:
        if known == (spelling, number):
            continue
        if known is None or known[0] != spelling:
            texts.append(spelling)
            firsts.append(len(of))
        known = (spelling, number)
        of.append(number)
        kinds.append(rank)
        region_of.append(region)
        written += b"" if text is None else text.encode()
        ends.append(len(written))
    firsts.append(len(of))
    return {
        "texts": pack_words(texts), "firsts": pack_numbers(firsts), "keys": pack_words(keys),
        "of": pack_numbers(of), "kinds": bytes(kinds), "regions": pack_words(regions),
        "region_of": bytes(region_of), "written": bytes(written), "ends": pack_numbers(ends),
    }  # fmt: skip


# Spelling, number of the key, rank of the kind, place among the lines, text if it is written in
# another way, number of the region. Of a release there may be half a million: no objects.
_Line = tuple[str, int, int, int, str | None, int]


def _numbered(lines: Iterable[NameLine]) -> tuple[list[_Line], list[Key], list[str]]:
    """The lines in order, the keys in order, the regions."""
    numbers: dict[Key, int] = {}
    regions: dict[str, int] = {}
    stated: list[_Line] = []
    for place, (subject, text, kind, region) in enumerate(lines):
        spelling = normalise(text)
        if spelling:
            number = numbers.setdefault(subject, len(numbers))
            where = regions.setdefault(region or _EVERYWHERE, len(regions))
            written = None if text == spelling else text
            stated.append((spelling, number, _RANKS[kind], place, written, where))
    keys = sorted(numbers)
    in_order = {numbers[subject]: n for n, subject in enumerate(keys)}
    for place, line in enumerate(stated):
        stated[place] = (line[0], in_order[line[1]], *line[2:])
    stated.sort(key=itemgetter(0, 1, 3))
    return stated, keys, list(regions)
