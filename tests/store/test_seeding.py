"""Is a seed read again when it says something else, and only then?"""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from app.importers import DATA_SETS
from app.services.importing import is_seeded, run_import
from app.store.releases import list_data_sets
from sqlmodel import Session

from tests.seeds import FILES, changed, write_seed

YEAR = 365 * 24 * 3600


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A seed whose files are a year old."""
    return aged(write_seed(tmp_path / "seed"))


def aged(folder: Path, years: float = 1) -> Path:
    """The folder, as a checkout, an archive or an image layer of that age would leave it."""
    then = time.time() - years * YEAR
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (then, then))
    return folder


def seed(session: Session, folder: Path) -> bool:
    """One start of the server: reads the seed if it must. Whether it did."""
    if is_seeded(session, folder):
        return False
    run_import(session, DATA_SETS["curated"], folder)
    return True


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Asia/Tokyo"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine somewhere."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("zone")
def test_a_change_is_noticed_anywhere_on_earth(session: Session, folder: Path) -> None:
    assert [seed(session, folder) for _ in range(2)] == [True, False]
    session.expire_all()
    for known in list_data_sets(session):
        assert abs((datetime.now(UTC) - known.imported_at).total_seconds()) < 60
    hour = time.time() + 3600
    (folder / "drugs/beta.yaml").write_text(
        FILES["drugs/beta.yaml"].replace("The second", "Number two"), encoding="utf-8"
    )
    os.utime(folder / "drugs/beta.yaml", (hour, hour))
    assert not is_seeded(session, folder)


def test_an_empty_database_is_not_seeded(session: Session, folder: Path) -> None:
    assert not is_seeded(session, folder)


def test_a_seed_that_is_loaded_is_not_read_again(session: Session, folder: Path) -> None:
    assert [seed(session, folder) for _ in range(3)] == [True, False, False]


def test_a_data_set_of_another_key_is_no_seed(session: Session, folder: Path) -> None:
    run_import(session, replace(DATA_SETS["curated"], key="other"), folder)
    assert not is_seeded(session, folder)


def test_a_changed_file_is_read(session: Session, folder: Path) -> None:
    seed(session, folder)
    time.sleep(0.05)
    write_seed(folder, **changed("drugs/beta.yaml", "The second", "Number two"))
    assert seed(session, folder)
    assert not seed(session, folder)


@pytest.mark.parametrize("name", ["drugs__beta", "rules__rules"])
def test_a_file_that_is_gone_is_noticed(session: Session, folder: Path, name: str) -> None:
    seed(session, folder)
    time.sleep(0.05)
    (folder / f"{name.replace('__', '/')}.yaml").unlink()
    assert not is_seeded(session, folder)


def test_a_file_that_is_new_is_noticed(session: Session, folder: Path) -> None:
    seed(session, folder)
    time.sleep(0.05)
    write_seed(folder, look_alikes__a="- {one: alpha, other: beta, cite: book § one}\n")
    assert not is_seeded(session, folder)


def test_a_newer_seed_with_older_files_is_noticed(session: Session, folder: Path) -> None:
    """An image built on Monday takes over a database that was seeded on Tuesday."""
    seed(session, folder)
    write_seed(folder, **changed("drugs/beta.yaml", "The second", "Number two"))
    aged(folder, years=0.5)
    assert not is_seeded(session, folder)


def test_another_folder_with_older_files_is_noticed(
    session: Session, folder: Path, tmp_path: Path
) -> None:
    seed(session, folder)
    other = write_seed(tmp_path / "other", **changed("drugs/beta.yaml", "The second", "Other"))
    assert not is_seeded(session, aged(other, years=2))


def test_a_seed_that_was_only_touched_is_read_no_more_than_once(
    session: Session, folder: Path
) -> None:
    seed(session, folder)
    time.sleep(0.05)
    (folder / "drugs/beta.yaml").touch()
    seed(session, folder)
    assert [seed(session, folder) for _ in range(3)] == [False] * 3


def test_a_folder_that_is_not_there_is_not_called_seeded(session: Session, folder: Path) -> None:
    seed(session, folder)
    assert not is_seeded(session, folder / "nowhere")
