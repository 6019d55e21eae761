"""Opens SQLite or PostgreSQL databases, and copies whole ones.

A missing database is made only when that is asked for.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Engine,
    String,
    cast,
    column,
    create_engine,
    event,
    false,
    func,
    insert,
    make_url,
    select,
    table,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.pool import NullPool, StaticPool
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, SQLModel

from app.domain.errors import AnotherImport
from app.store.columns import table_of_row
from app.store.faults import is_busy
from app.store.release_tables import DataSetRow
from app.store.schema import ROW_OF, table_of

# How long a connection waits for another one's write.
BUSY_MILLISECONDS = 10_000


class Reader(Session):
    """A session that only reads: a connection that is lost by the time it ends has given all that
    was asked of it, and whoever asked has been answered.
    """

    def close(self) -> None:
        """Gives the connection back, or up."""
        with contextlib.suppress(DBAPIError):
            super().close()


@dataclass(frozen=True, slots=True)
class Serving:
    """What the questions of a server may take of PostgreSQL; imports have no such bounds."""

    connections: int = 10
    statement_seconds: float = 10


# Who does not get a connection in this time is told that too much is asked.
_POOL_SECONDS = 5
_CONNECT_SECONDS = 5


def open_engine(
    url: str, *, create: bool = False, pooled: bool = True, serving: Serving | None = None
) -> Engine:
    """An engine for the database. With `create`, a missing SQLite file is made.

    One that is not `pooled` opens a connection for each session, beside those of any pool.
    """
    parsed = make_url(url)
    if not parsed.drivername.startswith("sqlite"):
        return _open_server(url, pooled, serving)
    if parsed.database not in (None, "", ":memory:"):
        place = FilePlace.of(url)
        return open_file(place.path, create=create, pooled=pooled, access=place.access)
    # A connection of a pool goes from thread to thread, but never serves two at once.
    any_thread = {"check_same_thread": False}
    engine = create_engine("sqlite://", connect_args=any_thread, poolclass=StaticPool)
    _prepare_sqlite(engine, create)
    return engine


def _open_server(url: str, pooled: bool, serving: Serving | None) -> Engine:
    """A connection that the server has closed meanwhile is noticed before it is used."""
    connecting: dict[str, Any] = {"connect_timeout": _CONNECT_SECONDS}
    pool: dict[str, Any] = {"poolclass": NullPool}
    if pooled:
        pool = {"pool_pre_ping": True, "pool_timeout": _POOL_SECONDS}
    if serving is not None:
        milliseconds = round(serving.statement_seconds * 1000)
        connecting["options"] = f"-c statement_timeout={milliseconds}"
        if pooled:
            pool |= {"pool_size": serving.connections, "max_overflow": 0}
    return create_engine(
        _with_driver(url), isolation_level="REPEATABLE READ", connect_args=connecting, **pool
    )


class Access(StrEnum):
    """How an SQLite file is opened."""

    WRITABLE = "rw"
    ONLY = "ro"
    IMMUTABLE = "immutable"


@dataclass(frozen=True, slots=True)
class FilePlace:
    """An SQLite file, and whether it may be written: `sqlite:///FILE?mode=ro` or `?immutable=1`."""

    path: Path
    access: Access

    @classmethod
    def of(cls, url: str) -> "FilePlace":
        """What the address of an SQLite database says."""
        parsed = make_url(url)
        path = Path(str(parsed.database).removeprefix("file:"))
        if parsed.query.get("immutable") in ("1", "true", "yes"):
            return cls(path, Access.IMMUTABLE)
        return cls(path, Access.ONLY if parsed.query.get("mode") == "ro" else Access.WRITABLE)


def is_only_read(url: str) -> bool:
    """Whether the address is that of an SQLite file which nobody is to write."""
    is_file = make_url(url).drivername.startswith("sqlite")
    return is_file and FilePlace.of(url).access is not Access.WRITABLE


def only_read(url: str) -> str:
    """The address of the same SQLite file, to be read only. Raises ValueError for another one."""
    parsed = make_url(url)
    if not parsed.drivername.startswith("sqlite") or not parsed.database:
        raise ValueError("no file that could be read only")
    return parsed.update_query_dict({"mode": "ro"}).render_as_string(hide_password=False)


def open_file(
    path: Path,
    *,
    create: bool = False,
    pooled: bool = True,
    access: Access = Access.WRITABLE,
) -> Engine:
    """An engine for an SQLite file. One that is only read is never made."""
    create = create and access is Access.WRITABLE
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
    # By a connection of our own: in an address some signs of a file's name are lost.
    engine = create_engine(
        "sqlite:///file",
        creator=lambda: _connect(path, "rwc" if create else access.value),
        poolclass=None if pooled else NullPool,
    )
    _prepare_sqlite(engine, create)
    if access is not Access.WRITABLE:
        _open_again_where_replaced(engine, path)
    return engine


class _OfFile(sqlite3.Connection):
    """A connection to the file that was there, of which another may have taken the place."""

    file: tuple[int, int] | None = None


def _open_again_where_replaced(engine: Engine, path: Path) -> None:
    """A file that is only read is replaced whole, by another that takes its name: who asks next is
    given a connection to that one.
    """

    @event.listens_for(engine, "checkout")
    def look(connection: _OfFile, _: Any, __: Any) -> None:
        if connection.file != _identity(path):
            raise DisconnectionError("the file was replaced")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    # Looked at before: a file that comes meanwhile is noticed later, and never overlooked.
    found = _identity(path)
    connection = _open(path, mode)
    connection.file = found
    return connection


def _open(path: Path, mode: str) -> _OfFile:
    address = f"file:{quote(str(path.absolute()))}"
    if mode == Access.IMMUTABLE:
        return _open_address(f"{address}?immutable=1")
    connection = _open_address(f"{address}?mode={mode}")
    if mode == Access.ONLY and not _can_be_read(connection) and not _has_log(path):
        # In a folder that nobody may write, the files of a WAL cannot be made: none are needed.
        connection.close()
        return _open(path, Access.IMMUTABLE)
    return connection


def _open_address(address: str) -> _OfFile:
    return sqlite3.connect(address, uri=True, check_same_thread=False, factory=_OfFile)


def _can_be_read(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("PRAGMA schema_version")
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode & 0xFF not in (
            sqlite3.SQLITE_CANTOPEN,
            sqlite3.SQLITE_READONLY,
        )
    return True


def _has_log(path: Path) -> bool:
    """Whether a WAL beside the file has pages that belong into it: without them it is not whole."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _with_driver(url: str) -> str:
    """The address with the driver that Materia is tested with, where it names none."""
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


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


