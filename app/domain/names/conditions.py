"""From what people write to a condition: by name, by a code, or offered, never chosen."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import inf

from app.domain.facts import KidneyMeasure, KidneyUnit, split_key
from app.domain.knowledge import Knowledge
from app.domain.names.text import fits, normalise

# The ids of conditions that are spelt like the words, or share a word with them. The services
# bring a library for it.
ConditionOffers = Callable[[str], tuple[str, ...]]

# A category of ICD-10 has three signs; what stands behind the dot divides it.
_ICD10 = re.compile(
    r"(?:icd[-\s]?10(?:[-\s]?cm)?(?:\s*[:#])?\s*)?([A-TV-Z]\d[0-9A-Z])\.?([0-9A-Z]{0,4})", re.I
)
_CATEGORY = 3
# A number of the Disease Ontology: `DOID:635`, or as a part of an address `DOID_635`.
_DOID = re.compile(r"doid[:_\s]\s*(\d{1,8})", re.I)
# Words before a condition that do not change which one it is.
_LEADS = (
    "i have", "i am", "im", "i had", "he is", "she is", "he has", "she has", "patient is",
    "patient has", "pt is", "pt has", "patient with", "pt with", "has", "have", "had", "with",
    "known", "recently diagnosed with", "newly diagnosed with", "diagnosed with", "diagnosis of",
    "dx of", "dx", "suffers from", "suffering from", "living with", "my", "a", "an", "the",
    "currently", "recent",
)  # fmt: skip
# Words that narrow a condition. What is recorded of the whole is recorded of this kind too.
_DEGREES = frozenset(
    [
        "mild",
        "moderate",
        "severe",
        "chronic",
        "acute",
        "stable",
        "unstable",
        "uncontrolled",
        "controlled",
        "untreated",
        "treated",
        "recurrent",
        "early",
        "late",
        "advanced",
        "active",
        "current",
    ]
)
_MOST_DEGREES = 3
# Words that say how far it has gone, or how long it has lasted: `stage 4`, `second trimester`.
_STAGE = re.compile(
    r"(?<!\w)(?:(?:stage|grade|nyha(?: class)?|gold|class) (?:[1-5][ab]?|i{1,3}|iv|v)"
    r"|(?:1st|2nd|3rd|first|second|third) trimester(?: of)?"
    r"|\d{1,2} (?:weeks?|wks?|months?)(?= pregnant)|(?<=pregnant )\d{1,2} (?:weeks?|wks?|months?)"
    r"|(?<=ckd )[1-5][ab]?)(?!\w)"
)
_ROMAN = {"type i ": "type 1 ", "type ii ": "type 2 "}
_OF_THE = re.compile(r"(\w{3,30}) of the (\w{3,30})")
_HISTORY = (
    "history of", "past", "previous", "prior", "past medical history of", "medical history of",
    "pmh of", "pmh", "hx of", "hx", "h o", "status post", "s p",
)  # fmt: skip
_WEEK = re.compile(r"\b(\d{1,2}) (?:weeks?|wks?)\b")
_TRIMESTER = re.compile(r"\b(first|1st|second|2nd|third|3rd) trimester\b")
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3}
# A value of the kidneys is no condition, unless it is low enough; a limit ("below 30") is no value.
_KIDNEY_VALUE = re.compile(r"\b(?:e?gfr|creatinine clearance|crcl)\b")
_KIDNEY_NUMBER = re.compile(
    r"(e?gfr|creatinine clearance|crcl)(?: of| is)? (\d{1,3}(?:\.\d{1,2})?)"
    r"(?: ?ml min(?:ute)?( 1\.73 ?m ?2)?)?"
)
_LIMITS = frozenset("<>≤≥")
# Kidneys are diseased below the one, and severely so below the other (KDIGO, stages 3a and 4).
_DISEASED_BELOW, _SEVERE_BELOW = 60.0, 30.0
_KIDNEYS = ("severe-kidney-disease", "kidney-disease")
# An age in years, months, weeks or days: `age 70`, `70-year-old woman`, `70 y/o`, `over 80`.
_NUMBER = r"(\d{1,3}(?:\.\d{1,2})?)"
_UNIT = r" ?(years?|yrs?|y|months?|mos?|mths?|weeks?|wks?|days?)"
_AGE = re.compile(
    rf"(?:age[ds]? (?:of |is )?{_NUMBER}(?:{_UNIT}(?: ?old| of age)?)?"
    rf"|{_NUMBER}{_UNIT} ?(?:olds?|o|of age)(?: (?:man|woman|male|female|boy|girl|patient|m|f))?)"
)
_OVER = "over|above|older than|more than|greater than|at least"
_UNDER = "under|below|younger than|less than"
_BELOW = frozenset([*_UNDER.split("|"), "younger"])
_LIMIT_NUMBER = rf"(?P<number>\d{{1,3}})(?:{_UNIT.replace('(', '(?P<unit>', 1)})?(?: old| of age)?"
_AGE_LIMIT = re.compile(
    rf"(?:age[ds]? )?(?P<side>{_OVER}|{_UNDER}) (?:the )?(?:age (?:of )?)?{_LIMIT_NUMBER}"
)
_AGE_FROM = re.compile(
    rf"(?:age[ds]? )?{_LIMIT_NUMBER} (?:and|or) (?P<side>over|older|above|under|younger)"
)
_SIGNS_OF_LIMITS = str.maketrans(dict.fromkeys("<≤", " under ") | dict.fromkeys(">≥", " over "))
_IN_A_YEAR = {"y": 1.0, "m": 12.0, "w": 52.18, "d": 365.25}
# Labels count adults from the one age on, older people from the other; newborns have four weeks.
ADULT_FROM, OLDER_FROM = 18.0, 65.0
_OLDER_FOR_SOME = 60.0
_NEWBORN_BELOW = 28 / 365.25
_OLDEST, _OLDEST_BARE = 130.0, 101.0


@dataclass(frozen=True, slots=True)
class ConditionMatch:
    """The conditions that the words can mean: one is understood, several are only listed.

    `explanation` says how they were read where they are no name of it. With `narrower` the words
    mean a kind of it: what is known of the whole need not hold for this kind.
    """

    conditions: tuple[str, ...]
    explanation: tuple[str, ...] = ()
    narrower: bool = False


@dataclass(frozen=True, slots=True)
class KidneyValue:
    """A value of kidney function, as it was written. One measure says nothing of another."""

    measure: KidneyMeasure
    unit: KidneyUnit
    value: float

    @property
    def words(self) -> str:
        """Measure, value and unit."""
        measure = "an eGFR" if self.measure is KidneyMeasure.EGFR else "a creatinine clearance"
        return f"{measure} of {self.value:g} {self.unit.value}"


def kidney_value(text: str) -> KidneyValue | None:
    """The value in words like `eGFR 25 mL/min/1.73 m²`; None for anything else.

    An estimated rate is of a body of 1.73 m² however it is written; a clearance only if it says so.
    """
    if not fits(text) or not _LIMITS.isdisjoint(text):
        return None
    found = _KIDNEY_NUMBER.fullmatch(_without(_LEADS, normalise(text)))
    if found is None:
        return None
    estimated = found[1].endswith("gfr")
    by_area = estimated or found[3] is not None
    return KidneyValue(
        KidneyMeasure.EGFR if estimated else KidneyMeasure.CREATININE_CLEARANCE,
        KidneyUnit.ML_PER_MINUTE_PER_AREA if by_area else KidneyUnit.ML_PER_MINUTE,
        float(found[2]),
    )


@dataclass(frozen=True, slots=True)
class AgeWritten:
    """The years between which an age is, the second left out; both the same for one age."""

    first: float
    end: float

    @property
    def condition(self) -> str | None:
        """The state that all of these ages are; None where some are and others aren't."""
        if self.first >= OLDER_FROM:
            return "older-age"
        if max(self.first, self.end) < _NEWBORN_BELOW:
            return "newborn"
        child = self.first < ADULT_FROM and self.end <= ADULT_FROM
        return "children-and-adolescents" if child else None

    @property
    def may_be(self) -> tuple[str, ...]:
        """The states that some of these ages are, or that some sources count them to."""
        older = ("older-age",) if max(self.first, self.end) >= _OLDER_FOR_SOME else ()
        return older + (("children-and-adolescents",) if self.first < ADULT_FROM else ())


