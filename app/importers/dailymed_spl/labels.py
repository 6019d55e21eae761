"""An SPL document as a label: what it is of, who made it, and what is in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from app.importers.dailymed_spl.text import one_line, read_sections
from app.importers.labelling.found import (
    FoundLabel,
    Substance,
    read_day,
    read_set_id,
    why_not_human,
)
from app.importers.labelling.writing import base_name, others, product_codes, unii

# What stands in front of every title since 2006, and says nothing of the label.
_PREAMBLE = re.compile(
    r"These highlights do not include .{0,400}?information for [^.]{1,200}\.\s*", re.I
)
_SECTIONS = "component/structuredBody/component/section"
_HOMEOPATHIC = "C73614"
_NDC = "2.16.840.1.113883.6.69"
_SCHEDULES = {"CI": "C-I", "CII": "C-II", "CIII": "C-III", "CIV": "C-IV", "CV": "C-V"}


@dataclass(frozen=True, slots=True)
class Document:
    """A label, and the schedule that all its products are under."""

    label: FoundLabel
    schedule: str | None


def read_label(root: Element) -> Document | str:
    """The label of a human drug, or the reason why the document is none."""
    kind = _value(root, "code", "displayName").lower().removesuffix(" label")
    set_id = read_set_id(_value(root, "setId", "root"))
    if root.tag != "document" or set_id is None:
        return "a document that is no label, or has no set id"
    products = list(_products(root))
    reason = why_not_human(f"{kind} ") or _homeopathic(products)
    if reason is not None:
        return reason
    sections = tuple(read_sections(root))
    if not sections:
        return "a label without text"
    substances = tuple(dict.fromkeys(one for each in products for one in _substances(each)))
    label = FoundLabel(
        set_id=set_id,
        version=_value(root, "versionNumber", "value") or "not told",
        effective_on=read_day(_value(root, "effectiveTime", "value")),
        title=_PREAMBLE.sub("", one_line(root.find("title"))),
        labeler=one_line(root.find("author/assignedEntity/representedOrganization/name")) or None,
        kind=kind,
        products=tuple(dict.fromkeys(filter(None, (_name(one) for one in products)))),
        substances=substances,
        codes=(),
        product_codes=product_codes((), [ndc for one in products for ndc in _ndcs(one)]),
        sections=sections,
    )
    return Document(label, _schedule(products))


def _value(element: Element, path: str, attribute: str) -> str:
    found = element.find(path)
    return "" if found is None else found.get(attribute, "").strip()


def _products(root: Element) -> Iterator[Element]:
    """Each with its policies and approvals beside what it is made of."""
    for section in root.findall(_SECTIONS):
        yield from section.findall("subject/manufacturedProduct")


def _inner(product: Element) -> Element:
    """Older documents call it a medicine."""
    for name in ("manufacturedProduct", "manufacturedMedicine"):
        found = product.find(name)
        if found is not None:
            return found
    return product


def _name(product: Element) -> str:
    inner = _inner(product)
    return " ".join(f"{one_line(inner.find('name'))} {one_line(inner.find('suffix'))}".split())


def _ndcs(product: Element) -> Iterator[str]:
    for element in _inner(product).iter("code"):
        if element.get("codeSystem") == _NDC and element.get("code"):
            yield element.get("code", "")


def _homeopathic(products: list[Element]) -> str | None:
    found = {
        one.get("code") for each in products for one in each.findall("subjectOf/approval/code")
    }
    return "no human drug: homeopathic" if _HOMEOPATHIC in found else None


def _schedule(products: list[Element]) -> str | None:
    """The schedule of all products; None where they differ, or one is under none."""
    found = {
        _SCHEDULES.get(_value(one, "subjectOf/policy/code", "displayName")) for one in products
    }
    return found.pop() if len(found) == 1 else None


def _substances(product: Element) -> Iterator[Substance]:
    for ingredient in _inner(product).iter("ingredient"):
        if ingredient.get("classCode", "").startswith("ACTI"):
            yield from _substance(ingredient.find("ingredientSubstance"))
    for ingredient in _inner(product).iter("activeIngredient"):
        yield from _substance(ingredient.find("activeIngredientSubstance"))


def _substance(found: Element | None) -> Iterator[Substance]:
    """By its moiety, if it has just one: that is the substance without its salt."""
    if found is None:
        return
    whole, own = one_line(found.find("name")), unii(_value(found, "code", "code"))
    moieties = {
        one_line(one.find("name")): unii(_value(one, "code", "code"))
        for one in found.findall("activeMoiety/activeMoiety")
    }
    if len(moieties) == 1:
        name, codes = next(iter(moieties.items()))
        if name:
            salt = own if own != codes else ()
            yield Substance(name.lower(), codes, salt, others(whole, name.lower()))
            return
    if whole:
        base = base_name(whole)
        bare = base == whole.lower()
        yield Substance(base, own if bare else (), () if bare else own, others(whole, base))
