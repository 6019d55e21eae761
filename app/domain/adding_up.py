"""Burdens: what several drugs add up to, though each alone may seem little."""

from collections.abc import Sequence

from app.domain.checkup import BurdenTotal, Contributor
from app.domain.explaining import name_of
from app.domain.facts import Burden, BurdenKind, split_key
from app.domain.knowledge import Knowledge
from app.domain.stopping import with_stopping_advice
from app.domain.units import Unit


def add_up(units: Sequence[Unit], knowledge: Knowledge) -> list[BurdenTotal]:
    """Every burden to which at least one input is known to add, by id. A drug counts once."""
    totals = [_total(kind, units, knowledge) for kind in knowledge.burden_kinds.values()]
    return [total for total in totals if total.contributors]


def _total(kind: BurdenKind, units: Sequence[Unit], knowledge: Knowledge) -> BurdenTotal:
    contributors: dict[str, Contributor] = {}
    known_places = set()
    for unit in units:
        weight = weight_of(unit, kind.id, knowledge)
        if weight is None or unit.subject is None:
            continue
        known_places.add(unit.place)
        if weight.weight > 0:
            contributors.setdefault(unit.subject, _contributor(unit, weight, knowledge))
    total = sum(one.weight for one in contributors.values())
    drugs = [split_key(subject)[1] for subject in contributors if subject.startswith("drug:")]
    return BurdenTotal(
        id=kind.id,
        name=kind.name,
        contributors=tuple(contributors.values()),
        total=total,
        threshold=kind.threshold,
        reached=total >= kind.threshold,
        without_data=len({unit.place for unit in units} - known_places),
        advice=with_stopping_advice(kind.advice, drugs, knowledge),
        citations=kind.citations,
    )


def weight_of(unit: Unit, kind: str, knowledge: Knowledge) -> Burden | None:
    """The weight told of the nearest label; of two equally near, the heavier one."""
    told = [
        (steps, -burden.weight, label, burden)
        for label, steps in unit.labels.steps.items()
        if (burden := knowledge.burdens.get((label, kind))) is not None
    ]
    return min(told)[3] if told else None


def _contributor(unit: Unit, burden: Burden, knowledge: Knowledge) -> Contributor:
    assert unit.subject is not None
    return Contributor(
        input=unit.taken.read.input,
        drug=unit.slug,
        weight=burden.weight,
        because=f"told of {name_of(burden.subject, knowledge)}",
        citations=burden.citations,
    )
