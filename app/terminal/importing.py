"""`materia import` as a terminal does it: licence, files, progress, and what came of it."""

import json
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from hashlib import file_digest
from pathlib import Path
from typing import NoReturn

from rich.console import Console
from sqlalchemy import make_url
from sqlmodel import Session

from app.domain.errors import RejectedImport
from app.importers import DATA_SETS
from app.importers.data_set import DataSet
from app.importers.fetching import fetch, is_address, shown
from app.services.importing import Imported, run_import
from app.settings import Settings
from app.store.database import open_engine
from app.store.releases import find_release
from app.terminal.plainly import stop, told_plainly
from app.terminal.progress import Watching, progress
from app.terminal.reports import imported_as_json, print_imported

_REFUSED = 2
_INTERRUPTED = 130


def find_data_set(key: str) -> DataSet:
    """The data set; ends with the known ones when there is none of this key."""
    if key not in DATA_SETS:
        stop(f"Unknown data set '{key}'. Known: {', '.join(DATA_SETS)}")
    return DATA_SETS[key]


def check_licence(data_set: DataSet, accepted: bool) -> None:
    """Ends where a licence that forbids some uses is not accepted."""
    if not data_set.free and not accepted:
        stop(
            f"{data_set.title} may not be used freely. Its licence: {data_set.licence}. "
            f"See {data_set.homepage}. If your use is allowed, say --accept-licence. "
            "Nothing was changed.",
            code=_REFUSED,
        )


def import_files(
    settings: Settings,
    data_set: DataSet,
    places: Sequence[str],
    checksums: Sequence[str] = (),
    as_json: bool = False,
) -> Imported:
    """Fetches what has to be fetched, and imports all as one data set."""
    engine = open_engine(settings.database_url)
    before = None
    try:
        with told_plainly(), progress(as_json) as shows, ExitStack() as stack:
            watching = Watching(shows, data_set.key)
            with Session(engine) as session:
                before = _newest(session)
            paths = _paths(settings, places, watching, stack)
            _compare(paths, places, checksums)
            origin = ", ".join(shown(one) if is_address(one) else Path(one).name for one in places)
            with Session(engine) as session:
                return run_import(session, data_set, paths, watching.intake, origin)
    except KeyboardInterrupt:
        with Session(engine) as session:
            _interrupted(changed=before is not None and _newest(session) != before)


def print_outcome(console: Console, imported: Imported, as_json: bool) -> None:
    """One line of JSON, or a report to read."""
    if as_json:
        print(json.dumps(imported_as_json(imported), ensure_ascii=False))
    else:
        print_imported(console, imported)


def _paths(
    settings: Settings, places: Sequence[str], watching: Watching, stack: ExitStack
) -> list[Path]:
    paths = []
    for place in places:
        if is_address(place):
            folder = tempfile.TemporaryDirectory(
                prefix=".materia-fetched-", dir=_room(settings.database_url)
            )
            into = Path(stack.enter_context(folder))
            paths.append(fetch(place, into, settings.max_download_bytes, watching.fetched))
        else:
            paths.append(Path(place))
    return paths


def _room(database_url: str) -> Path | None:
    """Beside the database there is most room; elsewhere than SQLite, where temporary files go."""
    url = make_url(database_url)
    if not url.drivername.startswith("sqlite") or not url.database:
        return None
    return Path(url.database).absolute().parent


def _compare(paths: Sequence[Path], places: Sequence[str], checksums: Sequence[str]) -> None:
    if checksums and len(checksums) != len(paths):
        raise RejectedImport([f"{len(checksums)} checksums for {len(paths)} files"])
    for path, place, wanted in zip(paths, places, checksums, strict=False):
        if not path.is_file():
            raise RejectedImport([f"{path}: no file, so it has no checksum"])
        with path.open("rb") as file:
            found = file_digest(file, "sha256").hexdigest()
        if found != wanted.lower().removeprefix("sha256:"):
            name = shown(place) if is_address(place) else place
            raise RejectedImport([f"{name}: its SHA-256 is {found}, not {wanted}"])


def _newest(session: Session) -> int:
    release = find_release(session)
    return 0 if release is None else release.number or 0


def _interrupted(changed: bool) -> NoReturn:
    """The signal may come when all is done already: then that is said."""
    if changed:
        stop("interrupted, but the import was done already", code=_INTERRUPTED)
    stop("interrupted; nothing was changed", code=_INTERRUPTED)
