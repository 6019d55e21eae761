"""From a name or code to RxCUIs, and from a RxCUI to those around it."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.domain.facts import CodeSystem, Concept, Key, NameKind, ProductKind, Term, key, split_key
from app.domain.interactions.recorded import drugs_of
from app.domain.knowledge import Knowledge, NameHit
from app.domain.names.codes import subjects_of
from app.domain.names.input import Asked, InputStatus
from app.domain.names.lexicon import without_salts
from app.domain.names.resolve import resolve
from app.domain.names.text import normalise
from app.services.release import LoadedRelease
from app.store.read import find_links_from, find_links_to, list_facts

# How well a written term fits, at most: the whole name, a drug with strength or form beside it,
# a spelling that is near.
_EXACT, _READ, _NEAR = 100, 90, 80
_TYPE_OF = {NameKind.BRAND: "BN", NameKind.SALT: "PIN"}


@dataclass(frozen=True, slots=True)
class Fitting:
    """A term that may have been meant, from 100 (its very name) down."""

    term: Term
    score: int


def named_exactly(session: Session, name: str, knowledge: Knowledge) -> list[Term]:
    """The terms of this name, or synonym; case and signs do not count.

    A brand without a RxCUI here is the drug it is a brand of.
    """
    spelling = normalise(name)
    found = _unique(
        term
        for hit in knowledge.names.get(spelling, ())
        for term in _terms_of(hit, spelling, knowledge)
    )
    if found:
        return found
    # Groups of products, dose forms and the like are found by their very name only.
    concepts = list_facts(session, Concept, name=name.strip(), retired=False)
    return [knowledge.terms[concept.id] for concept in concepts]


def named_loosely(session: Session, name: str, knowledge: Knowledge) -> list[Term]:
    """Those of the name, and the drug and its salts where only the salt makes the difference."""
    found = named_exactly(session, name, knowledge)
    bare = without_salts(tuple(normalise(name).split()))
    for hit in knowledge.names.get(" ".join(bare), ()):
        kind, slug = split_key(hit.subject)
        if kind == "drug" and hit.kind is not NameKind.BRAND:
            found += [
                term
                for term in knowledge.terms.named(slug)
                if term.term_type == "IN"
                or without_salts(tuple(normalise(term.name).split())) == bare
            ]
    return _unique(found)


def of_code(system: CodeSystem, code: str, knowledge: Knowledge) -> list[Term]:
    """The terms that a code of another system names."""
    subjects = subjects_of(system, code.strip().upper(), knowledge)
    return _unique(term for subject in subjects for term in terms_of(subject, knowledge))


def terms_of(subject: Key, knowledge: Knowledge) -> list[Term]:
    """What a drug or product goes by."""
    kind, slug = split_key(subject)
    if kind == "product":
        return knowledge.terms.of_product(slug)
    ingredient = knowledge.terms.ingredient(slug) if kind == "drug" else None
    return [ingredient] if ingredient is not None else []


def fitting(session: Session, text: str, loaded: LoadedRelease) -> list[Fitting]:
    """All that may have been meant by a text, the likeliest first."""
    knowledge = loaded.knowledge
    found = [Fitting(term, _EXACT) for term in named_exactly(session, text, knowledge)]
    read = resolve(Asked(text), knowledge, loaded.nearest)
    if read.status is InputStatus.RESOLVED:
        keys = [f"product:{read.product.id}"] if read.product is not None else []
        keys += [f"drug:{drug.id}" for drug in read.drugs]
        found += [Fitting(term, _READ) for subject in keys for term in terms_of(subject, knowledge)]
    for near in loaded.nearest(normalise(text)):
        for hit in knowledge.names.get(near.spelling, ()):
            score = round(_NEAR * near.likeness)
            terms = _terms_of(hit, near.spelling, knowledge)
            found += [Fitting(term, score) for term in terms]
    best: dict[str, Fitting] = {}
    for one in sorted(found, key=lambda one: -one.score):
        best.setdefault(one.term.rxcui, one)
    return list(best.values())


def parts_of(name: str, knowledge: Knowledge) -> list[Term]:
    """The ingredients of the products of a name, for a brand that has no RxCUI itself."""
    slugs = (split_key(hit.subject) for hit in knowledge.names.get(normalise(name), ()))
    products = (knowledge.products[slug] for kind, slug in slugs if kind == "product")
    drugs = (drug for product in products for drug in product.ingredients)
    return _unique(term for drug in drugs for term in terms_of(key("drug", drug), knowledge))


_IN_THE_NAME = re.compile(r"\[([^\]]+)\]\s*$")


def is_brand(name: str, terms: Sequence[Term], knowledge: Knowledge) -> bool:
    """Whether a name is that of a brand, and of nothing else that it was read as."""
    if all(term.term_type == "BN" for term in terms):
        return True
    hits = knowledge.names.get(normalise(name), ())
    return bool(hits) and all(_is_of_brand(hit, knowledge) for hit in hits)


def _is_of_brand(hit: NameHit, knowledge: Knowledge) -> bool:
    kind, slug = split_key(hit.subject)
    if kind == "product":
        product = knowledge.products[slug]
        return product.kind is ProductKind.BRAND and product.strength is None
    return hit.kind is NameKind.BRAND


def is_of_brand(term: Term, brand: str) -> bool:
    """Whether a product is sold under a brand, by its name: `… [Brand]`, or `Brand 5 MG …`.

    A word between the brand and the strength makes another brand: Tylenol PM.
    """
    wanted = normalise(brand)
    bracketed = _IN_THE_NAME.search(term.name)
    if bracketed:
        return normalise(bracketed[1]) == wanted
    begun = f"{normalise(term.name)} "
    return begun.startswith(f"{wanted} ") and begun[len(wanted) + 1 :][:1].isdigit()


def _terms_of(hit: NameHit, spelling: str, knowledge: Knowledge) -> list[Term]:
    """What a name means: the brand or salt of that name, if it has a RxCUI; else the drug."""
    kind, slug = split_key(hit.subject)
    wanted = _TYPE_OF.get(hit.kind) if kind == "drug" else None
    if wanted is not None:
        own = [
            term
            for term in knowledge.terms.named(slug)
            if term.term_type == wanted and normalise(term.name) == spelling
        ]
        if own:
            return own
    return terms_of(hit.subject, knowledge)


def _unique(terms: Iterable[Term]) -> list[Term]:
    return list(dict.fromkeys(terms))


TERM_TYPES = (
    "BN", "BPCK", "DF", "DFG", "GPCK", "IN", "MIN", "PIN", "SBD", "SBDC", "SBDF", "SBDG", "SCD",
    "SCDC", "SCDF", "SCDG",
)  # fmt: skip
# Those that lead down to the ingredients, as links are kept; read backwards they lead up.
_DOWN = (
    "has_ingredient", "has_ingredients", "has_precise_ingredient", "consists_of", "contains",
    "tradename_of", "form_of", "has_part", "isa", "quantified_form_of",
)  # fmt: skip
_SIDEWAYS = ("has_dose_form", "has_doseformgroup")
# The other direction of each relation, under its own name.
_INVERSE = {
    "ingredient_of": "has_ingredient", "ingredients_of": "has_ingredients",
    "precise_ingredient_of": "has_precise_ingredient", "constitutes": "consists_of",
    "contained_in": "contains", "has_tradename": "tradename_of", "has_form": "form_of",
    "part_of": "has_part", "inverse_isa": "isa", "has_quantified_form": "quantified_form_of",
    "dose_form_of": "has_dose_form", "doseformgroup_of": "has_doseformgroup",
    "boss_of": "has_boss",
}  # fmt: skip
RELATIONS = frozenset({*_DOWN, *_SIDEWAYS, "has_boss", *_INVERSE})
# Above a brand stand its products; the same without a brand is one step beside them.
_UNBRANDED = ("tradename_of",)


def related(session: Session, rxcui: str, knowledge: Knowledge) -> dict[str, list[Term]]:
    """All terms around one, by their type; each list in the order of names."""
    term: Term | None = knowledge.terms.get(rxcui)
    if term is None:
        return {}
    found = _made_here(term, knowledge)
    if term.imported:
        found |= _imported(session, term, knowledge)
    found.discard(rxcui)
    return _by_type(found, knowledge)


def related_by(
    session: Session, rxcui: str, relations: Collection[str], knowledge: Knowledge
) -> dict[str, list[Term]]:
    """The terms to which one stands in these relations, by their type."""
    kept = [relation for relation in relations if relation not in _INVERSE]
    turned = [_INVERSE[relation] for relation in relations if relation in _INVERSE]
    found = {other for _, _, other in find_links_from(session, [rxcui], kept)}
    found |= {one for one, _, _ in find_links_to(session, [rxcui], turned)}
    return _by_type(found, knowledge)


def _imported(session: Session, term: Term, knowledge: Knowledge) -> set[str]:
    """Up and down by the links of RxNorm; beside what was found, its dose forms and brands."""

    def down(some: Collection[str]) -> set[str]:
        # A brand is of several products, so that below it stands what this one does not hold.
        walked = [one for one in some if one == term.rxcui or not _is_brand(one, knowledge)]
        return {other for _, _, other in find_links_from(session, walked, _DOWN)}

    def up(some: Collection[str]) -> set[str]:
        return {one for one, _, _ in find_links_to(session, some, _DOWN)}

    above = _closure({term.rxcui}, up)
    found = above | _closure({term.rxcui}, down)
    if term.term_type not in ("IN", "PIN", "MIN"):
        beside = find_links_from(session, above, (*_UNBRANDED, "has_ingredient"))
        found |= {other for _, _, other in beside}
    forms = {other for _, _, other in find_links_from(session, found, _SIDEWAYS)}
    return found | forms | {other for _, _, other in find_links_from(session, forms, _SIDEWAYS)}


def _is_brand(rxcui: str, knowledge: Knowledge) -> bool:
    term: Term | None = knowledge.terms.get(rxcui)
    return term is not None and term.term_type == "BN"


def _closure(start: set[str], step: Callable[[Collection[str]], set[str]]) -> set[str]:
    found, newest = set(start), start
    while newest:
        newest = step(newest) - found
        found |= newest
    return found


def _made_here(term: Term, knowledge: Knowledge) -> set[str]:
    """Where RxNorm tells nothing: the ingredients of a product, the products of an ingredient."""
    terms = knowledge.terms
    drugs = drugs_of(term.rxcui, knowledge)
    found: set[str] = set()
    for drug in drugs:
        if not term.imported:
            found |= {one.rxcui for one in terms.named(drug) if one.term_type == "IN"}
        if term.term_type == "IN":
            found |= {one.rxcui for one in terms.made_of(drug)}
            found |= {one.rxcui for one in terms.named(drug)} if not term.imported else set()
    return found


def _by_type(rxcuis: Iterable[str], knowledge: Knowledge) -> dict[str, list[Term]]:
    by_type: Mapping[str, list[Term]] = defaultdict(list)
    for rxcui in rxcuis:
        term: Term | None = knowledge.terms.get(rxcui)
        if term is not None and not term.retired:
            by_type[term.term_type].append(term)
    return {
        term_type: sorted(terms, key=lambda one: (one.name.casefold(), one.rxcui))
        for term_type, terms in sorted(by_type.items())
    }
