"""Reads and saves data sets, the releases that they make together, and reports of imports."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import delete, tuple_
from sqlmodel import Session, col, select

from app.store.release_tables import (
    DataSetRow,
    ImportReportRow,
    InventoryRow,
    PackedIndexRow,
    ReleaseRow,
)


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
    """Keeps the row of a data set in the place of the one before."""
    session.merge(row)


def save_release(session: Session, anew: bool = False) -> ReleaseRow:
    """Keeps the release that all data sets make together; it is the newest if nothing changed, but
    where it is made `anew`.
    """
    session.flush()
    parts = {row.key: row.checksum for row in list_data_sets(session)}
    hashed = hash_of(parts)
    newest = find_release(session)
    if newest is not None and newest.hash == hashed and not anew:
        return newest
    release = ReleaseRow(hash=hashed, made_at=datetime.now(UTC), parts=parts)
    session.add(release)
    session.flush()
    return release


def hash_of(parts: Mapping[str, str]) -> str:
    """The hash of a release, by the checksums of its data sets."""
    lines = "\n".join(f"{key} {checksum}" for key, checksum in sorted(parts.items()))
    return f"sha256:{sha256(lines.encode()).hexdigest()}"


def list_releases(session: Session) -> list[ReleaseRow]:
    """All releases, the newest first."""
    return list(session.exec(select(ReleaseRow).order_by(col(ReleaseRow.number).desc())))


def save_import(session: Session, report: ImportReportRow, release: str) -> None:
    """Keeps the report of an import with the release that it made."""
    report.release = release
    session.add(report)
    session.flush()
    # It is read after the commit too.
    session.expunge(report)


def list_imports(session: Session, data_set: str | None = None) -> list[ImportReportRow]:
    """The reports of all imports, or of one data set's; the newest first."""
    chosen = select(ImportReportRow).order_by(col(ImportReportRow.number).desc())
    if data_set is not None:
        chosen = chosen.where(ImportReportRow.data_set == data_set)
    return list(session.exec(chosen))


def find_inventory(session: Session, data_set: str, checksum: str) -> InventoryRow | None:
    """The facts that a data set had with this checksum, or None if they were not kept."""
    return session.get(InventoryRow, (data_set, checksum))


def save_inventory(session: Session, row: InventoryRow) -> None:
    """Keeps the inventory of a data set before its facts are replaced."""
    session.add(row)
    session.flush()


def prune_inventories(session: Session, releases: int) -> None:
    """Deletes the inventories that belong to none of the newest so many releases."""
    newest = session.exec(
        select(ReleaseRow).order_by(col(ReleaseRow.number).desc()).limit(releases)
    )
    wanted = {part for release in newest for part in release.parts.items()}
    kept = session.exec(select(InventoryRow.data_set, InventoryRow.checksum)).all()
    gone = [one for one in kept if tuple(one) not in wanted]
    if gone:
        place = tuple_(col(InventoryRow.data_set), col(InventoryRow.checksum))
        session.execute(delete(InventoryRow).where(place.in_(gone)))


def find_indexes(session: Session, release: str) -> dict[str, bytes]:
    """The packed indexes of a release by name; empty when none were kept."""
    rows = session.execute(
        select(PackedIndexRow.name, PackedIndexRow.content).where(
            col(PackedIndexRow.release) == release
        )
    )
    return {row.name: row.content for row in rows}


def save_indexes(session: Session, release: str, packed: Mapping[str, bytes]) -> None:
    """Keeps the packed indexes of a release in the place of all packed indexes before."""
    session.execute(delete(PackedIndexRow))
    session.add_all(
        PackedIndexRow(name=name, release=release, content=content)
        for name, content in packed.items()
    )
    session.flush()
