"""Gets data sets from their publishers: what is newer, whole and verified, imported in order."""

import contextlib
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Engine, make_url
from sqlmodel import Session

from app.domain.errors import RejectedImport
from app.importers.files.archives import find_parts, open_part
from app.importers.files.download import Fetched, Version, fetch_version, is_newer, shown
from app.importers.files.publishers import Address, Edition, Published
from app.importers.run import Watch
from app.importers.source import DataSet
from app.services.importing import Imported, run_import
from app.store.releases import find_data_set

# A list of files is short; what is longer is none.
_LONGEST_LIST = 50 * 2**20
# What the folder keeps of a data set: which edition was imported.
_STATE = "imported.json"
_PIECE = 1 << 20
WatchBytes = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class File:
    """A file that was imported: its address, its version there and its bytes."""

    url: str
    tag: str
    modified: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Edited:
    """The edition that was imported last, and the licence that was accepted for it."""

    released: str = ""
    files: tuple[File, ...] = ()
    accepted: str = ""


@dataclass(frozen=True, slots=True)
class Got:
    """What became of a data set; `imported` is None where the publisher has nothing newer."""

    data_set: DataSet
    imported: Imported | None


@dataclass(frozen=True, slots=True)
class Downloads:
    """The folder where files are kept while they come, beside the database; and what was imported
    from where.
    """

    folder: Path
    most_bytes: int

    def of(self, data_set: DataSet) -> Path:
        """The folder of one data set."""
        return self.folder / data_set.key

    def edited(self, data_set: DataSet) -> Edited:
        """What was imported of it; nothing where that is not known."""
        try:
            kept = json.loads((self.of(data_set) / _STATE).read_text(encoding="utf-8"))
            files = tuple(File(**one) for one in kept["files"])
            return Edited(str(kept["released"]), files, str(kept["accepted"]))
        except (OSError, ValueError, KeyError, TypeError):
            return Edited()

    def keep(self, data_set: DataSet, edited: Edited) -> None:
        """Notes what was imported, and throws the files away: the database has what is in them."""
        folder = self.of(data_set)
        folder.mkdir(parents=True, exist_ok=True)
        for one in folder.iterdir():
            if one.is_dir():
                shutil.rmtree(one)
        written = folder / f"{_STATE}.new"
        written.write_text(json.dumps(asdict(edited), indent=1), encoding="utf-8")
        written.replace(folder / _STATE)


def downloads_beside(database_url: str, folder: Path | None, most_bytes: int) -> Downloads:
    """Where they are kept: in a folder that is set, else in one beside the database."""
    if folder is not None:
        return Downloads(folder, most_bytes)
    url = make_url(database_url)
    is_file = url.drivername.startswith("sqlite") and url.database
    place = Path(str(url.database)).absolute().parent if is_file else Path.cwd()
    return Downloads(place / "materia-downloads", most_bytes)


# Of a folder that is filled by a running import another process cannot take this.
_LOCK = ".lock"
_FETCHED = ".materia-fetched-"
# What broke off is gone on from; after so many days nobody will.
_KEPT_DAYS = 30
_DAY, _HOUR = 86_400, 3_600


def room_beside(database_url: str) -> Path:
    """Beside the database there is most room; elsewhere than SQLite, where temporary files go."""
    url = make_url(database_url)
    if not url.drivername.startswith("sqlite") or not url.database:
        return Path(tempfile.gettempdir())
    return Path(url.database.removeprefix("file:")).absolute().parent


@contextlib.contextmanager
def own_folder(room: Path) -> Iterator[Path]:
    """A folder for a file that is fetched, gone with whoever has it: `drop_abandoned` throws away
    what a process that was killed has left.
    """
    drop_abandoned(room)
    with (
        tempfile.TemporaryDirectory(prefix=_FETCHED, dir=room) as folder,
        Path(folder, _LOCK).open("w") as lock,
    ):
        _take(lock)
        yield Path(folder)


def _take(lock: IO[str]) -> bool:
    """Whether no other process has it."""
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def drop_abandoned(room: Path, downloads: Downloads | None = None) -> None:
    """Throws away files that came for an import which was killed, and what `get` was to go on from
    and did not for a month. What cannot be thrown away stays.
    """
    with contextlib.suppress(OSError):
        for folder in room.glob(f"{_FETCHED}*"):
            _drop(folder)
    if downloads is None or not downloads.folder.is_dir():
        return
    with contextlib.suppress(OSError), (downloads.folder / _LOCK).open("a") as lock:
        if _take(lock):
            for file in downloads.folder.glob("*/*/*"):
                if time.time() - file.stat().st_mtime > _KEPT_DAYS * _DAY:
                    file.unlink()


def _drop(folder: Path) -> None:
    """The folder, if whoever made it has ended."""
    lock = folder / _LOCK
    if not lock.exists():
        # Just made, or by an earlier version.
        if time.time() - folder.stat().st_mtime > _HOUR:
            shutil.rmtree(folder, ignore_errors=True)
        return
    with lock.open("a") as opened:
        if _take(opened):
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def only_one(downloads: Downloads) -> Iterator[None]:
    """Raises RejectedImport while another process gets data sets into the same folder."""
    try:
        downloads.folder.mkdir(parents=True, exist_ok=True)
        with (downloads.folder / _LOCK).open("w") as lock:
            if not _take(lock):
                raise RejectedImport([f"{downloads.folder}: another get or update is at it"])
            yield
    except PermissionError as error:
        raise RejectedImport([f"{downloads.folder}: {error.strerror}"]) from error


