"""Parses what somebody wrote into drugs, and each into name, strength, form and directions."""

import re
from collections.abc import Callable, Container
from dataclasses import dataclass

from app.domain.names.directions import Directions, has_digit, plain_signs, take_directions
from app.domain.names.lexicon import (
    COMBINATION,
    DIRECTIONS,
    FILLERS,
    FORMS_AND_RELEASES,
    RELEASES,
    UNIT,
    route_of,
)
from app.domain.names.text import normalise

# What is written with several words, as one word of the tables above.
_WRITTEN_OUT = {
    r"orally disintegrating (?:tab(?:let)?s?)?": "odt ",
    r"(?:extended|sustained|prolonged|modified|controlled|long[ -]acting)[ -]release": "er",
    r"long[ -]acting|slow[ -]release": "er",
    r"immediate[ -]release": "ir",
    r"delayed[ -]release": "dr",
    r"(?:gastro|enteric)[ -](?:resistant|coated)": "ec",
    r"film[ -]coated": "coated",
    r"auto[ -]injector": "autoinjector",
    r"pen[ -]injectors?|(?<= )pens?": "peninjector",
    r"pre[ -]?filled (?:syringe|pen)": "syringe",
    r"(?:metered|dry)[ -](?:dose|powder) inhaler": "inhaler",
    r"(?:eye|ophthalmic) drops?": "eye drops",
    r"(?:transdermal|transderm) (?:system|patch)": "transdermal patch",
    r"tablets?\(s\)|tab\(s\)": "tablet",
    r"capsules?\(s\)|caps?\(s\)": "capsule",
    r"(?:glass(?:es)?|cups?|pints?|bottles?|cans?|shots?|mugs?) of": "of",
}

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|[.,]\d+)"
# What a strength is counted by.
_BY = (
    r"hours?|hrs?|h|days?|d|24 ?h|wk|week|dose|actuat(?:ion)?s?|puffs?|inhalations?|sprays?|"
    r"tab(?:let)?s?|cap(?:sule)?s?|patch|vial|pen|syringe|drops?|sqcm|cm2?|square cm|act|"
    r"application|sachet|bottle|bag"
)
_UNITS = rf"{UNIT}|unt|actuat|mci|cells|cm|sqcm|ppm|ppb|pfu|iu"
_STRENGTH = re.compile(
    rf"(?<![\w.])({_NUMBER}) ?-?({_UNITS})(?: ?/ ?({_NUMBER})? ?({_UNITS}|{_BY}))?"
    r"(?: ?/ ?(?:day|d|h|hr|hour|dose|min))?(?!\w)"
)

# The strengths of a combination, one behind the other: `5/325`, `8-2`, `37.5-325 mg`.
_STRENGTHS = re.compile(
    r"(?<![\w./-])(?!1/[234](?!\d))(\d{1,4}(?:\.\d+)?(?: ?[-/] ?\d{1,4}(?:\.\d+)?){1,2})"
    rf" ?((?:{UNIT})(?:-(?:{UNIT})){{0,2}})?(?:/ ?(\d{{0,3}}(?:\.\d{{1,2}})? ?(?:{UNIT}|{_BY})))?"
    r"(?![\w/-])"
)
# How strong it is said to be without a number.
_STRENGTH_WORDS = re.compile(
    r"(?<!\w)(?:(?:extra|double|regular|maximum|max|full|half|adult|pa?ediatric|junior|low|high|"
    r"baby)[ -](?:strength|dose)|ds)(?!\w)"
)
# A number that belongs to the name: `Tylenol #3`.
_NUMBERED = re.compile(r"(?:#|(?<!\w)no\.?) ?\d(?!\d)", re.IGNORECASE)

# Without the bounds of words, which would be looked for at every sign of every text.
_ANY_PHRASE = re.compile("|".join(_WRITTEN_OUT))
_PHRASES = tuple(
    (re.compile(rf"(?<!\w)(?:{phrase})(?!\w)"), word) for phrase, word in _WRITTEN_OUT.items()
)

# Behind a brand only these are read as a strength: others may be a part of its name (`Zantac 360`).
_STRENGTHS_OF_TABLETS = frozenset(
    """
    10 12 15 16 18 20 24 25 30 32 37 40 45 50 54 60 64 70 75 80 81 90 100 110 112 120 125 140 145
    150 160 175 180 185 200 220 225 240 250 270 275 300 320 325 350 375 400 450 500 550 600 625
    650 665 750 800 850 875 900 1000 1200 1500 2000
    """.split()  # noqa: SIM905 - a table of numbers
)


