"""Several processes that answer on the same ports, forked from one that has the release in memory.

The parent answers nobody. It loads a release, forks workers, which share its memory, and forks
others for the next release; those before them retire. No thread runs in it: a fork has only the
thread that forks.
"""

import contextlib
import gc
import logging
import math
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from types import FrameType
from typing import Any, NoReturn

from app.api.http.sharing import Sharing
from app.cli.server import ENDING_SECONDS, READY, RETIRE, Channel

_LOG = logging.getLogger("materia")
_SIGNALS = (signal.SIGTERM, signal.SIGINT)
# A worker that ends sooner has failed, and the next one is started later each time.
_SHORT_LIFE = 10.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 30.0
# So many in a row that failed, and none that answers: then the server ends too.
_MOST_FAILED = 8


@dataclass(slots=True, eq=False)
class Worker:
    """A process that answers, and the parent's end of the channel between them."""

    number: int
    pid: int
    channel: Channel
    generation: int
    began: float = field(default_factory=time.monotonic)
    is_ready: bool = False
    is_heard: bool = True
    is_retired: bool = False

    def hear(self) -> None:
        """It answers from now on; or it ends, and there is no more to hear."""
        self.is_heard = self.channel.receive() == READY
        self.is_ready = self.is_ready or self.is_heard

    def retire(self) -> None:
        """Lets others take what comes."""
        self.is_retired = True
        self.channel.send(RETIRE)


@dataclass(frozen=True, slots=True)
class Work:
    """What workers do: `answer` until the channel or a signal ends it; `take_up` loads the newest
    release and names it.
    """

    answer: Callable[[Channel], None]
    take_up: Callable[[], str | None]
    count: int
    poll_seconds: float
    drain_seconds: float


