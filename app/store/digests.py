"""Digests of the rows that an import wrote, and whether the rows are still those.

Each data set has one for each table it has rows in. What stands beside the facts has some too: the
packed indexes, and the marks of what is shadowed. SQLite and PostgreSQL work them out themselves:
a hundred thousand rows take a tenth of a second, and other threads are not kept from their work.
"""

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.domain.facts import LabelSection
from app.store.columns import table_of_row
from app.store.faults import Fault, fault_of
from app.store.release_tables import DataSetRow, PackedIndexRow, TableDigestRow
from app.store.releases import find_release, hash_of, list_data_sets
from app.store.schema import ROW_OF, table_of

# Rows whose text is in memory at once while SQLite puts it together.
_WINDOW = 1_000
_WINDOW_OF = {table_of(LabelSection).name: 50, table_of_row(PackedIndexRow).name: 1}
# What belongs to no data set: the indexes over all facts, and what is shadowed by what.
SHARED = ""
_INDEXES = table_of_row(PackedIndexRow)
_DATA_SETS = table_of_row(DataSetRow)
_DIGESTS = table_of_row(TableDigestRow)
# These change when the same facts are imported from another place.
_ABOUT_FILES = ("files", "imported_at")


@dataclass(frozen=True, slots=True)
class ChangedRows:
    """A table whose rows are not those that were written. Of `found` rows where they were counted,
    there were `kept`.
    """

    data_set: str
    table: str
    kept: int
    found: int

    @property
    def words(self) -> str:
        """What is wrong, as part of a sentence."""
        whose = f" of {self.data_set}" if self.data_set else ""
        what = self.table.replace("_", " ")
        if self.found == self.kept:
            return f"{what}{whose}: rows say something else"
        how = "fewer" if self.found < self.kept else "more"
        return f"{what}{whose}: {abs(self.found - self.kept)} rows {how} than were written"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared with what an import wrote: the tables that changed, those that there was no
    time for, the data sets of which no digests are kept, and why nothing could be read.
    """

    changed: tuple[ChangedRows, ...] = ()
    unseen: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    fault: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether everything was compared."""
        return not self.unseen and not self.unknown

    @property
    def wrong(self) -> list[str]:
        """All that is not as it was written, in words."""
        return [*([self.fault] if self.fault else []), *(one.words for one in self.changed)]


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows that have one digest: some columns of a table, and which rows of it."""

    data_set: str
    name: str
    table: Table
    columns: tuple[str, ...]
    where: str = ""
    values: tuple[str, ...] = ()


def _parts_of(data_set: str) -> Iterator[_Part]:
    """The parts that a data set may have; what is about no data set for `SHARED`."""
    if data_set == SHARED:
        yield _Part(SHARED, _INDEXES.name, _INDEXES, _names(_INDEXES))
        for table in map(table_of, ROW_OF):
            if "shadowed" in table.c:
                yield _Part(SHARED, f"shadowed_{table.name}", table, ("id", "data_set"), "shadowed")
        return
    about = tuple(one for one in _names(_DATA_SETS) if one not in _ABOUT_FILES)
    yield _Part(data_set, _DATA_SETS.name, _DATA_SETS, about, "key = ?", (data_set,))
    for table in sorted(map(table_of, ROW_OF), key=lambda one: one.name in _WINDOW_OF):
        # Whether a row is shadowed depends on other data sets.
        columns = tuple(one for one in _names(table) if one != "shadowed")
        yield _Part(data_set, table.name, table, columns, "data_set = ?", (data_set,))


def _names(table: Table) -> tuple[str, ...]:
    return tuple(one.name for one in table.columns)


_Kept = Mapping[tuple[str, str], Row[Any]]


def _form(connection: Connection, part: _Part) -> str:
    """Of another kind of database, or of other columns, no digest can be compared."""
    columns = blake2b(" ".join(part.columns).encode(), digest_size=4).hexdigest()
    return f"{connection.dialect.name} {columns}"


@dataclass(frozen=True, slots=True)
class _Clock:
    """Until when there is time to look."""

    until: float = float("inf")

    def left(self) -> float:
        """The seconds that are left."""
        return self.until - time.monotonic()

    def is_over(self) -> bool:
        """Whether none are left."""
        return self.left() <= 0


class _NoTime(Exception):
    """There was not enough time to look at all rows."""


def _digest(connection: Connection, part: _Part, clock: _Clock) -> tuple[int, str]:
    """How many rows there are, and their digest."""
    if connection.dialect.name == "sqlite":
        return _of_sqlite(connection, part, clock)
    return _of_postgres(connection, part, clock)


def _of_sqlite(connection: Connection, part: _Part, clock: _Clock) -> tuple[int, str]:
    """The rows in the order in which they lie, put together by SQLite itself."""
    columns = " || char(31) || ".join(f'ifnull("{one}", char(30))' for one in part.columns)
    chosen = (
        f"SELECT count(*), CAST(group_concat({columns} || char(29), '') AS BLOB) "
        f'FROM "{part.table.name}" WHERE rowid BETWEEN ? AND ?'
    ) + (f" AND {part.where}" if part.where else "")
    count, found = 0, blake2b(digest_size=16)
    for window in _windows(connection, part.table.name):
        if clock.is_over():
            raise _NoTime
        rows, text = connection.exec_driver_sql(chosen, (*window, *part.values)).one()
        count += rows
        found.update(text or b"")
    return count, found.hexdigest()


# What a number of a row in SQLite is at least and at most.
_FIRST_NUMBER, _LAST_NUMBER = -(1 << 63), (1 << 63) - 1


def _windows(connection: Connection, table: str) -> Iterator[tuple[int, int]]:
    """The first and last numbers of windows that have all rows. Each begins with a row: numbers
    that nobody has may be more than anybody could look through.
    """
    size = _WINDOW_OF.get(table, _WINDOW)
    after = f'SELECT min(rowid) FROM "{table}" WHERE rowid >= ?'
    least = _FIRST_NUMBER
    while True:
        first = connection.exec_driver_sql(after, (least,)).scalar_one()
        # In a damaged table what comes next may come before.
        if first is None or first < least:
            return
        last = min(first + size - 1, _LAST_NUMBER)
        yield first, last
        if last == _LAST_NUMBER:
            return
        least = last + 1


def _of_postgres(connection: Connection, part: _Part, clock: _Clock) -> tuple[int, str]:
    """The sum over all rows: they lie in no order."""
    if clock.is_over():
        raise _NoTime
    columns = ", ".join(f'"{one}"' for one in part.columns)
    chosen = (
        f"SELECT count(*), coalesce(sum(hashtextextended(ROW({columns})::text, 0)::numeric), 0) "
        f'FROM "{part.table.name}"'
    ) + (f" WHERE {part.where.replace('?', '%s')}" if part.where else "")
    milliseconds = 0 if clock.left() == float("inf") else max(1, round(clock.left() * 1000))
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {milliseconds}")
    try:
        with connection.begin_nested():
            rows, total = connection.exec_driver_sql(chosen, part.values).one()
    except DBAPIError as error:
        if fault_of(error) is Fault.SLOW:
            raise _NoTime from error
        raise
    return rows, str(total)


def keep_digests(session: Session, data_set: str) -> None:
    """Keeps the digests of the rows that a data set has now, in the place of those before, and of
    what stands beside the facts.
    """
    session.flush()
    connection = session.connection()
    session.execute(delete(_DIGESTS).where(_DIGESTS.c.data_set.in_((SHARED, data_set))))
    for part in (*_parts_of(SHARED), *_parts_of(data_set)):
        rows, digest = _digest(connection, part, _Clock())
        if rows:
            session.execute(insert(_DIGESTS).values(_kept(connection, part, rows, digest)))


def _kept(connection: Connection, part: _Part, rows: int, digest: str) -> dict[str, str | int]:
    return {
        "data_set": part.data_set,
        "name": part.name,
        "form": _form(connection, part),
        "rows": rows,
        "digest": digest,
    }


def keep_missing_digests(session: Session) -> list[str]:
    """Keeps digests of the data sets that have none of this form: their rows were written by an
    earlier version of the program, or copied from another kind of database. Which these are.
    """
    missing = _unknown(session.connection(), _keys(session), _kept_digests(session))
    for data_set in missing:
        keep_digests(session, data_set)
    return missing


def compare_rows(
    session: Session, seconds: float | None = None, only: Collection[str] | None = None
) -> Comparison:
    """Compares the rows with what was written, for at most so long; `only` those of some data sets.

    Raises DBAPIError where the database cannot be read.
    """
    clock = _Clock() if seconds is None else _Clock(time.monotonic() + seconds)
    connection = session.connection()
    kept, keys = _kept_digests(session), _keys(session)
    unknown = tuple(_unknown(connection, keys, kept))
    if len(unknown) == len(keys):
        return Comparison(unknown=unknown)
    known = [SHARED, *(one for one in keys if one not in unknown)]
    wanted = [one for one in known if only is None or one in only]
    changed = _broken(session)
    unseen: list[str] = []
    for part in (one for key in wanted for one in _parts_of(key)):
        row = kept.get((part.data_set, part.name))
        try:
            # Rows of a data set in a table where it had none are counted with all of the table.
            if row is not None or part.data_set == SHARED:
                changed += _compare(connection, part, row, clock)
        except _NoTime:
            unseen.append(part.name)
    if not unknown and not clock.is_over():
        changed += _added(connection, kept, only)
    return Comparison(tuple(changed), tuple(unseen), unknown)


def _keys(session: Session) -> list[str]:
    return [*session.scalars(select(_DATA_SETS.c.key).order_by(_DATA_SETS.c.key))]


def _kept_digests(session: Session) -> _Kept:
    return {(row.data_set, row.name): row for row in session.execute(select(_DIGESTS))}


def _unknown(connection: Connection, keys: Collection[str], kept: _Kept) -> list[str]:
    """The data sets of which no digests of the present form are kept."""
    return [one for one in keys if not _is_known(connection, one, kept)]


def mark_of(session: Session) -> tuple[object, ...]:
    """What is another one once somebody wrote into the database, or into its file."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        # Behind the file comes another entry where a table was made for the connection alone.
        (_, _, file), *_ = connection.exec_driver_sql("PRAGMA database_list").all()
        return tuple(map(_written, (file, f"{file}-wal"))) if file else ()
    counted = "sum(n_tup_ins), sum(n_tup_upd), sum(n_tup_del)"
    return tuple(connection.exec_driver_sql(f"SELECT {counted} FROM pg_stat_user_tables").one())


