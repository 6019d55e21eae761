"""Tables of the seed: one fact a row, in columns with tabs between them.

They hold what a program made and there is very much of: files of YAML are for what people write.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.importers.seed.reader import Mistakes, SeedFact

# Between two values of one cell.
VALUES = "; "


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a table in their order, and those that hold several values."""

    columns: tuple[str, ...]
    lists: frozenset[str] = frozenset()


Cells = dict[str, Any]


def misplaced(folder: Path, tables: Mapping[str, Any]) -> list[str]:
    """A file that would be passed over in silence is a mistake."""
    known = ", ".join(f"{one}.tsv" for one in tables)
    return [
        f"{folder.name}/{file.name}:1: not read; the tables are {known}"
        for file in sorted(folder.iterdir())
        if file.suffix != ".tsv" or file.stem not in tables
    ]


def read_table(
    file: Path, table: Table, fact_of: Callable[[Cells], Any], problems: list[str]
) -> Iterator[SeedFact]:
    """The facts of a table, one a row; an empty cell is left out. A file that is not there holds
    none. Mistakes of form are added to the problems.
    """
    if not file.is_file():
        return
    where = f"{file.parent.name}/{file.name}"
    lines = file.read_text(encoding="utf-8").splitlines()
    if not lines or tuple(lines[0].split("\t")) != table.columns:
        problems.append(f"{where}:1: the columns are {', '.join(table.columns)}")
        return
    for number, line in enumerate(lines[1:], start=2):
        place, cells = f"{where}:{number}", line.split("\t")
        if len(cells) != len(table.columns):
            problems.append(f"{place}: {len(cells)} cells instead of {len(table.columns)}")
            continue
        written: Cells = {
            name: cell.split(VALUES) if name in table.lists else cell
            for name, cell in zip(table.columns, cells, strict=True)
            if cell
        }
        try:
            yield SeedFact(fact_of(written), place)
        except Mistakes as mistakes:
            for loc, words in mistakes.found:
                problems.append(f"{place}: {'.'.join(map(str, loc)) or 'row'}: {words}")
