"""FHIR resources as they come: walked without trust, since any part may be missing or of another
kind.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Resource = Mapping[str, Any]
# A Bundle within a prefetch value within a response: nothing true is deeper.
_DEEPEST = 4


def mapping(value: Any) -> Mapping[str, Any]:
    """The value, if it is an object; else an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """The value as a list: what older versions give singly stands alone in it."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def text(value: Any) -> str | None:
    """The value without blanks around it, if it is a text that says anything."""
    return (value.strip() or None) if isinstance(value, str) else None


def number(value: Any) -> float | None:
    """The value, if it is a number; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


@dataclass(slots=True)  # not frozen: decision 0006
class Concept:
    """A CodeableConcept: its codes by system, and what it is called, the text first."""

    codes: tuple[tuple[str, str], ...]
    names: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.codes or self.names)

    def has(self, system: str, *codes: str) -> bool:
        """Whether it has one of these codes."""
        return any(one == system and code in codes for one, code in self.codes)


_NOTHING = Concept((), ())


def concept(value: Any) -> Concept:
    """What a CodeableConcept says, or a bare code of an older version."""
    if value is None:
        return _NOTHING
    if isinstance(value, str):
        return Concept((("", value),), (value,) if value.strip() else ())
    given = mapping(value)
    named = text(given.get("text"))
    names = {} if named is None else {named: None}
    codes = []
    for one in listed(given.get("coding")):
        if isinstance(one, dict):
            code, shown = text(one.get("code")), text(one.get("display"))
            if code is not None:
                codes.append((text(one.get("system")) or "", code))
            if shown is not None:
                names[shown] = None
    return Concept(tuple(codes), tuple(names))


def status_of(resource: Resource, name: str = "status") -> str:
    """A status, whether it is a code or, as in newer versions, a concept."""
    value = resource.get(name)
    if isinstance(value, str):
        return value
    return next((code for _, code in concept(value).codes), "")


# A resource, and the full address under which it came.
Addressed = tuple[str | None, Resource]


def resources_in(value: Any) -> list[Addressed]:
    """Every resource of a Bundle, an entry, a list or a single resource, with its full address."""
    found: list[Addressed] = []
    _collect(value, 0, found)
    return found


def _collect(value: Any, deep: int, found: list[Addressed]) -> None:
    if isinstance(value, list):
        for one in value:
            _collect(one, deep, found)
        return
    if deep > _DEEPEST or not isinstance(value, dict):
        return
    kind = value.get("resourceType")
    if kind == "Bundle":
        for entry in listed(value.get("entry")):
            _collect(entry, deep + 1, found)
    elif isinstance(kind, str):
        found.append((None, value))
    elif "resource" in value:
        before = len(found)
        _collect(value["resource"], deep + 1, found)
        address = text(value.get("fullUrl"))
        found[before:] = [(address, resource) for _, resource in found[before:]]


@dataclass(slots=True)
class Known:
    """The resources of one request, by kind, and by what a reference may call them."""

    by_kind: dict[str, list[Resource]] = field(default_factory=dict)
    by_address: dict[str, Resource] = field(default_factory=dict)

    def add(self, value: Any) -> list[Resource]:
        """Takes in every resource of a value, and gives those."""
        found = []
        for address, resource in resources_in(value):
            kind = resource["resourceType"]
            if kind in self.by_kind:
                self.by_kind[kind].append(resource)
            else:
                self.by_kind[kind] = [resource]
            for name in (address, address_of(resource)):
                if name is not None:
                    self.by_address.setdefault(name, resource)
            found.append(resource)
        return found

    def of(self, *kinds: str) -> Iterable[Resource]:
        """All resources of these kinds."""
        return (one for kind in kinds for one in self.by_kind.get(kind, ()))

    def referred(self, reference: Any, within: Resource) -> Resource | None:
        """What a Reference means: something contained, or something that came along."""
        address = text(mapping(reference).get("reference"))
        if address is None:
            return None
        if address.startswith("#"):
            contained = (mapping(one) for one in listed(within.get("contained")))
            return next((one for one in contained if one.get("id") == address[1:]), None)
        plain = address.partition("/_history/")[0]
        found = self.by_address.get(plain)
        return found or self.by_address.get("/".join(plain.split("/")[-2:]))


def address_of(resource: Resource) -> str | None:
    """`Medication/7`; None without an id."""
    name = text(resource.get("id"))
    return None if name is None else f"{resource['resourceType']}/{name}"
