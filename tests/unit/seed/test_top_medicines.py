"""Is what people take most known, and known in depth?

The list is a public data file of this program's makers, in rough order of how often a medicine is
prescribed in the US; where it is absent, the tests are skipped.
"""

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from app.domain.facts import Fact, Indication, SideEffect, Warning
from app.domain.knowledge import Knowledge
from app.domain.names.input import Asked
from app.domain.names.resolve import resolve

from tests.conftest import SHARED

FILE = SHARED / "data" / "top_ingredients_coverage" / "top_ingredients_coverage.tsv"


@pytest.fixture(scope="module")
def ingredients() -> list[str]:
    """The ingredients, the most prescribed one first."""
    file: Path = FILE
    if not file.exists():
        pytest.skip("the list of the most prescribed medicines is not here")
    with file.open(newline="", encoding="utf-8") as rows:
        return [row["ingredient"] for row in csv.DictReader(rows, delimiter="\t")]


def test_every_one_of_them_is_known_by_name(seeded: Knowledge, ingredients: list[str]) -> None:
    found = {name: resolve(Asked(name), seeded).status for name in ingredients}
    assert len(found) > 300
    assert [name for name, status in found.items() if status != "resolved"] == []


def test_the_first_200_have_uses_side_effects_and_warnings(
    seeded: Knowledge, seed_facts: tuple[Fact, ...], ingredients: list[str]
) -> None:
    """Of the drug itself, or of a class that it is in."""
    of: dict[type[Fact], set[str]] = defaultdict(set)
    for fact in seed_facts:
        if isinstance(fact, Indication | SideEffect | Warning):
            of[type(fact)].add(fact.subject)
    missing = []
    for name in ingredients[:200]:
        for drug in (one.id for one in resolve(Asked(name), seeded).drugs):
            above = seeded.classes_above.get(drug, ())
            keys = {f"drug:{drug}", *(f"class:{slug}" for slug in above)}
            lacks = [kind.__name__ for kind, subjects in of.items() if not keys & subjects]
            missing += [(name, kind) for kind in lacks]
    assert set(of) == {Indication, SideEffect, Warning}
    assert missing == []
