"""Burdens: what several drugs add up to, though each alone may seem little."""

from collections.abc import Iterable, Sequence

from app.domain.facts import Burden, BurdenKind, Citation, Key
from app.domain.interactions.items import Item
from app.domain.interactions.result import BurdenTotal, Contributor
from app.domain.interactions.rules import Side, not_suddenly
from app.domain.knowledge import Knowledge, name_of

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

    def add(self, item: Item, side: Side, weight: Weight) -> None:
        """One drug's part; of a drug that comes by several inputs the first one counts."""
        if weight[0].weight > 0 and side.subject not in self.contributors:
            self.contributors[side.subject] = _contributor(item, weight)
            self.total += weight[0].weight
            if side.risky:
                self.risky.add(side.name)


def burden_totals(items: Sequence[Item], knowledge: Knowledge) -> list[BurdenTotal]:
    """Every burden to which at least one input is known to add, by id. A drug counts once."""
    sums: dict[str, _Sum] = {}
    places = set()
    for item in items:
        places.add(item.place)
        side = item.side
        if side is None:
            continue
        for weight in weights_of(item, knowledge):
            kind = weight[0].burden
            one = sums.get(kind)
            if one is None:
                one = sums[kind] = _Sum()
            one.places.add(item.place)
            one.add(item, side, weight)
    return [
        _total(knowledge.burden_kinds[kind], one, len(places) - len(one.places))
        for kind, one in sorted(sums.items())
        if one.contributors
    ]


def _total(kind: BurdenKind, one: _Sum, without_data: int) -> BurdenTotal:
    return BurdenTotal(
        id=kind.id,
        name=kind.name,
        contributors=_cited_once(one.contributors.values()),
        total=one.total,
        threshold=kind.threshold,
        # What one drug does by itself adds up to nothing: its own warnings tell of it.
        reached=one.total >= kind.threshold and len(one.contributors) > 1,
        without_data=without_data,
        advice=not_suddenly(kind.advice, one.risky) if one.risky else kind.advice,
        citations=kind.citations,
    )


def _cited_once(contributors: Iterable[Contributor]) -> tuple[Contributor, ...]:
    """Members of one class rest on the same places: a place stands with the first of them only."""
    found = [*contributors]
    if len(found) < 2:
        return tuple(found)
    seen: set[Citation] = set()
    # What is told of a class is one fact for all its members: its places are not looked at again.
    whole: set[int] = set()
    for one in found:
        citations = one.citations
        if id(citations) in whole:
            one.citations = ()
            continue
        whole.add(id(citations))
        one.citations = tuple(citation for citation in citations if citation not in seen)
        seen.update(citations)
    return tuple(found)


def weights_of(item: Item, knowledge: Knowledge) -> tuple[Weight, ...]:
    """For each burden the weight recorded of the nearest key; of two equally near, the heavier."""
    if item.subject is None:
        return ()
    known = knowledge.memo.burdens.get(item.subject)
    if known is None:
        found: dict[str, tuple[int, int, str, Burden]] = {}
        for rule_key, steps in item.rule_keys.steps.items():
            for burden in knowledge.burdens.get(rule_key, ()):
                claim = (steps, -burden.weight, rule_key, burden)
                if burden.burden not in found or claim[:3] < found[burden.burden][:3]:
                    found[burden.burden] = claim
        known = tuple(
            (found[kind][3], f"told of {name_of(found[kind][3].subject, knowledge)}")
            for kind in sorted(found)
        )
        knowledge.memo.burdens[item.subject] = known
    return known


def _contributor(item: Item, weight: Weight) -> Contributor:
    burden, because = weight
    return Contributor(
        input=item.taken.read.input,
        drug=item.slug,
        weight=burden.weight,
        because=because,
        citations=burden.citations,
    )
