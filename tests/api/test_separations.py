"""Hours between doses in a check: from which rule, with its citations, and small in brief."""

from typing import Any

from fastapi.testclient import TestClient

from tests.unit.facts.test_plain_words import HIGHEST, grade


def check(client: TestClient, *drugs: str, **query: str) -> Any:
    """A check of these."""
    answer = client.post("/interactions/check", json={"drugs": drugs}, params=query)
    assert answer.status_code == 200
    return answer.json()


def test_thyroid_hormone_and_calcium_are_hours_apart(client: TestClient) -> None:
    answer = check(client, "Synthroid", "calcium carbonate")
    (found,) = answer["separations"]
    finding = next(one for one in answer["findings"] if one["id"] == found["finding"])
    assert (found["before_h"], found["after_h"]) == (4, 4)
    assert {found["one"]["input"], found["other"]["input"]} == {"Synthroid", "calcium carbonate"}
    assert found["citations"] == finding["citations"] and found["citations"]
    assert answer["day"]["status"] == "has_room"
    (order,) = answer["day"]["orders"]
    assert set(order) == {"Synthroid", "calcium carbonate"}
    assert grade(answer["day"]["statement"]) <= HIGHEST


def test_a_check_without_such_a_rule_says_so(client: TestClient) -> None:
    answer = check(client, "clonazepam", "oxycodone")
    assert (answer["separations"], answer["day"]) == ([], None)


def test_the_brief_view_has_the_hours(client: TestClient) -> None:
    answer = check(client, "levothyroxine", "calcium carbonate", view="brief")
    assert answer["apart"] == ["levothyroxine: 4 h before or 4 h after calcium-carbonate"]
