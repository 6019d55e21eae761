"""Places the products of registers: what nobody can tell apart is one product."""

from dataclasses import dataclass, field, replace

from app.domain.facts import Product
from app.domain.names.text import normalise
from app.importers.run import Intake

# So many strengths may stand in the name of a product; behind more of them nobody finds it.
_MOST_STRENGTHS = 4


@dataclass(slots=True)
class Products:
    """The products of one import so far. A row with a known product adds only its codes."""

    intake: Intake
    _placed: set[str] = field(default_factory=set)
    _groups: dict[tuple[str, ...], str] = field(default_factory=dict)

    def place(
        self, product: Product, known: tuple[str, tuple[str, ...]] | None, code: str
    ) -> tuple[str, Product | None]:
        """The id under which a product stands, and the product itself if it is new in this import.

        `known` is what another data set has under the same code: the id and the ingredients. With
        the same ingredients it is that product, yielded once more so that it stands by itself.
        """
        subject = self._known(product, known, code)
        if subject is None:
            drugs = sorted(product.ingredients)
            words = (normalise(product.name), product.strength or "", product.form or "")
            subject = self._groups.setdefault((*words, *drugs), product.id)
        if subject in self._placed:
            self.intake.merge()
            return subject, None
        self._placed.add(subject)
        return subject, replace(product, id=subject)

    def _known(
        self, product: Product, known: tuple[str, tuple[str, ...]] | None, code: str
    ) -> str | None:
        if known is None:
            return None
        if set(known[1]) == set(product.ingredients):
            return known[0]
        there, here = " + ".join(known[1]), " + ".join(product.ingredients)
        self.intake.conflict(f"{code}: {known[0]} is {there}, but here {here}")
        return None


def product_name(brand: str, strengths: tuple[str, ...], form: str | None) -> str:
    """As the seed writes it: `Percocet 5 mg/325 mg tablet`."""
    amount = "/".join(strengths) if 0 < len(strengths) <= _MOST_STRENGTHS else None
    return " ".join(one for one in (brand, amount, form) if one)
