"""Items of a JSON file one by one, however large the file."""

import codecs
from collections.abc import Iterator
from typing import IO, Any

import ijson

from app.domain.errors import RejectedImport
from app.importers.files.archives import Part, open_part
from app.importers.run import Intake

# No item of any known data set is larger. So deep nests nothing but an attack: brackets in texts
# count too, and seldom stand alone.
LARGEST_ITEM = 16 * 2**20
DEEPEST = 10_000
_CHUNK = 1 << 16
_STEP = 1_000
_UNREADABLE = "�"


def read_items(
    part: Part, intake: Intake, prefix: str = "results.item", *, largest: int = LARGEST_ITEM
) -> Iterator[tuple[int, Any]]:
    """Every item under the prefix, as ijson writes it, with the line about which it stands.

    Raises RejectedImport for JSON that is broken, holds no such item, nests too deep or holds an
    item of more than `largest` bytes.
    """
    start, found = intake.done, 0
    with open_part(part) as opened:
        text = _Text(opened, part, largest)
        try:
            for item in ijson.items(text, prefix, buf_size=_CHUNK, use_float=True):
                found += 1
                text.rest()
                yield text.line, item
                if found % _STEP == 0:
                    intake.at(part, text.line, start + opened.tell())
        except (ijson.JSONError, UnicodeError, ValueError) as error:
            problem = " ".join(str(error).split())[:120]
            raise RejectedImport([f"{text.place}: broken or cut short ({problem})"]) from error
    if not found:
        raise RejectedImport([f"{part}: no {prefix.removesuffix('.item')} in it"])
    intake.done = start + part.size
    if text.odd:
        intake.notes.append(f"{part}: {text.odd} signs were no UTF-8 and stand as {_UNREADABLE}")


def read_value(part: Part, prefix: str, until: str = "results") -> str | None:
    """The first text or number at the prefix, if it stands before the key `until`."""
    with open_part(part) as opened:
        text = _Text(opened, part, LARGEST_ITEM)
        try:
            for place, event, value in ijson.parse(text, buf_size=_CHUNK, use_float=True):
                if place == until and event != "map_key":
                    return None
                if place == prefix and event in ("string", "number"):
                    return str(value)
                text.rest()
        except (ijson.JSONError, UnicodeError, ValueError) as error:
            problem = " ".join(str(error).split())[:120]
            raise RejectedImport([f"{text.place}: broken or cut short ({problem})"]) from error
    return None


class _Text:
    """The bytes of a file as clean UTF-8. Watches how much is read, and how deep, for one item."""

    def __init__(self, opened: IO[bytes], part: Part, largest: int) -> None:
        self.line = 1
        self.odd = 0
        self._opened, self._part, self._largest = opened, part, largest
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        self._loaded = self._depth = 0

    @property
    def place(self) -> str:
        """Where the reading stands: after what was read last."""
        return f"{self._part}:{self.line}"

    def rest(self) -> None:
        """One item is complete."""
        self._loaded = self._depth = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes, as ijson asks for them."""
        if size == 0:
            return b""
        raw, text = b"", ""
        while not text:
            raw = self._opened.read(size)
            text = self._decoder.decode(raw, final=not raw)
            if not raw:
                break
        chunk = text.encode()
        if _UNREADABLE in text:
            self.odd += max(0, text.count(_UNREADABLE) - raw.count(_UNREADABLE.encode()))
        self.line += raw.count(b"\n")
        self._loaded += len(raw)
        self._depth += sum(chunk.count(one) for one in (b"[", b"{"))
        self._depth -= sum(chunk.count(one) for one in (b"]", b"}"))
        if self._loaded > self._largest:
            raise RejectedImport([f"{self.place}: more than {self._largest} bytes for one item"])
        if self._depth > DEEPEST:
            raise RejectedImport([f"{self.place}: nested over {DEEPEST} deep"])
        return chunk
