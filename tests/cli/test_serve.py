"""Does one command serve, and end when it is told to?"""

import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.conftest import ROOT


class Served:
    """A `materia serve` of our own, and what it prints."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from app.cli.app import app; app()", "serve"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "MATERIA_PORT": "0", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.text = ""

    def wait_for(self, pattern: str, seconds: float = 60) -> re.Match[str]:
        """What it prints, once it fits."""
        until = time.monotonic() + seconds
        assert self.process.stdout is not None
        while time.monotonic() < until:
            if select.select([self.process.stdout], [], [], 0.1)[0]:
                self.text += os.read(self.process.stdout.fileno(), 65536).decode()
            found = re.search(pattern, self.text)
            if found:
                return found
            if self.process.poll() is not None:
                break
        raise AssertionError(f"{pattern!r} was not printed in time:\n{self.text}")

    def ask(self, address: str) -> str:
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
        """Its exit code; it must end within five seconds."""
        self.process.send_signal(by)
        rest, _ = self.process.communicate(timeout=20)
        self.text += rest.decode()
        return self.process.returncode


@pytest.fixture
def served(tmp_path: Path, seeded_copy: str) -> Iterator[Served]:
    """A start in a folder with a seeded database."""
    one = Served(tmp_path)
    yield one
    if one.process.poll() is None:
        one.process.kill()
        one.process.communicate()


def test_it_serves_in_an_empty_folder_and_does_not_seed_again(tmp_path: Path) -> None:
    for expected in (True, False):
        one = Served(tmp_path)
        base = one.wait_for(r"answers at (http://127\.0\.0\.1:\d+)")[1]
        assert '"ok"' in one.ask(f"{base}/readyz")
        assert (tmp_path / "materia.db").exists()
        one.end(signal.SIGINT)
        assert ("seeded" in one.text) is expected


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_to_look_and_ends_when_told(served: Served, by: signal.Signals) -> None:
    base = served.wait_for(r"answers at (http://127\.0\.0\.1:\d+)")[1]
    assert '"ok"' in served.ask(f"{base}/readyz")
    example = served.wait_for(r"an example\s+(\S+)")[1]
    assert '"benzodiazepine-alcohol"' in served.ask(example)
    assert served.wait_for(r"try the API\s+(\S+)")[1] == f"{base}/docs"
    code = served.end(by)
    assert code == (0 if by is signal.SIGINT else -signal.SIGTERM)
    assert "Traceback" not in served.text


def test_a_port_that_is_taken_is_said_plainly(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        one = Served(tmp_path, MATERIA_PORT=str(port))
        one.wait_for(f"cannot listen on 127.0.0.1 port {port}")
        assert one.process.wait(timeout=30) == 1
        one.process.communicate()
    assert "Traceback" not in one.text


def test_a_bad_seed_is_told_and_nothing_is_served(tmp_path: Path) -> None:
    (tmp_path / "seed" / "drugs").mkdir(parents=True)
    (tmp_path / "seed" / "drugs" / "x.yaml").write_text("id: y\n")
    one = Served(tmp_path, MATERIA_SEED_PATH=str(tmp_path / "seed"))
    one.wait_for("drugs/x.yaml:1")
    assert one.process.wait(timeout=30) == 1
    one.process.communicate()


@pytest.mark.parametrize(("name", "value"), [("PORT", "many"), ("LOG_LEVEL", "shout")])
def test_a_setting_that_does_not_fit_is_named(tmp_path: Path, name: str, value: str) -> None:
    one = Served(tmp_path, **{f"MATERIA_{name}": value})
    one.wait_for(f"A setting does not fit. MATERIA_{name}: ")
    assert one.process.wait(timeout=30) == 1
    one.process.communicate()
    assert "Traceback" not in one.text


def test_no_name_of_a_drug_is_printed_while_serving(served: Served) -> None:
    base = served.wait_for(r"answers at (\S+)")[1]
    served.ask(f"{base}/drugs/oxycodone")
    served.ask(f"{base}/interactions/check?drugs=oxycodone,wine")
    served.end(signal.SIGTERM)
    assert "/interactions/check 200" in served.text
    assert "oxycodone" not in served.text
