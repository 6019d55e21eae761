"""Citations: what stands after `cite:` in a seed file, and a text as numbered sentences."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from app.domain.facts import Citation, Citations

_NUMBERED = re.compile(r"^(?P<source>[a-z0-9-]+) (?P<place>\d+\.\d+\.\d+)$")
_NAMED = re.compile(r"^(?P<source>[a-z0-9-]+) § (?P<section>\S.*)$")


@dataclass(frozen=True)
class KnownSources:
    """The ids of all sources, and the numbered sentences of those that can be re-read."""

    ids: frozenset[str]
    places: Mapping[tuple[str, str], Citation]
    _read: dict[str, Citation] = field(default_factory=dict, compare=False)

    def citation(self, text: str) -> Citation:
        """The citation that a line means: most lines stand at many facts, and are read once.

        Raises ValueError if the source or the place is not known.
        """
        found = self._read.get(text)
        if found is None:
            found = self._read[text] = self._citation(text)
        return found

    def _citation(self, text: str) -> Citation:
        numbered, named = _NUMBERED.match(text), _NAMED.match(text)
        found = numbered or named
        if found is None:
            raise ValueError(f"'{text}' is no citation: write `source 1.2.3` or `source § Section`")
        if found["source"] not in self.ids:
            raise ValueError(f"unknown source '{found['source']}'")
        if named is not None:
            return Citation(named["source"], named["section"])
        place = found.groupdict()["place"]
        if (found["source"], place) not in self.places:
            raise ValueError(f"'{found['source']}' has no sentence {place}")
        return self.places[found["source"], place]


def read_cites(value: Any, known: KnownSources | None) -> Citations:
    """The citations of a fact: one string or a list of them, at least one."""
    lines = [value] if isinstance(value, str) else value
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise ValueError("cite is a line of text, or a list of such lines")
    if not lines:
        raise ValueError("a fact needs at least one citation")
    if known is None:
        raise ValueError("citations can be read only with their sources")
    return tuple(known.citation(line) for line in lines)


def number_places(
    source: str, sections: Iterable[tuple[str, Sequence[Sequence[str]]]]
) -> dict[tuple[str, str], Citation]:
    """Every sentence of a source by its number: sections of (heading, hashes by paragraph)."""
    return {
        (source, f"{s}.{p}.{n}"): Citation(source, heading, p, n, sha256)
        for s, (heading, paragraphs) in enumerate(sections, start=1)
        for p, sentences in enumerate(paragraphs, start=1)
        for n, sha256 in enumerate(sentences, start=1)
    }


INTRODUCTION = "Introduction"

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Where a sentence stands, and the SHA-256 of its UTF-8 text without outer blanks, in hex."""

    section: int
    heading: str
    paragraph: int
    sentence: int
    sha256: str


def read_sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text, in reading order."""
    section, heading, paragraph = 1, INTRODUCTION, 0
    for line in filter(None, map(str.strip, text.splitlines())):
        if not line.endswith((".", "!", "?")):
            section, heading, paragraph = section + 1, line, 0
            continue
        paragraph += 1
        for number, sentence in enumerate(_SENTENCE_END.split(line), start=1):
            yield Sentence(section, heading, paragraph, number, _hash(sentence))


def _hash(sentence: str) -> str:
    return sha256(sentence.strip().encode()).hexdigest()
