"""One listed product, whichever form of the directory it was read from."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.facts import CodeSystem
from app.domain.names.codes import problem_with_code
from app.domain.names.lexicon import names_nothing
from app.domain.names.recognise import NOTHING
from app.importers.files.archives import Part
from app.importers.files.json import read_items
from app.importers.files.text import read_table
from app.importers.run import Intake

# The kinds that become facts: bulk ingredients and the like are no products.
_KINDS = ("HUMAN PRESCRIPTION DRUG", "HUMAN OTC DRUG")
_REASONS = (
    ("HOMEOPATHIC", "homeopathic"),
    ("ANIMAL", "for animals"),
    ("EXPORT", "only for export"),
)
_UNIT = re.compile(r"([^/]+?)(?:/\s*(\.?\d[\d.,]*)?\s*(.*))?")
_UNITS = {"[iU]": "IU", "ug": "mcg", "1": ""}


@dataclass(slots=True)
class Listing:
    """`brand` with its suffix; `strengths` stand in the order of `substances`. `rows` is how many
    rows list its packages.
    """

    ndc: str
    kind: str
    category: str
    brand: str
    generic: str
    form: str
    routes: str
    substances: tuple[str, ...]
    strengths: tuple[str, ...]
    classes: tuple[str, ...]
    schedule: str
    packages: tuple[str, ...]
    rows: int = 0


def reason_against(listing: Listing) -> str | None:
    """Why a listing is left out; None if it is not."""
    stated = f"{listing.kind} {listing.category}".upper()
    for word, reason in _REASONS:
        if word in stated:
            return reason
    if not listing.kind.upper().startswith(_KINDS):
        return f"a product of the kind: {listing.kind.lower() or 'none stated'}"
    if not listing.substances:
        return "no active substance is named"
    if all(map(names_nothing, listing.substances)):
        return NOTHING
    if problem_with_code(CodeSystem.NDC, listing.ndc) is not None:
        return "the NDC of the product is none"
    return None


def strength_of(number: str, unit: str) -> str:
    """`200`, `mg/1` is `200 mg`; `2.5`, `mg/.5mL` is `2.5 mg/0.5 mL`."""
    found = _UNIT.fullmatch(unit.strip())
    if not number or found is None:
        return ""
    of, amount, piece = found[1].strip(), found[2] or "", (found[3] or "").strip()
    below = " ".join(one for one in (_number(amount) if amount != "1" else "", _item(piece)) if one)
    stated = f"{_number(number)} {_item(of)}".strip()
    return f"{stated}/{below}" if below else stated


def classes_of(text: str) -> tuple[str, ...]:
    """The classes of a list whose names may hold commas: each ends with its kind in brackets."""
    return tuple(one.strip(" ,") for one in re.findall(r"[^\[\]]+\[[A-Za-z]+\]", text))


def listed(text: str) -> tuple[str, ...]:
    """The parts of a list with semicolons."""
    return tuple(one.strip() for one in text.split(";") if one.strip())


def note_odd(listing: Listing, intake: Intake) -> None:
    """Counts lists that do not fit together."""
    if len(listing.strengths) != len(listing.substances):
        intake.note("products whose strengths are not as many as their substances: none is told")


def _number(text: str) -> str:
    return f"0{text}" if text.startswith(".") else text


def _item(text: str) -> str:
    return _UNITS.get(text, text)


def read_records(parts: Sequence[Part], intake: Intake) -> Iterator[Listing]:
    """Every record under `results`."""
    for part in parts:
        for _, record in read_items(part, intake):
            intake.row()
            if isinstance(record, dict) and isinstance(record.get("product_ndc"), str):
                yield _listing_of_record(record)
            else:
                intake.skip("no record of a product")


def _listing_of_record(record: dict[str, Any]) -> Listing:
    substances = [one for one in _list(record, "active_ingredients") if isinstance(one, dict)]
    substances = [one for one in substances if _text(one, "name")]
    routes = [str(one) for one in _list(record, "route")]
    classes = [str(one) for one in _list(record, "pharm_class")]
    codes = [one for one in _list(record, "packaging") if isinstance(one, dict)]
    brand = _text(record, "brand_name_base") or _text(record, "brand_name")
    if _text(record, "brand_name_base"):
        brand = f"{brand} {_text(record, 'brand_name_suffix')}".strip()
    names, strengths = _without_solvents(
        tuple(_text(one, "name") for one in substances),
        tuple(strength_of(*_split(_text(one, "strength"))) for one in substances),
    )
    return Listing(
        ndc=_text(record, "product_ndc"),
        kind=_text(record, "product_type"),
        category=_text(record, "marketing_category"),
        brand=brand,
        generic=_text(record, "generic_name"),
        form=_text(record, "dosage_form"),
        routes="; ".join(routes),
        substances=names,
        strengths=strengths,
        classes=tuple(classes),
        schedule=_text(record, "dea_schedule"),
        packages=tuple(_text(one, "package_ndc") for one in codes if _text(one, "package_ndc")),
    )


def _without_solvents(
    substances: tuple[str, ...], strengths: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The substances and their strengths without water, where something else is named too."""
    kept = [number for number, name in enumerate(substances) if not names_nothing(name)]
    if not kept or len(kept) == len(substances):
        return substances, strengths
    if len(strengths) == len(substances):
        strengths = tuple(strengths[number] for number in kept)
    return tuple(substances[number] for number in kept), strengths


