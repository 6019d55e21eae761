"""What other data sets tell already, so that the same thing told again is one thing."""

from collections import defaultdict

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
from app.domain.identifying import Identities
from app.domain.terms import NameKind
from app.importers.intake import Known
from app.store.facts import load_curated, load_told_by_others


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
    products: dict[str, Product] = {}
    for product in load_told_by_others(session, Product, data_set):
        products.setdefault(product.id, product)
    learners = {
        "drug": known.drugs.learn_code,
        "class": known.classes.learn_code,
        "condition": known.conditions.learn_code,
    }
    of_products = defaultdict(list)
    for code in load_told_by_others(session, Code, data_set):
        kind, slug = split_key(code.subject)
        if kind == "product":
            of_products[slug].append((code.system, code.code))
        elif kind in learners:
            learners[kind](slug, code.system, code.code)
    for slug, codes in of_products.items():
        if slug in products:
            for one in codes:
                known.products[one] = (slug, products[slug].ingredients)
