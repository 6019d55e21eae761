"""Finds what stands around a name: how much, how often, how long, why, and where it is used.

Every pattern has bounded repetitions, so the work grows with the length of the text alone.
"""

import html
import re
from dataclasses import dataclass, field
from functools import cache

from app.domain.names.lexicon import DIRECTIONS, FORMS_AND_RELEASES, UNIT
from app.domain.names.shorthand import (
    DAYS,
    HOLD,
    LABELLED,
    MEASURES,
    REASONS,
    REMARKS,
    SCHEME,
    in_plain_words,
)

# Stands where directions were taken out.
_TAKEN = " \x01 "
# Signs that are another sign in other fonts and keyboards. A blank is any kind of blank.
_SIGNS = str.maketrans(
    {
        "µ": "u", "μ": "u", "×": "x", "½": " 1/2", "¼": " 1/4", "¾": " 3/4", "⁄": "/",
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        "[": "(", "]": ")", "{": "(", "}": ")",
        **dict.fromkeys("•●◦▪■‣·∙→►✓☐", " "),
    }
)  # fmt: skip
# A tag of a page; an entity is written out before.
_TAG = re.compile(
    r"</?(?:br|p|b|i|u|li|ul|ol|div|span|td|tr|strong|em|sup|sub|nobr) ?/?>", re.IGNORECASE
)
# `tablet(s)`: these brackets part nothing.
_PLURAL = re.compile(r"(?<=[a-z])\((e?s)\)", re.IGNORECASE)
# What begins a line of a list, or a whole list.
_LIST_MARK = re.compile(
    r"^(?:(?:current |home |active |my |prescription |other )?(?:medications?|meds?|medicines?|rx)"
    r"(?: list)?(?: ?[:\-] ?| (?=\S))|\(?\d{1,2}[.)] (?=\S)|\(?[a-h]\) (?=\S)|"
    r"[-*+>~] ?(?=[a-z\d]))",
    re.IGNORECASE,
)
_LEADING_JOIN = re.compile(r"^(?:and|plus|also|with|&|\+) (?=\S)", re.IGNORECASE)
# `q.i.d.` is `qid`; `.125` is `0.125`: without its point it would be a thousand times the dose.
_DOTTED = re.compile(r"(?<![\w.])[a-z](?:\. ?[a-z]){1,3}\.?(?![\w.])", re.IGNORECASE)
_BARE_POINT = re.compile(r"(?<![\w.,])[.,](?=\d)")
_DECIMAL_COMMA = re.compile(
    r"(?<=(?<![\d.,])0),(?=\d)|(?<=\d),(?=\d{1,2}(?![\d,]|-[a-z]))", re.IGNORECASE
)
_THOUSANDS = re.compile(
    r"(?<=(?<![\d.,])[1-9]),(?=\d{3}(?!\d))|(?<=(?<![\d.,])[1-9]\d),(?=\d{3}(?!\d))"
)
# `Nifedipine30Mg`: a strength that is written to its name.
_GLUED = re.compile(
    rf"(?<=[a-z]{{4}})(?=\d{{1,5}}(?:[.,]\d{{1,3}})?(?:[-/]\d{{1,4}}(?:[.]\d{{1,3}})?)? ?(?:{UNIT})"
    r"(?:(?!\w)|(?=tab|cap)))|(?<=[a-z]{4})(?=\d{1,3}(?:[.]\d{1,2})?/\d{2,4}(?![\w/]))"
    r"|(?<=\dmg)(?=tab|cap)|(?<=\dmcg)(?=tab|cap)",
    re.IGNORECASE,
)


def is_plain(text: str) -> bool:
    """Whether it has no point or comma that could be lost when names are compared."""
    return "." not in text and "," not in text


def plain_signs(text: str) -> str:
    """The text with single blanks, plain signs and points that nobody can lose."""
    if "&" in text or "<" in text:
        text = _TAG.sub(" ", html.unescape(text))
    text = text.translate(_SIGNS)
    if "(" in text:
        text = _PLURAL.sub(r"\1", text)
    text = " ".join(text.replace("|", " ").replace("\x01", " ").split())
    for mark in (_LIST_MARK, _LEADING_JOIN, _LIST_MARK):
        text = _without_beginning(mark, text)
    if "," in text or "." in text:
        text = _BARE_POINT.sub("0.", text)
    if "," in text:
        text = _THOUSANDS.sub("", _DECIMAL_COMMA.sub(".", text))
    return _GLUED.sub(" ", text) if has_digit(text) else text


