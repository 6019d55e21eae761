"""What does a second worker cost: processor time of an answer, and memory?

`python -m tests.benchmark.test_workers URL` prints it for a database of one's own.
"""

import os
import re
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import cycle
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.benchmark.measuring import Client
from tests.benchmark.test_throughput import BRIEF, FIVE, OF_A_PERSON, TWENTY
from tests.conftest import ROOT

pytestmark = pytest.mark.benchmark
_TICKS = os.sysconf("SC_CLK_TCK")
# More than any worker would have for itself by chance.
_CONNECTIONS = 12
_QUESTIONS = [
    ("POST", "/interactions/check", FIVE),
    ("POST", "/interactions/check", OF_A_PERSON),
    ("POST", BRIEF, FIVE),
    ("POST", "/interactions/check", TWENTY),
    ("GET", "/drugs/clonazepam", None),
    ("GET", "/drugs/oxycodone", None),
]


class Serving:
    """A `materia serve` with so many workers, and what its processes take of the machine."""

    def __init__(self, url: str, workers: int) -> None:
        environment = {
            "MATERIA_DATABASE_URL": url,
            "MATERIA_WORKERS": str(workers),
            "MATERIA_PORT": "0",
            "MATERIA_LOG_LEVEL": "warning",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from app.cli import run; run()", "serve"],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        found = re.search(r":(\d+) ", self.process.stdout.readline())
        assert found is not None
        self.port = int(found[1])
        self._wait_for(workers)

    def _wait_for(self, workers: int) -> None:
        for _ in range(600):
            try:
                urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=20).close()
            except OSError:
                time.sleep(0.1)
                continue
            if workers == 1 or len(self.pids()) == workers + 1:
                time.sleep(1)
                return
        raise RuntimeError("the server did not start")

    def pids(self) -> list[int]:
        """The server's processes."""
        parent = self.process.pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        return [parent, *map(int, children)]

    def processor_seconds(self) -> float:
        """What all processes used until now."""
        used = 0.0
        for pid in self.pids():
            parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            used += (int(parts[11]) + int(parts[12])) / _TICKS
        return used

    def memory(self) -> list[float]:
        """The PSS of each process in MB, the parent's first."""
        found = []
        for pid in self.pids():
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            kilobytes = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
            assert kilobytes is not None
            found.append(int(kilobytes[1]) / 1024)
        return found

    def ask(self, rounds: int) -> float:
        """Processor seconds of one answer, over so many rounds of all questions."""
        with ExitStack() as open_:
            clients = [
                [open_.enter_context(closing(Client(self.port, *one))) for one in _QUESTIONS]
                for _ in range(_CONNECTIONS)
            ]
            before = self.processor_seconds()
            for _, asking in zip(range(rounds), cycle(clients), strict=False):
                for client in asking:
                    assert client.ask()[0] == 200
        return (self.processor_seconds() - before) / (rounds * len(_QUESTIONS))

    def close(self) -> None:
        """Ends it."""
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=30)


@contextmanager
def serving(url: str, workers: int) -> Iterator[Serving]:
    """Such a server for a while."""
    one = Serving(url, workers)
    try:
        yield one
    finally:
        one.close()


def compare(url: str) -> tuple[float, float]:
    """The processor time of an answer of two workers, divided by that of one; and how much memory
    the second adds, divided by that of one.
    """
    with ExitStack() as open_:
        one, two = (open_.enter_context(serving(url, workers)) for workers in (1, 2))
        one.ask(240), two.ask(480)
        ratios = []
        for _ in range(9):
            alone, together = one.ask(120), two.ask(120)
            ratios.append(together / alone)
        memory, of_two = one.memory(), two.memory()
    time_ratio = statistics.median(ratios)
    added = (sum(of_two) - sum(memory)) / sum(memory)
    second = min(of_two[1:]) / sum(memory)
    print(
        f"\ntwo workers beside one: {time_ratio:.2f} x the processor time of an answer (of "
        f"{min(ratios):.2f} to {max(ratios):.2f}; bar: 1.1 x); memory {sum(of_two):.0f} MB beside "
        f"{sum(memory):.0f} MB, so that the second adds {added:.2f} x (bar: 0.4 x); PSS of parent "
        f"and workers {', '.join(f'{size:.0f}' for size in of_two)} MB, {second:.2f} x"
    )
    return time_ratio, added


def test_a_second_worker_costs_little(big_url: str) -> None:
    time_ratio, added = compare(big_url)
    assert time_ratio > 0 and added < 1


if __name__ == "__main__":
    compare(sys.argv[1])
