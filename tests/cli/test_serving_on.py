"""A server beside others: a second server, a new release, a bad seed, the installed command."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.cli.starting import Started
from tests.cli.test_serve import Served
from tests.seeds import changed, write_seed


@pytest.fixture
def start(tmp_path: Path) -> Iterator[type[Served]]:
    """Starts servers, and ends those that are still running."""
    running: list[Served] = []

    class Ended(Served):
        def __init__(self, folder: Path, **environment: str) -> None:
            super().__init__(folder, **environment)
            running.append(self)

    yield Ended
    for one in running:
        one.process.kill()


def base(one: Served) -> str:
    """Its address, once it answers."""
    found: str = one.wait_for(r"answers at (http://\S+)")[1]
    one.ask(f"{found}/healthz")
    return found


def run(*arguments: str, **environment: str) -> int:
    """Another command of ours. Its exit code."""
    return Started(Path.cwd(), *arguments, **environment).end(120)


@pytest.mark.fault(
    "Two servers start at once on one empty database",
    "Both serve the same release",
)
def test_two_first_starts_on_one_database_both_serve(start: type[Served], tmp_path: Path) -> None:
    seed = {"MATERIA_SEED_PATH": str(write_seed(tmp_path / "seed"))}
    servers = [start(tmp_path, **seed), start(tmp_path, **seed)]
    answers = {one.ask(f"{base(one)}/interactions?limit=3") for one in servers}
    assert len(answers) == 1
    for one in servers:
        one.end(signal.SIGTERM)
        assert "Traceback" not in one.text


def test_a_running_server_takes_up_what_was_seeded_beside_it(
    start: type[Served], tmp_path: Path
) -> None:
    seed = write_seed(tmp_path / "seed")
    settings = {
        "MATERIA_SEED_PATH": str(seed),
        "MATERIA_DATABASE_URL": f"sqlite:///{tmp_path}/x.db",
        "MATERIA_RELEASE_POLL_SECONDS": "0.2",
    }
    one = start(tmp_path, **settings)
    address = base(one)
    before = json.loads(one.ask(f"{address}/drugs/beta"))
    write_seed(seed, **changed("drugs/beta.yaml", "The second", "Number two"))
    assert run("seed", **settings) == 0
    until = time.monotonic() + 10
    while (after := json.loads(one.ask(f"{address}/drugs/beta")))["description"] == "The second.":
        assert time.monotonic() < until
        time.sleep(0.1)
    assert after["description"] == "Number two."
    assert before["description"] == "The second."


@pytest.mark.fault(
    "A seed with errors is loaded beside a running server",
    "Answers stay as they were",
)
def test_a_bad_seed_beside_a_running_server_changes_no_answer(
    start: type[Served], tmp_path: Path
) -> None:
    seed = write_seed(tmp_path / "seed")
    settings = {
        "MATERIA_SEED_PATH": str(seed),
        "MATERIA_DATABASE_URL": f"sqlite:///{tmp_path}/x.db",
        "MATERIA_RELEASE_POLL_SECONDS": "0.1",
    }
    one = start(tmp_path, **settings)
    address = base(one)
    before = one.ask(f"{address}/drugs")
    write_seed(seed, **changed("drugs/beta.yaml", "id: beta", "id: gamma"))
    assert run("seed", **settings) == 1
    time.sleep(0.5)
    assert one.ask(f"{address}/drugs") == before


@pytest.mark.fault(
    "The database is emptied under a running server",
    "503, never an empty answer",
)
def test_a_database_that_is_emptied_is_never_an_empty_answer(
    start: type[Served], seeded_copy: str, tmp_path: Path
) -> None:
    one = start(tmp_path, MATERIA_RELEASE_POLL_SECONDS="0.1")
    address = base(one)
    assert '"ok"' in one.ask(f"{address}/readyz")
    with contextlib.closing(sqlite3.connect(tmp_path / "materia.db", timeout=10)) as database:
        for table in ("drug", "name", "code", "rule", "release"):
            database.execute(f"DELETE FROM {table}")
        database.commit()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urlopen(f"{address}/drugs", timeout=20) as answer:
                assert json.loads(answer.read())["total"] > 0
        except HTTPError as error:
            with error:
                assert error.code == 503
            break
        time.sleep(0.1)
    else:
        pytest.fail("it never said 503")


def test_the_installed_command_serves_too(tmp_path: Path, seeded_url: str) -> None:
    program = shutil.which("materia", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("the command is not installed beside this Python")
    environment = {**os.environ, "MATERIA_DATABASE_URL": seeded_url, "MATERIA_PORT": "0"}
    with subprocess.Popen([program, "serve"], env=environment, stdout=subprocess.PIPE) as one:
        try:
            assert one.stdout is not None
            address = one.stdout.readline().decode().split("answers at ")[1].split()[0]
            assert json.loads(Served.ask(f"{address}/drugs/Klonopin"))["id"] == "clonazepam"
            one.send_signal(signal.SIGINT)
            assert one.wait(20) == 0
        finally:
            one.kill()
