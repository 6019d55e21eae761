"""Describes a data set: where it is from, what its licence allows, and how its files are read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.facts import Fact
from app.importers.files.publishers import Published
from app.importers.run import Intake

Read = Callable[[Sequence[Path], Intake], Iterator[Fact]]


@dataclass(frozen=True, slots=True)
class DataSet:
    """`read` yields the facts of files or folders, counts in the intake what became of each row,
    and raises RejectedImport on surprise.

    `at_least` guards against half a file: fewer facts than that never replace what was there.
    `free` is false where the licence forbids some uses: then it is imported only by who accepts
    it. Of a thing that several data sets record, the fact of the lowest `rank` counts; rank 0 is
    curated, and goes before what is imported. `describe` is given where the files say
    themselves which data set they are: what a user brings. `published` is where the publisher
    keeps the files, None where no address could be confirmed.
    """

    key: str
    title: str
    homepage: str
    licence: str
    read: Read
    at_least: int
    adds: str = ""
    files: str = ""
    size: str = ""
    free: bool = True
    rank: int = 50
    describe: Callable[[Sequence[Path]], "DataSet"] | None = None
    published: Published | None = None

    def data_set_column(self, paths: Sequence[Path]) -> "DataSet":
        """The data set that these files are: this one, or the one that they say they are.

        Raises RejectedImport when they ought to say so and do not.
        """
        return self if self.describe is None else self.describe(paths)
