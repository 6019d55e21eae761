"""The same ingredient twice, or two of a class where doubling matters."""

from collections.abc import Sequence

from app.domain.checkup import Duplication
from app.domain.knowledge import Knowledge
from app.domain.units import Unit
from app.domain.wording import joined


def find_duplications(units: Sequence[Unit], knowledge: Knowledge) -> list[Duplication]:
    """Same ingredients first, then classes; each by its name."""
    return [*_same_ingredient(units, knowledge), *_same_class(units, knowledge)]


def _same_ingredient(units: Sequence[Unit], knowledge: Knowledge) -> list[Duplication]:
    by_drug: dict[str, list[Unit]] = {}
    for unit in units:
        if unit.is_drug:
            by_drug.setdefault(unit.slug, []).append(unit)
    found = []
    for slug, taken in sorted(by_drug.items()):
        if len(taken) > 1:
            drug = knowledge.drugs[slug]
            words = tuple(unit.taken.read.input for unit in taken)
            text = f"{joined([repr(word) for word in words])} are the same ingredient, {drug.name}."
            found.append(
                Duplication(
                    "same_ingredient", slug, drug.name, words, (slug,), text, drug.citations
                )
            )
    return found


def _same_class(units: Sequence[Unit], knowledge: Knowledge) -> list[Duplication]:
    found: list[Duplication] = []
    for label, drug_class in knowledge.doubling.items():
        taken = [unit for unit in units if label in unit.labels.steps]
        if len(taken) < 2 or len({unit.subject for unit in taken}) < 2:
            continue
        found.append(
            Duplication(
                "same_class",
                drug_class.id,
                drug_class.name,
                tuple(dict.fromkeys(unit.taken.read.input for unit in taken)),
                tuple(sorted({unit.slug for unit in taken if unit.is_drug})),
                drug_class.doubling or "",
                drug_class.citations,
            )
        )
    return found
