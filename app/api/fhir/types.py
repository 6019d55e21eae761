"""The types of resources: how each is listed, found, written, searched and operated on.

Routes, searches and the CapabilityStatement are made of this one table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.api.fhir import definitions, medications, terminology, uses
from app.api.fhir.codes import OWN, Context, Resource, Version, subjects_of_code
from app.domain.facts import key, split_key

Items = Sequence[Any]
# Given the value of a parameter and what is still found: what of it fits.
Narrow = Callable[[str, Items, Context], Items]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation on a type, also on one of its resources where `on_instance`."""

    answer: Callable[[str | None, Mapping[str, str], Context], Resource]
    on_instance: bool = False


@dataclass(frozen=True, slots=True)
class Type:
    """One type. `begin` gives the items of a search by some parameter without listing all."""

    name: str
    versions: tuple[Version, ...]
    every: Callable[[Context], Items]
    find: Callable[[str, Context], Any]
    write: Callable[[Any, Context], Resource]
    search: Mapping[str, tuple[str, Narrow]] = field(default_factory=dict)
    includes: Mapping[str, Callable[[Any, Context], Items]] = field(default_factory=dict)
    operations: Mapping[str, Operation] = field(default_factory=dict)
    begin: Mapping[str, Callable[[str, Context], Items]] = field(default_factory=dict)


BOTH = (Version.R4, Version.R5)


def _among(fitting: medications.Filter) -> Narrow:
    """Keeps the items that are among those of a filter; several values are `or`."""

    def narrow(value: str, items: Items, context: Context) -> Items:
        found = {one for token in value.split(",") for one in fitting(token, context)}
        return [one for one in items if one in found]

    return narrow


def _uses(fits: Callable[[uses.Use, str, Context], bool]) -> Narrow:
    def narrow(value: str, items: Items, context: Context) -> Items:
        tokens = value.split(",")
        return [one for one in items if any(fits(one, token, context) for token in tokens)]

    return narrow


def _about(kind: str) -> Narrow:
    return _uses(lambda use, token, context: uses.is_about(use, kind, token, context))


def _subject(value: str, items: Items, context: Context) -> Items:
    ids = {one.id for part in value.split(",") for one in uses.by_subject(part, context)}
    return [one for one in items if one.id in ids]


def _begin_with_subject(value: str, context: Context) -> Items:
    found = {one.id: one for part in value.split(",") for one in uses.by_subject(part, context)}
    return list(found.values())


def _url(url_of: Callable[[Any], str]) -> Narrow:
    return lambda value, items, _: [one for one in items if url_of(one) in value.split(",")]


def _active(value: str, items: Items, _: Context) -> Items:
    return items if "active" in [one.rpartition("|")[2] for one in value.split(",")] else []


def _systems_with(value: str, items: Items, context: Context) -> Items:
    """The code systems that have the code."""
    found = {
        split_key(one)[0] for part in value.split(",")
        for one in subjects_of_code(part, context.knowledge)
    }  # fmt: skip
    return [one for one in items if one in found]


def _ingredients(subject: str, context: Context) -> Items:
    product = context.knowledge.products[split_key(subject)[1]]
    return [key("drug", one) for one in product.ingredients]


def _subjects(use: uses.Use, _: Context) -> Items:
    fact = use.fact
    subject = fact.one if hasattr(fact, "one") else fact.subject
    return [subject] if subject.startswith("drug:") else []


_STATUS = ("token", _active)
_CODE = ("token", _among(medications.by_code))
_INGREDIENT = ("token", _among(medications.by_ingredient))
_TYPES = (
    Type(
        "MedicationKnowledge", BOTH, medications.medicine_keys, medications.find_medicine,
        medications.medication_knowledge,
        {
            "code": _CODE, "ingredient-code": _INGREDIENT, "status": _STATUS,
            "classification": ("token", _among(medications.by_class)),
        },
    ),
    Type(
        "Medication", BOTH, medications.product_keys, medications.find_product,
        medications.medication,
        {"code": _CODE, "ingredient-code": _INGREDIENT, "status": _STATUS},
        includes={"ingredient": _ingredients},
    ),
    Type(
        "Substance", BOTH, medications.drug_keys, medications.find_drug, medications.substance,
        {"code": _CODE, "status": _STATUS},
    ),
    Type(
        "ClinicalUseDefinition", (Version.R5,), uses.all_uses, uses.find_use, uses.clinical_use,
        {
            "type": ("token", _uses(lambda use, token, _: use.type == token.rpartition("|")[2])),
            "subject": ("reference", _subject), "product": ("reference", _subject),
            "effect": ("token", _about(uses.EFFECT)),
            "interaction": ("token", _about(uses.INTERACTION)),
            "contraindication": ("token", _about(uses.CONTRAINDICATION)),
            "indication": ("token", _about(uses.INDICATION)), "status": _STATUS,
        },
        includes={"subject": _subjects},
        begin={"subject": _begin_with_subject, "product": _begin_with_subject},
    ),
    Type(
        "CodeSystem", BOTH, terminology.code_systems, terminology.find_code_system,
        terminology.code_system,
        {"url": ("uri", _url(lambda kind: OWN[kind])), "code": ("token", _systems_with),
         "status": _STATUS},
        operations={
            "lookup": Operation(lambda _, given, context: terminology.look_up(given, context)),
            "validate-code": Operation(
                lambda _, given, context: terminology.validate_code(given, context)
            ),
            "subsumes": Operation(lambda _, given, context: terminology.subsumes(given, context)),
        },
    ),
    Type(
        "ValueSet", BOTH, terminology.value_sets, terminology.find_value_set, terminology.value_set,
        {"url": ("uri", _url(terminology.url_of)), "status": _STATUS},
        operations={
            "expand": Operation(terminology.expand, on_instance=True),
            "validate-code": Operation(terminology.validate_member, on_instance=True),
        },
    ),
    Type(
        "StructureDefinition", BOTH, definitions.structure_definitions,
        definitions.find_structure_definition, definitions.structure_definition,
        {"url": ("uri", _url(str)), "status": _STATUS},
    ),
    Type(
        "OperationDefinition", BOTH, definitions.operation_definitions,
        definitions.find_operation_definition, definitions.operation_definition,
        {"url": ("uri", _url(str)), "status": _STATUS},
    ),
)  # fmt: skip
TYPES: Mapping[str, Type] = {one.name: one for one in _TYPES}
# What an included item is written as.
INCLUDED = medications.substance


def types_of(version: Version) -> list[Type]:
    """The types of a version."""
    return [one for one in _TYPES if version in one.versions]
