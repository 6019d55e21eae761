"""Short ways to call the API, for tests."""

import random
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from app.api.http.connections import Bounds, bounded_by
from app.main import create_app
from app.settings import Settings
from fastapi.testclient import TestClient

PROBLEM = "application/problem+json"


def get(client: TestClient, path: str, **parameters: Any) -> Any:
    """The answer to a good question."""
    answer = client.get(path, params=parameters or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def items(client: TestClient, path: str, **parameters: Any) -> list[Any]:
    """Everything of a list."""
    found: list[Any] = []
    while True:
        page = get(client, path, limit=500, offset=len(found), **parameters)
        found += page["items"]
        if len(found) >= page["total"] or not page["items"]:
            return found


def drawn(things: Iterable[str], most: int) -> list[str]:
    """At most so many of them, the same ones in every run: over HTTP a sample is asked."""
    every = list(things)
    return random.Random(len(every)).sample(every, min(most, len(every)))


def ids(client: TestClient, path: str, **parameters: Any) -> list[str]:
    """The ids of everything of a list."""
    return [item["id"] for item in items(client, path, **parameters)]


def check(client: TestClient, *drugs: Any, **more: Any) -> dict[str, Any]:
    """The answer to a good check."""
    answer = client.post("/interactions/check", json={"drugs": list(drugs), **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def problem(answer: Any, status: int) -> dict[str, Any]:
    """The problem that a bad question is answered with."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    found: dict[str, Any] = answer.json()
    assert found["status"] == status
    return found


@contextmanager
def listening(url: str, **settings: Any) -> Iterator[str]:
    """A real server on the database, on a free port of this machine: its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        app = create_app(Settings(database_url=url, **settings))
        # The connections of `materia serve`, which are ours.
        config = uvicorn.Config(app, log_config=None, http=bounded_by(Bounds()))
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [free]})
        thread.start()
        for _ in range(200):
            if server.started:
                break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(timeout=15)


def serving(url: str, **settings: Any) -> TestClient:
    """The application with other settings. Errors come back as answers."""
    app = create_app(Settings(database_url=url, **settings))
    return TestClient(app, raise_server_exceptions=False)


def parts_of(value: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object within an answer, with its place; a list's own positions are left out."""
    if isinstance(value, dict):
        yield place, value
        for name, part in value.items():
            yield from parts_of(part, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for part in value:
            yield from parts_of(part, place)
