"""RxNorm: ingredients and their names, brands, products with their package codes."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.verifying.evidence import Boxed, Called
from tests.verifying.reading.tables import plain_rows

# Fields of RXNCONSO and RXNSAT, by position.
_CUI, _SAB, _TTY, _CODE, _STR = 0, 11, 12, 13, 14
_ATN, _ATV = 8, 10
_STRENGTH = re.compile(r"\s[\d.,]+\s?(?:MG|MCG|UNT|MEQ|G|ML|%|HR|ACTUAT|\[).*$", re.IGNORECASE)
_LEADING = re.compile(
    r"^(?:\{.*?\(|(?:\d+\s)?(?:[\d.]+ (?:ML|HR|ACTUAT) )|(?:24|12) HR )", re.IGNORECASE
)
_BRAND = re.compile(r"\[([^\]]+)\]\s*$")


def read(path: Path, name: str) -> Iterator[Called | Boxed]:
    """Ingredients as substances; branded and clinical drugs as products."""
    names: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    uniis: dict[str, list[str]] = defaultdict(list)
    for line, row in enumerate(plain_rows(path, "|"), start=1):
        if row[_SAB] == "MTHSPL" and row[_TTY] == "SU":
            uniis[row[_CUI]].append(row[_CODE])
        else:
            names[row[_CUI]].append((line, row[_TTY], row[_STR]))
    packages = _packages(path.with_name("RXNSAT.RRF"))
    for cui, told in names.items():
        kinds = {kind for _, kind, _ in told}
        at, codes = f"{name} line {told[0][0]}", [("rxnorm", cui)]
        if kinds & {"IN", "PIN"}:
            codes += [("unii", one) for one in uniis[cui]]
            title = next(text for _, kind, text in told if kind in ("IN", "PIN"))
            yield Called(at, title, tuple(text for _, _, text in told), tuple(codes))
        elif kinds & {"SBD", "SCD", "BN"}:
            title = next(text for _, kind, text in told if kind in ("SBD", "SCD", "BN"))
            codes += [("ndc", one) for one in packages[cui]]
            yield _product(at, title, tuple(codes))


def read_brands(path: Path, name: str) -> Iterator[Called]:
    """Which ingredient a brand is of: `tradename_of` reads from the second concept to the first."""
    titles: dict[str, str] = {}
    for row in plain_rows(path.with_name("RXNCONSO.RRF"), "|"):
        if row[_SAB] == "RXNORM" and row[_TTY] in ("IN", "BN", "PIN"):
            titles.setdefault(row[_CUI], row[_STR])
    for line, row in enumerate(plain_rows(path, "|"), start=1):
        if row[7] == "tradename_of" and row[0] in titles and row[4] in titles:
            brand = (titles[row[4]],)
            yield Called(f"{name} line {line}", titles[row[0]], trade=brand)


def _product(at: str, title: str, codes: tuple[tuple[str, str], ...]) -> Boxed:
    brand = _BRAND.search(title)
    parts = _BRAND.sub("", title).split(" / ")
    ingredients = tuple(_STRENGTH.sub("", _LEADING.sub("", one)).strip() for one in parts)
    return Boxed(at, brand[1] if brand else title, ingredients, codes)


def _packages(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    if path.exists():
        for row in plain_rows(path, "|"):
            if row[_ATN] == "NDC":
                found[row[0]].append(row[_ATV])
    return found
