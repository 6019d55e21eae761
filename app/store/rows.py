"""Facts to rows and back.

Field names are the same; only nested values and words change their form.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, partial
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from msgspec.json import Encoder

F = TypeVar("F")
Reader = Callable[[Any], Any]
_ENCODER = Encoder()


def to_values(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """How a fact of this kind becomes the values of its columns, in the order of its fields."""
    names = [field.name for field in fields(kind)]
    read = attrgetter(*names)
    turned = [
        (place, writer)
        for place, hint in enumerate(_hints(kind).values())
        if (writer := _writer(hint)) is not None
    ]

    def values(fact: Any) -> tuple[Any, ...]:
        stated = list(read(fact))
        for place, write in turned:
            stated[place] = write(stated[place])
        return tuple(stated)

    return values


def _writer(hint: Any) -> Callable[[Any], Any] | None:
    """How a value of this type is kept; None where it is kept as it is."""
    if get_origin(hint) in (UnionType, Union):
        (inner,) = (one for one in get_args(hint) if one is not NoneType)
        write = _writer(inner)
        return None if write is None else partial(_read_if_there, write)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return attrgetter("value")
    return _json if get_origin(hint) is tuple or is_dataclass(hint) else None


def _json(value: Any) -> str:
    return _ENCODER.encode(value).decode()


def plain(value: Any) -> Any:
    """A value as JSON knows it: dictionaries, lists, text, numbers."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


def from_rows(kind: type[F], rows: Iterable[Sequence[Any]]) -> Iterator[F]:
    """The facts that rows keep; a row holds the fields of the fact in their order.

    Raises ValueError for a row that no fact was ever written to.
    """
    stated: Any = kind
    readers = [_reader(hint) for hint in _hints(stated).values()]
    turned = [(place, reader) for place, reader in enumerate(readers) if reader is not None]
    try:
        for row in rows:
            values = list(row)
            for place, reader in turned:
                values[place] = reader(values[place])
            yield kind(*values)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"a row of {kind.__name__} cannot be read: {error}") from error


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


@cache
def _reader(hint: Any) -> Reader | None:
    """How a value of this type is read from what the column gives; None where it is the same."""
    if get_origin(hint) in (UnionType, Union):
        (inner,) = (one for one in get_args(hint) if one is not NoneType)
        read = _reader(inner)
        return None if read is None else partial(_read_if_there, read)
    if get_origin(hint) is tuple:
        read = _reader(get_args(hint)[0])
        return tuple if read is None else lambda values: tuple(map(read, values))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {member.value: member for member in hint}.__getitem__
    return _reader_of_parts(hint) if is_dataclass(hint) else None


def _read_if_there(read: Reader, value: Any) -> Any:
    return None if value is None else read(value)


def _reader_of_parts(kind: Any) -> Reader:
    """Of a value within a fact, which is kept as JSON with the names of its parts."""
    readers = [(name, _reader(hint)) for name, hint in _hints(kind).items()]

    def read(value: Any) -> Any:
        return kind(*(value[name] if part is None else part(value[name]) for name, part in readers))

    return read