def in_order(data_sets: Sequence[DataSet]) -> list[DataSet]:
    """What names and codes come from is imported first, so that the rest is recognised by them."""
    return sorted(data_sets, key=lambda one: (one.rank, one.key))


def get(
    engine: Engine,
    data_set: DataSet,
    downloads: Downloads,
    watch_bytes: WatchBytes,
    watch: Watch | None = None,
    newer_only: bool = False,
    accepted: str = "",
    allow_shrink: bool = False,
) -> Got:
    """Fetches, verifies and imports a data set; with `newer_only` only if the publisher has
    another edition than the one that was imported, or nothing of it is in the database.

    Raises RejectedImport; then nothing is changed, and what has come stays for the next time.
    """
    if data_set.published is None:
        raise RejectedImport([_no_address(data_set)])
    edition = _edition(data_set.published, downloads.of(data_set) / "list")
    known = downloads.edited(data_set)
    is_kept = newer_only and _is_loaded(engine, data_set)
    if is_kept and not _is_newer(edition, known):
        return Got(data_set, None)
    folder = downloads.of(data_set)
    fetched = [
        _fetched(address, folder / str(number), downloads.most_bytes, watch_bytes)
        for number, address in enumerate(edition.addresses)
    ]
    files = tuple(
        File(address.url, one.version.tag, one.version.modified, _digest(one.path, "sha256"))
        for address, one in zip(edition.addresses, fetched, strict=True)
    )
    edited = Edited(edition.released, files, accepted or known.accepted)
    same = [one.sha256 for one in files] == [one.sha256 for one in known.files]
    if is_kept and same:
        downloads.keep(data_set, edited)
        return Got(data_set, None)
    with Session(engine) as session:
        paths = [one.path for one in fetched]
        imported = run_import(
            session, data_set, paths, watch, _origin(edition), allow_shrink=allow_shrink
        )
    downloads.keep(data_set, edited)
    return Got(data_set, imported)


def _origin(edition: Edition) -> str:
    """Where the files come from, in words; of many the first ones."""
    named = ", ".join(shown(address.url) for address in edition.addresses[:_MOST_NAMED])
    more = len(edition.addresses) - _MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named


_MOST_NAMED = 5


def _no_address(data_set: DataSet) -> str:
    return (
        f"{data_set.key}: no address of its files is confirmed. Fetch {data_set.files} from "
        f"{data_set.homepage}, and say: materia import {data_set.key} PATH"
    )


def _edition(published: Published, folder: Path) -> Edition:
    """The files of today, as the publisher's list names them where there is one; the list is kept
    in the folder while it comes.
    """
    if not published.listing:
        return published.edition(None)
    folder.mkdir(parents=True, exist_ok=True)
    fetched = fetch_version(
        published.listing, folder, _LONGEST_LIST, lambda *_: None, page=published.is_page
    )
    try:
        return published.edition(fetched.path.read_bytes())
    finally:
        fetched.path.unlink()


def _is_loaded(engine: Engine, data_set: DataSet) -> bool:
    with Session(engine) as session:
        return find_data_set(session, data_set.key) is not None


def _is_newer(edition: Edition, known: Edited) -> bool:
    """By the date of the publisher's list where it has one, else by what each file is asked."""
    urls = [address.url for address in edition.addresses]
    if urls != [one.url for one in known.files]:
        return True
    if edition.released:
        return edition.released != known.released
    return any(is_newer(one.url, Version(one.tag, one.modified)) for one in known.files)


def _fetched(address: Address, folder: Path, most_bytes: int, watch: WatchBytes) -> Fetched:
    """The file, whole and verified; one that came before an interruption is taken as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    done = folder / ".done.json"
    known = _kept(done, address, folder)
    if known is not None and not is_newer(address.url, known.version):
        return known
    for one in folder.iterdir():
        if not one.name.startswith(".part"):
            one.unlink()
    fetched = fetch_version(address.url, folder, most_bytes, watch)
    try:
        verify(fetched.path, address)
    except RejectedImport:
        fetched.path.unlink()
        raise
    kept = {"url": address.url, "name": fetched.path.name, **asdict(fetched.version)}
    done.write_text(json.dumps(kept), encoding="utf-8")
    return fetched


def _kept(done: Path, address: Address, folder: Path) -> Fetched | None:
    try:
        kept: dict[str, Any] = json.loads(done.read_text(encoding="utf-8"))
        path = folder / kept["name"]
        if kept["url"] == address.url and path.is_file():
            return Fetched(path, Version(kept["tag"], kept["modified"]))
    except (OSError, ValueError, KeyError, TypeError):
        pass  # Nothing whole is there.
    return None


def verify(path: Path, address: Address) -> None:
    """Raises RejectedImport unless the file has the size and checksum that its publisher tells, and
    opens if it is an archive.
    """
    size = path.stat().st_size
    if not address.fits(size):
        problem = f"{size} bytes came, and the publisher tells about {address.size}"
        raise RejectedImport([f"{shown(address.url)}: {problem}"])
    kind, _, wanted = address.checksum.rpartition(":")
    if wanted and (found := _digest(path, kind or "sha256")) != wanted.lower():
        raise RejectedImport([f"{shown(address.url)}: its {kind} is {found}, not {wanted}"])
    parts = find_parts([path])
    for part in parts if path.suffix != ".zip" else ():
        with open_part(part) as opened:
            while opened.read(_PIECE):
                pass


def _digest(path: Path, kind: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, kind).hexdigest()
