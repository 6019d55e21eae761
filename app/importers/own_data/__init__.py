"""A user's own pairs, as one simple table with its settings: docs/own-data.md describes it.

The files say which data set they are, so several stand side by side: each under its own key
`own-…`, with its own licence and priority.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from app.domain.facts import Fact
from app.importers.data_set import DataSet
from app.importers.intake import Intake
from app.importers.own_data.heading import read_heading, tables_of
from app.importers.own_data.reading import Reading
from app.importers.parts import find_parts


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """A record for every pair. Raises RejectedImport when more rows cannot be used than allowed."""
    parts = find_parts(paths)
    heading, tables = read_heading(parts), tables_of(parts)
    intake.title = heading.title
    intake.size = sum(part.size for part in tables)
    yield heading.source()
    reading = Reading(heading, intake)
    for table in tables:
        yield from reading.pairs(table)
    reading.close()
    yield from reading.sources()


def describe(paths: Sequence[Path]) -> DataSet:
    """The data set that the files say they are."""
    heading = read_heading(find_parts(paths))
    return replace(
        DATA_SET,
        key=heading.id,
        title=heading.title,
        homepage=heading.homepage,
        licence=heading.licence,
        free=heading.free,
        rank=heading.priority,
        describe=None,
    )


DATA_SET = DataSet(
    key="csv",
    title="Your own data",
    homepage="docs/own-data.md",
    licence="as the file says",
    read=read,
    at_least=2,
    adds="pairs of your own, with your licence and priority",
    files="a .csv with its settings in comment lines or in a file materia.toml beside it",
    size="yours",
    describe=describe,
)
