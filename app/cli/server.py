"""Servers that end without failing a request: one by itself, and one that is a worker and takes its
share of the connections until its parent lets it go.
"""

import asyncio
import contextlib
import errno
import os
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Any

import uvicorn

from app.api.http.guard import Lifetime
from app.api.http.sharing import Sharing

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


# What a worker says to its parent, and the parent to it.
READY, RETIRE = b"a", b"r"


@dataclass(frozen=True, slots=True)
class Channel:
    """One end of two pipes between a worker and its parent. Pipes, since their end can always be
    read: a socket whose other end dies before it has read all is an error instead.
    """

    reader: int
    writer: int

    @classmethod
    def pair(cls) -> "tuple[Channel, Channel]":
        """Both ends."""
        (to_us, from_them), (to_them, from_us) = os.pipe(), os.pipe()
        return cls(to_us, from_us), cls(to_them, from_them)

    def send(self, message: bytes) -> None:
        """Says it, if anybody is left to hear it."""
        with contextlib.suppress(OSError):
            os.write(self.writer, message)

    def receive(self) -> bytes:
        """What was sent, once there is something; nothing where the other end is no more."""
        return os.read(self.reader, 1)

    def close(self) -> None:
        """Ends it on this side."""
        os.close(self.reader)
        os.close(self.writer)


# Another worker, which has fewer connections, has so long to take one.
_YIELD_SECONDS = 0.002
# The system has no room for a connection: it is asked again after so long.
_FULL_SECONDS = 0.5
_NO_ROOM = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
# A worker that others have replaced ends once it has no connection, or after so long.
_RETIRED_SECONDS = 40.0


class WorkerServer(DrainingServer):
    """All workers listen on the same sockets. A loop that takes what there is would leave nothing
    to the others: each takes one connection at a time, and first lets who has fewer take it.

    A worker that retires takes no new connection, gives each back with its next answer, and ends
    when it has none. It ends too when its parent is no more.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        lifetime: Lifetime,
        seconds: float,
        sharing: Sharing,
        parent: Channel,
    ) -> None:
        super().__init__(config, lifetime, seconds)
        self._sharing = sharing
        self._parent = parent
        self._listening: list[socket.socket] = []
        self._is_retired = False
        self._beginning: set[asyncio.Task[None]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begins to answer, and says so to the parent."""
        await super().startup([])
        self._listening = sockets or []
        for one in self._listening:
            one.setblocking(False)
            self._listen(one)
        self._sharing.take_connections(True)
        asyncio.get_running_loop().add_reader(self._parent.reader, self._hear)
        self._parent.send(READY)

    def _listen(self, listening: socket.socket) -> None:
        if listening in self._listening:
            asyncio.get_running_loop().add_reader(listening, self._take_turn, listening)

    def _take_turn(self, listening: socket.socket) -> None:
        """Somebody connects. Who has more connections than another waits a little."""
        if self._sharing.is_fuller():
            loop = asyncio.get_running_loop()
            loop.remove_reader(listening)
            loop.call_later(_YIELD_SECONDS, self._take_after_others, listening)
        else:
            self._take(listening)

    def _take_after_others(self, listening: socket.socket) -> None:
        if listening in self._listening:
            self._listen(listening)
            self._take(listening)

    def _take(self, listening: socket.socket) -> None:
        try:
            connection = listening.accept()[0]
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            loop = asyncio.get_running_loop()
            loop.remove_reader(listening)
            loop.call_later(_FULL_SECONDS, self._listen, listening)
            return
        beginning = asyncio.ensure_future(self._serve_connection(connection))
        self._beginning.add(beginning)
        beginning.add_done_callback(self._beginning.discard)

    def _hear(self) -> None:
        """The parent lets this worker retire; or it is no more, and nobody else would end it."""
        if self._parent.receive() == RETIRE:
            self._is_retired = True
            self._lifetime.retire()
            self._stop_listening()
        else:
            asyncio.get_running_loop().remove_reader(self._parent.reader)
            self._lifetime.end()
        self.should_exit = True

    def _stop_listening(self) -> None:
        self._sharing.take_connections(False)
        listening, self._listening = self._listening, []
        for one in listening:
            asyncio.get_running_loop().remove_reader(one)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends as a server does; where it has retired, once it is left alone."""
        if not self._is_retired:
            await super().shutdown(sockets)
            return
        await self._wait(_RETIRED_SECONDS, until=self._is_left)
        await self._wait(self._seconds, until=self._is_let_go)
        await self._finish(sockets)

    def _is_left(self) -> bool:
        return self._has_none() or not self._lifetime.ready

    def _is_let_go(self) -> bool:
        """Whether it is not to end like any other, or has nobody who is to learn it."""
        return self._lifetime.ready or self._is_hurried or self._has_none()

    async def _take_last(self, sockets: list[socket.socket]) -> None:
        self._stop_listening()
        await super()._take_last(sockets)

    def _has_none(self) -> bool:
        return super()._has_none() and not self._beginning
