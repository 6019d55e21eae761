"""Medicines in records: what each order, statement or dispensing is of, in any version of FHIR."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from app.api.clinical.resources import (
    Concept,
    Known,
    Resource,
    address_of,
    concept,
    listed,
    mapping,
    status_of,
    text,
)
from app.domain.names.codes import SYSTEMS
from app.domain.names.input import Asked

# MedicationOrder is what DSTU2 called a request.
ORDERS = ("MedicationRequest", "MedicationOrder")
TAKEN = (*ORDERS, "MedicationStatement", "MedicationDispense", "MedicationAdministration")
MEDICINES = (*TAKEN, "MedicationUsage", "Medication")
# What is ordered and not given (any more). A dispensing that is completed was handed out, and a
# statement that is completed is of a medicine that was taken to its end.
_ENDED = {
    "MedicationRequest": {"cancelled", "stopped", "completed", "ended", "entered-in-error"},
    "MedicationOrder": {"stopped", "completed", "entered-in-error"},
    "MedicationStatement": {
        "completed", "stopped", "not-taken", "entered-in-error", "intended-not",
    },
    "MedicationDispense": {"cancelled", "stopped", "declined", "entered-in-error"},
    "MedicationAdministration": {"not-done", "stopped", "entered-in-error"},
    "Medication": {"entered-in-error"},
}  # fmt: skip
# The same systems by their numbers, as older systems write them.
_BY_OID = {
    "urn:oid:2.16.840.1.113883.6.88": "rxnorm",
    "urn:oid:2.16.840.1.113883.6.69": "ndc",
    "urn:oid:2.16.840.1.113883.6.73": "atc",
    "urn:oid:2.16.840.1.113883.4.9": "unii",
}
# More codes and names than any medicine has.
_MOST_CODES, _MOST_NAMES, _MOST_INGREDIENTS = 20, 5, 10
# A system that no code is looked up in: the order is named, and not understood.
_NO_SYSTEM = "order"


@dataclass(slots=True)  # not frozen: decision 0006
class Order:
    """One medicine of a record: how it is referred to, what it is called, and what it asks."""

    address: str | None
    words: str
    asked: Asked
    resource: Resource


def is_taken(resource: Resource) -> bool:
    """Whether it says of a medicine that it is, or is to be, taken."""
    if resource.get("doNotPerform") is True or resource.get("wasNotTaken") is True:
        return False
    if resource.get("notGiven") is True or resource.get("taken") == "n":
        return False
    if "adherence" in resource and (
        status_of(resource, "adherence") == "not-taking" or "not-taking" in _adherence(resource)
    ):
        return False
    return status_of(resource) not in _ENDED.get(resource["resourceType"], ())


def _adherence(resource: Resource) -> set[str]:
    codes = concept(mapping(resource.get("adherence")).get("code")).codes
    return {code for _, code in codes}


def orders_of(resources: Iterable[Resource], known: Known) -> Iterator[Order]:
    """An order for each medicine that is taken. A Medication that an order refers to is no other
    one.
    """
    taken = [one for one in resources if one["resourceType"] in MEDICINES and is_taken(one)]
    referred: set[int] = set()
    if any(one["resourceType"] == "Medication" for one in taken):
        referred = {id(known.referred(_reference(one), one)) for one in taken}
    for one in taken:
        if one["resourceType"] != "Medication" or id(one) not in referred:
            yield _order(one, known)


def _order(resource: Resource, known: Known) -> Order:
    found = _concept_of(resource, known)
    asked = _asked(found, resource)
    return Order(address_of(resource), asked.words, asked, resource)


def _reference(resource: Resource) -> object:
    newer = mapping(resource.get("medication"))
    return resource.get("medicationReference") or newer.get("reference")


def _concept_of(resource: Resource, known: Known) -> Concept:
    """What is taken: the codes and names of the order itself, then of the medication it means."""
    if resource["resourceType"] == "Medication":
        return _of_medication(resource)
    newer = mapping(resource.get("medication"))
    own = concept(resource.get("medicationCodeableConcept") or newer.get("concept"))
    reference = _reference(resource)
    if reference is None:
        return own
    medication = known.referred(reference, resource)
    if medication is None:
        shown = text(mapping(reference).get("display"))
        return Concept(own.codes, own.names or ((shown,) if shown else ()))
    other = _of_medication(medication)
    return Concept((*own.codes, *other.codes), (*own.names, *other.names))


def _of_medication(medication: Resource) -> Concept:
    """By its code; without one by what it is made of, as far as that has names."""
    own = concept(medication.get("code"))
    if own:
        return own
    parts = [_ingredient(mapping(one)) for one in listed(medication.get("ingredient"))]
    if not parts or len(parts) > _MOST_INGREDIENTS or not all(one.names for one in parts):
        return parts[0] if len(parts) == 1 else own
    names = " / ".join(one.names[0] for one in parts)
    return Concept(parts[0].codes if len(parts) == 1 else (), (names,))


def _ingredient(part: Resource) -> Concept:
    """In R4 an `itemCodeableConcept`, in R5 the concept of an `item`."""
    return concept(part.get("itemCodeableConcept") or mapping(part.get("item")).get("concept"))


def _asked(found: Concept, resource: Resource) -> Asked:
    """One question with all codes and names; one that nothing is known by, where there is none."""
    every = [Asked(name=name) for name in found.names[:_MOST_NAMES]]
    if found.codes:
        every += _coded(found.codes[:_MOST_CODES])
        if not every:
            system, code = found.codes[0]
            every = [Asked(system=system, code=code)]
    if not every or len(found.codes) > _MOST_CODES:
        named = address_of(resource) or resource["resourceType"]
        return Asked(system=_NO_SYSTEM, code=named[:80])
    first, *others = every
    return replace(first, also=tuple(others)) if others else first


def _coded(codes: Iterable[tuple[str, str]]) -> Iterator[Asked]:
    """Those of the systems that codes are looked up in."""
    for written, code in codes:
        system = _BY_OID.get(written, written)
        if system.lower() in SYSTEMS:
            yield Asked(system=system, code=code)
