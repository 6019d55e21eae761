"""A database of its own for each test: SQLite always, PostgreSQL when TEST_POSTGRES_URL is set."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.store.database import open_engine
from app.store.migrate import migrate
from sqlalchemy import Engine, create_engine, make_url, text
from sqlmodel import Session

from tests.conftest import ROOT

POSTGRES = os.environ.get("TEST_POSTGRES_URL")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a PostgreSQL database that no other worker uses."""
    if POSTGRES is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    name = f"materia_store_{os.environ.get('PYTEST_XDIST_WORKER', 'tests')}"
    server = create_engine(
        make_url(POSTGRES).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/materia.db"
        return
    postgres_url: str = request.getfixturevalue("postgres_url")
    engine = open_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    yield postgres_url


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    """A database with the newest schema and no facts."""
    engine = open_engine(empty_url, create=True)
    migrate(engine, ROOT / "migrations")
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on it."""
    with Session(engine) as session:
        yield session
