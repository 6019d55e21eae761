"""How the routes of registers are said in plain words."""

import re
from collections.abc import Iterable, Iterator

from app.domain.names.text import normalise

_WORDS = (
    (r"^or(?:al|ale)\b|buvable|gastri|enterale", "by mouth"),
    (r"sublingua|bucca|oromuqueus|gingiva|dental|periodont|oropharyn", "in the mouth"),
    (r"intravitre|ophta|ophth|conjunctiv|intraocul|intracamer", "into the eye"),
    (r"auricul|otic", "into the ear"),
    (r"nasal", "into the nose"),
    (r"inhal|respirat|endotrache|intratrache|endobronch", "inhaled"),
    (r"vagin", "into the vagina"),
    (r"intra ?uter", "in the womb"),
    (r"rectal", "into the rectum"),
    (r"transderm", "through the skin"),
    (r"topi|cutanee|cutane|scalp|percut|haemodial|hemodial|irrigat|disinfect", ""),
    (r"intra|injec|infus|sous cutan|subcut|epidural|peridural|perineur|infiltrat|parenter|"
     r"intramus|block|caudal|peritone|vesic", "by injection"),
)  # fmt: skip
_ON_THE_SKIN = re.compile(r"topi|^cutan|scalp|application")
_PATTERNS = tuple((re.compile(pattern), words) for pattern, words in _WORDS)


def routes_in_words(routes: Iterable[str]) -> Iterator[str]:
    """Each route once, in the words of the answers; what is no way into a body is left out."""
    found = {_in_words(normalise(route)) for route in routes}
    yield from sorted(one for one in found if one)


def _in_words(route: str) -> str:
    for pattern, words in _PATTERNS:
        if pattern.search(route):
            return words or ("on the skin" if _ON_THE_SKIN.search(route) else "")
    return ""
