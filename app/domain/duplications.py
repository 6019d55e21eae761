"""The same ingredient twice, or two of a class where doubling matters."""

from collections.abc import Sequence

from app.domain.checkup import Duplication
from app.domain.facts import key, split_key
from app.domain.knowledge import Knowledge
from app.domain.units import Unit
from app.domain.wording import joined


def find_duplications(units: Sequence[Unit], knowledge: Knowledge) -> list[Duplication]:
    """Same ingredients first, then classes; each by its name."""
    return [*_same_ingredient(units, knowledge), *_same_class(units, knowledge)]


def _same_ingredient(units: Sequence[Unit], knowledge: Knowledge) -> list[Duplication]:
    found = []
    for slug in sorted({_slug(unit) for unit in units if _is_drug(unit)}):
        taken = [unit for unit in units if unit.subject == key("drug", slug)]
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
    for slug in sorted(knowledge.classes):
        drug_class = knowledge.classes[slug]
        taken = [unit for unit in units if key("class", slug) in unit.labels]
        subjects = {unit.subject for unit in taken}
        if drug_class.doubling is None or len(subjects) < 2:
            continue
        found.append(
            Duplication(
                "same_class",
                slug,
                drug_class.name,
                tuple(dict.fromkeys(unit.taken.read.input for unit in taken)),
                tuple(sorted({_slug(unit) for unit in taken if _is_drug(unit)})),
                drug_class.doubling,
                drug_class.citations,
            )
        )
    return found


def _is_drug(unit: Unit) -> bool:
    return unit.subject is not None and split_key(unit.subject)[0] == "drug"


def _slug(unit: Unit) -> str:
    return split_key(unit.subject or "")[1]
