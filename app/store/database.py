"""Opens SQLite or PostgreSQL databases, and copies whole ones.

A missing database is made only when that is asked for.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    Column,
    ColumnElement,
    Engine,
    String,
    cast,
    create_engine,
    event,
    false,
    func,
    insert,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, StaticPool
from sqlmodel import Session, SQLModel

from app.domain.errors import AnotherImport
from app.store.columns import table_of_row
from app.store.release_tables import DataSetRow
from app.store.schema import ROW_OF, table_of

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


# Rows that are in memory at once while a database is copied.
_BATCH = 5_000


def list_values(session: Session) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The kind, data set and values of every fact, in an order that depends on nothing but the
    facts.
    """
    collation = "C" if session.get_bind().dialect.name == "postgresql" else "BINARY"
    for kind in ROW_OF:
        table = table_of(kind)
        names = [field.name for field in fields(kind)]
        columns = [table.c[name] for name in names]
        chosen = (
            select(table.c.data_set, *columns)
            .order_by(*(_in_order(column, collation) for column in (table.c.data_set, *columns)))
            .execution_options(yield_per=_BATCH)
        )
        for data_set, *values in session.execute(chosen):
            yield kind.__name__, data_set, dict(zip(names, values, strict=True))


def _in_order(column: "Column[Any]", collation: str) -> ColumnElement[Any]:
    """The column to sort by: letter by letter in every database, rows without a value first."""
    return func.coalesce(cast(column, String), "").collate(collation)


def copy_database(source: Engine, target: Engine) -> None:
    """All rows into a database that has the same schema and no rows, as they were at one moment."""
    with source.connect() as reader, target.begin() as writer:
        for table in SQLModel.metadata.sorted_tables:
            chosen = select(table).execution_options(yield_per=_BATCH)
            for rows in reader.execute(chosen).mappings().partitions():
                writer.execute(insert(table), [dict(row) for row in rows])


def copy_sqlite(source: Engine, file: str) -> None:
    """The whole SQLite database into a new file, as it is at one moment."""
    # Not within a transaction, as SQLite asks; the driver's own connection has none.
    connection = source.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (file,))
    finally:
        connection.close()
