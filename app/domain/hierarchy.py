"""Hierarchies of classes and conditions, and small indexes over many facts."""

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from app.domain.english import with_article
from app.domain.facts import Drug, DrugClass, Key, Membership, Warning, WarningKind, key


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


Classes = dict[str, frozenset[str]]


def member_and_excluded_classes(memberships: Collection[Membership]) -> tuple[Classes, Classes]:
    """By drug. What it is said not to be it is not, whatever another data set says."""
    excluded = grouped((m.drug, m.drug_class) for m in memberships if not m.holds)
    loaded = (
        (m.drug, m.drug_class)
        for m in memberships
        if m.holds and m.drug_class not in excluded.get(m.drug, ())
    )
    return grouped(loaded), excluded


def classes_above(
    drugs: list[Drug],
    member_classes: Mapping[str, frozenset[str]],
    class_parents: Mapping[str, frozenset[str]],
) -> dict[str, dict[str, int]]:
    """The classes of each drug with the fewest steps up to each (1: direct)."""
    found = {}
    for drug in drugs:
        reached: dict[str, int] = {}
        for direct in member_classes.get(drug.id, ()):
            for slug, steps in distances_above(direct, class_parents).items():
                reached[slug] = min(steps + 1, reached.get(slug, steps + 1))
        found[drug.id] = dict(sorted(reached.items()))
    return found


def with_withdrawal_risk(
    warnings: Iterable[Warning],
    drugs: Mapping[str, Drug],
    classes: Mapping[str, DrugClass],
    classes_above: Mapping[str, Mapping[str, int]],
    members: Mapping[str, Sequence[str]],
    class_parents: Mapping[str, frozenset[str]],
) -> dict[Key, str]:
    """What is not to be stopped suddenly, each as a sentence names it: a drug of which a warning,
    its own or its class's, says so, and a class that has such drugs or is warned of itself.
    """
    kinds = (WarningKind.ABRUPT_DISCONTINUATION, WarningKind.WITHDRAWAL)
    subjects = {warning.subject for warning in warnings if warning.kind in kinds}

    def is_warned(slugs: Iterable[str]) -> bool:
        return any(key("class", slug) in subjects for slug in slugs)

    risky = {
        drug: drugs[drug].name
        for drug, above in classes_above.items()
        if key("drug", drug) in subjects or is_warned(above)
    }
    found = {key("drug", drug): name for drug, name in risky.items()}
    for slug, one in classes.items():
        known = members.get(slug, ())
        names = [risky[drug] for drug in known if drug in risky]
        # Of a class without drugs only a warning on itself, or on a class above it, can say so.
        if names or is_warned(distances_above(slug, class_parents)):
            found[key("class", slug)] = _of_class(one, names, len(known))
    return found


def _of_class(drug_class: DrugClass, risky: Sequence[str], known: int) -> str:
    """The class; where not all of its drugs are warned of, it says of how many."""
    words = with_article(drug_class.name)
    if len(risky) == known:
        return words
    return f"{words} (said of {len(risky)} of the {known} known here, such as {risky[0]})"
