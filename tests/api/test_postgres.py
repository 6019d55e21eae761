"""Does PostgreSQL give the same bytes as SQLite? Skipped unless TEST_POSTGRES_URL is set."""

from collections.abc import Iterator

import pytest
from app.domain.facts import Fact
from app.store.read import list_facts
from app.store.schema import ROW_OF
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.api.calling import ids, problem, serving
from tests.postgres import SEEDED, Server, of_this_worker

OWN = of_this_worker("api")


@pytest.fixture(scope="module")
def postgres(seeded_server: Server) -> Iterator[TestClient]:
    """The application on a copy of the seeded database."""
    with serving(seeded_server.make(OWN, like=SEEDED)) as client:
        yield client
    seeded_server.drop(OWN)


LISTS = ["/drugs", "/classes", "/conditions", "/side-effects", "/sources", "/interactions"]
PARTS = ["indications", "side-effects", "warnings", "interactions", "classes"]


def addresses(client: TestClient) -> Iterator[str]:
    """Every address of the catalogue."""
    for path in LISTS:
        yield f"{path}?limit=500"
        yield from (f"{path}/{slug}" for slug in ids(client, path))
    for drug in ids(client, "/drugs"):
        yield from (f"/drugs/{drug}/{part}?limit=500" for part in PARTS)
    yield "/indications?limit=500"
    yield "/indications?limit=7&offset=9"
    yield "/drugs/clonazepam/indications/depression"
    yield "/interactions/check?drugs=Klonopin,oxycodone,wine,unobtainium"


def rows_of(client: TestClient, kind: type[Fact]) -> list[Fact]:
    """Every fact of a kind, in the order in which the database of a server gives them."""
    with Session(client.app.state.holder.engine) as session:  # type: ignore[attr-defined]
        return list_facts(session, kind)


@pytest.mark.parametrize("kind", ROW_OF, ids=lambda kind: kind.__name__)
def test_both_databases_give_the_same_facts_in_the_same_order(
    client: TestClient, postgres: TestClient, kind: type[Fact]
) -> None:
    assert rows_of(client, kind) == rows_of(postgres, kind)


def test_both_databases_give_the_same_bytes(client: TestClient, postgres: TestClient) -> None:
    """Every list, and a hundredth of all things: their facts are the same and in the same order."""
    paths = [*addresses(client)]
    lists = [path for path in paths if path.count("/") == 1]
    sampled = sorted({*lists, *paths[::100], *paths[-4:]})
    assert len(sampled) > 200
    differing = [path for path in sampled if client.get(path).content != postgres.get(path).content]
    assert differing == []


@pytest.mark.parametrize(
    "path",
    [
        "/drugs/%00",
        "/conditions/%00",
        "/classes/%00",
        "/side-effects/%00",
        "/interactions/%00",
        "/sources/%00",
        "/indications?condition=%00",
    ],
)
def test_a_sign_that_the_database_cannot_hold_is_refused(postgres: TestClient, path: str) -> None:
    problem(postgres.get(path), 400)
