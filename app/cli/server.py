"""A server that ends without failing a request: it says so, then lets go of its connections."""

import asyncio
import contextlib
import signal
import socket
import time
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import uvicorn

from app.api.http.guard import Lifetime

# Who has just connected has so long to ask.
_SETTLE_SECONDS = 0.5
# What is being answered has so long to end; then its connection is closed.
_FINISH_SECONDS = 5.0
# What still runs without a connection has so many seconds more: `uvicorn.Config` is told.
LAST_SECONDS = 1
# A server ends in so many seconds, and those for which proxies are waited for; with some to spare.
ENDING_SECONDS = _SETTLE_SECONDS + _FINISH_SECONDS + LAST_SECONDS + 2
_TICK = 0.05


class DrainingServer(uvicorn.Server):
    """Ends in three steps, and in a bounded time.

    For `seconds` it answers everything, but `/readyz` with 503, so that a proxy sends nobody any
    more, and gives each connection back with its next answer. Then it takes no new connection, and
    closes those that nobody uses. What is still being answered has five more seconds. Ctrl-C
    passes over the first step, and so does a second signal.
    """

    def __init__(self, config: uvicorn.Config, lifetime: Lifetime, seconds: float) -> None:
        super().__init__(config)
        self._lifetime = lifetime
        self._seconds = seconds
        self._is_hurried = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Notes the signal at once: a proxy may ask now."""
        self._is_hurried = self._is_hurried or sig == signal.SIGINT or not self._lifetime.ready
        self._lifetime.end()
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Lets go of all connections, then ends as any server does."""
        self._lifetime.end()
        await self._wait(self._seconds, until=lambda: self._is_hurried)
        await self._take_last([one for one in sockets or [] if one.fileno() >= 0])
        await self._finish(sockets)

    async def _finish(self, sockets: list[socket.socket] | None) -> None:
        await self._wait(_SETTLE_SECONDS, until=lambda: self._is_hurried or self._has_none())
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await self._wait(_FINISH_SECONDS, until=self._has_none)
        for connection in list(self.server_state.connections):
            # A question that never comes whole ends here: it is told as a client that went away.
            connection.transport.abort()
        await super().shutdown(sockets)

    async def _take_last(self, sockets: list[socket.socket]) -> None:
        """Stops listening, and takes whoever had connected by then."""
        copies = [one.dup() for one in sockets]
        for server in self.servers:
            server.close()
        for listening in sockets:
            listening.close()
        for one in copies:
            one.setblocking(False)
            with one, contextlib.suppress(BlockingIOError):
                while True:
                    await self._serve_connection(one.accept()[0])

    async def _serve_connection(self, connection: socket.socket) -> None:
        protocol: Any = self.config.http_protocol_class
        given = {"config": self.config, "server_state": self.server_state}
        make = partial(protocol, **given, app_state=self.lifespan.state)
        await asyncio.get_running_loop().connect_accepted_socket(make, connection)

    def _has_none(self) -> bool:
        return not self.server_state.connections

    async def _wait(self, seconds: float, until: Callable[[], bool]) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not until():
            # Answers carry the time that it is.
            await self.on_tick(0)
            await asyncio.sleep(_TICK)
