"""Limits of what one question may be: body, address, shape, time."""

import asyncio
import json
import re
from collections.abc import (
    AsyncIterator,
    Callable,
    Collection,
    Coroutine,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from anyio import to_thread
from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.datastructures import Headers
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.http.paths import give_slashes_back, is_below, place_of
from app.api.http.problems import Problem, fail
from app.services.release import closest

# A hundred names with their directions are less.
MOST_ADDRESS_BYTES = 8_000


class AddressLimit:
    """414 for an address that is longer than any question needs; nothing of it is read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _address_bytes(scope) > MOST_ADDRESS_BYTES:
            detail = (
                f"An address may have at most {MOST_ADDRESS_BYTES} bytes. Nothing was checked; "
                "ask by POST, or in several questions."
            )
            problem = Problem(414, "uri-too-long", "URI Too Long", detail)
            await fail(scope, problem)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _address_bytes(scope: Scope) -> int:
    path = scope.get("raw_path") or str(scope["path"]).encode()
    query = scope["query_string"]
    return len(path) + len(query) + bool(query)


@dataclass(frozen=True, slots=True)
class Shape:
    """How deep a JSON body may be, and how many objects and lists, and keys in one object."""

    deepest: int
    most_parts: int
    most_keys: int


# A question is three deep and has a hundred drugs, conditions and drugs taken before.
QUESTION = Shape(20, 1_000, 100)
# The record of a patient: hundreds of orders, each with codes, doses and extensions.
PATIENT_RECORD = Shape(60, 100_000, 300)


class BodyLimit:
    """413 for a body that is larger than the setting allows, whether it says so or not; 422 for one
    whose JSON is too deep or names a thing again. `shapes` are those of the apps below a prefix.
    """

    def __init__(
        self, app: ASGIApp, most_bytes: int, shapes: Mapping[str, Shape] | None = None
    ) -> None:
        self.app = app
        self.most_bytes = most_bytes
        self.shapes = shapes or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "0")
        body = bytearray()
        too_large = length.isdigit() and int(length) > self.most_bytes
        more = not too_large
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return
            body.extend(message.get("body", b""))
            too_large = len(body) > self.most_bytes
            more = message.get("more_body", False) and not too_large
        if too_large:
            detail = f"A request body may have at most {self.most_bytes} bytes."
            problem = Problem(413, "content-too-large", "Content too large", detail)
            await fail(scope, problem, {"Connection": "close"})(scope, receive, send)
            return
        shape = self._shape(place_of(scope))
        misfit = await _find_misfit(body, shape) if b"json" in _content_type(scope) else None
        if misfit is not None:
            await fail(scope, misfit)(scope, receive, send)
            return
        await self.app(scope, _once(bytes(body), receive), send)

    def _shape(self, place: str) -> Shape:
        found = (shape for prefix, shape in self.shapes.items() if is_below(prefix, place))
        return next(found, QUESTION)


# A larger body is read in a thread: nobody else waits for it.
_LARGE = 16_000


async def _find_misfit(body: bytearray, shape: Shape) -> Problem | None:
    if len(body) > _LARGE:
        return await to_thread.run_sync(problem_with_json, bytes(body), shape)
    return problem_with_json(bytes(body), shape)


def _content_type(scope: Scope) -> bytes:
    return next((value for name, value in scope["headers"] if name == b"content-type"), b"").lower()


def _once(body: bytes, receive: Receive) -> Receive:
    """The body that was read, once; then whatever comes after it."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


T = TypeVar("T")


class Workers:
    """So many threads; so many jobs may wait for one, and each is waited for so many seconds.

    A thread cannot be stopped: what takes longer is done to its end, and nobody waits for it.
    """

    def __init__(self, name: str, threads: int, waiting: int, seconds: float) -> None:
        self.name, self.threads, self.seconds = name, threads, seconds
        self.most = threads + waiting
        self._executor: ThreadPoolExecutor | None = None
        self._lock = Lock()
        self._jobs = 0
        self._shared: dict[Hashable, Future[Any]] = {}

    async def run(self, job: Callable[[], T], key: Hashable = None) -> T:
        """What the job gives. Raises a Problem if too many wait, or it takes too long.

        Who asks with the key of a job that is not done yet waits for that one.
        """
        future = self._shared.get(key)
        if future is None:
            future = self._begin(job, key)
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(future)), self.seconds)
        except TimeoutError as error:
            raise _busy(f"This takes longer than {self.seconds:g} seconds") from error

    def _begin(self, job: Callable[[], T], key: Hashable) -> "Future[T]":
        with self._lock:
            if self._jobs >= self.most:
                raise _busy("Too many questions of this kind are being answered")
            self._jobs += 1
            if self._executor is None:
                self._executor = ThreadPoolExecutor(self.threads, self.name)
            future = self._executor.submit(job)
            if key is not None:
                self._shared[key] = future
        future.add_done_callback(lambda _: self._end(key))
        return future

    def _end(self, key: Hashable) -> None:
        with self._lock:
            self._jobs -= 1
            self._shared.pop(key, None)

    def close(self) -> None:
        """Lets go of the threads; who asks again has new ones."""
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=False, cancel_futures=True)


