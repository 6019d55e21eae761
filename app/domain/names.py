"""One spelling for every drug name, so that names can be compared."""

import re
import unicodedata

# A hyphen, slash or dot between words separates as a blank does; an apostrophe does not.
_APOSTROPHES = re.compile(r"['’`´]")
_NOT_A_WORD = re.compile(r"[^\w%.]+|_+|(?<!\d)\.|\.(?!\d)")


def normalise(text: str) -> str:
    """Lower case, no accents, no signs, single blanks: `St. John’s-Wort`: `st johns wort`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(_NOT_A_WORD.sub(" ", _APOSTROPHES.sub("", plain)).split())
