"""Keeps the version of a label that a newer one replaces, so that changes can be stated."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from msgspec.msgpack import Decoder, Encoder
from sqlalchemy import ColumnElement, Connection, delete, func, insert, select
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

    __slots__ = ("_connection", "_data_set", "_last", "_seen", "_versions")

    def __init__(self, connection: Connection, data_set: str) -> None:
        self._connection, self._data_set = connection, data_set
        columns = (_LABEL.c.id, _LABEL.c.version, _LABEL.c.effective_on)
        rows = connection.execute(select(*columns).where(_LABEL.c.data_set == data_set))
        self._versions = {row.id: (row.version, row.effective_on) for row in rows}
        # Later rows of sections are new.
        last = select(func.coalesce(func.max(_SECTION.c.number), 0))
        self._last = int(connection.execute(last).scalar_one())
        self._seen: list[Label] = []

    def see(self, label: Label) -> None:
        """One label of the new import, before its sections."""
        if label.id in self._versions:
            self._seen.append(label)
            if len(self._seen) >= _AT_ONCE:
                self._flush()

    def close(self) -> None:
        """Deletes what is left of before."""
        self._flush()
        mine = (_SECTION.c.data_set == self._data_set) & (_SECTION.c.number <= self._last)
        self._connection.execute(delete(_SECTION).where(mine))
        self._prune()

    def _flush(self) -> None:
        changed = [
            one.id for one in self._seen if self._versions[one.id][0] != one.version
        ]  # fmt: skip
        if changed:
            self._keep(changed)
        self._connection.execute(delete(_SECTION).where(self._sections_of(self._seen)))
        self._seen = []

    def _sections_of(self, labels: Iterable[Label | str]) -> ColumnElement[bool]:
        ids = sorted({one if isinstance(one, str) else one.id for one in labels})
        before = (_SECTION.c.data_set == self._data_set) & (_SECTION.c.number <= self._last)
        return before & _SECTION.c.label.in_(ids)

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
        for id_, data_set in self._connection.execute(newest.offset(MOST)).all():
            mine = (_EARLIER.c.id == id_) & (_EARLIER.c.data_set == data_set)
            self._connection.execute(delete(_EARLIER).where(mine))


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
