"""What is loaded, and since when."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.store.tables.columns import Moment, Nested, nested, row_number


class DataSetRow(SQLModel, table=True):
    """One imported data set; `checksum` is that of all its facts, `files` of what was read. Of a
    thing that several data sets tell, the one of the lowest `rank` is read.
    """

    __tablename__ = "data_set"
    key: str = Field(primary_key=True)
    title: str
    homepage: str
    licence: str
    free: bool = Field(default=True, sa_column_kwargs={"server_default": "1"})
    rank: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    checksum: str
    files: str
    facts: int
    imported_at: datetime = Field(sa_type=Moment)


class ReleaseRow(SQLModel, table=True):
    """One complete state of the data. The newest is the one that answers; `parts` are the checksums
    of its data sets.
    """

    __tablename__ = "release"
    number: int | None = row_number()
    hash: str = Field(index=True)
    made_at: datetime = Field(sa_type=Moment)
    parts: Nested = nested()


class ImportRow(SQLModel, table=True):
    """What became of every row of an import: `rows` were read, `merged` said nothing new, `skipped`
    counts the rest by reason; all others were imported.
    """

    __tablename__ = "import_report"
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


class InventoryRow(SQLModel, table=True):
    """Which facts a data set told at a time, packed: what two releases are compared by."""

    __tablename__ = "inventory"
    data_set: str = Field(primary_key=True)
    checksum: str = Field(primary_key=True)
    content: bytes


class ShelfRow(SQLModel, table=True):
    """Names or records of the newest release, packed. Made of the facts, and can be made again."""

    __tablename__ = "shelf"
    name: str = Field(primary_key=True)
    release: str
    content: bytes
