"""Several workers on one port: one release in memory, one limit, one count, no failed request."""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.starting import Started, wait_until
from tests.cli.test_serve import Served
from tests.cli.test_serving_on import run
from tests.cli.test_swapping import Endpoint, change, end, release_of, wait_for_answers
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="asks the system for the children of a process"
)
CHECK = "/interactions/check?drugs=clonazepam,alcohol"
TWO = {"MATERIA_WORKERS": "2", "MATERIA_DRAIN_SECONDS": "0", "MATERIA_LOG_LEVEL": "warning"}


class Workers(Served):
    """A `materia serve` with two workers."""

    def __init__(
        self, folder: Path, first: Callable[[], None] | None = None, **environment: str
    ) -> None:
        settings = {"MATERIA_PORT": "0", "TMPDIR": str(folder), **TWO, **environment}
        self.process = Started(folder, "serve", first=first, **settings)
        self.text = ""

    @property
    def port(self) -> int:
        """Where it answers, once two workers do."""
        address = self.wait_for(r"answers at (http://\S+)")[1]
        self.ask(f"{address}/readyz")
        wait_until(lambda: len(self.workers()) >= 2)
        return int(address.rpartition(":")[2])

    @property
    def parent(self) -> int:
        """The process that was started."""
        pid = self.process._process.pid
        assert pid is not None
        return pid

    def workers(self) -> set[int]:
        """The processes that answer."""
        return children_of(self.parent)


