"""Which releases there were, what each import did, and what changed from one release to another."""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import overload

from sqlmodel import Session

from app.domain.facts import Fact
from app.store.digests import SHARED, ChangedRows, compare_rows
from app.store.read import load_facts_of
from app.store.release_tables import DataSetRow, ImportReportRow, InventoryRow, ReleaseRow
from app.store.releases import find_data_set, find_inventory, list_imports, list_releases
from app.store.schema import ROW_OF

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


def report_of(row: ImportReportRow) -> ImportReport:
    """The report of an import."""
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
    imports: defaultdict[str, list[ImportReportRow]] = defaultdict(list)
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
    """For each data set the import that brought its present facts: the same one for the same
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


def _state(release: ReleaseRow, made: list[ImportReportRow]) -> ReleaseState:
    return ReleaseState(
        release.hash, release.made_at, release.parts, [report_of(one) for one in made]
    )


Lines = Callable[[], Iterator[str]]


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One fact that was `added`, `removed` or `changed`: its kind, and its identity in words."""

    data_set: str
    kind: str
    what: str
    change: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A data set that is not the same in both releases. `change` is `added` or `removed` when only
    one of them has it. Not `compared` when its facts of the time are not kept any more.
    """

    data_set: str
    change: str
    compared: bool
    counts: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Difference:
    """`complete` when every data set could be compared."""

    before: str
    after: str
    complete: bool
    data_sets: list[Changed]
    changes: Sequence[Change]

    @property
    def kilobytes(self) -> int:
        """How much it takes once it is packed, about: two kilobytes for each data set."""
        packed = self.changes.size if isinstance(self.changes, PackedChanges) else 0
        return packed // 1_000 + 2 * (1 + len(self.data_sets))


_BLOCK = 500


class PackedChanges(Sequence[Change]):
    """Very many changes in little memory, from which a page is unpacked when it is asked for."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._count = len(changes)
        self._blocks = [
            zlib.compress("\n".join(map(_line, changes[start : start + _BLOCK])).encode(), 1)
            for start in range(0, len(changes), _BLOCK)
        ]

    @property
    def size(self) -> int:
        """How many bytes the packed changes take."""
        return sum(map(len, self._blocks))

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Change: ...

    @overload
    def __getitem__(self, place: slice) -> list[Change]: ...

    def __getitem__(self, place: int | slice) -> Change | list[Change]:
        places = range(self._count)[place]
        if isinstance(places, int):
            return self._unpack(places // _BLOCK)[places % _BLOCK]
        blocks = {one: self._unpack(one) for one in {each // _BLOCK for each in places}}
        return [blocks[each // _BLOCK][each % _BLOCK] for each in places]

    def _unpack(self, block: int) -> list[Change]:
        lines = zlib.decompress(self._blocks[block]).decode().split("\n")
        return [Change(*line.split("\t")) for line in lines]


def _line(one: Change) -> str:
    return f"{one.data_set}\t{one.kind}\t{one.what}\t{one.change}"


def compare_releases(session: Session, before: ReleaseRow, after: ReleaseRow) -> Difference:
    """What changed on the way from one release to the other, by data set, kind and identity."""
    data_sets: list[Changed] = []
    changes: list[Change] = []
    for key in sorted({*before.parts, *after.parts}):
        old, new = before.parts.get(key), after.parts.get(key)
        if old == new:
            continue
        how = "added" if old is None else "removed" if new is None else "changed"
        found = _compare(session, key, old, new)
        data_sets.append(Changed(key, how, found is not None, _counts(found or [])))
        changes += found or []
    complete = all(one.compared for one in data_sets)
    return Difference(before.hash, after.hash, complete, data_sets, sorted(changes))


def _compare(
    session: Session, key: str, before: str | None, after: str | None
) -> list[Change] | None:
    """None where the facts of one of the times are not kept."""
    old, new = _lines(session, key, before), _lines(session, key, after)
    return None if old is None or new is None else _changes(key, old, new)


def _changes(key: str, old: Lines, new: Lines) -> list[Change]:
    came, went = _came_and_went(old, new)
    changed = came & went
    stated = (
        ("added", came - changed),
        ("removed", went - changed),
        ("changed", changed),
    )
    return [
        Change(key, kind, what, change)
        for change, facts in stated
        for kind, what in facts.elements()
    ]


def _lines(session: Session, key: str, checksum: str | None) -> Lines | None:
    """The facts of a data set in that state: none, the present ones, or those that were kept."""
    if checksum is None:
        return lambda: iter(())
    now = find_data_set(session, key)
    if now is not None and now.checksum == checksum:
        return lambda: current_inventory(session, key)
    kept = find_inventory(session, key, checksum)
    return None if kept is None else lambda: kept_lines(kept.content)


def _came_and_went(
    before: Lines, after: Lines
) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Kind and identity of the facts on one side only. In memory is a number for each line, and
    what differs: a data set may tell a million facts.
    """
    left = Counter(map(_number, before()))
    came: Counter[tuple[str, str]] = Counter()
    for line in after():
        number = _number(line)
        if left.get(number):
            left[number] -= 1
        else:
            came[_named(line)] += 1
    left = +left
    went: Counter[tuple[str, str]] = Counter()
    for line in before() if left else ():
        number = _number(line)
        if left.get(number):
            left[number] -= 1
            went[_named(line)] += 1
    return came, went


def _number(line: str) -> int:
    return int.from_bytes(blake2b(line.encode(), digest_size=8).digest(), "little")


def _named(line: str) -> tuple[str, str]:
    kind, what, _ = line.split("\t")
    return kind, what


def _counts(changes: list[Change]) -> dict[str, dict[str, int]]:
    """By kind of fact and by change, the kinds in the order of the alphabet."""
    counted: defaultdict[str, dict[str, int]] = defaultdict(
        lambda: {"added": 0, "removed": 0, "changed": 0}
    )
    for one in changes:
        counted[one.kind][one.change] += 1
    return dict(sorted(counted.items()))


# What one fact said, as a short digest: enough to see that it says something else now.
_DIGEST = 6
_PIECE = 1 << 16


def keep_inventory(session: Session, data_set: DataSetRow) -> InventoryRow | None:
    """The inventory of what a data set tells now; None if it is kept already."""
    if find_inventory(session, data_set.key, data_set.checksum) is not None:
        return None
    packer = zlib.compressobj(1)
    lines = current_inventory(session, data_set.key)
    parts = [packer.compress(f"{line}\n".encode()) for line in lines]
    return InventoryRow(
        data_set=data_set.key,
        checksum=data_set.checksum,
        content=b"".join([*parts, packer.flush()]),
    )


def current_inventory(session: Session, data_set: str) -> Iterator[str]:
    """Kind, identity and digest of every fact that a data set tells now, with tabs between."""
    for kind in ROW_OF:
        stated: Iterator[Fact] = load_facts_of(session, kind, data_set)
        for fact in stated:
            digest = blake2b(repr(fact).encode(), digest_size=_DIGEST).hexdigest()
            what = " ".join(" ".join(fact.identity).split())
            yield f"{kind.__name__}\t{what}\t{digest}"


def kept_lines(content: bytes) -> Iterator[str]:
    """The same lines, of an inventory that was kept. Never unpacked as a whole."""
    unpacker, rest = zlib.decompressobj(), b""
    for start in range(0, len(content), _PIECE):
        rest += unpacker.decompress(content[start : start + _PIECE])
        *lines, rest = rest.split(b"\n")
        yield from (line.decode() for line in lines)


@dataclass(frozen=True, slots=True)
class ChangedState:
    """A data set whose rows somebody changed by hand: in which tables, and what the rows say; None
    where they cannot be read.
    """

    data_set: str
    rows: Sequence[ChangedRows]
    lines: list[str] | None

    def describe(self, session: Session) -> list[str]:
        """What was changed by hand, beside the facts that are there now: each table, and facts."""
        lines = self.lines
        tables = [one.words for one in self.rows]
        if lines is None:
            return tables
        now = _changes(
            self.data_set, lambda: iter(lines), lambda: current_inventory(session, self.data_set)
        )
        named = [f"{one.what} {_BY_HAND[one.change]}" for one in sorted(now)]
        more = [f"and {len(named) - _MOST_NAMED} facts more"] if len(named) > _MOST_NAMED else []
        return [*tables, *named[:_MOST_NAMED], *more]


_MOST_NAMED = 20
# From what was changed to what is right.
_BY_HAND = {"added": "was deleted", "removed": "was added", "changed": "was changed"}


def look_at_rows(session: Session, data_set: DataSetRow) -> ChangedState | None:
    """What lies in the tables of a data set, if it is not what its import wrote."""
    found = compare_rows(session, only=(SHARED, data_set.key)).changed
    if not found:
        return None
    try:
        return ChangedState(data_set.key, found, [*current_inventory(session, data_set.key)])
    except ValueError:
        return ChangedState(data_set.key, found, None)
