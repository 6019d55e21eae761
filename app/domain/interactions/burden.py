"""Burdens: what several drugs add up to, though each alone may seem little."""

from collections.abc import Collection, Iterable, MutableMapping, Sequence
from dataclasses import dataclass

from app.domain.facts import Burden, BurdenKind, Key
from app.domain.interactions.items import Item
from app.domain.interactions.result import BurdenTotal, Contributor
from app.domain.interactions.rules import not_suddenly
from app.domain.knowledge import Knowledge, name_of


@dataclass(frozen=True, slots=True)
class Weight:
    """What is stated of a thing, and `because` of whom; `places` has each citation as a text."""

    burden: Burden
    because: str
    places: tuple[str, ...]


class _Sum:
    """One burden while it is added up: what each thing adds, and by which inputs it is known."""

    __slots__ = ("parts", "places", "total")

    def __init__(self) -> None:
        self.parts: dict[Key, tuple[Item, Weight]] = {}
        self.places: set[int] = set()
        self.total = 0


def burden_totals(items: Sequence[Item], knowledge: Knowledge) -> list[BurdenTotal]:
    """Every burden to which at least one input is known to add, by id. A drug counts once."""
    sums: dict[str, _Sum] = {}
    for item in items:
        subject = item.subject
        if subject is None:
            continue
        for weight in weights_of(item, knowledge):
            burden = weight.burden
            one = sums.get(burden.burden)
            if one is None:
                one = sums[burden.burden] = _Sum()
            one.places.add(item.place)
            # Of a drug that comes by several inputs the first one counts.
            if burden.weight > 0 and subject not in one.parts:
                one.parts[subject] = item, weight
                one.total += burden.weight
    inputs = len({item.place for item in items})
    return [
        _total(knowledge.burden_kinds[kind], sums[kind], inputs)
        for kind in sorted(sums)
        if sums[kind].parts
    ]


def _total(kind: BurdenKind, one: _Sum, inputs: int) -> BurdenTotal:
    parts = one.parts.values()
    risky = {item.side.risky for item, _ in parts if item.side is not None and item.side.risky}
    return BurdenTotal(
        id=kind.id,
        name=kind.name,
        contributors=_cited_once(parts),
        total=one.total,
        threshold=kind.threshold,
        # What one drug does by itself adds up to nothing: its own warnings tell of it.
        reached=one.total >= kind.threshold and len(parts) > 1,
        without_data=inputs - len(one.places),
        advice=not_suddenly(kind.advice, risky) if risky else kind.advice,
        citations=kind.citations,
    )


def _cited_once(parts: Iterable[tuple[Item, Weight]]) -> tuple[Contributor, ...]:
    """Members of one class rest on the same places: a place stands with the first of them only."""
    found = []
    seen: set[str] = set()
    for item, weight in parts:
        burden = weight.burden
        citations = burden.citations
        if not seen.isdisjoint(weight.places):
            citations = tuple(
                cited
                for cited, place in zip(citations, weight.places, strict=True)
                if place not in seen
            )
        seen.update(weight.places)
        words = item.taken.read.input
        found.append(Contributor(words, item.slug, burden.weight, weight.because, citations))
    return tuple(found)


def weights_of(item: Item, knowledge: Knowledge) -> Collection[Weight]:
    """For each burden the weight recorded of the nearest key; of two equally near, the heavier."""
    if item.subject is None:
        return ()
    memo: MutableMapping[Key, tuple[Weight, ...]] = knowledge.memo.burdens
    known = memo.get(item.subject)
    if known is None:
        found: dict[str, tuple[int, int, str, Burden]] = {}
        for rule_key, steps in item.rule_keys.steps.items():
            for burden in knowledge.burdens.get(rule_key, ()):
                claim = (steps, -burden.weight, rule_key, burden)
                if burden.burden not in found or claim[:3] < found[burden.burden][:3]:
                    found[burden.burden] = claim
        known = tuple(_weight(found[kind][3], knowledge) for kind in sorted(found))
        memo[item.subject] = known
    return known


def _weight(burden: Burden, knowledge: Knowledge) -> Weight:
    because = f"told of {name_of(burden.subject, knowledge)}"
    return Weight(burden, because, tuple(map(repr, burden.citations)))
