"""A mapping of very many keys that is packed into bytes: a value is unpacked only when asked for.

Half a million Python objects take a second to make and two hundred megabytes to keep; the same as
bytes behind a trie of their keys are there at once. Decision 0012 compares this with others.
"""

import json
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, cast

from marisa_trie import LABEL_ORDER, Trie

# An index that was packed in another format is made anew from the facts.
FORMAT = "materia-index-9"

K = TypeVar("K")
V = TypeVar("V")
Parts = Mapping[str, bytes]
_NUL = "\0"


def pack(parts: Parts) -> bytes:
    """All parts of an index in one string of bytes."""
    sizes = {name: len(part) for name, part in parts.items()}
    header = json.dumps([FORMAT, sizes]).encode()
    return b"".join([len(header).to_bytes(4, "little"), header, *parts.values()])


def unpack(content: bytes) -> dict[str, bytes]:
    """The parts again. Raises ValueError for bytes that are no index of this format."""
    start = 4 + int.from_bytes(content[:4], "little")
    made, sizes = json.loads(content[4:start])
    if made != FORMAT:
        raise ValueError(f"an index of the format {made}")
    parts = {}
    for name, size in sizes.items():
        parts[name] = content[start : start + size]
        start += size
    if start != len(content):
        raise ValueError("an index that was cut short")
    return parts


def pack_numbers(numbers: Iterable[int]) -> bytes:
    """Numbers below 2^32, four bytes each: no part of an index can be larger than that."""
    return _little_endian(array("I", numbers)).tobytes()


def unpack_numbers(content: bytes) -> "array[int]":
    """The numbers in their order."""
    numbers = array("I")
    numbers.frombytes(content)
    return _little_endian(numbers)


def _little_endian(numbers: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers


def pack_words(words: Iterable[str]) -> bytes:
    """Words without line breaks."""
    return "\n".join(words).encode()


def unpack_words(content: bytes) -> list[str]:
    """The words in their order."""
    return content.decode().split("\n") if content else []


class Column:
    """Strings of bytes one behind the other, each found by its place."""

    __slots__ = ("_content", "_ends")

    def __init__(self, parts: Parts, name: str) -> None:
        self._content = parts[name]
        self._ends = unpack_numbers(parts[f"{name}-ends"])

    def __getitem__(self, place: int) -> bytes:
        return self._content[self._ends[place] : self._ends[place + 1]]

    def __len__(self) -> int:
        return len(self._ends) - 1


def pack_column(name: str, strings: Iterable[bytes]) -> dict[str, bytes]:
    """The parts of a column of this name."""
    content, ends = bytearray(), array("I", [0])
    for string in strings:
        content += string
        ends.append(len(content))
    return {name: bytes(content), f"{name}-ends": pack_numbers(ends)}


class Keys(Protocol[K]):
    """The keys of a packed map, each with a place of its own."""

    def place(self, key: K) -> int | None:
        """Where a key stands, or None if it is absent."""
        ...

    def __iter__(self) -> Iterator[K]: ...

    def __len__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Codec(Generic[K, V]):
    """How keys become texts and values bytes, and both become themselves again. A value may leave
    out what its key says. No two keys become the same text.
    """

    pack_key: Callable[[K], str]
    unpack_key: Callable[[str], K]
    pack_value: Callable[[V], bytes]
    unpack_value: Callable[[K, bytes], V]


class TrieKeys(Generic[K]):
    """Keys in a trie, which numbers them and holds what they have in common once."""

    __slots__ = ("_codec", "_trie")

    def __init__(self, content: bytes, codec: Codec[K, Any]) -> None:
        self._codec = codec
        self._trie = Trie().frombytes(content)

    def place(self, key: K) -> int | None:
        """Where a key stands, or None if it is absent."""
        text = self._codec.pack_key(key)
        # The trie would take what stands before a NUL for the whole key.
        place: int | None = None if _NUL in text else self._trie.get(text)
        return place

    def __iter__(self) -> Iterator[K]:
        return map(self._codec.unpack_key, self._trie.iterkeys())

    def __len__(self) -> int:
        return len(self._trie)


class PackedMap(Mapping[K, V]):
    """A mapping whose values are unpacked when they are asked for, and not kept."""

    __slots__ = ("_keys", "_unpack", "_values")

    def __init__(self, keys: Keys[K], values: Column, unpack: Callable[[K, bytes], V]) -> None:
        self._keys = keys
        self._values = values
        self._unpack = unpack

    def get(self, key: K, default: Any = None) -> Any:
        """The value of a key, or the default. Asked far too often to raise and catch."""
        place = self._keys.place(key)
        return default if place is None else self._unpack(key, self._values[place])

    def __getitem__(self, key: K) -> V:
        place = self._keys.place(key)
        if place is None:
            raise KeyError(key)
        return self._unpack(key, self._values[place])

    def __contains__(self, key: object) -> bool:
        return self._keys.place(cast("K", key)) is not None

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def unpack_map(parts: Parts, codec: Codec[K, V]) -> PackedMap[K, V]:
    """The mapping that was packed with the same codec."""
    return PackedMap(TrieKeys(parts["keys"], codec), Column(parts, "values"), codec.unpack_value)


def pack_map(items: Iterable[tuple[K, V]], codec: Codec[K, V]) -> dict[str, bytes]:
    """The parts of a mapping of these items, of which no two have the same key."""
    return pack_values({codec.pack_key(key): codec.pack_value(value) for key, value in items})


def pack_values(values: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of a mapping whose keys are texts, and values bytes already. Raises ValueError for
    a key with a NUL character.
    """
    if any(_NUL in key for key in values):
        raise ValueError("a key of an index with a NUL character")
    # The trie gives its keys again in the order of their bytes.
    trie = Trie(values.keys(), order=LABEL_ORDER)
    in_order = sorted(values, key=trie.__getitem__)
    return {"keys": trie.tobytes(), **pack_column("values", (values[key] for key in in_order))}
