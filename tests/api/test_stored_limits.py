"""One rate limit for several servers, which count in Redis; and what holds while that is away.

A Redis of our own is started; skipped where its program is not there.
"""

import contextlib
import logging
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.settings import Settings
from fastapi.testclient import TestClient
from pydantic import ValidationError
from redis import Redis

from tests.api.calling import problem, serving

CHECK = {"drugs": ["clonazepam", "alcohol"]}


class OwnRedis:
    """A Redis that nobody else uses, on a socket in a folder."""

    def __init__(self, program: str, folder: Path) -> None:
        self.url = f"unix://{folder}/redis.sock"
        self._command = [
            program, "--port", "0", "--unixsocket", f"{folder}/redis.sock", "--save", "",
            "--dir", str(folder),
        ]  # fmt: skip
        self.start()

    def start(self) -> None:
        """Starts it, with nothing in it."""
        self.process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        for _ in range(600):
            with contextlib.suppress(Exception), self.client() as client:
                if client.ping():
                    return
            time.sleep(0.05)
        raise RuntimeError("Redis did not start")

    def client(self) -> Redis:
        """A client of it."""
        return Redis.from_url(self.url)

    def stop(self) -> None:
        """Ends it."""
        self.process.kill()
        self.process.wait(timeout=20)


@pytest.fixture
def store() -> Iterator[OwnRedis]:
    """A Redis with nothing in it."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not here")
    # The path of a socket is short.
    with tempfile.TemporaryDirectory(prefix="materia-redis-") as folder:
        one = OwnRedis(program, Path(folder))
        yield one
        one.stop()


def statuses(client: TestClient, count: int) -> list[int]:
    """Of so many questions."""
    return [client.get("/version").status_code for _ in range(count)]


def test_servers_count_together(store: OwnRedis, seeded_url: str) -> None:
    limits = {"rate_limit": "5/hour", "rate_limit_store": store.url}
    with serving(seeded_url, **limits) as one, serving(seeded_url, **limits) as other:
        asked = [statuses(client, 2) for client in (one, other, one, other)]
        refused = other.get("/version")
    assert asked == [[200, 200], [200, 200], [200, 429], [429, 429]]
    assert "5 per 1 hour" in problem(refused, 429)["detail"]
    assert 0 < int(refused.headers["retry-after"]) <= 7200
    assert refused.headers["ratelimit"].startswith('"default";r=0;t=')


def test_what_one_limit_refuses_counts_for_none(store: OwnRedis, seeded_url: str) -> None:
    with serving(seeded_url, rate_limit="3/hour;5/day", rate_limit_store=store.url) as client:
        answers = [client.get("/version") for _ in range(6)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429, 429]
    assert [part.split(";")[1] for part in answers[-1].headers["ratelimit"].split(", ")] == [
        "r=0", "r=2",
    ]  # fmt: skip


def test_what_was_asked_before_counts_less_and_less(store: OwnRedis, seeded_url: str) -> None:
    with (
        serving(seeded_url, rate_limit="10/hour", rate_limit_store=store.url) as client,
        store.client() as inside,
    ):
        assert statuses(client, 11) == [200] * 10 + [429]
        (key,) = inside.keys()
        # As if an hour and a half had gone by: the ten count as five.
        inside.hset(key, "began", str(time.time() - 5400))
        assert statuses(client, 7) == [200] * 5 + [429] * 2
        # As if it were very long ago, or the clock of Redis had been set back.
        for began in (time.time() - 90_000, time.time() + 90_000):
            inside.hset(key, "began", str(began))
            assert statuses(client, 11) == [200] * 10 + [429]
        assert 0 < inside.ttl(key) <= 7201


def test_nothing_of_a_client_is_kept_but_a_hash(store: OwnRedis, seeded_url: str) -> None:
    limits = {"rate_limit": "5/hour", "rate_limit_store": store.url}
    with (
        serving(seeded_url, trusted_proxies="*", **limits) as client,
        store.client() as inside,
    ):
        for address in ("192.0.2.77", "192.0.2.78", "192.0.2.77"):
            client.get("/drugs/clonazepam", headers={"X-Forwarded-For": address})
        kept = {key: inside.hgetall(key) for key in inside.scan_iter()}
    assert sorted(int(one[b"now"]) for one in kept.values()) == [1, 2]
    assert all(key.startswith(b"materia:{") and len(key) == 44 for key in kept), kept
    assert not any(word in repr(kept) for word in ("192.0.2", "testclient", "clonazepam"))


@pytest.mark.fault(
    "Redis, where servers count together, goes away and comes back",
    "No check fails; each server counts alone, and says so once",
)
def test_while_it_is_away_the_server_counts_alone(
    store: OwnRedis, seeded_url: str, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    monkeypatch.setattr("app.api.http.sharing._ALONE_SECONDS", 0.0)
    with serving(seeded_url, rate_limit="4/hour", rate_limit_store=store.url) as client:
        assert statuses(client, 3) == [200] * 3
        store.stop()
        for _ in range(4):
            assert client.post("/interactions/check", json=CHECK).status_code == 200
        assert statuses(client, 2) == [429] * 2, "its own limit holds"
        store.start()
        assert statuses(client, 5) == [200] * 4 + [429]
    said = [one.getMessage() for one in caplog.records if "store of the rate" in one.getMessage()]
    assert [one.partition("(")[0] for one in said] == [
        "the store of the rate limit cannot be used ",
        "the store of the rate limit is back: all servers count together",
    ]
    assert store.url not in caplog.text
    assert {one.levelno for one in caplog.records if one.name == "materia"} >= {logging.ERROR}


def test_it_is_not_asked_again_at_once(
    seeded_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Else each answer would wait for it."""
    from app.api.http import sharing

    asked = []
    together = sharing.StoredCounts._take_together

    async def noted(*given: object) -> object:
        asked.append(1)
        return await together(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(sharing, "_ALONE_SECONDS", 3600.0)
    monkeypatch.setattr(sharing.StoredCounts, "_take_together", noted)
    nobody = f"unix://{tmp_path}/nobody.sock"
    with serving(seeded_url, rate_limit="9/hour", rate_limit_store=nobody) as client:
        assert statuses(client, 10) == [200] * 9 + [429]
    assert asked == [1]


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and says nothing; another that says what no Redis says."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"redis://127.0.0.1:{listening.getsockname()[1]}/0"


def test_a_store_that_says_nothing_keeps_nobody_waiting_for_ever(
    silent: str, seeded_url: str
) -> None:
    with serving(seeded_url, rate_limit="2/hour", rate_limit_store=silent) as client:
        assert client.post("/interactions/check", json=CHECK).status_code == 200
        assert statuses(client, 2) == [200, 429]


def test_a_store_that_is_none_is_as_good_as_away(seeded_url: str) -> None:
    def babble(listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection = listening.accept()[0]
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 50)
                connection.close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=babble, args=(listening,), daemon=True).start()
        url = f"redis://127.0.0.1:{listening.getsockname()[1]}/0"
        with serving(seeded_url, rate_limit="2/hour", rate_limit_store=url) as client:
            assert statuses(client, 3) == [200, 200, 429]


def test_a_store_that_stands_still_is_as_good_as_away(store: OwnRedis, seeded_url: str) -> None:
    with serving(seeded_url, rate_limit="2/hour", rate_limit_store=store.url) as client:
        assert statuses(client, 1) == [200]
        os.kill(store.process.pid, signal.SIGSTOP)
        try:
            assert statuses(client, 3) == [200, 200, 429]
        finally:
            os.kill(store.process.pid, signal.SIGCONT)


@pytest.mark.parametrize("address", ["http://redis:6379", "redis", "localhost:6379"])
def test_an_address_of_no_redis_is_refused_as_a_setting(address: str) -> None:
    with pytest.raises(ValidationError, match=r"(?s)rate_limit_store.*redis://redis:6379/0"):
        Settings(rate_limit_store=address)


def test_a_library_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.settings.find_spec", lambda _: None)
    with pytest.raises(ValidationError, match=r"pip install 'materia\[redis\]'"):
        Settings(rate_limit_store="redis://redis")
    assert Settings().rate_limit_store == ""
