"""The protocol over HTTP. The SDK is loaded, in a thread, when somebody first asks."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

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
        await self._manager.handle_request(scope, receive, send)

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
    that makes its name point here (DNS rebinding) is none of them. The SDK knows no `*.` of a name:
    of known hosts only those that are written out are among them.
    """
    known = [name for name in listed(settings.known_hosts) if "*" not in name]
    hosts = [host for name in (*_LOOPBACK, *known) for host in (name, f"{name}:*")]
    origins = [f"http://{host}" for host in hosts]
    origins += [f"https://{host}" for name in known for host in (name, f"{name}:*")]
    public = urlsplit(settings.public_url)
    if public.netloc:
        hosts.append(public.netloc)
        origins.append(f"{public.scheme}://{public.netloc}")
    return hosts, [*origins, *settings.allowed_origins]


def refusal(problem: Problem, headers: Mapping[str, str]) -> Response:
    """A problem of the layers around, as JSON-RPC has it."""
    error = {"code": _INVALID_REQUEST, "message": f"{problem.title}. {problem.detail}"}
    body = {"jsonrpc": "2.0", "id": None, "error": error}
    more = {"Cache-Control": "no-store", **headers}
    return JSONResponse(body, problem.status, headers=more)
