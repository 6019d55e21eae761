"""Burdens: what several drugs add up to, though each alone may seem little."""

from collections.abc import Sequence

from app.domain.checkup import BurdenTotal, Contributor
from app.domain.explaining import name_of
from app.domain.facts import Burden, BurdenKind, Key
from app.domain.knowledge import Knowledge
from app.domain.meeting import Side
from app.domain.stopping import not_suddenly
from app.domain.units import Unit

# What is told, and of whom.
Weight = tuple[Burden, str]


class _Sum:
    """One burden while it is added up."""

    __slots__ = ("contributors", "places", "risky", "total")

    def __init__(self) -> None:
        self.contributors: dict[Key, Contributor] = {}
        self.places: set[int] = set()
        self.risky: set[str] = set()
        self.total = 0

    def add(self, unit: Unit, side: Side, weight: Weight) -> None:
        """One drug's part; of a drug that comes by several inputs the first one counts."""
        if weight[0].weight > 0 and side.subject not in self.contributors:
            self.contributors[side.subject] = _contributor(unit, weight)
            self.total += weight[0].weight
            if side.risky:
                self.risky.add(side.name)


def add_up(units: Sequence[Unit], knowledge: Knowledge) -> list[BurdenTotal]:
    """Every burden to which at least one input is known to add, by id. A drug counts once."""
    sums: dict[str, _Sum] = {}
    places = set()
    for unit in units:
        places.add(unit.place)
        side = unit.side
        if side is None:
            continue
        for weight in weights_of(unit, knowledge):
            kind = weight[0].burden
            one = sums.get(kind)
            if one is None:
                one = sums[kind] = _Sum()
            one.places.add(unit.place)
            one.add(unit, side, weight)
    return [
        _total(knowledge.burden_kinds[kind], one, len(places) - len(one.places))
        for kind, one in sorted(sums.items())
        if one.contributors
    ]


def _total(kind: BurdenKind, one: _Sum, without_data: int) -> BurdenTotal:
    return BurdenTotal(
        id=kind.id,
        name=kind.name,
        contributors=tuple(one.contributors.values()),
        total=one.total,
        threshold=kind.threshold,
        # What one drug does by itself adds up to nothing: its own warnings tell of it.
        reached=one.total >= kind.threshold and len(one.contributors) > 1,
        without_data=without_data,
        advice=not_suddenly(kind.advice, one.risky) if one.risky else kind.advice,
        citations=kind.citations,
    )


def weights_of(unit: Unit, knowledge: Knowledge) -> tuple[Weight, ...]:
    """For each burden the weight told of the nearest label; of two equally near, the heavier."""
    if unit.subject is None:
        return ()
    known = knowledge.memo.burdens.get(unit.subject)
    if known is None:
        found: dict[str, tuple[int, int, str, Burden]] = {}
        for label, steps in unit.labels.steps.items():
            for burden in knowledge.burdens.get(label, ()):
                claim = (steps, -burden.weight, label, burden)
                if burden.burden not in found or claim[:3] < found[burden.burden][:3]:
                    found[burden.burden] = claim
        known = tuple(
            (found[kind][3], f"told of {name_of(found[kind][3].subject, knowledge)}")
            for kind in sorted(found)
        )
        knowledge.memo.burdens[unit.subject] = known
    return known


def _contributor(unit: Unit, weight: Weight) -> Contributor:
    burden, because = weight
    return Contributor(
        input=unit.taken.read.input,
        drug=unit.slug,
        weight=burden.weight,
        because=because,
        citations=burden.citations,
    )
