"""The commands about data: import, sources, releases, diff, export."""

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from hashlib import file_digest
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.cli.errors import out, settings_of, stop, with_plain_errors
from app.cli.progress import Watching, progress
from app.cli.tables import imported_as_json, print_imported
from app.domain.errors import RejectedImport
from app.importers import DATA_SETS
from app.importers.files.download import check_address, fetch, is_address, shown
from app.importers.source import DataSet
from app.services.fetching import own_folder, room_beside
from app.services.importing import Imported, run_import
from app.settings import Settings
from app.store.database import open_engine
from app.store.faults import Fault, fault_of, what_is_wrong
from app.store.releases import find_release

Json = Annotated[bool, typer.Option("--json", help="Print it as JSON")]


def add_commands(app: typer.Typer) -> None:
    """Adds them to those of the house."""
    app.command("import")(import_)
    for command in (sources, releases, diff, export):
        app.command()(command)


def import_(
    data_set: Annotated[str, typer.Argument(help=f"One of: {', '.join(DATA_SETS)}")],
    places: Annotated[
        list[str], typer.Argument(metavar="PATH_OR_URL...", help="Files, folders or addresses")
    ],
    accept_licence: Annotated[
        bool, typer.Option(help="Needed where the licence forbids some uses")
    ] = False,
    sha256: Annotated[
        list[str] | None, typer.Option(help="What a file's SHA-256 must be, in their order")
    ] = None,
    repair: Annotated[bool, typer.Option(help="Put back what was changed by hand")] = False,
    allow_shrink: Annotated[
        bool, typer.Option(help="Also where more than a fifth of the facts are gone")
    ] = False,
    as_json: Json = False,
) -> None:
    """Replace what a data set says by what its files say. Nothing is changed on any mistake.

    Exit code 1 on a mistake, 2 for a licence that is not accepted, 130 when interrupted.
    """

    found = find_data_set(data_set)
    check_licence(found, accept_licence)
    allowed = {"repair": repair, "allow_shrink": allow_shrink}
    imported = import_files(settings_of(), found, places, sha256 or (), as_json, allowed)
    print_outcome(out, imported, as_json)


def sources(as_json: Json = False) -> None:
    """Every data set that can be imported: licence, where its files are had, what is loaded."""
    from app.cli.tables import print_data_sets, print_json, state_as_json
    from app.services.sources import list_states

    with with_plain_errors(), Session(open_engine(settings_of().database_url)) as session:
        states = list_states(session)
    if as_json:
        print_json([state_as_json(one) for one in states])
    else:
        print_data_sets(out, states)


def releases(
    data_set: Annotated[str | None, typer.Argument(help="Only those it made")] = None,
    as_json: Json = False,
) -> None:
    """The releases, newest first, and what became of every row of each import."""
    from app.cli.tables import print_json, print_releases, release_as_json
    from app.services.history import list_history

    with with_plain_errors(), Session(open_engine(settings_of().database_url)) as session:
        states = list_history(session, data_set)
        newest = list_history(session)[:1]
    if as_json:
        print_json([release_as_json(one) for one in states])
    else:
        print_releases(out, states, newest[0].made_at if newest else None)


def diff(
    before: Annotated[str, typer.Argument(metavar="RELEASE", help="The beginning of its hash")],
    after: Annotated[str, typer.Argument(metavar="RELEASE", help="Or: newest, previous")],
    limit: Annotated[int, typer.Option(min=0, help="How many changes at most")] = 50,
    offset: Annotated[int, typer.Option(min=0, help="How many to pass over")] = 0,
    as_json: Json = False,
) -> None:
    """What changed from one release to another: facts that came, went, or say something else."""
    from app.cli.tables import difference_as_json, print_difference, print_json, the_release
    from app.services.history import compare_releases

    with with_plain_errors(), Session(open_engine(settings_of().database_url)) as session:
        old, new = the_release(session, before), the_release(session, after)
        found = compare_releases(session, old, new)
    page = found.changes[offset : offset + limit]
    if as_json:
        print_json(difference_as_json(found, page))
    else:
        print_difference(out, found, page, offset)


def export(
    file: Annotated[Path, typer.Argument(help="FILE.ndjson, FILE.ndjson.gz or FILE.sqlite")],
) -> None:
    """Write all facts to a file: as lines of JSON, or as a database that another machine serves."""
    from app.services.export import Refused, export_all

    settings = settings_of()
    with with_plain_errors():
        try:
            written = export_all(open_engine(settings.database_url), file, settings.migrations_path)
        except Refused as error:
            stop(str(error))
        except OSError as error:
            stop(f"{file} cannot be written: {error.strerror or error}")
        except DBAPIError as error:
            fault = fault_of(error)
            if fault not in (Fault.FULL, Fault.DISK, Fault.UNOPENED):
                raise
            stop(f"{file} cannot be written: {what_is_wrong(fault)}")
    out.print(
        f"{written.what} written to {file}. Release {written.release}",
        highlight=False,
        markup=False,
    )


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
    allowed: Mapping[str, bool] = MappingProxyType({}),
) -> Imported:
    """Fetches what has to be fetched, and imports all as one data set."""
    engine = open_engine(settings.database_url)
    before = None
    try:
        with with_plain_errors(), progress(as_json) as shows, ExitStack() as stack:
            watching = Watching(shows, data_set.key)
            with Session(engine) as session:
                before = _newest(session)
            paths = _paths(settings, places, watching, stack)
            _compare(paths, places, checksums)
            origin = ", ".join(shown(one) if is_address(one) else Path(one).name for one in places)
            with Session(engine) as session:
                return run_import(session, data_set, paths, watching.intake, origin, **allowed)
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
            check_address(place)
            into = stack.enter_context(own_folder(room_beside(settings.database_url)))
            paths.append(fetch(place, into, settings.max_download_bytes, watching.fetched))
        else:
            paths.append(Path(place))
    return paths


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
