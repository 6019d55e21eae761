"""Burdens: what several drugs add up to, though each alone may seem little."""

from collections.abc import Sequence

from app.domain.checkup import BurdenTotal, Contributor
from app.domain.explaining import name_of
from app.domain.facts import Burden, BurdenKind, Key
from app.domain.knowledge import Knowledge
from app.domain.stopping import not_suddenly
from app.domain.units import Unit

# What is told, and of whom.
Weight = tuple[Burden, str]


def add_up(units: Sequence[Unit], knowledge: Knowledge) -> list[BurdenTotal]:
    """Every burden to which at least one input is known to add, by id. A drug counts once."""
    told: dict[str, list[tuple[Unit, Weight]]] = {}
    for unit in units:
        for weight in weights_of(unit, knowledge):
            told.setdefault(weight[0].burden, []).append((unit, weight))
    places = {unit.place for unit in units}
    totals = [
        _total(knowledge.burden_kinds[kind], told[kind], len(places)) for kind in sorted(told)
    ]
    return [total for total in totals if total.contributors]


def _total(kind: BurdenKind, told: Sequence[tuple[Unit, Weight]], inputs: int) -> BurdenTotal:
    contributors: dict[Key, Contributor] = {}
    total, risky = 0, set()
    for unit, weight in told:
        side = unit.side
        if weight[0].weight > 0 and side is not None and side.subject not in contributors:
            contributors[side.subject] = _contributor(unit, weight)
            total += weight[0].weight
            if side.risky:
                risky.add(side.name)
    return BurdenTotal(
        id=kind.id,
        name=kind.name,
        contributors=tuple(contributors.values()),
        total=total,
        threshold=kind.threshold,
        reached=total >= kind.threshold,
        without_data=inputs - len({unit.place for unit, _ in told}),
        advice=not_suddenly(kind.advice, risky) if risky else kind.advice,
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
