"""Keeps the version of a label that a newer one replaces, so that changes can be stated."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from msgspec.msgpack import Decoder, Encoder
from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, tuple_
from sqlmodel import Session

from app.domain.facts import Label, LabelSection
from app.store.columns import table_of_row
from app.store.release_tables import EarlierLabelRow
from app.store.schema import table_of

# Of one label the last version before is kept, and of all labels so many: some 20 kB each.
MOST = 5_000
_EARLIER = table_of_row(EarlierLabelRow)
_LABEL, _SECTION = table_of(Label), table_of(LabelSection)
_encode = Encoder().encode
_decode = Decoder(list[tuple[str, str]]).decode


@dataclass(frozen=True, slots=True)
class EarlierLabel:
    """A label as it was: its sections by name with their texts."""

    version: str
    effective_on: str | None
    sections: list[tuple[str, str]]


# Fewer than any database allows values in one statement.
_AT_ONCE = 200


class Replaced:
    """The labels of a data set that a new import replaces, as the new ones come.

    The sections of before go some labels at a time, so that they never stand there beside all new
    ones; those of a label that has another version now are packed before.
    """

    __slots__ = ("_before", "_changed", "_connection", "_data_set", "_seen", "_versions")

    def __init__(self, connection: Connection, data_set: str) -> None:
        self._connection, self._data_set = connection, data_set
        columns = (_LABEL.c.id, _LABEL.c.version, _LABEL.c.effective_on)
        rows = connection.execute(select(*columns).where(_LABEL.c.data_set == data_set))
        self._versions = {row.id: (row.version, row.effective_on) for row in rows}
        # Later rows of sections are new.
        last = select(func.coalesce(func.max(_SECTION.c.number), 0))
        number = int(connection.execute(last).scalar_one())
        self._before = (_SECTION.c.data_set == data_set) & (_SECTION.c.number <= number)
        self._seen: list[str] = []
        self._changed: list[str] = []

    def see(self, label: Label) -> None:
        """One label of the new import, before its sections."""
        if label.id in self._versions:
            self._seen.append(label.id)
            if self._versions[label.id][0] != label.version:
                self._changed.append(label.id)
            if len(self._seen) >= _AT_ONCE:
                self._flush()

    def close(self) -> None:
        """Deletes what is left of before."""
        self._flush()
        self._connection.execute(delete(_SECTION).where(self._before))
        self._prune()

    def _flush(self) -> None:
        if self._changed:
            self._keep(self._changed)
        self._connection.execute(delete(_SECTION).where(self._sections_of(self._seen)))
        self._seen, self._changed = [], []

    def _sections_of(self, labels: Sequence[str]) -> ColumnElement[bool]:
        return self._before & _SECTION.c.label.in_(sorted(set(labels)))

    def _keep(self, changed: Sequence[str]) -> None:
        """Packs these labels as they were."""
        chosen = (
            select(_SECTION.c.label, _SECTION.c.section, _SECTION.c.text)
            .where(self._sections_of(changed))
            .order_by(_SECTION.c.label, _SECTION.c.place)
        )
        kept_at, rows = datetime.now(UTC), []
        for label, found in groupby(self._connection.execute(chosen), key=lambda row: row.label):
            version, day = self._versions[label]
            content = zlib.compress(_encode([(row.section, row.text) for row in found]))
            rows.append(
                {
                    "id": label, "data_set": self._data_set, "version": version,
                    "effective_on": day, "kept_at": kept_at, "content": content,
                }
            )  # fmt: skip
        mine = (_EARLIER.c.data_set == self._data_set) & _EARLIER.c.id.in_(changed)
        self._connection.execute(delete(_EARLIER).where(mine))
        if rows:
            self._connection.execute(insert(_EARLIER), rows)

    def _prune(self) -> None:
        """Only the last `MOST` that were kept stay."""
        newest = select(_EARLIER.c.id, _EARLIER.c.data_set).order_by(
            _EARLIER.c.kept_at.desc(), _EARLIER.c.id
        )
        gone = tuple_(_EARLIER.c.id, _EARLIER.c.data_set).in_(newest.offset(MOST))
        self._connection.execute(delete(_EARLIER).where(gone))


def find_earlier_label(session: Session, set_id: str) -> EarlierLabel | None:
    """The label as it was before, in the data set whose row of it is read; None without one."""
    row = session.execute(
        select(_EARLIER)
        .join(_LABEL, (_LABEL.c.id == _EARLIER.c.id) & (_LABEL.c.data_set == _EARLIER.c.data_set))
        .where(_EARLIER.c.id == set_id, _LABEL.c.shadowed.is_(False))
    ).one_or_none()
    if row is None:
        return None
    return EarlierLabel(row.version, row.effective_on, _decode(zlib.decompress(row.content)))
