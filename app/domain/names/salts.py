"""Which salt of a drug somebody meant: a salt word is left off only from a recorded name."""

from collections.abc import Iterable

from app.domain.facts import split_key
from app.domain.knowledge import Knowledge, NameHit
from app.domain.names.input import Input, meant, several
from app.domain.names.lexicon import Salted, salt_spellings, take_salt_apart
from app.domain.names.parse import ParsedDrug, split_combination, without_fillers

Hits = tuple[NameHit, ...]


def resolve_salt(text: str, parsed: ParsedDrug, knowledge: Knowledge) -> Input | None:
    """The input for a base with its salt; None where the two together are no recorded name.

    Then a salt word that is a drug itself is a second one, as in `spironolactone magnesium`; any
    other is left to be confirmed. A text that joins several names holds no salt: in
    `warfarin, potassium` the second is an input of its own.
    """
    words = without_fillers(parsed.words)
    salted = take_salt_apart(words)
    if not (salted.salt or salted.hydrate) or len(split_combination(text)) > 1:
        return None
    understood = parsed.understood
    hits = recorded_bases(salted, knowledge)
    if hits:
        salt = " ".join(word for word in words if word not in salted.base)
        return meant(text, hits, knowledge, {"salt": salt, **understood})
    dry = tuple(word for word in words if word not in salted.hydrate)
    for spelling in (*salt_spellings(words), " ".join(dry)):
        if spelling in knowledge.names:
            return meant(text, knowledge.names[spelling], knowledge, understood)
    if words[: len(salted.base)] != salted.base:
        return None
    return _as_two_drugs(text, salted, understood, knowledge)


def recorded_bases(salted: Salted, knowledge: Knowledge) -> Hits:
    """What the base means, as far as its salt is a recorded name of that drug.

    Water changes no drug: a base with nothing but a hydrate is the base.
    """
    hits = knowledge.names.get(" ".join(salted.base), ())
    return tuple(hit for hit in hits if _is_recorded(salted, hit, knowledge))


def _is_recorded(salted: Salted, hit: NameHit, knowledge: Knowledge) -> bool:
    drug = _drug_of(hit, knowledge)
    if drug is None or not salted.salt:
        return drug is not None
    bases = (" ".join(salted.base), knowledge.drugs[drug].name.lower())
    spellings = _with_salt(bases, salt_spellings(salted.salt))
    named = (name for one in spellings for name in knowledge.names.get(one, ()))
    return any(name.subject == f"drug:{drug}" for name in named)


def _with_salt(bases: Iterable[str], salts: Iterable[str]) -> Iterable[str]:
    """Each base with each spelling of the salt behind it, and before: `sodium valproate`."""
    for salt in salts:
        for base in bases:
            yield from (f"{base} {salt}", f"{salt} {base}")


def _drug_of(hit: NameHit, knowledge: Knowledge) -> str | None:
    """The one drug that a name means, also that of a product; None for several and for a class."""
    kind, slug = split_key(hit.subject)
    drugs = knowledge.products[slug].ingredients if kind == "product" else (slug,)
    return drugs[0] if kind != "class" and len(drugs) == 1 else None


def _as_two_drugs(
    text: str, salted: Salted, understood: dict[str, str], knowledge: Knowledge
) -> Input | None:
    """Base and salt as two drugs, where each is the name of exactly one.

    The words of the salt stand together: those within a name are no drug by themselves.
    """
    base = knowledge.names.get(" ".join(salted.base), ())
    salt = knowledge.names.get(" ".join(salted.salt), ())
    if any(len(hits) != 1 or _drug_of(hits[0], knowledge) is None for hits in (base, salt)):
        return None
    first = meant(" ".join(salted.base), base, knowledge, understood)
    return several(text, (first, meant(" ".join(salted.salt), salt, knowledge, {})))
