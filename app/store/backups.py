"""Backups of an SQLite database, made and put back while others use it."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from app.domain.errors import MateriaError

# How long another process is waited for, in seconds.
_PATIENCE = 10.0
# Pages that are copied at once: between two steps others may write.
_PAGES = 2_000
_BESIDE = ("-wal", "-shm", "-journal")


class NotWhole(MateriaError):
    """A file that is no whole database of Materia."""


@contextlib.contextmanager
def _opened(file: Path, mode: str) -> Iterator[sqlite3.Connection]:
    address = f"file:{quote(str(file.absolute()))}?mode={mode}"
    with contextlib.closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as connection:
        yield connection


def find_damage(file: Path) -> str | None:
    """What SQLite finds wrong in the file, read from its first to its last page; None if nothing.

    Raises sqlite3.Error where it cannot be looked at.
    """
    with _opened(file, "ro") as connection:
        try:
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            return str(error)
    return None if found == "ok" else str(found)


def back_up(file: Path, into: Path) -> str:
    """Copies the database as it is at one moment, whatever others do to it. Its release.

    The backup appears under its name when it is whole. Raises NotWhole for a damaged database.
    """
    part = into.with_name(f"{into.name}.part")
    part.unlink(missing_ok=True)
    try:
        with _opened(file, "ro") as source, _opened(part, "rwc") as target:
            source.backup(target, pages=_PAGES)
            target.execute("PRAGMA journal_mode = DELETE")
        release = check_whole(part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(into)
    finally:
        part.unlink(missing_ok=True)
    return release


def make_one_file(file: Path) -> None:
    """Leaves nothing of a database beside its file, so that the file can be copied as it is."""
    with _opened(file, "rw") as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def check_whole(file: Path) -> str:
    """The newest release in a file. Raises NotWhole unless every page of it is sound."""
    try:
        damage = find_damage(file)
        with _opened(file, "ro") as connection:
            newest = "SELECT hash FROM release ORDER BY number DESC LIMIT 1"
            found = None if damage else connection.execute(newest).fetchone()
    except sqlite3.Error as error:
        raise NotWhole(f"{file} is no database of Materia: {error}") from error
    if damage or found is None:
        raise NotWhole(f"{file} is not whole: {damage or 'it has no release'}")
    return str(found[0])


def put_back(backup: Path, file: Path) -> Path | None:
    """Puts a whole backup in the place of the database, at once for all who have it open.

    A database that is damaged cannot be written over: it is moved aside, and its new name returned.
    """
    check_whole(backup)
    try:
        _copy(backup, file)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        aside = _move_aside(file)
        _copy(backup, file)
        return aside
    return None


def _copy(backup: Path, file: Path) -> None:
    with _opened(backup, "ro") as source, _opened(file, "rwc") as target:
        # A damaged one says so here.
        target.execute("PRAGMA schema_version").fetchone()
        source.backup(target)
        target.execute("PRAGMA journal_mode = WAL")


def _move_aside(file: Path) -> Path:
    number = 1
    while (aside := file.with_name(f"{file.name}.damaged-{number}")).exists():
        number += 1
    for end in ("", *_BESIDE):
        beside = file.with_name(f"{file.name}{end}")
        if beside.exists():
            beside.rename(aside.with_name(f"{aside.name}{end}"))
    return aside
