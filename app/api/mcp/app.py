"""The protocol over HTTP. The SDK is loaded, in a thread, when somebody first asks."""

import asyncio
import contextlib
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from app.api.http.callers import known_as
from app.api.http.paths import place_of
from app.api.http.problems import Problem
from app.api.mcp.tools import Tools
from app.settings import Settings, listed

PREFIX = "/mcp"
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
# JSON-RPC: the request itself is not valid.
_INVALID_REQUEST = -32600


class _Place:
    path = PREFIX


class McpApp:
    """An ASGI application. No session is kept: each request stands for itself."""

    def __init__(self, settings: Settings, tools: Tools) -> None:
        self._settings = settings
        self._known = _known(settings)
        self._tools = tools
        self._starting = asyncio.Lock()
        self._manager: Any = None
        self._running: asyncio.Task[None] | None = None
        self._ended = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        scope["route"] = _Place
        if place_of(scope).rstrip("/") != PREFIX:
            problem = Problem(404, "not-found", "Not Found", f"The address is {PREFIX}.")
            await refusal(problem, {})(scope, receive, send)
            return
        async with self._starting:
            if self._manager is None:
                await self._start()
        headers = as_entries(scope["headers"], self._known)
        await self._manager.handle_request({**scope, "headers": headers}, receive, send)

    async def _start(self) -> None:
        manager = await asyncio.to_thread(self._make)
        started = asyncio.Event()
        self._ended = asyncio.Event()
        # What the manager starts lives in a task group of its own, longer than this request.
        self._running = asyncio.create_task(self._run(manager, started))
        await started.wait()
        self._manager = manager

    async def _run(self, manager: Any, started: asyncio.Event) -> None:
        async with manager.run():
            started.set()
            await self._ended.wait()

    def _make(self) -> Any:
        from mcp.server.transport_security import TransportSecuritySettings

        from app.api.mcp.server import make_server

        hosts, origins = allowed(self._settings)
        server = make_server(self._tools)
        # What this makes is an application with the same manager; we route to that ourselves.
        server.streamable_http_app(
            json_response=True,
            stateless_http=True,
            transport_security=TransportSecuritySettings(
                allowed_hosts=hosts, allowed_origins=origins
            ),
            max_request_body_size=self._settings.max_body_bytes,
        )
        return server.session_manager

    async def close(self) -> None:
        """Ends what was started; who asks again starts it anew."""
        running, self._running, self._manager = self._running, None, None
        self._ended.set()
        if running is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await running


def allowed(settings: Settings) -> tuple[list[str], list[str]]:
    """The hosts and origins that may ask: this machine's own, and those of the settings. A page
    that makes its name point here (DNS rebinding) is none of them.
    """
    known = sorted(_known(settings))
    hosts = [host for name in (*_LOOPBACK, *known) for host in (name, f"{name}:*")]
    origins = [f"http://{host}" for host in hosts]
    origins += [f"https://{host}" for name in known for host in (name, f"{name}:*")]
    public = urlsplit(settings.public_url.lower())
    if public.netloc:
        hosts.append(public.netloc)
        origins.append(f"{public.scheme}://{public.netloc}")
    return hosts, [*origins, *(one.lower() for one in settings.allowed_origins)]


def _known(settings: Settings) -> frozenset[str]:
    return frozenset(one.lower() for one in listed(settings.known_hosts))


Header = tuple[bytes, bytes]


def as_entries(headers: Iterable[Header], known: Collection[str]) -> list[Header]:
    """The headers as the SDK can judge them. It compares letter for letter and knows no name below
    another: so `Host` and `Origin` are given in small letters, and a name that is below a known one
    as the entry that it is known by, `*.example.org`. What is not known stays, and is refused.
    """
    return [
        (name, _as_entry(value, known)) if name in (b"host", b"origin") else (name, value)
        for name, value in headers
    ]


def _as_entry(value: bytes, known: Collection[str]) -> bytes:
    given = value.decode("latin-1").lower()
    scheme, mark, rest = given.rpartition("://")
    found = known_as(rest, known)
    # Nobody is called as an entry is written.
    judged = given.replace("*", "?") if found is None else f"{scheme}{mark}{''.join(found)}"
    return judged.encode("latin-1")


def refusal(problem: Problem, headers: Mapping[str, str]) -> Response:
    """A problem of the layers around, as JSON-RPC has it."""
    error = {"code": _INVALID_REQUEST, "message": f"{problem.title}. {problem.detail}"}
    body = {"jsonrpc": "2.0", "id": None, "error": error}
    more = {"Cache-Control": "no-store", **headers}
    return JSONResponse(body, problem.status, headers=more)
