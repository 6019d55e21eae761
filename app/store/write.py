"""Replaces the facts of a data set: the only inserts of facts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from functools import partial
from hashlib import blake2b
from typing import Any

from msgspec.json import Encoder
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.domain.errors import RejectedImport
from app.domain.facts import Fact, Label, LabelSection
from app.store.columns import table_of_row
from app.store.earlier_labels import Replaced
from app.store.release_tables import DataSetRow
from app.store.rows import to_values
from app.store.schema import ROW_OF, columns_of, table_of

# Rows for one insert: more saves no time, and costs memory.
_BATCH = 5_000
# Texts of many pages: so few of them weigh as much as the rows of other kinds.
_BATCH_OF: dict[type, int] = {LabelSection: 200}
_VERY_MANY = 40_000
_SPACE = 1 << 256
_ENCODER = Encoder()


@dataclass(slots=True)
class Replacement:
    """The facts that were inserted: how many of each kind, and a checksum over all of them, which
    does not depend on their order.
    """

    counts: dict[type, int] = field(default_factory=dict)
    total: int = 0
    checksum: str = ""


def replace_facts(session: Session, data_set: str, facts: Iterable[Fact]) -> Replacement:
    """Deletes the facts that the data set had, and inserts these as they come.

    Raises RejectedImport for a fact about a thing that no data set has.
    """
    before = _things(session, data_set)
    connection = session.connection()
    replaced = Replaced(connection, data_set)
    for table in (table_of(kind) for kind in ROW_OF if kind is not LabelSection):
        session.execute(delete(table).where(table.c.data_set == data_set))
    writers: dict[type, _Writer] = {}
    for fact in facts:
        kind = type(fact)
        writer = writers.get(kind)
        if writer is None:
            writer = writers[kind] = _Writer(connection, kind, data_set)
        if isinstance(fact, Label):
            replaced.see(fact)
        writer.write(fact)
    for writer in writers.values():
        writer.close()
    replaced.close()
    gone = before - _things(session, data_set)
    # Another data set may refer to what is gone.
    check_references(session, None if gone else data_set)
    counts = {kind: writers[kind].count for kind in ROW_OF if kind in writers}
    digest = sum(writer.digest for writer in writers.values()) % _SPACE
    return Replacement(counts, sum(counts.values()), f"{digest:064x}")


def _things(session: Session, data_set: str) -> set[tuple[str, str]]:
    """The drugs, classes, … of the data set, as the name of their table and their id."""
    return {
        (table.name, id_)
        for kind in ROW_OF
        if "shadowed" in (table := table_of(kind)).c
        for id_ in session.scalars(select(table.c.id).where(table.c.data_set == data_set))
    }


class _Writer:
    """The facts of one kind on their way into their table."""

    __slots__ = (
        "_batch",
        "_connection",
        "_dropped",
        "_insert",
        "_rows",
        "_table",
        "_tail",
        "_values",
        "count",
        "digest",
    )

    def __init__(self, connection: Connection, kind: type, data_set: str) -> None:
        self._connection = connection
        self._values: Callable[[Any], tuple[Any, ...]] = to_values(kind)
        self._tail = (data_set,)
        self._insert = _inserting(connection, kind)
        self._table = table_of(kind)
        self._dropped: list[Index] = []
        self._rows: list[tuple[Any, ...]] = []
        self._batch = _BATCH_OF.get(kind, _BATCH)
        self.count = 0
        self.digest = 0

    def write(self, fact: Any) -> None:
        """Adds a fact to the next batch."""
        self._rows.append(self._values(fact) + self._tail)
        if len(self._rows) >= self._batch:
            self.flush()

    def close(self) -> None:
        """Inserts the rest, and makes the indexes again."""
        self.flush()
        for index in self._dropped:
            index.create(self._connection)

    def _drop_indexes(self) -> None:
        """Drops the indexes: to make them anew over very many rows takes a third of the time."""
        if self._connection.dialect.name == "sqlite" and not self._dropped:
            self._dropped = sorted(self._table.indexes, key=lambda index: str(index.name))
            for index in self._dropped:
                index.drop(self._connection)

    def flush(self) -> None:
        """Inserts the batch."""
        rows = self._rows
        if not rows:
            return
        self.count += len(rows)
        self.digest = (self.digest + _digest_of(rows, self.count)) % _SPACE
        if self.count >= _VERY_MANY:
            self._drop_indexes()
        self._insert(rows)
        self._rows = []


def _digest_of(rows: list[tuple[Any, ...]], count: int) -> int:
    """The digest of a batch, with which there are so many rows. The sum is the same in whatever
    order the facts come. Of very many facts a batch has one digest: that is faster, and their file
    always has the same order.
    """
    return sum(map(_digest, [rows] if count > _VERY_MANY else rows))


def checksum_of(session: Session, data_set: str) -> str | None:
    """The checksum of the facts that a data set has in the database now, as an import would make it
    of them. None where so many rows lie in no known order.
    """
    total = 0
    for kind in ROW_OF:
        found = _digest_of_kind(session, kind, data_set)
        if found is None:
            return None
        total += found
    return f"{total % _SPACE:064x}"


def _digest_of_kind(session: Session, kind: type, data_set: str) -> int | None:
    table = table_of(kind)
    # The order of inserting: SQLite has it in every table, PostgreSQL where rows have numbers.
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    place = text("rowid") if is_sqlite else table.c.get("number")
    chosen = select(*columns_of(kind), table.c.data_set).where(table.c.data_set == data_set)
    chosen = chosen if place is None else chosen.order_by(place)
    batch = _BATCH_OF.get(kind, _BATCH)
    count = total = 0
    with session.execute(chosen, execution_options={"yield_per": batch}) as rows:
        for part in rows.partitions():
            count += len(part)
            if count > _VERY_MANY and place is None:
                return None
            total += _digest_of([tuple(row) for row in part], count)
    return total


def _digest(values: object) -> int:
    return int.from_bytes(blake2b(_ENCODER.encode(values), digest_size=32).digest(), "little")


def _inserting(connection: Connection, kind: type) -> Callable[[list[tuple[Any, ...]]], object]:
    """How rows of this kind get into their table. Both ways go to the driver itself: SQLAlchemy
    would double the time of a million rows.
    """
    names = [*(one.name for one in fields(kind)), "data_set"]
    columns = ", ".join(f'"{name}"' for name in names)
    into = f'"{table_of(kind).name}" ({columns})'
    if connection.dialect.name == "postgresql":
        return partial(_copy, connection, f"COPY {into} FROM STDIN")
    places = ", ".join("?" * len(names))
    return partial(connection.exec_driver_sql, f"INSERT INTO {into} VALUES ({places})")


def _copy(connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    """Rows into PostgreSQL as one stream, which it takes without parsing a statement for each."""
    own: Any = connection.connection.driver_connection
    dialect = connection.dialect
    try:
        with own.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except dialect.loaded_dbapi.Error as error:
        # In the words of all other errors: SQLAlchemy does not see this one.
        is_lost = dialect.is_disconnect(error, own, None)
        if is_lost:
            connection.invalidate(error)
        raise DBAPIError(statement, None, error, connection_invalidated=is_lost) from error


def drop_strays(session: Session) -> None:
    """Deletes the facts of data sets that nobody imported."""
    keys = select(table_of_row(DataSetRow).c.key)
    for table in map(table_of, ROW_OF):
        session.execute(delete(table).where(table.c.data_set.not_in(keys)))


def save_shadows(session: Session) -> None:
    """Marks the things that a data set of a lower rank has too."""
    ranks = table_of_row(DataSetRow)
    for kind in ROW_OF:
        mine = table_of(kind)
        if "shadowed" not in mine.c:
            continue
        repeated = select(mine.c.id).group_by(mine.c.id).having(_more_than_one(mine.c.id))
        session.execute(update(mine).where(mine.c.shadowed).values(shadowed=False))
        other, theirs, own = mine.alias(), ranks.alias(), ranks.alias()
        before = exists().where(
            other.c.id == mine.c.id,
            other.c.data_set != mine.c.data_set,
            theirs.c.key == other.c.data_set,
            own.c.key == mine.c.data_set,
            or_(
                theirs.c.rank < own.c.rank,
                and_(theirs.c.rank == own.c.rank, theirs.c.key < own.c.key),
            ),
        )
        session.execute(update(mine).where(mine.c.id.in_(repeated), before).values(shadowed=True))


def _more_than_one(column: "Column[str]") -> ColumnElement[bool]:
    return func.count(column) > 1


# So many unknown things show what is wrong.
_MOST = 5


def check_references(session: Session, data_set: str | None) -> None:
    """Checks that the facts of the data set, or of all data sets, refer only to things that exist.

    Raises RejectedImport with the first things that do not.
    """
    problems: list[str] = []
    for kind in ROW_OF:
        for column in table_of(kind).c:
            wanted = column.info.get("refers_to")
            if wanted is not None and len(problems) < _MOST:
                problems += _missing(session, kind, column, wanted, data_set)
    if problems:
        raise RejectedImport(problems[:_MOST])


def _missing(
    session: Session, kind: type, column: "Column[str]", wanted: str, data_set: str | None
) -> list[str]:
    name, _, key = wanted.partition(".")
    other = next(table for one in ROW_OF if (table := table_of(one)).name == name)
    table = table_of(kind)
    there = exists().where(other.c[key] == column)
    mine = [] if data_set is None else [table.c.data_set == data_set]
    found = session.execute(select(column).distinct().where(~there, *mine).limit(_MOST))
    return [f"{kind.__name__}: unknown {name} '{one}'" for (one,) in found]
