"""Which classes drugs are in, and which they are said not to be in."""

from collections.abc import Collection, Mapping

from app.domain.facts import Drug, Membership
from app.domain.graph import distances_above
from app.domain.indexes import grouped

Classes = dict[str, frozenset[str]]


def member_and_excluded_classes(memberships: Collection[Membership]) -> tuple[Classes, Classes]:
    """By drug. What it is said not to be it is not, whatever another data set says."""
    excluded = grouped((m.drug, m.drug_class) for m in memberships if not m.holds)
    held = (
        (m.drug, m.drug_class)
        for m in memberships
        if m.holds and m.drug_class not in excluded.get(m.drug, ())
    )
    return grouped(held), excluded


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
