"""Fixtures that several kinds of test share.

The seeded database is made once for the whole run and only read; a test that writes makes its own.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from app.domain.knowledge import Knowledge
from app.importers import DATA_SETS
from app.main import create_app
from app.services.importing import run_import
from app.services.release import LoadedRelease, ReleaseHolder
from app.settings import Settings
from app.store.database import open_engine
from app.store.migrate import migrate
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.pharmacopoeia import draw

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A test reads no MATERIA_ variable of the machine, and writes no file into the checkout."""
    import os

    for name in [name for name in os.environ if name.startswith("MATERIA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def seeded_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the seed of this checkout."""
    url = f"sqlite:///{tmp_path_factory.mktemp('seeded')}/materia.db"
    engine = open_engine(url, create=True)
    migrate(engine, ROOT / "migrations")
    with Session(engine) as session:
        run_import(session, DATA_SETS["curated"], ROOT / "seed")
    engine.dispose()
    return url


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


@pytest.fixture
def article() -> str:
    """The article that the first facts come from; the test is skipped where it is absent."""
    file = SHARED / "article" / "clonazepam-and-depression.txt"
    if not file.exists():
        pytest.skip("the article is not on this machine")
    return file.read_text(encoding="utf-8")
