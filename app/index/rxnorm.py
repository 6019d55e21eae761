"""Every RxCUI of a release, with its name and term type; and which ones belong to a drug.

They are the concepts of RxNorm where it was imported. Others are made of the codes of the curated
drugs and products, so that a RxCUI can be answered in both cases.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from msgspec.msgpack import Decoder, Encoder

from app.domain.facts import Concept, Drug, Key, Product, ProductKind, Term
from app.domain.knowledge import Terms
from app.index.catalogue import pack_ids, unpack_ids
from app.index.packed import (
    Codec,
    Column,
    PackedMap,
    Parts,
    TrieKeys,
    pack_map,
    unpack_map,
)

# Products that were imported from RxNorm have ids that begin so, and end with their RxCUI.
_OWN = "rxnorm-"
CodeLine = tuple[str, str, Key]
# Of the terms of a drug, those of these types have names that people write.
_NAMED = ("IN", "PIN", "BN")
_encode = Encoder().encode
_decode = Decoder(tuple[str, str, str, bool, bool]).decode


def _pack_term(term: Term) -> bytes:
    return _encode((term.term_type, term.name, term.synonym, term.retired, term.imported))


# From a RxCUI to its term; from a drug or product to the RxCUIs of its terms.
TERMS: Codec[str, Term] = Codec(
    str, str, _pack_term, lambda rxcui, content: Term(rxcui, *_decode(content))
)
RXCUIS: Codec[str, tuple[str, ...]] = Codec(
    str, str, pack_ids, lambda _, content: unpack_ids(content)
)


@dataclass(frozen=True, slots=True)
class TermSource:
    """What the terms are made of; each is iterated over once."""

    concepts: Iterable[Concept] = ()
    codes: Iterable[CodeLine] = ()
    drugs: Iterable[Drug] = ()
    products: Iterable[Product] = ()


class TermIndex(PackedMap[str, Term], Terms):
    """A mapping from a RxCUI to its term, and the terms of each drug and product."""

    __slots__ = ("_drugs", "_made", "_products")

    def __init__(self, parts: Parts) -> None:
        terms = _under("terms", parts)
        super().__init__(
            TrieKeys(terms["keys"], TERMS), Column(terms, "values"), TERMS.unpack_value
        )
        self._drugs, self._made, self._products = (
            unpack_map(_under(name, parts), RXCUIS) for name in ("drugs", "made", "products")
        )

    def ingredient(self, drug: str) -> Term | None:
        """The term of the drug itself, as an ingredient."""
        named = self.named(drug)
        return named[0] if named and named[0].term_type == "IN" else None

    def named(self, drug: str) -> list[Term]:
        """The drug itself, then its salts and its brands that hold nothing else."""
        return [self[rxcui] for rxcui in self._drugs.get(drug, ())]

    def made_of(self, drug: str) -> list[Term]:
        """The products with the drug that were not imported from RxNorm."""
        return [self[rxcui] for rxcui in self._made.get(drug, ())]

    def of_product(self, product: str) -> list[Term]:
        """The terms of a product."""
        if product.startswith(_OWN):
            return [self[product.removeprefix(_OWN)]]
        return [self[rxcui] for rxcui in self._products.get(product, ())]

    def drugs(self) -> Iterator[str]:
        """All drugs with a RxCUI, in order."""
        return iter(self._drugs)


def _under(name: str, parts: Parts) -> Parts:
    """The parts of one of the mappings: their names begin with its name."""
    start = f"{name}/"
    return {part[len(start) :]: parts[part] for part in parts if part.startswith(start)}


_UNIT = "mg|g|ml|meq|unt|mmol|mcg|ug|l"
# A number, its unit, and what it is in: `5 mg`, `5mg/ml`, `2 mg/5 ml`.
_STRENGTH = re.compile(
    rf"(?<![\w.])(\d[\d.,]*) ?({_UNIT})((?:/[\d.]* ?(?:{_UNIT}|hr|h|actuat))?)\b", re.I
)
_FORM = re.compile(r"\b(?:oral|topical|injectable) (?:tablet|capsule|solution|suspension|cream)\b")
_Lists = Mapping[str, list[str]]


def pack_terms(stock: TermSource) -> dict[str, bytes]:
    """The parts of an index of terms."""
    terms = {
        one.id: Term(one.id, one.term_type, one.name, _synonym(one), one.retired, True)
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
    packed = {
        "terms": pack_map(terms.items(), TERMS),
        "drugs": _pack_lists(drugs),
        "made": _pack_lists(made),
        "products": _pack_lists(products),
    }
    return {f"{name}/{part}": packed[name][part] for name in packed for part in packed[name]}


def _pack_lists(lists: _Lists) -> dict[str, bytes]:
    items = ((name, tuple(dict.fromkeys(rxcuis))) for name, rxcuis in lists.items() if rxcuis)
    return pack_map(items, RXCUIS)


def _of_products(
    products: Iterable[Product], subjects: Mapping[Key, list[str]], terms: dict[str, Term]
) -> tuple[_Lists, _Lists]:
    """By drug, the RxCUIs that become terms only here; by product, all of its RxCUIs."""
    made: dict[str, list[str]] = defaultdict(list)
    known: dict[str, list[str]] = {}
    for product in products:
        codes = sorted(set(subjects.get(f"product:{product.id}", ())), key=_number)
        for rxcui in codes:
            if rxcui not in terms:
                name = in_rxnorm_units(product.name)
                terms[rxcui] = Term(rxcui, _type_of(product), name, "", False, False)
                for drug in product.ingredients:
                    made[drug].append(rxcui)
        if codes and not product.id.startswith(_OWN):
            known[product.id] = codes
    return made, known


def _of_drug(name: str, codes: list[str], terms: dict[str, Term]) -> list[str]:
    """The RxCUIs of a drug, its ingredient first. Of several that were not imported, the lowest is
    taken for the ingredient: a salt was numbered after it, nearly always.
    """
    known = any(code in terms and terms[code].term_type == "IN" for code in codes)
    for code in codes:
        if code not in terms:
            terms[code] = Term(code, "PIN" if known else "IN", name, "", False, False)
            known = True
    named = [code for code in codes if terms[code].term_type in _NAMED]
    return sorted(
        named, key=lambda code: (_NAMED.index(terms[code].term_type), terms[code].retired)
    )


def _type_of(product: Product) -> str:
    """The term type that RxNorm would give a product with such parts."""
    brand = product.kind is ProductKind.BRAND
    if product.strength is None:
        return "BN" if brand else "SCDG"
    return ("SB" if brand else "SC") + ("D" if product.form is not None else "DC")


def in_rxnorm_units(name: str) -> str:
    """The name of a product as RxNorm writes it: `0.5 MG Oral Tablet`, `33.3 MG/ML`."""
    name = _STRENGTH.sub(lambda found: f"{found[1]} {found[2].upper()}{found[3].upper()}", name)
    return _FORM.sub(lambda found: found[0].title(), name)


def _synonym(concept: Concept) -> str:
    return next((name for name in concept.names if name != concept.name), "")


def _number(rxcui: str) -> tuple[int, str]:
    return len(rxcui), rxcui
