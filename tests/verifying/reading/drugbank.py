"""DrugBank vocabulary: names, synonyms and UNII of each drug."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.verifying.evidence import Called
from tests.verifying.reading.tables import rows

# A plant by two names: `Dan Shen (Salvia Miltiorrhiza)`; what is in brackets has two words.
_TWO_NAMES = re.compile(r"([A-Za-z][A-Za-z -]{2,}) \(([A-Za-z]+ [A-Za-z]+)\)")


def read(path: Path, name: str) -> Iterator[Called]:
    """One substance a row."""
    for line, row in rows(path, ","):
        written = [one for one in row["Synonyms"].split(" | ") if one]
        synonyms = (*written, *(part for one in written for part in _both(one)))
        codes = (("unii", row["UNII"]),) if row["UNII"] else ()
        yield Called(
            f"{name} line {line}, {row['DrugBank ID']}", row["Common name"], synonyms, codes
        )


def _both(written: str) -> tuple[str, ...]:
    match = _TWO_NAMES.fullmatch(written)
    return match.groups() if match else ()
