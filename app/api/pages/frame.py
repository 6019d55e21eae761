"""The frame that every page stands in, and the forms of the first page with what was asked."""

import re
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from app.api.http.problems import Problem
from app.api.pages.forms import TEXTS, section_of
from app.api.pages.parts import Html

WEB = Path(__file__).resolve().parents[2] / "web"
# Only `tag` and the templates write a quotation mark that is not escaped.
_OF_THIS_SERVER = '="~/'


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as a part of a page. `message` is the sentence for those who listen."""

    html: Html
    message: str
    status: int = 200


def worded(problem: Problem) -> tuple[str, str]:
    """A title and a reason for people, who can do nothing with words for the operator."""
    return _FOR_PEOPLE.get(problem.kind, (problem.title, problem.detail))


_FOR_PEOPLE = {
    "nothing-loaded": ("There are no data here yet", "Whoever runs this server has to load them."),
    "database-away": ("The data cannot be reached just now", "Ask again in a moment."),
    "database-fault": ("The data cannot be read", "Whoever runs this server has to look at it."),
    "busy": ("Too much is asked just now", "Ask again in a moment."),
    "content-too-large": ("Too much text", "Send less of it at once."),
    "not-found": ("Not found", "Nothing stands at this address."),
}


@cache
def _frame() -> str:
    return (WEB / "frame.html").read_text(encoding="utf-8")


@cache
def _home() -> str:
    return (WEB / "home.html").read_text(encoding="utf-8")


def show_page(title: str, content: str, up: str) -> str:
    """A whole page. `up` leads from its address to the root of the server."""
    marks = {"<!--title-->": escape(title), "<!--content-->": content}
    whole = "".join(marks.get(part, part) for part in _GAP.split(_frame()))
    return whole.replace(_OF_THIS_SERVER, f'="{up}')


_GAP = re.compile(r"(<!--title-->|<!--content-->)")


def show_home(form: dict[str, str], answered: Answered) -> str:
    """The first page with what was asked in its fields, and the answer below its form."""
    question = section_of(form)
    marks = {
        f"<!--answer:{question}-->": answered.html,
        f"<!--told:{question}-->": escape(answered.message),
    }
    for name in TEXTS:
        text = escape(form.get(name, ""))
        # A browser takes a line away that a text area begins with.
        marks[f"<!--{name}-->"] = f"\n{text}"
        marks[f'value="" data-of="{name}"'] = f'value="{text}"'
    for name in ("pregnancy", "breastfeeding"):
        marks[f'data-in="{name}:{form.get(name, "")}"'] = "selected"
    marks[f'data-on="audience:{form.get("audience", "patient")}"'] = "checked"
    if any(form.get(name) for name in _OF_THE_PERSON):
        marks['data-open="person"'] = "open"
    content = "".join(marks.get(part, part) for part in _MARK.split(_home()))
    title = "Answer: Materia" if answered.message else "Materia: ask about your medicines"
    return show_page("Not answered: Materia" if answered.status >= 400 else title, content, "./")


_OF_THE_PERSON = (
    "conditions", "allergies", "kidney", "age", "week", "pregnancy", "breastfeeding"
)  # fmt: skip
# What is put in is never looked through for marks.
_MARK = re.compile(
    r'(<!--[a-z:]+-->|value="" data-of="[a-z]+"|data-(?:in|on)="[a-z:]+"|data-open="person")'
)
