"""What a connection may take of the server: bytes before and beside a body, time, and a place.

uvicorn reads HTTP with httptools, which bounds none of these. This is its protocol with bounds;
docs/decisions/0023 says what else was tried.
"""

import asyncio
import logging
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from app.api.http.problems import Problem, respond

_LOG = logging.getLogger("materia")

MOST_HEADER_BYTES = 64 * 1024
MOST_HEADERS = 100
# What is shorter is refused by a layer further in, in the words of the app that is asked.
_LONGEST_ADDRESS = 32 * 1024
# What is sent beside each piece of a chunked body: its length, and two line ends.
_FRAME = 16
_LONGEST_INSTANCE = 200
# So often connections are looked at that wait too long, in seconds.
_SWEEP = 0.5
# So often it is logged that all places are taken, in seconds.
_LOGGED_AGAIN = 60.0


class Stage(Enum):
    """What a connection waits for."""

    HEAD = "the head of a request"
    BODY = "the body of a request"
    ANSWER = "an answer of ours"
    SENDING = "somebody to take an answer"
    IDLE = "another request"
    REFUSED = "somebody to read why it was refused"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many connections there may be, what their bodies may hold together in bytes, and for how
    many seconds each may wait for what its client has to do.
    """

    most_connections: int = 1_000
    most_body_bytes: int = 64_000_000
    head_seconds: float = 10.0
    body_seconds: float = 30.0
    sending_seconds: float = 30.0
    # What is silent between two requests is closed by uvicorn after five seconds, unless something
    # that is no request has come.
    idle_seconds: float = 10.0
    refused_seconds: float = 2.0

    def seconds(self, stage: Stage) -> float:
        """How long a connection may be at this stage."""
        return {
            Stage.HEAD: self.head_seconds,
            Stage.BODY: self.body_seconds,
            Stage.SENDING: self.sending_seconds,
            Stage.IDLE: self.idle_seconds,
            Stage.REFUSED: self.refused_seconds,
        }.get(stage, math.inf)


@dataclass(slots=True)
class Connections:
    """All connections of a process. Those that wait for their clients stand in the order in which
    they began to: when there is no place left, the first of them gives its own to who comes.
    """

    bounds: Bounds
    note_taken: Callable[[int], None] = lambda _: None
    taken: int = 0
    body_bytes: int = 0
    waiting: "dict[BoundedProtocol, None]" = field(default_factory=dict)
    _sweeping: bool = False
    _logged_at: float = -_LOGGED_AGAIN

    def enter(self, one: "BoundedProtocol") -> bool:
        """Gives a connection a place. False where all are taken by requests that are answered."""
        if self.taken >= self.bounds.most_connections:
            self._log(one.loop.time())
            longest = next(iter(self.waiting), None)
            if longest is None:
                return False
            longest.end_early()
        self.taken += 1
        self.note_taken(self.taken)
        if not self._sweeping:
            self._sweeping = True
            one.loop.call_later(_SWEEP, self._sweep, one.loop)
        return True

    def leave(self, one: "BoundedProtocol") -> None:
        """Takes the place back."""
        self.taken -= 1
        self.note_taken(self.taken)
        self.waiting.pop(one, None)

    def note(self, one: "BoundedProtocol", stage: Stage) -> None:
        """A connection is at another stage."""
        self.waiting.pop(one, None)
        if stage is not Stage.ANSWER:
            self.waiting[one] = None

    def hold(self, one: "BoundedProtocol", size: int) -> None:
        """A piece of a body has come. The body that waits longest goes if all hold too much."""
        self.body_bytes += size
        if self.body_bytes > self.bounds.most_body_bytes:
            self._log(one.loop.time())
            bodies = (other for other in self.waiting if other.stage is Stage.BODY)
            next(bodies, one).end_early()

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        for one in list(self._overdue(loop.time())):
            one.time_out()
        self._sweeping = self.taken > 0
        if self._sweeping:
            loop.call_later(_SWEEP, self._sweep, loop)

    def _overdue(self, now: float) -> "Iterator[BoundedProtocol]":
        for one in self.waiting:
            if now - one.since > self.bounds.seconds(one.stage):
                yield one

    def _log(self, now: float) -> None:
        if now - self._logged_at >= _LOGGED_AGAIN:
            self._logged_at = now
            _LOG.warning(
                "%d connections hold %d bytes of bodies: who waits longest is ended",
                self.taken,
                self.body_bytes,
            )


class BoundedProtocol(HttpToolsProtocol):
    """One connection. `bounded_by` makes the class for one server."""

    places: Connections

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.stage = Stage.HEAD
        self.since = 0.0
        self._has_place = False
        self._is_refused = False
        self._head_bytes = 0
        # Bytes since the last request that are of no body.
        self._beside_body = 0
        self._body_bytes = 0
        self._is_in_body = False

    # Places

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Takes a place."""
        super().connection_made(cast("asyncio.Transport", transport))
        self._has_place = self.places.enter(self)
        if self._has_place:
            self._wait_for(Stage.HEAD)
        else:
            self.transport.write(_as_bytes(_busy(), b""))
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Gives the place back."""
        if self._has_place:
            self._has_place = False
            self.places.leave(self)
        self._let_body_go()
        super().connection_lost(exc)

    def end_early(self) -> None:
        """Ends at once, so that somebody else can be answered."""
        self.places.waiting.pop(self, None)
        if self.stage is Stage.BODY:
            self.refuse(_busy())
            self.transport.close()
        else:
            self._abort()

    def time_out(self) -> None:
        """Ends: the client has taken too long."""
        is_begun = self.stage is Stage.HEAD and self._beside_body > 0
        if (is_begun or self.stage is Stage.BODY) and not self.transport.is_closing():
            detail = "The request took too long to come. Nothing was checked."
            self.refuse(Problem(408, "request-timeout", "Request timeout", detail))
        else:
            self._abort()

    def _wait_for(self, stage: Stage) -> None:
        self.stage, self.since = stage, self.loop.time()
        if self._has_place:
            self.places.note(self, stage)

    def _let_body_go(self) -> None:
        self.places.body_bytes -= self._body_bytes
        self._body_bytes = 0

    # What comes

    def data_received(self, data: bytes) -> None:
        """Reads on, unless too much has come that is of no body."""
        if self._is_refused:
            return
        before = self.stage
        if before is Stage.IDLE:
            self.stage = Stage.HEAD
        self._beside_body += len(data)
        super().data_received(data)
        if self._is_refused:
            return
        if self._beside_body > MOST_HEADER_BYTES:
            self.refuse(_too_many_headers())
        elif self.stage is Stage.HEAD and self._is_in_body:
            self._wait_for(Stage.BODY)
        elif self.stage is not before:
            self._wait_for(self.stage)

    def on_message_begin(self) -> None:
        """Another request begins."""
        self._head_bytes = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A piece of the address."""
        super().on_url(url)
        if len(self.url) > _LONGEST_ADDRESS:
            self.refuse(_too_long_address())

    def on_header(self, name: bytes, value: bytes) -> None:
        """Counts a header, and refuses one too many. Blanks around a value are none of it (RFC
        9110, 5.5); the parser leaves those behind it.
        """
        self._head_bytes += len(name) + len(value)
        if len(self.headers) >= MOST_HEADERS or self._head_bytes > MOST_HEADER_BYTES:
            self.refuse(_too_many_headers())
        else:
            super().on_header(name, value.strip(b" \t"))

    def on_headers_complete(self) -> None:
        """The request may be answered from now on."""
        if not self._is_refused and self._is_ambiguous():
            self.send_400_response("")
        if not self._is_refused:
            self._is_in_body = True
            super().on_headers_complete()

    def _is_ambiguous(self) -> bool:
        """Whether somebody else could read it as another request: without a host or with several
        (RFC 9112, 3.2), with several types of its body, or as of a version that has no headers.
        """
        names = [name for name, _ in self.headers]
        hosts, version = names.count(b"host"), self.parser.get_http_version()
        return (
            hosts > 1
            or (hosts == 0 and version != "1.0")
            or names.count(b"content-type") > 1
            or version not in ("1.0", "1.1")
        )

    def on_body(self, body: bytes) -> None:
        """Counts a piece of a body."""
        self._beside_body = max(0, self._beside_body - len(body) - _FRAME)
        if not self._is_refused and not self.cycle.response_complete:
            super().on_body(body)
            if self.stage is Stage.HEAD:
                self._wait_for(Stage.BODY)
            self._body_bytes += len(body)
            self.places.hold(self, len(body))

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._beside_body = 0
        self._is_in_body = False
        if not self._is_refused:
            self.stage = Stage.IDLE if self.cycle.response_complete else Stage.ANSWER
            super().on_message_complete()

    # What goes

    def on_response_complete(self) -> None:
        """The answer is on its way; the next request is waited for."""
        self._let_body_go()
        super().on_response_complete()
        if self.cycle.response_complete and not self.flow.write_paused:
            self._wait_for(self._after_answer())

    def _after_answer(self) -> Stage:
        return Stage.BODY if self.cycle.more_body else Stage.IDLE

    def pause_writing(self) -> None:
        """The client does not read."""
        super().pause_writing()
        self._wait_for(Stage.SENDING)

    def resume_writing(self) -> None:
        """The client reads again."""
        super().resume_writing()
        if self.stage is Stage.SENDING:
            self._wait_for(self._after_answer() if self.cycle.response_complete else Stage.ANSWER)

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP."""
        detail = "This is no request of HTTP/1.1 that can be read. Nothing was checked."
        self.refuse(Problem(400, "bad-request", "Bad request", detail))

    def refuse(self, problem: Problem) -> None:
        """Says why, and ends; only ends where an answer is on its way already."""
        if self._is_refused:
            return
        self._is_refused = True
        _LOG.info("refused %d", problem.status)
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            # Whoever reads the body learns that no more of it comes.
            cycle.disconnected = True
            cycle.message_event.set()
            if cycle.response_started:
                self._abort()
                return
        self.transport.write(_as_bytes(problem, getattr(self, "url", b"")))
        # Closed with bytes unread, a connection is reset, and the answer may be lost on its way: it
        # is closed by the client, or a little later. What comes meanwhile is thrown away.
        self.transport.write_eof()
        self._wait_for(Stage.REFUSED)

    def _abort(self) -> None:
        self._is_refused = True
        self.transport.abort()


def bounded_by(
    bounds: Bounds, note_taken: Callable[[int], None] = lambda _: None
) -> type[BoundedProtocol]:
    """The protocol of a server whose connections share these bounds. How many there are is noted
    whenever it changes.
    """

    class BoundedHere(BoundedProtocol):
        places = Connections(bounds, note_taken)

    return BoundedHere


def _as_bytes(problem: Problem, address: bytes) -> bytes:
    path = address.partition(b"?")[0][:_LONGEST_INSTANCE].decode("ascii", "replace")
    headers = {"Connection": "close", "X-Content-Type-Options": "nosniff"}
    if problem.status == 503:
        headers["Retry-After"] = "5"
    answer = respond(path, problem, headers)
    lines = [STATUS_LINE[problem.status]]
    lines += [b"%s: %s\r\n" % header for header in answer.raw_headers]
    return b"".join([*lines, b"\r\n", bytes(answer.body)])


def _too_many_headers() -> Problem:
    detail = (
        f"At most {MOST_HEADERS} headers of {MOST_HEADER_BYTES} bytes in all are read. "
        "Nothing was checked."
    )
    return Problem(431, "headers-too-large", "Request Header Fields Too Large", detail)


def _too_long_address() -> Problem:
    detail = "The address is too long. Nothing was checked; ask by POST, or in several questions."
    return Problem(414, "uri-too-long", "URI Too Long", detail)


def _busy() -> Problem:
    detail = "Too many connections are open. Nothing was checked; ask again in a moment."
    return Problem(503, "busy", "Busy", detail)
