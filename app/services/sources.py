"""Who is cited, what was imported of it, and every data set that can be imported."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.facts import Source
from app.importers import DATA_SETS
from app.importers.source import DataSet
from app.services.history import ImportReport, current_reports
from app.services.release import LoadedRelease
from app.store.read import list_data_sets_of, list_facts
from app.store.release_tables import DataSetRow
from app.store.releases import list_data_sets
from app.store.statistics import count_cited


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source; `report` where it is a data set that was imported."""

    id: str
    title: str
    kind: str
    publisher: str
    licence: str
    version: str
    address: str | None
    note: str
    cited_by: int
    data_set: str
    report: ImportReport | None


def cited_often(session: Session, loaded: LoadedRelease) -> Mapping[str, int]:
    """How many facts cite each source, counted once for a release."""
    return loaded.cache.cited.get(lambda: count_cited(session))


def list_source_states(session: Session, loaded: LoadedRelease) -> list[SourceState]:
    """All sources of the release, by id. How often each is cited is counted once for a release."""
    cited = cited_often(session, loaded)
    reports = current_reports(session)
    data_sets_of = list_data_sets_of(session, Source)
    return [
        SourceState(
            id=one.id,
            title=one.title,
            kind=one.kind,
            publisher=one.publisher,
            licence=one.licence,
            version=one.version,
            address=one.address,
            note=one.note,
            cited_by=cited.get(one.id, 0),
            data_set=data_sets_of[one.id],
            report=reports.get(named_like(one.id, reports) or ""),
        )
        for one in list_facts(session, Source)
    ]


@dataclass(frozen=True, slots=True)
class DataSetState:
    """A data set: where its files are had, under which licence, what it adds; and what is loaded of
    it. `report` is that of the import which brought its present facts.
    """

    key: str
    title: str
    homepage: str
    licence: str
    free: bool
    adds: str
    files: str
    size: str
    loaded: bool
    facts: int
    imported_at: datetime | None
    report: ImportReport | None


def list_states(session: Session) -> list[DataSetState]:
    """All data sets that can be imported or that are loaded, in the order of reading."""
    rows = {row.key: row for row in list_data_sets(session)}
    reports = current_reports(session)
    known = [_state(one, rows.pop(one.key, None), reports) for one in DATA_SETS.values()]
    return known + [_loaded(row, reports) for row in rows.values()]


def named_like(source: str, keys: Collection[str]) -> str | None:
    """The data set that a source stands for: by the same id, or as its files."""
    key = source.removesuffix("-files")
    return key if key in keys else None


def _state(one: DataSet, row: DataSetRow | None, reports: dict[str, ImportReport]) -> DataSetState:
    return DataSetState(
        key=one.key,
        title=one.title,
        homepage=one.homepage,
        licence=one.licence,
        free=one.free,
        adds=one.adds,
        files=one.files,
        size=one.size,
        loaded=row is not None,
        facts=0 if row is None else row.facts,
        imported_at=_imported_at(row, reports.get(one.key)),
        report=reports.get(one.key),
    )


def _loaded(row: DataSetRow, reports: dict[str, ImportReport]) -> DataSetState:
    """Of an importer that this program does not have: what was kept of it."""
    return DataSetState(
        key=row.key,
        title=row.title,
        homepage=row.homepage,
        licence=row.licence,
        free=row.free,
        adds="",
        files="",
        size="",
        loaded=True,
        facts=row.facts,
        imported_at=_imported_at(row, reports.get(row.key)),
        report=reports.get(row.key),
    )


def _imported_at(row: DataSetRow | None, report: ImportReport | None) -> datetime | None:
    if report is not None:
        return report.imported_at
    return None if row is None else row.imported_at
