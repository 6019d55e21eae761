"""Whether the seed folder is already loaded: reading it again at every start would be slow."""

from pathlib import Path

from sqlmodel import Session

from app.services.fingerprints import fingerprint
from app.store.releases import find_data_set


def is_seeded(session: Session, folder: Path) -> bool:
    """The curated facts are there, and were read from files with just these names and bytes.

    Times of files say nothing: an image of Monday may meet a database that was seeded on Tuesday.
    """
    known = find_data_set(session, "curated")
    return known is not None and folder.is_dir() and known.files == fingerprint(folder)
