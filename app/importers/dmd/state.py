"""What is known while the dictionary is told."""

from dataclasses import dataclass, field

from app.importers.brands import Brands
from app.importers.dmd.reading import Lookup, Virtual
from app.importers.ingredients import Ingredients
from app.importers.intake import Intake

SOURCE = "dmd"
REGION = "GB"
_LEFT_OUT = {
    "vaccine": "a vaccine",
    "allergen": "an extract of allergens",
    "homeopathic": "homeopathic",
    "homoeopathic": "homeopathic",
}


@dataclass(slots=True)
class Files:
    """What was read: names by id, and the virtual products."""

    lookup: Lookup
    virtual: dict[int, Virtual]
    moieties: dict[int, str]
    substances: dict[int, str]


@dataclass(slots=True)
class Telling:
    """`products` are the drugs of each virtual product that was told; `packs` the product in each
    pack; `used` the substances of products.
    """

    files: Files
    intake: Intake
    ingredients: Ingredients
    brands: Brands
    moieties: dict[int, str] = field(default_factory=dict)
    products: dict[int, tuple[str, ...]] = field(default_factory=dict)
    packs: dict[int, int] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    said: set[tuple[str, str]] = field(default_factory=set)


def left_out(name: str) -> str | None:
    """Why a thing of this name is not told; None if it is."""
    lowered = name.casefold()
    return next((reason for word, reason in _LEFT_OUT.items() if word in lowered), None)
