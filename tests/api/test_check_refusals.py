"""Questions that a check refuses, and why."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.calling import check, problem


@pytest.mark.parametrize(
    "drugs", [["unobtainium"], ["unobtainium", "adamantium"], ["klonapin"], ["   "], ["🙂"]]
)
def test_nothing_resolved_is_a_422_that_names_the_words(
    client: TestClient, drugs: list[str]
) -> None:
    answer = client.post("/interactions/check", json={"drugs": drugs})
    assert answer.status_code == 422
    assert answer.json()["title"] == "Nothing could be resolved"
    assert "Nothing was checked" in answer.json()["detail"]


def test_a_misspelt_name_alone_brings_its_candidates_along(client: TestClient) -> None:
    answer = client.post("/interactions/check", json={"drugs": ["klonapin"]})
    assert answer.json()["candidates"][0]["id"] == "clonazepam"


@pytest.mark.parametrize(
    "more", [{"drugs": ["clonazepam", "x"]}, {"drugs": ["clonazepam"], "conditions": ["x"]}]
)
def test_strict_refuses_what_is_not_wholly_resolved(
    client: TestClient, more: dict[str, Any]
) -> None:
    assert client.post("/interactions/check", json={**more, "strict": True}).status_code == 422
    assert client.post("/interactions/check", json=more).status_code == 200


def test_strict_answers_what_is_wholly_resolved(client: TestClient) -> None:
    assert check(client, "clonazepam", "alcohol", strict=True)["completeness"] == "complete"


BAD: list[tuple[Any, str]] = [
    ({}, "body.drugs"),
    ({"drugs": []}, "body.drugs"),
    ({"drugs": "clonazepam"}, "body.drugs"),
    ({"drugs": ["clonazepam"], "drgus": ["x"]}, "body.drgus"),
    ({"drugs": [""]}, "body.drugs.0"),
    ({"drugs": [7]}, "body.drugs.0"),
    ({"drugs": [{"name": "x", "code": "1", "system": "atc"}]}, "body.drugs.0"),
    ({"drugs": [{"system": "atc"}]}, "body.drugs.0"),
    ({"drugs": [{}]}, "body.drugs.0"),
    ({"drugs": [{"name": "x", "stopped_on": "yesterday"}]}, "body.drugs.0.stopped_on"),
    ({"drugs": ["x"], "as_of": "yesterday"}, "body.as_of"),
    ({"drugs": ["x"], "as_of": "9999-12-31"}, "body.as_of"),
    ({"drugs": ["x"] * 101}, "body.drugs"),
    ({"drugs": ["x"] * 60, "current": ["x"] * 60}, "body"),
    ({"drugs": ["x"], "audience": "dentist"}, "body.audience"),
    ({"drugs": ["x"], "strict": "perhaps"}, "body.strict"),
    ([], "body"),
]


@pytest.mark.parametrize(("body", "place"), BAD, ids=[str(one[0])[:60] for one in BAD])
def test_a_question_that_does_not_fit_says_where(client: TestClient, body: Any, place: str) -> None:
    answer = client.post("/interactions/check", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert place in {one["place"] for one in answer.json()["errors"]}


@pytest.mark.parametrize("query", ["", "drugs=", "drgs=clonazepam", "drugs=x&strict=perhaps"])
def test_an_address_that_does_not_fit_is_refused(client: TestClient, query: str) -> None:
    answer = client.get(f"/interactions/check?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"]


def test_a_broken_body_is_refused(client: TestClient) -> None:
    answer = client.post(
        "/interactions/check", content="{", headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422


def test_an_unknown_policy_is_refused_with_the_known_ones(client: TestClient) -> None:
    answer = client.post("/interactions/check", json={"drugs": ["clonazepam"], "policy": "loud"})
    assert answer.status_code == 422
    assert "default, everything, quiet" in answer.json()["detail"]


@pytest.mark.parametrize("day", [0, 20_000, "20000", "0", 1.5, "2026-1-1", "2026-11-01T10:00:00"])
def test_a_day_is_no_number(client: TestClient, day: object) -> None:
    asked = {"drugs": ["clonazepam"], "as_of": day}
    found = problem(client.post("/interactions/check", json=asked), 422)
    assert found["errors"][0]["loc"] == ["body", "as_of"]
