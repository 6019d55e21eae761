"""The drugs in a label that openFDA did not harmonise: from the names of its product data.

Those stand there as brand, generic name, inactive ingredients, and every active ingredient with its
moiety behind it: `Valium Diazepam STARCH, CORN DIAZEPAM DIAZEPAM`. A name that comes three times,
twice in a row but for the words of a salt, is that of an active ingredient.
"""

import re
from collections.abc import Callable

from app.domain.reading import without_salts

_WORD = re.compile(r"[^\s,;()]+")
_LONGEST = 4
_MOST_SALTS = 3
_TIMES = 3


def certain_names(text: str, known: Callable[[str], str | None]) -> list[str]:
    """The names of known drugs that are certainly active in the product."""
    words = _WORD.findall(text.lower())
    line = f" {' '.join(words)} "
    found: dict[str, str] = {}
    for place in range(len(words)):
        name = _twice(words, place)
        if name is None or line.replace(" ", "  ").count(f" {name.replace(' ', '  ')} ") < _TIMES:
            continue
        drug = known(name)
        if drug is not None:
            found.setdefault(drug, name)
    return list(found.values())


def _twice(words: list[str], place: int) -> str | None:
    """The shortest name here that comes again, with no words but those of a salt between."""
    for length in range(1, _LONGEST + 1):
        name = words[place : place + length]
        behind = place + length
        while behind < place + length + _MOST_SALTS and not without_salts(
            tuple(words[behind : behind + 1])
        ):
            behind += 1
        for again in range(place + length, behind + 1):
            if len(name) == length and words[again : again + length] == name:
                return " ".join(name) if without_salts(tuple(name)) else None
    return None
