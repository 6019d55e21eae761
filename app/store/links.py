"""How concepts stand to each other: read by the thousand, so as plain pairs."""

from collections.abc import Collection

from sqlalchemy import select
from sqlmodel import Session

from app.domain.facts import ConceptLink
from app.store.tables import table_of

# Fewer than any database allows values in one statement.
_AT_ONCE = 500


def find_links_from(
    session: Session, concepts: Collection[str], relations: Collection[str]
) -> set[tuple[str, str, str]]:
    """What these concepts stand in these relations to, as (one, relation, other)."""
    return _find(session, "one", concepts, relations)


def find_links_to(
    session: Session, concepts: Collection[str], relations: Collection[str]
) -> set[tuple[str, str, str]]:
    """What stands in these relations to these concepts, as (one, relation, other)."""
    return _find(session, "other", concepts, relations)


def _find(
    session: Session, end: str, concepts: Collection[str], relations: Collection[str]
) -> set[tuple[str, str, str]]:
    links = table_of(ConceptLink).c
    wanted = sorted(concepts)
    found: set[tuple[str, str, str]] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        chosen = select(links.one, links.relation, links.other).where(
            links[end].in_(wanted[start : start + _AT_ONCE]),
            links.relation.in_(sorted(relations)),
        )
        found.update((one, relation, other) for one, relation, other in session.execute(chosen))
    return found
