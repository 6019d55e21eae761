"""Servers and publishers on PostgreSQL: under load while it is restarted, while releases come.

Skipped unless TEST_POSTGRES_URL is set and the programs of PostgreSQL are here.
"""

import http.client
import json
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.importers import DATA_SETS
from app.services.published.follow import Follower

from tests.cli.starting import wait_until
from tests.cli.test_following import Publisher, content, web_server
from tests.cli.test_serve import Served
from tests.cli.test_serving_on import base, run
from tests.cli.test_swapping import release_of
from tests.cli.test_workers import TWO
from tests.conftest import ROOT, open_migrated, seed
from tests.postgres import OwnServer, Server, of_this_worker, own_server
from tests.seeds import changed, write_seed

CHECK = ("POST", "/interactions/check", json.dumps({"drugs": ["alpha", "beta"]}))
OF_THE_DATABASE = [
    ("GET", f"/{path}", None)
    for path in ("drugs/beta/warnings?limit=9", "interactions?limit=5", "search?q=alp", "releases")
]
JSON = {"Content-Type": "application/json"}


class Asking(threading.Thread):
    """Asks on and on over connections that it keeps: a check every second time."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.port = port
        self.ending = threading.Event()
        self.checks: Counter[object] = Counter()
        self.others: Counter[object] = Counter()
        self.answers: set[bytes] = set()

    def run(self) -> None:
        """Until it is to end."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        place = 0
        while not self.ending.is_set():
            place += 1
            is_check = place % 2 == 0
            asked = CHECK if is_check else OF_THE_DATABASE[place // 2 % len(OF_THE_DATABASE)]
            try:
                connection.request(*asked[:2], asked[2], JSON)
                answer = connection.getresponse()
                body = answer.read()
                outcome: object = answer.status
            except (OSError, http.client.HTTPException) as error:
                outcome = repr(error)
                connection.close()
            (self.checks if is_check else self.others)[outcome] += 1
            if is_check and outcome == 200:
                self.answers.add(body)
        connection.close()


@pytest.fixture(scope="module")
def own() -> Iterator[OwnServer]:
    """A PostgreSQL of our own, with a small seed in it."""
    with own_server() as one:
        seed(one.url, write_seed(one.folder / "seed"))
        yield one


def start(own: OwnServer, folder: Path, workers: str) -> Served:
    """A `materia serve` on it."""
    settings = {
        **TWO,
        "MATERIA_WORKERS": workers,
        "MATERIA_DATABASE_URL": own.url,
        "MATERIA_SEED_PATH": str(own.folder / "seed"),
        "MATERIA_RELEASE_POLL_SECONDS": "0.1",
        "TMPDIR": str(folder),
    }
    return Served(folder, **settings)


def asking(port: int) -> list[Asking]:
    """Four that ask at once."""
    found = [Asking(port) for _ in range(4)]
    for one in found:
        one.start()
    return found


def wait_for_checks(clients: list[Asking], served: Served, more: int = 30) -> None:
    """Until each has had so many answers more."""
    wanted = [(one, one.checks.total() + more) for one in clients]

    def has_come() -> bool:
        # What it logs would fill the pipe.
        served.process.read(0)
        return all(one.checks.total() >= count for one, count in wanted)

    wait_until(has_come, 100)


def end(clients: list[Asking]) -> tuple[Counter[object], Counter[object]]:
    """What became of their checks, and of all else."""
    for one in clients:
        one.ending.set()
    for one in clients:
        one.join(60)
    checks: Counter[object] = sum((one.checks for one in clients), Counter())
    others: Counter[object] = sum((one.others for one in clients), Counter())
    return checks, others


@pytest.mark.fault(
    "PostgreSQL is restarted and killed under a server and under workers, under load",
    "No check fails; all else is answered, or 503",
)
@pytest.mark.parametrize("workers", ["1", "2"])
def test_restarts_of_postgresql_fail_no_check(own: OwnServer, tmp_path: Path, workers: str) -> None:
    served = start(own, tmp_path, workers)
    address = base(served)
    clients = asking(int(address.rpartition(":")[2]))
    try:
        wait_for_checks(clients, served)
        for mode in ("fast", "immediate"):
            own.control("restart", mode=mode)
            wait_for_checks(clients, served)
        own.control("stop", mode="immediate")
        wait_for_checks(clients, served)
        own.control("start")
        wait_for_checks(clients, served)
        for one in clients:
            one.others.clear()
        wait_for_checks(clients, served)
        again = sum((one.others for one in clients), Counter[object]())
    finally:
        checks, others = end(clients)
        served.process.kill()
    assert set(checks) == {200}, checks
    assert set(others) <= {200, 503}
    assert again and set(again) == {200}, "once it is back nothing fails"
    assert len(set.union(*(one.answers for one in clients))) == 1


@pytest.mark.fault(
    "An import into PostgreSQL, under two workers and load",
    "No request fails; new workers answer from the new release",
)
def test_workers_take_up_a_release_from_postgresql(own: OwnServer, tmp_path: Path) -> None:
    served = start(own, tmp_path, "2")
    address = base(served)
    clients = asking(int(address.rpartition(":")[2]))
    try:
        wait_for_checks(clients, served)
        old = release_of(address, served)
        write_seed(own.folder / "seed", **changed("drugs/beta.yaml", "The second", "Number two"))
        settings = {"MATERIA_DATABASE_URL": own.url}
        assert run("import", "curated", str(own.folder / "seed"), **settings) == 0
        wait_until(lambda: all(release_of(address, served) != old for _ in range(6)))
        wait_for_checks(clients, served)
    finally:
        checks, others = end(clients)
        served.process.kill()
    assert (set(checks), set(others)) == ({200}, {200})


class OnPostgres(Publisher):
    """A publisher whose database is PostgreSQL's."""

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder)
        self.url = url
        open_migrated(url).dispose()
        self.take(DATA_SETS["curated"], self.seed)


def test_what_postgresql_publishes_is_followed_as_what_sqlite_does(
    postgres_url: str, tmp_path: Path
) -> None:
    publisher = OnPostgres(tmp_path, postgres_url)
    file = tmp_path / "replica" / "materia.db"
    file.parent.mkdir()
    publisher.folder.mkdir()
    key = publisher.public_key
    with web_server(publisher.folder) as url:
        follower = Follower(url, key, file, ROOT / "migrations", 10**9)
        for _ in range(2):
            release = publisher.publish()
            follower.follow()
            found = content(f"sqlite:///{file}?mode=ro")
            assert found == content(publisher.url) and found[0] == release
            publisher.change()


@pytest.fixture
def postgres_url(server: Server) -> Iterator[str]:
    """The address of a database with nothing in it."""
    name = of_this_worker("publisher")
    yield server.make(name)
    server.drop(name)
