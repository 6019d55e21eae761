"""A database of its own for each test: SQLite always, PostgreSQL when TEST_POSTGRES_URL is set.

The migrations run once; each test begins with a copy of what they made.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.store.database import open_engine
from sqlalchemy import Engine
from sqlmodel import Session

from tests.conftest import open_migrated
from tests.postgres import SEEDED, Server, of_this_worker

OWN = of_this_worker("store")
MIGRATED = of_this_worker("migrated")


@pytest.fixture(scope="session")
def migrated_server(server: Server) -> Iterator[Server]:
    """The PostgreSQL server, with a migrated database to copy."""
    open_migrated(server.make(MIGRATED)).dispose()
    yield server
    server.drop(OWN)
    server.drop(MIGRATED)


@pytest.fixture(params=["sqlite", "postgresql"])
def own_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of one's own, which another fixture makes."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/materia.db"
    server: Server = request.getfixturevalue("migrated_server")
    return server.address(OWN)


@pytest.fixture
def empty_url(own_url: str, request: pytest.FixtureRequest) -> str:
    """The address of a database without tables."""
    if not own_url.startswith("sqlite"):
        request.getfixturevalue("migrated_server").make(OWN)
    return own_url


@pytest.fixture
def engine(own_url: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database with the newest schema and no facts."""
    if not own_url.startswith("sqlite"):
        request.getfixturevalue("migrated_server").make(OWN, like=MIGRATED)
    engine = open_migrated(own_url)
    yield engine
    engine.dispose()


@pytest.fixture
def seeded_engine(
    own_url: str, seeded_file: Path, request: pytest.FixtureRequest
) -> Iterator[Engine]:
    """A database into which the seed of this checkout was imported."""
    if own_url.startswith("sqlite"):
        shutil.copy(seeded_file, own_url.removeprefix("sqlite:///"))
    else:
        request.getfixturevalue("seeded_server").make(OWN, like=SEEDED)
    engine = open_engine(own_url)
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
