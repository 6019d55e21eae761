"""Are labels that other processes read the same, in the same order, and do the processes end?"""

import multiprocessing
import os
import signal
from collections.abc import Iterator

from app.domain.facts import NameKind
from app.importers.shared import label_pool
from app.importers.shared.label_mentions import NamedByLabel, number_sentences
from app.importers.shared.label_phrases import NameFinder
from app.importers.shared.label_pool import Job, LabelPool
from app.importers.shared.label_reader import LabelReader
from pytest import MonkeyPatch

READER = LabelReader(
    NameFinder.of((one, f"drug:{one}", NameKind.SYNONYM) for one in ("clona", "dormol", "dorma"))
)


def items(count: int) -> list[tuple[int, Job | None]]:
    """Numbered items, every third without a label."""
    found: list[tuple[int, Job | None]] = []
    for number in range(count):
        other = ("dormol", "dorma")[number % 2]
        text = f"Nothing {number}. Avoid concomitant use of clona with {other}."
        sentences = tuple(number_sentences([("drug_interactions", text)]))
        found.append((number, Job("drug:clona", ("clona",), sentences) if number % 3 else None))
    return found


def here(count: int) -> list[tuple[int, NamedByLabel | None]]:
    return list(LabelPool(READER, processes=0, few=10_000).read(items(count)))


def test_other_processes_find_the_same_in_the_same_order() -> None:
    found = list(LabelPool(READER, processes=2, few=5).read(items(400)))
    assert found == here(400)
    assert {one.subject for _, read in found if read for one in read.found} == {
        "drug:dormol",
        "drug:dorma",
    }
    assert multiprocessing.active_children() == []


def test_whoever_stops_early_leaves_no_process_behind() -> None:
    pool = LabelPool(READER, processes=2, few=0)
    stream = pool.read(items(2_000))
    assert next(stream) == here(1)[0]
    assert multiprocessing.active_children() != []
    assert isinstance(stream, Iterator)
    stream.close()  # type: ignore[attr-defined]  # a generator, as any stream of facts here
    assert multiprocessing.active_children() == []


def test_where_no_process_can_start_the_labels_are_read_here(monkeypatch: MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(label_pool, "ProcessPoolExecutor", refuse)
    assert list(LabelPool(READER, processes=2, few=0).read(items(60))) == here(60)


def test_a_process_that_dies_costs_nothing() -> None:
    pool = LabelPool(READER, processes=2, few=0)
    stream = pool.read(items(900))
    found = [next(stream)]
    for child in multiprocessing.active_children():
        os.kill(child.pid or 0, signal.SIGKILL)
    found += stream
    assert found == here(900)
