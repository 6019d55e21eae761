"""Allergies over HTTP: the groups, and the whole of a check's answer on them."""

from typing import Any

from fastapi.testclient import TestClient

from tests.api import calling


def check(client: TestClient, *allergies: Any) -> dict[str, Any]:
    """The answer to two drugs and somebody's allergies."""
    person = {"allergies": list(allergies)}
    return calling.check(client, "amoxicillin", "furosemide", person=person)


def test_words_and_objects_are_understood_and_each_has_a_status_with_each_drug(
    client: TestClient,
) -> None:
    answer = check(client, "sulfa", {"name": "penicillin", "reaction": "hives", "severity": "mild"})
    assert [(one["group"], one["reaction_kind"]) for one in answer["allergy_inputs"]] == [
        ("sulfonamide-antibiotics", None), ("penicillins", "hives"),
    ]  # fmt: skip
    assert [(one["drug"], one["status"]) for one in answer["allergies"]] == [
        ("amoxicillin", "no_record"), ("furosemide", "same_group"),
        ("amoxicillin", "cross_reactive"), ("furosemide", "no_record"),
    ]  # fmt: skip
    assert all(one["citations"] and one["note"] for one in answer["allergies"])


def test_a_finding_names_the_allergy_and_is_none_of_a_drug_that_is_taken(
    client: TestClient,
) -> None:
    answer = check(client, "penicillin")
    (finding,) = [one for one in answer["findings"] if one["kind"] == "drug_allergy"]
    drug, allergy = finding["participants"]
    assert (drug["drug"], drug["allergy"]) == ("amoxicillin", None)
    assert (allergy["drug"], allergy["allergy"]) == (None, "penicillins")
    gone = {one["input"]: one["findings"] for one in answer["without"]}
    assert gone == {"amoxicillin": [finding["id"]], "furosemide": []}


def test_an_allergy_that_is_not_understood_is_named_in_every_view(client: TestClient) -> None:
    answer = check(client, "xyzzyqux")
    assert "xyzzyqux" in answer["summary"]
    assert answer["completeness"] == "partial"
    body = {"drugs": ["amoxicillin"], "person": {"allergies": ["xyzzyqux"]}}
    brief = client.post("/interactions/check?view=brief", json=body).json()
    assert brief["not_checked"] == [{"input": "xyzzyqux", "status": "unresolved", "candidates": []}]


def test_groups_are_listed_and_one_is_found_by_any_name(client: TestClient) -> None:
    page = client.get("/allergy-groups?limit=200").json()
    assert page["total"] == len(page["items"]) > 60
    assert all(one["citations"] for one in page["items"])
    by_id, by_name = (client.get(f"/allergy-groups/{one}") for one in ("penicillins", "PCN"))
    assert by_id.json() == by_name.json()
    found = by_id.json()
    assert "amoxicillin" in found["drugs"]
    assert {one["kind"] for one in found["members"]} == {"drug"}
    assert {one["reaction"] for one in found["cross_reactivities"]} >= {
        "documented", "not_documented",
    }  # fmt: skip


def test_an_unknown_group_is_404_with_what_is_near(client: TestClient) -> None:
    answer = calling.problem(client.get("/allergy-groups/penicilins"), 404)
    assert answer["type"].endswith("unknown-allergy-group")
    assert "penicillins" in {one["id"] for one in answer["candidates"]}
