"""Small indexes over many facts: by id, by first of two, as sorted lists."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar


class HasId(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str:
        """What it is known by."""
        ...


K = TypeVar("K")
T = TypeVar("T")
Named = TypeVar("Named", bound=HasId)


def by_id(things: Iterable[Named]) -> dict[str, Named]:
    """The things by their ids, in the order of the ids."""
    return {thing.id: thing for thing in sorted(things, key=lambda thing: thing.id)}


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """All seconds of each first."""
    found: dict[str, set[str]] = defaultdict(set)
    for first, second in pairs:
        found[first].add(second)
    return {first: frozenset(seconds) for first, seconds in found.items()}


def listed(pairs: Iterable[tuple[K, T]], order: Callable[[T], str]) -> dict[K, tuple[T, ...]]:
    """All seconds of each first, in the order asked for."""
    found: dict[K, list[T]] = defaultdict(list)
    for first, second in pairs:
        found[first].append(second)
    return {first: tuple(sorted(seconds, key=order)) for first, seconds in found.items()}
