"""The Drug Product Database of Health Canada: the text files of its extract.

Quirks: some extracts have a line of headers and some have none; columns were added at the end, so
they are taken by their place unless a header says otherwise; files of inactive, approved and
dormant products have `_ia`, `_ap` and `_dr` in their names; names stand in capitals.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.domain.errors import RejectedImport
from app.domain.facts import Fact, Source
from app.importers.data_set import DataSet
from app.importers.dpd.reading import Read, read_beside, read_drugs
from app.importers.dpd.telling import SOURCE, tell
from app.importers.intake import Intake
from app.importers.parts import find_parts, first_named, pick

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
    left = [part for part in parts if part not in used]
    if left:
        intake.notes.append(f"not used: {', '.join(map(str, left[:20]))}")
    beside = Read(**{name: read_beside(of[name], name, intake) for name in _USED if name != "drug"})
    drugs = read_drugs(of["drug"], intake)
    yield _source()
    yield from tell(drugs, beside, intake)
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
)
