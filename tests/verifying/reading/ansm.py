"""ANSM's thesaurus: French substances with their RxCUI, their classes, and who meets whom."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from tests.verifying.evidence import Called, Classed, Paired
from tests.verifying.reading.tables import rows


def read_codes(path: Path, name: str) -> Iterator[Called]:
    """Each French substance with its RxCUI; `NA` is none."""
    for line, row in rows(path):
        codes = (("rxnorm", row["RxNorm"]),) if row["RxNorm"] not in ("", "NA") else ()
        yield Called(f"{name} line {line}", row["substance"], (), codes)


def read_classes(path: Path, name: str) -> Iterator[Classed]:
    """Each substance in each of its classes."""
    for number, one in enumerate(json.loads(path.read_text(encoding="utf-8")), start=1):
        for group in one["drug_classes"]:
            yield Classed(f"{name} entry {number}", one["substance"], group)


def read_pairs(path: Path, name: str) -> Iterator[Paired]:
    """Each entry of the thesaurus; a side is a substance or a class."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for number, one in enumerate(json.load(file), start=1):
            yield Paired(f"{name} entry {number}", (one["main_drug"],), (one["plus_drug"],))
