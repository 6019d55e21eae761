"""Servers of one worker on one core, and a client that keeps its connection."""

import contextlib
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection

from tests.conftest import ROOT


@contextlib.contextmanager
def server(application: str, **environment: str) -> Iterator[int]:
    """A uvicorn process for the application; yields its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "uvicorn", application, "--port", str(port), "--factory"]
    if not application.endswith("create_app"):
        command.remove("--factory")
    process = subprocess.Popen(
        [*command, "--log-level", "error", "--no-access-log"],
        cwd=ROOT,
        env={**os.environ, **environment},
        preexec_fn=lambda: os.sched_setaffinity(0, {0}),
    )
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")


class Client:
    """Asks one question again and again over one connection."""

    def __init__(
        self, port: int, method: str, path: str, body: str | None = None, **headers: str
    ) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self._question = (method, path, body, {"Content-Type": "application/json", **headers})

    def ask(self) -> tuple[int, bytes, dict[str, str]]:
        """One answer: status, body, headers."""
        self._connection.request(*self._question[:2], *self._question[2:])
        answer = self._connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())

    def once(self) -> tuple[int, bytes, dict[str, str]]:
        """One answer, and the connection is closed."""
        found = self.ask()
        self._connection.close()
        return found

    def times(self, count: int) -> list[float]:
        """The seconds of each of so many answers."""
        found = []
        for _ in range(count):
            started = time.perf_counter()
            self.ask()
            found.append(time.perf_counter() - started)
        return found

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


def paired(name: str, ours: Client, bare: Client, rounds: int = 15, count: int = 60) -> float:
    """Our throughput divided by the bare one's, in turns; prints the median and the tails."""
    ours.times(count), bare.times(count)
    ratios, our_times, bare_times = [], [], []
    for _ in range(rounds):
        one, other = ours.times(count), bare.times(count)
        ratios.append(sum(other) / sum(one))
        our_times += one
        bare_times += other
    ours.close(), bare.close()
    ratio = statistics.median(ratios)
    tails = [sorted(times)[int(len(times) * 0.99)] for times in (our_times, bare_times)]
    print(
        f"\n{name}: {ratio:.2f} x bare (of {min(ratios):.2f} to {max(ratios):.2f}); "
        f"median {statistics.median(our_times) * 1000:.2f} ms against "
        f"{statistics.median(bare_times) * 1000:.2f} ms; p99 {tails[0] / tails[1]:.2f} x bare"
    )
    return ratio
