"""Is everything that a data set speaks of told by somebody?"""

from sqlalchemy import Column, exists, select
from sqlmodel import Session

from app.domain.errors import RejectedImport
from app.store.tables import ROW_OF, table_of

_MOST = 5


def check_references(session: Session, data_set: str | None) -> None:
    """Of one data set, or of all.

    Raises RejectedImport with the first facts that are about a thing which nobody tells."""
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
    told = exists().where(other.c[key] == column)
    mine = [] if data_set is None else [table.c.data_set == data_set]
    found = session.execute(select(column).distinct().where(~told, *mine).limit(_MOST))
    return [f"{kind.__name__}: unknown {name} '{one}'" for (one,) in found]
