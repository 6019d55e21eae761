"""Search over everything that has a name."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from app.domain.explaining import name_of
from app.domain.facts import Key, key
from app.domain.knowledge import Knowledge
from app.domain.names import normalise
from app.domain.shelves import Spellings

# More names than this are no answer to anybody: who asks types on.
_MOST = 1_000
_SHORT = 2
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A thing with the words in one of its names; `rank` 0: the whole name, 3: within a word."""

    subject: Key
    name: str
    matched_name: str
    rank: int


def search(knowledge: Knowledge, words: str) -> list[SearchHit]:
    """All things with a name that holds the words, the closest first; each thing once."""
    wanted = normalise(words)
    best: dict[Key, SearchHit] = {}
    for spelling, subject, text in _spellings(wanted, knowledge) if wanted else ():
        rank = _rank(wanted, spelling)
        known = best.get(subject)
        if rank is not None and (known is None or (rank, text) < (known.rank, known.matched_name)):
            best[subject] = SearchHit(subject, _name(subject, text, knowledge), text, rank)
    return sorted(best.values(), key=lambda hit: (hit.rank, hit.name.casefold(), hit.subject))


def _name(subject: Key, text: str, knowledge: Knowledge) -> str:
    """Of a product the name that was found: to read a thousand products would take longer than all
    the rest.
    """
    return text if subject.startswith("product:") else name_of(subject, knowledge)


def _rank(wanted: str, spelling: str) -> int | None:
    if wanted == spelling:
        return 0
    if spelling.startswith(wanted):
        return 1
    if f" {wanted}" in spelling:
        return 2
    return 3 if len(wanted) > _SHORT and wanted in spelling else None


def _spellings(wanted: str, knowledge: Knowledge) -> Iterator[tuple[str, Key, str]]:
    names = knowledge.names
    for place in islice(_places(wanted, names), _MOST):
        for hit in names.hits(place):
            yield names.texts[place], hit.subject, hit.text
    yield from (one for one in _others(knowledge) if wanted in one[0])


def _places(wanted: str, names: Spellings) -> Iterator[int]:
    """Those that begin so first: of a part that very many names hold, these are what is meant."""
    first = bisect_left(names.texts, wanted)
    end = bisect_left(names.texts, wanted + _LAST)
    yield from range(first, end)
    # Within a word too short a part means nothing.
    for place in names.containing(wanted if len(wanted) > _SHORT else f" {wanted}"):
        if not first <= place < end:
            yield place


def _others(knowledge: Knowledge) -> list[tuple[str, Key, str]]:
    """Every spelling of a condition, therapy or effect; worked out once for a release."""
    known = knowledge.memo.spelled
    if not known:
        things = (
            ("condition", knowledge.conditions.values()),
            ("therapy", knowledge.therapies.values()),
            ("effect", knowledge.effects.values()),
        )
        known += [
            (normalise(text), key(kind, thing.id), text)
            for kind, named in things
            for thing in named
            for text in (thing.name, *thing.names)
        ]
    return known
