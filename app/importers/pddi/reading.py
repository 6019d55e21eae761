"""Reads the table: first the name of every id, then the pairs."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from app.domain.errors import RejectedImport
from app.domain.facts import Citation, Citations, Code, Fact, Record
from app.domain.names import normalise
from app.domain.severity import Severity
from app.importers.intake import Intake
from app.importers.lines import read_rows
from app.importers.parts import Part, find_parts, pick_one
from app.importers.pddi.drugs import CITED, Drugs
from app.importers.pddi.sources import TABLE, is_known, source_id, source_of, voice_of

_COLUMNS = ["drug1", "object", "drug2", "precipitant"]
_FIELDS = 27
_SEVERITY, _SOURCE = 17, 20
_EMPTY = frozenset({"", "none", "unclassified", "null"})
_CODE = re.compile(r"(?:.*[:/])?(DB\d{5})", re.IGNORECASE)
_SIGNS = str.maketrans({"\ufeff": " ", "_": " ", "\u00a0": " "})
Told = dict[tuple[str, str, str], tuple[str, Severity]]


class _Row(NamedTuple):
    """One row as it is meant. A code is empty where the table gives none."""

    codes: tuple[str, str]
    names: tuple[str, str]
    rating: str
    source: str


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """A record for every pair and source, with the source's own word."""
    part = pick_one(find_parts(paths), r"(?!readme).*\.(tsv|csv|txt)(\.bz2)?", "table of pairs")
    intake.size = part.size
    yield TABLE
    drugs = Drugs(intake, _names(part))
    told: Told = {}
    for row in _told_rows(part, intake):
        _take(row, drugs, told, intake)
    named = sorted({name for _, _, name in told})
    for name in named:
        yield source_of(*voice_of(name))
    cited: dict[str, Citations] = {one: (Citation(source_id(one), "pairs"),) for one in named}
    titles = {one: voice_of(one)[1].title for one in named}
    for (one, other, name), (rating, severity) in told.items():
        yield Record(one, other, rating, severity, f"{titles[name]}: {rating}", cited[name])
    for drug, code in drugs.new_codes():
        yield Code(f"drug:{drug}", *code, CITED)


def _names(part: Part) -> dict[str, str]:
    """The name of every id, as most rows write it whose source has whole names."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for row in _all_rows(part, Intake()):
        meant = _meant(row)
        if isinstance(meant, _Row) and not voice_of(meant.source)[1].lost_letters:
            for code, name in zip(meant.codes, meant.names, strict=True):
                if code and name:
                    counted[code][name.casefold()] += 1
    return {
        code: min(names.items(), key=lambda one: (-one[1], one[0]))[0]
        for code, names in counted.items()
    }


def _told_rows(part: Part, intake: Intake) -> Iterator[_Row]:
    for row in _all_rows(part, intake):
        intake.row()
        meant = _meant(row)
        if isinstance(meant, str):
            intake.skip(meant)
        else:
            if len(row) > _FIELDS:
                intake.note("rows with a field too many, read all the same")
            yield meant


def _all_rows(part: Part, intake: Intake) -> Iterator[list[str]]:
    """The rows behind the header. Raises RejectedImport when it is another one."""
    rows = read_rows(part, intake, "\t", quoted=False)
    _, header = next(rows, (1, []))
    names = [name.strip("\ufeff ").casefold() for name in header]
    if names[:4] != _COLUMNS or "source" not in names:
        found = ", ".join(header[:12])[:200] or "nothing"
        raise RejectedImport(
            [f"{part}:1: no column {', '.join(_COLUMNS)}, …, source, tab-separated: {found}"]
        )
    for _, row in rows:
        yield row


def _meant(row: list[str]) -> _Row | str:
    """What a row says, or why it says nothing. One field too many moves what stands behind it."""
    if len(row) < _FIELDS:
        return "a row with too few fields"
    moved = int(len(row) > _FIELDS and not is_known(_plain(row[_SOURCE])))
    source = _plain(row[_SOURCE + moved])
    if not source or (len(row) > _FIELDS and not is_known(source)):
        return "no source named"
    rating = _plain(row[_SEVERITY])
    if moved and not rating:
        # The field too many may stand before the rating as well as behind it.
        rating = _plain(row[_SEVERITY + 1])
    codes = (_code(row[0]), _code(row[2]))
    return _Row(codes, (_plain(row[1]), _plain(row[3])), rating, source)


def _plain(field: str) -> str:
    text = " ".join(field.translate(_SIGNS).split())
    return "" if text.casefold() in _EMPTY else text


def _code(field: str) -> str:
    found = _CODE.fullmatch(field.strip("\ufeff "))
    return found[1].upper() if found else ""


def _take(row: _Row, drugs: Drugs, told: Told, intake: Intake) -> None:
    """Puts a row with the others: of one source's words on a pair the gravest stands."""
    name, voice = voice_of(row.source)
    pair = [drugs.of(*one, voice) for one in zip(row.codes, row.names, strict=True)]
    why = next((one.why for one in pair if one.drug is None), None)
    one, other = sorted(one.drug or "" for one in pair)
    if why is None and one == other:
        why = "both are the same drug"
    if why is not None:
        intake.skip(why)
        return
    rating = row.rating or voice.unrated
    severity = voice.scale.get(normalise(rating), Severity.UNKNOWN)
    severity = severity if row.rating else voice.severity
    known = told.get((one, other, name))
    if known is not None:
        intake.merge()
        if known[0] != rating:
            intake.note("pairs with several words of one source, of which the gravest stands")
    if known is None or known[1].rank < severity.rank:
        told[one, other, name] = (rating, severity)
