"""Does one command serve, and end when it is told to?"""

import contextlib
import gc
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from app.cli import loading
from app.cli.app import app
from app.cli.serve import count_places
from typer.testing import CliRunner

from tests.cli.starting import Started
from tests.conftest import ROOT, copy_seeded
from tests.seeds import write_seed


class Served:
    """A `materia serve` of our own, and what it prints."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.process = Started(folder, "serve", **{"MATERIA_PORT": "0", **environment})
        self.text = ""

    def wait_for(self, pattern: str, seconds: float = 60) -> re.Match[str]:
        """What it prints, once it fits."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            has_ended = self.process.code is not None
            self.text = self.process.read(0.1)
            found = re.search(pattern, self.text)
            if found:
                return found
            if has_ended:
                break
        raise AssertionError(f"{pattern!r} was not printed in time:\n{self.text}")

    @staticmethod
    def ask(address: str) -> str:
        """An answer, once it is ready."""
        for _ in range(200):
            try:
                with urlopen(address, timeout=20) as answer:
                    text: str = answer.read().decode()
                    return text
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"{address} did not answer")

    def end(self, by: signal.Signals) -> int:
        """Its exit code, and all that it has printed."""
        self.process.send(by)
        code = self.process.end()
        self.text = self.process.read(0)
        return code


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, seeded_file: Path) -> Iterator[Served]:
    """A start in a folder with a seeded database."""
    folder = tmp_path_factory.mktemp("served")
    copy_seeded(seeded_file, folder)
    one = Served(folder)
    yield one
    one.process.kill()


def test_it_serves_in_an_empty_folder_and_does_not_seed_again(tmp_path: Path) -> None:
    seed = write_seed(tmp_path / "seed")
    for expected in (True, False):
        one = Served(tmp_path, MATERIA_SEED_PATH=str(seed))
        base = one.wait_for(r"answers at (http://127\.0\.0\.1:\d+)")[1]
        assert '"ok"' in one.ask(f"{base}/readyz")
        assert (tmp_path / "materia.db").exists()
        one.end(signal.SIGINT)
        assert ("seeded" in one.text) is expected


def test_it_says_where_to_look(served: Served) -> None:
    base = served.wait_for(r"answers at (http://127\.0\.0\.1:\d+)")[1]
    assert '"ok"' in served.ask(f"{base}/readyz")
    example = served.wait_for(r"an example\s+(\S+)")[1]
    assert '"benzodiazepine-alcohol"' in served.ask(example)
    assert served.wait_for(r"try the API\s+(\S+)")[1] == f"{base}/docs"


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_told_though_a_connection_is_open(
    seeded_copy: str, tmp_path: Path, by: signal.Signals
) -> None:
    one = Served(tmp_path)
    try:
        base = one.wait_for(r"answers at (http://\S+)")[1]
        one.ask(f"{base}/healthz")
        with socket.create_connection(("127.0.0.1", int(base.rpartition(":")[2])), 5) as client:
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert client.recv(4096).startswith(b"HTTP/1.1 200")
            began = time.monotonic()
            code = one.end(by)
            assert time.monotonic() - began < 5
        assert code == (0 if by is signal.SIGINT else -signal.SIGTERM)
        assert "Traceback" not in one.text
    finally:
        one.process.kill()


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """What a start says that ends before it serves. None of them needs a process of its own."""

    def served(*_: object, **__: object) -> None:
        raise AssertionError("it serves")

    def start(**environment: str) -> str:
        for name, value in {"MATERIA_PORT": "0", **environment}.items():
            monkeypatch.setenv(name, value)
        ended = CliRunner().invoke(app, ["serve"])
        text = ended.output + ended.stderr
        assert isinstance(ended.exception, SystemExit), text
        # A sentence is printed by Python itself, which ends with 1 then.
        said = ended.exception.code
        assert said == 1 or isinstance(said, str)
        return f"{text}{said}"

    monkeypatch.setattr("uvicorn.Server.run", served)
    monkeypatch.setattr("app.cli.serve.set_up_logs", lambda *_: None)
    return start


