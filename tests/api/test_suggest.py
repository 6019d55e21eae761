"""Does a name come up while it is typed, with what is behind it?"""

import pytest
from fastapi.testclient import TestClient


def suggested(client: TestClient, typed: str, **more: object) -> list[dict[str, object]]:
    answer = client.get("/suggest", params={"q": typed, **more})
    assert answer.status_code == 200, answer.text
    assert answer.json()["query"] == typed
    found: list[dict[str, object]] = answer.json()["suggestions"]
    return found


@pytest.mark.parametrize("typed", ["klo", "KLO", "Klono", "klonopin"])
def test_a_brand_comes_with_its_ingredient(client: TestClient, typed: str) -> None:
    found = suggested(client, typed)
    assert found[0]["label"] == "Klonopin (clonazepam)"
    assert (found[0]["kind"], found[0]["id"]) == ("drug", "clonazepam")
    assert found[0]["ingredients"] == ["clonazepam"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [("met", "metformin"), ("asp", "aspirin"), ("a", "acetaminophen"), ("lis", "lisinopril"),
     ("co", "codeine"), ("potas", "potassium chloride"), ("ibu", "ibuprofen")],
)  # fmt: skip
def test_a_beginning_is_first_completed_to_what_is_usually_taken(
    client: TestClient, typed: str, first: str
) -> None:
    assert suggested(client, typed)[0]["label"] == first


def test_a_later_word_counts_too(client: TestClient) -> None:
    assert "alcohol" in {one["id"] for one in suggested(client, "drink")}


def test_a_generic_name_needs_no_explanation(client: TestClient) -> None:
    labels = [one["label"] for one in suggested(client, "clonaz")]
    assert labels[0] == "clonazepam"


def test_nothing_is_completed_to_what_does_not_begin_so(client: TestClient) -> None:
    assert suggested(client, "zzzz") == []
    assert suggested(client, "   ") == []


@pytest.mark.parametrize(("limit", "most"), [(1, 1), (5, 5)])
def test_no_more_than_asked_for(client: TestClient, limit: int, most: int) -> None:
    assert len(suggested(client, "c", limit=limit)) == most


@pytest.mark.parametrize("query", ["", "q=", "q=a&limit=0", "q=a&limit=51", "q=" + "a" * 401])
def test_a_wrong_question_is_refused(client: TestClient, query: str) -> None:
    answer = client.get(f"/suggest?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_what_is_typed_is_not_kept(client: TestClient) -> None:
    assert client.get("/suggest?q=clon").headers["cache-control"] == "no-store"
