"""Which labels speak of one ingredient, and of which."""

from dataclasses import dataclass, field

from app.domain.terms import CodeSystem
from app.importers.intake import Intake
from app.importers.known import SEVERAL, names_several, right_codes
from app.importers.lines import read_table
from app.importers.parts import Part

UNKNOWN = "a label without a known ingredient"
# Their numbers are smaller than 2 to this power.
LABEL_BITS = 42
_MOST_DIGITS = 12
_MIXED = -1


@dataclass(slots=True)
class Labels:
    """By label the RxCUI of its one ingredient; `several` are the labels of combinations. Names by
    RxCUI.
    """

    names: dict[int, str] = field(default_factory=dict)
    ingredient: dict[int, int] = field(default_factory=dict)
    several: set[int] = field(default_factory=set)

    def reason_against(self, label: int) -> str | None:
        """Why nothing is taken from a label; None where it speaks of one ingredient."""
        if label in self.several:
            return SEVERAL
        return None if label in self.ingredient else UNKNOWN


def read_labels(ingredients: Part, contents: Part, products: Part, intake: Intake) -> Labels:
    """Follows a label over its products to their ingredients."""
    labels = Labels(_names(ingredients, intake))
    made_of = _contents(contents, labels.names, intake)
    for _, (label, product) in read_table(products, intake, ("label_id", "rxnorm_product_id")):
        found = made_of.get(product)
        one = number_of(label)
        if found is None or one < 0:
            intake.skip("a product without a known ingredient")
            continue
        # Another pack of the same ingredient is the same label; one of another makes it mixed.
        if found == _MIXED or labels.ingredient.setdefault(one, found) != found:
            labels.several.add(one)
    return labels


def _names(part: Part, intake: Intake) -> dict[int, str]:
    columns = ("rxnorm_id", "rxnorm_name")
    names: dict[int, str] = {}
    for _, (rxcui, name) in read_table(part, intake, columns):
        if not right_codes((CodeSystem.RXNORM, rxcui)) or not name:
            intake.skip("an ingredient without a right RxCUI")
        else:
            names[int(rxcui)] = name
    return names


def _contents(part: Part, names: dict[int, str], intake: Intake) -> dict[str, int]:
    """By product its one ingredient, or the mark of a combination."""
    made_of: dict[str, int] = {}
    for _, (ingredient, product) in read_table(part, intake, ("ingredient_id", "product_id")):
        rxcui = number_of(ingredient)
        # What is not known is a part all the same: without it a combination would look single.
        one = rxcui if rxcui in names and not names_several(names[rxcui]) else _MIXED
        if made_of.setdefault(product, one) != one:
            made_of[product] = _MIXED
    return made_of


def number_of(text: str) -> int:
    """-1 for what is no number, or too large to be one of a label or code."""
    short = text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if short else -1
