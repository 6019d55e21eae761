"""The ATC codes and names that Health Canada uses."""

from collections.abc import Iterator
from pathlib import Path

from tests.verifying.evidence import Grouped
from tests.verifying.reading.tables import rows


def read(path: Path, name: str) -> Iterator[Grouped]:
    """One code a row."""
    for line, row in rows(path, ","):
        yield Grouped(f"{name} line {line}", "atc", row["atc_code"], row["atc_name"])