def age_written(text: str) -> AgeWritten | None:
    """The age, or the ages, in words like `age 70`, `3 months old` and `over 80`."""
    if not fits(text):
        return None
    spelling = _without(_LEADS, normalise(text.translate(_SIGNS_OF_LIMITS)))
    exact = _AGE.fullmatch(spelling)
    if exact is not None:
        years = _years(exact[1] or exact[3], exact[2] or exact[4])
        return AgeWritten(years, years) if years < _OLDEST else None
    return _ages_between(spelling)


def _ages_between(spelling: str) -> AgeWritten | None:
    """The ages on one side of a limit. Without a word for an age it must be one that people name
    so: `over 80`, `under 12`; `under 60` may be anything.
    """
    found = _AGE_LIMIT.fullmatch(spelling) or _AGE_FROM.fullmatch(spelling)
    if found is None:
        return None
    years = _years(found["number"], found["unit"])
    below = found["side"] in _BELOW
    age = AgeWritten(0.0, years) if below else AgeWritten(years, inf)
    named = "age" in spelling or "old" in spelling.split() or found["unit"]
    return age if named or (age.condition is not None and years < _OLDEST_BARE) else None


def _years(number: str, unit: str | None) -> float:
    return float(number) / _IN_A_YEAR[(unit or "y")[0]]


