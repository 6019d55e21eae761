"""The server in a worker: it takes its share of the connections, until its parent lets it go."""

import asyncio
import contextlib
import errno
import os
import socket
from dataclasses import dataclass

import uvicorn

from app.api.http.guard import Lifetime
from app.api.http.sharing import Sharing
from app.cli.drain import DrainingServer

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
