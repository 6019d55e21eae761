"""Problems: what goes wrong, said in the language of the app that was asked."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from app.api.http.paths import is_below, place_of

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """Raised by a route, answered as a problem."""

    def __init__(self, status: int, kind: str, title: str, detail: str, **more: Any) -> None:
        super().__init__(title)
        self.status, self.kind, self.title, self.detail, self.more = (
            status,
            kind,
            title,
            detail,
            more,
        )


# How a door words a problem, with more headers.
Language = Callable[[Problem, Mapping[str, str]], Response]


def instance_of(scope: Scope) -> str:
    """The address of a request as it was sent, without its query."""
    raw = scope.get("raw_path")
    return bytes(raw).partition(b"?")[0].decode("latin-1") if raw else quote(str(scope["path"]))


def not_found() -> Problem:
    """404 for an address that is none."""
    detail = "There is nothing at this address. The addresses are listed at /docs."
    return Problem(404, "not-found", "Not Found", detail)


def respond(instance: str, problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """The problem as an answer."""
    body = {
        "type": f"urn:materia:problem:{problem.kind}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": instance,
        "errors": problem.more.get("errors", []),
        "candidates": problem.more.get("candidates", []),
    }
    return JSONResponse(
        body,
        problem.status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def fail(scope: Scope, problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """The problem as the app behind this address words it: by default as RFC 9457 says."""
    languages: Mapping[str, Language] = getattr(scope["app"].state, "languages", {})
    for prefix, language in languages.items():
        if is_below(prefix, place_of(scope)):
            return language(problem, headers or {})
    return respond(instance_of(scope), problem, headers)
