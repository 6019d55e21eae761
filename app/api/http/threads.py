"""Threads for what takes long: others are answered meanwhile, and who comes too late learns so."""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Any, TypeVar

from app.api.http.problems import Problem

T = TypeVar("T")


class Workers:
    """So many threads; so many jobs may wait for one, and each is waited for so many seconds.

    A thread cannot be stopped: what takes longer is done to its end, and nobody waits for it.
    """

    def __init__(self, name: str, threads: int, waiting: int, seconds: float) -> None:
        self.name, self.threads, self.seconds = name, threads, seconds
        self.most = threads + waiting
        self._executor: ThreadPoolExecutor | None = None
        self._lock = Lock()
        self._jobs = 0
        self._shared: dict[Hashable, Future[Any]] = {}

    async def run(self, job: Callable[[], T], key: Hashable = None) -> T:
        """What the job gives. Raises a Problem if too many wait, or it takes too long.

        Who asks with the key of a job that is not done yet waits for that one.
        """
        future = self._shared.get(key)
        if future is None:
            future = self._begin(job, key)
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(future)), self.seconds)
        except TimeoutError as error:
            raise _busy(f"This takes longer than {self.seconds:g} seconds") from error

    def _begin(self, job: Callable[[], T], key: Hashable) -> "Future[T]":
        with self._lock:
            if self._jobs >= self.most:
                raise _busy("Too many questions of this kind are being answered")
            self._jobs += 1
            if self._executor is None:
                self._executor = ThreadPoolExecutor(self.threads, self.name)
            future = self._executor.submit(job)
            if key is not None:
                self._shared[key] = future
        future.add_done_callback(lambda _: self._end(key))
        return future

    def _end(self, key: Hashable) -> None:
        with self._lock:
            self._jobs -= 1
            self._shared.pop(key, None)

    def close(self) -> None:
        """Lets go of the threads; who asks again has new ones."""
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=False, cancel_futures=True)


def _busy(why: str) -> Problem:
    return Problem(503, "busy", "Busy", f"{why}. Nothing was answered; ask again in a moment.")
