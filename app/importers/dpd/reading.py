"""The files of the extract: every row by the code of its product."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

from app.domain.errors import RejectedImport
from app.importers.intake import Intake
from app.importers.lines import read_rows
from app.importers.parts import Part

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
    """The rows of every file but drug.txt, by product; those of a told product are taken out."""

    ingred: Rows
    ther: Rows
    form: Rows
    route: Rows
    schedule: Rows
    status: Rows

    def account(self, intake: Intake) -> None:
        """Tells the intake of the rows that belong to nothing that was told."""
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
