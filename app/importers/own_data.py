"""A user's own pairs, as one simple table with its settings: docs/own-data.md describes it.

The files say which data set they are, so several stand side by side: each under its own key
`own-…`, with its own licence and priority.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.domain.errors import RejectedImport
from app.domain.facts import Citation, Citations, CodeSystem, Fact, Record, Severity, Source
from app.domain.facts.stated import is_free
from app.domain.names.codes import problem_with_code
from app.domain.names.matching import CodeOf, slug_of
from app.importers.files.archives import Part, find_parts, first_named, pick
from app.importers.files.text import read_lines, read_rows
from app.importers.run import Intake
from app.importers.shared.known import reason_against_pair
from app.importers.source import DataSet

COMMENT = "#"
_SETTING = re.compile(r"#\s*([a-z][a-z-]*)\s*:\s*(.*?)\s*")
_NAMES = frozenset(
    {
        "key", "title", "publisher", "licence", "version", "homepage", "free", "priority",
        "new-drugs", "rejected-at-most",
    }
)  # fmt: skip
_REQUIRED = ("key", "title", "licence")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_YES = {"yes": True, "true": True, "no": False, "false": False}
# The curated core has priority 0, and keeps it.
_PRIORITIES = range(1, 100)
_LARGEST = 100_000


@dataclass(frozen=True, slots=True)
class Heading:
    """What the settings say, in full. A licence that is not free says so in its own words."""

    id: str
    title: str
    publisher: str
    licence: str
    version: str
    homepage: str
    free: bool
    priority: int
    new_drugs: bool
    rejected_at_most: int

    def source(self) -> Source:
        """The source of all that names no other."""
        return Source(
            id=self.id,
            title=self.title,
            kind="own data",
            publisher=self.publisher,
            licence=self.licence,
            version=self.version,
            address=self.homepage or None,
            note="Brought by whoever runs this service.",
        )


def tables_of(parts: Sequence[Part]) -> list[Part]:
    """The tables among the files."""
    tables = pick(parts, r".*\.(csv|tsv)")
    if not tables:
        raise RejectedImport([f"no .csv among: {first_named(parts)}"])
    return tables


def read_heading(parts: Sequence[Part]) -> Heading:
    """The one heading of all files. Raises RejectedImport for a missing, unknown or wrong setting,
    and for files that are not of one data set.
    """
    files = pick(parts, r"materia\.toml")
    stated = [(file, _toml(file)) for file in files]
    stated += [(table, _comments(table)) for table in tables_of(parts)]
    stated = [(part, settings) for part, settings in stated if settings]
    if not stated:
        raise RejectedImport(
            [f"{parts[0]}: no settings: lines such as '# key: my-pairs', or a file materia.toml"]
        )
    first, settings = stated[0]
    for part, others in stated[1:]:
        if others.get("key", settings.get("key")) != settings.get("key"):
            raise RejectedImport([f"{part}: key {others['key']}, but {settings.get('key')} before"])
    return _heading(first, settings)


def _toml(part: Part) -> dict[str, str]:
    text = "\n".join(line for _, line in read_lines(part, Intake()))[:_LARGEST]
    try:
        stated = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RejectedImport([f"{part}: {error}"]) from error
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in stated.items()
    }


def _comments(part: Part) -> dict[str, str]:
    settings: dict[str, str] = {}
    for number, line in read_lines(part, Intake()):
        line = _as_written(line)
        if not line.startswith(COMMENT):
            break
        found = _SETTING.fullmatch(line)
        if found is None:
            continue
        if found[1] not in _NAMES:
            raise RejectedImport(
                [f"{part}:{number}: no setting '{found[1]}' (a remark begins with ##)"]
            )
        settings[found[1]] = found[2]
    return settings


def _as_written(line: str) -> str:
    """A line of settings without what a spreadsheet adds: quotation marks, and the signs that part
    the empty cells behind it.
    """
    bare = line.rstrip("; ,\t")
    if bare.startswith('"#') and bare.endswith('"'):
        return bare[1:-1].replace('""', '"')
    return bare if line.startswith(COMMENT) else line


def _heading(part: Part, settings: Mapping[str, str]) -> Heading:
    if problems := _problems(part, settings):
        raise RejectedImport(problems)
    slug = settings["key"].removeprefix("own-")
    free = _YES[settings.get("free", "no").lower()]
    licence = settings["licence"]
    return Heading(
        id=f"own-{slug}",
        title=settings["title"],
        publisher=settings.get("publisher", settings["title"]),
        licence=licence if free or not is_free(licence) else f"{licence} (not free)",
        version=settings.get("version", "not told"),
        homepage=settings.get("homepage", ""),
        free=free,
        priority=int(settings.get("priority", "50")),
        new_drugs=_YES[settings.get("new-drugs", "no").lower()],
        rejected_at_most=int(settings.get("rejected-at-most", "0")),
    )


def _problems(part: Part, settings: Mapping[str, str]) -> list[str]:
    problems = [f"{part}: no setting '{one}'" for one in sorted(set(settings) - _NAMES)]
    problems += [f"{part}: '{one}' is missing" for one in _REQUIRED if not settings.get(one)]
    slug = settings.get("key", "").removeprefix("own-")
    if slug and (not _SLUG.fullmatch(slug) or len(slug) > 40):
        problems.append(f"{part}: key '{slug}': small letters, digits and single hyphens, up to 40")
    for name in ("free", "new-drugs"):
        if settings.get(name, "no").lower() not in _YES:
            problems.append(f"{part}: {name} '{settings[name]}': yes or no")
    for name, allowed in (("priority", _PRIORITIES), ("rejected-at-most", range(10**9))):
        value = settings.get(name, "50")
        if not value.isdecimal() or int(value) not in allowed:
            problems.append(
                f"{part}: {name} '{value}': a number from {allowed[0]} to {allowed[-1]}"
            )
    return problems


_REQUIRED_COLUMNS = ("one", "other")
_COLUMNS = (*_REQUIRED_COLUMNS, "rating", "severity", "text", "source", "section", "url")
_DELIMITERS = (",", ";", "\t")
# So many problems are named in an error, and so many rejected rows in a report.
_MOST_PROBLEMS, _MOST_NOTES = 20, 200


class _Rejected(Exception):
    """Why a row cannot be used: the reason, which is counted, and the words of the row."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


