"""Every code of a release, with all that it names."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.domain.facts import Key
from app.domain.shelves.entries import Entries, pack_entries

CodeKey = tuple[str, str]


class CodeShelf(Mapping[CodeKey, tuple[Key, ...]]):
    """A mapping from a system and a code to the keys of what it names, in order."""

    __slots__ = ("_entries",)

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._entries = Entries(parts)

    def get(self, code: CodeKey, default: Any = None) -> Any:
        """What the code names, or the default."""
        told = self._entries.find(" ".join(code))
        return default if told is None else tuple(told.split(" "))

    def __getitem__(self, code: CodeKey) -> tuple[Key, ...]:
        found = self.get(code)
        if found is None:
            raise KeyError(code)
        return tuple(found)

    def __iter__(self) -> Iterator[CodeKey]:
        for key in self._entries.keys():  # noqa: SIM118  (it is no mapping)
            system, _, code = key.partition(" ")
            yield system, code

    def __len__(self) -> int:
        return len(self._entries)


def pack_codes(codes: Iterable[tuple[str, str, Key]]) -> dict[str, bytes]:
    """The parts of a shelf, of lines of system, code and key."""
    lines = sorted({f"{system} {code}\t{subject}" for system, code, subject in codes})
    return pack_entries(_joined(lines))


def _joined(lines: list[str]) -> Iterator[tuple[str, str]]:
    """The lines of one code as one, in order: a tab comes before every sign of a code."""
    known, subjects = "", ""
    for line in lines:
        code, _, subject = line.partition("\t")
        if code == known:
            subjects += f" {subject}"
            continue
        if known:
            yield known, subjects
        known, subjects = code, subject
    if known:
        yield known, subjects
