"""Refusals as the old interface worded them: a status and a line of plain text."""

from collections.abc import Mapping

from starlette.responses import PlainTextResponse, Response

from app.api.http.problems import Problem

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
NOTHING_LOADED = Refused(503, "Data not loaded: nothing can be answered", {"Retry-After": "5"})


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
