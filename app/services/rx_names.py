"""From a name or code to RxCUIs."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from app.domain.coded import subjects_of
from app.domain.facts import Concept, Key, split_key
from app.domain.inputs import Asked
from app.domain.knowledge import Knowledge
from app.domain.names import normalise
from app.domain.reading import without_salts
from app.domain.resolving import resolve
from app.domain.shelves import NameHit, Term
from app.domain.states import InputStatus
from app.domain.terms import CodeSystem, NameKind
from app.services.holding import Held
from app.store.facts import list_facts

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


def fitting(session: Session, text: str, held: Held) -> list[Fitting]:
    """All that may have been meant by a text, the likeliest first."""
    knowledge = held.knowledge
    found = [Fitting(term, _EXACT) for term in named_exactly(session, text, knowledge)]
    read = resolve(Asked(text), knowledge, held.nearest)
    if read.status is InputStatus.RESOLVED:
        keys = [f"product:{read.product.id}"] if read.product is not None else []
        keys += [f"drug:{drug.id}" for drug in read.drugs]
        found += [Fitting(term, _READ) for subject in keys for term in terms_of(subject, knowledge)]
    for near in held.nearest(normalise(text)):
        for hit in knowledge.names.get(near.spelling, ()):
            score = round(_NEAR * near.likeness)
            terms = _terms_of(hit, near.spelling, knowledge)
            found += [Fitting(term, score) for term in terms]
    best: dict[str, Fitting] = {}
    for one in sorted(found, key=lambda one: -one.score):
        best.setdefault(one.term.rxcui, one)
    return list(best.values())


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