# A name that is struck out, or a dose of nothing.
_NOT_TAKEN = re.compile(
    rf"[✗✘✖❌🚫⛔]|~~|(?<![\w.,/-])(?:x ?0|0 ?(?:{UNIT}|{MEASURES}))(?![\w.,/-])", re.IGNORECASE
)


def not_taken(text: str) -> str | None:
    """The mark that says of a written name that it is not taken: `~~a~~`, `a 0 mg`; else None."""
    found = _NOT_TAKEN.search(text)
    return found[0] if found is not None else None


_DIGIT = re.compile(r"\d")


def has_digit(text: str) -> bool:
    """Without one there is no strength, and no count: most patterns need not be tried."""
    return _DIGIT.search(text) is not None


def _without_beginning(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return text[found.end() :] if found is not None else text


_WORDS = (
    "a couple of|a few|one half|a half|one|two|three|four|five|six|seven|eight|nine|ten|twelve|"
    "fourteen|thirty|"
    "half an?|half|an?"
)
_N = rf"(?:\d{{1,4}}(?:[.,]\d{{1,3}})?(?:(?: \d)?/\d)?|{_WORDS})"
_RANGE = rf"(?:{_N}(?: ?(?:-|to|or) ?{_N})?)"
_SHORT = r"(?:minutes?|mins?|hours?|hrs?|h)"
_LONG = r"(?:days?|nights?|d|weeks?|wks?|w|months?|mos?|years?|yrs?)"
_PERIOD = rf"(?:{_SHORT}|{_LONG})"
_DAY = r"(?:day|daily|d|24 ?h(?:ours?|rs?)?|night|nightly|week|weekly|wk|month|monthly|hour|hr)"
_MEAL = (
    r"(?:(?:each |every |the |a |your )?(?:evening |morning |main |largest )?"
    r"(?:meals?|food|breakfast|lunch|dinner|supper|snacks?|eating|noon|midday|bed(?:time)?|sleep)"
    r"(?: and (?:at )?(?:bedtime|snacks?))?)"
)
_NEEDED = r"(?:prn|(?:only )?(?:as|when|if) (?:needed|required|necessary)|as needed|on demand|sos)"
_HOW_BAD = (
    r"(?:(?:mild|moderate|severe|acute|chronic|breakthrough|bad|any|mild to moderate|"
    r"moderate to severe|your|the|my) )"
)
_REASON = rf"(?:{_HOW_BAD}?{REASONS})"
_REASONS = rf"(?:{_REASON}(?:(?:, ?| ?/ ?| or | and ){_REASON}){{0,3}})"
_MEASURE = rf"(?:(?:{MEASURES})(?:\(s\))?)"
_AMOUNT = rf"{_RANGE} ?(?:{_MEASURE}|{UNIT})"

# What is written, and what it says; nothing for what is repeated as it stands. The first fits.
_PHRASES: tuple[tuple[str, str | None], ...] = (
    (HOLD, None),
    (LABELLED, None),
    (SCHEME, None),
    (DAYS, None),
    (REMARKS, None),
    (rf"{_NEEDED}(?: (?:for|if))? {_REASONS}", "as needed"),
    (
        r"(?:for (?:the )?(?:treatment|relief|prevention|management) of|to (?:treat|relieve|"
        r"prevent|help)"
        rf"(?: with)?|for|due to|indication:?|dx:?|reason:?) {_REASONS}",
        None,
    ),
    (_NEEDED, "as needed"),
    (
        rf"(?:max(?:imum)?|up to|not to exceed|nte|no more than|do not exceed|at most)\.?:? "
        rf"(?:of |dose |daily dose )?{_RANGE} ?(?:{_MEASURE}|{UNIT}|doses?|times?|x)?"
        rf"(?: ?(?:per|an?|in|/|every|each) ?{_DAY}| daily)?",
        None,
    ),
    (
        rf"may (?:repeat|increase|take)(?: (?:once|twice|x ?\d|dose))?"
        rf"(?: (?:in|after|every) {_RANGE} ?{_PERIOD})?",
        None,
    ),
    (rf"q\.? ?{_RANGE} ?-?\.?{_PERIOD}", "every"),
    (rf"(?:every|each) {_RANGE} ?{_PERIOD}", "every"),
    (r"q ?(?:4|6|8|12|24|48|72|4-6|6-8)", "every hours"),
    (r"(?:every|q) ?(?:other|2nd|second|alternate) ?(?:day|d)|"
     r"(?:on )?alternate days?", "every other day"),
    (r"(?:every|q) ?(?:other|second|third|fourth) (?:days?|weeks?|nights?|months?|"
     r"mornings?)", None),
    (r"(?:twice|two times|2 ?x|2 times) ?(?:an? |per |each |every |in a |/ ?)?(?:day|daily|"
     r"d)", "twice a day"),
    (
        r"(?:thrice|three times|3 ?x|3 times) ?(?:an? |per |each |every |/ ?)?(?:day|daily|d)",
        "three times a day",
    ),
    (r"(?:four times|4 ?x|4 times) ?(?:an? |per |each |every |/ ?)?(?:day|daily|"
     r"d)", "four times a day"),
    (
        r"(?:once|one time|1 ?x|1 time) ?(?:an? |per |each |every |/ ?)?(?:day|daily|d)"
        r"|(?:one|1) (?:an?|per) day|every ?day|each day|q ?day",
        "once a day",
    ),
    (
        rf"(?:(?:once|twice|thrice|{_RANGE} ?(?:x|times?)) ?(?:an? |per |each |every |in an? |"
        rf"/ ?)?{_DAY}"
        rf"|{_RANGE} (?:an?|per|each) {_DAY}|(?:every|each) (?:week|month|hour|shift))",
        None,
    ),
    (r"q ?(?:week|wk)|once a week|every week", "once a week"),
    (r"q ?(?:month|mo)", "once a month"),
    (r"at \d{1,2}(?::\d\d)? ?(?:am|pm|h|hours)?", None),
    (r"on (?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?", None),
    (r"at (?:night|bed ?time|hs)|before bed(?:time)?|(?:every|each|q) ?(?:night|bedtime|hs)|"
     r"once nightly", "at bedtime"),
    (r"(?:in the|every|each|q) ?(?:morning|am)|upon awakening|on waking", "in the morning"),
    (r"(?:in the|every|each|q) ?(?:evening|afternoon|pm)", "in the evening"),
    (rf"(?:{_RANGE} ?{_SHORT} )?(?:before|after|prior to|following|between) {_MEAL}", None),
    (
        rf"(?:take )?with (?:or without )?{_MEAL}(?: or milk)?|at {_MEAL}|without food|"
        rf"with (?:plenty of |an? )?"
        r"(?:full |large )?(?:glass of )?(?:water|fluids?)|on an? empty stomach|during meals?",
        None,
    ),
    (
        r"(?:use |take )?as (?:directed|instructed|prescribed|told|per instructions)"
        r"(?: by (?:your |the )?(?:doctor|physician|prescriber|md|pharmacist))?|ut dict"
        r"|per (?:protocol|package|label|instructions|sliding scale)|sliding scale",
        "as directed",
    ),
    (
        rf"(?:x|for|times)\.? ?(?:the )?(?:next |first )?{_RANGE} ?-?(?:more )?(?:{_PERIOD}|"
        rf"doses?)(?: only| total)?"
        r"|until (?:finished|gone|completed?|all taken|resolved)|then stop|long[ -]term",
        None,
    ),
    (rf"x ?\d{{1,2}}(?![.,]?\d| ?(?:{UNIT})(?!\w))", None),
    (rf"{_RANGE}[ -]?(?:days?|weeks?) (?:course|supply|total)", None),
    (r"(?:by|per|via) (?:the )?(?:mouth|oral route)", "by mouth"),
    (r"under (?:the |your )?tongue", "under the tongue"),
    (
        r"(?:(?:in|into|to|per) )?(?:the )?(?:each|both|right|left|affected|r|l) eyes?|"
        r"in(?:to)? the eyes?"
        r"|eye ?drops?|ophth|ou",
        "into the eye",
    ),
    (
        r"(?:(?:in|into|to) )?(?:the )?(?:each|both|right|left|affected|r|l) ears?|"
        r"in(?:to)? the ears?|ear ?drops?|au",
        "into the ear",
    ),
    (
        r"(?:(?:in|into|to|per) )?(?:the )?(?:each|both|right|left) nostrils?|"
        r"in(?:to)? (?:the )?nose|nasal ?spray",
        "into the nose",
    ),
    (
        r"(?:(?:on|to) )?(?:the )?affected (?:areas?|skin)|(?:on|to)(?:to)? (?:the )?(?:skin|"
        r"rash|scalp|face)",
        "on the skin",
    ),
    (r"per rectum|in(?:to)? the rectum", "into the rectum"),
    (r"per vagina|in(?:to)? the vagina", "into the vagina"),
    (r"under (?:the )?skin|sub[ -]?cut|sub[ -]?q", "under the skin"),
    (r"intra[ -]?uterine(?: (?:device|system))?|iud|ius", "in the womb"),
    (r"(?:via|by|per|through) (?:a )?(?:neb(?:uli[sz]er)?|inhal(?:ation|er))", "inhaled"),
    (
        r"(?:via|by|per|through) (?:an? |the )?(?:(?:(?:g|ng|j|peg|feeding|nasogastric)[ -]?)?tube"
        r"|peg|ng|ngt)",
        "by tube",
    ),
    (r"iv (?:push|drip|bolus|piggyback)|ivpb?", "into a vein"),
)  # fmt: skip
# Without groups and in small letters alone it is found five times as fast.
_DIRECTION = re.compile(
    r"(?<![\w.])(?:" + "|".join(written for written, _ in _PHRASES) + r")(?!\w)"
)


@cache
def _meanings() -> tuple[tuple[re.Pattern[str], str | None], ...]:
    """Compiled when a direction is met for the first time: a start need not wait for it."""
    return tuple((re.compile(written), meaning) for written, meaning in _PHRASES)


# How many there are, which tells nothing of the drug. One digit behind `#` may name another one.
_QUANTITY = re.compile(
    r"(?<!\w)(?:(?:# ?|no\.? ?)\d{2,4}|(?:disp(?:ense)?|qty|quantity|supply)\.?:? ?#? ?\d{1,4}"
    rf"(?: {_MEASURE})?|\d{{1,4}} ?(?:ct|count)|(?:refills?|rf)\.?:? ?x? ?\d{{1,2}}|"
    rf"\d{{1,2}} refills?"
    r"|no refills?|(?:box|bottle|pack|blister|bag|tube)s? of \d{1,4})(?!\w)",
    re.IGNORECASE,
)
# The hours that a dose of it lasts: a part of the form, in RxNorm and on boxes.
_LASTS = re.compile(r"(?<![\w.])\d{1,3}[ -]?(?:hours?|hrs?|hr)(?!\w)", re.IGNORECASE)
_DOSE = re.compile(
    rf"(?<![\w.#/-])(?<!vitamin )({_RANGE}) ?({_MEASURE})(?: (?:of|per dose))?(?!\w)",
    re.IGNORECASE,
)
_VERBS = (
    "take|takes|taking|use|apply|inhale|instil|instill|inject|give|chew|dissolve|place|insert|put|"
    "swallow|drink|spray|dispense|disp|sig"
)
_LEADING_COUNT = re.compile(
    rf"^(?:(?:{_VERBS}):? )?(?:(?:[1-4]|two|three|four) (?=[a-z]{{4}})(?!(?:amino|hydroxy|methyl|"
    rf"fluoro|"
    r"chloro|deoxy|mercapto))|[1-9]\d (?=[a-z]{4}[^:]{0,80}\d ?m?c?g))",
    re.IGNORECASE,
)
_EVERY = re.compile(rf"({_RANGE}) ?-?\.?({_PERIOD})$", re.IGNORECASE)
_PERIODS = {"h": "hours", "m": "minutes", "d": "days", "n": "nights", "w": "weeks", "y": "years"}


@dataclass(slots=True)
class Directions:
    """What a text says besides the name, and the `rest`, in which the name is to be found.

    `dose` is a number of tablets that stands behind a name, and may belong to it: `Tylenol 3`.
    """

    rest: str
    stated: list[str] = field(default_factory=list)
    quantity: list[str] = field(default_factory=list)
    lasts: list[str] = field(default_factory=list)
    dose: tuple[str, str] | None = None


def take_directions(text: str) -> Directions:
    """The text without its directions, and these in words."""
    if "." in text:
        text = _DOTTED.sub(lambda found: re.sub(r"[. ]", "", found[0]), text)
    text = in_plain_words(text)
    found = Directions(text)
    counts = has_digit(text)

    def count(match: re.Match[str]) -> str:
        found.quantity.append(match[0].strip("# ").lower())
        return _TAKEN

    def last(match: re.Match[str]) -> str:
        found.lasts.append(re.sub(r"\D", "", match[0]) + " hours")
        return " "

    text = _without_beginning(_LEADING_COUNT, text)
    if counts or "refill" in text.lower():
        text = _QUANTITY.sub(count, text)
    text = _without_directions(text, found)
    if counts:
        text = _LASTS.sub(last, text)
    found.rest = _tidy(_DOSE.sub(lambda match: _dose(match, found), text))
    return found


def _dose(match: re.Match[str], found: Directions) -> str:
    """A dose is taken out; a small number directly behind a name is kept apart, to be asked for."""
    before = match.string[: match.start()].rstrip()
    measure = match[2].replace("(s)", "")
    small = match[1].isdigit() and match[1] != "1"
    if small and before[-1:].isalpha() and not _may_take(before):
        found.dose = (match[1], measure)
    else:
        found.stated.append(f"{match[1].lower()} {measure.lower()}")
    return f" {measure} " if measure.lower() in _KNOWN_WORDS else " "


# Behind one of these a number counts what is taken: it is no part of a name.
_KNOWN_WORDS = frozenset({*FORMS_AND_RELEASES, *DIRECTIONS})
_LAST_WORD = re.compile(rf"(?:{_VERBS}|{UNIT}|{MEASURES}|dose|each)", re.IGNORECASE)


def _may_take(before: str) -> bool:
    last = before.rpartition(" ")[2].lower()
    return last in _KNOWN_WORDS or _LAST_WORD.fullmatch(last) is not None


_JOINS_DIRECTIONS = frozenset({"and", "&", "or", "then", "+", "/", ";", "-", ".", ":"})


def _tidy(text: str) -> str:
    """Without the marks of what was taken out. A comma stays where it parts two things."""
    tidy, parted = "", False
    for piece in text.split(_TAKEN):
        plain = piece.strip(" ,")
        plain = "" if plain.lower() in _JOINS_DIRECTIONS else plain
        parted = parted or piece.lstrip().startswith(",")
        if plain:
            tidy += (", " if parted else " ") + plain if tidy else plain
            parted = False
        parted = parted or piece.rstrip().endswith(",")
    return " ".join(tidy.split())


def _without_directions(text: str, found: Directions) -> str:
    """The text with a mark for each direction, which is kept in words."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a sign that is two in small letters: `İ`
        text = lowered
    kept, end = [], 0
    for match in _DIRECTION.finditer(lowered):
        found.stated.append(_meaning(match[0]))
        kept += [text[end : match.start()], _TAKEN]
        end = match.end()
    return "".join([*kept, text[end:]])


def _meaning(written: str) -> str:
    fitting = (meaning for phrase, meaning in _meanings() if phrase.fullmatch(written))
    meaning = next(fitting, None)
    if meaning is None:
        return written
    if meaning == "every hours":
        return f"every {written.lstrip('q ')} hours"
    if meaning == "every":
        every = _EVERY.search(written)
        assert every is not None
        word = "months" if every[2].startswith("mo") else _PERIODS[every[2][0]]
        return f"every {every[1]} {word}"
    return meaning
