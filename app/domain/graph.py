"""Hierarchies: how far a thing stands below each thing above it."""

from collections import deque
from collections.abc import Collection, Mapping


def distances_above(start: str, parents: Mapping[str, Collection[str]]) -> dict[str, int]:
    """`start` (0) and everything above it, with the fewest steps to each. A cycle does no harm."""
    found = {start: 0}
    waiting = deque([start])
    while waiting:
        current = waiting.popleft()
        for parent in sorted(parents.get(current, ())):
            if parent not in found:
                found[parent] = found[current] + 1
                waiting.append(parent)
    return found


def find_cycles(parents: Mapping[str, Collection[str]]) -> list[str]:
    """The things that stand above themselves, sorted."""
    return sorted(
        start
        for start, above in parents.items()
        if any(start in distances_above(parent, parents) for parent in above)
    )


def turned(parents: Mapping[str, Collection[str]]) -> dict[str, frozenset[str]]:
    """The same hierarchy from above: the children of each thing."""
    children: dict[str, set[str]] = {}
    for child, above in parents.items():
        for parent in above:
            children.setdefault(parent, set()).add(child)
    return {parent: frozenset(below) for parent, below in children.items()}
