"""The XML documents in files, folders and archives; in a release every label is an archive."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from app.domain.errors import RejectedImport
from app.importers.intake import Intake
from app.importers.parts import Part, open_part, refused

# A label is a few hundred kilobytes; the pictures beside it are more.
LARGEST_DOCUMENT = 32 * 2**20
LARGEST_ARCHIVE = 128 * 2**20


def read_documents(parts: Sequence[Part], intake: Intake) -> Iterator[tuple[str, bytes]]:
    """Every document with its place. Raises RejectedImport for what is broken or too large."""
    for path, group in groupby(parts, key=lambda part: part.path):
        for part, place, content in _of_file(path, list(group)):
            intake.at(part, 1, intake.done)
            yield place, content
            intake.done += part.size


def _of_file(path: Path, parts: Sequence[Part]) -> Iterator[tuple[Part, str, bytes]]:
    if parts[0].member is None:
        for part in parts:
            with open_part(part) as opened:
                yield (
                    part,
                    str(part),
                    _bounded(opened.read(LARGEST_DOCUMENT + 1), part, LARGEST_DOCUMENT),
                )
        return
    # Opened once: an archive of ten thousand labels is a while in opening.
    with refused(path.name), zipfile.ZipFile(path) as archive:
        for part in parts:
            for name, content in _of_member(archive, part):
                yield part, name, content


def _of_member(archive: zipfile.ZipFile, part: Part) -> Iterator[tuple[str, bytes]]:
    assert part.member is not None
    with refused(part):
        if not part.member.lower().endswith(".zip"):
            yield str(part), _read(archive, part.member, LARGEST_DOCUMENT, part)
            return
        content = _read(archive, part.member, LARGEST_ARCHIVE, part)
        with zipfile.ZipFile(io.BytesIO(content)) as inner:
            for member in inner.namelist():
                if member.lower().endswith(".xml"):
                    place = f"{part}/{member}"
                    yield place, _read(inner, member, LARGEST_DOCUMENT, place)


def _read(archive: zipfile.ZipFile, member: str, most: int, place: object) -> bytes:
    with archive.open(member) as opened:
        return _bounded(opened.read(most + 1), place, most)


def _bounded(content: bytes, place: object, most: int) -> bytes:
    if len(content) > most:
        raise RejectedImport([f"{place}: more than {most} bytes"])
    return content
