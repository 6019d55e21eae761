"""What is loaded: data sets, and the release that they make together."""

from datetime import UTC, datetime
from hashlib import sha256

from sqlmodel import Session, col, select

from app.store.tables import DataSetRow, ReleaseRow


def find_release(session: Session) -> ReleaseRow | None:
    """The newest release, or None before the first."""
    return session.exec(select(ReleaseRow).order_by(col(ReleaseRow.number).desc())).first()


def list_data_sets(session: Session) -> list[DataSetRow]:
    """All imported data sets, by key."""
    return list(session.exec(select(DataSetRow).order_by(DataSetRow.key)))


def find_data_set(session: Session, key: str) -> DataSetRow | None:
    """An imported data set, or None."""
    return session.get(DataSetRow, key)


def save_data_set(session: Session, row: DataSetRow) -> None:
    """Notes an import in the place of the one before."""
    session.merge(row)


def save_release(session: Session) -> ReleaseRow:
    """The release that all data sets make together: the newest one again if nothing changed."""
    session.flush()
    parts = "\n".join(f"{row.key} {row.checksum}" for row in list_data_sets(session))
    found = f"sha256:{sha256(parts.encode()).hexdigest()}"
    newest = find_release(session)
    if newest is not None and newest.hash == found:
        return newest
    release = ReleaseRow(hash=found, made_at=datetime.now(UTC))
    session.add(release)
    session.flush()
    return release
