"""FDA's indexing of substances by pharmacologic class."""

from collections.abc import Iterator
from pathlib import Path

from tests.verifying.evidence import Called, Classed
from tests.verifying.reading.tables import rows


def read(path: Path, name: str) -> Iterator[Called | Classed]:
    """One substance in one class a row."""
    seen = set()
    for line, row in rows(path):
        term = row["fda_preferred_term"]
        if term not in seen:
            seen.add(term)
            yield Called(f"{name} line {line}", term)
        yield Classed(f"{name} line {line}", term, row["class_and_type"])
