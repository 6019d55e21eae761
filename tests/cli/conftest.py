"""Databases and files for commands that import."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from app.domain.facts import Citation, Drug, DrugKind, Fact, Source
from app.importers import DATA_SETS
from app.importers.files.archives import find_parts
from app.importers.files.text import read_table
from app.importers.run import Intake
from app.importers.source import DataSet
from app.services.release import LoadedRelease
from typer.testing import CliRunner, Result

CITED = (Citation("plants", "all"),)


def said(result: Result) -> str:
    """All that was printed, on one line."""
    return " ".join((result.output + getattr(result, "stderr", "")).split())


def _read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """A table of plants: name and UNII."""
    yield Source("plants", "Plants", "data set", "nobody", "CC0", "1", None, "")
    seen: set[str] = set()
    for part in find_parts(paths):
        intake.size += part.size
        for number, (name, unii) in read_table(part, intake, ["name", "unii"]):
            if not name:
                intake.skip("without a name")
            elif name in seen:
                intake.merge()
            else:
                seen.add(name)
                intake.drug(name, CITED, [("unii", unii)] if unii else [])
                if unii == "X":
                    intake.conflict(f"{part}:{number}: X means two things")
    yield Drug("plant", "plant", DrugKind.SUBSTANCE, "Any plant.", CITED)


def plants(free: bool = True, at_least: int = 2) -> DataSet:
    """A data set of our own."""
    return DataSet(
        key="plants",
        title="Plants of the world",
        homepage="https://example.org/plants",
        licence="CC BY-NC 4.0",
        read=_read,
        at_least=at_least,
        adds="plants",
        files="plants.csv",
        size="1 kB",
        free=free,
    )


@pytest.fixture
def run(seeded_url: str, loaded: LoadedRelease, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command on the seeded database, whose release is in memory already."""
    monkeypatch.setenv("MATERIA_DATABASE_URL", seeded_url)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("app.cli.app._loaded", lambda settings: loaded)
    return CliRunner()


@pytest.fixture
def with_plants(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program knows this data set too."""
    monkeypatch.setitem(DATA_SETS, "plants", plants())


TABLE = "name,unii\nrose,R1\nlily,X\n,Q\nrose,R1\nshort\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Rows of every fate: imported, merged, skipped for two reasons, in conflict."""
    file = tmp_path / "plants.csv"
    file.write_text(TABLE, encoding="utf-8")
    return file
