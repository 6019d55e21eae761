"""Finds the names inside a text: those that mean something here, and those only known to exist."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from app.domain.knowledge import Knowledge, NameHit
from app.domain.names.lexicon import SALTS, is_half

# A shorter word inside a text is chance.
_SHORTEST = 3
# In a shorter word a slip makes any other, and longer ones are no words.
_SHORTEST_SLIP, _LONGEST_SLIP = 6, 40
# No name has more words.
_MOST_WORDS = 12
# How the rest of a compound ends, beside its metal.
_COMPOUND = re.compile(r"(?:ate|ide|ite|yl)s?$")
# What stands behind a brand that holds something else, or something more, than the brand alone.
# Whatever the brand is, with such a word it is another product.
_SUFFIX_WORDS = """
    12h 24 360 ac advanced allergy am chest cold comp complete compound cough ct d day dm duo ex
    extra flu forte g gp h hbp hc hct hctz head headache hp max maximum migraine multi n night
    nighttime nt original p pe pediatric plus pm pro severe sinus sore throat total ultra vapor
    with 1 2 3 4
"""
CONTENT_SUFFIXES = frozenset(_SUFFIX_WORDS.split())


@dataclass(frozen=True, slots=True)
class FoundName:
    """A name inside a text; without `hits` a register has it, and nothing is recorded of it."""

    name: str
    hits: tuple[NameHit, ...]


@dataclass(frozen=True, slots=True)
class FoundNames:
    """All names inside a text, the longest first, and the words that belong to none."""

    names: tuple[FoundName, ...]
    left_over: tuple[str, ...]

    @property
    def hits(self) -> list[NameHit]:
        """What the names mean."""
        return [hit for one in self.names for hit in one.hits]

    @property
    def meaning(self) -> list[str]:
        """The names that mean something here."""
        return [one.name for one in self.names if one.hits]

    @property
    def unrecorded(self) -> list[str]:
        """The names of which nothing is recorded."""
        return [one.name for one in self.names if not one.hits]


def find_names(words: Sequence[str], knowledge: Knowledge) -> FoundNames:
    """The names inside the text. A longer one is preferred: `vitamin d3` is no vitamin at large."""
    rest = list(words)
    names = []
    for size in range(min(len(rest), _MOST_WORDS), 0, -1):
        for start in range(len(rest) - size + 1):
            found = _name(rest[start : start + size], knowledge)
            if found is not None:
                names.append(found)
                rest[start : start + size] = [""] * size
    left_over = tuple(word for word in rest if word)
    unknown = (*left_over, *(one.name for one in names if not one.hits))
    if any(_COMPOUND.search(word) or word in SALTS for word in unknown):
        # A compound that is not known is neither its metal nor one of a class: `zinc undecylenate`.
        parts = [one for one in names if _is_part_of_a_compound(one)]
        names = [one for one in names if one not in parts]
        left_over = (*(one.name for one in parts), *left_over)
    return FoundNames(tuple(names), left_over)


def _is_part_of_a_compound(one: FoundName) -> bool:
    names_a_class = any(hit.subject.startswith("class:") for hit in one.hits)
    return names_a_class or is_half(tuple(one.name.split()))


def _name(words: Sequence[str], knowledge: Knowledge) -> FoundName | None:
    if "" in words:
        return None
    name = " ".join(words)
    if len(name) < _SHORTEST:
        return None
    hits = knowledge.names.get(name, ())
    if not hits and (name not in knowledge.known_names or _has_a_suffix(words, knowledge)):
        return None
    return FoundName(name, hits)


def _has_a_suffix(words: Sequence[str], knowledge: Knowledge) -> bool:
    """Whether it is a name that means something here, with words that change what it holds: then
    the name is offered, which says more than that nothing is recorded.
    """
    return any(
        all(word in CONTENT_SUFFIXES for word in words[size:])
        for size, hits in _beginnings(words, knowledge)
        if not any(hit.subject.startswith("class:") for hit in hits)
    )


def _beginnings(
    words: Sequence[str], knowledge: Knowledge
) -> Iterator[tuple[int, tuple[NameHit, ...]]]:
    for size in range(1, len(words)):
        hits = knowledge.names.get(" ".join(words[:size]))
        if hits:
            yield size, hits


def known_within_a_slip(written: str, knowledge: Knowledge) -> str | None:
    """A name that a register has, one slip away from a word: who wrote the word may have meant it
    rather than one that is further away.
    """
    if not _SHORTEST_SLIP <= len(written) <= _LONGEST_SLIP:
        return None
    return next((one for one in _one_slip(written) if one in knowledge.known_names), None)


def _one_slip(word: str) -> Iterator[str]:
    """The word with one letter less, more or changed, and with two that changed places."""
    for place in range(len(word) + 1):
        before, rest = word[:place], word[place:]
        if rest:
            yield before + rest[1:]
        if len(rest) > 1:
            yield before + rest[1] + rest[0] + rest[2:]
        for letter in ascii_lowercase:
            yield before + letter + rest[1:]
            yield before + letter + rest
