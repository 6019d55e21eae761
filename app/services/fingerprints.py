"""One hash for all files of an import, so that the same files need not be read twice."""

from hashlib import file_digest, sha256
from pathlib import Path


def fingerprint(*paths: Path) -> str:
    """The SHA-256 over the names and bytes of files, and of all files of folders, in hex."""
    found = sha256()
    for path in paths:
        files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
        for file in files:
            found.update(f"{file.relative_to(path) if path.is_dir() else file.name}\0".encode())
            if file.is_file():
                found.update(_of_file(file))
    return found.hexdigest()


def _of_file(file: Path) -> bytes:
    """Read in pieces: a file may be larger than the memory."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").digest()
