"""DrugBank vocabulary: names, synonyms and UNII of each drug."""

from collections.abc import Iterator
from pathlib import Path

from tests.verifying.evidence import Called
from tests.verifying.reading.tables import rows


def read(path: Path, name: str) -> Iterator[Called]:
    """One substance a row."""
    for line, row in rows(path, ","):
        synonyms = tuple(one for one in row["Synonyms"].split(" | ") if one)
        codes = (("unii", row["UNII"]),) if row["UNII"] else ()
        yield Called(
            f"{name} line {line}, {row['DrugBank ID']}", row["Common name"], synonyms, codes
        )
