"""Commands of ours as processes of their own, without loading the program for each of them.

One process loads it and does nothing else; each command is a fork of it. What is asked of a command
is what it does once it is loaded: how it prints, what it leaves behind, and how signals end it.
"""

import os
import select
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(["app.cli.app", "app.cli.serve"])


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Until it holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.02)


def linger_at(stage: str) -> None:
    """Lets an import in this process wait where a stage begins, for whoever ends it there."""
    from app.importers.run import Intake

    stand = Intake.stand

    def wait(intake: Intake, now: str) -> None:
        stand(intake, now)
        if now == stage:
            linger()

    Intake.stand = wait  # type: ignore[method-assign]


LINGERS = "it lingers here"


def linger() -> None:
    """Says so, and waits for whoever ends this process."""
    print(LINGERS, file=sys.stderr, flush=True)
    time.sleep(25)


def _become(
    first: Callable[[], None] | None,
    arguments: tuple[str, ...],
    folder: Path,
    environment: dict[str, str],
    out: "Connection[bytes, bytes]",
    errors: "Connection[bytes, bytes]",
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    os.dup2(out.fileno(), 1)
    os.dup2(errors.fileno(), 2)
    out.close()
    errors.close()
    # Those of the process that was forked belong to whatever it printed to.
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - until it ends
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115 - until it ends
    # What runs the tests in the background may ignore Ctrl-C, and a fork would take that over.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["materia", *arguments]
    from app.cli.app import app

    if first is not None:
        first()
    app()


class Started:
    """A command that runs: what it prints, how it ends, and how to end it. Its process does
    `first` what it is given.
    """

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        first: Callable[[], None] | None = None,
        **environment: str,
    ) -> None:
        self.stdout, out = _FORKS.Pipe(duplex=False)
        self.stderr, errors = _FORKS.Pipe(duplex=False)
        given = (first, arguments, folder, {**os.environ, **environment}, out, errors)
        self._process = _FORKS.Process(target=_become, args=given, daemon=True)
        self._process.start()
        out.close()
        errors.close()
        self._open = [self.stdout, self.stderr]
        self._printed = {self.stdout: b"", self.stderr: b""}

    def read(self, seconds: float) -> str:
        """What it has printed until now, after waiting at most so long for more of it."""
        ready, _, _ = select.select(self._open, [], [], seconds)
        for one in ready:
            piece = os.read(one.fileno(), 65536)
            self._printed[one] += piece
            if not piece:
                self._open.remove(one)
                one.close()
        return b"".join(self._printed.values()).decode(errors="replace")

    @property
    def code(self) -> int | None:
        """Its exit code; the signal that ended it, negative; None while it runs."""
        return self._process.exitcode

    def send(self, by: signal.Signals) -> None:
        """A signal, if it still runs."""
        if self.code is None and self._process.pid is not None:
            os.kill(self._process.pid, by)

    def end(self, seconds: float = 60) -> int:
        """Its exit code, once it has ended and all that it printed is read."""
        until = time.monotonic() + seconds
        while self._open and time.monotonic() < until:
            self.read(0.1)
        self._process.join(max(0.0, until - time.monotonic()))
        code = self.code
        assert code is not None, "it did not end in time"
        return code

    def kill(self) -> None:
        """Ends it, whatever it does."""
        self.send(signal.SIGKILL)
        self.end()
