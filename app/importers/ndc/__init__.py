"""The NDC directory of the FDA: product.txt and package.txt, or the JSON of openFDA (drug/ndc).

Quirks: a product of two listings stands twice; lists are separated by `; `, classes by a comma that
may stand in a name too; a unit is that of one piece (`mg/1`); quotes are plain signs; a text that
is not UTF-8 is Latin-1; older files have fewer columns, and no package file is needed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.errors import RejectedImport
from app.domain.facts import (
    Citation,
    Citations,
    ClassKind,
    Code,
    CodeSystem,
    Fact,
    Membership,
    Product,
    ProductKind,
    Schedule,
    Source,
)
from app.domain.names.codes import ndc_shapes, problem_with_code
from app.importers.files.archives import Part, find_parts, first_named, pick
from app.importers.files.json import read_value
from app.importers.files.publishers import openfda
from app.importers.ndc.parse import (
    Listing,
    note_odd,
    read_packages,
    read_products,
    read_records,
    reason_against,
)
from app.importers.run import Intake
from app.importers.shared.brands import Brands, Products, brand_of, product_name, written
from app.importers.shared.known import Ingredients
from app.importers.source import DataSet

SOURCE = "ndc"
_REGION = "US"
_SCHEDULES = {"CI": "C-I", "CII": "C-II", "CIII": "C-III", "CIV": "C-IV", "CV": "C-V"}
_CLASS = re.compile(r"(.+?)\s*\[EPC\]")
# Of an NDC in eleven digits, those of labeler and product.
_PRODUCT = 9


@dataclass(slots=True)
class _Conversion:
    intake: Intake
    ingredients: Ingredients
    brands: Brands
    products: Products
    known: dict[str, tuple[str, tuple[str, ...]]]
    seen: set[str] = field(default_factory=set)
    stated: set[tuple[str, str]] = field(default_factory=set)


def facts(listings: Iterable[Listing], intake: Intake) -> Iterator[Fact]:
    """The facts of every listing; those left out are counted in the intake with the reason."""
    brands = Brands(SOURCE, _REGION, intake)
    conversion = _Conversion(intake, Ingredients(intake), brands, Products(intake), _known(intake))
    for listing in listings:
        reason = reason_against(listing)
        if reason is not None:
            _leave_out(listing, reason, intake)
        else:
            yield from _listing(listing, conversion)
    yield from conversion.ingredients.facts()
    yield from conversion.brands.facts()


def _known(intake: Intake) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The products of other data sets by labeler and product."""
    return {
        shape[:_PRODUCT]: product
        for (system, code), product in intake.known.products.items()
        if system is CodeSystem.NDC
        for shape in ndc_shapes(code)[:1]
    }


def _leave_out(listing: Listing, reason: str, intake: Intake) -> None:
    intake.skip(reason)
    if listing.rows:
        intake.skip("a package of a product that is left out", listing.rows)


def _listing(listing: Listing, conversion: _Conversion) -> Iterator[Fact]:
    intake = conversion.intake
    cited = (Citation(SOURCE, listing.ndc),)
    found = [conversion.ingredients.find(one, cited) for one in listing.substances]
    drugs = tuple(dict.fromkeys(found))
    if listing.routes.upper() == "TOPICAL" and conversion.ingredients.no_medicine(drugs):
        _leave_out(listing, "a substance that is no medicine, on the skin only", intake)
        return
    note_odd(listing, intake)
    yield from _product(listing, drugs, cited, conversion)
    called = (listing.generic, *listing.substances, *drugs)
    conversion.brands.add(brand_of(listing.brand), drugs, called, cited)
    if len(drugs) == 1:
        yield from _of_drug(listing, drugs[0], cited, conversion)


