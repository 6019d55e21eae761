"""Rows of a delimited file, zipped or not, each with its line."""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

Row = dict[str, str]


def rows(
    path: Path, delimiter: str = "\t", encoding: str = "utf-8-sig"
) -> Iterator[tuple[int, Row]]:
    """Line number and row of a file with a header. Quotes mean something only beside commas."""
    for number, cells in enumerate(plain_rows(path, delimiter, encoding), start=1):
        if number == 1:
            header = cells
        elif cells:
            yield number, dict(zip(header, cells, strict=False))


def plain_rows(path: Path, delimiter: str, encoding: str = "utf-8-sig") -> Iterator[list[str]]:
    """The cells of each line of a file with or without a header."""
    with _open(path, encoding) as lines:
        if delimiter == ",":
            yield from csv.reader(lines)
        else:
            yield from csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)


def _open(path: Path, encoding: str) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding=encoding, newline="")
    return path.open(encoding=encoding, newline="")
