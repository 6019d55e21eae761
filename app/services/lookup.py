"""Finds things by whatever they are called: exactly, by search, and while a name is typed."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from app.domain.facts import Key, NameKind, key, split_key
from app.domain.knowledge import Knowledge, NameHit, Names, name_of
from app.domain.names.conditions import ConditionOffers, match_condition, offer_conditions
from app.domain.names.genes import folded
from app.domain.names.input import Asked, Candidate, Input, InputStatus, Via
from app.domain.names.resolve import resolve
from app.domain.names.text import normalise
from app.services.release import LoadedRelease, closest

# Candidates for a condition, and how many letters of two words must be alike.
_MOST_CONDITIONS = 5
_STEM = 4
# Words that say nothing of which condition is meant.
_OF_EVERY_CONDITION = frozenset(
    """
    disease disorder disorders syndrome chronic acute severe with problem problems trouble troubles
    issue issues condition conditions complaint complaints illness something badly weak
    """.split()  # noqa: SIM905 - a table
)
# What ends in one of these is taken for an illness, and is none: `water pills`.
_MEDICINES = frozenset(
    {"pill", "pills", "tablet", "tablets", "medicine", "medicines", "medication", "medications",
     "meds", "drugs", "thinner", "thinners"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundDrug:
    """One drug, and what the words for it were resolved to."""

    drug: str
    matched: Input


@dataclass(frozen=True, slots=True)
class NotFound:
    """Why the words did not name one thing, with what may have been meant."""

    reason: str
    candidates: tuple[Candidate, ...]


def find_drug(loaded: LoadedRelease, words: str) -> FoundDrug | NotFound:
    """The one drug that a slug, name or code means. Corrections are offered, never taken."""
    if words in loaded.knowledge.drugs:
        name = loaded.knowledge.drugs[words].name
        return FoundDrug(words, resolve(Asked(name), loaded.knowledge))
    matched = resolve(Asked(words), loaded.knowledge, loaded.nearest)
    if matched.status is InputStatus.RESOLVED and len(matched.drugs) == 1:
        return FoundDrug(matched.drugs[0].id, matched)
    return NotFound(_reason(matched), _candidates(matched))


def find_class(loaded: LoadedRelease, words: str) -> str | NotFound:
    """The class that a slug, name or code means."""
    slug = words.removeprefix("class:")
    if slug in loaded.knowledge.classes:
        return slug
    matched = resolve(Asked(words), loaded.knowledge, loaded.nearest)
    if matched.drug_class is not None:
        return matched.drug_class.id
    near = tuple(near for near in matched.candidates if near.id.startswith("class:"))
    return NotFound("no class is known by this name or code", near)


def find_condition_by_words(loaded: LoadedRelease, words: str) -> str | NotFound:
    """The condition that a slug, name or ICD-10 code means."""
    ids = match_condition(words, loaded.knowledge).conditions
    if len(ids) == 1:
        return ids[0]
    if ids:
        return NotFound("this name means several conditions", _conditions(loaded, ids))
    near = offer_conditions(words, loaded.knowledge, condition_offers(loaded.knowledge))
    return NotFound("no condition is known by this name or code", _conditions(loaded, near))


def find_effect(loaded: LoadedRelease, words: str) -> str | NotFound:
    """The effect that a slug or name means."""
    named = {
        normalise(text): effect.id
        for effect in loaded.knowledge.effects.values()
        for text in (effect.id, effect.name, *effect.names)
    }
    found = named.get(normalise(words))
    if found is not None:
        return found
    near = (named[spelling] for spelling in closest(normalise(words), named))
    names = {one: loaded.knowledge.effects[one].name for one in near}
    return NotFound("no effect is known by this name", _named(names))


def find_allergy_group(loaded: LoadedRelease, words: str) -> str | NotFound:
    """The allergy group that a slug or name means. Of two meanings none is chosen."""
    allergens = loaded.knowledge.allergens
    found = (words,) if words in allergens.groups else allergens.names.get(normalise(words), ())
    if len(found) == 1:
        return found[0]
    near = closest(normalise(words), allergens.names)
    ids = found or tuple(one for spelling in near for one in allergens.names[spelling])
    names = {one: allergens.groups[one].name for one in ids}
    return NotFound("no allergy group is known by this name", _named(names))


def find_gene(loaded: LoadedRelease, words: str) -> str | NotFound:
    """The gene that a symbol or another name means."""
    data = loaded.knowledge.gene_data
    found = data.names.get(folded(words))
    if found is not None:
        return found
    near = (data.names[spelling] for spelling in closest(folded(words), data.names))
    return NotFound(
        "no gene is known by this name", _named({one: data.genes[one].symbol for one in near})
    )


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


@dataclass(frozen=True, slots=True)
class Shared:
    """How many words a name of a condition shares with others, and how much is recorded of it."""

    words: int
    weight: int
    name: str


def condition_offers(knowledge: Knowledge) -> ConditionOffers:
    """Finds the conditions that are spelt like some words, and those that share most with them.

    Of equal ones that with most drugs comes first: `sleep` is insomnia before sleep apnea. A word
    as short as `cold` is near too many to be a slip of one. Words of every condition tell nothing,
    and a medicine is no condition.
    """
    names = knowledge.condition_names
    stems: dict[str, set[str]] = {}
    weights: Counter[str] = Counter()

    def offers(spelling: str) -> tuple[str, ...]:
        if spelling in knowledge.names or not _MEDICINES.isdisjoint(spelling.split()[-1:]):
            return ()
        wanted = _stems(spelling)
        own = " ".join(word for word in spelling.split() if word not in _OF_EVERY_CONDITION)
        near = closest(own, names) if len(own) > _STEM else []
        # Made for the first words that are not known, and once for all of a question.
        if not stems:
            stems.update({name: _stems(name) for name in names})
            weights.update(use.condition for uses in knowledge.indications.values() for use in uses)
            weights.update(slug for slug, ways in knowledge.treatments.items() for _ in ways)
        shared = [
            Shared(len(wanted & of_name), max(weights[one] for one in names[name]), name)
            for name, of_name in stems.items()
        ]
        near += [one.name for one in sorted(shared, key=_most_shared) if one.words]
        ids = dict.fromkeys(one for name in near for one in names[name])
        # Who is offered a condition finds its kinds there: they stand behind the others.
        seen: set[str] = set()
        kinds = {one for one in ids if _goes_with(one, seen, knowledge)}
        return tuple(sorted(ids, key=kinds.__contains__))[:_MOST_CONDITIONS]

    return offers


def _goes_with(condition: str, seen: set[str], knowledge: Knowledge) -> bool:
    """Whether it is a kind of one that was seen before; it is seen now itself."""
    seen.add(condition)
    return not seen.isdisjoint(knowledge.condition_parents.get(condition, ()))


def _stems(spelling: str) -> set[str]:
    """The beginnings of its words: `smoker` and `smoking` share one."""
    return {
        word[:_STEM]
        for word in spelling.split()
        if len(word) >= _STEM and word not in _OF_EVERY_CONDITION
    }


def _most_shared(one: Shared) -> tuple[int, int, int, str]:
    return -one.words, -one.weight, len(one.name), one.name


def _conditions(loaded: LoadedRelease, ids: Iterable[str]) -> tuple[Candidate, ...]:
    return _named({one: loaded.knowledge.conditions[one].name for one in ids})


def _named(names: Mapping[str, str]) -> tuple[Candidate, ...]:
    return tuple(Candidate(one, name, name, 0) for one, name in names.items())


def subjects_of(loaded: LoadedRelease, drug: str) -> list[Key]:
    """The drug and every class above it: whatever holds for one of these holds for the drug."""
    above = loaded.knowledge.classes_above.get(drug, {})
    return [key("drug", drug), *(key("class", slug) for slug in above)]


# More names than this help nobody: whoever asks will type more letters.
_MOST = 1_000
_SHORT = 2
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A thing with the words in one of its names; `rank` 0: the whole name, 3: within a word."""

    subject: Key
    name: str
    matched_name: str
    rank: int


