"""Fixtures that several kinds of test share.

The seeded database is made once for the whole run, however many workers run it, and only read; a
test that writes gets a copy of it.
"""

import fcntl
import gc
import json
import logging
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from app.domain.facts import Fact
from app.domain.knowledge import Knowledge
from app.importers import DATA_SETS
from app.importers.seed import read
from app.main import create_app
from app.services import release
from app.services.importing import run_import
from app.services.release import LoadedRelease, ReleaseHolder
from app.settings import Settings
from app.store.database import open_engine
from app.store.migrate import migrate
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session

from tests import postgres
from tests.pharmacopoeia import draw

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


def pytest_collection_finish() -> None:
    """What tests are made of stays till the end: no search for garbage need walk over it."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of its own, by its number: to find a free name pytest looks through all others."""
    folder = tmp_path_factory.getbasetemp() / str(next(_NUMBERS))
    folder.mkdir()
    return folder


_NUMBERS = count()


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A test reads no MATERIA_ variable of the machine, and writes no file into the checkout."""
    for name in [name for name in os.environ if name.startswith("MATERIA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _no_log_of_another_test() -> Iterator[None]:
    """A server that a test starts in its own process sets up logs: they end with the test, or
    lines of others would go to where it was listened to.
    """
    root = logging.getLogger()
    level = root.level
    yield
    for one in [one for one in root.handlers if type(one) is logging.StreamHandler]:
        root.removeHandler(one)
    root.setLevel(level)


# The files that take longest: begun last, one of them would keep one worker busy while the others
# have nothing left to do. The first one makes the seeded database, which the second one needs not.
LONGEST = (
    "store/test_imports_take_nothing.py",
    "unit/verifying/test_verifying_report.py",
    "browser/test_pages.py",
    "browser/test_checker.py",
    "property/test_honesty.py",
    "property/test_silence_laws.py",
    "contract/test_clients.py",
    "api/test_postgres.py",
    "cli/test_serving_on.py",
    "cli/test_swapping.py",
    "cli/test_workers.py",
    "cli/test_following.py",
    "cli/test_killed.py",
    "cli/test_killed_on_postgres.py",
    "store/test_releases.py",
    "unit/names/test_resolving_dangers.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files begin first; all others stay in their order."""
    turn = {ROOT / "tests" / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: turn.get(item.path, len(turn)))


