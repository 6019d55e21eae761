"""Is a row that somebody changed by hand found, and put back when that is asked for?"""

from pathlib import Path

import pytest
from app.domain.errors import ChangedData
from app.importers import DATA_SETS
from app.services.importing import run_import
from app.services.release import ReleaseHolder
from app.store.database import copy_database, open_engine
from app.store.digests import compare_rows, keep_missing_digests
from app.store.migrate import migrate
from app.store.releases import find_release, list_releases
from app.store.write import checksum_of
from sqlalchemy import Engine, text
from sqlmodel import Session

from tests.conftest import ROOT
from tests.pharmacopoeia import facts
from tests.seeds import changed, write_seed
from tests.store.test_importing import state, telling

# What somebody may do by hand, the table in which it is found, and whether facts say so too.
BY_HAND = [
    ("DELETE FROM rule", "rule", True),
    ("UPDATE rule SET severity = 'minor'", "rule", True),
    ("UPDATE rule SET severity = 'bogus'", "rule", True),
    ("UPDATE drug SET description = description || ' '", "drug", True),
    ("UPDATE drug SET shadowed = true", "shadowed_drug", False),
    ("INSERT INTO therapy SELECT 'x', '[]', 'curated', false, 'x', 'x', 'x', '[]', '[]' "
     "FROM release", "therapy", True),
    ("UPDATE data_set SET licence = 'none'", "data_set", False),
    ("UPDATE packed_index SET content = ''", "packed_index", False),
]  # fmt: skip


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    """A small seed."""
    return write_seed(tmp_path / "seed")


@pytest.fixture
def loaded(session: Session, seed: Path) -> Session:
    """A database with it."""
    run_import(session, DATA_SETS["curated"], seed)
    return session


def by_hand(session: Session, statement: str) -> None:
    """Changes rows, as with a client of the database."""
    columns = "(id, citations, data_set, shadowed, name, kind, description, names, parts)"
    session.execute(text(statement.replace("INTO therapy", f"INTO therapy {columns}")))
    session.commit()
    session.expire_all()


def test_what_was_imported_is_as_it_was_written(loaded: Session) -> None:
    found = compare_rows(loaded)
    assert (found.wrong, found.is_whole) == ([], True)


@pytest.mark.parametrize(("statement", "table", "is_fact"), BY_HAND)
def test_a_row_that_was_changed_by_hand_is_found(
    loaded: Session, statement: str, table: str, is_fact: bool
) -> None:
    checksum = checksum_of(loaded, "curated")
    by_hand(loaded, statement)
    assert {one.table for one in compare_rows(loaded).changed} == {table}
    assert (checksum_of(loaded, "curated") != checksum) == is_fact


@pytest.mark.parametrize("number", [-(1 << 63), -(1 << 40), 1 << 50, (1 << 63) - 1])
def test_a_row_that_lies_far_away_is_compared_too_and_soon(loaded: Session, number: int) -> None:
    """A flipped bit of a number of a row: all the numbers between are more than can be tried."""
    if loaded.get_bind().dialect.name != "sqlite":
        pytest.skip("rows of PostgreSQL are read in no order")
    which = "min" if number < 0 else "max"
    place = f"number = (SELECT {which}(number) FROM name)"
    by_hand(loaded, f"UPDATE name SET number = {number} WHERE {place}")
    found = compare_rows(loaded)
    assert {one.table for one in found.changed} == {"name"} and found.is_whole


@pytest.mark.parametrize(("statement", "table", "_"), BY_HAND)
def test_the_same_seed_says_what_was_changed_and_puts_it_back_when_asked(
    loaded: Session, seed: Path, statement: str, table: str, _: bool
) -> None:
    before = state(loaded)
    by_hand(loaded, statement)
    with pytest.raises(ChangedData) as raised:
        run_import(loaded, DATA_SETS["curated"], seed)
    assert table.replace("_", " ") in raised.value.found[0]
    # Nothing was changed, so it is found again.
    assert compare_rows(loaded).wrong
    assert run_import(loaded, DATA_SETS["curated"], seed, repair=True).changed
    assert compare_rows(loaded).wrong == []
    release, _rows, data_sets, found = state(loaded)
    assert (release, found) == (before[0], before[3])
    assert [one[:3] for one in data_sets] == [one[:3] for one in before[2]]  # type: ignore[index, attr-defined]


def test_each_fact_that_was_changed_is_named(loaded: Session, seed: Path) -> None:
    by_hand(loaded, "DELETE FROM rule")
    by_hand(loaded, "UPDATE drug SET description = 'x' WHERE id = 'alpha'")
    with pytest.raises(ChangedData) as raised:
        run_import(loaded, DATA_SETS["curated"], seed)
    assert "drug alpha was changed" in raised.value.found
    assert any(one.endswith("was deleted") for one in raised.value.found)


