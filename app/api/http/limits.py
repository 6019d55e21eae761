"""Limits of what one question may be: address, parameters, time."""

import asyncio
from collections.abc import (
    AsyncIterator,
    Callable,
    Collection,
    Coroutine,
    Hashable,
    Iterator,
)
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.http.bodies import refuse_unread
from app.api.http.paths import give_slashes_back
from app.api.http.problems import LONGEST_NAME, MOST_NAMED, Problem, fail, misfit, refuse
from app.services.release import closest

# A hundred names with their directions are less.
MOST_ADDRESS_BYTES = 8_000


class AddressLimit:
    """414 for an address that is longer than any question needs, and 400 for one with a NUL, which
    is in no name and which some databases refuse; nothing of it is read.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        problem = _why_unread(scope) if scope["type"] == "http" else None
        if problem is not None:
            await fail(scope, problem)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _why_unread(scope: Scope) -> Problem | None:
    if _address_bytes(scope) > MOST_ADDRESS_BYTES:
        detail = (
            f"An address may have at most {MOST_ADDRESS_BYTES} bytes. Nothing was checked; "
            "ask by POST, or in several questions."
        )
        return Problem(414, "uri-too-long", "URI Too Long", detail)
    if "\0" in scope["path"] or b"%00" in scope["query_string"]:
        detail = "An address may hold no NUL (%00). Nothing was checked."
        return Problem(400, "nul", "NUL in the address", detail)
    return None


def _address_bytes(scope: Scope) -> int:
    path = scope.get("raw_path") or str(scope["path"]).encode()
    query = scope["query_string"]
    return len(path) + len(query) + bool(query)


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
        has_body = bool(self.dependant.body_params)

        async def answer_if_known(request: Request) -> Response:
            give_slashes_back(request.scope)
            if request.scope["query_string"] and not open_:
                _refuse_unknown(request.scope["query_string"], names)
            if has_body:
                refuse_unread(request.headers)
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
            misfit(["query", name], _instead(name, names), "extra_forbidden") for name in unknown
        )


def _instead(name: str, names: Collection[str]) -> str:
    if not names:
        return "this address takes no parameters"
    near = closest(name.lower()[:LONGEST_NAME], names)
    if near:
        return f"there is no such parameter here; '{near[0]}' is spelt like it"
    return f"there is no such parameter here; known are: {', '.join(sorted(names))}"