def _written(file: str) -> tuple[int, int] | None:
    try:
        found = Path(file).stat()
    except OSError:
        return None
    # A log that was just made is as none.
    return (found.st_mtime_ns, found.st_size) if found.st_size else None


def _is_known(connection: Connection, data_set: str, kept: _Kept) -> bool:
    """Whether digests of all its parts are kept, and of the columns that there are."""
    forms = {part.name: _form(connection, part) for part in _parts_of(data_set)}
    mine = {name: row.form for (key, name), row in kept.items() if key == data_set}
    return _DATA_SETS.name in mine and mine.items() <= forms.items()


def _compare(
    connection: Connection, part: _Part, row: Row[Any] | None, clock: _Clock
) -> list[ChangedRows]:
    wanted = (0, "") if row is None else (row.rows, row.digest)
    found = _digest(connection, part, clock)
    if found == wanted or (row is None and not found[0]):
        return []
    return [ChangedRows(part.data_set, part.name, wanted[0], found[0])]


def _broken(session: Session) -> list[ChangedRows]:
    """Whether the release is made of other data sets than there are."""
    release = find_release(session)
    there = {row.key: row.checksum for row in list_data_sets(session)}
    if release is None or (release.parts == there and release.hash == hash_of(there)):
        return []
    return [ChangedRows(SHARED, _DATA_SETS.name, len(release.parts), len(there))]


