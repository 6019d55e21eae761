"""Burdens: what several drugs add up to, though each alone may seem little."""

from collections.abc import Sequence

from app.domain.checkup import BurdenTotal, Contributor
from app.domain.explaining import name_of
from app.domain.facts import Burden, BurdenKind, Key, split_key
from app.domain.knowledge import Knowledge
from app.domain.stopping import with_stopping_advice
from app.domain.units import Unit


def add_up(units: Sequence[Unit], knowledge: Knowledge) -> list[BurdenTotal]:
    """Every burden to which at least one input is known to add, by id. A drug counts once."""
    told: dict[str, list[tuple[Unit, Burden]]] = {}
    for unit in units:
        for weight in weights_of(unit, knowledge):
            told.setdefault(weight.burden, []).append((unit, weight))
    places = {unit.place for unit in units}
    totals = [
        _total(knowledge.burden_kinds[kind], told[kind], len(places), knowledge)
        for kind in sorted(told)
    ]
    return [total for total in totals if total.contributors]


def _total(
    kind: BurdenKind, told: Sequence[tuple[Unit, Burden]], inputs: int, knowledge: Knowledge
) -> BurdenTotal:
    contributors: dict[Key, Contributor] = {}
    for unit, weight in told:
        if weight.weight > 0 and unit.subject is not None:
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
        without_data=inputs - len({unit.place for unit, _ in told}),
        advice=with_stopping_advice(kind.advice, drugs, knowledge),
        citations=kind.citations,
    )


def weights_of(unit: Unit, knowledge: Knowledge) -> tuple[Burden, ...]:
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
        known = tuple(found[kind][3] for kind in sorted(found))
        knowledge.memo.burdens[unit.subject] = known
    return known


def _contributor(unit: Unit, burden: Burden, knowledge: Knowledge) -> Contributor:
    assert unit.subject is not None
    return Contributor(
        input=unit.taken.read.input,
        drug=unit.slug,
        weight=burden.weight,
        because=f"told of {name_of(burden.subject, knowledge)}",
        citations=burden.citations,
    )