@dataclass(frozen=True, slots=True)
class ParsedDrug:
    """One written drug taken apart: `words` are left to be looked up, the rest is understood.

    `words` may still hold those of a salt: whether these may be left off, the names decide.
    `dose` is a number of tablets directly behind the name, to which it may belong.
    """

    words: tuple[str, ...]
    strength: str | None
    form: str | None
    directions: str | None
    route: str | None = None
    quantity: str | None = None
    dose: tuple[str, str] | None = None
    numbered: bool = False

    @property
    def understood(self) -> dict[str, str]:
        """What stands beside the name, by what it is: an answer shows it so."""
        parts = {
            "strength": self.strength,
            "form": self.form,
            "route": self.route,
            "directions": self.directions,
            "quantity": self.quantity,
        }
        return {what: value for what, value in parts.items() if value is not None}


def parse_drug(text: str) -> ParsedDrug:
    """The parts of one written drug. `Klonopin 0.5 mg tab bid`: words `klonopin`, and the rest."""
    return parse_around(take_directions(plain_signs(text)))


def parse_around(found: Directions) -> ParsedDrug:
    """The parts of one written drug whose directions were taken out already."""
    lowered = " ".join(found.rest.casefold().split())
    for phrase, word in _PHRASES if _ANY_PHRASE.search(lowered) else ():
        lowered = phrase.sub(word, lowered)
    strengths: list[str] = []
    if has_digit(lowered):
        lowered = _taken_out(_STRENGTHS, _several, lowered, strengths)
        lowered = _taken_out(_STRENGTH, _strength, lowered, strengths)
    lowered = _taken_out(_STRENGTH_WORDS, _without_number, lowered, strengths)
    words = normalise(lowered).split()
    forms = [FORMS_AND_RELEASES[word] for word in words if word in FORMS_AND_RELEASES]
    stated = [DIRECTIONS[word] for word in words if word in DIRECTIONS]
    return ParsedDrug(
        words=tuple(
            word for word in words if word not in FORMS_AND_RELEASES and word not in DIRECTIONS
        ),
        strength=_listed(strengths),
        form=_listed([*forms, *found.lasts]),
        directions=_listed([*stated, *found.stated]),
        route=route_of([*stated, *found.stated], forms),
        quantity=_listed(found.quantity),
        dose=found.dose,
        numbered=has_digit(found.rest) and _NUMBERED.search(found.rest) is not None,
    )


def _taken_out(
    pattern: re.Pattern[str], word: Callable[[re.Match[str]], str], text: str, into: list[str]
) -> str:
    """The text without what fits the pattern, which is worded and noted."""
    found = [word(one) for one in pattern.finditer(text)]
    into += found
    return pattern.sub(" ", text) if found else text


def _without_number(found: re.Match[str]) -> str:
    return "double strength" if found[0] == "ds" else found[0]


def _listed(found: list[str]) -> str | None:
    return ", ".join(dict.fromkeys(found)) or None


def is_of_form(limit: str, form: str | None) -> bool:
    """Whether what holds for one form only, `slow-release tablets`, holds for what is of a `form`.

    A release decides where one is meant, else any form that both name. Words that tell more than
    a form, as `with quinidine in one capsule`, are of no form that an input can tell.
    """
    wanted, stated = parse_drug(limit), parse_drug(form or "")
    if form is None or without_fillers(wanted.words):
        return False
    ours, theirs = set((wanted.form or "").split(", ")), set((stated.form or "").split(", "))
    releases = ours & set(RELEASES.values())
    return releases <= theirs if releases else not ours.isdisjoint(theirs - {""})


def is_of_another_form(line: str | None, form: str | None) -> bool:
    """Whether a `line` that only names forms, as `cream and gel`, is used in another way than the
    stated `form`: what is said of the cream is not said of who asks for the tablets.
    """
    if line is None or form is None:
        return False
    parsed = parse_drug(line.replace(" and ", " "))
    routes = _way_of_use(parsed), _way_of_use(parse_drug(form))
    return not without_fillers(parsed.words) and None not in routes and routes[0] != routes[1]


def _way_of_use(parsed: ParsedDrug) -> str | None:
    """The route; a tablet or capsule is swallowed, unless the words beside it say otherwise."""
    swallowed = {"tablet", "capsule"} & set((parsed.form or "").split(", "))
    return parsed.route or ("oral" if swallowed else None)


def only_directions(text: str) -> bool:
    """Whether the text names nothing, and only tells how much, in what form or how often."""
    parsed = parse_drug(text)
    return not without_fillers(parsed.words) and bool(parsed.understood)


