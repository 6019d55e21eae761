"""Is what is prescribed for what answered as the sources say? Each question names its source."""

from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from fastapi.testclient import TestClient

FILES = sorted((Path(__file__).parents[1] / "data" / "verdict-questions").glob("*.yaml"))
QUESTIONS: list[dict[str, Any]] = [
    one for file in FILES for one in yaml.safe_load(file.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_question_is_answered_as_its_source_says(client: TestClient, file: Path) -> None:
    wrong = []
    for one in yaml.safe_load(file.read_text(encoding="utf-8")):
        path = (
            f"/drugs/{quote(one['drug'], safe='')}/indications/{quote(one['condition'], safe='')}"
        )
        answer = client.get(path)
        told = answer.json().get("verdict", answer.status_code)
        if told != one["verdict"]:
            wrong.append(f"{one['drug']} for {one['condition']}: {told}, not {one['verdict']}")
    assert wrong == []


def test_there_are_enough_questions_and_many_with_another_answer_than_yes() -> None:
    found = Counter(one["verdict"] for one in QUESTIONS)
    print(f"\nverdict questions: {sum(found.values())}: {dict(found.most_common())}")
    assert sum(found.values()) >= 150
    assert found["approved"] <= sum(found.values()) * 2 / 3
    assert set(found) >= {
        "approved", "off_label", "adjunct_only", "investigational", "not_indicated",
        "advised_against", "unknown",
    }  # fmt: skip


def test_every_question_names_its_source_and_stands_once() -> None:
    assert all(one["source"] for one in QUESTIONS)
    pairs = Counter((one["drug"].casefold(), one["condition"].casefold()) for one in QUESTIONS)
    assert [pair for pair, count in pairs.items() if count > 1] == []
