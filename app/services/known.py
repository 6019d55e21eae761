"""What is known when an import begins: all that the other data sets tell, by name and by code."""

from collections.abc import Iterator, Mapping

from sqlmodel import Session

from app.domain.facts import (
    Code,
    Condition,
    Drug,
    DrugClass,
    Effect,
    Membership,
    Name,
    NameKind,
    Product,
    split_key,
)
from app.domain.names.matching import CodeOf, Identities
from app.domain.names.recognise import CuratedNames
from app.domain.names.text import normalise
from app.importers.run import Known
from app.index.pack import curated_names
from app.store.read import load_curated_facts, load_facts_of_others

KnownProduct = tuple[str, tuple[str, ...]]


def known_things(session: Session, data_set: str) -> Known:
    """All things that data sets other than this one tell."""
    products = {one.id: one for one in load_curated_facts(session, Product)}
    known = Known(
        curated_names=curated_names(lambda kind: load_curated_facts(session, kind)),
        curated_products=products,
    )
    _learn_drugs(session, data_set, known.drugs, known.curated_names)
    for drug_class in load_facts_of_others(session, DrugClass, data_set):
        known.classes.learn(drug_class, (drug_class.name, *drug_class.names))
    for condition in load_facts_of_others(session, Condition, data_set):
        known.conditions.learn(condition, (condition.name, *condition.names))
    for effect in load_facts_of_others(session, Effect, data_set):
        known.effects.learn(effect, (effect.name, *effect.names))
    _learn_codes(session, data_set, known)
    known.products = _Products(session, data_set)
    known.curated_classes = frozenset(one.id for one in load_curated_facts(session, DrugClass))
    known.classified = {one.id: set() for one in load_curated_facts(session, Drug)}
    for member in load_curated_facts(session, Membership):
        if member.holds:
            known.classified[member.drug].add(member.drug_class)
    return known


def _learn_drugs(
    session: Session, data_set: str, drugs: Identities[Drug], curated: CuratedNames
) -> None:
    """Drugs by their names, but for a name that curators have for something else."""

    def learn(drug: str, text: str) -> None:
        meanings = curated.get(normalise(text))
        if meanings is None or any(hit.subject == f"drug:{drug}" for hit in meanings):
            drugs.learn_name(drug, text)

    for drug in load_facts_of_others(session, Drug, data_set):
        drugs.things.setdefault(drug.id, drug)
        learn(drug.id, drug.id)
        learn(drug.id, drug.name)
    for name in load_facts_of_others(session, Name, data_set):
        # A brand is no evidence: in another country it may hold something else.
        if name.kind is not NameKind.BRAND and name.drug in drugs.things:
            learn(name.drug, name.text)


def _learn_codes(session: Session, data_set: str, known: Known) -> None:
    learners = {
        "drug": known.drugs.learn_code,
        "class": known.classes.learn_code,
        "condition": known.conditions.learn_code,
    }
    for code in load_facts_of_others(session, Code, data_set):
        kind, slug = split_key(code.subject)
        if kind in learners:
            learners[kind](slug, code.system, code.code)


class _Products(Mapping[CodeOf, KnownProduct]):
    """Products by their codes, read when first asked for: there may be hundreds of thousands, and
    most data sets know of none.
    """

    def __init__(self, session: Session, data_set: str) -> None:
        self._session = session
        self._data_set = data_set
        self._found: dict[CodeOf, KnownProduct] | None = None

    def __getitem__(self, code: CodeOf) -> KnownProduct:
        return self._all()[code]

    def __iter__(self) -> Iterator[CodeOf]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> dict[CodeOf, KnownProduct]:
        if self._found is None:
            made_of: dict[str, KnownProduct] = {}
            for product in load_facts_of_others(self._session, Product, self._data_set):
                made_of.setdefault(product.id, (product.id, product.ingredients))
            self._found = {}
            for code in load_facts_of_others(self._session, Code, self._data_set):
                kind, slug = split_key(code.subject)
                if kind == "product" and slug in made_of:
                    self._found[code.system, code.code] = made_of[slug]
        return self._found
