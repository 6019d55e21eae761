"""Shelves as bytes: named parts behind a small header, numbers least significant byte first."""

import json
import sys
from array import array
from collections.abc import Iterable, Mapping

# Packed by another version, a shelf is made anew instead of being read.
FORMAT = "materia-shelf-2"


def pack(parts: Mapping[str, bytes]) -> bytes:
    """All parts in one string of bytes."""
    sizes = {name: len(part) for name, part in parts.items()}
    header = json.dumps([FORMAT, sizes]).encode()
    return b"".join([len(header).to_bytes(4, "little"), header, *parts.values()])


def unpack(content: bytes) -> dict[str, bytes]:
    """The parts again. Raises ValueError for bytes that are no shelf of this format."""
    start = 4 + int.from_bytes(content[:4], "little")
    made, sizes = json.loads(content[4:start])
    if made != FORMAT:
        raise ValueError(f"a shelf of the format {made}")
    parts = {}
    for name, size in sizes.items():
        parts[name] = content[start : start + size]
        start += size
    if start != len(content):
        raise ValueError("a shelf that was cut short")
    return parts


def pack_numbers(numbers: "array[int]") -> bytes:
    """Numbers of four or eight bytes each."""
    return _turned(numbers).tobytes()


def unpack_numbers(code: str, content: bytes) -> "array[int]":
    """`code` as in the standard library's array: `I` or `Q`."""
    numbers = array(code)
    numbers.frombytes(content)
    return _turned(numbers)


def pack_words(words: Iterable[str]) -> bytes:
    """Words without line breaks."""
    return "\n".join(words).encode()


def unpack_words(content: bytes) -> list[str]:
    """The words in their order."""
    return content.decode().split("\n") if content else []


def _turned(numbers: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers
