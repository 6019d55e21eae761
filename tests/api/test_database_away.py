"""A PostgreSQL server that goes away under a running service, and comes back.

A server of our own is restarted; skipped unless TEST_POSTGRES_URL is set and its programs are here.
"""

import os
import subprocess
from collections.abc import Iterator

import pytest
from app.store.database import Reader, Serving, open_engine
from app.store.faults import Fault, fault_of
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.api.calling import problem, serving
from tests.conftest import seed
from tests.postgres import OwnServer, own_server
from tests.seeds import write_seed

CHECK = {"drugs": ["alpha", "beta"]}


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    """The server, with a small seed in it."""
    with own_server() as server:
        seed(server.url, write_seed(server.folder / "seed"))
        yield server


@pytest.fixture
def client(server: OwnServer) -> Iterator[TestClient]:
    """The service, which looks for a new release all the time."""
    with serving(server.url, release_poll_seconds=0.05) as client:
        yield client


@pytest.mark.fault(
    "PostgreSQL goes away",
    "Checks are answered from memory; the rest says so",
)
def test_while_it_is_away_checks_are_answered_from_memory(
    server: OwnServer, client: TestClient
) -> None:
    before = client.post("/interactions/check", json=CHECK)
    assert client.get("/drugs/alpha/warnings?limit=2").status_code == 200
    server.control("stop")
    try:
        for _ in range(20):
            assert client.post("/interactions/check", json=CHECK).content == before.content
        away = client.get("/drugs/alpha/warnings?limit=3")
        assert problem(away, 503)["title"] == "Database not reached"
        assert away.headers["retry-after"] == "5" and "seed" not in away.json()["detail"]
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["database"]) == (200, "away")
    finally:
        server.control("start")
    assert client.get("/drugs/alpha/warnings?limit=4").status_code == 200
    assert client.get("/readyz").json()["database"] == "ok"


@pytest.mark.fault(
    "PostgreSQL is restarted under load",
    "No check fails; nothing is a 500",
)
def test_restarted_under_load_no_check_fails_and_nothing_is_an_error_of_ours(
    server: OwnServer, client: TestClient
) -> None:
    before = client.post("/interactions/check", json=CHECK)
    paths = ("/drugs/beta/warnings?limit=9", "/interactions?limit=5", "/search?q=alp", "/readyz")
    assert [client.get(path).status_code for path in paths] == [200] * len(paths)
    seen = set()
    restarting = subprocess.Popen(_restart(server), cwd="/", stdout=subprocess.DEVNULL)
    while restarting.poll() is None:
        assert client.post("/interactions/check", json=CHECK).content == before.content
        seen |= {client.get(path).status_code for path in paths}
    assert restarting.returncode == 0
    assert seen <= {200, 503}
    assert [client.get(path).status_code for path in paths] == [200] * len(paths)


def _restart(server: OwnServer) -> list[str]:
    command = [str(server.binaries / "pg_ctl"), "-D", f"{server.folder}/data", "-w", "restart"]
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def test_who_has_read_has_read_though_the_connection_is_lost(server: OwnServer) -> None:
    engine = open_engine(server.url, serving=Serving(connections=1))
    for _ in range(3):
        # Without it the only connection would be gone after the first round.
        with Reader(engine) as session:
            assert session.scalar(text("SELECT 1")) == 1
            server.control("restart", mode="immediate")
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    engine.dispose()


def test_a_statement_that_takes_too_long_is_ended(server: OwnServer) -> None:
    engine = open_engine(server.url, serving=Serving(connections=1, statement_seconds=0.05))
    with engine.connect() as connection, pytest.raises(DBAPIError) as ended:
        connection.execute(text("SELECT pg_sleep(20)"))
    assert fault_of(ended.value) is Fault.SLOW
    engine.dispose()


def test_who_finds_no_connection_is_told_so(
    server: OwnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.database._POOL_SECONDS", 0.05)
    with serving(server.url, database_connections=1) as client:
        assert client.get("/drugs?limit=2").status_code == 200
        with client.app.state.holder.engine.connect():  # type: ignore[attr-defined]
            assert problem(client.get("/drugs/beta/warnings?limit=3"), 503)["title"] == "Busy"
            assert client.get("/readyz").status_code == 200
        assert client.get("/drugs/beta/warnings?limit=3").status_code == 200
