"""Do imported facts stand beside the curated ones without changing what those say?"""

from dataclasses import replace
from pathlib import Path

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
from app.importers.source import DataSet
from app.services.importing import known_things, run_import
from app.services.release import ReleaseHolder
from app.store.read import load_imported_ids
from sqlalchemy import Engine
from sqlmodel import Session

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
