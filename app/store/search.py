"""Full text of labels. SQLite and PostgreSQL search in their own ways, and both only here.

In SQLite an index stands beside the sections, and holds no text of its own. Sections that are gone
stay in it, unseen, until they are too many: to take out single ones would cost as much as to put
them in. The migration of labels made both indexes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import TextClause, text
from sqlmodel import Session

from app.domain.facts import Label, LabelSection
from app.domain.snippets import phrases_of
from app.store.facts import Page, list_facts
from app.store.labels import find_sections

# So many times what is in the table may be in the index before it is made anew.
_MOST_GONE = 2


@dataclass(frozen=True, slots=True)
class SectionHit:
    """A section in which all the words stand, and its label."""

    label: Label
    section: LabelSection


def index_labels(session: Session) -> None:
    """Takes in the sections that are new. In PostgreSQL they are by themselves."""
    if _dialect(session) != "sqlite":
        return
    (last, held) = session.execute(
        text("SELECT coalesce(max(id), 0), count(*) FROM label_text_docsize")
    ).one()
    (there,) = session.execute(text("SELECT count(*) FROM label_section")).one()
    (new,) = session.execute(
        text("SELECT count(*) FROM label_section WHERE number > :last"), {"last": last}
    ).one()
    if held + new > _MOST_GONE * there:
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
    """In the order of the numbers."""
    sections = find_sections(session, numbers)
    ids = {one.label for one in sections.values()}
    labels = {one.id: one for one in list_facts(session, Label, id=ids)}
    found = [sections[number] for number in numbers]
    return [SectionHit(labels[one.label], one) for one in found]


def _found(session: Session, phrases: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """Where the words stand, from FROM on; `fit` is smaller the better it fits."""
    if _dialect(session) == "sqlite":
        # Each phrase in quotation marks: nothing in it is a word of the search's own language.
        words = " ".join(f'"{one}"' for one in phrases)
        found = "SELECT rowid AS number, rank AS fit FROM label_text WHERE label_text MATCH :words"
        joined = f"FROM ({found}) f JOIN label_section s ON s.number = f.number {_READ}"
        return f"{joined} WHERE true", {"words": words}
    names = {f"phrase{place}": one for place, one in enumerate(phrases)}
    query = " && ".join(f"phraseto_tsquery('english', :{name})" for name in names)
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
