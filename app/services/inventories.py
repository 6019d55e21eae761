"""What two releases are compared by: every fact that a data set told, by its identity."""

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from sqlmodel import Session

from app.domain.facts import Fact
from app.domain.identities import identity
from app.store.facts import list_told
from app.store.releases import find_inventory
from app.store.tables import ROW_OF, DataSetRow, InventoryRow

# What one fact said, as a short digest: enough to see that it says something else now.
_DIGEST = 6


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that came, went or changed: `kind` of fact and its identity in words."""

    data_set: str
    change: str
    kind: str
    what: str


def keep_inventory(session: Session, data_set: DataSetRow) -> InventoryRow | None:
    """The inventory of what a data set tells now; None if it is kept already."""
    if find_inventory(session, data_set.key, data_set.checksum) is not None:
        return None
    packer = zlib.compressobj(1)
    parts = [packer.compress(line.encode()) for line in _lines(session, data_set.key)]
    return InventoryRow(
        data_set=data_set.key,
        checksum=data_set.checksum,
        content=b"".join([*parts, packer.flush()]),
    )


def read_inventory(content: bytes) -> Counter[tuple[str, str, str]]:
    """Kind, identity and digest of every fact, with how often it stands there."""
    lines = zlib.decompress(content).decode().splitlines()
    found: Counter[tuple[str, str, str]] = Counter()
    for line in lines:
        kind, what, digest = line.split("\t")
        found[kind, what, digest] += 1
    return found


def _lines(session: Session, data_set: str) -> Iterator[str]:
    for kind in ROW_OF:
        told: Iterator[Fact] = list_told(session, kind, data_set)
        for fact in told:
            digest = blake2b(repr(fact).encode(), digest_size=_DIGEST).hexdigest()
            what = " ".join(" ".join(identity(fact)).split())
            yield f"{kind.__name__}\t{what}\t{digest}\n"
