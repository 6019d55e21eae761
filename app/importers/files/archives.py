"""Finds the files that an import is made of, in folders and archives, fingerprints them, and opens
them with care.
"""

import bz2
import contextlib
import gzip
import io
import lzma
import os
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import FileIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from app.domain.errors import RejectedImport

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# Text shrinks to about a tenth; what shrinks so much more, and is large, was made to burst.
_MOST_SHRUNK = 200
_LARGE = 500 * 2**20
_MOST_MEMBERS = 20_000
_ENCRYPTED = 1
# So many bytes of a file are in memory while it is fingerprinted.
_PIECE = 1 << 16
_PACKED = (".gz", ".bz2")
_PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)


@dataclass(frozen=True, slots=True)
class Part:
    """One file: by itself, or as a member of an archive. `size` is that of what is read from it."""

    path: Path
    member: str | None
    size: int

    @property
    def name(self) -> str:
        """Its own name, without folders."""
        return Path(self.member or self.path.name.removesuffix(".gz").removesuffix(".bz2")).name

    def __str__(self) -> str:
        return f"{self.path.name}/{self.member}" if self.member else self.path.name


def find_parts(paths: Sequence[Path]) -> list[Part]:
    """Every file of the paths, in order. Raises RejectedImport for a path or archive that is none.

    Of an archive the members are taken, one level deep.
    """
    found: list[Part] = []
    for path in paths:
        if path.is_dir():
            files = sorted(one for one in path.rglob("*") if one.is_file())
        elif path.is_file():
            files = [path]
        else:
            raise RejectedImport([f"{path}: there is no such file"])
        for file in files:
            found += _parts_of(file)
    if not found:
        raise RejectedImport([f"{', '.join(map(str, paths))}: no files here"])
    return found


def pick(parts: Sequence[Part], pattern: str) -> list[Part]:
    """The parts whose own name fits the pattern, whatever its case."""
    wanted = re.compile(pattern, re.I)
    return [part for part in parts if wanted.fullmatch(part.name)]


def first_named(parts: Sequence[Part]) -> str:
    """What is there instead of the file that is missing, in words: the first five are enough."""
    return ", ".join(map(str, parts[:5]))


def pick_one(parts: Sequence[Part], pattern: str, called: str) -> Part:
    """The one part whose name fits. Raises RejectedImport when there is none, or more than one."""
    found = pick(parts, pattern)
    if len(found) != 1:
        # Two files of one name are told apart by their folders.
        alike = len({str(one) for one in found}) < len(found)
        named = ", ".join(_with_folder(one) if alike else str(one) for one in found)
        named = named or first_named(parts)
        problem = "there is no" if not found else "there is more than one"
        raise RejectedImport([f"{problem} {called} among: {named}"])
    return found[0]


def _with_folder(part: Part) -> str:
    return f"{part.path}/{part.member}" if part.member else str(part.path)


def is_page(beginning: bytes) -> bool:
    """Whether a file that begins so is a web page."""
    return _PAGE.match(beginning) is not None


@contextlib.contextmanager
def open_part(part: Part) -> Iterator[IO[bytes]]:
    """Opens a part for reading. What is broken in it raises RejectedImport with its name."""
    with refused(part), contextlib.ExitStack() as stack:
        opened = _open(part, stack)
        beginning = opened.peek(512)[:512]
        if is_page(beginning):
            raise RejectedImport([f"{part}:1: a web page, not data: the download must have failed"])
        yield opened


# What a library says of an archive whose bytes do not fit; of an old or a new method of packing it
# says that it has none.
_BROKEN = (
    zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError, struct.error,
    NotImplementedError,
)  # fmt: skip


@contextlib.contextmanager
def refused(part: object) -> Iterator[None]:
    """What turns out to be broken within raises RejectedImport with the name of the part."""
    try:
        yield
    except _BROKEN as error:
        raise RejectedImport([f"{part}: broken or cut short ({error})"]) from error
    except OSError as error:
        raise RejectedImport([f"{part}: cannot be read ({error})"]) from error


