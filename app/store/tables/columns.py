"""What all tables share: how constraints are named, how nested values and words are kept."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, String, TypeDecorator
from sqlmodel import Field, SQLModel

# Without names SQLite's batch migrations cannot find a constraint again.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Nested = dict[str, Any]


class Moment(TypeDecorator[datetime]):
    """An instant in UTC. SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC, whatever zone it came in."""
        del dialect
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """With its zone."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word(**options: Any) -> Any:
    """An enum kept as text: a native enum would make every new word a migration."""
    return Field(sa_type=String, **options)


def nested() -> Any:
    """A value or list of values that only its own fact looks into."""
    return Field(sa_type=JSON)


def row_number() -> Any:
    """The key of a fact that has no id of its own."""
    return Field(default=None, primary_key=True)


def refers_to(column: str, **options: Any) -> Any:
    """The id of another thing. It is checked when a data set is told (`store/references.py`): of a
    thing that several data sets tell there are several rows, so that no foreign key fits.
    """
    return Field(index=True, sa_column_kwargs={"info": {"refers_to": column}}, **options)


def told_by() -> Any:
    """The data set that told a fact. Without an index: it is asked for when a data set is replaced
    whole, and would cost a tenth of every import.
    """
    return Field()


def also_told_by() -> Any:
    """The data set that told a thing: a part of its key, since others may tell it too."""
    return Field(primary_key=True)


def shadowed() -> Any:
    """True for a thing that a data set of more weight tells too: that one is read."""
    return Field(default=False, sa_column_kwargs={"server_default": "0"})
