"""Is a fault of a database known by its code, and a file that nobody may write still read?"""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from app.cli import prepare
from app.cli.errors import with_plain_errors
from app.domain.errors import NothingLoaded
from app.domain.facts import Drug, DrugKind, Fact
from app.importers import DATA_SETS
from app.services.importing import run_import
from app.settings import Settings
from app.store.database import open_engine
from app.store.faults import Fault, fault_of, how_to_mend, is_unreached, what_is_wrong
from app.store.releases import find_release
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session
from typer import Exit

from tests.conftest import open_migrated
from tests.pharmacopoeia import CITED

WRITE = "CREATE TABLE x (y)"


def error_of(engine: Engine, *statements: str) -> DBAPIError:
    """What the database says to the last of these statements."""
    with pytest.raises(DBAPIError) as raised, engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
    return raised.value


def full(url: str) -> DBAPIError:
    """A database that may not grow any more is as a full disk to it."""
    return error_of(open_engine(url), "PRAGMA max_page_count = 1", WRITE)


def read_only(url: str) -> DBAPIError:
    return error_of(open_engine(f"{url}?mode=ro"), WRITE)


def malformed(url: str) -> DBAPIError:
    Path(url.removeprefix("sqlite:///")).write_text("<html>" * 999)
    return error_of(open_engine(url), "SELECT * FROM release")


def locked(url: str) -> DBAPIError:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as other:
        other.execute("BEGIN IMMEDIATE")
        found = error_of(open_engine(url), "PRAGMA busy_timeout = 1", WRITE)
    other.close()
    return found


def unopened(url: str) -> DBAPIError:
    return error_of(open_engine(f"{url}-not-there"), "SELECT 1")


def unmigrated(url: str) -> DBAPIError:
    return error_of(open_engine(url), "SELECT * FROM not_there")


@pytest.mark.parametrize(
    ("make", "fault", "advice", "unreached"),
    [
        (full, Fault.FULL, "Make room", False),
        (read_only, Fault.READ_ONLY, "?mode=ro", False),
        (malformed, Fault.MALFORMED, "materia restore", False),
        (locked, Fault.LOCKED, "Try again", True),
        (unopened, Fault.UNOPENED, "path", True),
        (unmigrated, Fault.UNMIGRATED, "materia migrate", False),
    ],
)
@pytest.mark.fault(
    "Full disk, read-only, damaged, locked, missing or unmigrated file",
    "One sentence with what mends it, no traceback",
)
def test_a_fault_of_a_file_is_told_with_what_mends_it(
    seeded_copy: str,
    capsys: pytest.CaptureFixture[str],
    make: Callable[[str], DBAPIError],
    fault: Fault,
    advice: str,
    unreached: bool,
) -> None:
    error = make(seeded_copy)
    assert fault_of(error) is fault
    assert is_unreached(error) is unreached
    with pytest.raises(Exit), with_plain_errors():
        raise error
    said = " ".join(capsys.readouterr().err.split())
    assert advice in said and what_is_wrong(fault).capitalize() in said


class Said(Exception):
    """An error of a driver with a state of PostgreSQL."""

    def __init__(self, sqlstate: str | None) -> None:
        self.sqlstate = sqlstate


class OperationalError(Said):
    """Raised by a driver that did not reach the server."""


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        ("57P01", Fault.AWAY), ("08006", Fault.AWAY), ("53300", Fault.AWAY), ("57014", Fault.SLOW),
        ("53100", Fault.FULL), ("25006", Fault.READ_ONLY), ("42P01", Fault.UNMIGRATED),
        ("28P01", Fault.DENIED), ("3D000", Fault.NOT_THERE), ("55P03", Fault.LOCKED),
        ("XX001", Fault.MALFORMED), ("23505", Fault.OTHER), (None, Fault.OTHER),
    ],
)  # fmt: skip
def test_a_fault_of_a_server_is_known_by_its_state(state: str | None, fault: Fault) -> None:
    assert fault_of(DBAPIError("", {}, Said(state))) is fault


def test_an_error_of_a_connection_has_no_state() -> None:
    assert fault_of(DBAPIError("", {}, OperationalError(None))) is Fault.AWAY


def test_every_fault_has_its_words() -> None:
    assert len({what_is_wrong(one) for one in Fault}) == len({how_to_mend(one) for one in Fault})
    assert len({how_to_mend(one) for one in Fault}) == len(Fault)


