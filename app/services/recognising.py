"""What other data sets tell already, so that the same thing told again is one thing."""

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
    Product,
    split_key,
)
from app.domain.identifying import CodeOf, Identities
from app.domain.terms import NameKind
from app.importers.intake import Known
from app.store.facts import load_curated, load_told_by_others

KnownProduct = tuple[str, tuple[str, ...]]


def known_things(session: Session, data_set: str) -> Known:
    """All things that data sets other than this one tell."""
    known = Known()
    _learn_drugs(session, data_set, known.drugs)
    for drug_class in load_told_by_others(session, DrugClass, data_set):
        known.classes.learn(drug_class, (drug_class.name, *drug_class.names))
    for condition in load_told_by_others(session, Condition, data_set):
        known.conditions.learn(condition, (condition.name, *condition.names))
    for effect in load_told_by_others(session, Effect, data_set):
        known.effects.learn(effect, (effect.name, *effect.names))
    _learn_codes(session, data_set, known)
    known.products = _Products(session, data_set)
    known.curated_classes = frozenset(one.id for one in load_curated(session, DrugClass))
    known.classified = {one.id: set() for one in load_curated(session, Drug)}
    for member in load_curated(session, Membership):
        if member.holds:
            known.classified[member.drug].add(member.drug_class)
    return known


def _learn_drugs(session: Session, data_set: str, drugs: Identities[Drug]) -> None:
    for drug in load_told_by_others(session, Drug, data_set):
        drugs.learn(drug, (drug.name,))
    for name in load_told_by_others(session, Name, data_set):
        # A brand is no evidence: in another country it may hold something else.
        if name.kind is not NameKind.BRAND and name.drug in drugs.things:
            drugs.learn_name(name.drug, name.text)


def _learn_codes(session: Session, data_set: str, known: Known) -> None:
    learners = {
        "drug": known.drugs.learn_code,
        "class": known.classes.learn_code,
        "condition": known.conditions.learn_code,
    }
    for code in load_told_by_others(session, Code, data_set):
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
            for product in load_told_by_others(self._session, Product, self._data_set):
                made_of.setdefault(product.id, (product.id, product.ingredients))
            self._found = {}
            for code in load_told_by_others(self._session, Code, self._data_set):
                kind, slug = split_key(code.subject)
                if kind == "product" and slug in made_of:
                    self._found[code.system, code.code] = made_of[slug]
        return self._found
