"""Reads labels. Of one that several data sets tell, only the sections of the one that is read."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session

from app.domain.facts import Label, LabelDrug, LabelSection
from app.store.facts import Page
from app.store.rows import from_rows
from app.store.tables import columns_of, table_of

_LABEL, _DRUG, _SECTION = table_of(Label), table_of(LabelDrug), table_of(LabelSection)


def count_labels(session: Session, drug: str | None = None) -> int:
    """How many labels are loaded, or how many of them speak of the drug."""
    wanted = select(_LABEL.c.id).where(*_wanted(drug, None))
    return int(session.execute(select(func.count()).select_from(wanted.subquery())).scalar_one())


def page_labels(
    session: Session, drug: str, section: str | None, limit: int, offset: int
) -> Page[Label]:
    """The labels that speak of the drug, the newest first; with a section, those that have it."""
    conditions = _wanted(drug, section)
    total = session.execute(select(func.count()).select_from(_LABEL).where(*conditions))
    newest = _LABEL.c.effective_on.desc().nulls_last()
    chosen = select(*columns_of(Label)).where(*conditions).order_by(newest, _LABEL.c.id)
    rows = session.execute(chosen.limit(limit).offset(offset))
    return Page(total.scalar_one(), limit, offset, tuple(from_rows(Label, rows)))


def list_sections(
    session: Session, label: str, sections: Collection[str] = ()
) -> list[LabelSection]:
    """The sections of a label in its own order; with names only those."""
    chosen = _read(select(*columns_of(LabelSection))).where(_SECTION.c.label == label)
    if sections:
        chosen = chosen.where(_SECTION.c.section.in_(sorted(sections)))
    return list(from_rows(LabelSection, session.execute(chosen.order_by(_SECTION.c.place))))


def find_sections(session: Session, numbers: Collection[int]) -> dict[int, LabelSection]:
    """Sections by the numbers of their rows."""
    chosen = select(_SECTION.c.number, *columns_of(LabelSection))
    rows = session.execute(chosen.where(_SECTION.c.number.in_(numbers))).all()
    facts = from_rows(LabelSection, [row[1:] for row in rows])
    return dict(zip((row[0] for row in rows), facts, strict=True))


def list_section_names(session: Session, labels: Collection[str]) -> dict[str, list[str]]:
    """The names of the sections of each label, each once, in its own order."""
    chosen = _read(select(_SECTION.c.label, _SECTION.c.section)).where(
        _SECTION.c.label.in_(sorted(labels))
    )
    found: dict[str, dict[str, None]] = {}
    for label, section in session.execute(chosen.order_by(_SECTION.c.label, _SECTION.c.place)):
        found.setdefault(label, {})[section] = None
    return {label: list(names) for label, names in found.items()}


def _of_read_label() -> ColumnElement[bool]:
    """That a section is of the telling of its label which is read."""
    same = (_LABEL.c.id == _SECTION.c.label) & (_LABEL.c.data_set == _SECTION.c.data_set)
    return same & _shown()


def _about(drug: str) -> ColumnElement[bool]:
    """That a label speaks of the drug."""
    told = select(_DRUG.c.number).where(
        _DRUG.c.drug == drug,
        _DRUG.c.label == _LABEL.c.id,
        _DRUG.c.data_set == _LABEL.c.data_set,
    )
    return told.exists()


def _wanted(drug: str | None, section: str | None) -> list[ColumnElement[bool]]:
    conditions = [_shown()]
    if drug is not None:
        conditions.append(_about(drug))
    if section is not None:
        has = select(_SECTION.c.number).where(
            _SECTION.c.label == _LABEL.c.id,
            _SECTION.c.data_set == _LABEL.c.data_set,
            _SECTION.c.section == section,
        )
        conditions.append(has.exists())
    return conditions


def _shown() -> ColumnElement[bool]:
    return _LABEL.c.shadowed.is_(False)


def _read(chosen: Select[Any]) -> Select[Any]:
    return chosen.join(_LABEL, _of_read_label())
