"""Burdens: what several drugs add up to, though each alone may seem little."""

from collections.abc import Collection, Iterable, MutableMapping, Sequence
from dataclasses import dataclass

from app.domain.facts import Advice, Burden, BurdenKind, Key
from app.domain.interactions.items import Item
from app.domain.interactions.result import BurdenTotal, Contributor
from app.domain.interactions.rules import stopping_words
from app.domain.knowledge import Knowledge, name_of


@dataclass(frozen=True, slots=True)
class Weight:
    """What is stated of a thing to a burden (`kind` is its id), and `because` of whom; `places` has
    each citation as a text.
    """

    burden: Burden
    because: str
    places: tuple[str, ...]
    kind: str


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
        subject, place = item.subject, item.place
        for weight in weights_of(item, knowledge):
            one = sums.get(weight.kind)
            if one is None:
                one = sums[weight.kind] = _Sum()
            one.places.add(place)
            adds = weight.burden.weight
            # Of a drug that comes by several inputs the first one counts.
            if adds > 0 and subject is not None and subject not in one.parts:
                one.parts[subject] = item, weight
                one.total += adds
    inputs = len({item.place for item in items})
    of_names: dict[tuple[str, ...], str] = {}
    return [
        _total(knowledge.burden_kinds[kind], one, inputs, of_names)
        for kind, one in sorted(sums.items())
        if one.parts
    ]


def _total(
    kind: BurdenKind, one: _Sum, inputs: int, of_names: dict[tuple[str, ...], str]
) -> BurdenTotal:
    """The burden; `of_names` are the words on stopping, made once for all burdens of a check."""
    parts, advice = one.parts.values(), kind.advice
    risky = tuple([item.side.risky for item, _ in parts if item.side and item.side.risky])
    if risky:
        words = of_names.get(risky)
        if words is None:
            words = of_names[risky] = stopping_words({*risky})
        advice = Advice(f"{advice.patient.rstrip()} {words}", advice.professional)
    return BurdenTotal(
        kind.id,
        kind.name,
        _cited_once(parts),
        one.total,
        kind.threshold,
        # What one drug does by itself adds up to nothing: its own warnings tell of it.
        one.total >= kind.threshold and len(parts) > 1,
        inputs - len(one.places),
        advice,
        kind.citations,
    )


def _cited_once(parts: Iterable[tuple[Item, Weight]]) -> tuple[Contributor, ...]:
    """Members of one class rest on the same places: a place stands with the first of them only."""
    found: list[Contributor] = []
    seen: set[str] = set()
    for item, weight in parts:
        burden, places = weight.burden, weight.places
        citations = burden.citations
        if found and not seen.isdisjoint(places):
            cited = zip(citations, places, strict=True)
            citations = tuple([one for one, place in cited if place not in seen])
        seen.update(places)
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
    return Weight(burden, because, tuple(map(repr, burden.citations)), burden.burden)
