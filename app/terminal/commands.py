"""The commands about data: import, sources, releases, diff, export."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from app.importers import DATA_SETS
from app.store.database import open_engine
from app.terminal.plainly import out, settings_of, stop, told_plainly

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
    as_json: Json = False,
) -> None:
    """Replace what a data set says by what its files say. Nothing is changed on any mistake.

    Exit code 1 on a mistake, 2 for a licence that is not accepted, 130 when interrupted.
    """
    from app.terminal.importing import check_licence, find_data_set, import_files, print_outcome

    found = find_data_set(data_set)
    check_licence(found, accept_licence)
    imported = import_files(settings_of(), found, places, sha256 or (), as_json)
    print_outcome(out, imported, as_json)


def sources(as_json: Json = False) -> None:
    """Every data set that can be imported: licence, where its files are had, what is loaded."""
    from app.services.data_sets import list_states
    from app.terminal.listing import print_data_sets, print_json, state_as_json

    with told_plainly(), Session(open_engine(settings_of().database_url)) as session:
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
    from app.services.history import list_history
    from app.terminal.listing import print_json, print_releases, release_as_json

    with told_plainly(), Session(open_engine(settings_of().database_url)) as session:
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
    from app.services.comparing import compare_releases
    from app.terminal.listing import difference_as_json, print_difference, print_json, the_release

    with told_plainly(), Session(open_engine(settings_of().database_url)) as session:
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
    from app.services.exporting import Refused, export_all

    settings = settings_of()
    with told_plainly():
        try:
            written = export_all(open_engine(settings.database_url), file, settings.migrations_path)
        except Refused as error:
            stop(str(error))
        except OSError as error:
            stop(f"{file} cannot be written: {error.strerror or error}")
    out.print(
        f"{written.what} written to {file}. Release {written.release}",
        highlight=False,
        markup=False,
    )