def without_fillers(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words that could name something."""
    return tuple(word for word in words if word not in FILLERS)


def split_bare_strength(
    words: tuple[str, ...], any_number: bool
) -> tuple[tuple[str, ...], str] | None:
    """`dolo 650` as a name and a number without a unit; `any_number` behind a generic name."""
    if len(words) < 2 or not re.fullmatch(r"\d{1,5}(?:\.\d{1,4})?", words[-1]):
        return None
    number = _number(words[-1])
    likely = "." in number or number in _STRENGTHS_OF_TABLETS
    return (words[:-1], number) if any_number or likely else None


def _strength(found: re.Match[str]) -> str:
    amount = f"{_number(found[1])} {found[2]}"
    if found[4] is None:
        return amount
    return f"{amount}/{_number(found[3]) + ' ' if found[3] else ''}{found[4]}"


def _several(found: re.Match[str]) -> str:
    numbers = "/".join(re.split(r"\s?[-/]\s?", found[1]))
    strength = f"{numbers} {found[2]}" if found[2] else numbers
    return f"{strength}/{found[3].strip()}" if found[3] else strength


def _number(text: str) -> str:
    """`0,5` and `.5` as `0.5`, `1,000` as `1000`: a lost point is ten times the dose."""
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", text):
        return text.replace(",", "")
    plain = text.replace(",", ".")
    return f"0{plain}" if plain.startswith(".") else plain


# A comma within a strength is a part of it: `0,5 mg`, `1,000 mg`.
_LIST = re.compile(
    r"(?<!&nbsp)(?<!&amp)(?<!&quot)(?<!&reg)(?<!&trade)(?<!&#39)(?<!&#160);|[\n\t•●▪]|(?<= )\|(?= )"
    rf"|(?<!\d),|(?<!(?<![\d.])0),(?!\d+ ?(?:{UNIT})(?!\w))",
    re.IGNORECASE,
)
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_JOIN = re.compile(r"^\s?(?:and|plus|&|\+)\s(?=\S)", re.IGNORECASE)


def split_list(text: str, names: Container[str] = ()) -> list[str]:
    """`a, b; c` as three inputs, in their order. Empty parts are left out.

    Directions behind a comma are no input of their own: `a 100 mg, one a day` is one. A comma
    within brackets splits nothing, and neither does one within a name that is known as a whole.
    """
    cut = _cut(text)
    if len(cut) > 1 and normalise(text) in names:
        return [text]
    parts: list[str] = []
    for part in cut:
        if parts and (only_directions(part) or _says_not_taken(part)):
            parts[-1] = f"{parts[-1]}, {part}"
        else:
            parts.append(_JOIN.sub("", part) if parts else part)
    return parts


# What says of the name before it that it is not taken, and the words that stand with it.
_NOT_TAKEN = frozenset(
    """
    not no never stop stopped stopping discontinued dc held hold paused suspended ceased quit
    inactive refused declined finished completed expired
    """.split()  # noqa: SIM905 - a table
)
_BESIDE_NOT_TAKEN = frozenset(
    """
    taking taken take takes longer any more anymore patient pt by on last since in week weeks month
    months year years day days ago now currently yesterday today was has been he she they i it
    doctor the a this course d c
    """.split()  # noqa: SIM905 - a table
)


def _says_not_taken(part: str) -> bool:
    """Whether it names nothing, and says that what stands before it is not being taken."""
    words = [word for word in normalise(part).split() if not word.isdigit()]
    return not _NOT_TAKEN.isdisjoint(words) and all(
        word in _NOT_TAKEN or word in _BESIDE_NOT_TAKEN for word in words
    )


# `1. a 2. b` in one line; only where the first has its number.
_NUMBERED_LIST = re.compile(r"\s?\(?1[.)] ?(?=[a-z])", re.IGNORECASE)
_NEXT_NUMBER = re.compile(
    r"(?<=\S) (?=\(?[2-9][.)] ?[a-z]{3}|\(?[1-9]\d[.)] ?[a-z]{3})", re.IGNORECASE
)


def _cut(text: str) -> list[str]:
    """The text cut at every sign that ends an item of a list."""
    if _NUMBERED_LIST.match(text) is not None:
        text = _NEXT_NUMBER.sub("\n", text)
    within = _within_brackets(text)
    parts, start = [], 0
    for found in _LIST.finditer(text):
        if found[0] == "," and within[found.start()]:
            continue
        parts.append(text[start : found.start()])
        start = found.end()
    parts.append(text[start:])
    return [part.lstrip() if place else part for place, part in enumerate(parts) if part.strip()]


def _within_brackets(text: str) -> list[bool]:
    """For each sign, whether it stands in brackets that are closed again."""
    within = [False] * len(text)
    opened: list[int] = []
    for place, sign in enumerate(text):
        if sign in "([{":
            opened.append(place)
        elif opened and _BRACKETS.get(sign) == text[opened[-1]]:
            start = opened.pop()
            if not opened:
                within[start:place] = [True] * (place - start)
    return within


def split_combination(text: str) -> list[str]:
    """`acetaminophen/oxycodone` or `a and b` as parts of one input. A strength keeps its slash."""
    kept = _OF_A_STRENGTH.sub(r"\1\0", text)
    return [part.replace("\0", "/") for part in COMBINATION.split(kept) if part.strip()]


_OF_A_STRENGTH = re.compile(
    rf"(\d ?[a-zA-Z%]{{0,6}}) ?/ ?(?=\d|m?l\b|h(?:r|our)?\b|(?:{_BY}|{UNIT})(?!\w))",
    re.IGNORECASE,
)
