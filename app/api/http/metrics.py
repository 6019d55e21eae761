"""What all workers of a server counted together, and what each of them takes of the machine."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from os import environ
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Metric,
    ProcessCollector,
    values,
)
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from app.api.http.sharing import Sharing

_FEEDBACK = "materia_feedback"


def registry_of_all(sharing: Sharing, state: Collector | None) -> CollectorRegistry:
    """What all workers counted together, and what each process takes."""
    registry = CollectorRegistry()
    for one in (_Together(sharing), state, _Processes(sharing)):
        if one is not None:
            registry.register(one)
    return registry


def count_together(sharing: Sharing) -> None:
    """Lets counts of this process and its forks lie in files, each in that of its number. Who gets
    a number again goes on counting in its file: there are never more files than processes.
    """
    # The library looks for it nowhere else.
    environ["PROMETHEUS_MULTIPROC_DIR"] = str(sharing.folder)
    # The library says nothing of types here.
    shared: Any = values.MultiProcessValue
    values.ValueClass = shared(lambda: sharing.number)


class SharedTally:
    """Feedback that is counted by all workers together."""

    def __init__(self, sharing: Sharing) -> None:
        self._sharing = sharing
        labels = ["rule", "outcome", "reason"]
        self._counter = Counter(_FEEDBACK, "What became of findings", labels, registry=None)

    def add(self, counted: tuple[str, str, str]) -> None:
        """One more."""
        self._counter.labels(*counted).inc()

    def counts(self) -> Mapping[tuple[str, str, str], int]:
        """All of them."""
        return {
            (sample.labels["rule"], sample.labels["outcome"], sample.labels["reason"]): int(
                sample.value
            )
            for family in _counted_together(self._sharing)
            if family.name == _FEEDBACK
            for sample in family.samples
        }


class _Together(Collector):
    """What all workers counted, those that have ended included."""

    def __init__(self, sharing: Sharing) -> None:
        self._sharing = sharing

    def collect(self) -> Iterator[Metric]:
        """The counts of answers; feedback has an address of its own."""
        return (one for one in _counted_together(self._sharing) if one.name != _FEEDBACK)


def _counted_together(sharing: Sharing) -> Iterable[Metric]:
    folder = str(sharing.folder)
    collector: Any = MultiProcessCollector
    found: Iterable[Metric] = collector(None, folder).collect()
    return found


class State(Collector):
    """The release and the database."""

    def __init__(self, made_at: Callable[[], float], reached: Callable[[], bool]) -> None:
        self._made_at, self._reached = made_at, reached

    def collect(self) -> Iterator[Metric]:
        """What they are now."""
        for name, text, value in (
            ("materia_release_made_seconds", "When the release was made", self._made_at()),
            (
                "materia_database_reached",
                "Whether the database was last reached",
                float(self._reached()),
            ),
        ):
            yield GaugeMetricFamily(name, text, value=value)


class _Processes(Collector):
    """Each process of the server: the parent is `worker="0"`."""

    def __init__(self, sharing: Sharing) -> None:
        self._sharing = sharing

    def collect(self) -> Iterator[Metric]:
        """What each takes of the machine."""
        families: dict[str, Metric] = {}
        for number, pid in self._sharing.processes().items():
            for found in _process(pid):
                family = families.setdefault(
                    found.name, Metric(found.name, found.documentation, found.type)
                )
                for sample in found.samples:
                    family.add_sample(sample.name, {"worker": str(number)}, sample.value)
        yield from families.values()


def _process(pid: int) -> Iterator[Metric]:
    yield from ProcessCollector(pid=lambda: pid, registry=None).collect()
