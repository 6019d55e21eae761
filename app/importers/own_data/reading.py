"""Reads the rows. A pair that cannot be attached to drugs is told, never passed over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from app.domain.codes import problem_with_code
from app.domain.errors import RejectedImport
from app.domain.facts import Citation, Citations, Record, Source
from app.domain.identifying import CodeOf, slug_of
from app.domain.severity import Severity
from app.domain.terms import CodeSystem
from app.importers.combining import is_combination
from app.importers.intake import Intake
from app.importers.lines import read_rows
from app.importers.own_data.heading import COMMENT, Heading
from app.importers.parts import Part

_REQUIRED = ("one", "other")
_COLUMNS = (*_REQUIRED, "rating", "severity", "text", "source", "section", "url")
_DELIMITERS = (",", ";", "\t")
# So many problems are named in an error, and so many rejected rows in a report.
_MOST_PROBLEMS, _MOST_NOTES = 20, 200


class _Rejected(Exception):
    """Why a row cannot be used: the reason, which is counted, and the words of the row."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


@dataclass(slots=True)
class Reading:
    """What is kept over all tables of one data set."""

    heading: Heading
    intake: Intake
    problems: list[str] = field(default_factory=list)
    rejected: int = 0
    _told: set[Record] = field(default_factory=set)
    _drugs: dict[str, str] = field(default_factory=dict)
    _sources: dict[str, str] = field(default_factory=dict)

    def pairs(self, part: Part) -> Iterator[Record]:
        """The pairs of one table."""
        rows = read_rows(part, self.intake, _delimiter(part), comment=COMMENT)
        number, header = next(rows, (1, []))
        names = _names(part, number, header)
        for number, row in rows:
            self.intake.row()
            try:
                record = self._record(names, row)
            except _Rejected as why:
                self._reject(f"{part}:{number}: {why.reason}{why.detail}", why.reason)
                continue
            if record in self._told:
                self.intake.merge()
            else:
                self._told.add(record)
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
        if len(row) != len(names):
            raise _Rejected("another number of fields than the header has")
        told = {name: " ".join(value.split()) for name, value in zip(names, row, strict=True)}
        severity = _severity(told.get("severity", ""), told.get("rating", ""))
        cited = self._cited(told)
        one, other = (self._drug(told[name], cited) for name in _REQUIRED)
        if one == other:
            raise _Rejected("both are the same drug", f": {told['one']}, {told['other']}")
        one, other = sorted((one, other))
        rating = told.get("rating") or told.get("severity") or "listed"
        return Record(one, other, rating, severity, told.get("text", ""), cited)

    def _cited(self, told: dict[str, str]) -> Citations:
        source = self.heading.id
        if named := told.get("source"):
            known = self._sources.get(named)
            if known is None:
                slug = slug_of(f"{source}-{named}", self._sources.values())
                known = self._sources[named] = slug
            source = known
        section = " ".join(part for part in (told.get("section"), told.get("url")) if part)
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
        if is_combination(written, self.intake):
            raise _Rejected("a combination: write one row for each drug", f": {written}")
        if not self.heading.new_drugs and known.identify(written) is None:
            raise _Rejected("a drug that nobody knows by this name", f": {written}")
        return self.intake.drug(written, cited)


def _delimiter(part: Part) -> str:
    """The sign that parts the columns of the header best."""
    for _, row in read_rows(part, Intake(), "\0", quoted=False, comment=COMMENT):
        return max(_DELIMITERS, key=row[0].count)
    return ","


def _names(part: Part, number: int, header: Sequence[str]) -> list[str]:
    names = [name.strip().casefold() for name in header]
    problems = [f"{part}:{number}: no column {one}" for one in _REQUIRED if one not in names]
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
