"""Brings a database to the newest schema."""

import contextlib
import re
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from app.domain.errors import BadSetting

_REVISION = re.compile(r'^revision: str = "([^"]+)"', re.MULTILINE)
_BEFORE = re.compile(r'^down_revision: str \| None = "([^"]+)"', re.MULTILINE)


def migrate(engine: Engine, migrations: Path) -> None:
    """Runs every migration that the database has not seen yet."""
    with engine.connect() as connection:
        if _current(connection) != newest_revision(migrations):
            _upgrade(connection, migrations)
            connection.commit()
            _settle(connection)


def _settle(connection: Connection) -> None:
    """Writes the new schema into the file of SQLite itself, so that a full disk leaves it whole."""
    if connection.dialect.name == "sqlite" and connection.connection.driver_connection:
        with contextlib.suppress(DBAPIError):
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def is_migrated(engine: Engine, migrations: Path) -> bool:
    """Whether the database has the newest schema."""
    with engine.connect() as connection:
        return _current(connection) == newest_revision(migrations)


def newest_revision(migrations: Path) -> str:
    """The revision that no other revision follows."""
    texts = [file.read_text(encoding="utf-8") for file in migrations.glob("versions/*.py")]
    revisions: set[str] = {found for one in texts for found in _REVISION.findall(one)}
    before: set[str] = {found for one in texts for found in _BEFORE.findall(one)}
    newest = sorted(revisions - before)
    if len(newest) != 1:
        raise BadSetting(f"MATERIA_MIGRATIONS_PATH: {migrations} has no migrations of Materia")
    return newest[0]


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection, migrations: Path) -> None:
    # Loaded only when there is something to do: most starts find the newest schema.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