def _product(
    listing: Listing, drugs: tuple[str, ...], cited: Citations, conversion: _Conversion
) -> Iterator[Fact]:
    strengths, form = _strengths(listing), listing.form.lower() or None
    name = written(listing.brand) or listing.generic or " and ".join(listing.substances)
    own = Product(
        id=f"{SOURCE}-{listing.ndc}",
        name=product_name(name, strengths, form),
        kind=ProductKind.CLINICAL,
        ingredients=drugs,
        names=(),
        strength="/".join(strengths) or None,
        form=form,
        region=_REGION,
        citations=cited,
    )
    known = conversion.known.get(ndc_shapes(listing.ndc)[0][:_PRODUCT])
    subject, new = conversion.products.place(own, known, f"NDC {listing.ndc}")
    if new is not None:
        yield new
    for code in (listing.ndc, *listing.packages):
        if problem_with_code(CodeSystem.NDC, code) is not None:
            conversion.intake.note("codes of packages that are no NDC")
        elif code not in conversion.seen:
            conversion.seen.add(code)
            yield Code(f"product:{subject}", CodeSystem.NDC, code, cited)


def _strengths(listing: Listing) -> tuple[str, ...]:
    stated = listing.strengths
    return stated if len(stated) == len(listing.substances) and all(stated) else ()


def _of_drug(
    listing: Listing, drug: str, cited: Citations, conversion: _Conversion
) -> Iterator[Fact]:
    """What holds for the ingredient, since it is the only one."""
    schedule = _SCHEDULES.get(listing.schedule.upper())
    if listing.schedule and schedule is None:
        conversion.intake.note("schedules that are none of the DEA")
    if schedule and _first(conversion, drug, schedule):
        yield Schedule(drug, _REGION, schedule, cited)
    for one in listing.classes:
        established = _CLASS.fullmatch(one)
        if established is not None and _first(conversion, drug, one):
            kind = ClassKind.THERAPEUTIC
            drug_class = conversion.intake.drug_class(established[1], cited, kind)
            if _first(conversion, drug, f"class {drug_class}"):
                yield Membership(drug, drug_class, True, cited)


def _first(conversion: _Conversion, drug: str, what: str) -> bool:
    """Whether this is the first time that the drug gets this statement."""
    before = len(conversion.stated)
    conversion.stated.add((drug, what))
    return len(conversion.stated) > before


_HOMEPAGE = "https://www.fda.gov/drugs/drug-approvals-and-databases/national-drug-code-directory"


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """Products with their codes, brands, legal control and classes."""
    parts = find_parts(paths)
    products = pick(parts, r".*product.*\.txt(\.gz)?")
    packages = pick(parts, r".*package.*\.txt(\.gz)?")
    records = pick(parts, r".*\.json(\.gz)?")
    if not products and not records:
        problem = "there is no product.txt and no drug-ndc….json among"
        raise RejectedImport([f"{problem}: {first_named(parts)}"])
    intake.size = sum(part.size for part in (*products, *packages, *records))
    yield _source(records)
    yield from facts(_listings(products, packages, records, intake), intake)


def _listings(
    products: Sequence[Part], packages: Sequence[Part], records: Sequence[Part], intake: Intake
) -> Iterator[Listing]:
    codes = read_packages(packages, intake)
    yield from read_products(products, codes, intake)
    unclaimed = sum(map(len, codes.values()))
    if unclaimed:
        intake.skip("a package of a product that is not there", unclaimed)
    yield from read_records(records, intake)


def _source(records: Sequence[Part]) -> Source:
    versions = [read_value(part, "meta.last_updated") for part in records]
    stated = [one for one in versions if one]
    return Source(
        id=SOURCE,
        title="National Drug Code directory, as imported",
        kind="directory of products",
        publisher="US Food and Drug Administration",
        licence="public domain; as openFDA: CC0-1.0",
        version=max(stated) if stated else "not told by the files",
        address=_HOMEPAGE,
        note="A section is the NDC of a product: labeler and product.",
    )


DATA_SET = DataSet(
    key="ndc",
    title="NDC directory",
    homepage=_HOMEPAGE,
    licence="public domain; as openFDA: CC0-1.0",
    read=read,
    at_least=20,
    adds="US products with strength and form, NDCs, brands, DEA schedules, pharmacologic classes",
    files="ndctext.zip, its product.txt and package.txt, or drug-ndc-0001-of-0001.json.zip",
    size="12 MB zipped, 60 MB unpacked; as JSON 30 MB zipped, 250 MB unpacked",
    rank=30,
    # The list names the one file; the text files of the FDA are read as well.
    published=openfda("ndc"),
)
