"""The same ingredient twice, or two of a class where doubling matters."""

from collections.abc import Sequence

from app.domain.english import joined
from app.domain.interactions.items import Item
from app.domain.interactions.result import Duplication
from app.domain.knowledge import Knowledge


def find_duplications(items: Sequence[Item], knowledge: Knowledge) -> list[Duplication]:
    """Same ingredients first, then classes; each by its name."""
    return [*_same_ingredient(items, knowledge), *_same_class(items, knowledge)]


def _same_ingredient(items: Sequence[Item], knowledge: Knowledge) -> list[Duplication]:
    by_drug: dict[str, list[Item]] = {}
    for item in items:
        if item.is_drug:
            by_drug.setdefault(item.slug, []).append(item)
    found = []
    for slug, taken in sorted(by_drug.items()):
        if len(taken) > 1:
            drug = knowledge.drugs[slug]
            words = tuple(item.taken.read.input for item in taken)
            text = f"{joined([repr(word) for word in words])} are the same ingredient, {drug.name}."
            found.append(
                Duplication(
                    "same_ingredient", slug, drug.name, words, (slug,), text, drug.citations
                )
            )
    return found


def _same_class(items: Sequence[Item], knowledge: Knowledge) -> list[Duplication]:
    found: list[Duplication] = []
    for rule_key, drug_class in knowledge.doubling.items():
        taken = [item for item in items if rule_key in item.rule_keys.steps]
        if len(taken) < 2 or len({item.subject for item in taken}) < 2:
            continue
        found.append(
            Duplication(
                "same_class",
                drug_class.id,
                drug_class.name,
                tuple(dict.fromkeys(item.taken.read.input for item in taken)),
                tuple(sorted({item.slug for item in taken if item.is_drug})),
                drug_class.doubling or "",
                drug_class.citations,
            )
        )
    return found
