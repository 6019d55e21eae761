"""Releases: the same facts are the same release, other facts another; nothing else counts."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import Citation, Drug, Fact, Name, NameKind
from app.importers import DATA_SETS
from app.importers.source import DataSet
from app.services.importing import run_import
from app.store.read import load_facts
from app.store.release_tables import ReleaseRow
from app.store.releases import find_data_set, find_release, list_data_sets
from app.store.schema import ROW_OF
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from tests.conftest import ROOT
from tests.pharmacopoeia import CITED, drug, facts, name, rule
from tests.seeds import write_seed


def telling(*told: Fact, key: str = "drawn") -> DataSet:
    """A data set that says these facts."""
    return DataSet(key, key, "https://example.org", "CC0", lambda _, __: iter(told), 1)


def taken(session: Session, *told: Fact, key: str = "drawn") -> str:
    """The release after an import."""
    return run_import(session, telling(*told, key=key), Path()).release


def rows(session: Session) -> list[str]:
    """Every release that was ever made, the first first."""
    return [row.hash for row in session.exec(select(ReleaseRow).order_by(col(ReleaseRow.number)))]


def everything(session: Session) -> tuple[Any, ...]:
    """All that an import may change."""
    sets = [(one.key, one.checksum, one.facts) for one in list_data_sets(session)]
    return rows(session), sets, Counter(load_facts(session, ROW_OF))


CHANGES: dict[str, Callable[[], Drug]] = {
    "another word": lambda: replace(drug("a"), description="other"),
    "another case": lambda: replace(drug("a"), name="A"),
    "another blank": lambda: replace(drug("a"), name="a "),
    "another citation": lambda: replace(drug("a"), citations=(Citation("book", "2"),)),
    "one more citation": lambda: replace(drug("a"), citations=(*CITED, Citation("book", "2"))),
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_changed_word_makes_another_release(session: Session, change: str) -> None:
    first = taken(session, drug("a"))
    second = taken(session, CHANGES[change]())
    assert second != first
    assert rows(session) == [first, second]


def test_a_release_is_named_by_a_sha256(session: Session) -> None:
    kind, _, digits = taken(session, drug("a")).partition(":")
    assert (kind, len(digits), set(digits) <= set("0123456789abcdef")) == ("sha256", 64, True)


def test_ten_imports_of_one_thing_are_one_release(session: Session) -> None:
    assert len({taken(session, *facts()) for _ in range(10)}) == 1
    assert len(rows(session)) == 1


def test_the_order_of_facts_makes_no_difference(session: Session) -> None:
    first = taken(session, *facts())
    before = find_data_set(session, "drawn")
    assert before is not None
    checksum = before.checksum
    assert taken(session, *sorted(facts(), key=repr)) == first
    after = find_data_set(session, "drawn")
    assert after is not None
    assert (after.checksum, after.facts) == (checksum, len(facts()))


def test_the_order_of_data_sets_makes_no_difference(session: Session) -> None:
    taken(session, drug("a"), key="one")
    both = taken(session, drug("b"), key="two")
    taken(session, drug("c"), key="one")
    assert taken(session, drug("a"), key="one") == both


def test_the_same_facts_under_another_key_are_another_release(session: Session) -> None:
    one = taken(session, drug("a"), key="one")
    run_import(session, telling(name("a", "b"), key="two"), Path())
    assert find_release(session) is not None
    assert rows(session)[0] == one
    assert len(rows(session)) == 2


def test_a_data_set_says_how_many_facts_it_has(session: Session) -> None:
    taken(session, *facts())
    found = find_data_set(session, "drawn")
    assert found is not None
    assert found.facts == len(facts()) == len(list(load_facts(session, ROW_OF)))
    assert find_data_set(session, "nothing") is None


def test_the_whole_seed_twice_is_one_release(seeded_session: Session) -> None:
    before = everything(seeded_session)
    ((first,), ((_, _, count),), told) = before
    assert count == told.total() > 1_000
    second = run_import(seeded_session, DATA_SETS["curated"], ROOT / "seed")
    assert everything(seeded_session) == before
    assert (second.facts, second.release, second.changed) == (count, first, False)


def test_the_same_seed_in_other_files_is_the_same_release(session: Session, tmp_path: Path) -> None:
    one = write_seed(tmp_path / "one")
    first = run_import(session, DATA_SETS["curated"], one)
    text = (one / "classes/classes.yaml").read_text(encoding="utf-8")
    head, _, tail = text.partition("- id: soft-calmers")
    other = write_seed(
        tmp_path / "other", classes__classes=head, classes__a="- id: soft-calmers" + tail
    )
    second = run_import(session, DATA_SETS["curated"], other)
    assert (second.release, second.changed) == (first.release, False)


def half_told() -> Iterator[Fact]:
    yield from facts()[:5]
    raise ZeroDivisionError("in the middle of the file")


GHOST = Name("ghost", "Ghost", NameKind.BRAND, None, CITED)
FAILING: dict[str, tuple[Callable[[], Iterator[Fact]], int, type[Exception]]] = {
    "an error in the middle": (half_told, 1, ZeroDivisionError),
    "fewer facts than there must be": (lambda: iter(facts()), 10_000, RejectedImport),
    "no fact": (lambda: iter(()), 1, RejectedImport),
    "a name of nothing": (lambda: iter([*facts(), GHOST]), 1, RejectedImport),
    "a drug twice": (lambda: iter([*facts(), drug("clona")]), 1, SQLAlchemyError),
    "a rule twice": (
        lambda: iter([*facts(), rule("clona-warf", "drug:clona", "drug:oxy")]),
        1,
        SQLAlchemyError,
    ),
}


@pytest.mark.parametrize("failing", FAILING)
def test_an_import_that_fails_leaves_all_as_it_was(session: Session, failing: str) -> None:
    taken(session, *facts())
    before = everything(session)
    tell, at_least, error = FAILING[failing]
    data_set = replace(telling(), read=lambda _, __: tell(), at_least=at_least)
    with pytest.raises(error):
        run_import(session, data_set, Path())
    session.rollback()
    assert everything(session) == before


@pytest.mark.parametrize("failing", FAILING)
def test_an_import_that_fails_first_leaves_nothing(session: Session, failing: str) -> None:
    tell, at_least, error = FAILING[failing]
    data_set = replace(telling(), read=lambda _, __: tell(), at_least=at_least)
    with pytest.raises(error):
        run_import(session, data_set, Path())
    session.rollback()
    assert everything(session) == ([], [], Counter())
