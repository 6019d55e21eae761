"""The outermost layers: request ids, security headers, measuring, a problem for any failure, and
how long an address may be.
"""

import asyncio
import logging
import re
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from random import getrandbits
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.registry import Collector
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware
from starlette_compress._utils import classify_start_message

from app.api.http.metrics import State, count_together, registry_of_all
from app.api.http.paths import keep_slashes_of_names
from app.api.http.problems import Problem, fail
from app.api.http.sharing import Sharing
from app.api.http.tracing import Answered, Tracing
from app.domain.interactions.result import Checkup

_LOG = logging.getLogger("materia")
_REQUEST_ID = re.compile(
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{32}|[0-9a-fA-F]{16}"
)
# One answer as a line of the log, and what stands in it.
ACCESS = "%s %s %d %.1f ms %s"
ACCESS_FIELDS = ("method", "route", "status", "milliseconds", "request_id")
# Noted for an answer that was kept ready.
KEPT = "materia.kept"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_SECURITY = tuple(
    (name.lower().encode(), value.encode())
    for name, value in {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
    }.items()
)


# What apps inside are called, by the first part of their addresses; `rest` is our own API.
_APPS = {"REST": "rxnav", "cds-services": "hooks", "mcp": "mcp", "fhir": "fhir", "llms.txt": "mcp",
         "assets": "pages", "docs": "pages", "reference": "pages", "pages": "pages",
         "favicon.ico": "pages", "": "pages", "-": "none"}  # fmt: skip


class Metrics:
    """What Prometheus may read: counts and times by route, never an address or a name; of this
    process, or of all workers that share them.
    """

    def __init__(self, sharing: Sharing | None = None) -> None:
        self._sharing = sharing
        # Where counts are shared a registry is made for each look at them.
        self._registry = CollectorRegistry() if sharing is None else None
        if sharing is not None:
            count_together(sharing)
        else:
            ProcessCollector(registry=self._registry)
        labels = ["method", "route", "status", "app", "kept"]
        self.requests = Counter(
            "materia_requests", "Requests answered", labels, registry=self._registry
        )
        self.seconds = Histogram(
            "materia_request_seconds", "Time to answer", labels[:2], registry=self._registry
        )
        self.findings = Counter(
            "materia_findings", "Findings of checks", ["severity"], registry=self._registry
        )
        self.inputs = Counter(
            "materia_inputs", "Inputs of checks", ["status"], registry=self._registry
        )
        self._state: Collector | None = None
        self._known: dict[tuple[str, str, int, bool], tuple[Counter, Histogram]] = {}
        self._chosen: dict[tuple[Counter, Enum], Counter] = {}

    def watch(self, made_at: Callable[[], float], reached: Callable[[], bool]) -> None:
        """Asks for these whenever it is read: 0 stands for no release."""
        self._state = State(made_at, reached)
        if self._registry is not None:
            self._registry.register(self._state)

    def count(self, method: str, route: str, status: int, kept: bool, seconds: float) -> None:
        """One answer. There are few routes and statuses, so their counters are kept at hand."""
        known = self._known.get((method, route, status, kept))
        if known is None:
            app = _APPS.get(route.strip("/").partition("/")[0], "rest")
            known = self._known[method, route, status, kept] = (
                self.requests.labels(method, route, str(status), app, str(kept).lower()),
                self.seconds.labels(method, route),
            )
        known[0].inc()
        known[1].observe(seconds)

    def count_check(self, checkup: Checkup) -> None:
        """What a check found by severity, and how its inputs were understood; nothing of what."""
        self._count_each(self.findings, [one.severity for one in checkup.findings])
        self._count_each(self.inputs, [one.status for one in checkup.inputs])

    def _count_each(self, counted: Counter, labels: Sequence[Enum]) -> None:
        """One for each of the labels, of which a few differ."""
        for label in dict.fromkeys(labels):
            self._counter(counted, label).inc(labels.count(label))

    def _counter(self, counted: Counter, label: Enum) -> Counter:
        """The counter of one choice. There are few, so they are kept at hand."""
        known = self._chosen.get((counted, label))
        if known is None:
            known = self._chosen[counted, label] = counted.labels(label.value)
        return known

    def page(self) -> bytes:
        """All of it, as Prometheus reads it."""
        if self._sharing is not None:
            return generate_latest(registry_of_all(self._sharing, self._state))
        assert self._registry is not None
        return generate_latest(self._registry)


class Lifetime:
    """Whether this process goes on answering.

    One that is not `ready` says so to proxies; one that is `closing` gives each connection back
    with its next answer, so that none is closed while a question is on its way.
    """

    def __init__(self) -> None:
        self.ready = True
        self.closing = False

    def end(self) -> None:
        """Nobody should be sent here any more."""
        self.ready, self.closing = False, True

    def retire(self) -> None:
        """Another process of the same service answers what comes from now on."""
        self.closing = True


class _Sent:
    """Sends an answer with the headers that every answer has; remembers its status, and whether all
    of it was sent.
    """

    def __init__(
        self, send: Send, fixed: Sequence[tuple[bytes, bytes]], with_body: bool, lifetime: Lifetime
    ) -> None:
        self.send = send
        self.fixed = fixed
        self.with_body = with_body
        self.lifetime = lifetime
        self.status = 0
        self.is_whole = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            # No layer further in sets any of these, so that nothing needs to be looked for.
            headers = [*message.get("headers", ()), *_SECURITY, *self.fixed]
            if self.lifetime.closing:
                headers.append((b"connection", b"close"))
            message["headers"] = headers
        elif not self.with_body:
            message = {**message, "body": b""}
        await self.send(message)
        if message["type"] == "http.response.body":
            self.is_whole = not message.get("more_body", False)


