"""Imports a data set: read, check, swap, record. The only commit of facts."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session

from app.domain.building import NEEDED, SHELVED, make_shelves
from app.domain.errors import RejectedImport
from app.domain.facts import Fact
from app.importers.data_set import DataSet
from app.services.fingerprints import fingerprint
from app.store.facts import load_facts, replace_facts
from app.store.releases import find_data_set, save_data_set, save_release
from app.store.rows import plain
from app.store.shelves import find_shelves, save_shelves
from app.store.tables import DataSetRow


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `changed` is false when the same facts were there already."""

    data_set: str
    facts: int
    release: str
    changed: bool


def run_import(session: Session, data_set: DataSet, path: Path) -> Imported:
    """Replaces what the data set says by what the file says. On any error nothing is changed."""
    facts = list(data_set.read(path))
    if len(facts) < data_set.at_least:
        raise RejectedImport(
            [f"{path}: {len(facts)} facts, and {data_set.title} has at least {data_set.at_least}"]
        )
    checksum = _checksum(facts)
    known = find_data_set(session, data_set.key)
    changed = known is None or known.checksum != checksum
    files = fingerprint(path)
    if known is None or changed:
        replace_facts(session, data_set.key, facts)
        save_data_set(session, _row(data_set, checksum, files, len(facts)))
    else:
        known.files = files
    release = save_release(session).hash
    _keep_shelves(session, release)
    session.commit()
    return Imported(data_set.key, len(facts), release, changed)


def _keep_shelves(session: Session, release: str) -> None:
    if not find_shelves(session, release):
        facts = load_facts(session, (*NEEDED, *SHELVED))
        save_shelves(session, release, make_shelves(facts))


def _row(data_set: DataSet, checksum: str, files: str, facts: int) -> DataSetRow:
    return DataSetRow(
        key=data_set.key,
        title=data_set.title,
        homepage=data_set.homepage,
        licence=data_set.licence,
        checksum=checksum,
        files=files,
        facts=facts,
        imported_at=datetime.now(UTC),
    )


def _checksum(facts: list[Fact]) -> str:
    """The same facts in any order have the same checksum."""
    lines = sorted(
        f"{type(fact).__name__} {json.dumps(plain(fact), sort_keys=True)}" for fact in facts
    )
    return sha256("\n".join(lines).encode()).hexdigest()
