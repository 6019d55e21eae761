"""A release of national size: the curated facts among 300,000 records, 20,000 drugs, 500,000 names.

Made once in the temporary folder, which takes a minute or two, and kept there for the next run as
long as what it is made of is the same.
"""

import tempfile
from hashlib import sha256
from pathlib import Path

import pytest
from app.importers import DATA_SETS
from app.importers.source import DataSet
from app.services.importing import run_import
from app.store.database import open_engine
from app.store.migrate import migrate
from sqlmodel import Session

from tests.benchmark.synthetic import invent
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def big_url() -> str:
    """The address of the database of that release."""
    folder = Path(tempfile.gettempdir()) / "materia-bench"
    folder.mkdir(exist_ok=True)
    database = folder / f"{_made_of()}.db"
    if not database.exists():
        for old in folder.glob("*.db*"):
            old.unlink()
        unfinished = database.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        _fill(f"sqlite:///{unfinished}")
        unfinished.rename(database)
    return f"sqlite:///{database}"


def _fill(url: str) -> None:
    invented = DataSet(
        key="synthetic",
        title="Invented facts",
        homepage="",
        licence="none",
        read=lambda _, __: invent(),
        at_least=1,
    )
    engine = open_engine(url, create=True)
    migrate(engine, ROOT / "migrations")
    with Session(engine) as session:
        run_import(session, DATA_SETS["curated"], ROOT / "seed")
        run_import(session, invented, Path(__file__).with_name("synthetic.py"))
    engine.dispose()


def _made_of() -> str:
    """Changes with the code, the seed and the invention."""
    digest = sha256()
    for folder, pattern in (("app", "*.py"), ("migrations", "*.py"), ("seed", "*.yaml")):
        for file in sorted((ROOT / folder).rglob(pattern)):
            digest.update(file.read_bytes())
    digest.update(Path(__file__).with_name("synthetic.py").read_bytes())
    return digest.hexdigest()[:16]
