"""One spelling for every drug name, so that names can be compared."""

import re
import unicodedata

# A hyphen, slash or dot between words separates as a blank does; an apostrophe does not.
_APOSTROPHES = re.compile(r"['’‘`´ʼ＇]")
# A mark behind a brand is not a part of it; decomposed, the first would become the letters TM.
_MARKS = re.compile(r"[™℠®©*†‡]|(?<=\w)\((?:R|TM)\)", re.IGNORECASE)
_NOT_A_WORD = re.compile(r"[^\w%.]+|_+|(?<!\d)\.|\.(?!\d)")

# What most names are made of: for these nothing is left to do but lower case and single blanks.
_PLAIN = re.compile(r"[A-Za-z0-9 ]*")


def normalise(text: str) -> str:
    """Lower case, no accents, no signs, single blanks: `St. John’s-Wort`: `st johns wort`."""
    if text.isascii() and _PLAIN.fullmatch(text):
        return " ".join(text.lower().split())
    bare = _MARKS.sub(" ", _APOSTROPHES.sub("", text))
    if bare.isascii():
        return " ".join(_NOT_A_WORD.sub(" ", bare.lower()).split())
    # Decomposing makes new capitals and folding new accents: both are done until nothing changes.
    plain = _plain(_plain(bare))
    return " ".join(_NOT_A_WORD.sub(" ", _APOSTROPHES.sub("", plain)).split())


def _plain(text: str) -> str:
    """Decomposed and in lower case, without accents and signs that nobody sees."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(
        sign
        for sign in unicodedata.normalize("NFKD", decomposed)
        if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf"
    )
