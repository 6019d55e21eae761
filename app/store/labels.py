"""Reads labels and their sections, and searches their text by means of SQLite or PostgreSQL."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, TextClause, func, select, text
from sqlmodel import Session

from app.domain.facts import Label, LabelDrug, LabelSection
from app.domain.labels import phrases_of
from app.store.read import Page, list_facts
from app.store.rows import from_rows
from app.store.schema import columns_of, table_of

_LABEL, _DRUG, _SECTION = table_of(Label), table_of(LabelDrug), table_of(LabelSection)


def count_labels(session: Session, drug: str | None = None) -> int:
    """How many labels are loaded, or how many of them speak of the drug."""
    wanted = select(_LABEL.c.id).where(*_wanted(drug))
    return int(session.execute(select(func.count()).select_from(wanted.subquery())).scalar_one())


def page_labels(session: Session, drug: str, limit: int, offset: int) -> Page[Label]:
    """The labels that speak of the drug, the newest first."""
    conditions = _wanted(drug)
    total = session.execute(select(func.count()).select_from(_LABEL).where(*conditions))
    newest = _LABEL.c.effective_on.desc().nulls_last()
    chosen = select(*columns_of(Label)).where(*conditions).order_by(newest, _LABEL.c.id)
    rows = session.execute(chosen.limit(limit).offset(offset))
    return Page(total.scalar_one(), limit, offset, tuple(from_rows(Label, rows)))


def list_labels_with(
    session: Session, drug: str, sections: Collection[str]
) -> list[tuple[Label, tuple[str, ...]]]:
    """The labels that speak of the drug and have one of the sections, the newest first, each with
    those that it has.
    """
    has = (
        (_SECTION.c.label == _LABEL.c.id)
        & (_SECTION.c.data_set == _LABEL.c.data_set)
        & _SECTION.c.section.in_(sorted(sections))
    )
    newest = _LABEL.c.effective_on.desc().nulls_last()
    chosen = (
        select(_SECTION.c.section, *columns_of(Label))
        .join(_SECTION, has)
        .where(*_wanted(drug))
        .order_by(newest, _LABEL.c.id, _SECTION.c.place)
    )
    rows = session.execute(chosen).all()
    labels = from_rows(Label, [row[1:] for row in rows])
    found: dict[str, tuple[Label, list[str]]] = {}
    for row, label in zip(rows, labels, strict=True):
        found.setdefault(label.id, (label, []))[1].append(row[0])
    return [(label, tuple(names)) for label, names in found.values()]


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


def _of_shown_label() -> ColumnElement[bool]:
    """The condition that a section belongs to the row of its label which is read."""
    same = (_LABEL.c.id == _SECTION.c.label) & (_LABEL.c.data_set == _SECTION.c.data_set)
    return same & _shown()


def _about(drug: str) -> ColumnElement[bool]:
    """The condition that a label speaks of the drug."""
    spoken_of = select(_DRUG.c.number).where(
        _DRUG.c.drug == drug,
        _DRUG.c.label == _LABEL.c.id,
        _DRUG.c.data_set == _LABEL.c.data_set,
    )
    return spoken_of.exists()


def _wanted(drug: str | None) -> list[ColumnElement[bool]]:
    return [_shown()] if drug is None else [_shown(), _about(drug)]


def _shown() -> ColumnElement[bool]:
    return _LABEL.c.shadowed.is_(False)


def _read(chosen: Select[Any]) -> Select[Any]:
    return chosen.join(_LABEL, _of_shown_label())


# The index is made anew when it has this many times as many sections as the table.
_MOST_GONE = 2


@dataclass(frozen=True, slots=True)
class SectionHit:
    """A section in which all the words stand, and its label."""

    label: Label
    section: LabelSection


def index_labels(session: Session) -> None:
    """Adds new sections to the index of words. PostgreSQL does that by itself."""
    if _dialect(session) != "sqlite":
        return
    (last, loaded) = session.execute(
        text("SELECT coalesce(max(id), 0), count(*) FROM label_text_docsize")
    ).one()
    (there,) = session.execute(text("SELECT count(*) FROM label_section")).one()
    (new,) = session.execute(
        text("SELECT count(*) FROM label_section WHERE number > :last"), {"last": last}
    ).one()
    if loaded + new > _MOST_GONE * there:
        session.execute(text("INSERT INTO label_text(label_text) VALUES ('delete-all')"))
        last = 0
    session.execute(
        text(
            "INSERT INTO label_text(rowid, text) SELECT number, heading || ' ' || text "
            "FROM label_section WHERE number > :last ORDER BY number"
        ),
        {"last": last},
    )


def search_labels(
    session: Session,
    question: str,
    drug: str | None,
    sections: Sequence[str],
    limit: int,
    offset: int,
) -> Page[SectionHit]:
    """The sections in which all the words of the question stand, the most fitting first.

    A word stands for its other endings too; what is in quotation marks must stand so together.
    """
    phrases = phrases_of(question)
    if not phrases:
        return Page(0, limit, offset, ())
    found, values = _found(session, phrases)
    if drug is not None:
        found += _ABOUT
        values["drug"] = drug
    if sections:
        names = {f"section{place}": one for place, one in enumerate(sections)}
        found += f" AND s.section IN ({', '.join(f':{name}' for name in names)})"
        values |= names
    rows = session.execute(_paged(found), values | {"limit": limit, "offset": offset}).all()
    if rows or not offset:
        total = rows[0].total if rows else 0
    else:
        total = session.execute(text(f"SELECT count(*) {found}"), values).scalar_one()
    return Page(total, limit, offset, tuple(_hits(session, [row.number for row in rows])))


_READ = "JOIN label l ON l.id = s.label AND l.data_set = s.data_set AND NOT l.shadowed"
_ABOUT = (
    " AND EXISTS (SELECT 1 FROM label_drug d WHERE d.drug = :drug AND d.label = s.label"
    " AND d.data_set = s.data_set)"
)


def _hits(session: Session, numbers: Sequence[int]) -> list[SectionHit]:
    """The sections with these row numbers and their labels, in the order of the numbers."""
    sections = find_sections(session, numbers)
    ids = {one.label for one in sections.values()}
    labels = {one.id: one for one in list_facts(session, Label, id=ids)}
    found = [sections[number] for number in numbers]
    return [SectionHit(labels[one.label], one) for one in found]


def _found(session: Session, phrases: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """The search from FROM on, and its values. `fit` is smaller for a section that fits better."""
    if _dialect(session) == "sqlite":
        # Each phrase in quotation marks: nothing in it is a word of the search's own language.
        words = " ".join(f'"{one}"' for one in phrases)
        found = "SELECT rowid AS number, rank AS fit FROM label_text WHERE label_text MATCH :words"
        joined = f"FROM ({found}) f JOIN label_section s ON s.number = f.number {_READ}"
        return f"{joined} WHERE true", {"words": words}
    names = {f"phrase{place}": one for place, one in enumerate(phrases)}
    query = " && ".join(f"phraseto_tsquery('materia', materia_words(:{name}))" for name in names)
    return (
        f"FROM (SELECT {query} AS words) q JOIN label_section s ON s.words @@ q.words {_READ} "
        "CROSS JOIN LATERAL (SELECT -ts_rank(s.words, q.words) AS fit) f WHERE true",
        dict(names),
    )


def _paged(found: str) -> TextClause:
    order = "ORDER BY f.fit, s.label, s.place LIMIT :limit OFFSET :offset"
    # Counted on the way: to look for the words a second time would cost as much again.
    return text(f"SELECT s.number, count(*) OVER () AS total {found} {order}")


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name
