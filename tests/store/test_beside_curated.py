"""Do imported facts stand beside the curated ones without changing what those say?"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from app.domain.facts import (
    Code,
    CodeSystem,
    Drug,
    DrugKind,
    Fact,
    Goal,
    Indication,
    Limits,
    Status,
)
from app.domain.indications import judge
from app.importers import DATA_SETS
from app.importers.source import DataSet
from app.services.importing import known_things, run_import
from app.services.release import ReleaseHolder
from app.store.database import open_engine
from app.store.read import load_imported_ids
from sqlalchemy import Engine
from sqlmodel import Session

from tests.conftest import SHARED
from tests.pharmacopoeia import CITED, facts
from tests.store.test_importing import telling


def told(id_: str, status: Status) -> Indication:
    """A statement on clona and low mood."""
    return Indication(id_, "drug:clona", "low-mood", status, Goal.UNKNOWN, Limits(), (), id_, CITED)


def data_set(key: str, rank: int, *told: Fact) -> DataSet:
    """A data set of that rank that says these facts."""
    return replace(telling(*told), key=key, rank=rank)


def test_what_is_curated_is_told_by_the_rank_of_its_data_set(session: Session) -> None:
    run_import(session, data_set("core", 0, *facts(), told("core-1", Status.NOT_INDICATED)), Path())
    run_import(session, data_set("open", 50, told("open-1", Status.APPROVED)), Path())
    assert load_imported_ids(session, Indication) == {"open-1"}


def test_the_held_knowledge_knows_what_is_imported(engine: Engine) -> None:
    with Session(engine) as session:
        run_import(session, data_set("open", 50, told("open-1", Status.APPROVED), *facts()), Path())
        curated = told("core-1", Status.NOT_INDICATED)
        run_import(session, data_set("core", 0, *facts(), curated), Path())
    holder = ReleaseHolder(engine)
    holder.refresh()
    found = judge("clona", "low-mood", "low mood", holder.current().knowledge)
    assert (found.verdict, [one.status for one in found.also]) == (
        Status.NOT_INDICATED,
        [Status.APPROVED],
    )


def test_a_thing_that_a_data_set_shadows_itself_is_still_known_to_it(session: Session) -> None:
    drug = Drug("newdrug", "newdrug", DrugKind.MEDICATION, "", CITED)
    code = Code("drug:newdrug", CodeSystem.CAS, "50-00-0", CITED)
    run_import(session, data_set("core", 0, *facts()), Path())
    run_import(session, data_set("low", 60, drug, code), Path())
    run_import(session, data_set("high", 10, drug), Path())
    known = known_things(session, "high").drugs
    assert "newdrug" in known.things
    found = known.identify("anything", [(CodeSystem.CAS, "50-00-0")])
    assert found is not None
    assert found.id == "newdrug"


def test_an_importer_learns_what_curators_put_where(session: Session) -> None:
    run_import(session, data_set("core", 0, *facts()), Path())
    run_import(
        session, data_set("open", 50, Drug("x", "x", DrugKind.MEDICATION, "", CITED)), Path()
    )
    known = known_things(session, "other")
    assert "calmer" in known.curated_classes
    assert known.classified["clona"] == {"calmer"}
    assert "x" not in known.classified


Judged = dict[tuple[str, str], tuple[object, ...]]


@pytest.fixture
def verdicts(tmp_path: Path, seeded_url: str) -> Callable[..., Judged]:
    """Imports real files into the seed, and judges what the seed has a statement on."""

    def judged(*imports: tuple[str, str]) -> Judged:
        file = tmp_path / "materia.db"
        shutil.copy(seeded_url.removeprefix("sqlite:///"), file)
        engine = open_engine(f"sqlite:///{file}")
        with Session(engine) as session:
            for key, name in imports:
                run_import(session, DATA_SETS[key], SHARED / "data" / name)
        holder = ReleaseHolder(engine)
        holder.refresh()
        knowledge = holder.current().knowledge
        engine.dispose()
        asked = [
            (subject.removeprefix("drug:"), one.condition)
            for subject, statements in knowledge.indications.items()
            for one in statements
            if subject.startswith("drug:") and one.id not in knowledge.imported
        ]
        found = {pair: judge(*pair, pair[1], knowledge) for pair in asked}
        return {pair: (one.verdict, one.goal, one.limits, one.why) for pair, one in found.items()}

    return judged


def test_no_real_file_changes_a_curated_verdict(verdicts: Callable[..., Judged]) -> None:
    if not (SHARED / "data" / "pharmacotherapydb").exists():
        pytest.skip("the real files are not on this machine")
    alone = verdicts()
    beside = verdicts(("pharmacotherapydb", "pharmacotherapydb"), ("drugcentral", "drugcentral"))
    # Where curators answer nothing (a use of one product only), a file may say more.
    answered = {pair for pair, found in alone.items() if found[0] is not Status.UNKNOWN}
    assert len(answered) > 0.9 * len(alone)
    assert {pair: beside[pair] for pair in answered} == {pair: alone[pair] for pair in answered}
    assert set(beside) == set(alone)
