"""How many facts cite each source, counted where they are kept."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session

from app.store.tables import ROW_OF, table_of


def count_cited(session: Session) -> Counter[str]:
    """Facts by the source that they cite. A fact counts once for each of its sources.

    Nearly every fact of a large data set has one citation: those are counted by the database.
    """
    found: Counter[str] = Counter()
    for kind in ROW_OF:
        columns = table_of(kind).c
        if "citations" in columns:
            read = [columns.shadowed.is_(False)] if "shadowed" in columns else []
            found.update(_with_one(session, columns.citations, read))
            found.update(_with_more(session, columns.citations, read))
    return found


def _with_one(
    session: Session, citations: ColumnElement[Any], read: Sequence[ColumnElement[bool]]
) -> dict[str, int]:
    source = citations[0]["source"].as_string()
    counted = (
        select(source, func.count())
        .where(func.json_array_length(citations) == 1, *read)
        .group_by(source)
    )
    return {str(one): count for one, count in session.execute(counted)}


def _with_more(
    session: Session, citations: ColumnElement[Any], read: Sequence[ColumnElement[bool]]
) -> Counter[str]:
    chosen = (
        select(citations)
        .where(func.json_array_length(citations) > 1, *read)
        .execution_options(yield_per=5_000)
    )
    return Counter(
        source
        for (told,) in session.execute(chosen)
        for source in {citation["source"] for citation in told}
    )
