"""The commands of whoever keeps a database or passes it on: doctor, backup, publish, follow …"""

import contextlib
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.cli.errors import out, settings_of, stop, with_plain_errors
from app.services.importing import is_seeded
from app.settings import Settings, misspelt
from app.store.backups import NotWhole, back_up, check_whole, find_damage, put_back
from app.store.database import FilePlace, is_only_read, open_engine
from app.store.digests import compare_rows
from app.store.faults import Fault, fault_of, how_to_mend, what_is_wrong
from app.store.migrate import is_migrated
from app.store.releases import find_release, list_data_sets
from app.store.write import checksum_of

_LEAST_ROOM = 100_000_000


def add_commands(app: typer.Typer) -> None:
    """Adds them to those of the house."""
    for command in (doctor, backup, restore, publish, follow):
        app.command()(command)
    app.command("publishing-key")(make_publishing_key)
    app.command("api-key")(make_key_of_client)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what is so, and what mends it where it is not well."""

    what: str
    mend: str = ""


def doctor() -> None:
    """Look at the database and its disk, and say what is wrong and how it is mended.

    Exit code 1 if anything is.
    """
    wrong = 0
    with with_plain_errors():
        for found in examine(settings_of()):
            wrong += bool(found.mend)
            sign = "✗" if found.mend else "✓"
            out.print(f"{sign} {found.what}", highlight=False, markup=False)
            if found.mend:
                out.print(f"  {found.mend}", highlight=False, markup=False)
    if wrong:
        raise typer.Exit(1)


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything that is looked at, until a fault lets nothing more be seen."""
    for one in misspelt():
        yield Finding(one, "Correct or remove it: as it is, it changes nothing.")
    url = make_url(settings.database_url)
    yield Finding(f"the database is {url.render_as_string(hide_password=True)}")
    try:
        if url.drivername.startswith("sqlite") and url.database:
            yield from _look_at_file(FilePlace.of(settings.database_url).path)
        yield from _look_at_data(settings)
        if not is_only_read(settings.database_url):
            yield _try_to_write(settings)
    except DBAPIError as error:
        yield _fault(fault_of(error))


def _fault(fault: Fault) -> Finding:
    return Finding(what_is_wrong(fault), how_to_mend(fault))


def _look_at_file(file: Path) -> Iterator[Finding]:
    if not file.exists():
        yield _fault(Fault.UNOPENED)
        return
    try:
        damage = find_damage(file)
    except sqlite3.Error:
        # The same is met again when the data are looked at, and told there.
        return
    if damage is not None:
        yield Finding(f"the file is damaged: {damage}", how_to_mend(Fault.MALFORMED))
    else:
        yield Finding("every page of the file is sound")
    free, size = shutil.disk_usage(file.absolute().parent).free, file.stat().st_size
    room = f"{free // 1_000_000} MB are free beside it"
    yield Finding(room, how_to_mend(Fault.FULL) if free < max(_LEAST_ROOM, size) else "")
    for left in sorted(file.absolute().parent.glob(".materia-fetched-*")):
        yield Finding(f"{left} was left by an import that was broken off", "Delete it.")


def _look_at_data(settings: Settings) -> Iterator[Finding]:
    engine = open_engine(settings.database_url)
    if not is_migrated(engine, settings.migrations_path):
        yield _fault(Fault.UNMIGRATED)
        return
    yield Finding("its schema is the newest")
    with Session(engine) as session:
        release = find_release(session)
        if release is None:
            yield Finding("it has no release", "Run `materia seed`.")
            return
        yield Finding(f"its release is {release.hash}, of {release.made_at:%Y-%m-%d}")
        seeded = is_seeded(session, settings.seed_path)
        yield from _compare(session)
    if seeded:
        yield Finding("its curated facts are those of this program")
    else:
        yield Finding("its curated facts are others", "Run `materia seed`.")


_HOW_TO_PUT_BACK = (
    "Run `materia seed --repair`, or `materia import` of another data set with its file and "
    "`--repair`; or put a backup in its place with `materia restore FILE`."
)


def _compare(session: Session) -> Iterator[Finding]:
    """Every row beside its digest, and the facts of every data set beside its checksum."""
    found = compare_rows(session)
    for one in found.changed:
        yield Finding(one.words, _HOW_TO_PUT_BACK)
    for key in found.unknown:
        yield Finding(f"no digests of {key} are kept", "Run `materia migrate`.")
    for row in list_data_sets(session):
        checksum = checksum_of(session, row.key)
        if checksum is None:
            yield Finding(f"{row.key} is too large to be compared with its checksum here")
        elif checksum != row.checksum:
            what = f"the facts of {row.key} are not those that its checksum was made of"
            yield Finding(what, _HOW_TO_PUT_BACK)
    if not found.changed and not found.unknown:
        yield Finding("its rows are those that its imports wrote")


def _try_to_write(settings: Settings) -> Finding:
    engine = open_engine(settings.database_url)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA busy_timeout = 1000")
        try:
            # Takes nothing away: the transaction is given up.
            connection.exec_driver_sql("DELETE FROM data_set WHERE key = ''")
        except DBAPIError as error:
            return _fault(fault_of(error))
        finally:
            connection.rollback()
    return Finding("it can be written")