def search(loaded: LoadedRelease, words: str) -> list[SearchHit]:
    """All things with a name that holds the words, the closest first; each thing once."""
    wanted, knowledge = normalise(words), loaded.knowledge
    best: dict[Key, SearchHit] = {}
    for spelling, subject, text in _spellings(wanted, loaded) if wanted else ():
        rank = _rank(wanted, spelling)
        known = best.get(subject)
        if rank is not None and (known is None or (rank, text) < (known.rank, known.matched_name)):
            best[subject] = SearchHit(subject, _name(subject, text, knowledge), text, rank)
    return sorted(best.values(), key=lambda hit: (hit.rank, hit.name.casefold(), hit.subject))


def _name(subject: Key, text: str, knowledge: Knowledge) -> str:
    """The name of a thing; of a product the one that was found, since to unpack a thousand products
    would take longer than all the rest.
    """
    return text if subject.startswith("product:") else name_of(subject, knowledge)


def _rank(wanted: str, spelling: str) -> int | None:
    if wanted == spelling:
        return 0
    if spelling.startswith(wanted):
        return 1
    if f" {wanted}" in spelling:
        return 2
    return 3 if len(wanted) > _SHORT and wanted in spelling else None


def _spellings(wanted: str, loaded: LoadedRelease) -> Iterator[tuple[str, Key, str]]:
    names = loaded.knowledge.names
    for place in islice(_places(wanted, names), _MOST):
        for hit in names.hits(place):
            yield names.texts[place], hit.subject, hit.text
    others = loaded.cache.spellings.get(lambda: _other_spellings(loaded.knowledge))
    yield from (one for one in others if wanted in one[0])


def _places(wanted: str, names: Names) -> Iterator[int]:
    """Those that begin so first: of a part that very many names hold, these are what is meant."""
    first = bisect_left(names.texts, wanted)
    end = bisect_left(names.texts, wanted + _LAST)
    yield from range(first, end)
    # Within a word too short a part means nothing.
    for place in names.containing(wanted if len(wanted) > _SHORT else f" {wanted}"):
        if not first <= place < end:
            yield place


def _other_spellings(knowledge: Knowledge) -> list[tuple[str, Key, str]]:
    """Every spelling of a condition, therapy or effect."""
    things = (
        ("condition", knowledge.conditions.values()),
        ("therapy", knowledge.therapies.values()),
        ("effect", knowledge.effects.values()),
    )
    return [
        (normalise(text), key(kind, thing.id), text)
        for kind, named in things
        for thing in named
        for text in (thing.name, *thing.names)
    ]


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
    """The best known things with a name in which a word begins as typed, each thing once: a brand
    of one drug that also stands as a product is one thing.
    """
    hits = knowledge.completions.complete(normalise(typed), most)
    found: dict[str, Suggestion] = {}
    for hit in hits:
        one = _suggestion(hit, knowledge)
        found.setdefault(one.label, one)
    return list(found.values())


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
