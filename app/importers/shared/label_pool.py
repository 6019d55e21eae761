"""Reads labels in other processes beside an import, and gives what they found in order.

An import of twenty thousand labels parses and writes in one process; reading is as much work again.
Labels go out in batches, of which only some are under way at once; those of one drug to the same
process, since they repeat each other. A process that cannot be
started, or that ends, is no failure: the labels are read here then, with the same result.
"""

import gc
import os
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import current_process, get_context, parent_process
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from threading import Thread
from typing import Generic, TypeVar

from app.domain.facts import Key
from app.importers.shared.label_mentions import NamedByLabel, read_label
from app.importers.shared.label_reader import LabelReader
from app.importers.shared.label_tables import Sentence

T = TypeVar("T")
# Few labels are read sooner than a process has started.
_FEW = 300
_BATCH = 16
_MOST_PROCESSES = 2
_BATCHES_UNDER_WAY = 4


@dataclass(frozen=True, slots=True)
class Job:
    """A label that is to be read."""

    drug: Key
    names: tuple[str, ...]
    sentences: tuple[Sentence, ...]


def read_job(reader: LabelReader, job: Job) -> NamedByLabel:
    """What is found in a label."""
    return read_label(reader, job.drug, job.names, job.sentences)


# The reader of a process, and whether it shall stop; set when it starts.
_READER: list[tuple[LabelReader, Event]] = []


def _begin(reader: LabelReader, stop: Event) -> None:
    """In a new process: it leaves an interrupt to its parent, and ends when that has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What is read refers to itself in no circle: looking for circles takes a twentieth of the time.
    gc.set_threshold(100 * gc.get_threshold()[0])
    _READER[:] = [(reader, stop)]
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _read_batch(jobs: Sequence[Job]) -> list[NamedByLabel]:
    reader, stop = _READER[0]
    return [] if stop.is_set() else [read_job(reader, one) for one in jobs]


Item = tuple[T, Job | None]
Done = tuple[T, NamedByLabel | None]


@dataclass(slots=True)
class _Batch(Generic[T]):
    items: list[Item[T]] = field(default_factory=list)
    futures: list[Future[list[NamedByLabel]]] = field(default_factory=list)


@dataclass(slots=True)
class LabelPool:
    """Reads the labels of one import."""

    reader: LabelReader
    processes: int = field(default_factory=lambda: min(_MOST_PROCESSES, (os.cpu_count() or 1)))
    few: int = _FEW
    _pools: list[ProcessPoolExecutor] = field(default_factory=list)
    _stops: Event | None = None

    def read(self, items: Iterable[Item[T]]) -> Iterator[Done[T]]:
        """Every item in order, with what was found in its label. Some items ahead are asked for."""
        stream = iter(items)
        try:
            yield from self._first(stream)
            under_way: deque[_Batch[T]] = deque()
            for number, batch in enumerate(_batches(stream)):
                if not number:
                    self._start()
                self._submit(batch)
                under_way.append(batch)
                if len(under_way) > _BATCHES_UNDER_WAY * self.processes:
                    yield from self._done(under_way.popleft())
            while under_way:
                yield from self._done(under_way.popleft())
        finally:
            self._stop()

    def _first(self, stream: Iterator[Item[T]]) -> Iterator[Done[T]]:
        """The first labels, read here."""
        count = 0
        while count < self.few:
            item = next(stream, None)
            if item is None:
                return
            count += item[1] is not None
            yield self._here(item)

    def _here(self, item: Item[T]) -> Done[T]:
        return item[0], None if item[1] is None else read_job(self.reader, item[1])

    def _start(self) -> None:
        # What is run from no file cannot be started once more.
        main = sys.modules.get("__main__")
        may_start = self.processes > 0 and not current_process().daemon
        if not may_start or getattr(main, "__file__", "") == "<stdin>":
            return
        try:
            # A copy of a process with threads may wait for ever: a new one begins from nothing.
            context = get_context("spawn")
            self._stops = context.Event()
            given = (self.reader.fresh(), self._stops)
            for _ in range(self.processes):
                self._pools.append(ProcessPoolExecutor(1, context, _begin, given))
        except (OSError, ImportError, NotImplementedError, ValueError):
            self._stop()

    def _submit(self, batch: _Batch[T]) -> None:
        """To each process the labels of its drugs."""
        parts: list[list[Job]] = [[] for _ in self._pools]
        for _, job in batch.items:
            if job is not None and parts:
                parts[hash(job.drug) % len(parts)].append(job)
        try:
            pairs = zip(self._pools, parts, strict=True)
            batch.futures = [pool.submit(_read_batch, part) for pool, part in pairs]
        except (BrokenProcessPool, RuntimeError, OSError):
            self._stop()
            batch.futures = []

    def _done(self, batch: _Batch[T]) -> Iterator[Done[T]]:
        try:
            found = [iter(one.result()) for one in batch.futures]
        except (BrokenProcessPool, CancelledError, OSError):
            self._stop()
            found = []
        for item in batch.items:
            job = item[1]
            named = next(found[hash(job.drug) % len(found)], None) if found and job else None
            yield self._here(item) if named is None else (item[0], named)

    def _stop(self) -> None:
        if self._stops is not None:
            self._stops.set()
        for pool in self._pools:
            pool.shutdown(wait=True, cancel_futures=True)
        self._pools.clear()


def _batches(stream: Iterator[Item[T]]) -> Iterator[_Batch[T]]:
    batch: _Batch[T] = _Batch()
    for item in stream:
        batch.items.append(item)
        if len(batch.items) == _BATCH:
            yield batch
            batch = _Batch()
    if batch.items:
        yield batch