def give_room_back(engine: Engine | Connection) -> None:
    """What an import that failed had written into the log of SQLite no longer fills the disk. Who
    asks at that moment goes first.
    """
    if engine.dialect.name != "sqlite" or not isinstance(engine, Engine):
        return
    with contextlib.suppress(DBAPIError, sqlite3.Error):
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("PRAGMA busy_timeout = 500")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        finally:
            connection.close()


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
    _end_with_client(session)
    session.execute(text(f"SET LOCAL lock_timeout = {BUSY_MILLISECONDS}"))
    session.execute(text("LOCK TABLE data_set IN SHARE ROW EXCLUSIVE MODE"))
    session.execute(text("SET LOCAL lock_timeout = 0"))


# So often the server looks whether an import still lives, while it works on a statement of it.
_LOOKS_MILLISECONDS = 1_000


def _end_with_client(session: Session) -> None:
    """Lets the server end a statement whose client was killed. Else it would work on to its end,
    for minutes over millions of rows, and hold the lock of an import that nobody waits for.
    """
    # A server before PostgreSQL 14, or on a system that does not tell it, has no such setting. To
    # set it reads nothing: what is seen is still the state after the lock.
    with contextlib.suppress(DBAPIError), session.begin_nested():
        session.execute(text(f"SET LOCAL client_connection_check_interval = {_LOOKS_MILLISECONDS}"))


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
    """All rows into an SQLite file that has the same schema and no rows, as they were at one
    moment. What is kept as JSON keeps its very text.
    """
    with source.connect() as reader, target.begin() as writer:
        for whole in SQLModel.metadata.sorted_tables:
            columns = [column(one.name, _plain(one.type)) for one in whole.columns]
            kept = [cast(one, String) if isinstance(one.type, JSON) else one for one in whole.c]
            chosen = select(*kept).execution_options(yield_per=_BATCH)
            into = insert(table(whole.name, *columns))
            for rows in reader.execute(chosen).partitions():
                writer.execute(into, [dict(zip(whole.c.keys(), row, strict=True)) for row in rows])


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    return String() if isinstance(kind, JSON) else kind


def copy_sqlite(source: Engine, file: str) -> None:
    """The whole SQLite database into a new file, as it is at one moment."""
    # Not within a transaction, as SQLite asks; the driver's own connection has none.
    connection = source.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (file,))
    except sqlite3.Error as error:
        # In the words of all other errors: SQLAlchemy does not see this one.
        raise DBAPIError("VACUUM INTO", None, error) from error
    finally:
        connection.close()
