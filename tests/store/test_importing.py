"""Is an import all or nothing, and does it change nothing when nothing has changed?"""

import gc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from app.domain.errors import NothingLoaded, RejectedImport
from app.domain.facts import Fact, Name, NameKind
from app.importers import DATA_SETS
from app.importers.run import Intake
from app.importers.source import DataSet
from app.services.importing import run_import
from app.services.release import ReleaseHolder
from app.store.database import open_engine
from app.store.read import load_facts
from app.store.releases import find_release, list_data_sets
from app.store.schema import ROW_OF
from sqlalchemy import Engine, text
from sqlmodel import Session

from tests.pharmacopoeia import CITED, facts
from tests.seeds import changed, write_seed


def telling(*told: Fact, at_least: int = 1) -> DataSet:
    """A data set that says these facts."""

    def read(_: Sequence[Path], __: Intake) -> Iterator[Fact]:
        yield from told

    return DataSet("drawn", "Drawn", "https://example.org", "CC0", read, at_least)


def state(session: Session) -> tuple[object, ...]:
    """Everything that an import may change, but the moment of looking."""
    release = find_release(session)
    rows = session.execute(text("SELECT count(*) FROM release")).scalar()
    sets = [(one.key, one.checksum, one.facts, one.imported_at) for one in list_data_sets(session)]
    found = sorted(map(repr, load_facts(session, ROW_OF)))
    return (release.hash if release else None, rows, sets, found)


def test_importing_the_same_facts_twice_changes_nothing(session: Session) -> None:
    first = run_import(session, telling(*facts()), Path())
    before = state(session)
    second = run_import(session, telling(*facts()), Path())
    assert state(session) == before
    assert (first.changed, second.changed) == (True, False)
    assert first.release == second.release


@pytest.mark.parametrize(("left", "is_refused"), [(1, True), (7, True), (8, False), (10, False)])
def test_more_than_a_fifth_fewer_facts_are_refused(
    session: Session, left: int, is_refused: bool
) -> None:
    """A file that broke off, or the wrong one."""
    told = facts()[:10]
    run_import(session, telling(*told), Path())
    before = state(session)
    if is_refused:
        with pytest.raises(RejectedImport, match=f"{left} facts instead of 10.*--allow-shrink"):
            run_import(session, telling(*told[:left]), Path())
        assert state(session) == before
    assert run_import(session, telling(*told[:left]), Path(), allow_shrink=True).facts == left


def test_the_order_of_the_facts_does_not_change_the_release(session: Session) -> None:
    first = run_import(session, telling(*facts()), Path())
    second = run_import(session, telling(*reversed(facts())), Path())
    assert second.release == first.release


def test_a_changed_fact_makes_a_new_release(session: Session) -> None:
    first = run_import(session, telling(*facts()), Path())
    name = Name("clona", "Newname", NameKind.BRAND, None, CITED)
    second = run_import(session, telling(*facts(), name), Path())
    assert second.release != first.release
    assert second.changed


def test_going_back_makes_the_old_release_the_newest_again(session: Session) -> None:
    first = run_import(session, telling(*facts()), Path())
    name = Name("clona", "Newname", NameKind.BRAND, None, CITED)
    run_import(session, telling(*facts(), name), Path())
    assert run_import(session, telling(*facts()), Path()).release == first.release
    newest = find_release(session)
    assert newest is not None
    assert newest.hash == first.release


def breaking(*told: Fact) -> DataSet:
    """A data set whose reading fails half-way."""

    def read(_: Sequence[Path], __: Intake) -> Iterator[Fact]:
        yield from told[: len(told) // 2]
        raise RejectedImport(["line 7: nonsense"])

    return replace(telling(*told), read=read)


BAD = {
    "fails half-way": (breaking(*facts()), RejectedImport),
    "too few facts": (telling(*facts()[:3], at_least=10), RejectedImport),
    "nothing": (telling(), RejectedImport),
    "about nothing": (
        telling(*facts(), Name("ghost", "x", NameKind.BRAND, None, CITED)),
        Exception,
    ),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_failed_import_leaves_everything_as_it_was(session: Session, bad: str) -> None:
    run_import(session, telling(*facts()), Path())
    before = state(session)
    data_set, error = BAD[bad]
    with pytest.raises(error):
        run_import(session, data_set, Path())
    session.rollback()
    assert state(session) == before


def test_seeding_twice_changes_nothing(session: Session, tmp_path: Path) -> None:
    folder = write_seed(tmp_path / "seed")
    run_import(session, DATA_SETS["curated"], folder)
    before = state(session)
    run_import(session, DATA_SETS["curated"], folder)
    assert state(session) == before


def test_a_bad_seed_loads_nothing(session: Session, tmp_path: Path) -> None:
    folder = write_seed(tmp_path / "seed", **changed("drugs/alpha.yaml", "kind: brand", "kind: b"))
    with pytest.raises(RejectedImport) as refused:
        run_import(session, DATA_SETS["curated"], folder)
    assert refused.value.problems[0].startswith("drugs/alpha.yaml:6: alpha: names.0.kind")
    assert state(session) == (None, 0, [], [])


def test_after_a_failed_import_garbage_is_looked_for_as_before(
    session: Session, tmp_path: Path
) -> None:
    before = gc.get_threshold()
    with pytest.raises(RejectedImport):
        run_import(session, DATA_SETS["curated"], write_seed(tmp_path / "bad", drugs__alpha="x: y"))
    assert gc.get_threshold() == before


def test_a_holder_takes_up_a_new_release_whole(engine: Engine) -> None:
    holder = ReleaseHolder(engine)
    with pytest.raises(NothingLoaded):
        holder.refresh()
    with Session(engine) as session:
        run_import(session, telling(*facts()), Path())
    holder.refresh()
    first = holder.current()
    holder.refresh()
    assert holder.current() is first
    with Session(engine) as session:
        run_import(session, telling(*facts()[:-1]), Path())
    holder.refresh()
    assert holder.current().release != first.release
    assert first.knowledge.release == first.release


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    with pytest.raises(NothingLoaded):
        ReleaseHolder(open_engine(f"sqlite:///{file}")).refresh()
    assert not file.exists()


def test_a_holder_whose_database_goes_answers_from_memory_and_says_so(tmp_path: Path) -> None:
    from app.store.migrate import migrate

    from tests.conftest import ROOT

    file = tmp_path / "x.db"
    engine = open_engine(f"sqlite:///{file}", create=True)
    migrate(engine, ROOT / "migrations")
    with Session(engine) as session:
        run_import(session, telling(*facts()), Path())
    engine.dispose()
    holder = ReleaseHolder(open_engine(f"sqlite:///{file}"))
    holder.refresh()
    holder.engine.dispose()
    for one in tmp_path.glob("x.db*"):
        one.unlink()
    before = holder.current()
    assert holder.is_reached
    holder.refresh()
    # Nothing is known against the data: a file may be out of reach for want of descriptors too.
    assert holder.current() is before
    assert not holder.is_reached
