"""Is what people write taken for what a pharmacist would take it for?

The answers were written from the contract and the knowledge of the field, not from the resolver's.
The table of accuracy is printed with every run.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import yaml
from app.domain.names.input import Asked, Input, InputStatus
from app.domain.names.parse import split_list
from app.domain.names.resolve import resolve
from app.services.release import LoadedRelease

from tests.conftest import ROOT

QUERIES: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests" / "data" / "golden-queries.yaml").read_text(encoding="utf-8")
)
# What must come out right of each class; of all others, everything.
AT_LEAST = {"misspelt": 0.97}


@dataclass(frozen=True)
class Judged:
    """A query, what came of it, and whether that was right."""

    query: dict[str, Any]
    inputs: list[Input]
    right: bool


def read(loaded: LoadedRelease, query: dict[str, Any]) -> list[Input]:
    """The inputs of a query, as `/resolve` reads them."""
    parts = split_list(query["q"]) or [query["q"]]
    return [resolve(Asked(part), loaded.knowledge, loaded.nearest) for part in parts]


def told(one: Input) -> tuple[str, list[str], list[str]]:
    """An input in short: status, drugs, candidates."""
    return one.status.value, [d.id for d in one.drugs], [c.id for c in one.candidates]


def is_right(query: dict[str, Any], inputs: list[Input]) -> bool:
    """Whether the inputs are what was expected."""
    statuses = {one.status for one in inputs}
    taken = {drug.id for one in inputs for drug in one.drugs}
    listed = [candidate.id for one in inputs for candidate in one.candidates]
    status = query["status"]
    if taken & set(query.get("never", [])):
        return False
    if status == "not_resolved":
        return InputStatus.RESOLVED not in statuses
    if status == "needs_confirmation":
        return statuses == {status} and listed[0] in (query["first"], f"product:{query['first']}")
    if status == "ambiguous":
        plain = {one.removeprefix("product:") for one in listed}
        return statuses == {status} and set(query.get("candidates", [])) <= plain
    if status == "unresolved":
        return statuses == {status}
    classes = {one.drug_class.id for one in inputs if one.drug_class is not None}
    return (
        (statuses == {InputStatus.RESOLVED} or bool(query.get("partly")))
        and taken == set(query.get("drugs", []))
        and classes == {slug for slug in [query.get("drug_class")] if slug is not None}
        and ("via" not in query or inputs[0].via == query["via"])
    )


@pytest.fixture(scope="module")
def judged(loaded: LoadedRelease) -> list[Judged]:
    """Every golden query, judged."""
    found = []
    for query in QUERIES:
        inputs = read(loaded, query)
        found.append(Judged(query, inputs, is_right(query, inputs)))
    return found


def by_class(judged: list[Judged]) -> dict[str, list[Judged]]:
    """The queries of each class."""
    found = defaultdict(list)
    for one in judged:
        found[one.query["class"]].append(one)
    return dict(sorted(found.items()))


def wrongly_taken(judged: list[Judged]) -> Iterator[str]:
    """Drugs that were silently taken for what was not meant."""
    for one in judged:
        meant = set(one.query.get("drugs", []))
        taken = {drug.id for read in one.inputs for drug in read.drugs}
        if one.query["status"] != "resolved":
            meant = set()
        if taken - meant:
            yield f"{one.query['q']!r} was taken for {sorted(taken - meant)}"


def test_there_are_enough_queries() -> None:
    assert len(QUERIES) >= 880
    assert len({query["q"] for query in QUERIES}) > len(QUERIES) * 0.95


def test_the_table_of_accuracy(
    judged: list[Judged], record_property: Callable[[str, object], None]
) -> None:
    lines = [f"{'golden queries':28}{'right':>7}{'of':>5}{'':3}first guess right"]
    for name, ones in by_class(judged).items():
        right = sum(one.right for one in ones)
        lines.append(f"  {name:26}{right:7}{len(ones):5}{right / len(ones):12.0%}")
    total = sum(one.right for one in judged)
    lines.append(f"  {'all':26}{total:7}{len(judged):5}{total / len(judged):12.0%}")
    lines.append(f"  wrong drugs silently taken: {len(list(wrongly_taken(judged)))}")
    record_property("table", "\n".join(lines))
    assert total > 0


def test_no_wrong_drug_is_silently_taken(judged: list[Judged]) -> None:
    assert list(wrongly_taken(judged)) == []


@pytest.mark.parametrize("name", sorted({query["class"] for query in QUERIES}))
def test_each_class_of_query_is_understood(judged: list[Judged], name: str) -> None:
    ones = by_class(judged)[name]
    wrong = [f"{one.query}: {[told(x) for x in one.inputs]}" for one in ones if not one.right]
    assert 1 - len(wrong) / len(ones) >= AT_LEAST.get(name, 1.0), "\n".join(wrong)
