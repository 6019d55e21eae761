"""How many modules does one question walk through? What is asked again is what a server answers."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import app
import pytest
from app.main import create_app
from app.settings import Settings
from fastapi.testclient import TestClient

_APP = str(Path(app.__file__).parent)
THREE = {"drugs": ["clonazepam", "oxycodone", "alcohol"]}
OTHERS = {"drugs": ["sertraline", "tramadol", "diazepam"]}
LIST = "/REST/interaction/list.json?rxcuis="


class Entered:
    """The modules of `app/` whose functions run, in any thread, while it listens."""

    def __init__(self) -> None:
        self.modules: set[str] = set()
        self.listens = False

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        """What the interpreter calls for every function."""
        name = frame.f_code.co_filename
        if self.listens and event == "call" and name.startswith(_APP):
            self.modules.add(name.removeprefix(_APP))

    def by(self, client: TestClient, method: str, address: str, body: Any) -> set[str]:
        """The modules that one question enters."""
        self.modules, self.listens = set(), True
        answer = client.request(method, address, json=body)
        self.listens = False
        assert answer.status_code == 200, answer.text
        return self.modules


@contextmanager
def _profiled(entered: Entered) -> Iterator[None]:
    before = sys.getprofile()
    threading.setprofile(entered)
    try:
        yield
    finally:
        threading.setprofile(before)


@pytest.mark.parametrize(
    ("method", "address", "body", "other", "bars"),
    [
        ("GET", "/drugs/clonazepam", None, ("/drugs/sertraline", None), (14, 38)),
        ("POST", "/interactions/check", THREE, ("/interactions/check", OTHERS), (22, 42)),
        ("GET", f"{LIST}2598+7804+36437", None, (f"{LIST}3322+10689+704", None), (16, 28)),
    ],
    ids=["a drug", "a check of three drugs", "a list of three RxCUIs"],
)
def test_a_question_walks_through_few_modules(
    seeded_url: str, method: str, address: str, body: Any, other: tuple[str, Any],
    bars: tuple[int, int],
) -> None:  # fmt: skip
    """Asked again, and asked for the first time after another question of its kind."""
    entered = Entered()
    with _profiled(entered), TestClient(create_app(Settings(database_url=seeded_url))) as client:
        entered.by(client, method, *other)
        first = entered.by(client, method, address, body)
        again = entered.by(client, method, address, body)
    assert (len(again) <= bars[0], len(first) <= bars[1]) == (True, True), (
        sorted(again), sorted(first),
    )  # fmt: skip
