"""All shelves of a release, and how they are packed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.facts import Key, Product, Record
from app.domain.shelves.codes import CodeShelf, pack_codes
from app.domain.shelves.completions import Completions, pack_completions
from app.domain.shelves.packing import pack, unpack
from app.domain.shelves.products import ProductShelf, pack_products
from app.domain.shelves.records import RecordShelf, pack_records
from app.domain.shelves.segments import Segments, pack_segments
from app.domain.shelves.spellings import NameLine, Spellings, pack_spellings
from app.domain.shelves.terms import TermShelf, TermStock, pack_terms


@dataclass(frozen=True, slots=True)
class Shelves:
    """Names, what completes and corrects them, products, codes, records and RxCUIs."""

    names: Spellings
    completions: Completions
    segments: Segments
    products: ProductShelf
    codes: CodeShelf
    records: RecordShelf
    terms: TermShelf


@dataclass(frozen=True, slots=True)
class Stock:
    """What shelves are made of; each is read once. `weights` says how well known each thing is, and
    is complete when the names have been read.
    """

    lines: Iterable[NameLine]
    products: Iterable[Product]
    codes: Iterable[tuple[str, str, Key]]
    records: Iterable[Record]
    weights: Mapping[Key, int]
    terms: TermStock = field(default_factory=TermStock)


def pack_shelves(stock: Stock) -> dict[str, bytes]:
    """Each shelf as bytes, by its name."""
    packed = {
        "products": pack(pack_products(stock.products)),
        "codes": pack(pack_codes(stock.codes)),
        "records": pack(pack_records(stock.records)),
        "terms": pack(pack_terms(stock.terms)),
    }
    spellings = pack_spellings(stock.lines)
    names = Spellings(spellings)
    packed["names"] = pack(spellings)
    del spellings
    packed["completions"] = pack(pack_completions(names, stock.weights))
    browsed = [place for place in range(len(names.texts)) if not names.is_clinical(place)]
    packed["segments"] = pack(pack_segments(names.texts, browsed))
    return packed


def unpack_shelves(packed: Mapping[str, bytes]) -> Shelves:
    """The shelves again. Raises ValueError or KeyError if they are of another format, or not all
    there.
    """
    names = Spellings(unpack(packed["names"]))
    return Shelves(
        names,
        Completions(names, unpack(packed["completions"])),
        Segments(names.texts, unpack(packed["segments"])),
        ProductShelf(unpack(packed["products"])),
        CodeShelf(unpack(packed["codes"])),
        RecordShelf(unpack(packed["records"])),
        TermShelf(unpack(packed["terms"])),
    )
