"""Imported pairs stand beside the curated rules: these speak, and nothing is made milder."""

from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.names.input import Asked
from app.importers import DATA_SETS
from app.services.importing import run_import
from app.services.interactions import Question, check_interactions
from app.services.release import ReleaseHolder
from app.store.releases import list_data_sets
from sqlalchemy import Engine
from sqlmodel import Session

from tests.asking import only
from tests.seeds import write_seed

HEADING = "# key: {key}\n# title: List {key}\n# licence: mine\none,other,rating,severity\n"


def bring(session: Session, folder: Path, key: str, *rows: str) -> None:
    """Imports a list of the user's own."""
    file = folder / f"{key}.csv"
    file.write_text(HEADING.format(key=key) + "\n".join(rows))
    run_import(session, DATA_SETS["csv"], file)


@pytest.fixture
def seeded_here(engine: Engine, tmp_path: Path) -> Engine:
    """A database with the small seed: alpha with beta is major there."""
    with Session(engine) as session:
        run_import(session, DATA_SETS["curated"], write_seed(tmp_path / "seed"))
    return engine


@pytest.mark.parametrize(
    ("severity", "found"), [("minor", "major"), ("unknown", "major"), ("contraindicated",) * 2]
)
def test_the_curated_rule_speaks_and_is_never_made_milder(
    seeded_here: Engine, tmp_path: Path, severity: str, found: str
) -> None:
    with Session(seeded_here) as session:
        bring(session, tmp_path, "one", f"beta,alpha,my word,{severity}")
    holder = ReleaseHolder(seeded_here)
    holder.refresh()
    asked = (Asked(name="alpha"), Asked(name="Alphax"), Asked(name="beta"))
    finding = only(check_interactions(holder.current(), Question(drugs=asked[1:])))
    assert (finding.rule, finding.severity.value) == ("alpha-beta", found)
    (rating,) = finding.native_ratings
    assert (rating.source, rating.rating, rating.severity.value) == ("own-one", "my word", severity)
    assert rating.licence == "mine (not free)"
    assert finding.advice.professional == "Avoid."


def test_several_own_lists_stand_side_by_side(seeded_here: Engine, tmp_path: Path) -> None:
    with Session(seeded_here) as session:
        bring(session, tmp_path, "one", "alpha,beta,red,major")
        bring(session, tmp_path, "two", "alpha,beta,green,minor")
        bring(session, tmp_path, "one", "alpha,beta,amber,moderate")
        told = [one.key for one in list_data_sets(session)]
    assert told == ["curated", "own-one", "own-two"]
    holder = ReleaseHolder(seeded_here)
    holder.refresh()
    asked = Question(drugs=(Asked(name="alpha"), Asked(name="beta")))
    ratings = only(check_interactions(holder.current(), asked)).native_ratings
    assert [(one.source, one.rating) for one in ratings] == [
        ("own-one", "amber"),
        ("own-two", "green"),
    ]


def test_a_refused_list_changes_nothing(seeded_here: Engine, tmp_path: Path) -> None:
    with Session(seeded_here) as session:
        bring(session, tmp_path, "one", "alpha,beta,red,major")
        before = [(one.key, one.checksum) for one in list_data_sets(session)]
        with pytest.raises(RejectedImport, match=r"one\.csv:5: a drug that nobody knows"):
            bring(session, tmp_path, "one", "alpha,ghost,red,major", "alpha,beta,green,minor")
        assert [(one.key, one.checksum) for one in list_data_sets(session)] == before
