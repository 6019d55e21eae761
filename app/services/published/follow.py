"""Takes up what a publisher has signed: looks at the feed, verifies, and puts the file in place."""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from urllib.parse import urljoin

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.domain.errors import MateriaError
from app.importers.files.download import fetch_version
from app.services.published.manifest import Manifest, Unverified, newest_manifest_in, verify
from app.store.backups import NotWhole, check_whole
from app.store.database import Access, open_file
from app.store.migrate import newest_revision
from app.store.releases import find_release

# A feed of thousands of releases, and a manifest of hundreds of data sets, are smaller.
_LONGEST_FEED, _LONGEST_MANIFEST = 8_000_000, 1_000_000
_BESIDE = ("-wal", "-shm", "-journal")


class NotTaken(MateriaError):
    """A release that is signed, and is not taken up all the same."""


@dataclass(frozen=True, slots=True)
class Follower:
    """A file that follows a feed. `watch` gets the bytes had and to come."""

    url: str
    public_key: str
    file: Path
    migrations: Path
    most_bytes: int
    allow_older: bool = False
    watch: Callable[[int, int], None] = lambda _, __: None

    def follow(self) -> Manifest | None:
        """Puts the newest release in the place of the file, if it is another one. None if not.

        Whoever has the file open goes on with the old one until it opens it again. Raises
        Unverified, NotTaken, and RejectedImport for what cannot be fetched.
        """
        self._check_unused()
        folder = self.file.absolute().parent / f".{self.file.name}.following"
        try:
            with _only_one(folder):
                address, manifest = self._newest(folder)
                is_wanted = self._is_wanted(manifest)
                if is_wanted:
                    self._take(urljoin(address, manifest.file.name), manifest, folder)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError as error:
            raise NotTaken(f"{self.file} cannot be written: {error.strerror}") from error
        return manifest if is_wanted else None

    def _check_unused(self) -> None:
        """What is written beside a file would be taken for a part of the next one."""
        for end in _BESIDE:
            beside = self.file.with_name(self.file.name + end)
            if beside.exists():
                raise NotTaken(
                    f"{beside} is there: the file is, or was, written by others. "
                    "Follow with a file of its own"
                )

    def _newest(self, folder: Path) -> tuple[str, Manifest]:
        feed = self._fetch(self.url, folder, _LONGEST_FEED)
        address = newest_manifest_in(feed, self.url)
        return address, verify(self._fetch(address, folder, _LONGEST_MANIFEST), self.public_key)

    def _fetch(self, url: str, folder: Path, most_bytes: int) -> bytes:
        """Something small, which is verified or only says where to look."""
        place = folder / "small"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        return fetch_version(url, place, most_bytes, lambda *_: None, page=True).path.read_bytes()

    def _is_wanted(self, manifest: Manifest) -> bool:
        schema = newest_revision(self.migrations)
        if manifest.schema != schema:
            raise NotTaken(
                f"the release is for another version of the program ({manifest.materia}, schema "
                f"{manifest.schema}; this one has {schema})"
            )
        known = self._known()
        if known is None or known[0] == manifest.release:
            return known is None
        if datetime.fromisoformat(manifest.made_at) <= known[1] and not self.allow_older:
            raise NotTaken(
                f"the release was made at {manifest.made_at}, which is not after the one that is "
                f"there ({known[1].isoformat()}). Allow it by --allow-older"
            )
        return True

    def _known(self) -> tuple[str, datetime] | None:
        """The release that is there."""
        if not self.file.exists():
            return None
        engine = open_file(self.file, pooled=False, access=Access.IMMUTABLE)
        try:
            with Session(engine) as session:
                release = find_release(session)
        except DBAPIError as error:
            raise NotTaken(f"{self.file} is no database of Materia. Move it away") from error
        return None if release is None else (release.hash, release.made_at)

    def _take(self, url: str, manifest: Manifest, folder: Path) -> None:
        if manifest.file.bytes > self.most_bytes:
            raise NotTaken(
                f"the file has {manifest.file.bytes} bytes, more than MATERIA_MAX_DOWNLOAD_BYTES"
            )
        come = folder / manifest.file.sha256
        come.mkdir(exist_ok=True)
        fetched = fetch_version(url, come, manifest.file.bytes, self.watch).path
        try:
            _verify_file(fetched, manifest)
        except Unverified:
            # Nothing of it is gone on from.
            shutil.rmtree(come, ignore_errors=True)
            raise
        with fetched.open("rb") as whole:
            os.fsync(whole.fileno())
        self._check_unused()
        fetched.replace(self.file)


@contextlib.contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """What has come stays in the folder for the next time, if this time fails."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise NotTaken("another process follows with this file") from error
    finally:
        os.close(lock)


def _verify_file(file: Path, manifest: Manifest) -> None:
    with file.open("rb") as whole:
        digest = file_digest(whole, "sha256").hexdigest()
    if digest != manifest.file.sha256 or file.stat().st_size != manifest.file.bytes:
        raise Unverified("the file is not the one that was signed")
    try:
        found = check_whole(file)
    except NotWhole as error:
        raise Unverified(str(error)) from error
    finally:
        for end in _BESIDE:
            with contextlib.suppress(FileNotFoundError):
                file.with_name(file.name + end).unlink()
    if found != manifest.release:
        raise Unverified("the file has another release than was signed")
