"""Takes a written drug apart: strength, form, directions, salt, and the words that are left."""

import re
from dataclasses import dataclass

from app.domain.names import normalise

_UNIT = "mg|mcg|ug|g|ml|l|iu|units?|meq|%"
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|[.,]\d+)"
_STRENGTH = re.compile(
    rf"(?<![\w.])({_NUMBER})\s*({_UNIT})(?:\s*/\s*({_NUMBER})?\s*({_UNIT}|h|hr|hour|dose))?(?!\w)"
)

_FORMS = {
    "tab": "tablet", "tabs": "tablet", "tablet": "tablet", "tablets": "tablet", "cap": "capsule",
    "caps": "capsule", "capsule": "capsule", "capsules": "capsule", "pill": "tablet",
    "pills": "tablet", "odt": "orally disintegrating tablet", "solution": "solution",
    "soln": "solution", "syrup": "syrup", "suspension": "suspension", "susp": "suspension",
    "drops": "drops", "patch": "patch", "patches": "patch", "injection": "injection",
    "inj": "injection", "spray": "spray", "cream": "cream", "ointment": "ointment", "gel": "gel",
    "suppository": "suppository", "inhaler": "inhaler", "er": "extended release",
    "xr": "extended release", "xl": "extended release", "sr": "extended release",
    "cr": "extended release", "la": "extended release", "ir": "immediate release",
    "dr": "delayed release", "ec": "delayed release",
}  # fmt: skip

_DIRECTIONS = {
    "po": "by mouth", "oral": "by mouth", "orally": "by mouth", "sl": "under the tongue",
    "iv": "into a vein", "im": "into a muscle", "sc": "under the skin", "daily": "once a day",
    "qd": "once a day", "od": "once a day", "bid": "twice a day", "bd": "twice a day",
    "tid": "three times a day", "tds": "three times a day", "qid": "four times a day",
    "qds": "four times a day", "qhs": "at bedtime", "hs": "at bedtime", "nightly": "at bedtime",
    "prn": "as needed", "bedtime": "at bedtime", "q4h": "every 4 hours", "q6h": "every 6 hours",
    "q8h": "every 8 hours", "q12h": "every 12 hours",
}  # fmt: skip

SALTS = frozenset(
    [
        "hydrochloride",
        "hcl",
        "hydrobromide",
        "hbr",
        "sodium",
        "potassium",
        "calcium",
        "magnesium",
        "sulfate",
        "sulphate",
        "phosphate",
        "citrate",
        "tartrate",
        "bitartrate",
        "maleate",
        "mesylate",
        "besylate",
        "succinate",
        "fumarate",
        "acetate",
        "oxalate",
        "malate",
        "nitrate",
        "dipotassium",
        "monohydrate",
        "dihydrate",
        "hemihydrate",
        "anhydrous",
    ]
)

# What is written with several words, as one word of the tables above.
_PHRASES = {
    r"orally disintegrating tab(?:let)?s?": "odt",
    r"b\.\s?i\.\s?d\b\.?": "bid",
    r"t\.\s?i\.\s?d\b\.?": "tid",
    r"(?:twice|two times|2x|2 times) (?:a day|daily)": "bid",
    r"(?:three times|3x|3 times) (?:a day|daily)": "tid",
    r"(?:four times|4x|4 times) (?:a day|daily)": "qid",
    r"(?:once|one time|1x) (?:a day|daily)|every day": "qd",
    r"as needed": "prn",
    r"by mouth": "po",
    r"at (?:night|bedtime)": "qhs",
}

_ANY_PHRASE = re.compile(rf"(?<!\w)(?:{'|'.join(_PHRASES)})(?!\w)")

# A smaller whole number without a unit counts tablets, or names another product (`Tylenol 3`).
_LEAST_BARE_STRENGTH = 50

# Words that name no drug: they are passed over, but not counted as "not understood".
_FILLERS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "my",
        "any",
        "some",
        "take",
        "taking",
        "glass",
        "cup",
        "at",
        "x",
    ]
)


@dataclass(frozen=True, slots=True)
class Written:
    """`words` is what is left to look up; `salt` the salt words that may be left off it."""

    words: tuple[str, ...]
    strength: str | None
    form: str | None
    directions: str | None


def read_written(text: str) -> Written:
    """The parts of one written drug. `Klonopin 0.5 mg tab bid`: words `klonopin`, and the rest."""
    lowered = text.casefold().replace("µ", "u").replace("μ", "u")
    for phrase, word in _PHRASES.items() if _ANY_PHRASE.search(lowered) else ():
        lowered = re.sub(rf"(?<!\w)(?:{phrase})(?!\w)", word, lowered)
    strengths = [_strength(found) for found in _STRENGTH.finditer(lowered)]
    words = normalise(_STRENGTH.sub(" ", lowered)).split()
    forms = [_FORMS[word] for word in words if word in _FORMS]
    directions = [_DIRECTIONS[word] for word in words if word in _DIRECTIONS]
    return Written(
        words=tuple(word for word in words if word not in _FORMS and word not in _DIRECTIONS),
        strength=", ".join(strengths) or None,
        form=", ".join(dict.fromkeys(forms)) or None,
        directions=", ".join(dict.fromkeys(directions)) or None,
    )


def without_fillers(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words that could name something."""
    return tuple(word for word in words if word not in _FILLERS)


def without_salts(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without the names of salts."""
    return tuple(word for word in words if word not in SALTS)


def split_bare_strength(word: str) -> tuple[str, str] | None:
    """`dolo 650` written as a name and a number without a unit."""
    found = re.fullmatch(rf"(.*\D)\s({_NUMBER})", word)
    if found is None:
        return None
    number = _number(found[2])
    enough = "." in number or float(number) >= _LEAST_BARE_STRENGTH
    return (found[1], number) if enough else None


def _strength(found: re.Match[str]) -> str:
    amount = f"{_number(found[1])} {found[2]}"
    if found[4] is None:
        return amount
    return f"{amount}/{_number(found[3]) + ' ' if found[3] else ''}{found[4]}"


def _number(text: str) -> str:
    """`0,5` and `.5` as `0.5`, `1,000` as `1000`: a lost point is ten times the dose."""
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", text):
        return text.replace(",", "")
    plain = text.replace(",", ".")
    return f"0{plain}" if plain.startswith(".") else plain
