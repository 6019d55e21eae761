"""A database of its own for each test: SQLite always, PostgreSQL when TEST_POSTGRES_URL is set.

The migrations run once; each test begins with a copy of what they made.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.store.database import open_engine
from app.store.migrate import migrate
from sqlalchemy import Engine, create_engine, make_url, text
from sqlmodel import Session

from tests.conftest import ROOT, seed

POSTGRES = os.environ.get("TEST_POSTGRES_URL")
# Databases that no other worker uses.
OWN = f"materia_store_{os.environ.get('PYTEST_XDIST_WORKER', 'tests')}"
MIGRATED = f"{OWN}_migrated"
SEEDED = f"{OWN}_seeded"


class Server:
    """A PostgreSQL server, on which databases are made anew."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        server = self.url.set(drivername="postgresql+psycopg")
        self.engine = create_engine(server, isolation_level="AUTOCOMMIT")

    def make(self, name: str, like: str = "template1") -> str:
        """A new database in the place of the old one. Its address."""
        self.drop(name)
        with self.engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop(self, name: str) -> None:
        """Without it, whoever is still connected."""
        with self.engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


def _migrate(url: str) -> None:
    engine = open_engine(url, create=True)
    migrate(engine, ROOT / "migrations")
    engine.dispose()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server of TEST_POSTGRES_URL, with a migrated database to copy."""
    if POSTGRES is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    server = Server(POSTGRES)
    _migrate(server.make(MIGRATED))
    yield server
    server.drop(OWN)
    server.drop(MIGRATED)
    server.drop(SEEDED)
    server.engine.dispose()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database to copy."""
    file = tmp_path_factory.mktemp("migrated") / "materia.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/materia.db"
    server: Server = request.getfixturevalue("server")
    return server.make(OWN)


@pytest.fixture
def engine(empty_url: str, migrated_file: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database with the newest schema and no facts."""
    if empty_url.startswith("sqlite"):
        shutil.copy(migrated_file, empty_url.removeprefix("sqlite:///"))
    else:
        server: Server = request.getfixturevalue("server")
        server.make(OWN, like=MIGRATED)
    engine = open_engine(empty_url, create=True)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def seeded_server(server: Server) -> Server:
    """With a database to copy that has the seed of this checkout."""
    seed(server.make(SEEDED))
    return server


@pytest.fixture
def seeded_engine(
    empty_url: str, seeded_file: Path, request: pytest.FixtureRequest
) -> Iterator[Engine]:
    """A database into which the seed of this checkout was imported."""
    if empty_url.startswith("sqlite"):
        shutil.copy(seeded_file, empty_url.removeprefix("sqlite:///"))
    else:
        seeded_server: Server = request.getfixturevalue("seeded_server")
        seeded_server.make(OWN, like=SEEDED)
    engine = open_engine(empty_url)
    yield engine
    engine.dispose()


@pytest.fixture
def seeded_session(seeded_engine: Engine) -> Iterator[Session]:
    """A session on it."""
    with Session(seeded_engine) as session:
        yield session


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on it."""
    with Session(engine) as session:
        yield session
