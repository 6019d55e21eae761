"""FDA's product directory, as a table and as openFDA gives it."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.verifying.evidence import Boxed, Classed
from tests.verifying.reading.tables import rows

# A class ends with its type; its own name may hold a comma.
_CLASS = re.compile(r"\s*,?\s*(.+?\[(?:EPC|MoA|PE|CS|Chemical/Ingredient)\])")


def read(path: Path, name: str) -> Iterator[Boxed | Classed]:
    """Each product of `product.txt`, with the packages of the file beside it."""
    packages: dict[str, list[str]] = defaultdict(list)
    if (beside := path.with_name("package.txt")).exists():
        for _, row in rows(beside, encoding="cp1252"):
            packages[row["PRODUCTNDC"]].append(row["NDCPACKAGECODE"])
    for line, row in rows(path, encoding="cp1252"):
        at, code = f"{name} line {line}", row["PRODUCTNDC"]
        substances = tuple(row["SUBSTANCENAME"].split("; "))
        control = row["DEASCHEDULE"].strip()
        yield Boxed(
            at,
            row["PROPRIETARYNAME"],
            substances,
            tuple(("ndc", one) for one in (code, *packages[code])),
            (("US", f"C-{control[1:]}"),) if control.startswith("C") else (),
        )
        if len(substances) == 1:
            for group in _CLASS.findall(row["PHARM_CLASSES"]):
                yield Classed(at, substances[0], group)


def read_openfda(path: Path, name: str) -> Iterator[Boxed]:
    """Each record of an openFDA drug/ndc answer."""
    for one in json.loads(path.read_text(encoding="utf-8"))["results"]:
        codes = [one["product_ndc"], *(pack["package_ndc"] for pack in one["packaging"])]
        yield Boxed(
            f"{name} {one['product_ndc']}",
            one["brand_name"],
            tuple(part["name"] for part in one["active_ingredients"]),
            tuple(("ndc", code) for code in codes),
        )