@dataclass(slots=True)
class PairReader:
    """What is kept over all tables of one data set."""

    heading: Heading
    intake: Intake
    problems: list[str] = field(default_factory=list)
    rejected: int = 0
    _stated: set[Record] = field(default_factory=set)
    _drugs: dict[str, str] = field(default_factory=dict)
    _sources: dict[str, str] = field(default_factory=dict)

    def pairs(self, part: Part) -> Iterator[Record]:
        """The pairs of one table."""
        rows = read_rows(part, self.intake, _delimiter(part), comment=COMMENT)
        number, header = next(rows, (1, []))
        names = _names(part, number, header)
        for number, row in rows:
            if not any(one.strip() for one in row):
                continue
            self.intake.row()
            try:
                record = self._record(names, row)
            except _Rejected as why:
                self._reject(f"{part}:{number}: {why.reason}{why.detail}", why.reason)
                continue
            if record in self._stated:
                self.intake.merge()
            else:
                self._stated.add(record)
                yield record

    def close(self) -> None:
        """All is read. Raises RejectedImport when more was rejected than the settings allow."""
        allowed = self.heading.rejected_at_most
        if self.rejected > allowed:
            more = self.rejected - len(self.problems[:_MOST_PROBLEMS])
            raise RejectedImport(
                [
                    *self.problems[:_MOST_PROBLEMS],
                    *([f"and {more} more"] if more else []),
                    f"{self.rejected} rows cannot be used; the setting rejected-at-most allows "
                    f"{allowed}",
                ]
            )
        self.intake.notes += self.problems

    def sources(self) -> Iterator[Source]:
        """The sources that rows named."""
        own = self.heading.source()
        for name, id_ in sorted(self._sources.items()):
            yield replace(own, id=id_, title=name)

    def _reject(self, problem: str, reason: str) -> None:
        self.rejected += 1
        self.intake.skip(reason)
        if len(self.problems) < _MOST_NOTES:
            self.problems.append(problem)

    def _record(self, names: Sequence[str], row: Sequence[str]) -> Record:
        if len(row) < len(names) or any(one.strip() for one in row[len(names) :]):
            raise _Rejected("another number of fields than the header has")
        stated = {name: " ".join(value.split()) for name, value in zip(names, row, strict=False)}
        severity = _severity(stated.get("severity", ""), stated.get("rating", ""))
        cited = self._cited(stated)
        one, other = (self._drug(stated[name], cited) for name in _REQUIRED_COLUMNS)
        if one == other:
            raise _Rejected("both are the same drug", f": {stated['one']}, {stated['other']}")
        one, other = sorted((one, other))
        rating = stated.get("rating") or stated.get("severity") or "listed"
        return Record(one, other, rating, severity, stated.get("text", ""), cited)

    def _cited(self, stated: dict[str, str]) -> Citations:
        source = self.heading.id
        if named := stated.get("source"):
            known = self._sources.get(named)
            if known is None:
                slug = slug_of(f"{source}-{named}", self._sources.values())
                known = self._sources[named] = slug
            source = known
        section = " ".join(part for part in (stated.get("section"), stated.get("url")) if part)
        return (Citation(source, section or "pairs"),)

    def _drug(self, written: str, cited: Citations) -> str:
        found = self._drugs.get(written)
        if found is None:
            found = self._drugs[written] = self._find(written, cited)
        return found

    def _find(self, written: str, cited: Citations) -> str:
        if not written:
            raise _Rejected("a side without a drug")
        code, known = _code(written), self.intake.known.drugs
        if code is not None:
            found = known.identify("", [code])
            if found is None:
                raise _Rejected("a code that no drug has", f": {written}")
            return self.intake.drug(found.id, cited)
        reason = reason_against_pair(self.intake, written)
        if reason is not None:
            raise _Rejected(f"{reason}: write one row for each drug", f": {written}")
        if not self.heading.new_drugs and self.intake.recognise(written).drug is None:
            raise _Rejected("a drug that nobody knows by this name", f": {written}")
        return self.intake.drug(written, cited)


