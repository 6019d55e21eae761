"""Keeps the version of a label that a newer one replaces, so that changes can be stated."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from msgspec.msgpack import Decoder, Encoder
from sqlalchemy import Connection, delete, insert, select
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
Versions = dict[str, tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class EarlierLabel:
    """A label as it was: its sections by name with their texts."""

    version: str
    effective_on: str | None
    sections: list[tuple[str, str]]


def list_versions(connection: Connection, data_set: str) -> Versions:
    """The version and day of each label of a data set, by set id."""
    columns = (_LABEL.c.id, _LABEL.c.version, _LABEL.c.effective_on)
    rows = connection.execute(select(*columns).where(_LABEL.c.data_set == data_set))
    return {row.id: (row.version, row.effective_on) for row in rows}


def save_earlier_labels(connection: Connection, data_set: str, before: Versions, last: int) -> None:
    """Keeps the labels that have another version now than `before`. Their sections are still
    there, under row numbers up to `last`.
    """
    now = list_versions(connection, data_set)
    changed = {
        one: before[one] for one, (version, _) in now.items()
        if one in before and before[one][0] != version
    }  # fmt: skip
    if not changed:
        return
    newest = sorted(changed, key=lambda one: (changed[one][1] or "", one), reverse=True)[:MOST]
    kept_at = datetime.now(UTC)
    for start in range(0, len(newest), _AT_ONCE):
        some = newest[start : start + _AT_ONCE]
        mine = (_EARLIER.c.data_set == data_set) & _EARLIER.c.id.in_(some)
        connection.execute(delete(_EARLIER).where(mine))
        rows = [
            {
                "id": one, "data_set": data_set, "version": changed[one][0],
                "effective_on": changed[one][1], "kept_at": kept_at, "content": content,
            }
            for one, content in _packed(connection, data_set, some, last)
        ]  # fmt: skip
        if rows:
            connection.execute(insert(_EARLIER), rows)
    _prune(connection)


# Fewer than any database allows values in one statement.
_AT_ONCE = 200


def _packed(
    connection: Connection, data_set: str, labels: Iterable[str], last: int
) -> Iterator[tuple[str, bytes]]:
    columns = (_SECTION.c.label, _SECTION.c.section, _SECTION.c.text)
    chosen = (
        select(*columns)
        .where(
            _SECTION.c.label.in_(sorted(labels)),
            _SECTION.c.data_set == data_set,
            _SECTION.c.number <= last,
        )
        .order_by(_SECTION.c.label, _SECTION.c.place)
    )
    for label, rows in groupby(connection.execute(chosen), key=lambda row: str(row.label)):
        texts = [(row.section, row.text) for row in rows]
        yield label, zlib.compress(_encode(texts))


def _prune(connection: Connection) -> None:
    """Only the last `MOST` that were kept stay."""
    gone = connection.execute(
        select(_EARLIER.c.id, _EARLIER.c.data_set)
        .order_by(_EARLIER.c.kept_at.desc(), _EARLIER.c.id)
        .offset(MOST)
    ).all()
    for id_, data_set in gone:
        mine = (_EARLIER.c.id == id_) & (_EARLIER.c.data_set == data_set)
        connection.execute(delete(_EARLIER).where(mine))


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
