"""What a connection may take of the server: bytes, time and a place; and who gives way to whom."""

import asyncio
import contextlib
import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from app.api.http.connections import MOST_HEADER_BYTES, MOST_HEADERS, Bounds, bounded_by
from hypothesis import given, settings
from hypothesis import strategies as st

HELLO = b"GET / HTTP/1.1\r\nHost: x\r\n"
# So long a test waits for what must happen; nothing is concluded from how long it took.
PATIENCE = 20.0


class Answerer:
    """An application that says how many bytes it was sent; under `/held` it waits to be let go."""

    def __init__(self) -> None:
        self.began = threading.Semaphore(0)
        self.disconnected = 0
        self.going_on: asyncio.Event | None = None
        self.loop: asyncio.AbstractEventLoop | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/held":
            self.loop, self.going_on = asyncio.get_running_loop(), asyncio.Event()
            self.began.release()
            await self.going_on.wait()
        if scope["path"] == "/header":
            await self._send(send, dict(scope["headers"])[b"x-one"])
            return
        size, more = 0, scope["path"] != "/unread"
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.disconnected += 1
                return
            size += len(message["body"])
            more = message.get("more_body", False)
        long = scope["path"] == "/long"
        await self._send(send, b"x" * 20_000_000 if long else str(size).encode())

    async def _send(self, send: Any, body: bytes) -> None:
        length = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": length})
        await send({"type": "http.response.body", "body": body})

    def let_go(self) -> None:
        """The held request is answered."""
        assert self.loop is not None and self.going_on is not None
        self.loop.call_soon_threadsafe(self.going_on.set)


class Serving:
    """A server in a thread of its own, with bounds."""

    def __init__(self, bounds: Bounds) -> None:
        self.app = Answerer()
        self.protocol = bounded_by(bounds)
        config = uvicorn.Config(
            self.app, http=self.protocol, ws="none", lifespan="off", log_config=None
        )
        self.server = uvicorn.Server(config)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listening.getsockname()[1]
        self.thread = threading.Thread(
            target=self.server.run, kwargs={"sockets": [self.listening]}, daemon=True
        )
        self.thread.start()

    def connect(self) -> socket.socket:
        """A connection."""
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE)

    def taken(self, wanted: Callable[[int], bool]) -> None:
        """Waits until so many places are taken."""
        until = time.monotonic() + PATIENCE
        while not wanted(self.protocol.places.taken):
            assert time.monotonic() < until, self.protocol.places.taken
            time.sleep(0.01)

    def end(self) -> None:
        """Ends the server."""
        self.server.should_exit = self.server.force_exit = True
        self.thread.join(PATIENCE)
        self.listening.close()


@contextlib.contextmanager
def serving(**bounds: Any) -> Iterator[Serving]:
    """A server with these bounds; the others are as always."""
    one = Serving(Bounds(**bounds))
    try:
        yield one
    finally:
        one.end()


@pytest.fixture(scope="module")
def usual() -> Iterator[Serving]:
    """A server with the bounds that it has unless something is set."""
    with serving() as one:
        yield one


def read(connection: socket.socket) -> bytes:
    """One answer, or what came of it until the end."""
    found = b""
    with contextlib.suppress(ConnectionError):
        while b"\r\n\r\n" not in found:
            piece = connection.recv(65536)
            if not piece:
                return found
            found += piece
        head, _, body = found.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        while len(body) < length:
            piece = connection.recv(65536)
            if not piece:
                break
            body += piece
        return head + b"\r\n\r\n" + body
    return found


def status(answer: bytes) -> int:
    """Of an answer; 0 where none came."""
    return int(answer[9:12]) if answer else 0


def ask(server: Serving, *pieces: bytes) -> bytes:
    """What is answered to these bytes, sent in turn."""
    with server.connect() as connection:
        with contextlib.suppress(ConnectionError):
            for piece in pieces:
                connection.sendall(piece)
        return read(connection)


