"""Completes a word while it is typed: the best known names that begin with it, best first."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from app.domain.facts import Key
from app.domain.knowledge import NameHit
from app.index.names import NameIndex
from app.index.packed import pack_numbers, pack_words, unpack_numbers, unpack_words

# Beginnings that more names have than this are completed beforehand, with so many names.
_FEW = 2_000
_READY = 60
_LAST = "\U0010ffff"


class Completions:
    """The rank of every spelling, the places where later words begin, and what was completed
    beforehand.
    """

    __slots__ = ("_inner", "_names", "_offsets", "_ranks", "_ready")

    def __init__(self, names: NameIndex, parts: Mapping[str, bytes]) -> None:
        self._names = names
        self._ranks = unpack_numbers(parts["ranks"])
        self._inner = unpack_numbers(parts["inner"])
        self._offsets = unpack_numbers(parts["offsets"])
        ready = unpack_numbers(parts["ready"])
        self._ready = {
            beginning: ready[n * _READY : (n + 1) * _READY]
            for n, beginning in enumerate(unpack_words(parts["beginnings"]))
        }

    def complete(self, beginning: str, most: int) -> list[NameHit]:
        """The names with a word that begins so, one for each thing, the best known first."""
        found: dict[Key, NameHit] = {}
        for place in self._fitting(beginning) if beginning else ():
            for hit in self._names.hits(place):
                found.setdefault(hit.subject, hit)
            if len(found) >= most:
                break
        return list(found.values())[:most]

    def _fitting(self, beginning: str) -> Sequence[int]:
        """The places of the spellings that fit, the best known first."""
        ready = self._ready.get(beginning)
        if ready is not None:
            return ready
        texts = self._names.texts
        first = bisect_left(texts, beginning)
        end = bisect_left(texts, beginning + _LAST)
        inner = self._inner[self._inner_place(beginning) : self._inner_place(beginning + _LAST)]
        return sorted({*range(first, end), *inner}, key=self._ranks.__getitem__)

    def _inner_place(self, beginning: str) -> int:
        texts, inner, offsets = self._names.texts, self._inner, self._offsets
        return bisect_left(
            range(len(inner)), beginning, key=lambda n: texts[inner[n]][offsets[n] :]
        )


def pack_completions(names: NameIndex, weights: Mapping[Key, int]) -> dict[str, bytes]:
    """The parts of an index of completions; `weights` says how well known each thing is."""
    browsed = [place for place in range(len(names.texts)) if not names.is_clinical(place)]
    best = sorted(range(len(names.texts)), key=lambda place: _worth(names, place, weights))
    ranks = array("I", bytes(4 * len(best)))
    for rank, place in enumerate(best):
        ranks[place] = rank
    inner = sorted(
        (names.texts[place][offset:], place, offset)
        for place in browsed
        for offset in _later_words(names.texts[place])
    )
    ready = _complete_beforehand(names, ranks, set(browsed))
    return {
        "ranks": pack_numbers(ranks),
        "inner": pack_numbers(place for _, place, _ in inner),
        "offsets": pack_numbers(offset for _, _, offset in inner),
        "beginnings": pack_words(ready),
        "ready": pack_numbers(place for places in ready.values() for place in places),
    }


def _complete_beforehand(
    names: NameIndex, ranks: Sequence[int], browsed: Set[int]
) -> dict[str, list[int]]:
    """The best places of every beginning that many names have, each thing once. Of the names of
    strengths and forms only the beginning counts: all have the same few words behind.
    """
    ready: dict[str, list[int]] = {}
    waiting = {
        "": [
            (n, offset)
            for n, text in enumerate(names.texts)
            for offset in (_words(text) if n in browsed else (0,))
        ]
    }
    while waiting:
        longer: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for beginning, starts in waiting.items():
            for place, offset in starts:
                text = names.texts[place][offset : offset + len(beginning) + 1]
                if len(text) > len(beginning):
                    longer[text].append((place, offset))
        waiting = {text: starts for text, starts in longer.items() if len(starts) > _FEW}
        for text, starts in waiting.items():
            ready[text] = _best({place for place, _ in starts}, names, ranks)
    return {text: places for text, places in ready.items() if len(places) == _READY}


def _best(places: Iterable[int], names: NameIndex, ranks: Sequence[int]) -> list[int]:
    seen: set[Key] = set()
    found = []
    for place in sorted(places, key=ranks.__getitem__):
        new = set(names.subjects(place)) - seen
        if new:
            seen |= new
            found.append(place)
        if len(found) == _READY:
            break
    return found


def _worth(names: NameIndex, place: int, weights: Mapping[Key, int]) -> tuple[int, int, int, int]:
    """The best known thing first; of its names the plainest and shortest first."""
    weight = max(weights.get(subject, 0) for subject in names.subjects(place))
    return -weight, names.plainest(place), len(names.texts[place]), place


def _words(text: str) -> Iterator[int]:
    yield 0
    yield from _later_words(text)


def _later_words(text: str) -> Iterator[int]:
    place = text.find(" ") + 1
    while place:
        yield place
        place = text.find(" ", place) + 1