def pregnancy_time(text: str) -> tuple[int | None, int | None]:
    """The week and the trimester that words name, like `24 weeks pregnant` and `third trimester`;
    None for what they do not name.
    """
    spelling = normalise(text) if fits(text) else ""
    week, trimester = _WEEK.search(spelling), _TRIMESTER.search(spelling)
    return (
        None if week is None else int(week[1]),
        None if trimester is None else _ORDINALS[trimester[1]],
    )


def match_condition(text: str, knowledge: Knowledge) -> ConditionMatch:
    """The conditions that the words can mean; none when they are not known."""
    if not fits(text):
        return ConditionMatch(())
    spelling = normalise(text)
    found = _named(spelling, knowledge)
    if found:
        return ConditionMatch(found)
    coded = _coded(text, knowledge)
    if coded is not None:
        return coded
    valued = _valued(text, knowledge) or _aged(text, knowledge)
    if valued is not None:
        return valued
    bare = _without(_LEADS, spelling)
    ways = [(bare, False), (_rewritten(bare), False)]
    for shorter, narrower in ways + [(one, True) for one in _wider(bare)]:
        found = _named(shorter, knowledge)
        if found:
            names = ", ".join(knowledge.conditions[one].name for one in found)
            return ConditionMatch(found, (f"'{text}' is read as {names}",), narrower)
    return ConditionMatch(())


def offer_conditions(text: str, knowledge: Knowledge, offers: ConditionOffers) -> tuple[str, ...]:
    """The conditions that may have been meant by words that are not known, the best first."""
    if not fits(text):
        return ()
    spelling = normalise(text)
    if _KIDNEY_VALUE.search(spelling):
        return tuple(one for one in _KIDNEYS if one in knowledge.conditions)
    age = age_written(text)
    if age is not None:
        return tuple(one for one in age.may_be if one in knowledge.conditions)
    return offers(spelling)


def no_offers(_: str) -> tuple[str, ...]:
    """No candidates: for callers that want exact names only."""
    return ()