_PIECE = 64 * 1024
_LONG = 4 * _PIECE


def respond_in_pieces(body: bytes, media_type: str) -> Response:
    """The body as an answer. A long one is sent, and compressed, piece by piece: between two of
    them others are answered.
    """
    if len(body) < _LONG:
        return Response(body, media_type=media_type)
    return StreamingResponse(_pieces(body), media_type=media_type)


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), _PIECE):
        yield body[start : start + _PIECE]
        await asyncio.sleep(0)


def _busy(why: str) -> Problem:
    return Problem(503, "busy", "Busy", f"{why}. Nothing was answered; ask again in a moment.")


# Of many misfits the first show what kind they are.
MOST_NAMED = 20
_LONGEST_NAME = 60

# A string, or a bracket that opens or closes. What is in a string is no bracket.
_BRACKET = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


def refuse(misfits: Iterable[Mapping[str, Any]]) -> Problem:
    """422 for values that do not fit: where each stands, and why."""
    named = [_placed(one) for one in islice(misfits, MOST_NAMED)]
    places = ", ".join(dict.fromkeys(one["place"] for one in named))
    detail = f"Does not fit: {places}"
    return Problem(422, "invalid-request", "Invalid request", detail, errors=named)


def _placed(misfit: Mapping[str, Any]) -> dict[str, Any]:
    loc = [part[:_LONGEST_NAME] for part in misfit["loc"]]
    return {"place": ".".join(loc), **misfit, "loc": loc}


def _misfit(loc: Sequence[str], message: str, kind: str) -> dict[str, Any]:
    return {"loc": loc, "message": message, "type": kind}


class _TooManyKeys(ValueError):
    """Raised while JSON is read, so that nothing more of it is."""


class _Repeated(ValueError):
    """Raised while JSON is read, with the key that stands in one object again."""


def problem_with_json(body: bytes, shape: Shape = QUESTION) -> Problem | None:
    """What is wrong with the shape of a JSON body; None where nothing is, and for what is no JSON:
    that the route says in its own words.
    """
    why = _why_too_much(body, shape)
    if why is not None:
        return refuse([_misfit(["body"], why, "too_much")])
    try:
        json.loads(body, object_pairs_hook=partial(_only_once, shape.most_keys))
    except _Repeated as error:
        key = str(error)
        message = f"the key '{key[:_LONGEST_NAME]}' stands here more than once; none was chosen"
        return refuse([_misfit(["body", key], message, "repeated_key")])
    except _TooManyKeys:
        return refuse(
            [_misfit(["body"], f"more than {shape.most_keys} keys in one object", "too_much")]
        )
    except (ValueError, RecursionError):
        return None
    return None


def _why_too_much(body: bytes, shape: Shape) -> str | None:
    if body.count(b"[") + body.count(b"{") <= shape.deepest:
        return None
    depth = parts = 0
    for found in _BRACKET.finditer(body):
        sign = body[found.start()]
        if sign in b"[{":
            depth, parts = depth + 1, parts + 1
        elif sign in b"]}":
            depth -= 1
        if depth > shape.deepest:
            return f"nested more than {shape.deepest} deep"
        if parts > shape.most_parts:
            return f"more than {shape.most_parts} objects and lists"
    return None


def _only_once(most: int, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > most:
        raise _TooManyKeys
    known = dict(pairs)
    if len(known) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _Repeated(next(key for key in known if keys.count(key) > 1))
    return known


# Whoever asks whether the service lives may ask with anything.
_PROBES = frozenset({"/healthz", "/readyz", "/metrics"})


class OwnRoute(APIRoute):
    """A route of our own API: a slash within a name in its path belongs to the name, and a query
    parameter that it does not know is refused.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's own handler, behind a look at the address."""
        answer = super().get_route_handler()
        names = frozenset(_names(self.dependant))
        open_ = self.path in _PROBES

        async def answer_if_known(request: Request) -> Response:
            give_slashes_back(request.scope)
            if request.scope["query_string"] and not open_:
                _refuse_unknown(request.scope["query_string"], names)
            return await answer(request)

        return answer_if_known


def _names(dependant: Dependant) -> Iterator[str]:
    """The query parameters of a route, also those that are fields of one model."""
    for within in dependant.dependencies:
        yield from _names(within)
    for one in dependant.query_params:
        model = one.field_info.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            yield from (field.alias or name for name, field in model.model_fields.items())
        else:
            yield one.alias


def _refuse_unknown(query_string: bytes, names: Collection[str]) -> None:
    given = parse_qsl(query_string.decode("latin-1"), keep_blank_values=True)
    unknown = list(dict.fromkeys(name for name, _ in given if name not in names))[:MOST_NAMED]
    if unknown:
        raise refuse(
            _misfit(["query", name], _instead(name, names), "extra_forbidden") for name in unknown
        )


def _instead(name: str, names: Collection[str]) -> str:
    if not names:
        return "this address takes no parameters"
    near = closest(name.lower()[:_LONGEST_NAME], names)
    if near:
        return f"there is no such parameter here; '{near[0]}' is spelt like it"
    return f"there is no such parameter here; known are: {', '.join(sorted(names))}"