class Supervisor:
    """The parent of the workers."""

    def __init__(self, work: Work, sharing: Sharing, listening: list[socket.socket]) -> None:
        self._work, self._sharing, self._listening = work, sharing, listening
        self._workers: list[Worker] = []
        self._generation = 0
        self._release: str | None = None
        self._signals: list[int] = []
        self._failed = 0
        self._not_before = 0.0
        self._woken, self._wake = socket.socketpair()

    def run(self, release: str | None) -> int:
        """Answers from the release that is loaded, until a signal; then until all workers have
        ended, which takes a bounded time. The signal.
        """
        self._release = release
        gc.freeze()
        with self._listening_to_signals():
            try:
                self._lead()
            finally:
                self._end()
        return self._signals[0]

    def _lead(self) -> None:
        look_at = time.monotonic() + self._work.poll_seconds
        while not self._signals:
            self._replace()
            self._wait(min(look_at, self._wakes_at()))
            if time.monotonic() >= look_at and not self._signals:
                self._look()
                look_at = time.monotonic() + self._work.poll_seconds

    def _end(self) -> None:
        """Who does not end in time is ended."""
        if not self._signals:
            self._pass_on(signal.SIGTERM, None)
        for one in self._listening:
            one.close()
        end = time.monotonic() + self._work.drain_seconds + ENDING_SECONDS
        while self._workers and time.monotonic() < end:
            self._wait(end)
        self._pass_on(signal.SIGKILL, None)
        while self._workers:
            self._wait(time.monotonic() + _FIRST_PAUSE)

    # Releases

    def _look(self) -> None:
        """Takes up a newer release. Who answers from one before goes on until others do."""
        release = self._work.take_up()
        if release == self._release:
            return
        self._release = release
        if release is not None:
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            self._generation += 1
            self._failed, self._not_before = 0, 0.0

    # Workers

    def _newest(self) -> list[Worker]:
        return [one for one in self._workers if one.generation == self._generation]

    def _wakes_at(self) -> float:
        is_short = len(self._newest()) < self._work.count and self._sharing.free_number()
        return self._not_before if is_short else math.inf

    def _replace(self) -> None:
        """Starts workers that are missing; lets those before retire once all of these answer."""
        while len(self._newest()) < self._work.count and time.monotonic() >= self._not_before:
            number = self._sharing.free_number()
            if number is None or self._signals:
                # Of those before some are still to end.
                break
            self._fork(number)
        newest = self._newest()
        if len(newest) == self._work.count and all(one.is_ready for one in newest):
            for one in self._workers:
                if one.generation < self._generation and not one.is_retired:
                    one.retire()

    def _fork(self, number: int) -> None:
        ours, its = Channel.pair()
        sys.stdout.flush()
        sys.stderr.flush()
        # A signal that comes now waits for a process that knows what it is.
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            if self._signals:
                return
            pid = os.fork()
            if pid == 0:
                ours.close()
                self._become_worker(number, its)
            its.close()
            worker = Worker(number, pid, ours, self._generation)
            self._workers.append(worker)
            self._sharing.enter(number, pid)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)

    def _become_worker(self, number: int, channel: Channel) -> NoReturn:
        code, parent = 1, self._sharing.processes()[0]
        try:
            self._forget_parent()
            self._sharing.number = number
            self._work.answer(channel)
            code = 0
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else 1
        except BaseException:
            _LOG.exception("a worker failed")
        finally:
            # Nothing of the parent is ended here: it is the parent's, for as long as it lives.
            if os.getppid() != parent:
                shutil.rmtree(self._sharing.folder, ignore_errors=True)
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(OSError, ValueError):
                    stream.flush()
            os._exit(code)

    def _forget_parent(self) -> None:
        """Signals mean what they mean to any process, and no other worker is its own."""
        signal.set_wakeup_fd(-1)
        for each in (*_SIGNALS, signal.SIGCHLD):
            signal.signal(each, signal.SIG_DFL)
        for one in self._workers:
            one.channel.close()
        self._woken.close()
        self._wake.close()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)

    # What happens

    @contextlib.contextmanager
    def _listening_to_signals(self) -> Iterator[None]:
        for end in (self._woken, self._wake):
            end.setblocking(False)
        before: dict[int, Any] = {one: signal.signal(one, self._pass_on) for one in _SIGNALS}
        # A handler, so that the end of a worker wakes us up.
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(-1)
            for one, handler in before.items():
                signal.signal(one, handler)

    def _pass_on(self, number: int, _: FrameType | None) -> None:
        """At once, whatever the parent does: each worker ends as a server does."""
        self._signals.append(number)
        for one in list(self._workers):
            with contextlib.suppress(ProcessLookupError):
                os.kill(one.pid, number)

    def _wait(self, until: float) -> None:
        """Until then, or until something happens; and takes notice of it."""
        heard = {one.channel.reader: one for one in self._workers if one.is_heard}
        seconds = None if until == math.inf else max(0.0, until - time.monotonic())
        for ready in wait([self._woken, *heard], seconds):
            if isinstance(ready, int):
                heard[ready].hear()
            else:
                with contextlib.suppress(BlockingIOError):
                    self._woken.recv(4096)
        self._bury()

    def _bury(self) -> None:
        """Takes notice of workers that have ended."""
        for one in list(self._workers):
            pid, status = os.waitpid(one.pid, os.WNOHANG)
            if pid:
                self._workers.remove(one)
                one.channel.close()
                self._sharing.enter(one.number, 0)
                if not self._signals and not one.is_retired:
                    self._note_failure(one, os.waitstatus_to_exitcode(status))

    def _note_failure(self, worker: Worker, code: int) -> None:
        """Another takes its place; later and later where they end soon."""
        _LOG.error("worker %d ended (%s); another takes its place", worker.number, _why(code))
        lived = time.monotonic() - worker.began
        self._failed = self._failed + 1 if lived < _SHORT_LIFE else 0
        if self._failed >= _MOST_FAILED and not any(one.is_ready for one in self._workers):
            raise SystemExit(f"{self._failed} workers ended one after the other: the server ends.")
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**self._failed) if self._failed else 0.0
        self._not_before = time.monotonic() + pause


def _why(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
