"""Copies the whole database: as plain values, or into another database."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from sqlalchemy import Column, ColumnElement, Engine, String, cast, func, insert, select
from sqlmodel import Session, SQLModel

from app.store.schema import ROW_OF, table_of

# Rows that are in memory at once.
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
