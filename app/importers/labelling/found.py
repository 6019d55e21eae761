"""A label as a file tells it, before anything is recognised."""

import re
from dataclasses import dataclass

from app.domain.identifying import CodeOf

# Set ids are UUIDs; a few old ones are written in another form.
_SET_ID = re.compile(r"[0-9a-z][0-9a-z-]{7,63}")
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)\d*")
_HUMAN = ("human ", "vaccine", "plasma derivative", "cellular therapy")
_OTHERS = ("animal", "dietary supplement", "bulk ingredient", "cosmetic", "medical device", "food")


@dataclass(frozen=True, slots=True)
class Substance:
    """An active ingredient: `codes` are its own, `salt_codes` those of the salt that is in it."""

    name: str
    codes: tuple[CodeOf, ...] = ()
    salt_codes: tuple[CodeOf, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundSection:
    """A section with its plain name; `code` None where the file gives it none."""

    section: str
    code: str | None
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class FoundLabel:
    """`codes` are codes of the substances that cannot be told apart; `product_codes` RxCUIs and
    NDCs of whole products.
    """

    set_id: str
    version: str
    effective_on: str | None
    title: str
    labeler: str | None
    kind: str
    products: tuple[str, ...]
    substances: tuple[Substance, ...]
    codes: tuple[CodeOf, ...]
    product_codes: tuple[CodeOf, ...]
    sections: tuple[FoundSection, ...]


def read_set_id(text: object) -> str | None:
    """A set id in the one form in which labels are known; None for what is none."""
    found = str(text or "").strip().lower()
    return found if _SET_ID.fullmatch(found) else None


def read_day(text: object) -> str | None:
    """`20231031` as `2023-10-31`; None for what is no day."""
    found = _DAY.fullmatch(str(text or "").strip())
    if found is None or not ("01" <= found[2] <= "12" and "01" <= found[3] <= "31"):
        return None
    return f"{found[1]}-{found[2]}-{found[3]}"


def why_not_human(kind: str) -> str | None:
    """Why a document of this kind is no label of a human drug; None for one that is."""
    kind = kind.lower()
    other = next((one for one in _OTHERS if one in kind), None)
    if other is not None:
        return f"no human drug: {other}"
    return None if kind.startswith(_HUMAN) else "another kind of document"
