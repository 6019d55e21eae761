"""One hash for all files of an import, so that the same files need not be read twice."""

from hashlib import sha256
from pathlib import Path


def fingerprint(path: Path) -> str:
    """The SHA-256 over the names and bytes of a file, or of all files of a folder, in hex."""
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    found = sha256()
    for file in files:
        found.update(f"{file.relative_to(path) if path.is_dir() else file.name}\0".encode())
        if file.is_file():
            found.update(sha256(file.read_bytes()).digest())
    return found.hexdigest()
