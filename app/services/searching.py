"""Search over everything that has a name."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.explaining import name_of
from app.domain.facts import Key, key, split_key
from app.domain.knowledge import Knowledge
from app.domain.names import normalise


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
            best[subject] = SearchHit(subject, name_of(subject, knowledge), text, rank)
    return sorted(best.values(), key=lambda hit: (hit.rank, hit.name.casefold(), hit.subject))


def _rank(wanted: str, spelling: str) -> int | None:
    if wanted == spelling:
        return 0
    if spelling.startswith(wanted):
        return 1
    if f" {wanted}" in spelling:
        return 2
    return 3 if len(wanted) > 2 and wanted in spelling else None


def _spellings(wanted: str, knowledge: Knowledge) -> Iterator[tuple[str, Key, str]]:
    names = knowledge.names
    for place in [n for n, text in enumerate(names.texts) if wanted in text]:
        for hit in names.hits(place):
            yield names.texts[place], hit.subject, hit.text
    things = (
        ("condition", knowledge.conditions.values()),
        ("therapy", knowledge.therapies.values()),
        ("effect", knowledge.effects.values()),
    )
    for kind, named in things:
        for thing in named:
            for text in (thing.name, *thing.names):
                yield normalise(text), key(kind, thing.id), text


def kind_of(hit: SearchHit) -> str:
    """What the hit is: `drug`, `product`, `class`, `condition`, `therapy` or `effect`."""
    return split_key(hit.subject)[0]
