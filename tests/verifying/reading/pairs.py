"""Tables of interacting pairs: ONC's high-priority list, and NDF-RT in the merged PDDI set."""

from collections.abc import Iterator
from pathlib import Path

from tests.verifying.evidence import Paired
from tests.verifying.reading.tables import plain_rows, rows


def read_onc_classes(path: Path, name: str) -> Iterator[Paired]:
    """Each item of the panel's table, by its examples. An item may have none."""
    for _, row in rows(path):
        ones, others = row["object_examples"].split("; "), row["precipitant_examples"].split("; ")
        if all((*ones, *others)):
            yield Paired(f"{name} item {row['item']}", tuple(ones), tuple(others), True)


def read_onc_pairs(path: Path, name: str) -> Iterator[Paired]:
    """Each pair of drugs."""
    for line, row in enumerate(plain_rows(path, "$"), start=1):
        yield Paired(f"{name} line {line}", (row[0],), (row[2],), True)


def read_merged(path: Path, name: str) -> Iterator[Paired]:
    """Each pair of drugs; a blank may be written as `_`."""
    for line, row in rows(path):
        one, other = row["object"].replace("_", " "), row["precipitant"].replace("_", " ")
        at = f"{name} line {line}, {row['source']}"
        yield Paired(at, (one,), (other,), row["source"].startswith("ONC"))
