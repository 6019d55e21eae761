"""The place of a long text in which the words of a question stand."""

import re
from collections.abc import Iterator, Sequence

_WORD = re.compile(r"\w+")
_PHRASE = re.compile(r'"([^"]*)"|(\S+)')
_ENDING, _STEM = 3, 4
_WIDTH = 240
# Of a word that stands everywhere the first places are enough.
_MOST_PLACES = 400
_NEAR = 20


def phrases_of(question: str) -> list[str]:
    """The words of a question; what stands in quotation marks stays together."""
    found = (quoted or word for quoted, word in _PHRASE.findall(question))
    return [" ".join(words) for one in found if (words := _WORD.findall(one))]


def snippet(text: str, phrases: Sequence[str]) -> str:
    """About two lines of the text, in which most of the words stand; its beginning if none does."""
    stems = list(dict.fromkeys(_stem(word) for one in phrases for word in _WORD.findall(one)))
    places = sorted(_places(text.lower(), stems))
    best, most = 0, 0
    for number, (start, _) in enumerate(places):
        near = {stem for place, stem in places[number : number + _NEAR] if place < start + _WIDTH}
        if len(near) > most:
            best, most = start, len(near)
        if most == len(stems):
            break
    return _cut(text, max(0, best - _WIDTH // 4))


def _places(text: str, stems: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Where words begin with the stems; `text` in lower case."""
    for stem in stems:
        place = text.find(stem)
        for _ in range(_MOST_PLACES):
            if place < 0:
                break
            if place == 0 or not text[place - 1].isalnum():
                yield place, stem
            place = text.find(stem, place + 1)


def _stem(word: str) -> str:
    """Without what may be an ending: `bleeding` finds `bleeds`."""
    return word[: max(_STEM, len(word) - _ENDING)].lower()


def _cut(text: str, start: int) -> str:
    """Whole words, with a mark where something was left off."""
    end = start + _WIDTH
    part = text[start:end]
    if start > 0:
        part = part.partition(" ")[2]
    if end < len(text):
        part = part.rpartition(" ")[0]
    words = " ".join(part.split())
    return f"{'… ' if start > 0 else ''}{words}{' …' if end < len(text) else ''}"
