"""Reads facts, and replaces what a data set says: the only inserts."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy import delete as delete_from
from sqlalchemy import insert as insert_into
from sqlmodel import Session

from app.domain.facts import Fact
from app.store.rows import from_rows, to_row
from app.store.tables import ROW_OF, table_of

F = TypeVar("F")
Wanted = str | bool | Collection[str]

# Rows for one insert: more saves no time, and costs memory.
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Page(Generic[F]):
    """A part of a list: `total` counts the whole of it."""

    total: int
    limit: int
    offset: int
    items: tuple[F, ...]


def find_fact(session: Session, kind: type[F], /, **wanted: Wanted) -> F | None:
    """The one fact that has these values, or None."""
    found = list_facts(session, kind, **wanted)
    return found[0] if found else None


def list_facts(session: Session, kind: type[F], /, **wanted: Wanted) -> list[F]:
    """All facts that have these values, in a stable order. A list of values means any of them."""
    return _read(session, kind, _select(kind, wanted))


def page_facts(
    session: Session, kind: type[F], limit: int, offset: int, /, **wanted: Wanted
) -> Page[F]:
    """A page of the facts that have these values, in a stable order."""
    items = _read(session, kind, _select(kind, wanted).limit(limit).offset(offset))
    return Page(count_facts(session, kind, **wanted), limit, offset, tuple(items))


def count_facts(session: Session, kind: type, /, **wanted: Wanted) -> int:
    """How many facts have these values."""
    statement = select(func.count()).select_from(_select(kind, wanted).subquery())
    return int(session.execute(statement).scalar_one())


def load_facts(session: Session, kinds: Iterable[type]) -> Iterator[Fact]:
    """Every fact of these kinds."""
    for kind in kinds:
        yield from from_rows(kind, session.execute(select(*_columns(kind))))


def replace_facts(session: Session, data_set: str, facts: Iterable[Fact]) -> int:
    """Puts the facts in the place of all that the data set said before. How many there are now."""
    for kind in reversed(ROW_OF):
        table = table_of(kind)
        session.execute(delete_from(table).where(table.c.data_set == data_set))
    told: dict[type, list[Fact]] = {kind: [] for kind in ROW_OF}
    for fact in facts:
        told[type(fact)].append(fact)
    for kind, of_kind in told.items():
        _insert(session, kind, of_kind, data_set)
    return sum(map(len, told.values()))


def _insert(session: Session, kind: type, facts: list[Fact], data_set: str) -> None:
    rows = (to_row(fact, data_set) for fact in facts)
    while batch := list(islice(rows, _BATCH)):
        session.execute(insert_into(table_of(kind)), batch)


def _select(kind: type, wanted: dict[str, Wanted]) -> Select[Any]:
    table = table_of(kind)
    conditions: list[ColumnElement[bool]] = []
    for name, value in wanted.items():
        column = table.c[name]
        plain = isinstance(value, str | bool)
        conditions.append(column == value if plain else column.in_(sorted(value)))  # type: ignore[arg-type]
    return select(*_columns(kind)).where(*conditions).order_by(*table.primary_key.columns)


def _columns(kind: type) -> list[ColumnElement[Any]]:
    """The columns of the fact's own fields, in their order."""
    table = table_of(kind)
    return [table.c[field.name] for field in fields(kind)]


def _read(session: Session, kind: type[F], statement: Select[Any]) -> list[F]:
    return list(from_rows(kind, session.execute(statement)))
