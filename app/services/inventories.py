"""What two releases are compared by: every fact that a data set told, by its identity."""

import zlib
from collections.abc import Iterator
from hashlib import blake2b

from sqlmodel import Session

from app.domain.facts import Fact
from app.domain.identities import identity
from app.store.facts import list_told
from app.store.releases import find_inventory
from app.store.tables import ROW_OF, DataSetRow, InventoryRow

# What one fact said, as a short digest: enough to see that it says something else now.
_DIGEST = 6
_PIECE = 1 << 16


def keep_inventory(session: Session, data_set: DataSetRow) -> InventoryRow | None:
    """The inventory of what a data set tells now; None if it is kept already."""
    if find_inventory(session, data_set.key, data_set.checksum) is not None:
        return None
    packer = zlib.compressobj(1)
    lines = told_lines(session, data_set.key)
    parts = [packer.compress(f"{line}\n".encode()) for line in lines]
    return InventoryRow(
        data_set=data_set.key,
        checksum=data_set.checksum,
        content=b"".join([*parts, packer.flush()]),
    )


def told_lines(session: Session, data_set: str) -> Iterator[str]:
    """Kind, identity and digest of every fact that a data set tells now, with tabs between."""
    for kind in ROW_OF:
        told: Iterator[Fact] = list_told(session, kind, data_set)
        for fact in told:
            digest = blake2b(repr(fact).encode(), digest_size=_DIGEST).hexdigest()
            what = " ".join(" ".join(identity(fact)).split())
            yield f"{kind.__name__}\t{what}\t{digest}"


def kept_lines(content: bytes) -> Iterator[str]:
    """The same lines, of an inventory that was kept. Never unpacked as a whole."""
    unpacker, rest = zlib.decompressobj(), b""
    for start in range(0, len(content), _PIECE):
        rest += unpacker.decompress(content[start : start + _PIECE])
        *lines, rest = rest.split(b"\n")
        yield from (line.decode() for line in lines)
