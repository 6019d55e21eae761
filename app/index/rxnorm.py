"""Every RxCUI of a release, with its name and type; and which ones belong to a drug.

RxNorm tells them where it is imported. Else they are made of the codes of the curated drugs and
products, so that a RxCUI can be answered in both cases.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.facts import Concept, Drug, Key, Product, ProductKind, Term
from app.domain.knowledge import Terms
from app.index.packed import Entries, pack_entries

# Products that RxNorm itself tells have ids that begin so, and end with their RxCUI.
_OWN = "rxnorm-"
CodeLine = tuple[str, str, Key]
# Of what a drug goes by, these have names that people write.
_NAMED = ("IN", "PIN", "BN")


@dataclass(frozen=True, slots=True)
class TermSource:
    """What the terms are made of; each is read once."""

    concepts: Iterable[Concept] = ()
    codes: Iterable[CodeLine] = ()
    drugs: Iterable[Drug] = ()
    products: Iterable[Product] = ()


class TermIndex(Terms):
    """A mapping from a RxCUI to its term."""

    __slots__ = ("_drugs", "_made", "_products", "_terms")

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._terms, self._drugs, self._made, self._products = (
            Entries({part: parts[f"{name}-{part}"] for part in ("content", "ends")})
            for name in ("terms", "drugs", "made", "products")
        )

    def get(self, rxcui: str, default: Any = None) -> Any:
        """The term, or the default."""
        stated = self._terms.find(rxcui)
        return default if stated is None else Term(rxcui, *json.loads(stated))

    def ingredient(self, drug: str) -> Term | None:
        """The term of the drug itself, as an ingredient."""
        named = self.named(drug)
        return named[0] if named and named[0].term_type == "IN" else None

    def named(self, drug: str) -> list[Term]:
        """The drug itself, then its salts and its brands that hold nothing else."""
        return [self[rxcui] for rxcui in (self._drugs.find(drug) or "").split()]

    def made_of(self, drug: str) -> list[Term]:
        """The products with the drug that RxNorm did not tell."""
        return [self[rxcui] for rxcui in (self._made.find(drug) or "").split()]

    def of_product(self, product: str) -> list[Term]:
        """What a product goes by."""
        own = [self[product.removeprefix(_OWN)]] if product.startswith(_OWN) else []
        return own or [self[rxcui] for rxcui in (self._products.find(product) or "").split()]

    def drugs(self) -> Iterator[str]:
        """All drugs with an RxCUI, in order."""
        return self._drugs.keys()

    def __getitem__(self, rxcui: str) -> Term:
        found = self.get(rxcui)
        if found is None:
            raise KeyError(rxcui)
        return found  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator[str]:
        return self._terms.keys()

    def __len__(self) -> int:
        return len(self._terms)


_PackedTerm = tuple[str, str, str, bool, bool]
_Lists = dict[str, list[str]]


def pack_terms(stock: TermSource) -> dict[str, bytes]:
    """The parts of a shelf."""
    terms = {
        one.id: (one.term_type, one.name, _synonym(one), one.retired, True)
        for one in stock.concepts
    }
    subjects: dict[Key, list[str]] = defaultdict(list)
    for system, code, subject in stock.codes:
        if system == "rxnorm":
            subjects[subject].append(code)
    made, products = _of_products(stock.products, subjects, terms)
    drugs = {
        drug.id: _of_drug(drug.name, sorted(set(codes), key=_number), terms)
        for drug in stock.drugs
        if (codes := subjects.get(f"drug:{drug.id}"))
    }
    stated = {rxcui: json.dumps(term) for rxcui, term in terms.items()}
    indexes = {
        "terms": stated, "drugs": _joined(drugs), "made": _joined(made),
        "products": _joined(products),
    }  # fmt: skip
    return {
        f"{name}-{part}": content
        for name, entries in indexes.items()
        for part, content in pack_entries(sorted(entries.items(), key=_bytes)).items()
    }


def _of_products(
    products: Iterable[Product], subjects: Mapping[Key, list[str]], terms: dict[str, _PackedTerm]
) -> tuple[_Lists, _Lists]:
    """By drug, the RxCUIs that become terms only here; by product, all that it goes by."""
    made: _Lists = defaultdict(list)
    known: _Lists = {}
    for product in products:
        codes = sorted(set(subjects.get(f"product:{product.id}", ())), key=_number)
        for rxcui in codes:
            if rxcui not in terms:
                terms[rxcui] = (_type_of(product), product.name, "", False, False)
                for drug in product.ingredients:
                    made[drug].append(rxcui)
        if codes and not product.id.startswith(_OWN):
            known[product.id] = codes
    return made, known


def _of_drug(name: str, codes: list[str], terms: dict[str, _PackedTerm]) -> list[str]:
    """The ingredient first. Of several codes that RxNorm did not tell, the lowest is taken for it:
    a salt was numbered after its ingredient, nearly always.
    """
    known = any(code in terms and terms[code][0] == "IN" for code in codes)
    for code in codes:
        if code not in terms:
            terms[code] = ("PIN" if known else "IN", name, "", False, False)
            known = True
    named = [code for code in codes if terms[code][0] in _NAMED]
    return sorted(named, key=lambda code: (_NAMED.index(terms[code][0]), terms[code][3]))


def _type_of(product: Product) -> str:
    """The type that RxNorm would give it, by what is told of it."""
    brand = product.kind is ProductKind.BRAND
    if product.strength is None:
        return "BN" if brand else "SCDG"
    return ("SB" if brand else "SC") + ("D" if product.form is not None else "DC")


def _synonym(concept: Concept) -> str:
    return next((name for name in concept.names if name != concept.name), "")


def _number(rxcui: str) -> tuple[int, str]:
    return len(rxcui), rxcui


def _joined(lists: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: " ".join(dict.fromkeys(items)) for name, items in lists.items() if items}


def _bytes(entry: tuple[str, str]) -> bytes:
    return entry[0].encode()
