"""Counts of facts and of citations, made by the database."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, func, literal, select
from sqlmodel import Session

from app.store.read import unshadowed
from app.store.schema import ROW_OF, table_of


def count_by(session: Session, kind: type, column: str) -> Counter[str]:
    """How many facts have each value of a column. The empty text stands for no value."""
    by = table_of(kind).c[column]
    rows = session.execute(select(by, func.count()).where(*unshadowed(kind)).group_by(by))
    return Counter({str(value) if value is not None else "": count for value, count in rows})


def count_codes(session: Session, kind: type) -> Counter[tuple[str, str]]:
    """How many codes there are of each kind of thing, by system: `("drug", "atc")`."""
    table = table_of(kind)
    thing = func.substr(table.c.subject, 1, _until_colon(session, table.c.subject))
    rows = session.execute(
        select(thing, table.c.system, func.count()).group_by(thing, table.c.system)
    )
    return Counter({(str(name), str(system)): count for name, system, count in rows})


def list_distinct(session: Session, kind: type, column: str) -> set[str]:
    """The different values of a column."""
    by = table_of(kind).c[column]
    return set(session.scalars(select(by).where(*unshadowed(kind)).distinct()))


def _until_colon(session: Session, column: "Column[str]") -> ColumnElement[int]:
    place = func.strpos if session.get_bind().dialect.name == "postgresql" else func.instr
    return place(column, ":") - literal(1)


def count_cited(session: Session) -> Counter[str]:
    """Facts by the source that they cite. A fact counts once for each of its sources.

    Nearly every fact of a large data set has one citation: those are counted by the database.
    """
    found: Counter[str] = Counter()
    for kind in ROW_OF:
        columns = table_of(kind).c
        if "citations" in columns:
            read = unshadowed(kind)
            found.update(_count_single(session, columns.citations, read))
            found.update(_count_several(session, columns.citations, read))
    return found


def _count_single(
    session: Session, citations: ColumnElement[Any], read: Sequence[ColumnElement[bool]]
) -> dict[str, int]:
    source = citations[0]["source"].as_string()
    counted = (
        select(source, func.count())
        .where(func.json_array_length(citations) == 1, *read)
        .group_by(source)
    )
    return {str(one): count for one, count in session.execute(counted)}


def _count_several(
    session: Session, citations: ColumnElement[Any], read: Sequence[ColumnElement[bool]]
) -> Counter[str]:
    chosen = (
        select(citations)
        .where(func.json_array_length(citations) > 1, *read)
        .execution_options(yield_per=5_000)
    )
    return Counter(
        source
        for (cited,) in session.execute(chosen)
        for source in {citation["source"] for citation in cited}
    )
