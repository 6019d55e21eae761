"""A database that changes under a running server."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app.importers import DATA_SETS
from app.services.importing import run_import
from app.store.database import open_engine
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.api.calling import problem, serving
from tests.conftest import seed
from tests.seeds import changed, write_seed

ASKED = ["/readyz", "/drugs?limit=3", "/drugs/clonazepam", "/coverage", "/resolve?q=wine",
         "/interactions/check?drugs=clonazepam,alcohol"]  # fmt: skip


NEW_DRUG = """\
id: new-drug
name: newdrug
kind: medication
description: New.
cite: book § one
classes:
  - {id: soft-calmers, cite: book § one}
indications:
  - condition: worry
    status: approved
    goal: unknown
    why: New.
    cite: book § one
side_effects:
  - {effect: sleep, cite: book § one}
"""
WITH_THE_NEW = ["/conditions/worry", "/side-effects/sleep", "/indications?limit=500"]
NOTED = changed("drugs/alpha.yaml", "{effect: sleep,", "{effect: sleep, note: A severe sign.,")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small seed, to be changed: the size makes no difference to what a change does."""
    return write_seed(tmp_path / "seed", **NOTED)


@pytest.fixture
def database(tmp_path: Path, folder: Path) -> str:
    """The address of a database with that seed."""
    url = f"sqlite:///{tmp_path}/small.db"
    seed(url, folder)
    return url


def change(folder: Path) -> None:
    """A drug is described anew, and one of its side effects is told anew."""
    file = folder / "drugs" / "alpha.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("description: The first", "description: Anew, the first")
    text = text.replace("note: A severe sign", "note: Anew a severe sign")
    file.write_text(text, encoding="utf-8")


