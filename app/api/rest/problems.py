"""Every error of our own API in one shape (RFC 9457), and the things that a path names or a 404."""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, TypeVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.api.answers.serialise import plain
from app.api.http.paths import place_of
from app.api.http.problems import (
    MEDIA_TYPE,
    Problem,
    fail,
    instance_of,
    not_found,
    nothing_to_answer_from,
    refuse,
    respond,
)
from app.domain.errors import NothingLoaded, TooManyDrugs
from app.domain.names.text import why_too_long
from app.services.lookup import (
    FoundDrug,
    NotFound,
    find_allergy_group,
    find_class,
    find_condition_by_words,
    find_drug,
    find_effect,
    find_gene,
)
from app.services.release import LoadedRelease

T = TypeVar("T")


class Misfit(BaseModel):
    """One value that does not fit."""

    place: str = Field(examples=["query.limit"])
    loc: list[str] = Field(examples=[["query", "limit"]], description="The parts of `place`")
    message: str = Field(examples=["Input should be less than or equal to 500"])
    type: str = Field(examples=["less_than_equal"])


class CandidateOut(BaseModel):
    """Something that may have been meant."""

    id: str
    name: str
    matched_name: str
    distance: int


class ProblemOut(BaseModel):
    """An error, as RFC 9457 shapes it. `candidates` stand beside an unknown name."""

    type: str = Field(examples=["urn:materia:problem:unknown-drug"])
    title: str
    status: int
    detail: str
    instance: str
    errors: list[Misfit]
    candidates: list[CandidateOut]


def unknown(thing: str, words: str, found: NotFound) -> Problem:
    """404 for a name that means nothing here, with what may have been meant."""
    return Problem(
        404,
        f"unknown-{thing.replace(' ', '-')}",
        f"Unknown {thing}",
        f"'{words[:120]}': {found.reason.rstrip('?.')}. Nothing can be said of it here.",
        candidates=plain(found.candidates),
    )


def _found(
    thing: str,
    words: str,
    loaded: LoadedRelease,
    find: Callable[[LoadedRelease, str], T | NotFound],
) -> T:
    """What the words mean, or 404, also for more of them than any name has."""
    too_long = why_too_long(words)
    found = find(loaded, words) if too_long is None else NotFound(too_long, ())
    if isinstance(found, NotFound):
        raise unknown(thing, words, found)
    return found


def drug_of(loaded: LoadedRelease, words: str) -> FoundDrug:
    """The drug, or 404."""
    return _found("drug", words, loaded, find_drug)


def class_of(loaded: LoadedRelease, words: str) -> str:
    """The id of the class, or 404."""
    return _found("class", words, loaded, find_class)


def condition_of(loaded: LoadedRelease, words: str) -> str:
    """The id of the condition, or 404."""
    return _found("condition", words, loaded, find_condition_by_words)


def effect_of(loaded: LoadedRelease, words: str) -> str:
    """The id of the effect, or 404."""
    return _found("effect", words, loaded, find_effect)


def allergy_group_of(loaded: LoadedRelease, words: str) -> str:
    """The id of the allergy group, or 404."""
    return _found("allergy group", words, loaded, find_allergy_group)


def gene_of(loaded: LoadedRelease, words: str) -> str:
    """The id of the gene, or 404."""
    return _found("gene", words, loaded, find_gene)


def invalid(errors: Sequence[Mapping[str, Any]], *before: str) -> Problem:
    """422 for values that do not fit: where each stands, and why. The values are not repeated."""
    misfits = [
        {
            "loc": [*before, *_place(one["loc"], one["type"])],
            "message": one["msg"].removeprefix("Value error, "),
            "type": one["type"],
        }
        for one in errors
    ]
    within = {tuple(one["loc"][:size]) for one in misfits for size in range(len(one["loc"]))}
    # That an object is no string is no misfit where something within the object is one.
    return refuse(
        one for one in misfits if one["type"] != "string_type" or tuple(one["loc"]) not in within
    )


def _place(loc: Sequence[str | int], kind: str) -> list[str]:
    """Fields and positions only: the checker also names the alternative that it tried."""
    named = loc[-1:] if kind == "extra_forbidden" else ()
    known = loc[: len(loc) - len(named)]
    plain = [
        str(part)
        for part in known
        if isinstance(part, int) or re.fullmatch(r"[a-z_0-9]+", part) is not None
    ]
    return [*plain, *map(str, named)]


def add_problem_handlers(app: FastAPI) -> None:
    """Every error that a route or the router can raise becomes a problem."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(NothingLoaded, _nothing_loaded)
    app.add_exception_handler(TooManyDrugs, _too_many)
    app.add_exception_handler(DBAPIError, _nothing_loaded)
    app.add_exception_handler(NoConnection, _no_connection)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    headers = {"Retry-After": "5"} if error.status == 503 else None
    return fail(request.scope, error, headers)


async def _no_connection(request: Request, error: Exception) -> Response:
    """All connections were in use for long: the data are there."""
    detail = "Too many questions are being answered. Nothing was checked; ask again in a moment."
    return await _problem(request, Problem(503, "busy", "Busy", detail))


async def _too_many(request: Request, error: Exception) -> Response:
    detail = f"Nothing was checked: {error}. Ask with fewer drugs."
    return respond(
        instance_of(request.scope), Problem(422, "too-many-drugs", "Too many drugs", detail)
    )


async def _nothing_loaded(request: Request, error: Exception) -> Response:
    """There is no data to answer from. Never an empty 200."""
    problem = nothing_to_answer_from(error)
    logging.getLogger("materia").error("nothing to answer from: %s", problem.kind)
    return await _problem(request, problem)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return respond(instance_of(request.scope), invalid(error.errors()))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    title = HTTPStatus(error.status_code).phrase
    details = {
        404: not_found().detail,
        405: f"{request.method} is not answered here. See the Allow header.",
    }
    kind = title.lower().replace(" ", "-")
    detail = details.get(error.status_code, str(error.detail))
    headers = dict(error.headers or {})
    if error.status_code == 405:
        methods: list[str] = request.app.state.allowed().methods(place_of(request.scope))
        headers["Allow"] = ", ".join(methods) or headers.get("Allow", "GET")
    return fail(request.scope, Problem(error.status_code, kind, title, detail), headers)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that an operation may answer with; 503 is always one of them.

    What the layers outside may answer to any question is added to the whole document at its end.
    """
    return {status: problem_response(status) for status in sorted({*statuses, 503})}


def problem_response(status: int) -> dict[str, Any]:
    """A problem of this status, as the OpenAPI document describes it."""
    return {
        "description": _MEANING[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
    }


_MEANING = {
    400: "The question cannot be read, or a NUL stands in its address",
    404: "Unknown here, with what may have been meant",
    413: "The body is larger than this server takes",
    414: "The address is longer than 8,000 bytes",
    415: "The body is not JSON, or is packed",
    422: "The question does not fit, or nothing of it could be resolved",
    429: "More was asked than this server allows; `Retry-After` says when to ask again",
    503: "No data is loaded, or too much is being asked; `Retry-After` says when to ask again",
}
