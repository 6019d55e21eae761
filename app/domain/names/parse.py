"""Parses what somebody wrote into drugs, and each into name, strength, form and directions."""

import re
from dataclasses import dataclass

from app.domain.names.lexicon import (
    COMBINATION,
    DIRECTIONS,
    FILLERS,
    FORMS_AND_RELEASES,
    HOW_MANY,
    MEASURES,
    PHRASES,
    UNIT,
)
from app.domain.names.text import normalise

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|[.,]\d+)"
_STRENGTH = re.compile(
    rf"(?<![\w.])({_NUMBER})\s*({UNIT})(?:\s*/\s*(?:({_NUMBER})\s*)?({UNIT}|h|hr|hour|dose))?(?!\w)"
)

# The strengths of a combination, one behind the other: `5/325`, `8-2`, `37.5-325 mg`.
_STRENGTHS = re.compile(
    r"(?<![\w./-])(\d{1,4}(?:\.\d+)?(?:\s?[-/]\s?\d{1,4}(?:\.\d+)?){1,2})"
    rf"\s*({UNIT})?(?![\w/-])"
)
# How many are taken, and the number of a line in a list.
_COUNT = re.compile(
    rf"(?<!\w)x\s?\d{{1,2}}(?![\w.,]|\s*(?:{UNIT})(?!\w))"
    r"|(?<!\w)\d{1,2}\s(?=(?:puffs?|drops?|sprays?)(?!\w))"
    r"|^\s*\d{1,2}[.)]\s+(?=[a-z])"
    # Only in front of all: behind a name it may be part of it (`Tylenol 3 tablets`).
    rf"|^\s*(?:take\s+)?(?:{HOW_MANY})\s(?=(?:{MEASURES})(?!\w))"
)

# Without the bounds of words, which would be looked for at every sign of every text.
_ANY_PHRASE = re.compile("|".join(PHRASES))

# A smaller whole number without a unit counts tablets, or names another product (`Tylenol 3`).
_LEAST_BARE_STRENGTH = 50


@dataclass(frozen=True, slots=True)
class ParsedDrug:
    """One written drug taken apart: `words` are left to be looked up, the rest is understood.

    `words` may still hold those of a salt: whether these may be left off, the names decide.
    """

    words: tuple[str, ...]
    strength: str | None
    form: str | None
    directions: str | None

    @property
    def understood(self) -> dict[str, str]:
        """What stands beside the name, by what it is: an answer shows it so."""
        parts = {"strength": self.strength, "form": self.form, "directions": self.directions}
        return {what: value for what, value in parts.items() if value is not None}


def parse_drug(text: str) -> ParsedDrug:
    """The parts of one written drug. `Klonopin 0.5 mg tab bid`: words `klonopin`, and the rest."""
    lowered = text.casefold().replace("µ", "u").replace("μ", "u")
    for phrase, word in PHRASES.items() if _ANY_PHRASE.search(lowered) else ():
        lowered = re.sub(rf"(?<!\w)(?:{phrase})(?!\w)", word, lowered)
    lowered = _COUNT.sub(" ", lowered)
    several = [_several(found) for found in _STRENGTHS.finditer(lowered)]
    lowered = _STRENGTHS.sub(" ", lowered)
    strengths = several + [_strength(found) for found in _STRENGTH.finditer(lowered)]
    words = normalise(_STRENGTH.sub(" ", lowered)).split()
    forms = [FORMS_AND_RELEASES[word] for word in words if word in FORMS_AND_RELEASES]
    directions = [DIRECTIONS[word] for word in words if word in DIRECTIONS]
    return ParsedDrug(
        words=tuple(
            word for word in words if word not in FORMS_AND_RELEASES and word not in DIRECTIONS
        ),
        strength=", ".join(strengths) or None,
        form=", ".join(dict.fromkeys(forms)) or None,
        directions=", ".join(dict.fromkeys(directions)) or None,
    )


def only_directions(text: str) -> bool:
    """Whether the text names nothing, and only tells how much, in what form or how often."""
    parsed = parse_drug(text)
    return not without_fillers(parsed.words) and bool(parsed.understood)


def without_fillers(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words that could name something."""
    return tuple(word for word in words if word not in FILLERS)


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


def _several(found: re.Match[str]) -> str:
    numbers = "/".join(re.split(r"\s?[-/]\s?", found[1]))
    return f"{numbers} {found[2]}" if found[2] else numbers


def _number(text: str) -> str:
    """`0,5` and `.5` as `0.5`, `1,000` as `1000`: a lost point is ten times the dose."""
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", text):
        return text.replace(",", "")
    plain = text.replace(",", ".")
    return f"0{plain}" if plain.startswith(".") else plain


# A comma within a strength is a part of it: `0,5 mg`, `1,000 mg`.
_LIST = re.compile(rf"[;\n]|(?<!\d),|,(?!\d+\s*(?:{UNIT})(?!\w))", re.IGNORECASE)


def split_list(text: str) -> list[str]:
    """`a, b; c` as three inputs, in their order. Empty parts are left out.

    Directions behind a comma are no input of their own: `a 100 mg, one a day` is one.
    """
    parts: list[str] = []
    for part in map(str.strip, _LIST.split(text)):
        if parts and part and only_directions(part):
            parts[-1] = f"{parts[-1]}, {part}"
        elif part:
            parts.append(part)
    return parts


def split_combination(text: str) -> list[str]:
    """`acetaminophen/oxycodone` or `a and b` as parts of one input. A strength keeps its slash."""
    # Of many blanks one is left: where any number may stand, a pattern tries each of them.
    single = " ".join(text.split())
    kept = re.sub(r"(\d\s?[a-zA-Z%]*)\s?/\s?(?=\d|m?l\b|h(?:r|our)?\b)", r"\1\0", single)
    return [part.replace("\0", "/") for part in COMBINATION.split(kept) if part.strip()]