def _delimiter(part: Part) -> str:
    """The sign that parts the columns of the header best."""
    for _, row in read_rows(part, Intake(), "\0", quoted=False, comment=COMMENT):
        return max(_DELIMITERS, key=row[0].count)
    return ","


def _names(part: Part, number: int, header: Sequence[str]) -> list[str]:
    names = [name.strip().casefold() for name in header]
    while names and not names[-1]:
        names.pop()
    problems = [
        f"{part}:{number}: no column {one}" for one in _REQUIRED_COLUMNS if one not in names
    ]
    problems += [
        f"{part}:{number}: unknown column '{one}'; there may be: {', '.join(_COLUMNS)}"
        for one in names
        if one not in _COLUMNS
    ]
    problems += [f"{part}:{number}: column {one} twice" for one in _COLUMNS if names.count(one) > 1]
    if problems:
        raise RejectedImport(problems)
    return names


def _severity(severity: str, rating: str) -> Severity:
    """What the row says in our words; a rating in one of these is understood too."""
    words = {one.value: one for one in Severity}
    if not severity:
        return words.get(rating.casefold(), Severity.UNKNOWN)
    found = words.get(severity.casefold())
    if found is None:
        raise _Rejected(f"a severity that is none of {', '.join(words)}", f": {severity}")
    return found


def _code(written: str) -> CodeOf | None:
    """A drug by its code: `rxnorm:2598`. None for a name, which may have a colon too."""
    system, _, code = written.partition(":")
    try:
        found = CodeSystem(system.strip().casefold()), code.strip()
    except ValueError:
        return None
    problem = problem_with_code(*found)
    if problem is not None:
        raise _Rejected("what is no code", f": {problem}")
    return found


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """A record for every pair. Raises RejectedImport when more rows cannot be used than allowed."""
    parts = find_parts(paths)
    heading, tables = read_heading(parts), tables_of(parts)
    intake.title = heading.title
    intake.size = sum(part.size for part in tables)
    yield heading.source()
    reader = PairReader(heading, intake)
    for table in tables:
        yield from reader.pairs(table)
    reader.close()
    yield from reader.sources()


def describe(paths: Sequence[Path]) -> DataSet:
    """The data set that the files say they are."""
    heading = read_heading(find_parts(paths))
    return replace(
        DATA_SET,
        key=heading.id,
        title=heading.title,
        homepage=heading.homepage,
        licence=heading.licence,
        free=heading.free,
        rank=heading.priority,
        describe=None,
    )


DATA_SET = DataSet(
    key="csv",
    title="Your own data",
    homepage="docs/own-data.md",
    licence="as the file says",
    read=read,
    at_least=2,
    adds="pairs of your own, with your licence and priority",
    files="a .csv with its settings in comment lines or in a file materia.toml beside it",
    size="yours",
    describe=describe,
)
