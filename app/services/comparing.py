"""What changed from one release to another: which facts came, went, or say something else."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from sqlmodel import Session

from app.services.inventories import kept_lines, told_lines
from app.store.releases import find_data_set, find_inventory
from app.store.tables import ReleaseRow

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
    one of them has it. Not `compared` when what it told at the time is not kept any more.
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
    changes: list[Change]


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
    """None where what was told at one of the times is not kept."""
    old, new = _lines(session, key, before), _lines(session, key, after)
    if old is None or new is None:
        return None
    came, went = _came_and_went(old, new)
    changed = came & went
    told = (
        ("added", came - changed),
        ("removed", went - changed),
        ("changed", changed),
    )
    return [
        Change(key, kind, what, change) for change, facts in told for kind, what in facts.elements()
    ]


def _lines(session: Session, key: str, checksum: str | None) -> Lines | None:
    """What a data set told in that state: nothing, what it tells now, or what was kept."""
    if checksum is None:
        return lambda: iter(())
    now = find_data_set(session, key)
    if now is not None and now.checksum == checksum:
        return lambda: told_lines(session, key)
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
