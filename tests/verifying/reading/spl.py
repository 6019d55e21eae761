"""DailyMed's XML labels of drugs for people."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tests.verifying.evidence import Boxed, Called, Labelled
from tests.verifying.spelling import plain

_N = "{urn:hl7-org:v3}"
_SECTIONS = {
    "34067-9": "indications_and_usage",
    "34070-3": "contraindications",
    "34066-1": "boxed_warning",
    "34071-1": "warnings",
    "43685-7": "warnings_and_cautions",
    "42232-9": "precautions",
    "34073-7": "drug_interactions",
    "34089-3": "description",
}

_CONTROL = re.compile(r"C(?:I+|I?V)$")


def read(path: Path, name: str) -> Iterator[Called | Boxed | Labelled]:
    """One label; what is for animals says nothing of people."""
    root = ElementTree.parse(path).getroot()
    kind = root.find(f"{_N}code")
    if kind is not None and "ANIMAL" in kind.get("displayName", ""):
        return
    titles: list[str] = []
    substances: dict[str, None] = {}
    for outer in root.iter(f"{_N}manufacturedProduct"):
        inner = (
            *outer.findall(f"{_N}manufacturedProduct"),
            *outer.findall(f"{_N}manufacturedMedicine"),
        )
        product = inner[0] if inner else None
        brand = product.find(f"{_N}name") if product is not None else None
        if product is not None and brand is not None:
            titles.append(" ".join("".join(brand.itertext()).split()))
            found = list(_substances(product, name))
            substances |= {one.preferred: None for one in found}
            yield from found
            yield _boxed(outer, product, name, titles[-1], found)
    texts = dict.fromkeys(_SECTIONS.values(), "")
    for section in root.iter(f"{_N}section"):
        code = section.find(f"{_N}code")
        part = _SECTIONS.get(code.get("code", "")) if code is not None else None
        if part:
            texts[part] += " " + plain(" ".join(section.itertext()))
    yield Labelled(name, tuple(titles), tuple(substances), texts)


def _substances(product: Element, name: str) -> Iterator[Called]:
    for holder in ("ingredient", "activeIngredient"):
        for ingredient in product.iter(f"{_N}{holder}"):
            if holder == "ingredient" and not ingredient.get("classCode", "").startswith("ACTI"):
                continue
            for substance in ingredient:
                title, code = substance.find(f"{_N}name"), substance.find(f"{_N}code")
                if title is not None and title.text:
                    codes = (("unii", code.get("code", "")),) if code is not None else ()
                    yield Called(f"{name} ingredient {title.text}", title.text, codes=codes)


def _boxed(
    outer: Element, product: Element, name: str, brand: str, substances: list[Called]
) -> Boxed:
    """The codes stand in the product, its control beside it."""
    codes = [code.get("code", "") for code in product.findall(f"{_N}code")]
    for package in product.iter(f"{_N}containerPackagedProduct"):
        codes += [code.get("code", "") for code in package.findall(f"{_N}code")]
    policies = [one.find(f"{_N}code") for one in outer.iter(f"{_N}policy")]
    titles = [code.get("displayName", "") for code in policies if code is not None]
    return Boxed(
        name,
        brand,
        tuple(one.preferred for one in substances),
        tuple(("ndc", code) for code in codes if code),
        tuple(("US", f"C-{title[1:]}") for title in titles if _CONTROL.match(title)),
    )