@dataclass(frozen=True, slots=True)
class Outside:
    """What stands before the application: the prefix of a proxy, HTTPS only for so long, and who is
    sent a span of each answer.
    """

    prefix: str = ""
    hsts_seconds: int = 0
    tracing: Tracing | None = None


class Guard:
    """Wraps the whole application."""

    def __init__(
        self, app: ASGIApp, metrics: Metrics, outside: Outside, lifetime: Lifetime
    ) -> None:
        self.app = app
        self.metrics = metrics
        self.lifetime = lifetime
        self.tracing = outside.tracing
        self.prefix = outside.prefix.rstrip("/")
        hsts = f"max-age={outside.hsts_seconds}".encode()
        self.fixed = ((b"strict-transport-security", hsts),) if outside.hsts_seconds else ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self.prefix:
            scope["root_path"] = self.prefix
        keep_slashes_of_names(scope)
        started = time.perf_counter()
        request_id = _request_id(scope)
        fixed = (*self.fixed, (b"x-request-id", request_id.encode("latin-1")))
        sent = _Sent(send, fixed, scope["method"] != "HEAD", self.lifetime)
        # HEAD is GET to the very end, so that it has the headers of the compressed answer.
        inside = scope if sent.with_body else {**scope, "method": "GET"}
        try:
            await self.app(inside, receive, sent)
        except asyncio.CancelledError:
            # The server has ended before its answer: nobody is left who could be told.
            if not self.lifetime.closing:
                raise
        except Exception as error:
            _log_failure(error, request_id)
            await _failed(error, scope, receive, sent)
        finally:
            seconds = time.perf_counter() - started
            self._measure(inside, scope["method"], sent.status, seconds, request_id)

    def _measure(
        self, inside: Scope, method: str, status: int, seconds: float, request_id: str
    ) -> None:
        """The route's template only: the address itself may name a patient's drug."""
        method = method if method in _METHODS else "other"
        route = _template(inside)
        self.metrics.count(method, route, status, KEPT in inside, seconds)
        _LOG.info(ACCESS, method, route, status, seconds * 1000, request_id)
        if self.tracing is not None:
            headers = inside["headers"]
            self.tracing.note(Answered(method, route, status, seconds, request_id, headers))


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _request_id(scope: Scope) -> str:
    """The caller's own id, if it is a UUID or the id of a trace; else a new one. In anything else
    there could be words.
    """
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            text = value.decode("latin-1")
            if _REQUEST_ID.fullmatch(text):
                return str(text)
    return f"{getrandbits(128):032x}"


def _template(scope: Scope) -> str:
    route: Any = scope.get("route")
    return getattr(route, "path", None) or "-"


def _log_failure(error: Exception, request_id: str) -> None:
    """Where it failed and of what kind; the message of an error may hold what was asked."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    _LOG.error("failed %s: %s at %s", request_id, type(error).__name__, places)


async def _failed(error: Exception, scope: Scope, receive: Receive, send: _Sent) -> None:
    if send.is_whole:
        # The connection, on which the next question may be on its way, is as good as before.
        return
    if send.status:
        raise error
    problem = Problem(
        500,
        "internal-error",
        "Internal error",
        "Something failed here; nothing was checked. The X-Request-ID header names this request.",
    )
    await fail(scope, problem)(scope, receive, send)


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


class Compression:
    """Compresses an answer for who takes it so; to others a long one says `Vary`, that it could."""

    def __init__(self, app: ASGIApp, least_bytes: int) -> None:
        self.app = app
        self.least_bytes = least_bytes
        self.compressed = CompressMiddleware(app, minimum_size=least_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and all(
            name != b"accept-encoding" or value == b"identity" for name, value in scope["headers"]
        ):
            await self.app(scope, receive, _Uncompressed(send, self.least_bytes))
        else:
            await self.compressed(scope, receive, send)


class _Uncompressed:
    """Sends the beginning of an answer with the first piece of it, whose length decides."""

    __slots__ = ("least_bytes", "send", "start")

    def __init__(self, send: Send, least_bytes: int) -> None:
        self.send = send
        self.least_bytes = least_bytes
        self.start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            verdict = _verdict(message)
            if verdict == "buffered":
                self.start = message
                return
            if verdict == "streaming":
                # Whoever listens for events sees the headers before the first of them.
                MutableHeaders(raw=message["headers"]).add_vary_header("Accept-Encoding")
        elif self.start is not None:
            start, self.start = self.start, None
            if message.get("more_body") or len(message.get("body", b"")) >= self.least_bytes:
                MutableHeaders(raw=start["headers"]).add_vary_header("Accept-Encoding")
            await self.send(start)
        await self.send(message)


def _verdict(start: Message) -> str:
    """`skip` for what is never compressed, else whether its beginning may wait for a body."""
    kind = b""
    for name, value in start["headers"]:
        if name in (b"content-encoding", b"content-range"):
            return classify_start_message(start)
        if name == b"content-type":
            kind = value
    verdict = _VERDICTS.get((start["status"], kind))
    if verdict is None:
        verdict = classify_start_message(start)
        if len(_VERDICTS) < _MOST_VERDICTS:
            _VERDICTS[start["status"], kind] = verdict
    return verdict


# By status and type of an answer; our own are few.
_VERDICTS: dict[tuple[int, bytes], str] = {}
_MOST_VERDICTS = 100