def backup(file: Annotated[Path, typer.Argument(help="Where the backup is to be")]) -> None:
    """Write a whole copy of the database while it is used. It appears when it is whole."""
    source = _file_of(settings_of())
    with with_plain_errors():
        try:
            release = back_up(source, file)
        except NotWhole as error:
            stop(f"{error}. {how_to_mend(Fault.MALFORMED)}")
        except (sqlite3.Error, OSError) as error:
            stop(f"No backup was made: {error}")
    out.print(f"Backup written to {file}. Release {release}", highlight=False, markup=False)


def restore(file: Annotated[Path, typer.Argument(help="A backup")]) -> None:
    """Put a backup in the place of the database. A running server takes it up by itself."""
    target = _file_of(settings_of())
    with with_plain_errors():
        try:
            release = check_whole(file)
            aside = put_back(file, target)
        except NotWhole as error:
            stop(f"{error}. Nothing was changed.")
        except (sqlite3.Error, OSError) as error:
            stop(f"It was not put back: {error}. {how_to_mend(Fault.LOCKED)}")
    if aside is not None:
        out.print(f"The damaged database is kept as {aside}", highlight=False, markup=False)
    out.print(f"{file} is put back. Release {release}", highlight=False, markup=False)


def make_key_of_client(name: Annotated[str, typer.Argument(help="Whose key it is")]) -> None:
    """Make a key for a client: prints it, and the line for the file of MATERIA_API_KEYS."""
    from app.api.http.callers import make_api_key

    if not re.fullmatch(r"[\w.@-]{1,80}", name, re.ASCII):
        stop("A name has at most 80 letters, digits and . @ _ -")
    key, hashed = make_api_key()
    out.print("The key, which is kept nowhere:", highlight=False)
    print(key)
    out.print("The line for the file:", highlight=False)
    print(f"{name} {hashed}")


def make_publishing_key(
    file: Annotated[Path, typer.Argument(help="Where the private key is to be")],
) -> None:
    """Make a key that releases are signed with. Prints the public one, which followers need."""
    from app.services.published.manifest import make_key

    try:
        public = make_key(file)
    except OSError as error:
        stop(f"No key was made: {error}")
    out.print(f"The private key is in {file}. Followers need:", highlight=False, markup=False)
    print(public)


def publish(
    folder: Annotated[Path, typer.Argument(help="A folder that a web server serves")],
    key: Annotated[Path, typer.Option(help="The private key, as publishing-key makes it")],
    may: Annotated[
        list[str] | None,
        typer.Option(help="A data set that is not free, and that you may pass on"),
    ] = None,
) -> None:
    """Write the newest release to a folder: one SQLite file, a signed manifest, an Atom feed."""
    from app.services.published.manifest import Unverified
    from app.services.published.publish import FEED, MayNotPublish
    from app.services.published.publish import publish as publish_release

    settings = settings_of()
    with with_plain_errors():
        try:
            engine = open_engine(settings.database_url)
            made = publish_release(engine, folder, key, settings.migrations_path, may or ())
        except (MayNotPublish, Unverified, OSError, sqlite3.Error) as error:
            stop(f"Nothing was published: {error}.")
    size = made.file.bytes // 1_000_000
    words = f"{made.file.name} ({size} MB) is published in {folder / FEED}. Release {made.release}"
    out.print(words, highlight=False, markup=False)


def follow(
    url: Annotated[str, typer.Argument(help="The address of the feed")],
    key: Annotated[str, typer.Option(help="The publisher's public key, or a file with it")],
    allow_older: Annotated[
        bool, typer.Option(help="Take a release that is older than the one that is there")
    ] = False,
    once: Annotated[bool, typer.Option(help="Look once, and end")] = False,
    every: Annotated[int, typer.Option(min=1, help="Look again after so many seconds")] = 60,
) -> None:
    """Keep a database at the newest release of a feed, verified. Servers on it take it up.

    With --once the exit code is 1 where the release was refused.
    """
    from app.domain.errors import MateriaError
    from app.services.published.follow import Follower

    settings = settings_of()
    if not is_only_read(settings.database_url):
        stop(
            "A file that follows is written by nobody else. Set MATERIA_DATABASE_URL to "
            "sqlite:///FILE?immutable=1"
        )
    follower = Follower(
        url=url,
        public_key=_public_key(key),
        file=FilePlace.of(settings.database_url).path,
        migrations=settings.migrations_path,
        most_bytes=settings.max_download_bytes,
        allow_older=allow_older,
    )
    while True:
        try:
            made = follower.follow()
        except MateriaError as error:
            if once:
                stop(f"{error}. Nothing was changed.")
            out.print(f"{error}. Nothing was changed.", highlight=False, markup=False)
        else:
            if made is not None or once:
                what = "is the newest" if made is None else f"has release {made.release}"
                out.print(f"{follower.file} {what}", highlight=False, markup=False)
        if once:
            return
        time.sleep(every)


def _public_key(words: str) -> str:
    """What was given, or what stands in the file that was."""
    with contextlib.suppress(OSError, ValueError):
        return Path(words).read_text(encoding="ascii")
    return words


def _file_of(settings: Settings) -> Path:
    url = make_url(settings.database_url)
    if not url.drivername.startswith("sqlite") or not url.database:
        stop("This is for an SQLite file. Of PostgreSQL, `pg_dump` and `pg_restore` keep backups.")
    return FilePlace.of(settings.database_url).path
