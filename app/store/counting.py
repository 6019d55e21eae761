"""Counts of facts, made where they are kept: a release may hold millions."""

from collections import Counter

from sqlalchemy import Column, ColumnElement, func, literal, select
from sqlmodel import Session

from app.store.facts import unshadowed
from app.store.tables import table_of


def count_by(session: Session, kind: type, column: str) -> Counter[str]:
    """How many facts there are with each value of a column; none is the empty text."""
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


def distinct(session: Session, kind: type, column: str) -> set[str]:
    """All values of a column, each once."""
    by = table_of(kind).c[column]
    return set(session.scalars(select(by).where(*unshadowed(kind)).distinct()))


def _until_colon(session: Session, column: "Column[str]") -> ColumnElement[int]:
    place = func.strpos if session.get_bind().dialect.name == "postgresql" else func.instr
    return place(column, ":") - literal(1)