def _open(part: Part, stack: contextlib.ExitStack) -> io.BufferedReader:
    if part.member is not None:
        archive = stack.enter_context(zipfile.ZipFile(part.path))
        try:
            opened = archive.open(part.member)
        except (RuntimeError, UnicodeDecodeError) as error:
            raise zipfile.BadZipFile("what stands before the file does not fit") from error
        member = cast("io.RawIOBase", stack.enter_context(opened))
        return stack.enter_context(io.BufferedReader(member, 1 << 20))
    if part.path.suffix in _PACKED:
        packed = gzip.GzipFile if part.path.suffix == ".gz" else bz2.BZ2File
        inner = cast("io.BufferedIOBase", stack.enter_context(packed(part.path, "rb")))
        return stack.enter_context(io.BufferedReader(_Bounded(inner, part), 1 << 20))
    plain = io.FileIO(part.path)
    return stack.enter_context(io.BufferedReader(plain, 1 << 20))


def _parts_of(file: Path) -> list[Part]:
    if file.suffix.lower() != ".zip":
        return [Part(file, None, file.stat().st_size)]
    try:
        with zipfile.ZipFile(file) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
    except (*_BROKEN, OSError, ValueError, OverflowError, IndexError) as error:
        with file.open("rb") as opened:
            page = _PAGE.match(opened.read(512))
        what = "a web page, not an archive" if page else "no archive, or one cut short"
        raise RejectedImport([f"{file.name}: {what} ({error})"]) from error
    _refuse(file, members)
    return [Part(file, one.filename, one.file_size) for one in members]


def _refuse(file: Path, members: list[zipfile.ZipInfo]) -> None:
    """Raises RejectedImport for an archive that is meant to burst, or that cannot be read whole."""
    if len(members) > _MOST_MEMBERS:
        raise RejectedImport([f"{file.name}: an archive of {len(members)} files"])
    for name, times in Counter(one.filename for one in members).most_common(1):
        if times > 1:
            raise RejectedImport([f"{file.name}/{name}: there are two of this name"])
    for one in members:
        if one.flag_bits & _ENCRYPTED:
            raise RejectedImport([f"{file.name}/{one.filename}: it needs a password"])
        if one.file_size > _LARGE and one.file_size > _MOST_SHRUNK * max(1, one.compress_size):
            raise RejectedImport(
                [f"{file.name}/{one.filename}: {one.file_size} bytes packed in {one.compress_size}"]
            )
    together, packed = sum(one.file_size for one in members), file.stat().st_size
    if together > _LARGE and together > _MOST_SHRUNK * packed:
        problem = f"{len(members)} files of {together} bytes together packed in {packed}"
        raise RejectedImport([f"{file.name}: {problem}"])


class _Bounded(io.RawIOBase):
    """A packed stream does not say how long it is: one that bursts is ended."""

    def __init__(self, inner: io.BufferedIOBase, part: Part) -> None:
        self._inner = inner
        self._part = part
        self._read = 0

    def readable(self) -> bool:
        """As any stream that is read."""
        return True

    def tell(self) -> int:
        """How much was read: a buffer above asks for its place by this name."""
        return self._read

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Reads on. Raises RejectedImport where too much came of too little."""
        room = memoryview(buffer)
        content = self._inner.read(len(room))
        self._read += len(content)
        if self._read > _LARGE and self._read > _MOST_SHRUNK * max(1, self._part.size):
            raise RejectedImport([f"{self._part}: more than {self._read} bytes unpacked"])
        room[: len(content)] = content
        return len(content)


def fingerprint(*paths: Path) -> str:
    """The SHA-256 over the names and bytes of files, and of all files of folders, in hex."""
    found = sha256()
    for path in paths:
        is_folder, is_file = path.is_dir(), path.is_file()
        files = _files_below(path) if is_folder else [(path.name, str(path))]
        for name, file in files:
            found.update(f"{name}\0".encode())
            if is_folder or is_file:
                found.update(_of_file(file))
    return found.hexdigest()


def _files_below(folder: Path) -> list[tuple[str, str]]:
    """All files of a folder and of the folders in it: their names in it, in order, and their paths.

    A server looks at thousands of them at every start, so they are no `Path` each.
    """
    start = len(str(folder)) + 1
    files = [(file[start:], file) for file in _walk(str(folder))]
    return sorted(files, key=lambda one: one[0].split("/"))


def _walk(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path)
            elif entry.is_file():
                yield entry.path


def _of_file(file: str) -> bytes:
    """Read in pieces: a file may be larger than the memory."""
    found = sha256()
    with FileIO(file) as opened:
        while piece := opened.read(_PIECE):
            found.update(piece)
    return found.digest()
