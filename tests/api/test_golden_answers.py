"""Are conditions, verdicts, checks of a person and lists answered as a pharmacist would expect?

The table goes on from the golden queries of names, and is printed with every run.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from fastapi.testclient import TestClient

from tests.conftest import ROOT

DATA = ROOT / "tests" / "data"
QUESTIONS: list[dict[str, Any]] = yaml.safe_load(
    (DATA / "golden-answers.yaml").read_text(encoding="utf-8")
)
NAMES: list[dict[str, Any]] = yaml.safe_load(
    (DATA / "golden-queries.yaml").read_text(encoding="utf-8")
)
CLASSES = sorted({one["class"] for one in QUESTIONS})
GRAVITY = ("minor", "moderate", "major", "contraindicated")


def check(client: TestClient, **question: Any) -> Any:
    """The answer to a check."""
    answer = client.post("/interactions/check", json=question)
    assert answer.status_code == 200, (question, answer.text)
    return answer.json()


def of_a_condition(client: TestClient, one: dict[str, Any]) -> str | None:
    """What is wrong with how the words were read; None where nothing is."""
    found = check(client, drugs=["warfarin"], conditions=[one["q"]])
    read = found["conditions"][0]
    wanted = one.get("condition")
    if read["condition"] != wanted:
        return f"read as {read['condition']}"
    if wanted is None and found["completeness"] != "partial":
        return f"not read, and {found['completeness']}"
    missing = set(one.get("offered", [])) - set(read["candidates"])
    return f"not offered {sorted(missing)}" if missing else None


def of_a_verdict(client: TestClient, one: dict[str, Any]) -> str | None:
    """What is wrong with the verdict."""
    path = f"/drugs/{quote(one['drug'], safe='')}/indications/{quote(one['of'], safe='')}"
    answer = client.get(path).json()
    told = answer.get("verdict", answer.get("detail"))
    if told != one["verdict"]:
        return f"{told}"
    return None if answer["citations"] or told == "unknown" else "without a citation"


def of_a_check(client: TestClient, one: dict[str, Any]) -> str | None:
    """What is wrong with the gravest finding: it may be one grade beside what was expected."""
    asked = {name: one[name] for name in ("drugs", "conditions", "person") if name in one}
    found = check(client, **asked)
    grades = [GRAVITY.index(x["severity"]) for x in found["findings"] if x["severity"] in GRAVITY]
    beside = abs(max(grades, default=-9) - GRAVITY.index(one["found"]))
    return None if beside <= 1 else f"{[(x['id'], x['severity']) for x in found['findings']]}"


def of_a_list(client: TestClient, one: dict[str, Any]) -> str | None:
    """What is wrong with a list of facts: what is missing, or an empty one without a word."""
    answer = client.get(f"/drugs/{quote(one['drug'], safe='')}/{one['list']}").json()
    if one.get("empty"):
        said = "does not mean that there are none" in answer["statement"]
        right = (answer["total"], answer["recorded"], said) == (0, "none", True)
        return None if right else f"{answer['total']}, {answer['recorded']}, {answer['statement']}"
    kinds = {item["kind"] for item in answer["items"]}
    return None if one["holds"] in kinds else f"holds only {sorted(kinds)}"


JUDGES: dict[str, Callable[[TestClient, dict[str, Any]], str | None]] = {
    "condition": of_a_condition,
    "verdict": of_a_verdict,
    "drug_condition": of_a_check,
    "person": of_a_check,
    "list": of_a_list,
}


@pytest.mark.parametrize("name", CLASSES)
def test_each_kind_of_question_is_answered_as_expected(
    client: TestClient, name: str, record_property: Callable[[str, object], None]
) -> None:
    ones = [one for one in QUESTIONS if one["class"] == name]
    judged = {one["q"]: JUDGES[name](client, one) for one in ones}
    wrong = {question: why for question, why in judged.items() if why is not None}
    record_property("table", f"golden answers  {name:16}{len(ones) - len(wrong):5} of {len(ones)}")
    assert wrong == {}


def test_there_are_900_golden_queries_of_every_kind() -> None:
    assert len(NAMES) + len(QUESTIONS) >= 900
    assert set(CLASSES) == set(JUDGES)
    for name in CLASSES:
        assert sum(one["class"] == name for one in QUESTIONS) >= 10, name


def test_every_question_stands_once_and_names_its_source() -> None:
    assert len({(one["class"], one["q"]) for one in QUESTIONS}) == len(QUESTIONS)
    assert all(one["source"] for one in QUESTIONS)
