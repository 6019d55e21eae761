"""What is loaded, and since when."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.store.tables.columns import Moment, row_number


class DataSetRow(SQLModel, table=True):
    """One imported data set; `checksum` is that of all its facts, `files` of what was read."""

    __tablename__ = "data_set"
    key: str = Field(primary_key=True)
    title: str
    homepage: str
    licence: str
    checksum: str
    files: str
    facts: int
    imported_at: datetime = Field(sa_type=Moment)


class ReleaseRow(SQLModel, table=True):
    """One complete state of the data. The newest is the one that answers."""

    __tablename__ = "release"
    number: int | None = row_number()
    hash: str = Field(index=True)
    made_at: datetime = Field(sa_type=Moment)


class ShelfRow(SQLModel, table=True):
    """Names or records of the newest release, packed. Made of the facts, and can be made again."""

    __tablename__ = "shelf"
    name: str = Field(primary_key=True)
    release: str
    content: bytes