def condition_named(text: str, knowledge: Knowledge) -> str | None:
    """The condition that has just this name; None where none has it, or several do."""
    found = _named(normalise(text), knowledge)
    return found[0] if len(found) == 1 else None


def _named(spelling: str, knowledge: Knowledge) -> tuple[str, ...]:
    """By its spelling, else without blanks: `a-fib` is written `afib` too."""
    found = knowledge.condition_names.get(spelling)
    if found is None:
        found = knowledge.joined_condition_names.get(spelling.replace(" ", ""))
    return found or ()


def _coded(text: str, knowledge: Knowledge) -> ConditionMatch | None:
    """By an ICD-10 code or one of the Disease Ontology. An ICD-10 code without an entry of its own
    is read as the code above it.
    """
    doid = _DOID.fullmatch(text.strip())
    if doid is not None:
        ids = _with_code("doid", f"DOID:{doid[1]}", knowledge)
        return ConditionMatch(ids) if ids else None
    found = _ICD10.fullmatch(text.strip())
    if found is None:
        return None
    whole = found[1].upper() + found[2].upper()
    for length in range(len(whole), _CATEGORY - 1, -1):
        code = _dotted(whole[:length])
        ids = _with_code("icd10", code, knowledge)
        if ids:
            words = (f"'{_dotted(whole)}' has no entry of its own and is read as {code}",)
            return ConditionMatch(ids, () if length == len(whole) else words)
    return None


def _valued(text: str, knowledge: Knowledge) -> ConditionMatch | None:
    """A low value of the kidneys, as the condition that it shows."""
    found = kidney_value(text)
    slug = None if found is None else kidney_disease(found.value)
    if found is None or slug is None or slug not in knowledge.conditions:
        return None
    name = knowledge.conditions[slug].name
    return ConditionMatch((slug,), (f"'{text}' is read as {name}, by {found.words}",), True)


def _aged(text: str, knowledge: Knowledge) -> ConditionMatch | None:
    """An age as the state that it is, or as none: an age between the two is no condition."""
    age = age_written(text)
    if age is None:
        return None
    slug = age.condition
    if slug is None or slug not in knowledge.conditions:
        return ConditionMatch((), (f"'{text}' is an age: give it as the age of the person",))
    line = f"'{text}' is read as {knowledge.conditions[slug].name}, by the age"
    return ConditionMatch((slug,), (line,), True)


def kidney_disease(rate: float) -> str | None:
    """The disease that so low a filtration rate shows; None for a better one."""
    return _KIDNEYS[rate >= _SEVERE_BELOW] if rate < _DISEASED_BELOW else None


def _with_code(system: str, code: str, knowledge: Knowledge) -> tuple[str, ...]:
    subjects = knowledge.codes.get((system, code), ())
    return tuple(slug for kind, slug in map(split_key, subjects) if kind == "condition")


def _dotted(code: str) -> str:
    return code if len(code) == _CATEGORY else f"{code[:_CATEGORY]}.{code[_CATEGORY:]}"


def _without(leads: Sequence[str], spelling: str) -> str:
    for lead in leads:
        spelling = spelling.removeprefix(f"{lead} ")
    return spelling


def _rewritten(spelling: str) -> str:
    """The same with its type in a figure, and `cirrhosis of the liver` as `liver cirrhosis`."""
    for roman, figure in _ROMAN.items():
        spelling = f"{spelling} ".replace(roman, figure).strip()
    turned = _OF_THE.fullmatch(spelling)
    return f"{turned[2]} {turned[1]}" if turned is not None else spelling


def _wider(spelling: str) -> list[str]:
    """The same without a history, then without the degrees before it, then without any."""
    bare = _without(_HISTORY, spelling)
    words = bare.split()
    degrees = len(list(takewhile(_DEGREES.__contains__, words[:_MOST_DEGREES])))
    fewer = [" ".join(words[place:]) for place in range(degrees + 1)]
    return [*fewer, " ".join(one for one in _STAGE.sub(" ", bare).split() if one not in _DEGREES)]
