"""Health Canada's register: marketed products with brand, ingredients, ATC code and schedule."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.verifying.evidence import Boxed, Called, Grouped
from tests.verifying.reading.tables import plain_rows
from tests.verifying.spelling import unbracketed

# The ingredient in French, by position.
_FRENCH = 11


def read(path: Path, name: str) -> Iterator[Boxed]:
    """Each product for people, by the files beside `drug.txt.gz`."""
    ingredients = _column(path.with_name("ingred.txt.gz"), 2)
    atc = _column(path.with_name("ther.txt.gz"), 1)
    schedules = _column(path.with_name("schedule.txt.gz"), 1)
    for line, row in enumerate(plain_rows(path, ","), start=1):
        if row[2] == "Human" and row[0] in ingredients:
            yield Boxed(
                f"{name} line {line}",
                row[4],
                tuple(dict.fromkeys(ingredients[row[0]])),
                tuple(("atc", code) for code in atc[row[0]] if code),
                tuple(("CA", one) for one in schedules[row[0]]),
            )


def read_salts(path: Path, name: str) -> Iterator[Called]:
    """`BASE (BASE SALT)`, in English and French: all are the same substance."""
    seen = set()
    for line, row in enumerate(plain_rows(path, ","), start=1):
        written = row[2]
        if written not in seen and written != "INGREDIENT":
            seen.add(written)
            first, *others = unbracketed(written)
            french = row[_FRENCH].strip() if len(row) > _FRENCH else ""
            others += unbracketed(french) if french else ()
            yield Called(f"{name} line {line}", first, tuple(others))


def read_atc(path: Path, name: str) -> Iterator[Grouped | Called]:
    """Each ATC code with each name that the register gives it; seven signs are a substance."""
    seen = set()
    for line, row in enumerate(plain_rows(path, ","), start=1):
        if row[1] and (row[1], row[2]) not in seen:
            seen.add((row[1], row[2]))
            yield Grouped(f"{name} line {line}", "atc", row[1], row[2])
            if len(row[1]) == 7:
                yield Called(f"{name} line {line}", row[2])


def _column(path: Path, column: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in plain_rows(path, ","):
        found[row[0]].append(row[column])
    return found
