"""DDInter 1 and 2: drug-drug pairs with one of four levels, as CSV files by ATC group of a drug.

Quirks: a pair stands in the file of each group that its drugs belong to, so up to several times,
and in either direction. The files give no text and no version. `Unknown` is a level: the pair
interacts, but nobody graded how much.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.errors import RejectedImport
from app.domain.facts import Assessment, Citation, Citations, Fact, Record, Severity, Source
from app.importers.files.archives import Part, find_parts, pick
from app.importers.files.publishers import at
from app.importers.files.text import read_rows
from app.importers.run import Intake
from app.importers.shared.known import reason_against_pair
from app.importers.source import DataSet

KEY = "ddinter"
LICENCE = "CC BY-NC-SA 4.0"
HOMEPAGE = "https://ddinter2.scbdd.com"
_COLUMNS = ["ddinterid_a", "drug_a", "ddinterid_b", "drug_b", "level"]
_CITED: Citations = (Citation(KEY, "interactions"),)
_ID = re.compile(r"DDInter\d+", re.IGNORECASE)
SEVERITIES = {
    "major": Severity.MAJOR,
    "moderate": Severity.MODERATE,
    "minor": Severity.MINOR,
    "unknown": Severity.UNKNOWN,
}


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """A record for every pair and level, and for every drug that it was assessed."""
    parts = pick(find_parts(paths), r".*ddinter.*\.csv(\.gz)?")
    if not parts:
        raise RejectedImport(
            [f"{', '.join(map(str, paths))}: no ddinter_downloads_code_….csv among the files"]
        )
    intake.size = sum(part.size for part in parts)
    yield Source(
        id=KEY,
        title="DDInter",
        kind="interaction data set",
        publisher="Central South University, Changsha",
        licence=LICENCE,
        version="not told by the files",
        address=HOMEPAGE,
        note="A rating is the level of DDInter in its own word.",
    )
    rows_read = _PairsRead(intake)
    for part in parts:
        yield from rows_read.pairs(part)
    for drug in rows_read.drugs():
        yield Assessment(KEY, drug, _CITED)


@dataclass(slots=True)
class _PairsRead:
    """What is kept over all files: the drug behind each id, and the pairs that were read."""

    intake: Intake
    _known: dict[str, str | None] = field(default_factory=dict)
    _reasons: dict[str, str] = field(default_factory=dict)
    _stated: set[tuple[str, str, str]] = field(default_factory=set)

    def drugs(self) -> list[str]:
        """Every drug that a row named."""
        return sorted({one for one in self._known.values() if one is not None})

    def pairs(self, part: Part) -> Iterator[Record]:
        """The pairs of one file that no file before it had."""
        skipped: Counter[str] = Counter()
        rows = merged = 0
        for _, row in _rows(part, self.intake):
            rows += 1
            pair = self._pair(row)
            if isinstance(pair, str):
                skipped[pair] += 1
            elif pair in self._stated:
                merged += 1
            else:
                self._stated.add(pair)
                one, other, level = pair
                severity = SEVERITIES.get(level.lower(), Severity.UNKNOWN)
                yield Record(one, other, level, severity, "", _CITED)
        self.intake.row(rows)
        self.intake.merge(merged)
        self.intake.skipped.update(skipped)

    def _pair(self, row: list[str]) -> tuple[str, str, str] | str:
        """The two drugs in order and the level; or why the row says nothing."""
        if len(row) != len(_COLUMNS):
            return "a row with too few fields" if len(row) < 5 else "a row with too many fields"
        try:
            one, other = self._known[row[0]], self._known[row[2]]
        except KeyError:
            one, other = self._drug(row[0], row[1]), self._drug(row[2], row[3])
        if one is None or other is None:
            return self._why_none(row)
        if one == other:
            return "both are the same drug"
        level = row[4].strip() or "no level told"
        return (one, other, level) if one < other else (other, one, level)

    def _drug(self, code: str, name: str) -> str | None:
        """The drug of an id. Every row names both, but a known id is looked up once."""
        if code in self._known:
            return self._known[code]
        if not _ID.fullmatch(code.strip()):
            return None
        name = " ".join(name.split())
        reason = reason_against_pair(self.intake, name) if name else "a drug without a name"
        if reason is not None:
            self._reasons[code] = reason
        self._known[code] = self.intake.drug(name, _CITED) if reason is None else None
        return self._known[code]

    def _why_none(self, row: list[str]) -> str:
        if not (_ID.fullmatch(row[0].strip()) and _ID.fullmatch(row[2].strip())):
            return "an id that is none of DDInter"
        return next(self._reasons[one] for one in (row[0], row[2]) if one in self._reasons)


def _rows(part: Part, intake: Intake) -> Iterator[tuple[int, list[str]]]:
    """The rows behind the header. Raises RejectedImport when it is another one."""
    rows = read_rows(part, intake)
    _, header = next(rows, (1, []))
    if [name.strip().casefold() for name in header] != _COLUMNS:
        found = ", ".join(header[:12]) or "nothing"
        raise RejectedImport(
            [f"{part}:1: not DDInterID_A, Drug_A, DDInterID_B, Drug_B, Level, but: {found}"]
        )
    return rows


DATA_SET = DataSet(
    key=KEY,
    title="DDInter",
    homepage=HOMEPAGE,
    licence=LICENCE,
    read=read,
    at_least=5,
    adds="some 300,000 drug-drug pairs with a level, and which drugs were assessed",
    files="ddinter_downloads_code_A.csv to _V.csv: one, several, their folder or a zip",
    size="15 MB",
    free=False,
    # One file for each of eight ATC groups, as the download page links to them.
    published=at(
        *(
            f"https://ddinter.scbdd.com/static/media/download/ddinter_downloads_code_{group}.csv"
            for group in "ABDHLPRV"
        ),
        documented="https://ddinter.scbdd.com/download/",
    ),
)