def _split(strength: str) -> tuple[str, str]:
    number, _, unit = strength.partition(" ")
    return number, unit


def _text(record: dict[str, Any], name: str) -> str:
    found = record.get(name)
    return found.strip() if isinstance(found, str) else ""


def _list(record: dict[str, Any], name: str) -> list[Any]:
    found = record.get(name)
    return found if isinstance(found, list) else []


_PRODUCT = (
    "PRODUCTNDC", "PRODUCTTYPENAME", "NONPROPRIETARYNAME", "DOSAGEFORMNAME", "SUBSTANCENAME",
    "ACTIVE_NUMERATOR_STRENGTH", "ACTIVE_INGRED_UNIT",
)  # fmt: skip
_MAYBE = (
    "MARKETINGCATEGORYNAME", "PROPRIETARYNAME", "PROPRIETARYNAMESUFFIX", "ROUTENAME",
    "PHARM_CLASSES", "DEASCHEDULE",
)  # fmt: skip


def read_packages(parts: Sequence[Part], intake: Intake) -> dict[str, list[str]]:
    """The codes of the packages of each product."""
    found: dict[str, list[str]] = {}
    for part in parts:
        rows = read_table(part, intake, ("PRODUCTNDC", "NDCPACKAGECODE"), "\t", quoted=False)
        for _, (product, package) in rows:
            codes = found.setdefault(product, [])
            if package in codes:
                intake.merge()
            else:
                codes.append(package)
    return found


def read_products(
    parts: Sequence[Part], packages: dict[str, list[str]], intake: Intake
) -> Iterator[Listing]:
    """Every row; its packages are taken out of `packages`."""
    for part in parts:
        rows = read_table(part, intake, _PRODUCT, "\t", optional=_MAYBE, quoted=False)
        for _, row in rows:
            yield _listing_of_row([one.strip('"').strip() for one in row], packages)


def _listing_of_row(row: list[str], packages: dict[str, list[str]]) -> Listing:
    ndc, kind, generic, form, substances, numbers, units = row[: len(_PRODUCT)]
    category, brand, suffix, routes, classes, schedule = row[len(_PRODUCT) :]
    codes = tuple(packages.pop(ndc, ()))
    pairs = zip(listed(numbers), listed(units), strict=False)
    names, strengths = _without_solvents(
        listed(substances), tuple(strength_of(number, unit) for number, unit in pairs)
    )
    return Listing(
        ndc=ndc,
        kind=kind,
        category=category,
        brand=f"{brand} {suffix}".strip(),
        generic=generic,
        form=form,
        routes=routes,
        substances=names,
        strengths=strengths,
        classes=classes_of(classes),
        schedule=schedule,
        packages=codes,
        rows=len(codes),
    )
