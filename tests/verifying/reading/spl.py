"""DailyMed's XML labels of drugs for people."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

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


def read(path: Path, name: str) -> Iterator[Called | Boxed | Labelled]:
    """One label; what is for animals says nothing of people."""
    root = ElementTree.parse(path).getroot()
    kind = root.find(f"{_N}code")
    if kind is not None and "ANIMAL" in kind.get("displayName", ""):
        return
    titles: list[str] = []
    substances: dict[str, None] = {}
    for product in (
        *root.iter(f"{_N}manufacturedProduct"),
        *root.iter(f"{_N}manufacturedMedicine"),
    ):
        brand = product.find(f"{_N}name")
        if brand is not None:
            titles.append(" ".join("".join(brand.itertext()).split()))
            found = list(_substances(product, name))
            substances |= {one.preferred: None for one in found}
            yield from found
            yield _boxed(product, name, titles[-1], tuple(one.preferred for one in found))
    texts = dict.fromkeys(_SECTIONS.values(), "")
    for section in root.iter(f"{_N}section"):
        code = section.find(f"{_N}code")
        part = _SECTIONS.get(code.get("code", "")) if code is not None else None
        if part:
            texts[part] += " " + plain(" ".join(section.itertext()))
    yield Labelled(name, tuple(titles), tuple(substances), texts)


def _substances(product: ElementTree.Element, name: str) -> Iterator[Called]:
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
    product: ElementTree.Element, name: str, brand: str, ingredients: tuple[str, ...]
) -> Boxed:
    code, codes = product.find(f"{_N}code"), []
    if code is not None:
        codes.append(("ndc", code.get("code", "")))
    for package in product.iter(f"{_N}containerPackagedProduct"):
        inner = package.find(f"{_N}code")
        if inner is not None and inner.get("code"):
            codes.append(("ndc", inner.get("code", "")))
    controls = []
    for policy in product.iter(f"{_N}policy"):
        inner = policy.find(f"{_N}code")
        match = re.match(r"C(I+V?|V)$", inner.get("displayName", "") if inner is not None else "")
        controls += [("US", f"C-{match[1]}")] if match else []
    return Boxed(name, brand, ingredients, tuple(codes), tuple(controls))
