"""PharmGKB's drugs: names, trade names, RxCUI and ATC codes in one row."""

import csv
from collections.abc import Iterator
from pathlib import Path

from tests.verifying.evidence import Called
from tests.verifying.reading.tables import rows


def read(path: Path, name: str) -> Iterator[Called]:
    """One drug a row."""
    for line, row in rows(path):
        codes = [("rxnorm", one) for one in _listed(row["RxNorm Identifiers"])]
        codes += [("atc", one) for one in _listed(row["ATC Identifiers"])]
        yield Called(
            f"{name} line {line}",
            row["Name"],
            tuple(_listed(row["Generic Names"])),
            tuple(codes),
            tuple(_listed(row["Trade Names"])),
        )


def _listed(cell: str) -> list[str]:
    """A cell is a list of its own, with quotes around an element that holds a comma."""
    inner = cell[1:-1].replace('""', '"') if cell.startswith('"') and cell.endswith('"') else cell
    return [
        one.strip() for one in next(csv.reader([inner], skipinitialspace=True), []) if one.strip()
    ]
