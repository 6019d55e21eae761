"""PharmacotherapyDB, and DrugCentral's indications in the same form: a drug for a disease."""

from collections.abc import Iterator
from pathlib import Path

from tests.verifying.evidence import Used
from tests.verifying.reading.tables import rows


def read(path: Path, name: str) -> Iterator[Used]:
    """`NOT` is a non-indication; every other category is an indication."""
    for line, row in rows(path):
        category = row["category"]
        yield Used(f"{name} line {line}, {category}", row["drug"], row["disease"], category)
