"""The codes of ICD-10-CM with their titles and the terms that each includes."""

from collections.abc import Iterator
from pathlib import Path

from tests.verifying.evidence import Grouped
from tests.verifying.reading.tables import rows


def read(path: Path, name: str) -> Iterator[Grouped]:
    """One code a row; its terms stand behind the title."""
    for line, row in rows(path):
        called = "; ".join(filter(None, (row["description"], row["inclusion_terms"])))
        yield Grouped(f"{name} line {line}", "icd10", row["code"], called)
