"""What is sold under which name, in the registers that only the backbone cites.

Each product stands at the place by which it is cited: a name, or the id of a label.
"""

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.verifying.evidence import Boxed
from tests.verifying.reading.tables import plain_rows, rows

_BLANKS = re.compile(r"\s+")
_AND = re.compile(r"\s*[;,/]\s*|\s+\+\s+|\s+and\s+")


def read_sold(data: Path) -> Iterator[tuple[str, Boxed]]:
    """Each product with the source that it is cited as."""
    yield from _france(data / "bdpm_france")
    yield from _union(data / "ema_epar_medicines/epar_medicines_2023-12-05_human.tsv.gz")
    for folder in ("openfda_label_sections", "openfda_labels_whole"):
        for _, row in rows(data / folder / "index.tsv"):
            parts = tuple(one.strip() for one in row["substances"].split(";") if one.strip())
            yield "openfda-label-substances", Boxed(row["set_id"], row["brand"], parts)
    with gzip.open(data / "health_canada_dpd/drug.txt.gz", "rt", encoding="utf-8-sig") as lines:
        brands = {row[0]: _one_line(row[4]) for row in csv.reader(lines)}
    held = _canada(data / "health_canada_dpd/ingred.txt.gz")
    codes = _codes(data / "health_canada_dpd/ther.txt.gz")
    for code, brand in brands.items():
        atc = tuple(("atc", one) for one in codes.get(code, ()))
        yield "health-canada-dpd", Boxed(brand, brand, held.get(code, ()), atc)


def _one_line(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _canada(path: Path) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in plain_rows(path, ","):
        found[row[0]].append(row[2])
    return {code: tuple(dict.fromkeys(names)) for code, names in found.items()}


def _codes(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in plain_rows(path, ","):
        found[row[0]].append(row[1])
    return found


def _france(folder: Path) -> Iterator[tuple[str, Boxed]]:
    parts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in plain_rows(folder / "CIS_COMPO_bdpm.txt.gz", "\t", "latin-1"):
        parts[row[0]][row[7]].append(row[3])
    codes = {row[0]: row[1] for row in plain_rows(folder / "CIS_MITM.txt.gz", "\t", "latin-1")}
    for row in plain_rows(folder / "CIS_bdpm.txt.gz", "\t", "latin-1"):
        held = tuple(" / ".join(dict.fromkeys(one)) for one in parts[row[0]].values())
        atc = (("atc", codes[row[0]]),) if row[0] in codes else ()
        name = _one_line(row[1])
        yield "bdpm-2026", Boxed(name, name, tuple(dict.fromkeys(held)), atc)
        yield "bdpm-2026", Boxed(f"CIS {row[0]}", name, tuple(dict.fromkeys(held)), atc)


def _union(path: Path) -> Iterator[tuple[str, Boxed]]:
    for _, row in rows(path):
        named = row["International non-proprietary name (INN) / common name"]
        parts = tuple(one for one in _AND.split(named) if one)
        atc = (("atc", row["ATC code"]),)
        name = _one_line(row["Medicine name"])
        yield "ema-medicines-2023", Boxed(name, name, parts, atc)
