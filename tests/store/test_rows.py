"""Is a fact that became a row the same fact when it is read? Without a database."""

from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from app.domain.facts import Citation, Drug, DrugKind, Fact, Rule
from app.store.rows import from_rows, to_values
from app.store.schema import ROW_OF, table_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

KEPT = (str, int, float, bool, NoneType)
CITED = (Citation("book", "one", 1, 2, "a" * 64),)


@cache
def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type that a field of a fact may have."""
    if get_origin(hint) in (UnionType, Union):
        return st.one_of(*map(values_of, get_args(hint)))
    if get_origin(hint) is tuple:
        return st.lists(values_of(get_args(hint)[0]), max_size=3).map(tuple)
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return st.builds(hint, **{one.name: values_of(hints[one.name]) for one in fields(hint)})
    if hint is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    if hint is int:
        return st.integers(-(2**63), 2**63 - 1)
    return st.from_type(hint)


def again(facts: list[Any]) -> list[Any]:
    """Facts of one kind, turned into rows and back."""
    kind = type(facts[0])
    return list(from_rows(kind, map(to_values(kind), facts)))


@pytest.mark.parametrize("kind", ROW_OF, ids=lambda kind: kind.__name__)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_fact_is_the_same_after_it_was_a_row(kind: type, data: st.DataObject) -> None:
    fact = data.draw(values_of(kind))
    (found,) = again([fact])
    # The repr too: `1` and `1.0`, or a text and the member of an enum, are equal.
    assert (found, repr(found)) == (fact, repr(fact))


@pytest.mark.parametrize("kind", ROW_OF, ids=lambda kind: kind.__name__)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_row_has_only_what_a_column_can_keep(kind: type, data: st.DataObject) -> None:
    for value in to_values(kind)(data.draw(values_of(kind))):
        assert type(value) in KEPT
        assert not isinstance(value, Enum)


def test_every_fact_of_the_seed_is_the_same_after_it_was_a_row(
    seed_facts: tuple[Fact, ...],
) -> None:
    facts: dict[type, list[Any]] = {}
    for fact in seed_facts:
        facts.setdefault(type(fact), []).append(fact)
    assert sum(map(len, facts.values())) > 15_000
    for kind, told in facts.items():
        assert list(map(repr, again(told))) == list(map(repr, told)), kind.__name__


def test_the_checksum_of_a_fact_stands_on_these_very_values() -> None:
    # The hash of a release is made of them: another form of the same fact would be another release.
    fact = Drug("x", "Ω", DrugKind.SUBSTANCE, 'a "word"', CITED)
    citation = '[{"source":"book","section":"one","paragraph":1,"sentence":2,"sha256":"%s"}]'
    assert to_values(Drug)(fact) == ("x", "Ω", "substance", 'a "word"', citation % ("a" * 64))


@pytest.mark.parametrize(
    "row",
    [
        ("x", "x", "awful", "x", "[]"),
        ("x", "x", "substance", "x", "no JSON"),
        ("x", "x", "substance", "x", '[{"section": "without a source"}]'),
        ("x", "x", "substance", "x", '[{"source": "book", "section": 1}]'),
        ("x", "x", "substance", "x", None),
    ],
)
def test_a_row_that_no_fact_became_is_refused(row: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match="a row of Drug cannot be read"):
        list(from_rows(Drug, [row]))


def test_nested_columns_are_just_those_whose_values_are_no_single_ones() -> None:
    hints = {one.name: get_type_hints(Rule)[one.name] for one in fields(Rule)}
    assert {name for name in hints if str(table_of(Rule).c[name].type) == "JSON"} == {
        name
        for name, hint in hints.items()
        if any(get_origin(one) is tuple or is_dataclass(one) for one in (hint, *get_args(hint)))
    }
