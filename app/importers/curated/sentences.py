"""A text as numbered sentences, so that a citation can be re-read against any copy of it.

Each line is a paragraph; a line without a full stop is the heading of the section that follows.
Sections, paragraphs and sentences count from 1; the section before the first heading is the
introduction.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

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