@pytest.mark.parametrize("how", ["?mode=ro", "?immutable=1"])
def test_a_database_that_is_only_read_is_served_and_left_as_it_is(
    seeded_copy: str, tmp_path: Path, how: str
) -> None:
    before = (tmp_path / "materia.db").read_bytes()
    settings = Settings(database_url=seeded_copy + how, seed_path=tmp_path)
    assert prepare.prepare(settings) == settings
    error_of(open_engine(settings.database_url), WRITE)
    assert (tmp_path / "materia.db").read_bytes() == before


def in_a_folder_of_others(file: Path, ask: Callable[[str], int]) -> int:
    """What a process finds that may read a copy of the file, and not write its folder."""
    with TemporaryDirectory() as folder:
        copy = Path(folder, "materia.db")
        shutil.copy(file, copy)
        log = file.with_name(f"{file.name}-wal")
        if log.exists():
            shutil.copy(log, f"{copy}-wal")
        for one in Path(folder).iterdir():
            one.chmod(0o444)
        Path(folder).chmod(0o555)
        pid = os.fork()
        if pid == 0:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            code = 99
            with contextlib.suppress(BaseException):
                code = ask(f"sqlite:///{copy}?mode=ro")
            os._exit(code)
        found = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        Path(folder).chmod(0o755)
    return found


def has_release(url: str) -> int:
    """0 if there is one to read, 1 if none, 2 where it cannot be read."""
    try:
        with Session(open_engine(url)) as session:
            return 0 if find_release(session) else 1
    except DBAPIError:
        return 2


def test_a_file_in_a_folder_that_nobody_may_write_is_read(seeded_copy: str, tmp_path: Path) -> None:
    """It was written with a log, which cannot be made there."""
    file = tmp_path / "materia.db"
    with contextlib.closing(sqlite3.connect(file)) as own:
        own.execute("PRAGMA journal_mode = WAL")
    assert in_a_folder_of_others(file, has_release) == 0
    with contextlib.closing(sqlite3.connect(file)) as own:
        own.execute("DELETE FROM release")
        own.commit()
        # What is deleted stands in the log alone: without it there would still be a release.
        assert in_a_folder_of_others(file, has_release) == 2


def test_one_without_data_that_is_only_read_is_refused(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "empty.db").close()
    (tmp_path / "empty.db").touch()
    with pytest.raises(NothingLoaded):
        prepare.prepare(Settings(database_url=f"sqlite:///{tmp_path}/empty.db?mode=ro"))


@pytest.mark.fault(
    "A file or disk that cannot be written",
    "It is served as it is",
)
def test_one_that_cannot_be_written_is_served_as_it_is(
    seeded_copy: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    error = read_only(seeded_copy)

    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr("app.cli.prepare.migrate", refuse)
    served = prepare.prepare(Settings(database_url=seeded_copy))
    assert served.database_url == f"{seeded_copy}?mode=ro"
    assert "served as it is" in caplog.text


def test_a_start_that_waits_for_a_lock_says_so(
    seeded_copy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    error, real = locked(seeded_copy), prepare.migrate
    tries: list[int] = []

    def locked_at_first(*given: object) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise error
        real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("app.cli.prepare.migrate", locked_at_first)
    prepare.prepare(Settings(database_url=seeded_copy))
    assert len(tries) == 2
    assert "another process writes into the database: trying again" in caplog.text


@pytest.mark.fault(
    "The disk is full during an import",
    "Nothing is changed, and the room is given back",
)
def test_an_import_that_fails_gives_the_disk_its_room_back(tmp_path: Path) -> None:
    engine = open_migrated(f"sqlite:///{tmp_path}/x.db")

    @event.listens_for(engine, "connect")
    def spill_early(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA cache_size = 10")

    engine.dispose()
    grown: list[int] = []

    def read(*_: object) -> Iterator[Fact]:
        for number in range(20_000):
            yield Drug(f"drug-{number}", "x" * 100, DrugKind.MEDICATION, "x", CITED)
        grown.append((tmp_path / "x.db-wal").stat().st_size)
        raise ZeroDivisionError

    data_set = replace(DATA_SETS["unii"], read=read)
    with Session(engine) as session, pytest.raises(ZeroDivisionError):
        run_import(session, data_set, tmp_path)
    assert grown[0] > 1_000_000
    assert (tmp_path / "x.db-wal").stat().st_size == 0
    engine.dispose()


@pytest.mark.fault(
    "The disk is full at the first start",
    "It is told at once",
)
def test_a_full_disk_at_the_start_is_told_at_once(
    seeded_copy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    error, times = full(seeded_copy), []

    def refuse(*_: object) -> None:
        times.append(1)
        raise error

    monkeypatch.setattr("app.cli.prepare.migrate", refuse)
    with pytest.raises(DBAPIError):
        prepare.prepare(Settings(database_url=seeded_copy))
    assert len(times) == 1
