"""The commands that call out: `get` brings open data, `update` what is newer of it."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Annotated

import typer
from sqlalchemy import Engine
from sqlmodel import Session

from app.cli.data import check_licence, find_data_set, print_outcome
from app.cli.errors import out, settings_of, stop, with_plain_errors
from app.cli.progress import Silent, Watching, progress
from app.domain.errors import RejectedImport
from app.importers import DATA_SETS
from app.importers.source import DataSet
from app.services.fetching import Downloads, Got, downloads_beside, get, in_order, only_one
from app.settings import Settings
from app.store.database import open_engine
from app.store.releases import list_data_sets

_INTERRUPTED = 130
# Nobody publishes these: they come with the program, or are the user's own.
_OWN = ("curated", "csv")
Keys = Annotated[list[str] | None, typer.Argument(metavar="[DATA_SET]...", help="Which of them")]
Accept = Annotated[bool, typer.Option(help="Needed where the licence forbids some uses")]
Shrink = Annotated[bool, typer.Option(help="Also where more than a fifth of the facts are gone")]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON")]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is done with every data set of a command."""

    accept_licence: bool
    allow_shrink: bool
    newer_only: bool


def add_commands(app: typer.Typer) -> None:
    """Adds them to those of the house."""
    app.command("get")(get_)
    app.command()(update)


def get_(
    data_sets: Keys = None,
    all_open: Annotated[bool, typer.Option(help="All that may be used freely")] = False,
    accept_licence: Accept = False,
    allow_shrink: Shrink = False,
    as_json: Json = False,
) -> None:
    """Fetch data sets from their publishers and import them, or list what can be had.

    What was broken off is gone on from. Exit code 1 where one failed (the others are imported all
    the same), 2 for a licence that is not accepted, 130 when interrupted.
    """
    if not data_sets and not all_open:
        list_publishers()
        return
    wanted = [find_data_set(key) for key in dict.fromkeys(data_sets or ())]
    if all_open:
        wanted += [one for one in _published() if one.free and one not in wanted]
    for one in wanted:
        if one.key in _OWN:
            stop(f"{one.key} has no publisher: materia import {one.key} PATH")
        check_licence(one, accept_licence)
    asked = Asked(accept_licence, allow_shrink, newer_only=False)
    _run(settings_of(), wanted, asked, as_json=as_json)


def update(
    data_sets: Keys = None,
    accept_licence: Accept = False,
    allow_shrink: Shrink = False,
    verbose: Annotated[bool, typer.Option(help="Show the progress, and what is not newer")] = False,
    as_json: Json = False,
) -> None:
    """Import what publishers have newer of the data sets that are loaded. Prints only what changed.

    Fit for cron: exit code 0 where all is up to date by then, 1 where one failed, 2 where a licence
    was never accepted by `get`, 130 when interrupted.
    """
    settings = settings_of()
    engine = open_engine(settings.database_url)
    named = [find_data_set(key) for key in dict.fromkeys(data_sets or ())]
    with with_plain_errors():
        wanted = named or _loaded(engine)
    downloads = _downloads(settings)
    for one in wanted:
        check_licence(one, accept_licence or downloads.edited(one).accepted == one.licence)
    asked = Asked(accept_licence, allow_shrink, newer_only=True)
    _run(settings, wanted, asked, as_json=as_json, quiet=not verbose)


def list_publishers() -> None:
    """Every data set that can be had: its size, its licence, what it adds, and from where."""
    with with_plain_errors(), Session(open_engine(settings_of().database_url)) as session:
        loaded = {one.key for one in list_data_sets(session)}
    for one in in_order([one for one in DATA_SETS.values() if one.key not in _OWN]):
        licence = one.licence if one.free else f"{one.licence}; needs --accept-licence"
        state = " (loaded)" if one.key in loaded else ""
        lines = (
            f"{one.key}{state}: {one.adds}",
            f"  size: {one.size}",
            f"  licence: {licence}",
            f"  from: {_place(one)}",
        )
        out.print("\n".join(lines), highlight=False, markup=False, soft_wrap=True)
    out.print("materia get KEY …, or: materia get --all-open")


def _place(data_set: DataSet) -> str:
    """Where the publisher tells the address, or that it is to be fetched by hand."""
    if data_set.published is None:
        return f"by hand, no address is confirmed: {data_set.homepage}"
    return data_set.published.documented


def _published() -> list[DataSet]:
    return [one for one in DATA_SETS.values() if one.published is not None]


def _loaded(engine: Engine) -> list[DataSet]:
    """Those that have an address and are in the database; the others change only by hand."""
    with Session(engine) as session:
        loaded = {one.key for one in list_data_sets(session)}
    return [one for one in _published() if one.key in loaded]


def _downloads(settings: Settings) -> Downloads:
    return downloads_beside(
        settings.database_url, settings.downloads_path, settings.max_download_bytes
    )


def _run(
    settings: Settings,
    wanted: Sequence[DataSet],
    asked: Asked,
    *,
    as_json: bool,
    quiet: bool = False,
) -> None:
    """All of them, in order, with one progress display; one that fails does not stop the others."""
    engine, downloads = open_engine(settings.database_url), _downloads(settings)
    problems: list[str] = []
    failed = 0
    shown = nullcontext(Silent()) if quiet else progress(as_json)
    done: list[Got] = []
    try:
        with with_plain_errors(), only_one(downloads), shown as shows:
            for one in in_order(wanted):
                try:
                    watching = Watching(shows, one.key)
                    got = get(
                        engine,
                        one,
                        downloads,
                        watching.fetched,
                        watching.intake,
                        newer_only=asked.newer_only,
                        accepted=one.licence if asked.accept_licence else "",
                        allow_shrink=asked.allow_shrink,
                    )
                    done.append(got)
                except RejectedImport as error:
                    failed += 1
                    problems += [f"{one.key}: {problem}" for problem in error.problems]
    except KeyboardInterrupt:
        _print_all(done, as_json, quiet)
        stop("interrupted; what has come is gone on from next time", code=_INTERRUPTED)
    _print_all(done, as_json, quiet)
    if problems:
        lines = "\n".join(f"✗ {problem}" for problem in problems)
        stop(f"{lines}\n{failed} of {len(wanted)} data sets failed; of these nothing was changed.")


def _print_all(done: Sequence[Got], as_json: bool, quiet: bool) -> None:
    for one in done:
        if one.imported is not None and (one.imported.changed or not quiet):
            print_outcome(out, one.imported, as_json)
        elif not quiet and not as_json:
            out.print(f"{one.data_set.key}: the publisher has nothing newer", highlight=False)
