"""Finds a drug, class, condition, therapy or effect by whatever it is called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.conditions import find_condition
from app.domain.facts import Key, key, split_key
from app.domain.inputs import Asked, Candidate, Input
from app.domain.names import normalise
from app.domain.resolving import resolve
from app.domain.states import InputStatus, Via
from app.services.holding import Held
from app.services.nearest import closest


@dataclass(frozen=True, slots=True)
class FoundDrug:
    """One drug, and how the words were read."""

    drug: str
    matched: Input


@dataclass(frozen=True, slots=True)
class NotFound:
    """Why nothing was taken, with what may have been meant."""

    reason: str
    candidates: tuple[Candidate, ...]


def find_drug(held: Held, words: str) -> FoundDrug | NotFound:
    """The one drug that a slug, name or code means. Corrections are offered, never taken."""
    if words in held.knowledge.drugs:
        name = held.knowledge.drugs[words].name
        return FoundDrug(words, resolve(Asked(name), held.knowledge))
    matched = resolve(Asked(words), held.knowledge, held.nearest)
    if matched.status is InputStatus.RESOLVED and len(matched.drugs) == 1:
        return FoundDrug(matched.drugs[0].id, matched)
    return NotFound(_reason(matched), _candidates(matched))


def find_class(held: Held, words: str) -> str | NotFound:
    """The class that a slug, name or code means."""
    slug = words.removeprefix("class:")
    if slug in held.knowledge.classes:
        return slug
    matched = resolve(Asked(words), held.knowledge, held.nearest)
    if matched.drug_class is not None:
        return matched.drug_class.id
    near = tuple(one for one in matched.candidates if one.id.startswith("class:"))
    return NotFound("no class is known by this name or code", near)


def find_condition_by_words(held: Held, words: str) -> str | NotFound:
    """The condition that a slug, name or ICD-10 code means."""
    ids = find_condition(words, held.knowledge)
    if len(ids) == 1:
        return ids[0]
    coded = held.knowledge.codes.get(("icd10", words.strip().upper()), ())
    if len(coded) == 1 and split_key(coded[0])[0] == "condition":
        return split_key(coded[0])[1]
    if ids:
        return NotFound("this name means several conditions", _conditions(held, list(ids)))
    return NotFound("no condition is known by this name or code", _like(held, words))


def find_effect(held: Held, words: str) -> str | NotFound:
    """The effect that a slug or name means."""
    named = {
        normalise(text): effect.id
        for effect in held.knowledge.effects.values()
        for text in (effect.id, effect.name, *effect.names)
    }
    found = named.get(normalise(words))
    if found is not None:
        return found
    near = (named[spelling] for spelling in closest(normalise(words), named))
    names = {one: held.knowledge.effects[one].name for one in near}
    return NotFound("no effect is known by this name", _named(names))


def like(words: str, ids: Iterable[str]) -> tuple[Candidate, ...]:
    """The ids that are spelt like the words."""
    return _named({one: one for one in closest(words, ids)})


def _reason(matched: Input) -> str:
    if matched.via is Via.CLASS and matched.drug_class is not None:
        return f"this is a class, not a drug: see /classes/{matched.drug_class.id}"
    if matched.status is InputStatus.RESOLVED:
        return "this is a combination of several drugs; ask for each"
    if matched.status is InputStatus.AMBIGUOUS:
        return "this fits several drugs, so none was chosen"
    if matched.status is InputStatus.NEEDS_CONFIRMATION:
        return "no drug is known by exactly this name; the candidates are spelt like it"
    return matched.explanation[0] if matched.explanation else "no drug is known by this name"


def _candidates(matched: Input) -> tuple[Candidate, ...]:
    if matched.drugs:
        return tuple(Candidate(drug.id, drug.name, drug.name, 0) for drug in matched.drugs)
    return matched.candidates


def _like(held: Held, words: str) -> tuple[Candidate, ...]:
    """Conditions that are spelt like what was asked, and those that share a word with it."""
    names = held.knowledge.condition_names
    wanted = {word for word in normalise(words).split() if len(word) > 3}
    near = closest(normalise(words), names)
    near += [spelling for spelling in sorted(names) if wanted & set(spelling.split())]
    return _conditions(held, [one for spelling in near for one in names[spelling]])[:5]


def _conditions(held: Held, ids: list[str]) -> tuple[Candidate, ...]:
    return _named({one: held.knowledge.conditions[one].name for one in ids})


def _named(names: Mapping[str, str]) -> tuple[Candidate, ...]:
    return tuple(Candidate(one, name, name, 0) for one, name in names.items())


def subjects_of(held: Held, drug: str) -> list[Key]:
    """The drug and every class above it: whatever is told of one of these is told of the drug."""
    above = held.knowledge.classes_above.get(drug, {})
    return [key("drug", drug), *(key("class", slug) for slug in above)]
