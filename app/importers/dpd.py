"""The Drug Product Database of Health Canada: the text files of its extract.

Quirks: some extracts have a line of headers and some have none; columns were added at the end, so
they are taken by their place unless a header says otherwise; files of inactive, approved and
dormant products have `_ia`, `_ap` and `_dr` in their names; names stand in capitals.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import NamedTuple

from app.domain.errors import RejectedImport
from app.domain.facts import (
    Citation,
    Citations,
    Code,
    CodeSystem,
    Fact,
    Product,
    ProductKind,
    Schedule,
    Source,
)
from app.domain.names.codes import problem_with_code
from app.domain.names.lexicon import names_nothing
from app.domain.names.recognise import NOTHING
from app.importers.files.archives import Part, find_parts, first_named, pick
from app.importers.files.publishers import at
from app.importers.files.text import read_rows
from app.importers.run import Intake
from app.importers.shared.brands import Brands, Products, brand_of, product_name
from app.importers.shared.known import Ingredients, out_of_brackets, substance_codes
from app.importers.source import DataSet

Rows = dict[str, list[tuple[str, ...]]]
# The columns that are used, each with the place where it stands in a file without a header.
_COLUMNS = {
    "drug": {
        "DRUG_CODE": 0, "CLASS": 2, "DRUG_IDENTIFICATION_NUMBER": 3, "BRAND_NAME": 4,
        "DESCRIPTOR": 5,
    },
    "ingred": {
        "DRUG_CODE": 0, "INGREDIENT": 2, "STRENGTH": 4, "STRENGTH_UNIT": 5, "DOSAGE_VALUE": 7,
        "DOSAGE_UNIT": 9,
    },
    "ther": {"DRUG_CODE": 0, "TC_ATC_NUMBER": 1, "TC_ATC": 2},
    "form": {"DRUG_CODE": 0, "PHARMACEUTICAL_FORM": 2},
    "route": {"DRUG_CODE": 0, "ROUTE_OF_ADMINISTRATION": 2},
    "schedule": {"DRUG_CODE": 0, "SCHEDULE": 1},
    "status": {"DRUG_CODE": 0, "CURRENT_STATUS_FLAG": 1, "STATUS": 2},
}  # fmt: skip


class Drug(NamedTuple):
    """A row of drug.txt."""

    code: str
    kind: str
    din: str
    brand: str
    descriptor: str


@dataclass(slots=True)
class Read:
    """The rows of every file but drug.txt, by product. They are taken out with their product."""

    ingred: Rows
    ther: Rows
    form: Rows
    route: Rows
    schedule: Rows
    status: Rows

    def account(self, intake: Intake) -> None:
        """Accounts for the rows that belong to no product that became a fact."""
        for one in fields(self):
            rows: Rows = getattr(self, one.name)
            left = sum(map(len, rows.values()))
            if left:
                intake.skip(f"{one.name}.txt: of a product that is not told", left)


def read_drugs(parts: Sequence[Part], intake: Intake) -> Iterator[Drug]:
    """Every product."""
    for part in parts:
        for row in _rows(part, "drug", intake):
            yield Drug(*row)


def read_beside(parts: Sequence[Part], name: str, intake: Intake) -> Rows:
    """What one of the other files says of each product."""
    found: Rows = {}
    same: dict[str, str] = {}
    for part in parts:
        for code, *more in _rows(part, name, intake):
            # The same few words stand in very many rows.
            kept = tuple(same.setdefault(one, one) for one in more)
            found.setdefault(code, []).append(kept)
    return found


def _rows(part: Part, name: str, intake: Intake) -> Iterator[list[str]]:
    columns = _COLUMNS[name]
    places, began = list(columns.values()), False
    for number, row in read_rows(part, intake):
        if not began:
            began = True
            if row[0].strip().casefold() == "drug_code":
                places = _places(row, columns, part)
                continue
            if not row[0].strip().isdigit():
                raise RejectedImport([f"{part}:{number}: begins with neither a header nor a code"])
        intake.row()
        if len(row) <= max(places):
            intake.skip("a row with too few fields")
        elif not row[places[0]].strip().isdigit():
            intake.skip("a row without the code of a product")
        else:
            yield [row[place].strip() for place in places]


def _places(header: list[str], columns: dict[str, int], part: Part) -> list[int]:
    names = [one.strip().upper() for one in header]
    missing = [one for one in columns if one not in names]
    if missing:
        raise RejectedImport(
            [f"{part}:1: no column {', '.join(missing)}; there is: {', '.join(names[:12])}"]
        )
    return [names.index(one) for one in columns]


SOURCE = "dpd"
_REGION = "CA"
# Everything else is sold to everybody, or controls how it is made.
_CONTROL = ("CDSA", "PRESCRIPTION")
_UNITS = {"ML": "mL", "L": "L", "UNIT": "unit", "IU": "IU", "MEQ": "mEq", "MBQ": "MBq"}
_SHARES = frozenset({"W/W", "W/V", "V/V"})
_COMBINED = re.compile(r"\b(combination|with|excl|and other)", re.I)
_LEFT_OUT = {"VETERINARY": "for animals", "DISINFECTANT": "a disinfectant"}


@dataclass(slots=True)
class _Conversion:
    intake: Intake
    beside: Read
    ingredients: Ingredients
    brands: Brands
    products: Products
    dins: set[str] = field(default_factory=set)
    stated: set[tuple[str, str]] = field(default_factory=set)


@dataclass(slots=True)
class _Whole:
    """A product with what the other files say of it."""

    drug: Drug
    ingredients: list[tuple[str, ...]]
    atc: list[tuple[str, ...]]
    forms: tuple[str, ...]
    routes: tuple[str, ...]
    schedules: tuple[str, ...]
    cancelled: bool


def facts(drugs: Iterable[Drug], beside: Read, intake: Intake) -> Iterator[Fact]:
    """The facts of every product; those left out are counted in the intake with the reason."""
    brands = Brands(SOURCE, _REGION, intake)
    conversion = _Conversion(intake, beside, Ingredients(intake), brands, Products(intake))
    for drug in drugs:
        reason = _reason_against(drug, conversion)
        if reason is not None:
            intake.skip(reason)
        else:
            yield from _product(_whole(drug, beside), conversion)
    yield from conversion.ingredients.facts()
    yield from conversion.brands.facts()


def _reason_against(drug: Drug, conversion: _Conversion) -> str | None:
    beside = conversion.beside
    left_out = _LEFT_OUT.get(drug.kind.upper())
    if left_out is not None:
        return left_out
    if problem_with_code(CodeSystem.DIN, drug.din) is not None:
        return "the DIN of the product is none"
    if drug.din in conversion.dins:
        return "a DIN that was told before"
    atc = [number for number, _ in beside.ther.get(drug.code, ())]
    if any(one.startswith("J07") for one in atc):
        return "a vaccine"
    if any(one.startswith("V01") for one in atc):
        return "an extract of allergens"
    if not any(name for name, *_ in beside.ingred.get(drug.code, ())):
        return "no ingredient is named"
    if all(names_nothing(name) for name, *_ in beside.ingred[drug.code]):
        return NOTHING
    skin = {route.upper() for (route,) in beside.route.get(drug.code, ())} == {"TOPICAL"}
    if skin and _no_medicine(drug, conversion):
        return "a substance that is no medicine, on the skin only"
    return None


def _no_medicine(drug: Drug, conversion: _Conversion) -> bool:
    """Known substances only, as alcohol: nothing new is made here."""
    known = conversion.intake.known.drugs
    found = [
        known.identify(out_of_brackets(row[0])[0]) for row in conversion.beside.ingred[drug.code]
    ]
    ids = tuple(one.id for one in found if one is not None)
    return len(ids) == len(found) and conversion.ingredients.no_medicine(ids)


def _whole(drug: Drug, beside: Read) -> _Whole:
    stated = [status.upper() for flag, status in beside.status.pop(drug.code, ()) if flag == "Y"]
    return _Whole(
        drug=drug,
        # Some products list the water for the solution beside what is in it.
        ingredients=[
            row for row in beside.ingred.pop(drug.code) if row[0] and not names_nothing(row[0])
        ],
        atc=beside.ther.pop(drug.code, []),
        forms=tuple(form for (form,) in beside.form.pop(drug.code, ())),
        routes=tuple(route for (route,) in beside.route.pop(drug.code, ())),
        schedules=tuple(one for (one,) in beside.schedule.pop(drug.code, ())),
        cancelled=any(one.startswith("CANCEL") for one in stated),
    )


def _product(whole: _Whole, conversion: _Conversion) -> Iterator[Fact]:
    din, intake = whole.drug.din, conversion.intake
    conversion.dins.add(din)
    cited = (Citation(SOURCE, din),)
    drugs = _drugs(whole, cited, conversion)
    brand = brand_of(whole.drug.brand)
    known = intake.known.products.get((CodeSystem.DIN, din))
    own = _own(whole, brand, drugs, cited)
    subject, new = conversion.products.place(own, known, f"DIN {din}")
    if new is not None:
        yield new
    yield Code(f"product:{subject}", CodeSystem.DIN, din, cited)
    if whole.cancelled:
        intake.note("products that are sold no more: their brands are left out")
    else:
        called = (*(row[0] for row in whole.ingredients), *drugs)
        conversion.brands.add(brand, drugs, called, cited)
    if len(drugs) == 1:
        yield from _of_drug(whole, drugs[0], cited, conversion)


def _own(whole: _Whole, brand: str, drugs: tuple[str, ...], cited: Citations) -> Product:
    strengths = tuple(_strength(*row[1:]) for row in whole.ingredients)
    if not all(strengths):
        strengths = ()
    form = ", ".join(whole.forms).lower() or None
    return Product(
        id=f"{SOURCE}-{whole.drug.din}",
        name=product_name(brand, strengths, form),
        kind=ProductKind.CLINICAL,
        ingredients=drugs,
        names=(),
        strength="/".join(strengths) or None,
        form=form,
        region=_REGION,
        citations=cited,
    )


def _drugs(whole: _Whole, cited: Citations, conversion: _Conversion) -> tuple[str, ...]:
    found = []
    for name, *_ in whole.ingredients:
        base, salt = out_of_brackets(name)
        found.append(conversion.ingredients.find(salt, cited, base))
    return tuple(dict.fromkeys(found))


def _strength(number: str, unit: str, amount: str, piece: str) -> str:
    """`10`, `MG`, ``, `ML` is `10 mg/mL`; empty without a number."""
    if not number:
        return ""
    if piece.upper() in _SHARES:
        return f"{number} {unit.lower()} {piece.lower()}"
    below = " ".join(one for one in (amount, _UNITS.get(piece, piece.lower())) if one)
    stated = f"{number} {_UNITS.get(unit, unit.lower())}"
    return f"{stated}/{below}" if below else stated


def _of_drug(whole: _Whole, drug: str, cited: Citations, conversion: _Conversion) -> Iterator[Fact]:
    """What holds for the ingredient, since it is the only one."""
    for schedule in whole.schedules:
        controls = any(word in schedule.upper() for word in _CONTROL)
        if controls and (drug, schedule) not in conversion.stated:
            conversion.stated.add((drug, schedule))
            yield Schedule(drug, _REGION, schedule, cited)
    for number, name in whole.atc:
        if (drug, number) not in conversion.stated and _is_code_of(number, name, drug, conversion):
            yield Code(f"drug:{drug}", CodeSystem.ATC, number, cited)
        conversion.stated.add((drug, number))


def _is_code_of(number: str, name: str, drug: str, conversion: _Conversion) -> bool:
    """Whether the code is that of the drug: not of a group, a combination or another substance."""
    intake = conversion.intake
    if not substance_codes(number):
        return False
    if _COMBINED.search(name):
        intake.note("ATC codes of combinations, of products with one ingredient")
        return False
    meant = intake.known.drugs.identify(name) if name else None
    if meant is not None and meant.id != drug:
        intake.conflict(f"ATC {number} ({name}) means {meant.id}, but the product is of {drug}")
        return False
    return True


_HOMEPAGE = (
    "https://www.canada.ca/en/health-canada/services/drugs-health-products/drug-products/"
    "drug-product-database.html"
)
_USED = ("drug", "ingred", "ther", "form", "route", "schedule", "status")
_LICENCE = "Open Government Licence - Canada"


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """Products with their DINs, brands, legal control and ATC codes."""
    parts = find_parts(paths)
    of = {name: pick(parts, rf"{name}(_current)?(_ia|_ap|_dr)?\.txt(\.gz)?") for name in _USED}
    for name in ("drug", "ingred"):
        if not of[name]:
            raise RejectedImport([f"there is no {name}.txt among: {first_named(parts)}"])
    intake.size = sum(part.size for found in of.values() for part in found)
    used = {part for found in of.values() for part in found}
    intake.not_used(part for part in parts if part not in used)
    beside = Read(**{name: read_beside(of[name], name, intake) for name in _USED if name != "drug"})
    drugs = read_drugs(of["drug"], intake)
    yield _source()
    yield from facts(drugs, beside, intake)
    beside.account(intake)


def _source() -> Source:
    return Source(
        id=SOURCE,
        title="Drug Product Database, as imported",
        kind="directory of products",
        publisher="Health Canada",
        licence=_LICENCE,
        version="not told by the files",
        address=_HOMEPAGE,
        note="Contains information licensed under the Open Government Licence - Canada. "
        "A section is a DIN.",
    )


DATA_SET = DataSet(
    key="dpd",
    title="Drug Product Database of Health Canada",
    homepage=_HOMEPAGE,
    licence=_LICENCE,
    read=read,
    at_least=100,
    adds="Canadian brands and products, DINs, ATC codes, schedules",
    files="allfiles.zip (also allfiles_ia.zip, _ap, _dr), or drug.txt, ingred.txt, ther.txt, …",
    size="4 MB zipped; inactive products 7 MB",
    rank=32,
    # The page of the data extract links to it as ALL FILES: marketed products.
    published=at(
        "https://www.canada.ca/content/dam/hc-sc/documents/services/drug-product-database/allfiles.zip",
        documented="https://www.canada.ca/en/health-canada/services/drugs-health-products/"
        "drug-products/drug-product-database/what-data-extract-drug-product-database.html",
    ),
)
