"""Turns facts into rows and back.

A fact and its row have the same field names. Nested values are kept as JSON, and members of an
enum as their text; msgspec knows both from the types of the fact's fields.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from msgspec import MsgspecError, to_builtins
from msgspec.json import Decoder, Encoder

F = TypeVar("F")
Turn = Callable[[Any], Any]
_ENCODER = Encoder()


def to_values(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """How a fact of this kind becomes the values of its columns, in the order of its fields."""
    read = attrgetter(*_hints(kind))
    turns = [(place, _encoder(hint)) for place, hint in _turned(kind)]

    def values(fact: Any) -> tuple[Any, ...]:
        row = list(read(fact))
        for place, encode in turns:
            row[place] = encode(row[place])
        return tuple(row)

    return values


def from_rows(kind: type[F], rows: Iterable[Sequence[Any]]) -> Iterator[F]:
    """The facts that rows keep. A row has the values of `schema.columns_of`: those of the fact's
    fields in their order, nested ones as JSON text.

    Raises ValueError for a row that no fact was ever written to.
    """
    turns = [(place, _decoder(hint)) for place, hint in _turned(kind)]
    try:
        for row in rows:
            values = list(row)
            for place, decode in turns:
                values[place] = decode(values[place])
            yield kind(*values)
    except (MsgspecError, KeyError, TypeError) as error:
        raise ValueError(f"a row of {kind.__name__} cannot be read: {error}") from error


def _turned(kind: type) -> list[tuple[int, Any]]:
    """The places and types of the fields whose values a column cannot keep as they are."""
    hints = _hints(kind).values()
    return [(place, hint) for place, hint in enumerate(hints) if is_nested(hint) or _members(hint)]


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def is_nested(hint: Any) -> bool:
    """Whether values of this type, or of this type and None, are kept as JSON."""
    return any(get_origin(one) is tuple or is_dataclass(one) for one in _kinds(hint))


def _kinds(hint: Any) -> tuple[Any, ...]:
    """The types that a value of this type may have: those of a union, or the one."""
    return get_args(hint) if get_origin(hint) in (UnionType, Union) else (hint,)


def _members(hint: Any) -> dict[str | None, Enum | None]:
    """The members of an enum by the text that a column keeps, with None where the type allows it;
    nothing for a type that is no enum.
    """
    inner = _kinds(hint)
    enums = [one for one in inner if isinstance(one, type) and issubclass(one, Enum)]
    members: dict[str | None, Enum | None] = {one.value: one for enum in enums for one in enum}
    return members | {None: None} if enums and NoneType in inner else members


def _encoder(hint: Any) -> Turn:
    return _json if is_nested(hint) else to_builtins


def _json(value: Any) -> str:
    return _ENCODER.encode(value).decode()


@cache
def _decoder(hint: Any) -> Turn:
    # For one word a dictionary is ten times faster than msgspec, which looks at the type each time.
    return Decoder(hint).decode if is_nested(hint) else _members(hint).__getitem__
