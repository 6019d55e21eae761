"""All products of a release by their ids; read one by one when asked."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.domain.facts import Citation, Product
from app.domain.shelves.entries import Entries, pack_entries
from app.domain.terms import ProductKind


class ProductShelf(Mapping[str, Product]):
    """A mapping from an id to a product."""

    __slots__ = ("_entries",)

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._entries = Entries(parts)

    def get(self, slug: str, default: Any = None) -> Any:
        """The product, or the default."""
        told = self._entries.find(slug)
        return default if told is None else _read(slug, told)

    def __getitem__(self, slug: str) -> Product:
        told = self._entries.find(slug)
        if told is None:
            raise KeyError(slug)
        return _read(slug, told)

    def __iter__(self) -> Iterator[str]:
        return self._entries.keys()

    def __len__(self) -> int:
        return len(self._entries)


def pack_products(products: Iterable[Product]) -> dict[str, bytes]:
    """The parts of a shelf."""
    lines = [(one.id.encode(), one.id, _told(one)) for one in products]
    lines.sort()
    return pack_entries((slug, told) for _, slug, told in lines)


def _told(one: Product) -> str:
    cited = [[c.source, c.section, c.paragraph, c.sentence, c.sha256] for c in one.citations]
    return json.dumps(
        [one.name, one.kind.value, one.ingredients, one.names, one.strength, one.form, one.region,
         cited]
    )  # fmt: skip


def _read(slug: str, told: str) -> Product:
    name, kind, ingredients, names, strength, form, region, cited = json.loads(told)
    return Product(
        slug, name, ProductKind(kind), tuple(ingredients), tuple(names), strength, form, region,
        tuple(Citation(*one) for one in cited),
    )  # fmt: skip
