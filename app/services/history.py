"""Which releases there were, what each import did, and which import told what is told now."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.store.releases import list_imports, list_releases
from app.store.tables import ImportRow, ReleaseRow

# The first conflicts show what kind they are; the count tells how many there were.
_MOST_CONFLICTS = 20
_MORE = re.compile(r"and (\d+) more")
_NAMED = {"newest": 0, "previous": 1}


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of every row: `imported`, `merged` (it said nothing new) or `skipped`, by reason.

    `conflicts` are the first of `conflict_count`; `facts` counts them by kind.
    """

    data_set: str
    release: str
    origin: str
    imported_at: datetime
    seconds: float
    rows: int
    imported: int
    merged: int
    skipped: dict[str, int]
    conflicts: list[str]
    conflict_count: int
    notes: list[str]
    facts: dict[str, int]


@dataclass(frozen=True, slots=True)
class ReleaseState:
    """A release, the checksums of its data sets, and the imports that made it."""

    hash: str
    made_at: datetime
    data_sets: dict[str, str]
    imports: list[ImportReport]


def report_of(row: ImportRow) -> ImportReport:
    """The report of an import, as it is told."""
    more = _MORE.fullmatch(row.conflicts[-1]) if row.conflicts else None
    named = row.conflicts[:-1] if more else row.conflicts
    return ImportReport(
        data_set=row.data_set,
        release=row.release,
        origin=row.origin,
        imported_at=row.imported_at,
        seconds=round(row.seconds, 3),
        rows=row.rows,
        imported=row.rows - row.merged - sum(row.skipped.values()),
        merged=row.merged,
        # The most frequent reason first.
        skipped=dict(sorted(row.skipped.items(), key=lambda one: (-one[1], one[0]))),
        conflicts=named[:_MOST_CONFLICTS],
        conflict_count=len(named) + (int(more[1]) if more else 0),
        notes=row.notes,
        facts=row.facts,
    )


def list_history(session: Session, data_set: str | None = None) -> list[ReleaseState]:
    """All releases, the newest first; of one data set only those that its imports made."""
    imports: defaultdict[str, list[ImportRow]] = defaultdict(list)
    for one in reversed(list_imports(session)):
        imports[one.release].append(one)
    history = []
    for release in list_releases(session):
        # A state that came back is a release of its own; the newest of its imports made it.
        made = [imports[release.hash].pop()] if imports[release.hash] else []
        if data_set is None or data_set in {one.data_set for one in made}:
            history.append(_state(release, made))
    return history


def current_reports(session: Session) -> dict[str, ImportReport]:
    """For each data set the import that first told what it tells now: the same one for the same
    release, whenever it is asked.
    """
    found: dict[str, ImportReport] = {}
    history = list_history(session)
    newest = history[0].data_sets if history else {}
    for state in history:
        for one in state.imports:
            if state.data_sets.get(one.data_set) == newest.get(one.data_set):
                found[one.data_set] = one
    return found


def find_releases(session: Session, words: str) -> list[ReleaseRow]:
    """The releases that are meant by the beginning of a hash, or by `newest` or `previous`; of a
    state that came back the newest.
    """
    releases = list_releases(session)
    if words in _NAMED:
        return releases[_NAMED[words] :][:1]
    wanted = words.strip().lower().removeprefix("sha256:")
    found: dict[str, ReleaseRow] = {}
    for one in releases:
        if one.hash.removeprefix("sha256:").startswith(wanted):
            found.setdefault(one.hash, one)
    return list(found.values())


def _state(release: ReleaseRow, made: list[ImportRow]) -> ReleaseState:
    return ReleaseState(
        release.hash, release.made_at, release.parts, [report_of(one) for one in made]
    )
