"""Whether the seed folder is already loaded: reading it again at every start would be slow."""

from pathlib import Path

from sqlmodel import Session

from app.store.releases import find_data_set


def is_seeded(session: Session, folder: Path) -> bool:
    """The curated facts are there, and no file of the folder is newer than their import."""
    known = find_data_set(session, "curated")
    if known is None:
        return False
    imported = known.imported_at.timestamp()
    files = [folder, *folder.rglob("*")]
    return all(file.stat().st_mtime <= imported for file in files if file.exists())
