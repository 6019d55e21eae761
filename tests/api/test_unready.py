"""Without data every question is a 503, never an empty answer; and a new release is taken up."""

import re
import sqlite3
import time
from pathlib import Path

import pytest
from app.main import create_app
from app.settings import Settings
from fastapi.testclient import TestClient

from tests.conftest import open_migrated, seed
from tests.seeds import changed, write_seed

QUESTIONS = [
    "/readyz", "/drugs", "/drugs/clonazepam", "/drugs/clonazepam/indications",
    "/drugs/clonazepam/indications/depression", "/drugs/clonazepam/side-effects",
    "/drugs/clonazepam/warnings", "/drugs/clonazepam/states",
    "/drugs/clonazepam/interactions", "/drugs/clonazepam/classes",
    "/indications", "/conditions", "/conditions/depression", "/side-effects",
    "/side-effects/insomnia", "/classes", "/classes/opioid", "/interactions",
    "/interactions/benzodiazepine-opioid", "/interactions/check?drugs=clonazepam,alcohol",
    "/sources", "/sources/clonazepam-article", "/search?q=clon", "/resolve?q=clonazepam",
    "/coverage", "/data-sets", "/data-sets/curated", "/releases", "/releases/diff",
]  # fmt: skip
STATES = ["missing", "unmigrated", "empty", "no database"]


def bring_into(state: str, file: Path) -> None:
    """A database file that cannot answer."""
    if state == "unmigrated":
        sqlite3.connect(file).close()
        file.touch()
    elif state == "no database":
        file.write_text("<html>an error page</html>" * 100)
    elif state == "empty":
        engine = open_migrated(f"sqlite:///{file}")
        engine.dispose()


@pytest.mark.parametrize("state", STATES)
def test_without_data_every_question_is_a_503(tmp_path: Path, state: str) -> None:
    file = tmp_path / "materia.db"
    bring_into(state, file)
    with TestClient(
        create_app(Settings(database_url=f"sqlite:///{file}")), raise_server_exceptions=False
    ) as client:
        answers = {path: client.get(path) for path in QUESTIONS}
        posted = client.post("/interactions/check", json={"drugs": ["clonazepam"]})
        alive, version = client.get("/healthz"), client.get("/version")
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(
        QUESTIONS, 503
    )
    assert posted.status_code == 503
    assert posted.json()["title"] == "Data not loaded"
    # To migrate and seed would mend no damaged file.
    advice = "materia doctor" if state == "no database" else "materia migrate"
    assert advice in posted.json()["detail"]
    assert ("damaged" in posted.json()["detail"]) == (state == "no database")
    assert alive.status_code == 200
    assert version.json()["release"] is None


@pytest.mark.parametrize("state", STATES)
def test_without_data_a_page_says_so_in_words_for_people(tmp_path: Path, state: str) -> None:
    file = tmp_path / "materia.db"
    bring_into(state, file)
    with TestClient(create_app(Settings(database_url=f"sqlite:///{file}"))) as client:
        pages = [
            client.get("/pages/drugs/clonazepam"),
            client.get("/pages/conditions/depression"),
            client.get("/pages/sources/label-coumadin"),
            client.post("/", data={"question": "check", "names": "warfarin, aspirin"}),
            client.post("/", data={"question": "search", "words": "warfarin"}),
        ]
    for page in pages:
        assert page.status_code == 503
        assert page.headers["content-type"].startswith("text/html")
        assert "The data cannot be read" in page.text or "There are no data here yet" in page.text
        assert not re.search("unmigrated|materia (migrate|seed|doctor)|database", page.text)
    assert "Nothing was checked." in pages[3].text


def test_looking_at_a_missing_database_does_not_make_it(tmp_path: Path) -> None:
    file = tmp_path / "materia.db"
    with TestClient(create_app(Settings(database_url=f"sqlite:///{file}"))) as client:
        client.get("/readyz")
    assert not file.exists()


def test_a_new_release_is_taken_up_without_a_restart(tmp_path: Path) -> None:
    folder = write_seed(tmp_path / "seed")
    url = f"sqlite:///{tmp_path}/materia.db"
    seed(url, folder)
    settings = Settings(database_url=url, release_poll_seconds=0.05)
    question = {"drugs": ["alpha", "beta"]}
    with TestClient(create_app(settings)) as client:
        before = client.get("/drugs/alpha")
        checked = client.post("/interactions/check", json=question).json()
        write_seed(folder, **changed("drugs/alpha.yaml", "The first", "Changed, the first"))
        seed(url, folder)
        until = time.monotonic() + 2
        while client.get("/version").json()["release"] == checked["release"]:
            assert time.monotonic() < until
            time.sleep(0.02)
        after = client.get("/drugs/alpha")
        checked_again = client.post("/interactions/check", json=question).json()
    assert after.json()["description"].startswith("Changed")
    assert after.headers["etag"] != before.headers["etag"]
    assert checked_again["release"] != checked["release"]


def test_data_that_come_later_are_taken_up(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/materia.db"
    with TestClient(
        create_app(Settings(database_url=url, release_poll_seconds=0.05)),
        raise_server_exceptions=False,
    ) as client:
        assert client.get("/readyz").status_code == 503
        seed(url, write_seed(tmp_path / "seed"))
        until = time.monotonic() + 5
        while client.get("/readyz").status_code != 200:
            assert time.monotonic() < until
            time.sleep(0.05)
        assert client.get("/drugs/alpha").status_code == 200
