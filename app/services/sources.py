"""Who is cited, how often, and what was imported of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.domain.facts import Source
from app.services.data_sets import named_like
from app.services.history import ImportReport, current_reports
from app.services.holding import Held
from app.store.citing import count_cited
from app.store.facts import list_facts, list_tellers


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


def cited_often(session: Session, held: Held) -> Mapping[str, int]:
    """How many facts cite each source, counted once for a release."""
    if not held.cited:
        held.cited.update(count_cited(session))
    return held.cited


def list_source_states(session: Session, held: Held) -> list[SourceState]:
    """All sources of the release, by id. How often each is cited is counted once for a release."""
    cited = cited_often(session, held)
    reports = current_reports(session)
    tellers = list_tellers(session, Source)
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
            data_set=tellers[one.id],
            report=reports.get(named_like(one.id, reports) or ""),
        )
        for one in list_facts(session, Source)
    ]