@pytest.hookimpl(tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the tables that tests have made, in whatever process they ran."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, table in report.user_properties:
            if name == "table" and report.when == "call":
                terminalreporter.write_line(f"\n{table}\n")


def seed(url: str, folder: Path = ROOT / "seed") -> None:
    """A database with the newest schema, and a seed folder imported into it."""
    engine = open_migrated(url)
    with Session(engine) as session:
        run_import(session, DATA_SETS["curated"], folder)
    engine.dispose()


def open_migrated(url: str) -> Engine:
    """An engine for a database with the newest schema, which is made where there is none."""
    file = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite") and not file.exists():
        file.write_bytes(_migrated())
    engine = open_engine(url, create=True)
    migrate(engine, ROOT / "migrations")
    return engine


@cache
def _migrated() -> bytes:
    """A database file with the newest schema and no rows: the migrations run once for a process."""
    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/migrated.db", create=True)
        migrate(engine, ROOT / "migrations")
        engine.dispose()
        return Path(folder, "migrated.db").read_bytes()


def _folder_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers share: each has its own within it."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@contextmanager
def _made_once(file: Path) -> Iterator[bool]:
    """Whether this worker is to make what the file stands for; the others wait until it has."""
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not file.exists()


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the seed of this checkout: one worker makes it, the others wait."""
    file = _folder_of_the_run(tmp_path_factory) / "seeded.db"
    with _made_once(file) as is_first:
        if is_first:
            seed(f"sqlite:///{file.parent}/being-seeded.db")
            (file.parent / "being-seeded.db").rename(file)
    return file


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """The server of TEST_POSTGRES_URL; the test is skipped where there is none."""
    if postgres.ADDRESS is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    found = postgres.Server(postgres.ADDRESS)
    yield found
    found.engine.dispose()


@pytest.fixture(scope="session")
def seeded_server(
    server: postgres.Server, tmp_path_factory: pytest.TempPathFactory
) -> postgres.Server:
    """With the database `SEEDED`, to copy: one worker makes it, the others wait."""
    made = _folder_of_the_run(tmp_path_factory) / "seeded.postgres"
    with _made_once(made) as is_first:
        if is_first:
            seed(server.make(postgres.SEEDED))
            made.touch()
    return server


def pytest_sessionfinish() -> None:
    """The workers have all ended by then: nobody copies the seeded database any more."""
    if postgres.ADDRESS is not None and "PYTEST_XDIST_WORKER" not in os.environ:
        server = postgres.Server(postgres.ADDRESS)
        server.drop(postgres.SEEDED)
        server.engine.dispose()


@pytest.fixture(scope="session")
def seeded_url(seeded_file: Path) -> Iterator[str]:
    """The address of the seeded database, which must only be read. Hundreds of servers start on it:
    what they load, and find when they compare its rows, is the same for all of them.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_knowledge", "compare_rows"):
            once = _once(getattr(release, name), seeded_file)
            patch.setattr(release, name, once)
        yield f"sqlite:///{seeded_file}"


def _once(ask: Callable[..., Any], file: Path) -> Callable[..., Any]:
    """Asks a database the same once, if it is in this file; else each time."""
    known: dict[Any, Any] = {}

    def answer(session: Session, *words: Any) -> Any:
        if session.get_bind().dialect.name != "sqlite":
            return ask(session, *words)
        (_, _, where), *_ = session.connection().exec_driver_sql("PRAGMA database_list").all()
        if where != str(file):
            return ask(session, *words)
        if words not in known:
            known[words] = ask(session, *words)
        return known[words]

    return answer


@pytest.fixture
def seeded_copy(seeded_file: Path, tmp_path: Path) -> str:
    """The address of a seeded database of one's own, `materia.db` in the folder of the test."""
    return copy_seeded(seeded_file, tmp_path)


def copy_seeded(seeded_file: Path, folder: Path) -> str:
    """Copies the seeded database as `materia.db` into a folder. Its address."""
    shutil.copy(seeded_file, folder / "materia.db")
    return f"sqlite:///{folder}/materia.db"


@pytest.fixture(scope="session")
def seed_facts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Fact, ...]:
    """Every fact of the seed, read from its files: one worker reads them, the others wait."""
    file = _folder_of_the_run(tmp_path_factory) / "seed.facts"
    with _made_once(file) as is_first:
        if is_first:
            file.write_bytes(pickle.dumps(tuple(read(ROOT / "seed"))))
    facts: tuple[Fact, ...] = pickle.loads(file.read_bytes())
    return facts


@pytest.fixture(scope="session")
def loaded(seeded_url: str) -> Iterator[LoadedRelease]:
    """The seed in memory."""
    holder = ReleaseHolder(open_engine(seeded_url))
    holder.refresh()
    yield holder.current()
    holder.engine.dispose()


@pytest.fixture(scope="session")
def seeded(loaded: LoadedRelease) -> Knowledge:
    """The knowledge of the seed."""
    return loaded.knowledge


@pytest.fixture
def drawn() -> Knowledge:
    """The knowledge of the drawn pharmacopoeia."""
    return draw()


@pytest.fixture(scope="session")
def client(seeded_url: str) -> Iterator[TestClient]:
    """The whole application on the seeded database. Errors come back as answers."""
    settings = Settings(database_url=seeded_url)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def answer_to(client: TestClient) -> Callable[[str], Any]:
    """Answers of the seeded server by address. Nothing changes them, so each is asked for once."""

    @cache
    def body(path: str) -> bytes:
        answer = client.get(path)
        assert answer.status_code == 200, path
        return answer.content

    return lambda path: json.loads(body(path))


@pytest.fixture
def article() -> str:
    """The article that the first facts come from; the test is skipped where it is absent."""
    file = SHARED / "article" / "clonazepam-and-depression.txt"
    if not file.exists():
        pytest.skip("the article is not on this machine")
    return file.read_text(encoding="utf-8")
