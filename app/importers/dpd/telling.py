"""Products of Canada as facts. What has the same name, strength and form is one, with all DINs."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.domain.codes import problem_with_code
from app.domain.facts import Citation, Citations, Code, Fact, Product, Schedule
from app.domain.terms import CodeSystem, ProductKind
from app.importers.brands import Brands, brand_of
from app.importers.dpd.reading import Drug, Read
from app.importers.ingredients import Ingredients
from app.importers.intake import Intake
from app.importers.products import Products, product_name
from app.importers.salts import out_of_brackets

SOURCE = "dpd"
_REGION = "CA"
# Everything else is sold to everybody, or controls how it is made.
_CONTROL = ("CDSA", "PRESCRIPTION")
_UNITS = {"ML": "mL", "L": "L", "UNIT": "unit", "IU": "IU", "MEQ": "mEq", "MBQ": "MBq"}
_SHARES = frozenset({"W/W", "W/V", "V/V"})
_COMBINED = re.compile(r"\b(combination|with|excl|and other)", re.I)
_ATC_LENGTH = 7
_LEFT_OUT = {"VETERINARY": "for animals", "DISINFECTANT": "a disinfectant"}


@dataclass(slots=True)
class _Telling:
    intake: Intake
    beside: Read
    ingredients: Ingredients
    brands: Brands
    products: Products
    dins: set[str] = field(default_factory=set)
    said: set[tuple[str, str]] = field(default_factory=set)


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


def tell(drugs: Iterable[Drug], beside: Read, intake: Intake) -> Iterator[Fact]:
    """The facts of every product that is told; for the others the intake is told why."""
    brands = Brands(SOURCE, _REGION, intake)
    telling = _Telling(intake, beside, Ingredients(intake), brands, Products(intake))
    for drug in drugs:
        reason = _reason_against(drug, telling)
        if reason is not None:
            intake.skip(reason)
        else:
            yield from _product(_whole(drug, beside), telling)
    yield from telling.ingredients.tell()
    yield from telling.brands.tell()


def _reason_against(drug: Drug, telling: _Telling) -> str | None:
    beside = telling.beside
    left_out = _LEFT_OUT.get(drug.kind.upper())
    if left_out is not None:
        return left_out
    if problem_with_code(CodeSystem.DIN, drug.din) is not None:
        return "the DIN of the product is none"
    if drug.din in telling.dins:
        return "a DIN that was told before"
    atc = [number for number, _ in beside.ther.get(drug.code, ())]
    if any(one.startswith("J07") for one in atc):
        return "a vaccine"
    if any(one.startswith("V01") for one in atc):
        return "an extract of allergens"
    if not any(name for name, *_ in beside.ingred.get(drug.code, ())):
        return "no ingredient is named"
    skin = {route.upper() for (route,) in beside.route.get(drug.code, ())} == {"TOPICAL"}
    if skin and _no_medicine(drug, telling):
        return "a substance that is no medicine, on the skin only"
    return None


def _no_medicine(drug: Drug, telling: _Telling) -> bool:
    """Known substances only, as alcohol: nothing new is made here."""
    known = telling.intake.known.drugs
    found = [known.identify(out_of_brackets(row[0])[0]) for row in telling.beside.ingred[drug.code]]
    ids = tuple(one.id for one in found if one is not None)
    return len(ids) == len(found) and telling.ingredients.no_medicine(ids)


def _whole(drug: Drug, beside: Read) -> _Whole:
    said = [status.upper() for flag, status in beside.status.pop(drug.code, ()) if flag == "Y"]
    return _Whole(
        drug=drug,
        ingredients=[row for row in beside.ingred.pop(drug.code) if row[0]],
        atc=beside.ther.pop(drug.code, []),
        forms=tuple(form for (form,) in beside.form.pop(drug.code, ())),
        routes=tuple(route for (route,) in beside.route.pop(drug.code, ())),
        schedules=tuple(one for (one,) in beside.schedule.pop(drug.code, ())),
        cancelled=any(one.startswith("CANCEL") for one in said),
    )


def _product(whole: _Whole, telling: _Telling) -> Iterator[Fact]:
    din, intake = whole.drug.din, telling.intake
    telling.dins.add(din)
    cited = (Citation(SOURCE, din),)
    drugs = _drugs(whole, cited, telling)
    brand = brand_of(whole.drug.brand)
    known = intake.known.products.get((CodeSystem.DIN, din))
    own = _own(whole, brand, drugs, cited)
    subject, new = telling.products.place(own, known, f"DIN {din}")
    if new is not None:
        yield new
    yield Code(f"product:{subject}", CodeSystem.DIN, din, cited)
    if whole.cancelled:
        intake.note("products that are sold no more: their brands are left out")
    else:
        called = (*(row[0] for row in whole.ingredients), *drugs)
        telling.brands.add(brand, drugs, called, cited)
    if len(drugs) == 1:
        yield from _of_drug(whole, drugs[0], cited, telling)


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


def _drugs(whole: _Whole, cited: Citations, telling: _Telling) -> tuple[str, ...]:
    found = []
    for name, *_ in whole.ingredients:
        base, salt = out_of_brackets(name)
        found.append(telling.ingredients.find(salt, cited, base))
    return tuple(dict.fromkeys(found))


def _strength(number: str, unit: str, amount: str, piece: str) -> str:
    """`10`, `MG`, ``, `ML` is `10 mg/mL`; empty where no number is told."""
    if not number:
        return ""
    if piece.upper() in _SHARES:
        return f"{number} {unit.lower()} {piece.lower()}"
    below = " ".join(one for one in (amount, _UNITS.get(piece, piece.lower())) if one)
    told = f"{number} {_UNITS.get(unit, unit.lower())}"
    return f"{told}/{below}" if below else told


def _of_drug(whole: _Whole, drug: str, cited: Citations, telling: _Telling) -> Iterator[Fact]:
    """What holds for the ingredient, since it is the only one."""
    for schedule in whole.schedules:
        controls = any(word in schedule.upper() for word in _CONTROL)
        if controls and (drug, schedule) not in telling.said:
            telling.said.add((drug, schedule))
            yield Schedule(drug, _REGION, schedule, cited)
    for number, name in whole.atc:
        if (drug, number) not in telling.said and _is_code_of(number, name, drug, telling):
            yield Code(f"drug:{drug}", CodeSystem.ATC, number, cited)
        telling.said.add((drug, number))


def _is_code_of(number: str, name: str, drug: str, telling: _Telling) -> bool:
    """Whether the code is that of the drug: not of a group, a combination or another substance."""
    intake = telling.intake
    if len(number) != _ATC_LENGTH or problem_with_code(CodeSystem.ATC, number) is not None:
        return False
    if _COMBINED.search(name):
        intake.note("ATC codes of combinations, of products with one ingredient")
        return False
    meant = intake.known.drugs.identify(name) if name else None
    if meant is not None and meant.id != drug:
        intake.conflict(f"ATC {number} ({name}) means {meant.id}, but the product is of {drug}")
        return False
    return True
