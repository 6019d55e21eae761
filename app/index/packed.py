"""A mapping of very many keys that is packed into bytes: a value is unpacked only when asked for.

Half a million Python objects take a second to make and two hundred megabytes to keep; the same as
bytes beside two arrays of numbers are there at once. Decision 0012 compares this with libraries.
"""

import json
import sys
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, cast
from zlib import crc32

# An index that was packed in another format is made anew from the facts.
FORMAT = "materia-index-5"

K = TypeVar("K")
V = TypeVar("V")
Parts = Mapping[str, bytes]


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
    """How keys and values become bytes, and themselves again. A value may leave out what its key
    says. No two keys become the same bytes.
    """

    pack_key: Callable[[K], bytes]
    unpack_key: Callable[[bytes], K]
    pack_value: Callable[[V], bytes]
    unpack_value: Callable[[K, bytes], V]


class HashedKeys(Generic[K]):
    """Keys in the order of their bytes, found by their checksums.

    Bisecting numbers takes a tenth of the time that bisecting the keys themselves would.
    """

    __slots__ = ("_codec", "_hashes", "_keys", "_places")

    def __init__(self, parts: Parts, codec: Codec[K, Any]) -> None:
        self._codec = codec
        self._keys = Column(parts, "keys")
        self._hashes = unpack_numbers(parts["hashes"])
        self._places = unpack_numbers(parts["places"])

    def place(self, key: K) -> int | None:
        """Where a key stands, or None if it is absent."""
        wanted = self._codec.pack_key(key)
        checksum, hashes = crc32(wanted), self._hashes
        n = bisect_left(hashes, checksum)
        # Several keys may share a checksum: of 300,000 about ten do.
        while n < len(hashes) and hashes[n] == checksum:
            place = self._places[n]
            if self._keys[place] == wanted:
                return place
            n += 1
        return None

    def __iter__(self) -> Iterator[K]:
        for place in range(len(self)):
            yield self._codec.unpack_key(self._keys[place])

    def __len__(self) -> int:
        return len(self._keys)


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
    return PackedMap(HashedKeys(parts, codec), Column(parts, "values"), codec.unpack_value)


def pack_map(items: Iterable[tuple[K, V]], codec: Codec[K, V]) -> dict[str, bytes]:
    """The parts of a mapping of these items, of which no two have the same key."""
    return pack_sorted(sorted((codec.pack_key(key), codec.pack_value(item)) for key, item in items))


def pack_sorted(items: list[tuple[bytes, bytes]]) -> dict[str, bytes]:
    """The parts of a mapping whose keys and values are bytes already, in the order of the keys."""
    hashes = [crc32(key) for key, _ in items]
    places = sorted(range(len(items)), key=hashes.__getitem__)
    return {
        **pack_column("keys", (key for key, _ in items)),
        **pack_column("values", (item for _, item in items)),
        "hashes": pack_numbers(hashes[place] for place in places),
        "places": pack_numbers(places),
    }
