"""Opens SQLite or PostgreSQL. A database that is not there is never made by looking at it."""

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.pool import StaticPool

# How long a connection waits for another one's write, in milliseconds.
_BUSY_TIMEOUT = 10_000
# A connection of the pool goes from thread to thread, but never serves two at once.
_CONNECTED: dict[str, Any] = {"check_same_thread": False}


def open_engine(url: str, *, create: bool = False) -> Engine:
    """An engine for the database. With `create`, a missing SQLite file is made."""
    parsed = make_url(url)
    if not parsed.drivername.startswith("sqlite"):
        return create_engine(_with_driver(url), isolation_level="REPEATABLE READ")
    if parsed.database in (None, "", ":memory:"):
        engine = create_engine("sqlite://", connect_args=_CONNECTED, poolclass=StaticPool)
    else:
        uri = _sqlite_uri(Path(str(parsed.database)), create)
        # By a connection of our own: in an address some signs of a file's name are lost.
        engine = create_engine(
            "sqlite:///file", creator=lambda: sqlite3.connect(uri, uri=True, **_CONNECTED)
        )
    _prepare_sqlite(engine, create)
    return engine


def _with_driver(url: str) -> str:
    """`postgresql://` means the driver that Materia is tested with."""
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
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        if create:
            connection.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")
