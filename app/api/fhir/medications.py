"""MedicationKnowledge, Medication and Substance, in the shapes of R4 and R5."""

from collections.abc import Callable, Mapping, Sequence

from app.api.fhir.codes import (
    URLS,
    Context,
    Resource,
    coding,
    codings_of,
    concept,
    fhir_id,
    named_by,
    reference,
    subjects_of_code,
)
from app.domain.facts import CodeSystem, Key, Product, key, split_key
from app.domain.knowledge import Knowledge

_PRODUCT = "product."


def drug_keys(context: Context) -> list[Key]:
    """All substances."""
    return [key("drug", slug) for slug in context.knowledge.drugs]


def product_keys(context: Context) -> list[Key]:
    """All products."""
    return [key("product", slug) for slug in context.knowledge.products]


def medicine_keys(context: Context) -> list[Key]:
    """All of both: what a MedicationKnowledge can be of."""
    return [*drug_keys(context), *product_keys(context)]


def find_drug(name: str, context: Context) -> Key | None:
    """The substance with this id."""
    slug = named_by(name, context.knowledge.drugs)
    return None if slug is None else key("drug", slug)


def find_product(name: str, context: Context) -> Key | None:
    """The product with this id."""
    slug = named_by(name, context.knowledge.products)
    return None if slug is None else key("product", slug)


def find_medicine(name: str, context: Context) -> Key | None:
    """The substance, or the product behind its prefix."""
    if name.startswith(_PRODUCT):
        return find_product(name.removeprefix(_PRODUCT), context)
    return find_drug(name, context)


def substance(subject: Key, context: Context) -> Resource:
    """A drug as a substance."""
    found = concept(subject, context)
    drug = context.knowledge.drugs[split_key(subject)[1]]
    common = {
        "resourceType": "Substance",
        "id": fhir_id(drug.id),
        "meta": context.meta(),
        "status": "active",
    }
    if context.is_r4:
        return {**common, "code": found, "description": drug.description}
    return {
        **common,
        "instance": False,
        "code": {"concept": found},
        "description": drug.description,
    }


def medication(subject: Key, context: Context) -> Resource:
    """A product."""
    product = context.knowledge.products[split_key(subject)[1]]
    form = {} if product.form is None else {_form_field(context): {"text": product.form}}
    return {
        "resourceType": "Medication",
        "id": fhir_id(product.id),
        "meta": context.meta(),
        "code": _code_of_product(product, subject, context),
        "status": "active",
        **form,
        "ingredient": _ingredients(product.ingredients, context),
    }


def _form_field(context: Context) -> str:
    return "form" if context.is_r4 else "doseForm"


def _code_of_product(product: Product, subject: Key, context: Context) -> Resource:
    codings = codings_of([subject], context)
    return {**({"coding": codings} if codings else {}), "text": product.name}


def _ingredients(drugs: Sequence[str], context: Context) -> list[Resource]:
    return [_ingredient(reference(key("drug", one), context.knowledge), context) for one in drugs]


def _ingredient(item: Resource, context: Context) -> Resource:
    if context.is_r4:
        return {"itemReference": item, "isActive": True}
    return {"item": {"reference": item}, "isActive": True}


def medication_knowledge(subject: Key, context: Context) -> Resource:
    """What is known of a drug or product as a medicine."""
    kind, slug = split_key(subject)
    if kind == "product":
        return _knowledge_of_product(context.knowledge.products[slug], subject, context)
    names = [context.knowledge.drugs[slug].name]
    common = {
        "resourceType": "MedicationKnowledge",
        "id": fhir_id(slug),
        "meta": context.meta(),
        "code": concept(subject, context),
        "status": "active",
    }
    classes = _classification([slug], context)
    if context.is_r4:
        ingredient = [{"itemReference": reference(subject, context.knowledge), "isActive": True}]
        return {**common, "synonym": names, "ingredient": ingredient, **classes}
    # In R5 an ingredient of a definition is active by its type.
    definition = {"ingredient": [{"item": {"reference": reference(subject, context.knowledge)}}]}
    return {**common, "name": names, **classes, "definitional": definition}


def _knowledge_of_product(product: Product, subject: Key, context: Context) -> Resource:
    common = {
        "resourceType": "MedicationKnowledge",
        "id": f"{_PRODUCT}{fhir_id(product.id)}",
        "meta": context.meta(),
        "code": _code_of_product(product, subject, context),
        "status": "active",
    }
    form = {} if product.form is None else {"doseForm": {"text": product.form}}
    items = [reference(key("drug", one), context.knowledge) for one in product.ingredients]
    classes = _classification(product.ingredients, context)
    if context.is_r4:
        ingredient = [{"itemReference": one, "isActive": True} for one in items]
        return {**common, "synonym": [product.name], **form, "ingredient": ingredient, **classes}
    parts = [{"item": {"reference": one}} for one in items]
    definition = {**form, "ingredient": parts}
    return {**common, "name": [product.name], **classes, "definitional": definition}


def _classification(drugs: Sequence[str], context: Context) -> Resource:
    """Own classes, and the groups of ATC that the codes stand in."""
    known = context.knowledge
    slugs = sorted({slug for one in drugs for slug in known.classes_above.get(one, {})})
    atc = [
        one for one in codings_of([key("drug", one) for one in drugs], context)
        if one["system"] == URLS[CodeSystem.ATC]
    ]  # fmt: skip
    found = []
    if slugs:
        classes = [{"coding": [coding(key("class", one), known)]} for one in slugs]
        found.append({"type": {"text": "Class of Materia"}, "classification": classes})
    if atc:
        groups = [{"coding": [one]} for one in atc]
        found.append({"type": {"text": "ATC"}, "classification": groups})
    return {"medicineClassification": found} if found else {}


Filter = Callable[[str, Context], set[Key]]


def by_code(token: str, context: Context) -> set[Key]:
    """The things with this code; a class has no resource of its own here."""
    return subjects_of_code(token, context.knowledge)


def by_ingredient(token: str, context: Context) -> set[Key]:
    """The drug with this code, and every product with it."""
    drugs = {split_key(one)[1] for one in by_code(token, context) if one.startswith("drug:")}
    return {key("drug", one) for one in drugs} | _products_with(drugs, context.knowledge)


def _products_with(drugs: set[str], knowledge: Knowledge) -> set[Key]:
    products: Mapping[str, Product] = knowledge.products
    return {key("product", one.id) for one in products.values() if drugs & set(one.ingredients)}


def by_class(token: str, context: Context) -> set[Key]:
    """All drugs and products of a class, by its own code or one of ATC."""
    system, _, code = token.rpartition("|")
    drugs: set[str] = set()
    for one in by_code(token, context):
        kind, slug = split_key(one)
        drugs |= set(context.knowledge.members.get(slug, ())) if kind == "class" else set()
    if system in (URLS[CodeSystem.ATC], "atc", "") and code:
        codes = context.knowledge.codes
        atc = (one for one in codes if one[0] == "atc" and one[1].startswith(code.upper()))
        drugs |= {
            split_key(one)[1] for found in atc for one in codes[found] if one.startswith("drug:")
        }
    return {key("drug", one) for one in drugs} | _products_with(drugs, context.knowledge)


def by_active(token: str, context: Context) -> set[Key]:
    """Everything is active."""
    is_active = token.rpartition("|")[2] == "active"
    return set(medicine_keys(context)) if is_active else set()
