"""Problems: what goes wrong, said in the language of the app that was asked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import quote

from sqlalchemy.exc import DBAPIError
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from app.api.http.paths import is_below, place_of
from app.domain.errors import NothingLoaded
from app.store.faults import fault_of, is_nothing_yet, is_unreached, what_is_wrong

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
# How a page words a problem: with the address that was asked, and more headers.
PageOf = Callable[[str, Problem, Mapping[str, str]], Response]


def instance_of(scope: Scope) -> str:
    """The address of a request as it was sent, without its query."""
    raw = scope.get("raw_path")
    return bytes(raw).partition(b"?")[0].decode("latin-1") if raw else quote(str(scope["path"]))


def not_found() -> Problem:
    """404 for an address that is none."""
    detail = "There is nothing at this address. The addresses are listed at /docs."
    return Problem(404, "not-found", "Not Found", detail)


_MORE = "`materia doctor` says more."


def nothing_to_answer_from(error: Exception) -> Problem:
    """503: why there is nothing to answer from. What the operator can do is said, nothing else."""
    if isinstance(error, NothingLoaded) and error.fault:
        detail = f"{error.fault.capitalize()}, so nothing can be answered. {_MORE}"
        return Problem(503, "nothing-loaded", "Data not loaded", detail)
    if not isinstance(error, DBAPIError) or is_nothing_yet(error):
        detail = (
            "The database is missing, unmigrated or empty, so nothing can be answered. "
            "Run `materia migrate` and `materia seed`."
        )
        return Problem(503, "nothing-loaded", "Data not loaded", detail)
    what = what_is_wrong(fault_of(error)).capitalize()
    if is_unreached(error):
        detail = f"{what} just now. Nothing was answered; ask again in a moment."
        return Problem(503, "database-away", "Database not reached", detail)
    detail = f"{what}, so nothing can be answered. {_MORE}"
    return Problem(503, "database-fault", "Database fault", detail)


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
    page: PageOf | None = getattr(scope["app"].state, "page_of_problem", None)
    if page is not None and _is_for_people(scope, problem):
        return page(place_of(scope), problem, headers or {})
    return respond(instance_of(scope), problem, headers)


def _is_for_people(scope: Scope, problem: Problem) -> bool:
    """Whether a browser shows the answer: at an address of a page, or at one that is none.

    A script and a program ask for anything, or for JSON.
    """
    accepted = dict(scope["headers"]).get(b"accept", b"")
    place = place_of(scope)
    of_page = place == "/" or is_below("/pages", place) or problem.kind == "not-found"
    return of_page and bytes(accepted).startswith(b"text/html")


# Of many misfits the first show what kind they are.
MOST_NAMED = 20
LONGEST_NAME = 60


def refuse(misfits: Iterable[Mapping[str, Any]]) -> Problem:
    """422 for values that do not fit: where each stands, and why."""
    named = [_placed(one) for one in islice(misfits, MOST_NAMED)]
    places = ", ".join(dict.fromkeys(one["place"] for one in named))
    detail = f"Does not fit: {places}"
    return Problem(422, "invalid-request", "Invalid request", detail, errors=named)


def _placed(misfit: Mapping[str, Any]) -> dict[str, Any]:
    loc = [part[:LONGEST_NAME] for part in misfit["loc"]]
    return {"place": ".".join(loc), **misfit, "loc": loc}


def misfit(loc: Sequence[str], message: str, kind: str) -> dict[str, Any]:
    """One value that does not fit: its place, and why."""
    return {"loc": loc, "message": message, "type": kind}
