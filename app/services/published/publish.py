"""Writes a release to a folder that a web server serves: a file, a signed manifest, the feed."""

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Collection, Iterator
from hashlib import file_digest
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from app import __version__
from app.domain.errors import MateriaError, NothingLoaded
from app.services.export import export_all
from app.services.published.manifest import (
    Manifest,
    PublishedData,
    PublishedFile,
    Unverified,
    load_key,
    public_key_of,
    sign,
    verify,
    write_feed,
)
from app.store.backups import check_whole, make_one_file
from app.store.database import open_file
from app.store.migrate import newest_revision
from app.store.read import count_facts
from app.store.release_tables import DataSetRow
from app.store.releases import find_release, list_data_sets
from app.store.schema import ROW_OF

FEED = "feed.xml"
_MANIFEST = ".manifest.json"
_SIGNS_OF_A_HASH = 16


class MayNotPublish(MateriaError):
    """Data sets that may not be passed on, or a folder that cannot be written by us now."""


def publish(
    engine: Engine, folder: Path, key_file: Path, migrations: Path, may: Collection[str] = ()
) -> Manifest:
    """Adds the newest release to the folder. `may` names data sets whose licence forbids some uses,
    and which the publisher may pass on.

    The feed names a release when all of it is there: at any moment the folder is whole. Raises
    MayNotPublish, Unverified for a bad key, NothingLoaded.
    """
    key = load_key(key_file)
    with Session(engine) as session:
        release = find_release(session)
        if release is None:
            raise NothingLoaded("no release is loaded")
        _check_rights(list_data_sets(session), may)
    with _only_one(folder) as parts:
        # What is published already stays as it is: somebody may be fetching it.
        known = _published(folder, public_key_of(key)).values()
        manifest = next((one for one in known if one.release == release.hash), None)
        if manifest is None:
            part = parts / "release.db"
            export_all(engine, part, migrations)
            make_one_file(part)
            check_whole(part)
            manifest = _describe(part, newest_revision(migrations), may)
            _place(part, folder / manifest.file.name)
            signed = sign(manifest, key).encode()
            _write(signed, parts, folder / _manifest_name(manifest))
        _write(write_feed(_published(folder, public_key_of(key))), parts, folder / FEED)
    return manifest


def _check_rights(rows: Collection[DataSetRow], may: Collection[str]) -> None:
    unknown = set(may) - {row.key for row in rows}
    if unknown:
        raise MayNotPublish(f"the release has no data set {', '.join(sorted(unknown))}")
    refused = [row for row in rows if not (row.free and row.licence) and row.key not in may]
    if refused:
        named = "; ".join(f"{row.key}: {row.licence or 'no licence'}" for row in refused)
        raise MayNotPublish(f"the release has data that may not be passed on freely ({named})")


def _describe(file: Path, schema: str, may: Collection[str]) -> Manifest:
    """From the file itself, as it will be read."""
    engine = open_file(file)
    with Session(engine) as session:
        rows = list_data_sets(session)
        # An import may have come between.
        _check_rights(rows, set(may) & {row.key for row in rows})
        release = find_release(session)
        assert release is not None
        counted = {kind.__name__: count_facts(session, kind) for kind in ROW_OF}
    engine.dispose()
    with file.open("rb") as written:
        digest = file_digest(written, "sha256").hexdigest()
    name = f"materia-{release.hash.removeprefix('sha256:')[:_SIGNS_OF_A_HASH]}.db"
    return Manifest(
        release=release.hash,
        made_at=release.made_at.isoformat(),
        materia=__version__,
        schema=schema,
        file=PublishedFile(name, file.stat().st_size, digest),
        facts={kind: count for kind, count in counted.items() if count},
        data_sets=[
            PublishedData(
                row.key, row.title, row.homepage, row.licence, row.free, row.facts, row.checksum
            )
            for row in rows
        ],
    )


def _manifest_name(manifest: Manifest) -> str:
    return manifest.file.name.removesuffix(".db") + _MANIFEST


def _published(folder: Path, public_key: str) -> dict[str, Manifest]:
    """The releases in the folder that are there as a whole, and that this key signed."""
    found = {}
    for file in sorted(folder.glob(f"*{_MANIFEST}")):
        with contextlib.suppress(Unverified, OSError, json.JSONDecodeError):
            manifest = verify(file.read_bytes(), public_key)
            if (folder / manifest.file.name).stat().st_size == manifest.file.bytes:
                found[file.name] = manifest
    return found


@contextlib.contextmanager
def _only_one(folder: Path) -> Iterator[Path]:
    """A folder for what is not whole yet, beside what is published; empty, whatever an earlier run
    left in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".publishing.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise MayNotPublish(f"another process publishes to {folder}") from error
        parts = folder / ".publishing"
        shutil.rmtree(parts, ignore_errors=True)
        parts.mkdir()
        try:
            yield parts
        finally:
            shutil.rmtree(parts, ignore_errors=True)


def _write(content: bytes, parts: Path, file: Path) -> None:
    part = parts / file.name
    part.write_bytes(content)
    _place(part, file)


def _place(part: Path, file: Path) -> None:
    """Gives a file its name when the disk has all of it."""
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(file)
    place = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
