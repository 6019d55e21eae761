"""The forms that rows and columns have in common: `schema` says the tables themselves."""

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, String, Table, TypeDecorator, inspect
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel
from sqlmodel._compat import SQLModelConfig

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
    """An instant in UTC. SQLite keeps no zone, so it is put back when a row is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant in UTC, whatever zone it came in."""
        del dialect
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant with its zone."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word(**options: Any) -> Any:
    """A column for an enum, kept as text: a native enum would make every new word a migration."""
    return Field(sa_type=String, **options)


def nested() -> Any:
    """A column for a value, or a list of values, that only its own fact looks into."""
    return Field(sa_type=JSON)


def flag(default: bool) -> Any:
    """A column for yes or no that rows of an older schema get too."""
    return Field(default=default, sa_column_kwargs={"server_default": str(int(default))})


def row_number() -> Any:
    """The key column of a row whose fact has no id of its own."""
    return Field(default=None, primary_key=True)


def refers_to(column: str) -> Any:
    """A column for the id of another thing. `write.check_references` checks it when a data set is
    replaced; a foreign key does not fit, since several data sets may have a row for one thing.
    """
    return Field(index=True, sa_column_kwargs={"info": {"refers_to": column}})


class Row(SQLModel):
    """A row whose table has the name of its class: `drug_class` for `DrugClassRow`.

    Rows are never validated (facts were), so no validator is built for them at every start.
    """

    model_config = SQLModelConfig(defer_build=True)

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__.removesuffix("Row")).lower()


class NumberedFact(Row):
    """The row of a fact that has no id of its own.

    Its `data_set` has no index: it is asked for only when a whole data set is replaced, and an
    index would cost a tenth of every import.
    """

    number: int | None = row_number()
    citations: list[Nested] = nested()
    data_set: str


class IdentifiedFact(Row):
    """The row of a fact with an id. `data_set` is part of its key, since several data sets may
    state a fact of the same id.
    """

    id: str = Field(primary_key=True)
    citations: list[Nested] = nested()
    data_set: str = Field(primary_key=True)


class Thing(IdentifiedFact):
    """The row of a thing that other facts refer to. It is `shadowed` when a data set of a lower
    rank has the same thing: then the row of that data set is the one that is read.
    """

    shadowed: bool = flag(default=False)


def table_of_row(row: type[SQLModel]) -> Table:
    """The table behind a row class."""
    table = inspect(row).local_table
    assert isinstance(table, Table), f"{row.__name__} has no table"
    return table
