"""The archives in the archive of a release."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from app.domain.errors import RejectedImport
from app.importers.parts import Part, find_parts, open_part

# The archives inside hold barcodes, or codes of the formulary.
_LARGEST_INNER = 500 * 2**20


def unpack(parts: Sequence[Part], folder: Path) -> list[Part]:
    """All parts, with the members of archives in place of these; one level deeper than usual."""
    found: list[Part] = []
    for number, part in enumerate(parts):
        if not part.name.lower().endswith(".zip"):
            found.append(part)
            continue
        if part.size > _LARGEST_INNER:
            raise RejectedImport([f"{part}: an archive of {part.size} bytes in the archive"])
        inner = folder / f"{number}-{part.name}"
        with open_part(part) as opened, inner.open("wb") as written:
            shutil.copyfileobj(opened, written)
        found += find_parts([inner])
    return found