def _added(
    connection: Connection, kept: _Kept, only: Collection[str] | None
) -> Iterator[ChangedRows]:
    """Tables with more rows than were written into them, of all data sets or `only` some; rows of a
    data set that nobody imported are everybody's.
    """
    tables = [table_of(kind) for kind in ROW_OF]
    # In one statement: to make one for each table takes longer than to count its rows.
    counted = " UNION ALL ".join(
        f"SELECT '{one.name}', count(*) FROM \"{one.name}\"" for one in tables
    )
    counts: dict[str, int] = {one[0]: one[1] for one in connection.exec_driver_sql(counted)}
    for table in tables:
        found = counts[table.name]
        wanted = _rows_in(table, kept, None)
        if found > wanted and only is not None:
            counted_here = select(func.count()).select_from(table)
            mine = table.c.data_set.in_(only) | table.c.data_set.not_in(select(_DATA_SETS.c.key))
            found = connection.execute(counted_here.where(mine)).scalar_one()
            wanted = _rows_in(table, kept, only)
        if found > wanted:
            yield ChangedRows(SHARED, table.name, wanted, found)


def _rows_in(table: Table, kept: _Kept, only: Collection[str] | None) -> int:
    return sum(
        row.rows
        for (data_set, name), row in kept.items()
        if name == table.name and (only is None or data_set in only)
    )
