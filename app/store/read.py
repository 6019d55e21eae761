"""Reads facts by their values: a single fact, a list, a page, or all of a kind."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select
from sqlmodel import Session

from app.domain.facts import ConceptLink, Fact, Name, NameKind
from app.store.columns import table_of_row
from app.store.release_tables import DataSetRow
from app.store.rows import from_rows
from app.store.schema import columns_of, table_of

F = TypeVar("F")
Wanted = str | bool | Collection[str]


@dataclass(frozen=True, slots=True)
class Page(Generic[F]):
    """A part of a list: `total` counts the whole of it."""

    total: int
    limit: int
    offset: int
    items: tuple[F, ...]

    @property
    def statement(self) -> str | None:
        """Why the part is empty; None where it holds something."""
        if self.items:
            return None
        if self.total:
            return f"This page lies behind the end of the list, which holds {self.total}."
        return "Nothing that is recorded here fits. That does not mean that there is nothing."


def find_fact(session: Session, kind: type[F], /, **wanted: Wanted) -> F | None:
    """The first fact that has these values, or None."""
    found = list_facts(session, kind, **wanted)
    return found[0] if found else None


def list_facts(session: Session, kind: type[F], /, **wanted: Wanted) -> list[F]:
    """All facts that have these values, in a stable order. A list of values means any of them."""
    return _read(session, kind, _select(kind, wanted), wanted)


def page_facts(
    session: Session, kind: type[F], limit: int, offset: int, /, **wanted: Wanted
) -> Page[F]:
    """A page of the facts that have these values, in a stable order."""
    chosen = _select(kind, wanted).limit(limit).offset(offset)
    items = _read(session, kind, chosen, wanted)
    return Page(count_facts(session, kind, **wanted), limit, offset, tuple(items))


def list_values(
    session: Session, kind: type, columns: Collection[str], /, **wanted: Wanted
) -> list[tuple[Any, ...]]:
    """The different values of some columns, of the facts that have the values wanted."""
    table = table_of(kind)
    chosen = (
        _select(kind, wanted).order_by(None).with_only_columns(*(table.c[one] for one in columns))
    )
    return [tuple(row) for row in session.execute(chosen.distinct(), _values(wanted))]


def count_facts(session: Session, kind: type, /, **wanted: Wanted) -> int:
    """How many facts have these values."""
    statement = select(func.count()).select_from(_select(kind, wanted).subquery())
    return int(session.execute(statement, _values(wanted)).scalar_one())


def load_facts(session: Session, kinds: Iterable[type]) -> Iterator[Fact]:
    """Every fact of these kinds, from all data sets."""
    for kind in kinds:
        chosen = select(*columns_of(kind)).where(*unshadowed(kind))
        if kind is Name:
            chosen = _in_order_of_import(chosen)
        yield from from_rows(kind, session.execute(chosen))


def load_facts_of_others(session: Session, kind: type[F], data_set: str) -> Iterator[F]:
    """Every fact of this kind from all other data sets, those of the lowest rank first.

    Shadowed things are among them, since it may be this data set that shadows them.
    """
    mine, ranks = table_of(kind), table_of_row(DataSetRow)
    chosen = (
        select(*columns_of(kind))
        .join(ranks, ranks.c.key == mine.c.data_set)
        .where(mine.c.data_set != data_set)
        .order_by(ranks.c.rank, ranks.c.key)
    )
    yield from from_rows(kind, session.execute(chosen))


def load_imported_ids(session: Session, kind: type) -> frozenset[str]:
    """The ids of the facts of this kind that no curated data set (rank 0) has."""
    mine, ranks = table_of(kind), table_of_row(DataSetRow)
    chosen = (
        select(mine.c.id)
        .join(ranks, ranks.c.key == mine.c.data_set)
        .group_by(mine.c.id)
        .having(func.min(ranks.c.rank) > 0)
    )
    return frozenset(session.scalars(chosen))


def load_curated_facts(session: Session, kind: type[F]) -> Iterator[F]:
    """Every fact of this kind from curated data sets (rank 0)."""
    mine, ranks = table_of(kind), table_of_row(DataSetRow)
    chosen = (
        select(*columns_of(kind))
        .join(ranks, ranks.c.key == mine.c.data_set)
        .where(ranks.c.rank == 0)
    )
    yield from from_rows(kind, session.execute(chosen))


def _in_order_of_import(chosen: Select[Any]) -> Select[Any]:
    """The names in an order that does not depend on which data set was imported first. Of two
    spellings of a name the first one counts: a curated one, then the plainer kind of name.
    """
    names, ranks = table_of(Name), table_of_row(DataSetRow)
    plainest = case({kind.value: place for place, kind in enumerate(NameKind)}, value=names.c.kind)
    return chosen.outerjoin(ranks, ranks.c.key == names.c.data_set).order_by(
        func.coalesce(ranks.c.rank, 0), names.c.drug, plainest, names.c.text
    )


def load_facts_of(session: Session, kind: type[F], data_set: str) -> Iterator[F]:
    """Every fact of this kind from a data set, shadowed or not."""
    table = table_of(kind)
    chosen = select(*columns_of(kind)).where(table.c.data_set == data_set)
    # The texts of labels may be gigabytes: PostgreSQL is asked for a few at a time.
    with session.execute(chosen, execution_options={"yield_per": 1_000}) as rows:
        yield from from_rows(kind, rows)


def list_data_sets_of(session: Session, kind: type) -> dict[str, str]:
    """The data set whose row is read, for each thing of this kind by its id."""
    table = table_of(kind)
    chosen = select(table.c.id, table.c.data_set).where(*unshadowed(kind))
    return {row.id: row.data_set for row in session.execute(chosen)}


def _select(kind: type, wanted: Mapping[str, Wanted]) -> Select[Any]:
    """The statement without its values: SQLAlchemy keeps a compiled statement with the values that
    it was first made with, and these may be what somebody wrote.
    """
    table = table_of(kind)
    conditions = unshadowed(kind)
    for name, value in wanted.items():
        if isinstance(value, str | bool):
            conditions.append(table.c[name] == bindparam(name))
        else:
            conditions.append(table.c[name].in_(bindparam(name, expanding=True)))
    return select(*columns_of(kind)).where(*conditions).order_by(*table.primary_key.columns)


def _values(wanted: Mapping[str, Wanted]) -> dict[str, str | bool | list[str]]:
    return {
        name: value if isinstance(value, str | bool) else sorted(value)
        for name, value in wanted.items()
    }


def unshadowed(kind: type) -> list[ColumnElement[bool]]:
    """The condition that leaves out things of which the row of another data set is read."""
    table = table_of(kind)
    return [table.c.shadowed.is_(False)] if "shadowed" in table.c else []


def _read(
    session: Session, kind: type[F], chosen: Select[Any], wanted: Mapping[str, Wanted]
) -> list[F]:
    return list(from_rows(kind, session.execute(chosen, _values(wanted))))


# Fewer than any database allows values in one statement.
_AT_ONCE = 500


def find_links_from(
    session: Session, concepts: Collection[str], relations: Collection[str]
) -> set[tuple[str, str, str]]:
    """The links in these relations that start at these concepts, as (one, relation, other)."""
    return _find_links(session, "one", concepts, relations)


def find_links_to(
    session: Session, concepts: Collection[str], relations: Collection[str]
) -> set[tuple[str, str, str]]:
    """The links in these relations that lead to these concepts, as (one, relation, other)."""
    return _find_links(session, "other", concepts, relations)


def _find_links(
    session: Session, end: str, concepts: Collection[str], relations: Collection[str]
) -> set[tuple[str, str, str]]:
    links = table_of(ConceptLink).c
    wanted = sorted(concepts)
    found: set[tuple[str, str, str]] = set()
    # Without values in it, as in `_select`.
    chosen = select(links.one, links.relation, links.other).where(
        links[end].in_(bindparam("concepts", expanding=True)),
        links.relation.in_(sorted(relations)),
    )
    for start in range(0, len(wanted), _AT_ONCE):
        rows = session.execute(chosen, {"concepts": wanted[start : start + _AT_ONCE]})
        found.update((one, relation, other) for one, relation, other in rows)
    return found
