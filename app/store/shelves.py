"""Keeps the packed shelves of the newest release."""

from collections.abc import Mapping

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.store.tables import ShelfRow


def find_shelves(session: Session, release: str) -> dict[str, bytes]:
    """The shelves of a release by name; empty when none were kept."""
    rows = session.execute(
        select(ShelfRow.name, ShelfRow.content).where(col(ShelfRow.release) == release)
    )
    return {row.name: row.content for row in rows}


def save_shelves(session: Session, release: str, packed: Mapping[str, bytes]) -> None:
    """Keeps these in the place of all that were kept before."""
    session.execute(delete(ShelfRow))
    session.add_all(
        ShelfRow(name=name, release=release, content=content) for name, content in packed.items()
    )
    session.flush()
