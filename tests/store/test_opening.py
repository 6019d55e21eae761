"""Opening, migrating, holding: never a database made by looking, never an empty answer."""

import contextlib
import sqlite3
import stat
from pathlib import Path

import pytest
from app.domain.errors import NothingLoaded
from app.domain.facts import Drug
from app.services.importing import run_import
from app.services.release import ReleaseHolder
from app.store.database import open_engine
from app.store.migrate import migrate, newest_revision
from app.store.read import count_facts
from app.store.schema import ROW_OF, LabelSectionRow
from app.store.write import replace_facts
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session

from tests.conftest import ROOT
from tests.pharmacopoeia import drug, facts
from tests.store.test_releases import telling

MIGRATIONS = ROOT / "migrations"


def pragma(engine: Engine, name: str) -> object:
    """What a connection says of one setting."""
    with engine.connect() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar()


@pytest.mark.parametrize("name", ["x.db", "a b.db", "ü.db", "C#.db", "100%.db", "&mode=rwc.db"])
def test_a_missing_file_is_made_only_when_asked(tmp_path: Path, name: str) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/{name}")
    with contextlib.suppress(OperationalError), engine.connect():
        pass
    engine.dispose()
    assert list(tmp_path.iterdir()) == []
    engine = open_engine(f"sqlite:///{tmp_path}/{name}", create=True)
    migrate(engine, MIGRATIONS)
    engine.dispose()
    assert [one.name for one in tmp_path.glob("*.db")] == [name]


@pytest.mark.parametrize("create", [True, False])
def test_every_connection_has_its_settings(tmp_path: Path, create: bool) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    first = open_engine(url, create=True)
    assert pragma(first, "journal_mode") == "wal"
    engine = open_engine(url, create=create)
    for _ in range(2):
        assert pragma(engine, "foreign_keys") == 1
        assert pragma(engine, "busy_timeout") == 10_000
        assert pragma(engine, "journal_mode") == "wal"
        engine.dispose()
    first.dispose()


def test_a_writer_waits_for_another_writer(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    engine = open_engine(url, create=True)
    migrate(engine, MIGRATIONS)
    with Session(engine) as one, Session(engine) as reader:
        replace_facts(one, "one", [drug("a")])
        # A reader is not held up by a writer that has not finished.
        assert count_facts(reader, Drug) == 0
        one.commit()
    engine.dispose()


def test_a_database_in_memory_is_one_database() -> None:
    engine = open_engine("sqlite://", create=True)
    migrate(engine, MIGRATIONS)
    with Session(engine) as session:
        replace_facts(session, "one", [drug("a")])
        session.commit()
    with Session(engine) as session:
        assert count_facts(session, Drug) == 1
    engine.dispose()


def test_migrations_have_one_newest_revision_and_reach_it(engine: Engine) -> None:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    assert found == [newest_revision(MIGRATIONS)]


def test_the_tables_are_those_of_the_rows_and_no_others(engine: Engine) -> None:
    told = {str(row.__tablename__) for row in ROW_OF.values()}
    # The index of words is no table of rows: `tests/store/test_search.py`.
    found = {one for one in inspect(engine).get_table_names() if not one.startswith("label_text")}
    assert found == told | {
        "data_set", "release", "packed_index", "import_report", "inventory", "alembic_version",
        "earlier_label", "table_digest",
    }  # fmt: skip


def test_the_columns_are_those_of_the_rows(engine: Engine) -> None:
    for kind, row in ROW_OF.items():
        found = {one["name"] for one in inspect(engine).get_columns(str(row.__tablename__))}
        of_the_index = (
            {"words"} if row is LabelSectionRow and engine.name == "postgresql" else set()
        )
        assert found == set(row.model_fields) | of_the_index, kind.__name__


def test_migrating_again_keeps_the_facts(engine: Engine) -> None:
    with Session(engine) as session:
        release = run_import(session, telling(*facts()), Path()).release
    for _ in range(2):
        migrate(engine, MIGRATIONS)
    holder = ReleaseHolder(engine)
    holder.refresh()
    assert holder.current().release == release


def test_a_holder_without_tables_holds_nothing(empty_url: str) -> None:
    engine = open_engine(empty_url, create=True)
    holder = ReleaseHolder(engine)
    with pytest.raises(NothingLoaded):
        holder.refresh()
    with pytest.raises(NothingLoaded):
        holder.current()
    engine.dispose()


def test_a_holder_without_a_release_holds_nothing(engine: Engine) -> None:
    holder = ReleaseHolder(engine)
    with pytest.raises(NothingLoaded):
        holder.refresh()
    with pytest.raises(NothingLoaded):
        holder.current()


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_holder_of_a_broken_file_holds_nothing(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.db"
    file.write_bytes(content)
    holder = ReleaseHolder(open_engine(f"sqlite:///{file}"))
    with pytest.raises(NothingLoaded):
        holder.refresh()
    holder.engine.dispose()
    assert file.read_bytes() == content


def test_a_row_that_cannot_be_read_is_no_half_release(engine: Engine) -> None:
    with Session(engine) as session:
        run_import(session, telling(*facts()), Path())
    holder = ReleaseHolder(engine)
    holder.refresh()
    with engine.begin() as connection:
        connection.execute(text("UPDATE rule SET severity = 'awful'"))
        connection.execute(
            text(
                "INSERT INTO release (hash, made_at, parts) "
                "SELECT 'new', made_at, parts FROM release"
            )
        )
    with pytest.raises(NothingLoaded):
        holder.refresh()
    with pytest.raises(NothingLoaded):
        holder.current()


def test_a_holder_takes_up_each_new_release(engine: Engine) -> None:
    holder = ReleaseHolder(engine)
    seen = set()
    for told in (facts(), facts()[:-1], [drug("only")]):
        with Session(engine) as session:
            release = run_import(session, telling(*told), Path(), allow_shrink=True).release
        holder.refresh()
        assert holder.current().release == release
        assert len(holder.current().knowledge.drugs) == sum(isinstance(f, Drug) for f in told)
        seen.add(release)
    assert len(seen) == 3


def test_a_file_that_may_only_be_read_can_be_asked(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    engine = open_engine(f"sqlite:///{file}", create=True)
    migrate(engine, MIGRATIONS)
    with Session(engine) as session:
        run_import(session, telling(*facts()), Path())
    engine.dispose()
    file.chmod(stat.S_IRUSR)
    holder = ReleaseHolder(open_engine(f"sqlite:///{file}"))
    holder.refresh()
    assert len(holder.current().knowledge.drugs) == 7
    holder.engine.dispose()


def test_a_lock_that_lasts_is_an_error_and_no_empty_answer(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    engine = open_engine(f"sqlite:///{file}", create=True)
    migrate(engine, MIGRATIONS)
    locked = sqlite3.connect(file)
    locked.execute("BEGIN EXCLUSIVE")
    with Session(engine) as session:
        session.execute(text("PRAGMA busy_timeout = 50"))
        with pytest.raises(DBAPIError):
            replace_facts(session, "one", [drug("a")])
        session.rollback()
    locked.close()
    engine.dispose()
