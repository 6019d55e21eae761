"""One listed product, whichever form of the directory it was read from."""

import re
from dataclasses import dataclass

from app.domain.codes import problem_with_code
from app.domain.terms import CodeSystem
from app.importers.intake import Intake

# What is told. Bulk ingredients and the like are no products, and stand in files of their own.
_TOLD = ("HUMAN PRESCRIPTION DRUG", "HUMAN OTC DRUG")
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
    rows told of its packages.
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
    """Why a listing is left out, None if it is told."""
    said = f"{listing.kind} {listing.category}".upper()
    for word, reason in _REASONS:
        if word in said:
            return reason
    if not listing.kind.upper().startswith(_TOLD):
        return f"a product of the kind: {listing.kind.lower() or 'none told'}"
    if not listing.substances:
        return "no active substance is named"
    if problem_with_code(CodeSystem.NDC, listing.ndc) is not None:
        return "the NDC of the product is none"
    return None


def strength_of(number: str, unit: str) -> str:
    """`200`, `mg/1` is `200 mg`; `2.5`, `mg/.5mL` is `2.5 mg/0.5 mL`."""
    found = _UNIT.fullmatch(unit.strip())
    if not number or found is None:
        return ""
    of, amount, piece = found[1].strip(), found[2] or "", (found[3] or "").strip()
    below = " ".join(one for one in (_number(amount) if amount != "1" else "", _unit(piece)) if one)
    told = f"{_number(number)} {_unit(of)}".strip()
    return f"{told}/{below}" if below else told


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


def _unit(text: str) -> str:
    return _UNITS.get(text, text)