def test_a_port_that_is_taken_is_said_as_the_command_ends(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        one = Served(tmp_path, MATERIA_PORT=str(port))
        one.wait_for(f"cannot listen on 127.0.0.1 port {port}: .+ Set MATERIA_PORT")
        assert one.process.end() == 1
    assert "Traceback" not in one.text
    assert list(tmp_path.iterdir()) == [], "it was said before a database was made"


def test_while_a_server_prepares_no_other_can_listen_on_its_port(
    monkeypatch: pytest.MonkeyPatch, refused: Callable[..., str]
) -> None:
    """Two may bind one port as long as neither listens: then both would say that they answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    failed: list[OSError] = []

    def start_another(_: object) -> None:
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                other.bind(("127.0.0.1", port))
                other.listen()
            except OSError as error:
                failed.append(error)
        raise SystemExit("prepared")

    monkeypatch.setattr("app.cli.serve.prepare", start_another)
    assert "prepared" in refused(MATERIA_PORT=str(port))
    assert len(failed) == 1


@pytest.mark.parametrize(
    ("soft", "hard", "wanted", "places"),
    [
        (1024, 4096, 1000, 1000),
        (1024, 1024, 1000, 1024 - 384),
        (1024, -1, 5000, 5000),
        (100_000, 100_000, 1000, 1000),
        (400, 400, 1000, 16),
    ],
)
def test_as_many_connections_are_taken_as_files_may_be_open(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, wanted: int, places: int
) -> None:
    raised: list[tuple[int, int]] = []
    monkeypatch.setattr("resource.getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr("resource.setrlimit", lambda _, limits: raised.append(limits))
    assert count_places(wanted) == places
    # Never lowered, and the hard limit stays as it is.
    assert all(limit[0] > soft and limit[1] == hard for limit in raised)


def test_too_few_files_are_said_before_anything_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda _: (256, 256))
    with pytest.raises(SystemExit, match="ulimit -n"):
        count_places(1000)


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7", "a..b"])
def test_an_address_that_is_not_ours_is_said_plainly(
    refused: Callable[..., str], host: str
) -> None:
    words = refused(MATERIA_HOST=host)
    assert host in words
    assert "Set MATERIA_HOST" in words and "MATERIA_PORT" not in words


@pytest.fixture
def bad_seed(tmp_path: Path) -> str:
    """The path of a seed that cannot be read."""
    (tmp_path / "seed" / "drugs").mkdir(parents=True)
    (tmp_path / "seed" / "drugs" / "x.yaml").write_text("id: y\n")
    return str(tmp_path / "seed")


def test_a_bad_seed_is_told_and_nothing_is_served(
    refused: Callable[..., str], bad_seed: str
) -> None:
    assert "drugs/x.yaml:1" in refused(MATERIA_SEED_PATH=bad_seed)


def test_a_start_that_fails_gives_its_port_back(refused: Callable[..., str], bad_seed: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    refused(MATERIA_SEED_PATH=bad_seed, MATERIA_PORT=str(port))
    with socket.socket() as next_one:
        next_one.bind(("127.0.0.1", port))


def test_a_misspelt_setting_is_a_warning_with_the_nearest(
    refused: Callable[..., str], bad_seed: str, caplog: pytest.LogCaptureFixture
) -> None:
    refused(MATERIA_SEED_PATH=bad_seed, MATERIA_RATELIMIT="1/second")
    assert "MATERIA_RATELIMIT is no setting: did you mean MATERIA_RATE_LIMIT?" in caplog.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"),
        ("LOG_LEVEL", "shout"),
        ("ROOT_PATH", "materia"),
        ("DATABASE_URL", "sqlite:///:memory:"),
    ],
)
def test_a_setting_that_does_not_fit_is_named(
    refused: Callable[..., str], name: str, value: str
) -> None:
    words = refused(**{f"MATERIA_{name}": value})
    assert f"A setting does not fit. MATERIA_{name}: " in words


def test_no_name_of_a_drug_is_printed_while_serving(served: Served) -> None:
    base = served.wait_for(r"answers at (\S+)")[1]
    served.ask(f"{base}/drugs/oxycodone")
    served.ask(f"{base}/interactions/check?drugs=oxycodone,wine")
    # A line is written once a request has ended all it does: not always in the order of answers.
    served.wait_for("/interactions/check 200")
    served.wait_for(r"/drugs/\{drug\} 200")
    assert "oxycodone" not in served.text


def test_a_start_loads_no_library_that_only_something_else_needs() -> None:
    """What fetches, limits, migrates or colours is loaded by what does so."""
    words = "import sys, app.cli.app, app.cli.serve; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", words], cwd=ROOT, capture_output=True, check=True)
    loaded = set(told.stdout.decode().split())
    assert {"app.main", "app.cli.serve"} <= loaded
    assert loaded.isdisjoint({"httpx", "limits", "alembic", "pygments"})


def test_garbage_is_looked_for_again_once_all_is_loaded() -> None:
    with contextlib.suppress(ImportError), loading():
        looked = gc.isenabled()
        raise ImportError
    assert (looked, gc.isenabled()) == (False, True)


def test_a_line_of_the_log_may_be_an_object(seeded_url: str, tmp_path: Path) -> None:
    settings = {"MATERIA_DATABASE_URL": seeded_url, "MATERIA_LOG_FORMAT": "json"}
    one = Served(tmp_path, **settings)
    try:
        base = one.wait_for(r"answers at (http://\S+)")[1]
        one.ask(f"{base}/drugs/oxycodone")
        line = json.loads(one.wait_for(r"\{.*/drugs/\{drug\} 200.*\}")[0])
    finally:
        one.process.kill()
    assert (line["level"], line["method"], line["route"]) == ("info", "GET", "/drugs/{drug}")
    assert line["status"] == 200 and line["milliseconds"] > 0 and len(line["request_id"]) == 32
    assert "oxycodone" not in one.text
