"""Every data set that can be imported, and what is known of it here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.importers import DATA_SETS
from app.importers.data_set import DataSet
from app.services.history import ImportReport, current_reports
from app.store.releases import list_data_sets
from app.store.tables import DataSetRow


@dataclass(frozen=True, slots=True)
class DataSetState:
    """A data set: where its files are had, under which licence, what it adds; and what is loaded of
    it. `report` is that of the import which told what it tells now.
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
