"""Finds spellings that share a piece with a word, so that few need to be compared with it.

A spelling is cut into one piece more than there may be slips, so that one piece stays whole. Where
it may stand then is known: what comes before it and behind it leaves room for so many slips only
(Li, Deng, Wang and Feng, Pass-Join, VLDB 2011).
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from app.index.packed import pack_numbers, unpack_numbers

# Longer texts are not misspelt words, and shorter ones are near everything.
_SHORTEST, _LONGEST = 3, 40
# From this length on three slips are found, else two. Two letters that changed places count as one
# slip, unless they stand where two pieces meet: then as two.
_LONG = 16
# A piece that more spellings of one length share than this, such as the name of a salt, means
# nothing: it is passed over while other pieces lead anywhere, at the price of one slip.
_CROWD = 1_500
_Where = tuple[int, int]


class Segments:
    """For each length and piece, the places of the spellings, sorted by that piece."""

    __slots__ = ("_by_piece", "_texts")

    def __init__(self, texts: Sequence[str], parts: Mapping[str, bytes]) -> None:
        self._texts = texts
        self._by_piece: dict[_Where, array[int]] = {}
        for name, content in parts.items():
            length, piece = name.split("-")
            self._by_piece[int(length), int(piece)] = unpack_numbers(content)

    def near(self, word: str) -> list[str]:
        """All spellings that may be within a few slips of the word, in no order."""
        found: set[int] = set()
        crowds: list[array[int]] = []
        slips = _slips(len(word))
        for length in range(len(word) - slips, len(word) + slips + 1):
            for piece, (start, end) in enumerate(_cuts(length)):
                places = self._by_piece.get((length, piece))
                if places is not None:
                    for first in _starts(piece, start, len(word) - length, _slips(length)):
                        wanted = word[first : first + end - start]
                        some = self._with(places, wanted, start, end)
                        if len(some) > _CROWD:
                            crowds.append(some)
                        else:
                            found.update(some)
        if not found:
            found.update(*crowds)
        return [self._texts[place] for place in found]

    def _with(self, places: "array[int]", wanted: str, start: int, end: int) -> "array[int]":
        if len(wanted) < end - start:
            return places[:0]

        def piece(place: int) -> str:
            return self._texts[place][start:end]

        first = bisect_left(places, wanted, key=piece)
        return places[first : bisect_right(places, wanted, lo=first, key=piece)]


def _starts(piece: int, start: int, longer: int, slips: int) -> range:
    """Where in a word, so much longer than the spelling, a whole piece may begin."""
    left = slips - piece
    return range(
        max(0, start - piece, start + longer - left),
        min(start + piece, start + longer + left) + 1,
    )


def _slips(length: int) -> int:
    return 2 if length < _LONG else 3


def _cuts(length: int) -> Iterator[tuple[int, int]]:
    """Where the pieces of a spelling of this length begin and end."""
    if _SHORTEST <= length <= _LONGEST:
        pieces = _slips(length) + 1
        bounds = [round(length * n / pieces) for n in range(pieces + 1)]
        yield from pairwise(bounds)


def pack_segments(texts: Sequence[str], places: Iterable[int] | None = None) -> dict[str, bytes]:
    """The parts of an index of the pieces of these spellings, or of those at the places."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for place in range(len(texts)) if places is None else places:
        by_length[len(texts[place])].append(place)
    parts = {}
    for length, of_length in sorted(by_length.items()):
        for piece, (start, end) in enumerate(_cuts(length)):
            by_piece = sorted(of_length, key=lambda place: texts[place][start:end])
            parts[f"{length}-{piece}"] = pack_numbers(by_piece)
    return parts
