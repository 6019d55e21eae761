"""DrugCentral: classes of drugs, names of structures, approvals."""

from collections.abc import Iterator
from pathlib import Path

from tests.verifying.evidence import Called, Classed, Grouped
from tests.verifying.reading.tables import plain_rows, rows


def read_classes(path: Path, name: str) -> Iterator[Grouped]:
    """The name of each class; FDA's have the number of an EPC."""
    for line, row in rows(path):
        yield Grouped(f"{name} line {line}", "epc", row["class_id"], row["class_name"])


def read_members(path: Path, name: str) -> Iterator[Classed | Called]:
    """Each drug in each class."""
    seen = set()
    for line, row in rows(path):
        drug = row["drugbank_name"]
        if drug not in seen:
            seen.add(drug)
            yield Called(f"{name} line {line}", drug)
        yield Classed(f"{name} line {line}", drug, row["class_name"], row["class_id"])


def read_structures(path: Path, name: str) -> Iterator[Called]:
    """The name of each structure."""
    for line, row in rows(path):
        yield Called(f"{name} line {line}", row["INN"])


def read_approved(path: Path, name: str) -> Iterator[Called]:
    """The name of each approved drug; there is no header."""
    for line, row in enumerate(plain_rows(path, ","), start=1):
        yield Called(f"{name} line {line}", row[1])
