"""A site's own table of dose ranges: read at start, and looked up by the drugs of a release."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from app.domain.doses import DoseRange, Per, read_unit
from app.domain.errors import RejectedImport
from app.domain.names.input import Asked, InputStatus
from app.domain.names.resolve import resolve
from app.services.release import LoadedRelease

COLUMNS = ("drug", "route", "unit", "min", "max", "per", "population", "source")
ROUTES = (
    "oral", "injected", "topical", "transdermal", "eye", "ear", "nasal", "inhaled", "vaginal",
    "rectal", "intrauterine",
)  # fmt: skip
# More lines than any site keeps; the words of a cell are shown in answers.
_MOST_LINES, _MOST_SIGNS = 20_000, 300


def load_dose_ranges(file: Path) -> tuple[DoseRange, ...]:
    """The lines of the table. `drug` is still as it is written.

    Raises RejectedImport with one line for each mistake: `file:line: what is wrong`.
    """
    try:
        with file.open(newline="", encoding="utf-8-sig") as text:
            rows = csv.DictReader(text, strict=True)
            return _read(file, rows)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RejectedImport([f"{file}: not a readable CSV file ({error})"]) from error


def _read(file: Path, rows: "csv.DictReader[str]") -> tuple[DoseRange, ...]:
    if sorted(rows.fieldnames or ()) != sorted(COLUMNS):
        wanted = ", ".join(COLUMNS)
        raise RejectedImport([f"{file}:1: the columns are to be: {wanted}"])
    ranges: list[DoseRange] = []
    problems: list[str] = []
    known: dict[tuple[object, ...], int] = {}
    for row in rows:
        line = rows.line_num
        if len(ranges) >= _MOST_LINES:
            raise RejectedImport([f"{file}:{line}: more than {_MOST_LINES} lines"])
        found = list(_problems(row))
        if not found:
            one = _range(line, row)
            same = (one.drug.lower(), one.route, one.unit, one.per, one.population)
            if same in known:
                found = [f"says the same drug, route, unit and population as line {known[same]}"]
            known.setdefault(same, line)
            ranges.append(one)
        problems += [f"{file}:{line}: {problem}" for problem in found]
    if problems:
        raise RejectedImport(problems)
    return tuple(ranges)


def _problems(row: Mapping[str, str]) -> Iterator[str]:
    cells = {name: row.get(name) for name in COLUMNS}
    if None in row or None in cells.values():
        yield f"the line has another number of cells than {len(COLUMNS)}"
        return
    if any(len(cell or "") > _MOST_SIGNS for cell in cells.values()):
        yield f"a cell has more than {_MOST_SIGNS} signs"
    for name in ("drug", "source"):
        if not row[name].strip():
            yield f"{name} is empty"
    route = row["route"].strip()
    if route and route not in ROUTES:
        yield f"the route '{route}' is none of: {', '.join(ROUTES)}"
    if read_unit(row["unit"]) is None:
        yield f"the unit '{row['unit']}' is not known"
    if row["per"].strip() not in set(Per):
        yield f"per is '{row['per']}'; it is to be `dose` or `day`"
    bounds = {}
    for name in ("min", "max"):
        try:
            bounds[name] = _number(row[name])
        except ValueError:
            yield f"{name} '{row[name]}' is no number of 0 or more"
    if len(bounds) == 2:
        yield from _of_bounds(bounds["min"], bounds["max"])


def _of_bounds(least: float | None, most: float | None) -> Iterator[str]:
    if least is None and most is None:
        yield "min and max are both empty"
    elif least is not None and most is not None and least > most:
        yield "min is above max"


def _number(words: str) -> float | None:
    """The number as it is written; None for an empty cell. Raises ValueError."""
    text = words.strip()
    if not text:
        return None
    if not text.replace(".", "", 1).isdecimal() or not text.isascii():
        raise ValueError(text)
    return float(text)


def _range(line: int, row: Mapping[str, str]) -> DoseRange:
    unit = read_unit(row["unit"])
    assert unit is not None  # judged before
    return DoseRange(
        line=line,
        drug=row["drug"].strip(),
        route=row["route"].strip() or None,
        unit=unit,
        least=_number(row["min"]),
        most=_number(row["max"]),
        per=Per(row["per"].strip()),
        population=row["population"].strip(),
        source=row["source"].strip(),
    )


Ranges = Mapping[str, Sequence[DoseRange]]


class SiteRanges:
    """The ranges of the table by the drug of a release, worked out once for each release."""

    def __init__(self, file: Path, stated: Sequence[DoseRange]) -> None:
        self._file, self._stated = file, stated
        self._found: tuple[str, Ranges, Sequence[DoseRange]] = ("", {}, ())

    def of(self, loaded: LoadedRelease) -> Ranges:
        """The ranges by the id of the drug. What the release does not know is left out."""
        return self._matched(loaded)[0]

    def check(self, loaded: LoadedRelease) -> None:
        """Raises RejectedImport for lines whose drug the release does not know."""
        _, unknown = self._matched(loaded)
        if unknown:
            raise RejectedImport(
                [f"{self._file}:{one.line}: '{one.drug}' names no single drug" for one in unknown]
            )

    def _matched(self, loaded: LoadedRelease) -> tuple[Ranges, Sequence[DoseRange]]:
        """The ranges of a release, and the lines of which it does not know the drug."""
        release, ranges, unknown = self._found
        if release != loaded.release:
            ranges, unknown = _by_drug(self._stated, loaded)
            self._found = (loaded.release, ranges, unknown)
        return ranges, unknown


def load_site_ranges(file: Path | None) -> SiteRanges | None:
    """The table of a site, which may have none. Raises RejectedImport for a bad one."""
    return None if file is None else SiteRanges(file, load_dose_ranges(file))


def _by_drug(
    stated: Iterable[DoseRange], loaded: LoadedRelease
) -> tuple[dict[str, list[DoseRange]], list[DoseRange]]:
    ranges: dict[str, list[DoseRange]] = {}
    unknown: list[DoseRange] = []
    for one in stated:
        if one.drug in loaded.knowledge.drugs:
            ids = [one.drug]
        else:
            matched = resolve(Asked(name=one.drug), loaded.knowledge)
            ids = [drug.id for drug in matched.drugs]
            ids = ids if matched.status is InputStatus.RESOLVED else []
        if len(ids) == 1:
            ranges.setdefault(ids[0], []).append(replace(one, drug=ids[0]))
        else:
            unknown.append(one)
    return ranges, unknown
