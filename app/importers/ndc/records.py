"""The JSON of openFDA: drug/ndc."""

from collections.abc import Iterator, Sequence
from typing import Any

from app.importers.intake import Intake
from app.importers.json_items import read_items
from app.importers.ndc.listings import Listing, strength_of
from app.importers.parts import Part


def read_records(parts: Sequence[Part], intake: Intake) -> Iterator[Listing]:
    """Every record under `results`."""
    for part in parts:
        for _, record in read_items(part, intake):
            intake.row()
            if isinstance(record, dict) and isinstance(record.get("product_ndc"), str):
                yield _listing(record)
            else:
                intake.skip("no record of a product")


def _listing(record: dict[str, Any]) -> Listing:
    substances = [one for one in _list(record, "active_ingredients") if isinstance(one, dict)]
    substances = [one for one in substances if _text(one, "name")]
    routes = [str(one) for one in _list(record, "route")]
    classes = [str(one) for one in _list(record, "pharm_class")]
    codes = [one for one in _list(record, "packaging") if isinstance(one, dict)]
    brand = _text(record, "brand_name_base") or _text(record, "brand_name")
    if _text(record, "brand_name_base"):
        brand = f"{brand} {_text(record, 'brand_name_suffix')}".strip()
    return Listing(
        ndc=_text(record, "product_ndc"),
        kind=_text(record, "product_type"),
        category=_text(record, "marketing_category"),
        brand=brand,
        generic=_text(record, "generic_name"),
        form=_text(record, "dosage_form"),
        routes="; ".join(routes),
        substances=tuple(_text(one, "name") for one in substances),
        strengths=tuple(strength_of(*_split(_text(one, "strength"))) for one in substances),
        classes=tuple(classes),
        schedule=_text(record, "dea_schedule"),
        packages=tuple(_text(one, "package_ndc") for one in codes if _text(one, "package_ndc")),
    )


def _split(strength: str) -> tuple[str, str]:
    number, _, unit = strength.partition(" ")
    return number, unit


def _text(record: dict[str, Any], name: str) -> str:
    found = record.get(name)
    return found.strip() if isinstance(found, str) else ""


def _list(record: dict[str, Any], name: str) -> list[Any]:
    found = record.get(name)
    return found if isinstance(found, list) else []
