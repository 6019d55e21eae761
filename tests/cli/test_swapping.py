"""A running server takes up new releases while it is asked: no request fails, none is half new."""

import contextlib
import http.client
import json
import re
import shutil
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.rrf import write_rrf
from tests.cli.test_serve import Served
from tests.cli.test_serving_on import run
from tests.conftest import ROOT

CHECK = "/interactions/check?drugs=clonazepam,alcohol,Brand000003"
ASKED = [
    CHECK,
    "/drugs/clonazepam",
    "/drugs/clonazepam/warnings",
    "/interactions?limit=20",
    "/sources/clonazepam-article",
    "/coverage",
    "/search?q=brand0",
    "/releases?limit=1",
]


class Endpoint(threading.Thread):
    """A client that asks on and on over one connection, and keeps every answer once."""

    def __init__(self, port: int, first: int) -> None:
        super().__init__(daemon=True)
        self.port, self.first = port, first
        self.ending = threading.Event()
        self.count = 0
        self.failed: list[Any] = []
        self.answers: dict[tuple[str, str], set[bytes]] = defaultdict(set)

    def run(self) -> None:
        """Until it is told to end."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        place = self.first
        last = time.monotonic()
        while not self.ending.is_set():
            if time.monotonic() - last > 2:
                # A server closes what was silent for five seconds: the next request begins anew.
                connection.close()
            path = ASKED[place % len(ASKED)]
            place += 1
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                body = answer.read()
                last = time.monotonic()
            except (OSError, http.client.HTTPException) as error:
                self.failed.append((path, repr(error)))
                return
            self.count += 1
            if answer.status != 200:
                self.failed.append((path, answer.status, body[:300]))
            told = json.loads(body)
            named = told["release"] if path == CHECK else answer.headers["etag"]
            if path.startswith("/releases"):
                named = told["items"][0]["hash"]
            self.answers[path, str(named)].add(body)
            time.sleep(0.01)  # the import must have its share of a small machine
        connection.close()


@pytest.fixture
def served(tmp_path: Path, seeded_copy: str) -> Iterator[Served]:
    """A real server on a copy of the seed, and of its database."""
    shutil.copytree(ROOT / "seed", tmp_path / "seed")
    # A line for each request would fill the pipe that nobody reads.
    quiet = {"MATERIA_LOG_LEVEL": "warning", "MATERIA_SEED_PATH": str(tmp_path / "seed")}
    one = Served(tmp_path, **quiet)
    yield one
    one.process.kill()


def release_of(address: str, served: Served) -> str:
    """The release that answers."""
    found: str = json.loads(served.ask(f"{address}/version"))["release"]
    return found


def change(folder: Path) -> None:
    """Says one drug and one warning anew, in files that belong together."""
    file = folder / "drugs" / "clonazepam.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("description: A benzodiazepine", "description: Anew, a benzodiazepine")
    file.write_text(text, encoding="utf-8")
    rules = folder / "rules" / "cns-depressants.yaml"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(re.sub(r"(?m)^(\s*(?:- )?title: )", r"\1Anew, ", text), encoding="utf-8")


def noticed_after(address: str, served: Served, old: str) -> float:
    """Seconds until another release answers."""
    began = time.monotonic()
    while release_of(address, served) == old:
        assert time.monotonic() < began + 20, "it never noticed"
        time.sleep(0.02)
    return time.monotonic() - began


def wait_for_answers(clients: list[Endpoint]) -> None:
    """Until each client has had two rounds of answers more: the second began after now."""
    wanted = {client: client.count + 2 * len(ASKED) for client in clients}
    until = time.monotonic() + 100
    while any(client.is_alive() and client.count < count for client, count in wanted.items()):
        assert time.monotonic() < until, "the clients had no answers"
        time.sleep(0.05)


def end(clients: list[Endpoint]) -> list[Any]:
    """Lets all of them end. What failed of what they asked."""
    for client in clients:
        client.ending.set()
    for client in clients:
        client.join(30)
    return [one for client in clients for one in client.failed]


@pytest.mark.fault(
    "Imports under load, two servers on one file",
    "No request fails; no answer mixes two releases",
)
def test_two_imports_under_load_fail_no_request_and_mix_no_answer(
    served: Served, tmp_path: Path
) -> None:
    address = served.wait_for(r"answers at (\S+)")[1]
    served.ask(f"{address}/readyz")
    settings = {"MATERIA_DATABASE_URL": f"sqlite:///{tmp_path}/materia.db"}
    releases = [release_of(address, served)]
    clients = [Endpoint(int(address.rpartition(":")[2]), first) for first in range(4)]
    for client in clients:
        client.start()
    wait_for_answers(clients)
    change(tmp_path / "seed")
    waits = []
    for words in (
        ["import", "curated", str(tmp_path / "seed")],
        ["import", "rxnorm", str(write_rrf(tmp_path / "rrf", 300))],
    ):
        assert run(*words, **settings) == 0
        waits.append(noticed_after(address, served, releases[-1]))
        releases.append(release_of(address, served))
        wait_for_answers(clients)
    assert end(clients) == []
    assert max(waits) < 2, waits
    assert sum(client.count for client in clients) > 100
    judge(clients, releases, tmp_path / "materia.db")


def judge(clients: list[Endpoint], releases: list[str], database: Path) -> None:
    """Every release is one that was made, and gave one answer only to each question."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        made = [row[0] for row in connection.execute("SELECT hash FROM release ORDER BY number")]
    assert releases == made
    given: dict[tuple[str, str], set[bytes]] = defaultdict(set)
    for client in clients:
        for asked, bodies in client.answers.items():
            given[asked] |= bodies
    # A search may concern a patient: its answer has no ETag that would tell its release.
    most = {asked: len(made) if asked[1] == "None" else 1 for asked in given}
    assert {asked for asked, bodies in given.items() if len(bodies) > most[asked]} == set()
    assert {path for path, name in given if name == "None"} <= {"/search?q=brand0"}
    checks = {name: json.loads(*bodies) for (path, name), bodies in given.items() if path == CHECK}
    assert set(checks) == set(made)
    for release, told in checks.items():
        anew = {finding["title"].startswith("Anew") for finding in told["findings"]}
        assert anew == {release != made[0]}, release
        status = told["inputs"][2]["status"]
        assert status == ("resolved" if release == made[2] else "unresolved"), release
    for path in ("/drugs/clonazepam", "/coverage"):
        assert len([name for asked, name in given if asked == path]) == len(made), path
    for (path, name), bodies in given.items():
        if path == "/coverage":
            told = json.loads(*bodies)
            assert sum(told["facts"].values()) <= sum(one["facts"] for one in told["data_sets"])
            assert len(told["data_sets"]) == (2 if told["release"] == made[2] else 1), name
