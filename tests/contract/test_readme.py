"""What the README shows is what a freshly seeded server answers."""

import json
import re
import shlex
from typing import Any

import pytest
from app.importers import DATA_SETS
from fastapi.testclient import TestClient

from tests.conftest import ROOT
from tests.contract.write_examples import line_of

README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```\n(curl .*?)\n```\n```json\n(.*?)\n```", README, re.DOTALL)


def shown_is_part_of(shown: Any, real: Any) -> bool:
    """Every key and item that is shown stands so in the answer; `…` stands for anything."""
    if shown == "…":
        return real is not None
    if isinstance(shown, dict):
        return isinstance(real, dict) and all(
            key in real and shown_is_part_of(value, real[key]) for key, value in shown.items()
        )
    if isinstance(shown, list):
        return isinstance(real, list) and (
            shown == real == []
            or (
                (bool(shown) and len(shown) <= len(real))
                and all(
                    shown_is_part_of(one, other) for one, other in zip(shown, real, strict=False)
                )
            )
        )
    return bool(shown == real)


def test_the_readme_shows_seven_questions() -> None:
    assert len(EXAMPLES) == 7


@pytest.mark.parametrize(("command", "answer"), EXAMPLES, ids=[one[0] for one in EXAMPLES])
def test_a_question_of_the_readme_is_answered_as_shown(
    client: TestClient, command: str, answer: str
) -> None:
    words = shlex.split(command)
    address = next(word for word in words if word.startswith("http"))
    path = address.removeprefix("http://127.0.0.1:8000")
    if "-d" in words:
        real = client.post(path, json=json.loads(words[words.index("-d") + 1])).json()
    else:
        real = client.get(path).json()
    assert shown_is_part_of(json.loads(answer), real), json.dumps(real, indent=1)


@pytest.mark.parametrize(
    ("shown", "real", "part"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": "…"}, {"a": [1]}, True),
        ({"a": "…"}, {}, False),
        ([], [1], False),
        ([1], [1, 2], True),
        ([2], [1, 2], False),
        ([], [], True),
    ],
)
def test_the_comparison_itself_can_fail(shown: Any, real: Any, part: bool) -> None:
    assert shown_is_part_of(shown, real) is part


def test_the_guide_tells_every_data_set_as_it_is() -> None:
    guide = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `materia import \S+ PATH.*", guide, re.MULTILINE)
    assert told == [line_of(one) for one in DATA_SETS.values()], "run `make examples`"


@pytest.mark.parametrize("name", re.findall(r"\]\((?!http)([^)#]+)\)", README))
def test_a_link_of_the_readme_leads_somewhere(name: str) -> None:
    assert (ROOT / name).exists()
