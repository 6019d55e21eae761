"""What the forms of the first page ask: lists, corrections that were confirmed, and the person."""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from app.api.http.bounds import MOST_DRUGS, MOST_SIGNS_OF_LIST, listed
from app.api.http.problems import Problem
from app.domain.interactions.person import Person, Pregnant, StatedAllergy
from app.domain.interactions.policy import Policy
from app.domain.interactions.result import Audience
from app.domain.knowledge import Knowledge
from app.domain.names.input import Asked
from app.domain.names.lists import split_written
from app.domain.names.text import MOST_SIGNS, fits
from app.services.interactions import Question

# The fields of all forms, and a few more that nobody needs.
_MOST_FIELDS = 30
TEXTS = (
    "names", "conditions", "allergies", "kidney", "age", "week", "drug", "condition", "words"
)  # fmt: skip
_OF_EXAMPLES = {
    "check": ("names", "conditions"),
    "prescribed": ("drug", "condition"),
    "search": ("words",),
}
CONSEQUENCE = {
    "check": "Nothing was checked.",
    "prescribed": "The question was not answered: that is neither yes nor no.",
    "search": "Nothing can be said of it here.",
}
# `list` asks only how the list of a check is read.
_QUESTIONS = (*CONSEQUENCE, "list")
_MOST_ALLERGIES = 50
# Twice the oldest and the highest that was ever measured.
_OLDEST, _HIGHEST_RATE, _LAST_WEEK = 130, 300, 45


def read_form(body: str) -> dict[str, str]:
    """The fields that were sent; those of an example, where one was chosen."""
    try:
        fields = parse_qs(body, max_num_fields=_MOST_FIELDS)
    except ValueError:
        fields = {}
    form = {name: values[-1].strip() for name, values in fields.items()}
    if "example" in form:
        names = _OF_EXAMPLES[section_of(form)]
        form |= dict(zip(names, form["example"].split("|"), strict=False))
    return form


def question_of(form: Mapping[str, str]) -> str:
    """Which form was sent: `check`, `list`, `prescribed` or `search`."""
    question = form.get("question", "")
    return question if question in _QUESTIONS else "check"


def section_of(form: Mapping[str, str]) -> str:
    """The part of the first page in which the answer stands."""
    question = question_of(form)
    return "check" if question == "list" else question


def audience_of(form: Mapping[str, str]) -> Audience:
    """Whom the answer speaks to."""
    return Audience.PROFESSIONAL if form.get("audience") == "professional" else Audience.PATIENT


def names_in(form: Mapping[str, str], knowledge: Knowledge) -> list[str]:
    """The inputs in the form's list. Raises a Problem for none and for too many."""
    text = _bounded(form.get("names", ""), MOST_SIGNS_OF_LIST)
    listed([text], knowledge)  # refuses too many before more is done
    names = split_written(text, knowledge)
    if not names:
        detail = "Name one medicine at least. Nothing was checked."
        raise Problem(422, "", "No medicine was named", detail)
    if len(names) > MOST_DRUGS:
        detail = f"At most {MOST_DRUGS} can be checked at once. Nothing was checked."
        raise Problem(422, "", "Too many medicines", detail)
    return names


def confirm(form: Mapping[str, str], knowledge: Knowledge) -> dict[str, str]:
    """The form after a correction that somebody pressed: it replaces its own word and no other.

    `pick` is the field, the place in its list, the word there, and what stands for it, one a line.
    Where the word stands there no longer, nothing is replaced.
    """
    field, place, word, *instead = [*form.get("pick", "").splitlines(), "", "", ""]
    instead = [one for one in instead if one]
    if field not in _LISTS or not place.isascii() or not place.isdigit() or not instead:
        return dict(form)
    names = _LISTS[field](form.get(field, ""), knowledge)
    at = int(place[:4])
    if at >= len(names) or names[at] != word:
        return dict(form)
    names[at : at + 1] = instead
    return {**form, field: joined_list(names)}


def joined_list(names: list[str]) -> str:
    """A list as people write one: by lines where a name holds a mark itself."""
    mark = "\n" if any(sign in name for name in names for sign in ",;\n") else ", "
    return mark.join(names)


def _list_of_words(text: str, _: Knowledge) -> list[str]:
    return listed([_bounded(text, MOST_SIGNS_OF_LIST)])


_LISTS: dict[str, Callable[[str, Knowledge], list[str]]] = {
    "names": lambda text, knowledge: names_in({"names": text}, knowledge),
    "conditions": _list_of_words,
    "allergies": _list_of_words,
}


def read_question(form: Mapping[str, str], names: list[str], policy: Policy) -> Question:
    """The check that the form asks for. Raises a Problem for a number that cannot be."""
    return Question(
        tuple(Asked(name) for name in names),
        conditions=_words_in(form, "conditions", MOST_DRUGS),
        policy=policy,
        audience=audience_of(form),
        person=_person(form),
    )


def _person(form: Mapping[str, str]) -> Person:
    """What the form tells of the person; what it leaves empty is unknown."""
    allergies = _words_in(form, "allergies", _MOST_ALLERGIES)
    pregnant, week = _pregnancy(form)
    return Person(
        age=_number(form, "age", _OLDEST, "The age", "in years"),
        egfr=_number(form, "kidney", _HIGHEST_RATE, "The kidney value", "as the eGFR"),
        pregnant=pregnant,
        week=week,
        breastfeeding=_YES_OR_NO.get(form.get("breastfeeding", "")),
        allergies=tuple(map(StatedAllergy, allergies)) or None,
    )


def _pregnancy(form: Mapping[str, str]) -> tuple[Pregnant | None, int | None]:
    """The pregnancy, and its completed weeks. Whoever names a week is pregnant."""
    stated = Pregnant(form["pregnancy"]) if form.get("pregnancy") in _PREGNANT else None
    weeks = _number(form, "week", _LAST_WEEK, "The week of pregnancy", "in weeks")
    if weeks is None:
        return stated, None
    if stated in (Pregnant.NO, Pregnant.PLANNED):
        detail = "You chose that you are not pregnant, and named a week. Leave one of them empty."
        raise Problem(422, "", "The pregnancy cannot be read", f"{detail} Nothing was checked.")
    return Pregnant.YES, int(weeks)


_PREGNANT = frozenset(Pregnant)
_YES_OR_NO = {"yes": True, "no": False}


def _number(form: Mapping[str, str], field: str, most: int, title: str, how: str) -> float | None:
    text = form.get(field, "").replace(",", ".")
    if not text:
        return None
    try:
        number = float(text) if text.isascii() and len(text) <= _MOST_DIGITS else -1.0
    except ValueError:
        number = -1.0
    if not 0 <= number <= most:
        detail = f"Give it {how}, as a number from 0 to {most}, or leave it empty."
        raise Problem(422, "", f"{title} cannot be read", f"{detail} Nothing was checked.")
    return number


_MOST_DIGITS = 8


def _words_in(form: Mapping[str, str], field: str, most: int) -> tuple[str, ...]:
    words = listed([_bounded(form.get(field, ""), MOST_SIGNS_OF_LIST)])
    if len(words) > most or not all(fits(one, MOST_SIGNS) for one in words):
        detail = f"At most {most} of the {field} can be read, each of {MOST_SIGNS} signs at most."
        raise Problem(422, "", "Too much text", f"{detail} Nothing was checked.")
    return tuple(words)


def _bounded(text: str, most: int) -> str:
    if not fits(text, most):
        detail = f"At most {most} signs can be read. Nothing was checked; ask with fewer."
        raise Problem(422, "", "Too much text", detail)
    return text
