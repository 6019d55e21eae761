"""Listings as facts. Products of the same name, strength and form are one, with all their codes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.domain.codes import ndc_shapes, problem_with_code
from app.domain.facts import (
    Citation,
    Citations,
    Code,
    Fact,
    Membership,
    Product,
    Schedule,
)
from app.domain.terms import ClassKind, CodeSystem, ProductKind
from app.importers.brands import Brands, brand_of, written
from app.importers.ingredients import Ingredients
from app.importers.intake import Intake
from app.importers.ndc.listings import Listing, note_odd, reason_against
from app.importers.products import Products, product_name

SOURCE = "ndc"
_REGION = "US"
_SCHEDULES = {"CI": "C-I", "CII": "C-II", "CIII": "C-III", "CIV": "C-IV", "CV": "C-V"}
_CLASS = re.compile(r"(.+?)\s*\[EPC\]")
# Of an NDC in eleven digits, those of labeler and product.
_PRODUCT = 9


@dataclass(slots=True)
class _Telling:
    intake: Intake
    ingredients: Ingredients
    brands: Brands
    products: Products
    known: dict[str, tuple[str, tuple[str, ...]]]
    seen: set[str] = field(default_factory=set)
    said: set[tuple[str, str]] = field(default_factory=set)


def tell(listings: Iterable[Listing], intake: Intake) -> Iterator[Fact]:
    """The facts of every listing that is told; for the others the intake is told why."""
    brands = Brands(SOURCE, _REGION, intake)
    telling = _Telling(intake, Ingredients(intake), brands, Products(intake), _known(intake))
    for listing in listings:
        reason = reason_against(listing)
        if reason is not None:
            _leave_out(listing, reason, intake)
        else:
            yield from _listing(listing, telling)
    yield from telling.ingredients.tell()
    yield from telling.brands.tell()


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


def _listing(listing: Listing, telling: _Telling) -> Iterator[Fact]:
    intake = telling.intake
    cited = (Citation(SOURCE, listing.ndc),)
    found = [telling.ingredients.find(one, cited) for one in listing.substances]
    drugs = tuple(dict.fromkeys(found))
    if listing.routes.upper() == "TOPICAL" and telling.ingredients.no_medicine(drugs):
        _leave_out(listing, "a substance that is no medicine, on the skin only", intake)
        return
    note_odd(listing, intake)
    yield from _product(listing, drugs, cited, telling)
    called = (listing.generic, *listing.substances, *drugs)
    telling.brands.add(brand_of(listing.brand), drugs, called, cited)
    if len(drugs) == 1:
        yield from _of_drug(listing, drugs[0], cited, telling)


def _product(
    listing: Listing, drugs: tuple[str, ...], cited: Citations, telling: _Telling
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
    known = telling.known.get(ndc_shapes(listing.ndc)[0][:_PRODUCT])
    subject, new = telling.products.place(own, known, f"NDC {listing.ndc}")
    if new is not None:
        yield new
    for code in (listing.ndc, *listing.packages):
        if problem_with_code(CodeSystem.NDC, code) is not None:
            telling.intake.note("codes of packages that are no NDC")
        elif code not in telling.seen:
            telling.seen.add(code)
            yield Code(f"product:{subject}", CodeSystem.NDC, code, cited)


def _strengths(listing: Listing) -> tuple[str, ...]:
    told = listing.strengths
    return told if len(told) == len(listing.substances) and all(told) else ()


def _of_drug(listing: Listing, drug: str, cited: Citations, telling: _Telling) -> Iterator[Fact]:
    """What holds for the ingredient, since it is the only one."""
    schedule = _SCHEDULES.get(listing.schedule.upper())
    if listing.schedule and schedule is None:
        telling.intake.note("schedules that are none of the DEA")
    if schedule and _first(telling, drug, schedule):
        yield Schedule(drug, _REGION, schedule, cited)
    for one in listing.classes:
        established = _CLASS.fullmatch(one)
        if established is not None and _first(telling, drug, one):
            kind = ClassKind.THERAPEUTIC
            drug_class = telling.intake.drug_class(established[1], cited, kind)
            if _first(telling, drug, f"class {drug_class}"):
                yield Membership(drug, drug_class, True, cited)


def _first(telling: _Telling, drug: str, what: str) -> bool:
    """Whether this is said of the drug for the first time."""
    before = len(telling.said)
    telling.said.add((drug, what))
    return len(telling.said) > before