def test_what_was_put_back_is_taken_up_by_whoever_loaded_the_changed_rows(
    engine: Engine, seed: Path
) -> None:
    with Session(engine) as session:
        run_import(session, DATA_SETS["curated"], seed)
        by_hand(session, "DELETE FROM rule")
    holder = ReleaseHolder(engine)
    holder.refresh()
    assert not holder.current().knowledge.rules
    with Session(engine) as session:
        run_import(session, DATA_SETS["curated"], seed, repair=True)
    holder.refresh()
    assert holder.current().knowledge.rules


def test_an_import_does_not_make_good_what_was_changed_of_another_data_set(
    loaded: Session,
) -> None:
    by_hand(loaded, "UPDATE drug SET description = 'x' WHERE id = 'alpha'")
    run_import(loaded, telling(*facts()), Path())
    assert [(one.data_set, one.table) for one in compare_rows(loaded).changed] == [
        ("curated", "drug")
    ]


def test_what_was_changed_by_hand_is_not_kept_as_what_a_release_said(
    loaded: Session, seed: Path
) -> None:
    by_hand(loaded, "DELETE FROM rule")
    write_seed(seed, **changed("drugs/alpha.yaml", "The first", "Another first"))
    run_import(loaded, DATA_SETS["curated"], seed)
    assert loaded.execute(text("SELECT count(*) FROM inventory")).scalar_one() == 0
    assert compare_rows(loaded).wrong == []


def test_rows_of_a_data_set_that_nobody_imported_are_found_and_taken_away(
    loaded: Session, seed: Path
) -> None:
    by_hand(loaded, BY_HAND[5][0].replace("'curated'", "'nobody'"))
    assert compare_rows(loaded).wrong == ["therapy: 1 rows more than were written"]
    with pytest.raises(ChangedData):
        run_import(loaded, DATA_SETS["curated"], seed)
    run_import(loaded, DATA_SETS["curated"], seed, repair=True)
    assert compare_rows(loaded).wrong == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE release SET hash = 'sha256:0'", "UPDATE data_set SET checksum = 'x'"],
)
def test_a_hash_that_is_not_that_of_the_data_sets_is_found(loaded: Session, statement: str) -> None:
    by_hand(loaded, statement)
    assert compare_rows(loaded).wrong


def test_what_there_was_no_time_for_is_said(loaded: Session) -> None:
    found = compare_rows(loaded, seconds=0)
    assert (found.wrong, found.is_whole) == ([], False)
    assert "rule" in found.unseen


def test_rows_of_an_earlier_version_get_their_digests(loaded: Session) -> None:
    by_hand(loaded, "DELETE FROM table_digest")
    assert compare_rows(loaded).unknown == ("curated",)
    assert keep_missing_digests(loaded) == ["curated"]
    loaded.commit()
    by_hand(loaded, "DELETE FROM rule")
    assert [one.table for one in compare_rows(loaded).changed] == ["rule"]


def test_digests_of_other_columns_are_not_compared(loaded: Session) -> None:
    by_hand(loaded, "UPDATE table_digest SET form = 'another' WHERE name = 'rule'")
    assert compare_rows(loaded).unknown == ("curated",)
    assert keep_missing_digests(loaded) == ["curated"]
    assert compare_rows(loaded).is_whole


def test_a_copy_in_another_database_has_digests_of_its_own(
    engine: Engine, loaded: Session, tmp_path: Path
) -> None:
    target = open_engine(f"sqlite:///{tmp_path}/copy.db", create=True)
    migrate(target, ROOT / "migrations")
    copy_database(engine, target)
    with Session(target) as session:
        keep_missing_digests(session)
        found = compare_rows(session)
        assert (found.wrong, found.is_whole) == ([], True)
        assert checksum_of(session, "curated") == checksum_of(loaded, "curated")


def test_the_same_import_again_makes_no_other_release(loaded: Session, seed: Path) -> None:
    run_import(loaded, DATA_SETS["curated"], seed)
    release = find_release(loaded)
    assert release is not None and [one.hash for one in list_releases(loaded)] == [release.hash]


def test_the_checksum_of_very_many_rows_can_be_made_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.write._VERY_MANY", 3)
    monkeypatch.setattr("app.store.write._BATCH", 2)
    with Session(engine) as session:
        run_import(session, telling(*facts()), Path())
        (checksum,) = session.execute(text("SELECT checksum FROM data_set")).one()
        is_sqlite = engine.dialect.name == "sqlite"
        assert checksum_of(session, "drawn") == (checksum if is_sqlite else None)


@pytest.mark.fault(
    "A bit of a text is flipped in the file",
    "Found at the start; `/readyz` is 503",
)
def test_a_byte_of_a_text_that_was_flipped_in_the_file_is_found(tmp_path: Path, seed: Path) -> None:
    file = tmp_path / "flipped.db"
    engine = open_engine(f"sqlite:///{file}", create=True)
    migrate(engine, ROOT / "migrations")
    with Session(engine) as session:
        run_import(session, DATA_SETS["curated"], seed)
    engine.dispose()
    content = file.read_bytes()
    assert content.count(b"The first") >= 1
    file.write_bytes(content.replace(b"The first", b"The fizst"))
    with Session(open_engine(f"sqlite:///{file}")) as session:
        assert compare_rows(session).wrong