def children_of(pid: int) -> set[int]:
    """The children of a process; none of one that has ended."""
    with contextlib.suppress(OSError):
        return {int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    return set()


def is_alive(pid: int) -> bool:
    """Whether a process has not ended. One that nobody has waited for has."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def get(port: int, path: str) -> tuple[int, bytes]:
    """Status and body of an answer, over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def number(page: bytes, pattern: str) -> float:
    """The sum of the numbers of `/metrics` whose names fit."""
    lines = re.findall(rf"(?m)^{pattern} (\S+)$", page.decode())
    assert lines, pattern
    return sum(map(float, lines))


def files_of_workers(page: bytes) -> list[float]:
    """How many files each of two workers has open, connections among them."""
    return [number(page, f'process_open_fds{{worker="{one}"}}') for one in (1, 2)]


def counted(port: int) -> float:
    """How many checks were answered."""
    asked = 'materia_requests_total{.*route="/interactions/check",status="200"}'
    return number(get(port, "/metrics")[1], asked)


@pytest.fixture
def start(tmp_path: Path, seeded_url: str) -> Iterator[Callable[..., Workers]]:
    """Starts servers on a database that they only read, and ends them."""
    running: list[Workers] = []

    def started(first: Callable[[], None] | None = None, **environment: str) -> Workers:
        settings = {"MATERIA_DATABASE_URL": seeded_url, **environment}
        running.append(Workers(tmp_path, first, **settings))
        return running[-1]

    yield started
    for one in running:
        workers = one.workers()
        one.process.kill()
        wait_until(lambda pids=workers: not any(map(is_alive, pids)))  # type: ignore[misc]


def shared_out(port: int) -> bool:
    """Whether each of two workers takes some of twenty connections that come at once. How even
    they are is the system's affair; without turns one would have nearly all.
    """
    before = files_of_workers(get(port, "/metrics")[1])
    with contextlib.ExitStack() as open_:
        opened = [socket.create_connection(("127.0.0.1", port), 20) for _ in range(20)]
        for one in map(open_.enter_context, opened):
            one.sendall(f"GET {CHECK} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert one.recv(15) == b"HTTP/1.1 200 OK"
        after = files_of_workers(get(port, "/metrics")[1])
    return min(now - then for now, then in zip(after, before, strict=True)) >= 5


def test_connections_are_shared_out(start: Callable[..., Workers]) -> None:
    port = start().port
    # One that begins later than the other has nothing of the first ones.
    wait_until(lambda: shared_out(port))


def test_what_is_answered_is_counted_together(start: Callable[..., Workers]) -> None:
    port = start().port
    for _ in range(20):
        assert get(port, CHECK)[0] == 200
    wait_until(lambda: counted(port) == 20)
    page = get(port, "/metrics")[1]
    assert number(page, 'materia_request_seconds_count{.*"/interactions/check"}') == 20
    assert "process_cpu_seconds_total{worker=" in page.decode()


def test_a_limit_is_one_for_all_workers(start: Callable[..., Workers]) -> None:
    port = start(MATERIA_RATE_LIMIT="7/minute;100/hour").port
    asked = [get(port, "/version") for _ in range(16)]
    assert [status for status, _ in asked] == [200] * 7 + [429] * 9
    assert "7 per 1 minute" in json.loads(asked[-1][1])["detail"]
    # Probes are not limited.
    assert get(port, "/readyz")[0] == 200


@pytest.mark.fault(
    "A worker is killed",
    "Another takes its place; no count is lost",
)
def test_a_worker_that_dies_is_replaced_and_nothing_counted_is_lost(
    start: Callable[..., Workers],
) -> None:
    server = start()
    port = server.port
    for _ in range(8):
        assert get(port, CHECK)[0] == 200
    # An answer is counted when it is on its way already.
    wait_until(lambda: counted(port) == 8)
    before = server.workers()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda gone=pid: gone not in server.workers() and len(server.workers()) == 2)  # type: ignore[misc]
        server.wait_for(r"worker \d+ ended \(signal 9\); another takes its place")
    assert not before & server.workers()
    wait_until(lambda: get(port, "/readyz")[0] == 200)
    assert get(port, CHECK)[0] == 200
    wait_until(lambda: counted(port) == 9)


@pytest.mark.fault(
    "The parent of the workers is killed",
    "They end with it",
)
def test_workers_end_with_their_parent_and_leave_nothing(
    start: Callable[..., Workers], tmp_path: Path
) -> None:
    server = start()
    assert get(server.port, CHECK)[0] == 200
    workers = server.workers()
    assert len(list(tmp_path.glob("materia-*"))) == 1
    server.process.kill()
    wait_until(lambda: not any(map(is_alive, workers)))
    assert list(tmp_path.glob("materia-*")) == []


def _hear_nothing() -> None:
    """The parent of this process does nothing any more once it has forked."""
    from app.cli import workers

    workers.wait = lambda *_: time.sleep(600)  # type: ignore[assignment]


def test_workers_end_with_a_parent_that_never_heard_of_them(start: Callable[..., Workers]) -> None:
    server = start(first=_hear_nothing)
    assert get(server.port, CHECK)[0] == 200
    workers = server.workers()
    server.process.kill()
    wait_until(lambda: not any(map(is_alive, workers)))


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_all_end_when_told_and_what_runs_is_answered(
    start: Callable[..., Workers], tmp_path: Path, by: signal.Signals
) -> None:
    server = start(MATERIA_DRAIN_SECONDS="600")
    port, workers = server.port, server.workers()
    kept = [http.client.HTTPConnection("127.0.0.1", port, timeout=20) for _ in range(6)]
    for one in kept:
        one.request("GET", CHECK)
        assert one.getresponse().read()
    server.process.send(signal.SIGTERM)
    wait_until(lambda: get(port, "/readyz")[0] == 503)
    for one in kept:
        one.request("GET", CHECK)
        answer = one.getresponse()
        assert (answer.status, answer.headers["connection"]) == (200, "close")
        assert answer.read()
        one.close()
    server.process.send(by)
    assert server.process.end() == -signal.SIGTERM
    assert not any(map(is_alive, workers))
    assert list(tmp_path.glob("materia-*")) == []
    assert "Traceback" not in server.process.read(0)


def test_ctrl_c_ends_all_in_good_order(start: Callable[..., Workers]) -> None:
    server = start()
    port, workers = server.port, server.workers()
    assert get(port, CHECK)[0] == 200
    # A terminal sends it to all of them.
    for pid in (*workers, server.parent):
        os.kill(pid, signal.SIGINT)
    assert server.process.end() == 0
    assert not any(map(is_alive, workers))
    assert "Traceback" not in server.process.read(0)
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


def _fail_soon() -> None:
    """Workers of this process end before they answer."""
    from app.cli import workers
    from app.cli.server import WorkerServer

    async def fail(*_: object, **__: object) -> None:
        raise SystemExit(3)

    WorkerServer.startup = fail  # type: ignore[method-assign,assignment]
    workers._FIRST_PAUSE = 0.001


def test_a_server_whose_workers_all_fail_ends(start: Callable[..., Workers]) -> None:
    server = start(first=_fail_soon)
    assert server.process.end() == 1
    text = server.process.read(0)
    assert "8 workers ended one after the other: the server ends." in text
    assert text.count("(exit code 3); another takes its place") == 8


def _note_loads() -> None:
    """Writes which process loads a release."""
    from app.services import release

    load = release._knowledge

    def noted(*given: object) -> object:
        with Path("loads.txt").open("a") as file:
            file.write(f"{os.getpid()}\n")
        return load(*given)  # type: ignore[arg-type]

    release._knowledge = noted  # type: ignore[assignment]


@pytest.fixture
def swapping(tmp_path: Path, seeded_copy: str) -> Iterator[Workers]:
    """A server on a copy of the seed, and of its database."""
    shutil.copytree(ROOT / "seed", tmp_path / "seed")
    one = Workers(tmp_path, _note_loads, MATERIA_SEED_PATH=str(tmp_path / "seed"))
    yield one
    one.process.kill()


@pytest.mark.fault(
    "A new release under several workers, under load",
    "No request fails",
)
def test_a_new_release_has_new_workers_and_no_request_fails(
    swapping: Workers, tmp_path: Path
) -> None:
    port = swapping.port
    address = f"http://127.0.0.1:{port}"
    old, before = release_of(address, swapping), swapping.workers()
    clients = [Endpoint(port, first) for first in range(4)]
    for client in clients:
        client.start()
    wait_for_answers(clients)
    change(tmp_path / "seed")
    settings = {"MATERIA_DATABASE_URL": f"sqlite:///{tmp_path}/materia.db"}
    assert run("import", "curated", str(tmp_path / "seed"), **settings) == 0
    wait_until(lambda: not before & swapping.workers())
    assert len(swapping.workers()) == 2
    wait_for_answers(clients)
    assert end(clients) == []
    assert {release_of(address, swapping) for _ in range(8)} != {old}
    checked = {json.loads(get(port, CHECK)[1])["findings"][0]["title"][:4] for _ in range(8)}
    assert checked == {"Anew"}


def test_only_the_parent_loads_a_release(swapping: Workers, tmp_path: Path) -> None:
    port = swapping.port
    assert get(port, CHECK)[0] == 200
    before = swapping.workers()
    change(tmp_path / "seed")
    settings = {"MATERIA_DATABASE_URL": f"sqlite:///{tmp_path}/materia.db"}
    assert run("import", "curated", str(tmp_path / "seed"), **settings) == 0
    wait_until(lambda: not before & swapping.workers())
    assert get(port, CHECK)[0] == 200
    loads = (tmp_path / "loads.txt").read_text().split()
    assert loads == [str(swapping.parent)] * 2


def test_no_connection_of_the_parent_is_open_to_the_database(start: Callable[..., Workers]) -> None:
    """A fork would share it, and SQLite forbids that."""
    server = start()
    assert server.port
    for _ in range(20):
        names = set()
        for one in Path(f"/proc/{server.parent}/fd").iterdir():
            with contextlib.suppress(OSError):
                names.add(str(one.readlink()))
        time.sleep(0.01)
        if not any(".db" in name for name in names):
            return
    raise AssertionError("it is open whenever it is looked at")


def test_a_supervisor_needs_no_thread(start: Callable[..., Workers]) -> None:
    server = start()
    assert server.port
    assert len(list(Path(f"/proc/{server.parent}/task").iterdir())) == 1
