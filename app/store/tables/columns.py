"""What all tables share: how constraints are named, how nested values and words are kept."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, String, TypeDecorator
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
    """A foreign key, checked at commit: a data set is replaced whole, in any order."""
    return Field(
        sa_column_args=[ForeignKey(column, deferrable=True, initially="DEFERRED")],
        index=True,
        **options,
    )
