"""The same house from a terminal."""

import io
import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from sqlmodel import Session

from app import __version__
from app.cli import get as getting
from app.cli import keeping, loading
from app.cli.data import add_commands
from app.cli.errors import out, settings_of, stop, with_plain_errors
from app.domain.facts import ChildPugh
from app.domain.interactions.person import Sex
from app.domain.interactions.result import Audience
from app.domain.names.input import Asked, InputStatus
from app.importers import DATA_SETS
from app.importers.seed.json_schema import as_text, schemas, write_schemas
from app.services.citations import Verified
from app.services.importing import Imported, run_import
from app.services.interactions import load_policies
from app.services.release import LoadedRelease, ReleaseHolder
from app.settings import Settings
from app.store.database import open_engine
from app.store.digests import keep_missing_digests
from app.store.migrate import migrate as bring_up_to_date

app = typer.Typer(
    name="materia",
    help="Medication information, every fact with its source. Information, not a medical device.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
add_commands(app)
getting.add_commands(app)
keeping.add_commands(app)

Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON")]


@app.callback(invoke_without_command=True)
def main(
    version: Annotated[bool, typer.Option("--version", help="Print the version")] = False,
) -> None:
    """Medication information, every fact with its source."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal without some sign shows another one; it gets its answer all the same.
            stream.reconfigure(errors="replace")
    if version:
        out.print(f"materia {__version__}")
        raise typer.Exit


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one")] = None,
    rxnav_port: Annotated[int | None, typer.Option(help="Also here; RxNav's was 4000")] = None,
) -> None:
    """Migrate, seed what is not seeded, and serve the API until Ctrl-C."""
    with loading():
        from app.cli.serve import run_server

    with with_plain_errors():
        run_server(settings_of(host=host, port=port, rxnav_port=rxnav_port))


@app.command()
def mcp() -> None:
    """Answer an assistant by the Model Context Protocol, on standard input and output."""
    from app.api.dependencies import Checking, count_nothing
    from app.api.mcp.server import make_server
    from app.api.mcp.tools import Tools

    settings = settings_of()
    with with_plain_errors():
        holder = ReleaseHolder(open_engine(settings.database_url), 0)
        holder.refresh()
        checking = Checking(threads=2, waiting=30, seconds=10, count=count_nothing)
        make_server(Tools(holder, checking)).run("stdio")
        checking.close()


@app.command()
def migrate() -> None:
    """Make the database, or bring it to the newest schema."""
    settings = settings_of()
    with with_plain_errors():
        engine = open_engine(settings.database_url, create=True)
        bring_up_to_date(engine, settings.migrations_path)
        with Session(engine) as session:
            keep_missing_digests(session)
            session.commit()
    out.print("The database has the newest schema.")


@app.command()
def seed(
    folder: Annotated[Path | None, typer.Argument(help="Folder of seed files")] = None,
    repair: Annotated[bool, typer.Option(help="Put back what was changed by hand")] = False,
    allow_shrink: Annotated[
        bool, typer.Option(help="Also where more than a fifth of the facts are gone")
    ] = False,
) -> None:
    """Load the curated facts. Everything is checked first; on any mistake nothing is changed."""
    settings = settings_of()
    with with_plain_errors(), Session(open_engine(settings.database_url)) as session:
        curated, path = DATA_SETS["curated"], folder or settings.seed_path
        _say(run_import(session, curated, path, repair=repair, allow_shrink=allow_shrink))


@app.command()
def check(
    drugs: Annotated[list[str], typer.Argument(help="Names or codes, as people write them")],
    current: Annotated[list[str] | None, typer.Option(help="Already taken")] = None,
    stopped: Annotated[
        list[str] | None, typer.Option(help="One that was stopped: `NAME=DATE` of its last day")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Day from which what was stopped is counted; else today")
    ] = None,
    condition: Annotated[list[str] | None, typer.Option(help="A condition of the person")] = None,
    age: Annotated[float | None, typer.Option(help="Age in years")] = None,
    sex: Annotated[Sex | None, typer.Option(help="Sex")] = None,
    weight: Annotated[float | None, typer.Option(help="Weight in kg")] = None,
    pregnant: Annotated[
        str | None, typer.Option(help="`yes`, `no`, `planned`, or the completed weeks")
    ] = None,
    breastfeeding: Annotated[bool | None, typer.Option(help="Breast-feeding")] = None,
    egfr: Annotated[float | None, typer.Option(help="eGFR in mL/min/1.73 m²")] = None,
    clearance: Annotated[float | None, typer.Option(help="Creatinine clearance in mL/min")] = None,
    creatinine: Annotated[
        str | None, typer.Option(help="Creatinine with its unit: `1.4 mg/dL`, `124 µmol/L`")
    ] = None,
    liver: Annotated[ChildPugh | None, typer.Option(help="Class of Child-Pugh")] = None,
    allergy: Annotated[list[str] | None, typer.Option(help="What is not tolerated")] = None,
    gene: Annotated[
        list[str] | None, typer.Option(help="A gene and its result: `CYP2D6=poor metabolizer`")
    ] = None,
    policy: Annotated[str, typer.Option(help="default, quiet, everything")] = "default",
    audience: Annotated[Audience, typer.Option(help="Whom it speaks to")] = Audience.PATIENT,
    accept_corrections: Annotated[bool, typer.Option(help="Take the nearest correction")] = False,
    as_json: Json = False,
) -> None:
    """May these be taken together? Exit code 3 if nothing could be resolved."""
    from app.api.answers.serialise import checkup_json, indented
    from app.cli.check import PersonOptions, day_of, person_of, print_checkup, stopped_of
    from app.services.dose_ranges import load_site_ranges
    from app.services.interactions import Question, check_interactions

    person = person_of(
        PersonOptions(
            age, sex, weight, pregnant, breastfeeding, egfr, clearance, creatinine, liver,
            allergy, gene,
        )
    )  # fmt: skip
    settings = settings_of()
    with with_plain_errors():
        policies = load_policies(settings.policy_file)
        if policy not in policies:
            stop(f"Unknown policy '{policy}'. Known: {', '.join(sorted(policies))}")
        loaded = _loaded(settings)
        ranges = load_site_ranges(settings.dose_ranges)
        if ranges is not None:
            ranges.check(loaded)
        question = Question(
            drugs=(
                *(Asked(name=_readable(one)) for one in drugs),
                *(stopped_of(_readable(one)) for one in stopped or ()),
            ),
            current=tuple(Asked(name=_readable(one)) for one in current or ()),
            conditions=tuple(_readable(one) for one in condition or ()),
            policy=policies[policy],
            audience=audience,
            accept_corrections=accept_corrections,
            person=person,
            dose_ranges={} if ranges is None else ranges.of(loaded),
            as_of=None if as_of is None else day_of(as_of),
        )
        checkup = check_interactions(loaded, question)
    print(indented(checkup_json(checkup))) if as_json else print_checkup(out, checkup)
    if not any(one.status is InputStatus.RESOLVED for one in checkup.inputs):
        raise typer.Exit(3)


@app.command()
def show(
    drug: Annotated[str, typer.Argument(help="Slug, any name or code")], as_json: Json = False
) -> None:
    """What a drug is, what it is prescribed for, what it does, and what it must not meet."""
    from app.api.answers.presenters import present_monograph
    from app.api.answers.serialise import answer_json, indented
    from app.cli.drug import found_drug, print_monograph
    from app.services.monographs import describe_whole_drug

    settings = settings_of()
    with with_plain_errors():
        loaded = _loaded(settings)
        found = found_drug(loaded, _readable(drug))
        with Session(open_engine(settings.database_url)) as session:
            monograph = describe_whole_drug(session, loaded, found)
    if as_json:
        print(indented(answer_json(present_monograph(monograph, loaded.knowledge))))
    else:
        print_monograph(out, monograph, loaded.knowledge)


@app.command("stopping")
def show_stopping(
    drug: Annotated[str, typer.Argument(help="Slug, any name or code")],
    plan: Annotated[
        Path | None, typer.Option(help="A plan as CSV with date, dose and unit; the one now first")
    ] = None,
    as_json: Json = False,
) -> None:
    """How a drug may be stopped, and whether a plan to stop it is faster than cited limits."""
    from app.cli.withdrawal import show_how_to_stop

    settings = settings_of()
    with with_plain_errors():
        loaded = _loaded(settings)
        with Session(open_engine(settings.database_url)) as session:
            show_how_to_stop(out, session, loaded, _readable(drug), plan, as_json)


@app.command()
def openapi() -> None:
    """Print the OpenAPI document of the API."""
    from app.main import create_app

    print(json.dumps(create_app(settings_of()).openapi(), ensure_ascii=False, indent=2))


@app.command()
def schema(
    folder: Annotated[str | None, typer.Argument(help="A folder of the seed: drugs, …")] = None,
    into: Annotated[Path | None, typer.Option(help="Write one file for each folder")] = None,
) -> None:
    """Print or write the JSON Schema by which an editor completes and checks seed files."""

    write_json_schemas(out, folder, into)


@app.command("verify-citations")
def verify(
    file: Annotated[Path, typer.Argument(help="A copy of the text that facts cite")],
    source: Annotated[str | None, typer.Option(help="Only citations of this source")] = None,
) -> None:
    """Re-read a text, and report every citation that no longer matches. Exit code 1 if any."""
    from app.services.citations import verify_citations

    with with_plain_errors(), Session(open_engine(settings_of().database_url)) as session:
        verified = verify_citations(session, file, source)
    print_verified(out, verified, file)
    if verified.mismatches or not verified.checked:
        raise typer.Exit(1)


def _readable(words: str) -> str:
    """A terminal may hand over bytes that are no text: each is a question mark."""
    return words.encode(errors="replace").decode()


def _say(imported: Imported) -> None:
    what = "loaded" if imported.changed else "unchanged"
    for note in imported.report.notes:
        out.print(note, highlight=False, markup=False)
    out.print(f"{imported.data_set}: {imported.facts} facts {what}. Release {imported.release}")


def _loaded(settings: Settings) -> LoadedRelease:
    holder = ReleaseHolder(open_engine(settings.database_url))
    holder.refresh()
    return holder.current()


def write_json_schemas(out: Console, folder: str | None, into: Path | None) -> None:
    """Writes all of them when there is a folder to write to; else prints one, or all as one."""
    known = schemas()
    if folder is not None and folder not in known:
        stop(f"Unknown folder '{folder}'. Known: {', '.join(known)}")
    if into is not None:
        out.print(f"{len(write_schemas(into))} schemas written to {into}.", markup=False)
    else:
        print(as_text(known[folder] if folder else known))


def print_verified(out: Console, verified: Verified, file: Path) -> None:
    """Each sentence that no longer matches, and how many do."""
    for mismatch in verified.mismatches:
        place = mismatch.citation
        out.print(
            f"[bold red]✗[/] {place.source}, {place.section}, paragraph {place.paragraph}, "
            f"sentence {place.sentence}: {mismatch.reason}. Cited by {', '.join(mismatch.facts)}",
            highlight=False,
        )
    matching = verified.checked - len(verified.mismatches)
    out.print(f"{matching} of {verified.checked} cited sentences match {escape(str(file))}.")
