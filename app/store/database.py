"""Opens SQLite or PostgreSQL databases. A missing database is made only when that is asked for."""

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event, false, make_url, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, StaticPool
from sqlmodel import Session

from app.domain.errors import AnotherImport
from app.store.columns import table_of_row
from app.store.schema import DataSetRow

# How long a connection waits for another one's write.
BUSY_MILLISECONDS = 10_000
# What SQLite and PostgreSQL call it when that was not long enough.
_SQLITE_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_POSTGRES_BUSY = "55P03"
# A connection of the pool goes from thread to thread, but never serves two at once.
_CONNECTED: dict[str, Any] = {"check_same_thread": False}


def open_engine(url: str, *, create: bool = False, pooled: bool = True) -> Engine:
    """An engine for the database. With `create`, a missing SQLite file is made.

    One that is not `pooled` opens a connection for each session, beside those of any pool.
    """
    parsed = make_url(url)
    if not parsed.drivername.startswith("sqlite"):
        pool = None if pooled else NullPool
        return create_engine(_with_driver(url), isolation_level="REPEATABLE READ", poolclass=pool)
    if parsed.database not in (None, "", ":memory:"):
        return open_file(Path(str(parsed.database)), create=create, pooled=pooled)
    engine = create_engine("sqlite://", connect_args=_CONNECTED, poolclass=StaticPool)
    _prepare_sqlite(engine, create)
    return engine


def open_file(path: Path, *, create: bool = False, pooled: bool = True) -> Engine:
    """An engine for an SQLite file."""
    uri = _sqlite_uri(path, create)
    # By a connection of our own: in an address some signs of a file's name are lost.
    engine = create_engine(
        "sqlite:///file",
        creator=lambda: sqlite3.connect(uri, uri=True, **_CONNECTED),
        poolclass=None if pooled else NullPool,
    )
    _prepare_sqlite(engine, create)
    return engine


def is_busy(error: DBAPIError) -> bool:
    """Whether somebody else was writing: then the error says nothing about the data."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    return code in _SQLITE_BUSY or getattr(error.orig, "sqlstate", "") == _POSTGRES_BUSY


def _with_driver(url: str) -> str:
    """The address with the driver that Materia is tested with, where it names none."""
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


def _sqlite_uri(path: Path, create: bool) -> str:
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
    return f"file:{quote(str(path.absolute()))}?mode={'rwc' if create else 'rw'}"


def _prepare_sqlite(engine: Engine, create: bool) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _: Any) -> None:
        # The driver's own transactions would leave reads outside of any: SQLAlchemy begins them.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        if create:
            connection.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")


def claim_writing(session: Session) -> None:
    """Waits for another import to end, and keeps all others from writing facts until the commit.

    Raises AnotherImport when that takes too long.
    """
    postgres = session.get_bind().dialect.name == "postgresql"
    try:
        if postgres:
            _claim_postgres(session)
        else:
            session.execute(update(table_of_row(DataSetRow)).where(false()).values(key=""))
    except DBAPIError as error:
        if not is_busy(error):
            raise
        seconds = BUSY_MILLISECONDS // 1000
        raise AnotherImport(f"another import is running; waited {seconds} seconds") from error


def _claim_postgres(session: Session) -> None:
    """Locks the data sets before anything is read, so that the state after the other import is
    the one that is seen.
    """
    session.execute(text(f"SET LOCAL lock_timeout = {BUSY_MILLISECONDS}"))
    session.execute(text("LOCK TABLE data_set IN SHARE ROW EXCLUSIVE MODE"))
    session.execute(text("SET LOCAL lock_timeout = 0"))
