"""One spelling for every drug name, so that names can be compared."""

import re
import unicodedata

# A hyphen, slash or dot between words separates as a blank does; an apostrophe does not.
_APOSTROPHES = re.compile(r"['’‘`´ʼ＇]")
# A mark behind a brand is not a part of it; decomposed, the first would become the letters TM.
_MARKS = re.compile(r"[™℠®©*†‡]|(?<=\w)\((?:R|TM)\)", re.IGNORECASE)
_NOT_A_WORD = re.compile(r"[^\w%.]+|_+|(?<!\d)\.|\.(?!\d)")

# What most names are made of: for these nothing is left to do but lower case and single blanks.
_PLAIN = re.compile(r"[A-Za-z0-9 %,/-]*(?:(?<=\d)\.(?=\d)[A-Za-z0-9 %,/-]*)*")

_PARTING = str.maketrans(",/-", "   ")


# Longer than any name with its directions, and more words: what has more is not looked up at all.
MOST_SIGNS = 400
MOST_WORDS = 100


def fits(text: str, most: int = MOST_SIGNS) -> bool:
    """Whether a text has at most so many signs, as it is written and as it is compared.

    One sign may stand for eighteen: only what is decomposed shows how long a text is. A text that
    is too long as it is written is not decomposed at all.
    """
    if len(text) > most:
        return False
    return text.isascii() or len(_decomposed(text)) <= most


def why_too_long(text: str) -> str | None:
    """Why a text is not looked up; None for one that is short enough."""
    if not fits(text):
        return f"longer than {MOST_SIGNS} signs, so it was not looked up"
    # Fewer signs hold no more words than are looked up.
    if len(text) > 2 * MOST_WORDS and len(normalise(text).split()) > MOST_WORDS:
        return f"more than {MOST_WORDS} words, so it was not looked up"
    return None


def normalise(text: str) -> str:
    """Lower case, no accents, no signs, single blanks: `St. John’s-Wort`: `st johns wort`."""
    if text.isascii() and _PLAIN.fullmatch(text):
        return " ".join(text.lower().translate(_PARTING).split())
    bare = _MARKS.sub(" ", _APOSTROPHES.sub("", text))
    if bare.isascii():
        return " ".join(_NOT_A_WORD.sub(" ", bare.lower()).split())
    # Decomposing makes new capitals and folding new accents: both are done until nothing changes.
    plain = _plain(_plain(bare))
    return " ".join(_NOT_A_WORD.sub(" ", _APOSTROPHES.sub("", plain)).split())


def _plain(text: str) -> str:
    """Decomposed and in lower case, without accents and signs that nobody sees."""
    return "".join(
        sign
        for sign in _decomposed(text)
        if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf"
    )


def _decomposed(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFKD", folded)
