"""Completes a name while it is typed."""

from dataclasses import dataclass

from app.domain.explaining import name_of
from app.domain.facts import Key, key, split_key
from app.domain.knowledge import Knowledge
from app.domain.names import normalise
from app.domain.shelves import NameHit
from app.domain.terms import NameKind


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that fits what was typed so far, and the drugs (or class) behind it."""

    text: str
    label: str
    subject: Key
    name: str
    kind_of_name: NameKind
    region: str | None
    ingredients: tuple[str, ...]


def suggest(knowledge: Knowledge, typed: str, most: int) -> list[Suggestion]:
    """The best known things with a name in which a word begins as typed, each thing once."""
    hits = knowledge.completions.complete(normalise(typed), most)
    return [_suggestion(hit, knowledge) for hit in hits]


def _suggestion(hit: NameHit, knowledge: Knowledge) -> Suggestion:
    name = name_of(hit.subject, knowledge)
    ingredients = _ingredients(hit.subject, knowledge)
    names = [knowledge.drugs[slug].name for slug in ingredients] or [name]
    behind = " + ".join(names)
    plain = normalise(hit.text) == normalise(behind)
    return Suggestion(
        text=hit.text,
        label=hit.text if plain else f"{hit.text} ({behind})",
        subject=hit.subject,
        name=name,
        kind_of_name=hit.kind,
        region=hit.region,
        ingredients=ingredients,
    )


def _ingredients(subject: Key, knowledge: Knowledge) -> tuple[str, ...]:
    kind, slug = split_key(subject)
    if kind == "product":
        return knowledge.products[slug].ingredients
    return (slug,) if subject == key("drug", slug) else ()
