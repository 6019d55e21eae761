"""Indexes of names: what each spelling means."""

from collections import defaultdict
from collections.abc import Iterable

from app.domain.facts import Condition, Drug, DrugClass, LookAlike, Name, key
from app.domain.indexes import grouped
from app.domain.knowledge import NameHit
from app.domain.names import normalise
from app.domain.terms import NameKind

_RANK = {kind: rank for rank, kind in enumerate(NameKind)}


def name_index(
    names: Iterable[Name], drugs: Iterable[Drug], classes: Iterable[DrugClass]
) -> dict[str, tuple[NameHit, ...]]:
    """Every spelling of a drug or class, with all that it can mean."""
    found: dict[str, dict[str, NameHit]] = defaultdict(dict)

    def add(subject: str, text: str, kind: NameKind, region: str | None = None) -> None:
        found[normalise(text)].setdefault(subject, NameHit(subject, text, kind, region))

    for name in sorted(names, key=lambda n: (n.drug, _RANK[n.kind], n.text)):
        add(key("drug", name.drug), name.text, name.kind, name.region)
    for drug in drugs:
        add(key("drug", drug.id), drug.name, NameKind.GENERIC)
        add(key("drug", drug.id), drug.id, NameKind.GENERIC)
    for drug_class in classes:
        for text in (drug_class.name, *drug_class.names, drug_class.id):
            add(key("class", drug_class.id), text, NameKind.SYNONYM)
    return {
        spelling: tuple(hits[subject] for subject in sorted(hits))
        for spelling, hits in found.items()
    }


def condition_index(conditions: Iterable[Condition]) -> dict[str, tuple[str, ...]]:
    """Every spelling of a condition, with the ids of all that it can mean."""
    pairs = (
        (normalise(text), condition.id)
        for condition in conditions
        for text in (condition.id, condition.name, *condition.names)
    )
    return {spelling: tuple(sorted(ids)) for spelling, ids in grouped(pairs).items()}


def look_alike_index(pairs: Iterable[LookAlike]) -> dict[str, frozenset[str]]:
    """For each spelling, the ones that it is taken for; both ways."""
    one_way = [(normalise(pair.one), normalise(pair.other)) for pair in pairs]
    return grouped([*one_way, *((other, one) for one, other in one_way)])
