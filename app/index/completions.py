"""Completes a word while it is typed: the best known names that begin with it, best first."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from app.domain.facts import Key
from app.domain.knowledge import NameHit
from app.index.names import SYNONYM, NameIndex
from app.index.packed import pack_numbers, pack_words, unpack_numbers, unpack_words

# Beginnings that more names have than this are completed beforehand, with so many names.
_FEW = 2_000
_READY = 60
_LAST = "\U0010ffff"
# How much less often one of its brands is meant than a drug by its name, and any other name of it.
_BRAND, _OTHER = 2, 8


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
        """The places of the spellings that fit: those that begin so, then those in which a later
        word does; of each the best known first.
        """
        ready = self._ready.get(beginning)
        if ready is not None:
            return ready
        texts = self._names.texts
        first = bisect_left(texts, beginning)
        end = bisect_left(texts, beginning + _LAST)
        inner = self._inner[self._inner_place(beginning) : self._inner_place(beginning + _LAST)]
        rank = self._ranks.__getitem__
        later = {place for place in inner if not first <= place < end}
        return [*sorted(range(first, end), key=rank), *sorted(later, key=rank)]

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
            ready[text] = _best(starts, names, ranks)
    return {text: places for text, places in ready.items() if len(places) == _READY}


def _best(starts: Iterable[tuple[int, int]], names: NameIndex, ranks: Sequence[int]) -> list[int]:
    """The best places of those where a word begins so; first those of which it is the first one."""
    seen: set[Key] = set()
    found = []
    ordered = sorted((offset > 0, ranks[place], place) for place, offset in starts)
    for place in dict.fromkeys(place for *_, place in ordered):
        new = set(names.subjects(place)) - seen
        if new:
            seen |= new
            found.append(place)
        if len(found) == _READY:
            break
    return found


def _worth(names: NameIndex, place: int, weights: Mapping[Key, int]) -> tuple[float, int, int, int]:
    """The best known thing first; of its names the plainest and shortest first. Who begins a word
    means a rare name of a thing more seldom than the usual one of a lesser known thing.
    """
    weight = max(weights.get(subject, 0) for subject in names.subjects(place))
    plainest = names.plainest(place)
    seldom = _OTHER if plainest >= SYNONYM else _BRAND if plainest else 1
    return -weight / seldom, plainest, len(names.texts[place]), place


def _words(text: str) -> Iterator[int]:
    yield 0
    yield from _later_words(text)


def _later_words(text: str) -> Iterator[int]:
    place = text.find(" ") + 1
    while place:
        yield place
        place = text.find(" ", place) + 1