def waiting(seconds: float) -> Iterator[None]:
    """Turns of a bounded wait."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        yield
        time.sleep(0.02)


def test_a_release_that_nobody_has_noticed_yet_is_never_mixed_with_the_old_one(
    database: str, folder: Path
) -> None:
    with serving(database, release_poll_seconds=3600) as client:
        client.get("/drugs/alpha")
        change(folder)
        seed(database, folder)
        first, second = (client.get("/drugs/alpha") for _ in range(2))
    if first.headers["etag"] == second.headers["etag"]:
        assert first.json() == second.json()
    else:
        assert first.json()["description"].startswith("The first")


def test_an_answer_of_the_old_release_is_never_confirmed_by_a_304_of_the_new(
    database: str, folder: Path
) -> None:
    with serving(database, release_poll_seconds=3600) as client:
        change(folder)
        seed(database, folder)
        kept = client.get("/drugs/alpha")
        again = client.get("/drugs/alpha", headers={"If-None-Match": kept.headers["etag"]})
        newest = client.get("/drugs/alpha?view=full").json()
    assert again.status_code == 200 or kept.json()["description"] == newest["description"]


@pytest.mark.parametrize("path", WITH_THE_NEW)
def test_a_new_thing_of_a_release_that_nobody_has_noticed_yet_breaks_no_answer(
    database: str, folder: Path, path: str
) -> None:
    with serving(database, release_poll_seconds=3600) as client:
        (folder / "drugs" / "new-drug.yaml").write_text(NEW_DRUG, encoding="utf-8")
        seed(database, folder)
        assert client.get(path).status_code == 200


def test_an_import_of_the_same_facts_changes_neither_release_nor_etag(
    database: str, folder: Path
) -> None:
    with serving(database, release_poll_seconds=0.05) as client:
        before = client.get("/drugs"), client.get("/version").json()
        seed(database, folder)
        for _ in waiting(0.3):
            assert client.get("/version").json() == before[1]
        assert client.get("/drugs").headers["etag"] == before[0].headers["etag"]


def test_the_old_release_comes_back_with_its_old_etags(database: str, folder: Path) -> None:
    file = folder / "drugs" / "alpha.yaml"
    original = file.read_text(encoding="utf-8")
    with serving(database, release_poll_seconds=0.05) as client:
        release, etag = release_and_etag(client)
        change(folder)
        seed(database, folder)
        assert any(release_and_etag(client)[0] != release for _ in waiting(2))
        assert release_and_etag(client)[1] != etag
        file.write_text(original, encoding="utf-8")
        seed(database, folder)
        assert any(release_and_etag(client) == (release, etag) for _ in waiting(2))


def release_and_etag(client: TestClient) -> tuple[str, str]:
    """What names the state of the data."""
    return client.get("/version").json()["release"], client.get("/drugs").headers["etag"]


def destroy(how: str, file: Path) -> None:
    """Takes the data away from under the server."""
    if how == "overwritten":
        file.write_bytes(b"<html>an error page</html>" * 9_000)
    elif how == "truncated":
        file.write_bytes(b"")
    else:
        with sqlite3.connect(file) as connection:
            connection.execute("drop table release" if how == "dropped" else "delete from release")
        connection.close()


@pytest.mark.parametrize("how", ["overwritten", "truncated", "dropped", "emptied"])
def test_data_that_go_away_under_a_server_become_503(
    seeded_copy: str, tmp_path: Path, how: str
) -> None:
    with serving(seeded_copy, release_poll_seconds=0.05) as client:
        assert {client.get(path).status_code for path in ASKED} == {200}
        for leftover in tmp_path.glob("materia.db-*"):
            leftover.unlink()
        destroy(how, tmp_path / "materia.db")
        gone = any({client.get(path).status_code for path in ASKED} == {503} for _ in waiting(2))
        assert gone
        assert problem(client.get("/drugs"), 503)["title"] == "Data not loaded"
        assert client.get("/healthz").status_code == 200
        assert client.get("/version").json()["release"] is None


def test_a_database_deleted_under_a_server_never_gives_an_emptier_answer(
    seeded_copy: str, tmp_path: Path
) -> None:
    with serving(seeded_copy, release_poll_seconds=0.05) as client:
        before = {path: _lasting(client.get(path)) for path in ASKED}
        (tmp_path / "materia.db").unlink()
        for _ in waiting(0.5):
            for path in ASKED:
                answer = client.get(path)
                assert answer.status_code == 503 or _lasting(answer) == before[path], path
        assert not (tmp_path / "materia.db").exists()


def _lasting(answer: Any) -> dict[str, Any]:
    """Without the part of /readyz that changes as soon as all rows are compared."""
    return {**answer.json(), "data": None}


def test_a_503_says_when_to_ask_again_and_what_to_do(tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path}/nothing.db") as client:
        answers = [client.get(path) for path in ASKED]
        posted = client.post("/interactions/check", json={"drugs": ["clonazepam"]})
        head = client.head("/drugs")
    for answer in [*answers, posted]:
        assert "materia seed" in problem(answer, 503)["detail"]
        assert int(answer.headers["retry-after"]) > 0
    assert (head.status_code, head.content) == (503, b"")


BY_HAND = "UPDATE rule SET severity = 'minor'"


def by_hand(database: str, statement: str = BY_HAND) -> None:
    """Changes rows as somebody with a client of SQLite does."""
    with sqlite3.connect(database.removeprefix("sqlite:///")) as connection:
        connection.execute(statement)
    connection.close()


def test_rows_that_were_changed_before_the_start_are_no_release(database: str) -> None:
    with serving(database) as client:
        assert client.get("/readyz").json()["data"] == "ok"
    by_hand(database, "DELETE FROM rule")
    with serving(database) as client:
        answer = problem(client.get("/readyz"), 503)
    assert answer["title"] == "Data changed"
    assert "rule of curated" in answer["detail"] and "seed --repair" in answer["detail"]


def test_rows_that_are_changed_under_a_server_are_found(database: str) -> None:
    with serving(database, release_poll_seconds=3600) as client:
        assert client.get("/readyz").status_code == 200
        by_hand(database)
        assert any(client.get("/readyz").status_code == 503 for _ in waiting(2))
        by_hand(database, BY_HAND.replace("minor", "major"))
        assert any(client.get("/readyz").status_code == 200 for _ in waiting(2))


def test_rows_that_are_changed_are_logged_once(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    by_hand(database)
    with serving(database, release_poll_seconds=0.02) as client:
        for _ in waiting(0.5):
            client.get("/readyz")
    assert caplog.text.count("not those that were imported") == 1


def test_what_was_put_back_is_answered_from_again(database: str, folder: Path) -> None:
    by_hand(database, "DELETE FROM rule")
    check = "/interactions/check?drugs=alpha,beta"
    with serving(database, release_poll_seconds=0.02) as client:
        assert client.get(check).json()["findings"] == []
        with Session(open_engine(database)) as session:
            run_import(session, DATA_SETS["curated"], folder, repair=True)
        assert any(client.get(check).json()["findings"] for _ in waiting(2))
        assert any(client.get("/readyz").status_code == 200 for _ in waiting(2))


def test_what_there_is_no_time_for_at_the_start_is_compared_afterwards(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.main._AT_START", 0.0)
    monkeypatch.setattr("app.api.rest.service._SECONDS", 0.0)
    with serving(database, release_poll_seconds=0.3) as client:
        assert client.get("/readyz").json()["data"] == "in_part"
        assert any(client.get("/readyz").json()["data"] == "ok" for _ in waiting(3))
