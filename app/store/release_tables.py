"""The tables of releases and imports: what is kept beside the facts."""

from datetime import datetime

from sqlmodel import Field

from app.store.columns import Moment, Nested, Row, flag, nested, row_number


class DataSetRow(Row, table=True):
    """An imported data set: `checksum` is that of its facts, `files` that of the files read.
    Of a thing that several data sets have, the row of the lowest `rank` is read.
    """

    key: str = Field(primary_key=True)
    title: str
    homepage: str
    licence: str
    free: bool = flag(default=True)
    rank: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    checksum: str
    files: str
    facts: int
    imported_at: datetime = Field(sa_type=Moment)


class ReleaseRow(Row, table=True):
    """A complete state of the data, with the checksums of its data sets as `parts`. Questions are
    answered from the newest release.
    """

    number: int | None = row_number()
    hash: str = Field(index=True)
    made_at: datetime = Field(sa_type=Moment)
    parts: Nested = nested()


class ImportReportRow(Row, table=True):
    """What became of the rows of a file that was imported: `rows` counts all, `merged` those that
    said nothing new, `skipped` by reason those that were left out; all others became facts.
    """

    number: int | None = row_number()
    data_set: str = Field(index=True)
    release: str = Field(index=True)
    origin: str
    rows: int
    merged: int
    skipped: Nested = nested()
    notes: list[str] = nested()
    conflicts: list[str] = nested()
    facts: Nested = nested()
    seconds: float
    imported_at: datetime = Field(sa_type=Moment)


class InventoryRow(Row, table=True):
    """The facts that a data set had with this checksum, packed: two releases are compared by it."""

    data_set: str = Field(primary_key=True)
    checksum: str = Field(primary_key=True)
    content: bytes


class PackedIndexRow(Row, table=True):
    """A look-up over the names or records of the newest release, packed. It can be made again from
    the facts.
    """

    name: str = Field(primary_key=True)
    release: str
    content: bytes


class TableDigestRow(Row, table=True):
    """How many rows an import wrote into a table, and their digest: `form` says how it was made."""

    data_set: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    form: str
    rows: int
    digest: str


class EarlierLabelRow(Row, table=True):
    """A label as it was before its newest version was imported, its sections packed. Of a label
    only the last one is kept.
    """

    id: str = Field(primary_key=True)
    data_set: str = Field(primary_key=True)
    version: str
    effective_on: str | None
    kept_at: datetime = Field(sa_type=Moment)
    content: bytes
