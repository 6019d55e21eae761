"""Facts to rows and back.

Field names are the same; only nested values and words change their form.
"""

from dataclasses import Field, fields
from enum import Enum
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import RowMapping

F = TypeVar("F")


def to_row(fact: Any, data_set: str) -> dict[str, Any]:
    """The columns of a fact, and the data set that told it."""
    row: dict[str, Any] = plain(fact)
    return row | {"data_set": data_set}


def plain(value: Any) -> Any:
    """A value as JSON knows it: dictionaries, lists, text, numbers."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


def from_row(kind: type[F], row: RowMapping) -> F:
    """The fact that a row keeps."""
    reader = _READERS.get(kind)
    if reader is None:
        reader = _READERS[kind] = TypeAdapter(kind)
    fact: F = reader.validate_python({field.name: row[field.name] for field in _fields(kind)})
    return fact


# Made when first needed: making one is slow, and a command may need only a few.
_READERS: dict[type, TypeAdapter[Any]] = {}


def _fields(kind: Any) -> tuple[Field[Any], ...]:
    return fields(kind)
