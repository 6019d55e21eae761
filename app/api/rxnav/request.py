"""A question as old clients write it: format by ending or Accept, names in any case, lists.

And refusals as the old interface worded them: a status and a line of plain text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Scope

from app.api.http.problems import Problem
from app.domain.names.text import MOST_SIGNS, fits
from app.services.release import LoadedRelease

# What the service itself says to a question it cannot read; clients compare it.
_BAD_QUESTION = "Path or Query Parameter error"


class Refused(Exception):
    """Raised by a question, answered as plain text."""

    def __init__(self, status: int, text: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.status, self.text, self.headers = status, text, dict(headers or {})


NOT_ACCEPTABLE = Refused(406, "Not Acceptable: application/json and application/xml are answered")
NOT_FOUND = Refused(404, "Not Found")
NOT_ALLOWED = Refused(405, "Method Not Allowed", {"Allow": "GET, HEAD, OPTIONS"})


def bad_question(why: str, headers: Mapping[str, str] | None = None) -> Refused:
    """400 for a question that cannot be read. The body is the known one; why is in a header."""
    return Refused(400, _BAD_QUESTION, {"X-Reason": why, **(headers or {})})


def plain_refusal(problem: Problem, headers: Mapping[str, str]) -> Response:
    """What the layers around the app refuse, in the words of the old interface."""
    return plain(Refused(problem.status, f"{problem.title}. {problem.detail}", headers))


def plain(refused: Refused) -> Response:
    """The refusal as an answer."""
    headers = {"Cache-Control": "no-store", **refused.headers}
    return PlainTextResponse(refused.text, refused.status, headers=headers)


# Blanks, literal plus signs and commas: `a+b`, `a%20b`, `a%2Bb`, `a%20+b` and `a,b` are two each.
_BETWEEN = re.compile(r"[\s+,]+")
# What is looked up by its words; all else is a code, a choice or a list.
_OF_WORDS = ("name", "term")
_JSON = ("application/json", "text/json")
_XML = ("application/xml", "text/xml", "application/xhtml+xml")
_ANY = ("*/*", "application/*", "text/*")


class Form(Enum):
    """How an answer is written."""

    JSON = "json"
    XML = "xml"


@dataclass(frozen=True, slots=True)
class Call:
    """One question: what stands in the gaps of its path, and its parameters by lower-case name."""

    request: Request
    loaded: LoadedRelease
    gaps: Sequence[str]
    query: Mapping[str, Sequence[str]]

    def first(self, name: str, default: str = "") -> str:
        """The first value of a parameter, without blanks around it. Raises Refused if it is longer
        than any name.
        """
        values = self.query.get(name)
        found = values[0].strip() if values else default
        if name in _OF_WORDS and not fits(found):
            raise bad_question(f"{name} is longer than {MOST_SIGNS} signs")
        return found

    def required(self, name: str) -> str:
        """The value of a parameter that must be there. Raises Refused."""
        if name not in self.query:
            raise bad_question(f"{name} is required")
        return self.first(name)

    def listed(self, name: str) -> list[str]:
        """The values of a parameter that is a list; empty parts are left out."""
        text = " ".join(self.query.get(name, ()))
        return [part for part in _BETWEEN.split(text) if part]


def read_query(query_string: bytes) -> dict[str, list[str]]:
    """All parameters by their names in lower case. A plus sign is a blank."""
    query: dict[str, list[str]] = {}
    text = query_string.decode("latin-1")
    for name, value in parse_qsl(text, keep_blank_values=True, errors="replace"):
        query.setdefault(name.lower(), []).append(value)
    return query


def split_ending(path: str) -> tuple[str, Form | None]:
    """A path without its format, and the format; None where it names none."""
    for form in Form:
        if path.endswith(f".{form.value}"):
            return path.removesuffix(f".{form.value}"), form
    return path, None


def form_by_accept(scope: Scope) -> Form:
    """JSON for who asks for it by name; XML for everybody who takes that. Raises Refused."""
    ranges = _ranges(", ".join(Headers(scope=scope).getlist("accept")) or "*/*")
    json, xml = (max(ranges.get(one, 0.0) for one in kinds) for kinds in (_JSON, _XML))
    if json and json >= xml:
        return Form.JSON
    if xml or any(ranges.get(one) for one in _ANY):
        return Form.XML
    raise NOT_ACCEPTABLE


def _ranges(accept: str) -> dict[str, float]:
    """Each media range with its weight."""
    found = {}
    for part in accept.lower().split(","):
        kind, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((one[2:] for one in parameters if one.startswith("q=")), "1")
        found[kind] = float(weight) if re.fullmatch(r"[01](\.\d{0,3})?", weight) else 1.0
    return found
