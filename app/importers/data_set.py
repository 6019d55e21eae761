"""The one face of every importer: a data set, where it is from, and how it is read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.facts import Fact


@dataclass(frozen=True, slots=True)
class DataSet:
    """`read` yields the facts of a file or folder, and raises RejectedImport on surprise.
    `at_least` guards
    against half a file: fewer facts than that never replace what was there."""

    key: str
    title: str
    homepage: str
    licence: str
    read: Callable[[Path], Iterator[Fact]]
    at_least: int
