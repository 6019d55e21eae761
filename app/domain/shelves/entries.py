"""Very many keys, each with a short text, in one string of bytes: found by bisecting, read when
asked.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from app.domain.shelves.packing import pack_numbers, unpack_numbers

_BETWEEN = b"\t"


class Entries:
    """Keys in order, with what stands behind each."""

    __slots__ = ("_content", "_ends")

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._content = parts["content"]
        self._ends = unpack_numbers("Q", parts["ends"])

    def find(self, key: str) -> str | None:
        """What stands behind the key, or None."""
        wanted = key.encode()
        places = range(len(self))
        place = bisect_left(places, wanted, key=self._key)
        if place == len(self) or self._key(place) != wanted:
            return None
        start = self._ends[place] + len(wanted) + 1
        return self._content[start : self._ends[place + 1]].decode()

    def keys(self) -> Iterator[str]:
        """All keys, in order."""
        for place in range(len(self)):
            yield self._key(place).decode()

    def __len__(self) -> int:
        return len(self._ends) - 1

    def _key(self, place: int) -> bytes:
        start = self._ends[place]
        end = self._content.index(_BETWEEN, start)
        return self._content[start:end]


def pack_entries(entries: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    """The parts of a shelf. The keys come in the order of their bytes, each once."""
    content, ends = bytearray(), array("Q", [0])
    for key, text in entries:
        content += key.encode() + _BETWEEN + text.encode()
        ends.append(len(content))
    return {"content": bytes(content), "ends": pack_numbers(ends)}