def is_ended(connection: socket.socket) -> bool:
    """Whether the server has ended it, once nothing more comes."""
    try:
        while connection.recv(1 << 20):
            pass
    except ConnectionError:
        pass
    except TimeoutError:
        return False
    return True


def problem(answer: bytes) -> dict[str, Any]:
    """The problem in an answer of the server itself."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head and b"connection: close" in head
    said: dict[str, Any] = json.loads(body)
    assert said["status"] == status(answer) and said["detail"]
    return said


# Bytes


def test_as_many_headers_as_may_be_are_read(usual: Serving) -> None:
    few = b"".join(b"X%d: a\r\n" % number for number in range(MOST_HEADERS - 1))
    assert status(ask(usual, HELLO, few, b"\r\n")) == 200
    assert status(ask(usual, HELLO, few, b"One: more\r\n\r\n")) == 431


@pytest.mark.parametrize("value", [b"a", b" a", b"a ", b" \t a\t \t", b" a b "])
def test_blanks_around_a_value_are_none_of_it(usual: Serving, value: bytes) -> None:
    answer = ask(usual, HELLO.replace(b"/", b"/header", 1), b"X-One:" + value + b"\r\n\r\n")
    assert answer.partition(b"\r\n\r\n")[2] == value.strip()


@pytest.mark.parametrize("shape", ["one value", "one name", "many", "folded", "without an end"])
@pytest.mark.parametrize("size", [MOST_HEADER_BYTES + 10, 3_000_000])
def test_more_of_headers_is_refused_however_it_comes(usual: Serving, shape: str, size: int) -> None:
    sent = {
        "one value": b"X: " + b"a" * size + b"\r\n\r\n",
        "one name": b"X" * size + b": a\r\n\r\n",
        "many": b"X: aaaaaaaa\r\n" * (size // 13) + b"\r\n",
        "folded": b"X: a\r\n" + b" a\r\n" * (size // 4) + b"\r\n",
        "without an end": b"X: " + b"a" * size,
    }[shape]
    answer = ask(usual, HELLO, sent)
    assert status(answer) in ((431, 400) if shape == "folded" else (431,))
    problem(answer)


@pytest.mark.parametrize("size", [40_000, 100_000, 3_000_000])
def test_a_long_address_is_refused_before_it_is_kept(usual: Serving, size: int) -> None:
    answer = ask(usual, b"GET /" + b"a" * size + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert status(answer) == 414
    assert len(problem(answer)["instance"]) < 1_000


CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "endless",
    [b"1;" + b"a" * 3_000_000, b"0\r\nX: " + b"a" * 3_000_000, b"0\r\n" + b"X: a\r\n" * 200_000],
    ids=["an extension", "a trailer", "trailers"],
)
def test_what_stands_beside_a_body_is_bounded(usual: Serving, endless: bytes) -> None:
    assert status(ask(usual, CHUNKED, endless)) in (400, 431)


def test_a_body_in_the_smallest_pieces_is_read(usual: Serving) -> None:
    assert ask(usual, CHUNKED, b"1\r\na\r\n" * 20_000, b"0\r\n\r\n").endswith(b"20000")


def test_line_ends_without_a_request_are_bounded(usual: Serving) -> None:
    assert status(ask(usual, b"\r\n" * 2_000_000)) in (0, 400, 431)


def test_what_is_no_http_is_refused_in_words(usual: Serving) -> None:
    assert (
        "HTTP/1.1"
        in problem(ask(usual, b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n"))["detail"]
    )


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET / HTTP/1.1\r\n", 400),
        (b"GET / HTTP/1.0\r\n", 200),
        (b"GET / HTTP/1.0\r\nHost: x\r\nHost: y\r\n", 400),
        (b"GET /\r\n", 400),
        (HELLO + b"Host: x\r\n", 400),
        (HELLO + b"HOST: evil\r\n", 400),
        (HELLO + b"Content-Type: text/plain\r\ncontent-type: application/json\r\n", 400),
        (HELLO + b"Accept: a/b\r\nAccept: c/d\r\n", 200),
    ],
)
def test_what_others_could_read_as_another_request_is_refused(
    usual: Serving, head: bytes, status: int
) -> None:
    """A proxy that looks at the other one of two hosts would have let it pass."""
    assert ask(usual, head + b"Connection: close\r\n\r\n").startswith(f"HTTP/1.1 {status}".encode())


def test_many_requests_on_one_connection_are_each_counted_anew(usual: Serving) -> None:
    with usual.connect() as connection:
        for _ in range(5):
            connection.sendall(HELLO + b"X: " + b"a" * 30_000 + b"\r\n\r\n")
            assert status(read(connection)) == 200


def test_requests_that_are_sent_at_once_are_answered_in_turn(usual: Serving) -> None:
    with usual.connect() as connection:
        connection.sendall((HELLO + b"\r\n") * 20)
        found = b""
        while found.count(b"HTTP/1.1 200") < 20:
            piece = connection.recv(65536)
            assert piece
            found += piece


@settings(max_examples=40, deadline=None)
@given(
    pieces=st.lists(
        st.one_of(
            st.binary(max_size=200),
            st.sampled_from(
                [HELLO, b"\r\n", CHUNKED, b"5\r\nhello\r\n", b"0\r\n\r\n", b"A: b\r\n",
                 b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n", b"abc", b"GET", b" "]
            ),
        ),
        max_size=12,
    )
)  # fmt: skip
@pytest.mark.fault(
    "Random bytes on a connection",
    "The next client is answered",
)
def test_whatever_is_sent_the_next_is_answered(usual: Serving, pieces: list[bytes]) -> None:
    with usual.connect() as connection, contextlib.suppress(ConnectionError):
        for piece in pieces:
            connection.sendall(piece)
        connection.shutdown(socket.SHUT_WR)
    assert status(ask(usual, HELLO, b"\r\n")) == 200


# Time

SLOW: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 0),
    "part of a line": (b"GET / HT", 408),
    "part of the headers": (HELLO + b"X: a", 408),
    "line ends": (b"\r\n", 408),
    "part of a body": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc", 408),
    "no body": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n", 408),
    "part of a chunk": (CHUNKED + b"5\r\nhe", 408),
}


@pytest.mark.parametrize("kind", SLOW)
def test_who_sends_too_slowly_is_told_so_and_ended(kind: str) -> None:
    sent, expected = SLOW[kind]
    with (
        serving(head_seconds=0.2, body_seconds=0.2, refused_seconds=0.2) as server,
        server.connect() as connection,
    ):
        connection.sendall(sent)
        answer = read(connection)
        assert status(answer) == expected
        if answer:
            problem(answer)
        assert is_ended(connection)
        server.taken(lambda places: places == 0)


def test_bytes_that_trickle_in_give_no_more_time() -> None:
    with serving(head_seconds=0.3, refused_seconds=0.2) as server, server.connect() as connection:
        connection.sendall(HELLO)
        until = time.monotonic() + PATIENCE
        with contextlib.suppress(ConnectionError):
            while time.monotonic() < until:
                connection.sendall(b"X: a\r\n")
                time.sleep(0.05)
        assert time.monotonic() < until


@pytest.mark.parametrize("before", [b"", b"\r\n"], ids=["silent", "a line end"])
def test_who_asks_nothing_more_is_ended(before: bytes) -> None:
    with (
        serving(idle_seconds=0.2, head_seconds=0.2, refused_seconds=0.2) as server,
        server.connect() as connection,
    ):
        connection.sendall(HELLO + b"\r\n")
        assert status(read(connection)) == 200
        connection.sendall(before)
        assert is_ended(connection)


def test_a_body_that_nobody_waits_for_does_not_keep_the_place() -> None:
    with serving(body_seconds=0.2, refused_seconds=0.2) as server, server.connect() as connection:
        connection.sendall(b"POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc")
        assert status(read(connection)) == 200
        assert is_ended(connection)


def test_who_does_not_read_the_answer_is_ended() -> None:
    # Whatever else could end it takes longer than a test waits.
    with serving(sending_seconds=0.3, idle_seconds=1_000) as server, server.connect() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
        server.taken(lambda places: places == 1)
        server.taken(lambda places: places == 0)


def test_an_answer_that_takes_long_is_waited_for() -> None:
    with (
        serving(head_seconds=0.1, body_seconds=0.1, idle_seconds=0.1) as server,
        server.connect() as connection,
    ):
        connection.sendall(b"GET /held HTTP/1.1\r\nHost: x\r\n\r\n")
        assert server.app.began.acquire(timeout=PATIENCE)
        time.sleep(1.5)  # three looks at who waits too long
        server.app.let_go()
        assert status(read(connection)) == 200


# Places


@pytest.mark.parametrize("kind", SLOW)
def test_the_slow_give_their_places_to_who_asks(kind: str) -> None:
    with serving(most_connections=20) as server, contextlib.ExitStack() as stack:
        slow = [stack.enter_context(server.connect()) for _ in range(20)]
        for one in slow:
            one.sendall(SLOW[kind][0])
        server.taken(lambda places: places == 20)
        for _ in range(30):
            assert status(ask(server, HELLO, b"\r\n")) == 200
        server.taken(lambda places: places <= 20)


@pytest.mark.fault(
    "Thousands of connections that send slowly",
    "Others are answered",
)
def test_very_many_slow_connections_shut_nobody_out() -> None:
    with serving(most_connections=50) as server, contextlib.ExitStack() as stack:
        for number in range(400):
            stack.enter_context(server.connect()).sendall(SLOW["part of the headers"][0])
            if number % 50 == 0:
                assert status(ask(server, HELLO, b"\r\n")) == 200
        assert status(ask(server, HELLO, b"\r\n")) == 200


def test_who_is_being_answered_keeps_the_place_and_who_comes_is_told() -> None:
    with serving(most_connections=1) as server, server.connect() as first:
        first.sendall(b"GET /held HTTP/1.1\r\nHost: x\r\n\r\n")
        assert server.app.began.acquire(timeout=PATIENCE)
        with server.connect() as second:
            answer = read(second)
        assert status(answer) == 503 and b"retry-after: 5" in answer
        problem(answer)
        server.app.let_go()
        assert status(read(first)) == 200


def test_the_one_that_waits_longest_gives_way() -> None:
    with serving(most_connections=2) as server, server.connect() as oldest:
        server.taken(lambda places: places == 1)
        with server.connect() as newer:
            server.taken(lambda places: places == 2)
            assert status(ask(server, HELLO, b"\r\n")) == 200
            assert is_ended(oldest)
            newer.sendall(HELLO + b"\r\n")
            assert status(read(newer)) == 200


@pytest.mark.fault(
    "Very many half-sent bodies",
    "They hold a bounded memory together",
)
def test_half_sent_bodies_hold_no_more_than_they_may_together() -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
    with serving(most_body_bytes=1_000_000) as server, contextlib.ExitStack() as stack:
        for _ in range(40):
            one = stack.enter_context(server.connect())
            with contextlib.suppress(ConnectionError):
                one.sendall(head + b"a" * 90_000)
        assert ask(server, head, b"a" * 100_000).endswith(b"100000")
        until = time.monotonic() + PATIENCE
        while server.protocol.places.body_bytes > 1_000_000:
            assert time.monotonic() < until
            time.sleep(0.01)
        assert server.app.disconnected > 0, "the application lets go of what it has"


def test_what_bodies_held_is_given_back() -> None:
    with serving(most_body_bytes=300_000) as server:
        for _ in range(10):
            sent = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n" + b"a" * 200_000
            assert ask(server, sent).endswith(b"200000")
        server.taken(lambda places: places == 0)
        assert server.protocol.places.body_bytes == 0


def test_it_is_logged_once_that_no_place_is_left(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "materia"), serving(most_connections=1) as server:
        for _ in range(5):
            with server.connect(), server.connect():
                server.taken(lambda places: places >= 1)
    said = [one for one in caplog.messages if "connections" in one]
    assert len(said) == 1
