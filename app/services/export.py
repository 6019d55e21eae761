"""Writes all that is known to one file, whole or not at all."""

import gzip
import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Engine
from sqlmodel import Session

from app import __version__
from app.domain.errors import MateriaError, NothingLoaded
from app.store.database import copy_database, copy_sqlite, list_values, open_file
from app.store.digests import compare_rows, keep_missing_digests
from app.store.migrate import migrate
from app.store.release_tables import DataSetRow, ReleaseRow
from app.store.releases import find_release, list_data_sets

# Raised when a reader of the lines would have to be changed.
FORMAT = 1
_LINES = (".ndjson", ".ndjson.gz")
_DATABASES = (".sqlite", ".sqlite3", ".db")


class Refused(MateriaError):
    """A file that nothing is written to."""


@dataclass(frozen=True, slots=True)
class ParsedDrug:
    """What was written: in words, and of which release."""

    what: str
    release: str


def export_all(engine: Engine, file: Path, migrations: Path) -> ParsedDrug:
    """Every fact with its data set, in the form that the name of the file asks for.

    It appears under its name when it is whole. Raises Refused for a name that says no form, or that
    of a database which may be in use, and where rows were changed by hand.
    """
    with Session(engine) as session:
        wrong = compare_rows(session).wrong
    if wrong:
        raise Refused(f"What lies in the database is not what was imported: {'; '.join(wrong)}")
    if file.name.endswith(_LINES):
        with _whole(file) as part:
            return _write_lines(engine, part, packed=file.name.endswith(".gz"))
    if not file.name.endswith(_DATABASES):
        known = ", ".join((*_LINES, *_DATABASES))
        raise Refused(f"The name of the file must end with one of {known}, not '{file.name}'")
    beside = [file.with_name(f"{file.name}{end}") for end in ("-wal", "-shm", "-journal")]
    if any(one.exists() for one in beside):
        raise Refused(f"{file} may be in use (there is a {file.name}-wal or the like)")
    with Session(engine) as session:
        _release(session)
    with _whole(file) as part:
        return ParsedDrug("A database", _write_database(engine, part, migrations))


@contextmanager
def _whole(file: Path) -> Iterator[Path]:
    """A file that takes the place of another one when all is written, and else leaves no trace."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(file)
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            part.with_name(part.name + end).unlink(missing_ok=True)


def _release(session: Session) -> ReleaseRow:
    release = find_release(session)
    if release is None:
        raise NothingLoaded("no release is loaded")
    return release


def _write_lines(engine: Engine, file: Path, packed: bool) -> ParsedDrug:
    with Session(engine) as session, _opened(file, packed) as written:
        release = _release(session)
        head = {
            "materia": __version__,
            "format": FORMAT,
            "release": release.hash,
            "made_at": release.made_at.isoformat(),
            "data_sets": [_head(row) for row in list_data_sets(session)],
        }
        written.write(_line(head))
        count = 0
        for kind, data_set, values in list_values(session):
            written.write(_line({"data_set": data_set, "kind": kind, "fact": values}))
            count += 1
    return ParsedDrug(f"{count:,} facts", release.hash)


@contextmanager
def _opened(file: Path, packed: bool) -> Iterator[IO[str]]:
    """Packed without a name and a time: the same facts are the same bytes."""
    with file.open("xb") as raw:
        if not packed:
            with io.TextIOWrapper(raw, encoding="utf-8", newline="\n") as text:
                yield text
            return
        with (
            gzip.GzipFile("", "wb", 6, raw, mtime=0) as pressed,
            io.TextIOWrapper(pressed, encoding="utf-8", newline="\n") as text,
        ):
            yield text


def _head(row: DataSetRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "title": row.title,
        "homepage": row.homepage,
        "licence": row.licence,
        "free": row.free,
        "rank": row.rank,
        "facts": row.facts,
        "imported_at": row.imported_at.isoformat(),
    }


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _write_database(engine: Engine, file: Path, migrations: Path) -> str:
    """The hash of the release in it."""
    if engine.dialect.name == "sqlite":
        copy_sqlite(engine, str(file))
        target = open_file(file)
    else:
        target = open_file(file, create=True)
        migrate(target, migrations)
        copy_database(engine, target)
    with Session(target) as session:
        found = _release(session).hash
        keep_missing_digests(session)
        session.commit()
    # The last one to close writes all into the one file.
    target.dispose()
    return found
