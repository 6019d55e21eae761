"""A server that is told to end fails no request: behind a proxy that reads /readyz, and without."""

import http.client
import json
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_serve import Served

CHECK = "/interactions/check?drugs=clonazepam,alcohol"
QUIET = {"MATERIA_LOG_LEVEL": "warning"}


@pytest.fixture
def servers(tmp_path: Path, seeded_url: str) -> Iterator[list[Served]]:
    """Two servers on one database, which they only read. They wait for proxies until they are told
    again to end.
    """
    settings = {**QUIET, "MATERIA_DATABASE_URL": seeded_url, "MATERIA_DRAIN_SECONDS": "600"}
    found = [Served(tmp_path, **settings) for _ in range(2)]
    yield found
    for one in found:
        one.process.kill()


def port_of(one: Served) -> int:
    """Where it answers, once it does."""
    address = one.wait_for(r"answers at (http://\S+)")[1]
    one.ask(f"{address}/readyz")
    return int(address.rpartition(":")[2])


class Proxy(ThreadingHTTPServer):
    """Sends every question to one of the servers that are ready, over connections that it keeps.

    It asks nobody again: what fails with one server, fails for the client.
    """

    daemon_threads = True

    def __init__(self, ports: list[int]) -> None:
        super().__init__(("127.0.0.1", 0), _Forward)
        self.ports = ports
        self.ready = dict.fromkeys(ports, True)
        self.turn = count()
        self.kept: dict[int, list[http.client.HTTPConnection]] = {port: [] for port in ports}
        self.answered: dict[int, int] = dict.fromkeys(ports, 0)
        self.ending = threading.Event()
        self.working = [threading.Thread(target=one) for one in (self.serve_forever, self.watch)]
        for one in self.working:
            one.start()

    def close(self) -> None:
        """Ends its threads and connections."""
        self.ending.set()
        self.shutdown()
        for one in self.working:
            one.join()
        for connection in (one for kept in self.kept.values() for one in kept):
            connection.close()
        self.server_close()

    def watch(self) -> None:
        """Asks every server again and again whether it is ready."""
        while not self.ending.wait(0.1):
            for port in self.ports:
                self.ready[port] = _is_ready(port)

    def take(self) -> tuple[int, http.client.HTTPConnection]:
        """A server that is ready, and a connection to it."""
        ready = [port for port in self.ports if self.ready[port]]
        port = ready[next(self.turn) % len(ready)]
        try:
            return port, self.kept[port].pop()
        except IndexError:
            return port, http.client.HTTPConnection("127.0.0.1", port, timeout=20)


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


class _Forward(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Proxy

    def do_GET(self) -> None:
        port, connection = self.server.take()
        connection.request("GET", self.path)
        answer = connection.getresponse()
        body = answer.read()
        if connection.sock is not None:
            self.server.kept[port].append(connection)
        self.server.answered[port] += 1
        self.send_response(answer.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


class Client(threading.Thread):
    """Asks on and on over one connection, until it fails or is told to end."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.port = port
        self.ending = threading.Event()
        self.count = 0
        self.failed: list[str] = []
        self.refused = False

    def run(self) -> None:
        """A server that takes no new connection ends this; one that breaks one is a failure."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        while not self.ending.is_set() and not self.failed:
            if connection.sock is None:
                try:
                    connection.connect()
                except (ConnectionRefusedError, ConnectionResetError):
                    # Reset: it stood in the queue, and nobody had taken it yet.
                    self.refused = True
                    return
            try:
                connection.request("GET", CHECK)
                answer = connection.getresponse()
                told = json.loads(answer.read())
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.failed.append(repr(error))
            else:
                self.count += 1
                if answer.status != 200 or not told["findings"]:
                    self.failed.append(f"{answer.status} {told}")
        connection.close()


def started(port: int, many: int = 6) -> list[Client]:
    """Clients that have had their first answers."""
    clients = [Client(port) for _ in range(many)]
    for client in clients:
        client.start()
    wait_for(clients, 3)
    return clients


def wait_for(clients: list[Client], more: int) -> None:
    """Until each has had so many answers more."""
    wanted = {client: client.count + more for client in clients}
    wait_until(lambda: all(not one.is_alive() or one.count >= wanted[one] for one in clients))


def wait_until(holds: Callable[[], bool]) -> None:
    """Until it holds, or fails: at most a minute."""
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.02)


@pytest.mark.fault(
    "SIGTERM under load, behind a proxy that reads `/readyz`",
    "No request fails",
)
def test_behind_a_proxy_that_reads_readyz_no_request_fails(servers: list[Served]) -> None:
    ports = [port_of(one) for one in servers]
    proxy = Proxy(ports)
    clients = started(proxy.server_address[1])
    assert all(proxy.answered.values())
    servers[0].process.send(signal.SIGTERM)
    wait_until(lambda: not proxy.ready[ports[0]])
    wait_for(clients, 3)
    before = dict(proxy.answered)
    assert servers[0].end(signal.SIGTERM) == -signal.SIGTERM
    wait_for(clients, 10)
    for client in clients:
        client.ending.set()
        client.join(20)
    proxy.close()
    assert [one.failed for one in clients if one.failed] == []
    assert proxy.answered[ports[0]] == before[ports[0]]
    assert "Traceback" not in servers[0].text


@pytest.mark.fault(
    "SIGTERM while clients ask on kept connections",
    "What was asked is answered; no connection breaks",
)
def test_no_connection_breaks_while_somebody_asks(tmp_path: Path, seeded_url: str) -> None:
    settings = {"MATERIA_DATABASE_URL": seeded_url, "MATERIA_DRAIN_SECONDS": "1"}
    one = Served(tmp_path, **QUIET, **settings)
    try:
        clients = started(port_of(one))
        assert one.end(signal.SIGTERM) == -signal.SIGTERM
        for client in clients:
            client.join(20)
        assert [client.failed for client in clients if client.failed] == []
        assert all(client.refused for client in clients)
        assert "Traceback" not in one.text
    finally:
        one.process.kill()


def test_readyz_says_so_first_and_all_others_are_answered(servers: list[Served]) -> None:
    port = port_of(servers[0])
    kept = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    kept.request("GET", CHECK)
    assert kept.getresponse().read()
    servers[0].process.send(signal.SIGTERM)
    wait_until(lambda: not _is_ready(port))
    kept.request("GET", CHECK)
    answer = kept.getresponse()
    assert (answer.status, answer.headers["connection"]) == (200, "close")
    told = json.loads(answer.read())
    assert told["findings"]
    kept.request("GET", "/readyz")
    unready = kept.getresponse()
    assert (unready.status, json.loads(unready.read())["title"]) == (503, "Ending")
    kept.close()


@pytest.mark.fault(
    "SIGTERM while requests never come whole",
    "It ends in a bounded time, without a traceback",
)
def test_questions_that_never_come_whole_do_not_keep_it(servers: list[Served]) -> None:
    port = port_of(servers[0])
    heads = [
        b"POST /interactions/check HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n{",
        b"GET /interactions/check?drugs=a HTTP/1.1\r\nHost: ",
        b"",
    ]
    opened = [socket.create_connection(("127.0.0.1", port), 20) for _ in heads]
    for one, head in zip(opened, heads, strict=True):
        one.sendall(head)
    servers[0].ask(f"http://127.0.0.1:{port}/healthz")
    servers[0].process.send(signal.SIGTERM)
    wait_until(lambda: not _is_ready(port))
    assert servers[0].end(signal.SIGTERM) == -signal.SIGTERM
    assert "Traceback" not in servers[0].text
    for one in opened:
        one.close()
