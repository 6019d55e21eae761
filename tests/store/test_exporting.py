"""Is an exported file whole, the same from both databases, and as good as the database itself?"""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from app.domain.errors import NothingLoaded
from app.importers import DATA_SETS
from app.services.export import FORMAT, Refused, export_all
from app.services.importing import run_import
from sqlalchemy import Engine
from sqlmodel import Session

from tests.api.calling import get, serving
from tests.cli.rrf import write_rrf
from tests.conftest import ROOT, open_migrated
from tests.pharmacopoeia import drug, facts, name
from tests.seeds import write_seed
from tests.store.test_releases import telling

MIGRATIONS = ROOT / "migrations"


@pytest.fixture
def filled(engine: Engine, tmp_path: Path) -> Engine:
    """Two data sets, one of which tells a drug of the other again; and an older release."""
    with Session(engine) as session:
        run_import(session, DATA_SETS["curated"], write_seed(tmp_path / "seed"))
        run_import(session, telling(*facts()), Path())
        run_import(session, telling(*facts(), name("clona", "Éclat"), drug("Zeta")), Path())
    return engine


def lines(file: Path) -> list[Any]:
    """The lines of an export."""
    raw = file.read_bytes()
    text = (gzip.decompress(raw) if file.suffix == ".gz" else raw).decode()
    assert text.endswith("\n")
    return [json.loads(line) for line in text.splitlines()]


def test_every_fact_stands_on_a_line_with_its_data_set(filled: Engine, tmp_path: Path) -> None:
    written = export_all(filled, tmp_path / "x.ndjson", MIGRATIONS)
    head, *told = lines(tmp_path / "x.ndjson")
    assert (head["format"], head["release"]) == (FORMAT, written.release)
    counted = {one["key"]: one["facts"] for one in head["data_sets"]}
    assert {key: sum(one["data_set"] == key for one in told) for key in counted} == counted
    assert len(told) == sum(counted.values())
    assert written.what == f"{len(told):,} facts"
    (accent,) = [one for one in told if one["fact"].get("text") == "Éclat"]
    assert accent == {
        "data_set": "drawn",
        "kind": "Name",
        "fact": {
            "drug": "clona", "text": "Éclat", "kind": "brand", "region": None,
            "citations": accent["fact"]["citations"],
        },
    }  # fmt: skip
    assert accent["fact"]["citations"][0]["source"]


def test_the_lines_depend_on_the_facts_alone(filled: Engine, tmp_path: Path) -> None:
    """Not on the database, nor on the order in which they were told."""
    export_all(filled, tmp_path / "x.ndjson", MIGRATIONS)
    other = open_migrated(f"sqlite:///{tmp_path}/other.db")
    with Session(other) as session:
        turned = [drug("Zeta"), name("clona", "Éclat"), *reversed(facts())]
        run_import(session, telling(*turned), Path())
        run_import(session, DATA_SETS["curated"], tmp_path / "seed")
    export_all(other, tmp_path / "y.ndjson", MIGRATIONS)
    other.dispose()
    assert lines(tmp_path / "x.ndjson")[1:] == lines(tmp_path / "y.ndjson")[1:]


def test_a_packed_export_is_the_same_bytes_again(filled: Engine, tmp_path: Path) -> None:
    for file in ("a.ndjson", "b.ndjson.gz", "c.ndjson.gz"):
        export_all(filled, tmp_path / file, MIGRATIONS)
    assert lines(tmp_path / "a.ndjson") == lines(tmp_path / "b.ndjson.gz")
    assert (tmp_path / "b.ndjson.gz").read_bytes() == (tmp_path / "c.ndjson.gz").read_bytes()


@pytest.mark.parametrize("file", ["x.csv", "ndjson", "x.sql", "x.ndjson.zip"])
def test_a_name_that_says_no_form_is_refused(filled: Engine, tmp_path: Path, file: str) -> None:
    with pytest.raises(Refused, match="must end with"):
        export_all(filled, tmp_path / file, MIGRATIONS)
    assert not (tmp_path / file).exists()


@pytest.mark.parametrize("file", ["x.ndjson", "x.ndjson.gz", "x.sqlite"])
def test_without_a_release_nothing_is_written(engine: Engine, tmp_path: Path, file: str) -> None:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(NothingLoaded):
        export_all(engine, tmp_path / file, MIGRATIONS)
    new = [one for one in sorted(tmp_path.iterdir()) if one not in before]
    beside = ("-wal", "-shm")
    assert [one for one in new if not one.name.endswith(beside)] == []


def test_a_failed_export_leaves_the_older_file(
    filled: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.ndjson").write_text("older")

    def broken(_: Session) -> Any:
        yield "Drug", "drawn", {}
        raise ZeroDivisionError

    monkeypatch.setattr("app.services.export.list_values", broken)
    with pytest.raises(ZeroDivisionError):
        export_all(filled, tmp_path / "x.ndjson", MIGRATIONS)
    assert (tmp_path / "x.ndjson").read_text() == "older"
    assert list(tmp_path.glob(".*")) == []


def test_a_database_that_may_be_in_use_is_not_written_over(filled: Engine, tmp_path: Path) -> None:
    (tmp_path / "x.sqlite-wal").touch()
    with pytest.raises(Refused, match="may be in use"):
        export_all(filled, tmp_path / "x.sqlite", MIGRATIONS)


PATHS = ["/sources?limit=500", "/data-sets", "/coverage", "/interactions", "/search?q=an",
         "/interactions/check?drugs=clonazepam,alcohol,substance000003", "/resolve?q=Brand000002",
         "/suggest?q=brand", "/releases", "/releases/diff?from=previous&to=newest"]  # fmt: skip


def test_an_exported_database_gives_the_same_answers(
    own_url: str, seeded_engine: Engine, tmp_path: Path
) -> None:
    """Byte for byte, on another machine."""
    with Session(seeded_engine) as session:
        run_import(session, DATA_SETS["rxnorm"], write_rrf(tmp_path / "rrf", 60))
        run_import(session, DATA_SETS["rxnorm"], write_rrf(tmp_path / "rrf2", 61))
    target = tmp_path / "50% off?.sqlite"
    target.write_text("an older export")
    export_all(seeded_engine, target, MIGRATIONS)
    assert list(tmp_path.glob(".*")) == list(tmp_path.glob("50*-*")) == []
    target.rename(tmp_path / "moved.db")
    with (
        serving(own_url) as here,
        serving(f"sqlite:///{tmp_path}/moved.db") as there,
    ):
        drugs = [one["id"] for one in get(there, "/drugs", limit=30, offset=440)["items"]]
        paths = [*PATHS, *(f"/drugs/{slug}" for slug in drugs)]
        assert len(paths) == len(PATHS) + 30
        for path in paths:
            ours, theirs = here.get(path), there.get(path)
            assert (ours.status_code, ours.content) == (200, theirs.content), path
