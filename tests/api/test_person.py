"""What does a check do with the person, and what leaves it of that?"""

import json
import logging
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pytest
from fastapi.testclient import TestClient

ALWAYS = {
    "person_states", "allergy_inputs", "allergies", "gene_inputs", "genes", "would_ask", "as_of",
}  # fmt: skip
# Words that no answer to anybody else, no log and no error may have.
SECRET = "zqsecret"


def asked(client: TestClient, person: dict[str, Any] | None, *drugs: str, **more: Any) -> Any:
    """The answer to a check by body."""
    body = {"drugs": list(drugs) or ["metformin", "ibuprofen"], **more}
    if person is not None:
        body["person"] = person
    return client.post("/interactions/check", json=body)


@pytest.mark.parametrize("person", [None, {}, {"age": 40}])
def test_the_fields_of_the_person_are_always_there(
    client: TestClient, person: dict[str, Any] | None
) -> None:
    answer = asked(client, person)
    assert answer.status_code == 200
    assert answer.json().keys() >= ALWAYS


def test_nobody_and_somebody_of_whom_nothing_is_said_are_the_same(client: TestClient) -> None:
    assert asked(client, None).content == asked(client, {}).content


@pytest.mark.parametrize(
    ("person", "place"),
    [
        ({"age": -1}, "age"),
        ({"age": 131}, "age"),
        ({"age": "70"}, "age"),
        ({"age": True}, "age"),
        ({"sex": "x"}, "sex"),
        ({"weight_kg": 0}, "weight_kg"),
        ({"weight_kg": 701}, "weight_kg"),
        ({"pregnancy": "maybe"}, "pregnancy"),
        ({"pregnancy": {"weeks": 46}}, "pregnancy.weeks"),
        ({"pregnancy": {"weeks": 7.5}}, "pregnancy.weeks"),
        ({"breastfeeding": "yes"}, "breastfeeding"),
        ({"egfr": -0.1}, "egfr"),
        ({"egfr": 301}, "egfr"),
        ({"egfr": {"value": 30}}, "egfr"),
        ({"creatinine": 1.1}, "creatinine"),
        ({"creatinine": {"value": 1.1}}, "creatinine.unit"),
        ({"creatinine": {"value": 0, "unit": "mg/dL"}}, "creatinine.value"),
        ({"creatinine": {"value": 1, "unit": "g/L"}}, "creatinine.unit"),
        ({"liver": "D"}, "liver"),
        ({"allergies": "penicillin"}, "allergies"),
        ({"allergies": [""]}, "allergies.0"),
        ({"allergies": ["x" * 401]}, "allergies.0"),
        ({"allergies": ["x"] * 51}, "allergies"),
        ({"allergies": [{"reaction": "rash"}]}, "allergies.0.name"),
        ({"allergies": [{"name": "x", "severity": "awful"}]}, "allergies.0.severity"),
        ({"genes": ["CYP2D6"]}, "genes"),
        ({"genes": {f"G{place}": "x" for place in range(51)}}, "genes"),
        ({"genes": {"CYP2D6": "x" * 201}}, ""),
        ({"conditions": ["x"] * 101}, "conditions"),
        ({"gfr": 30}, ""),
        ([], ""),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(
    client: TestClient, person: Any, place: str
) -> None:
    answer = asked(client, person)
    assert answer.status_code == 422
    places = [one["place"] for one in answer.json()["errors"]]
    assert ".".join(["body", "person", place]).rstrip(".") in places


SECRETIVE: list[dict[str, Any]] = [
    {"sex": SECRET},
    {"liver": SECRET},
    {"pregnancy": SECRET},
    {SECRET: 1},
    {"pregnancy": {SECRET: 1}},
    {"genes": {SECRET: 1}},
    {"genes": {SECRET: "x" * 300}},
    {"genes": {SECRET * 9: "x"}},
    {"allergies": [SECRET + "x" * 400]},
    {"allergies": [{"name": SECRET, "severity": SECRET}]},
    {"allergies": [{"name": SECRET, SECRET: SECRET}]},
    {"conditions": [SECRET + "x" * 400]},
    {"creatinine": {"value": 1, "unit": SECRET}},
    {"creatinine": {SECRET: 1}},
]


@pytest.mark.parametrize("person", SECRETIVE, ids=lambda one: json.dumps(one)[:40])
def test_no_error_repeats_a_part_of_the_person(
    client: TestClient, person: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = asked(client, person)
    assert answer.status_code == 422
    assert SECRET not in answer.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("field", ["conditions", "allergies", "genes"])
def test_what_is_not_understood_is_refused_by_its_field_alone_if_strict(
    client: TestClient, field: str
) -> None:
    given: Any = {"CYP2D6": SECRET, SECRET: "x"} if field == "genes" else [SECRET]
    answer = asked(client, {field: given}, strict=True)
    assert answer.status_code == 422
    assert [one["place"] for one in answer.json()["errors"]] == [f"person.{field}"]
    assert SECRET not in answer.text


def test_where_no_drug_is_known_the_person_is_not_repeated(client: TestClient) -> None:
    answer = asked(client, {"conditions": [SECRET], "allergies": [SECRET]}, "unobtainium")
    assert answer.status_code == 422
    assert "unobtainium" in answer.text
    assert SECRET not in answer.text


def kept_of(client: TestClient) -> str:
    """All that the server keeps of a release while it answers: every cache, keys and values."""
    state: Any = client.app.state  # type: ignore[attr-defined]
    loaded = state.holder.current()
    caches = {one.name: getattr(loaded.cache, one.name) for one in fields(loaded.cache)}
    assert caches.keys() >= {"inputs", "rule_groups", "waits", "judged", "answers"}
    assert caches["waits"] and caches["judged"], "nothing is kept: the test sees nothing"
    return repr({name: dict(kept) for name, kept in caches.items() if isinstance(kept, Mapping)})


VALUES = ("71.4321", "64.4321", "38.4321", "1.4321", "29.4321")


def test_nothing_of_the_person_is_logged_kept_or_counted(
    client: TestClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    age, weight, egfr, creatinine, clearance = map(float, VALUES)
    person = {
        "age": age,
        "weight_kg": weight,
        "egfr": egfr,
        "creatinine": {"value": creatinine, "unit": "mg/dL"},
        "creatinine_clearance": clearance,
        "allergies": [SECRET, {"name": f"{SECRET}2", "reaction": SECRET}],
        "genes": {"CYP2D6": SECRET},
        "conditions": [SECRET],
    }
    with caplog.at_level(logging.DEBUG):
        answer = asked(client, person)
        later = asked(client, None)
        paths = ("/metrics", "/coverage", "/version", "/readyz", "/healthz")
        others = [client.get(path).text for path in paths]
    assert answer.status_code == 200
    assert SECRET in answer.text and all(value in answer.text for value in VALUES[2:])
    assert answer.headers["cache-control"] == "no-store"
    left = [later.text, caplog.text, *capfd.readouterr(), kept_of(client), *others]
    for text in left:
        assert [word for word in (SECRET, *VALUES) if word in text] == []


def test_an_address_takes_no_person(client: TestClient) -> None:
    answer = client.get("/interactions/check?drugs=metformin,ibuprofen&person=x")
    assert answer.status_code == 422


def test_stated_twice_a_condition_is_read_once(client: TestClient) -> None:
    both = asked(client, {"conditions": ["Gout", "asthma"]}, conditions=["gout"]).json()
    assert [one["input"] for one in both["conditions"]] == ["gout", "asthma"]


@pytest.mark.parametrize("field", ["allergies", "genes"])
def test_what_is_not_compared_is_never_complete(client: TestClient, field: str) -> None:
    given: Any = {"XYZ1": "poor metabolizer"} if field == "genes" else ["unobtainium"]
    drugs = ("clonazepam", "oxycodone")
    assert asked(client, None, *drugs).json()["completeness"] == "complete"
    answer = asked(client, {field: given}, *drugs).json()
    assert answer["completeness"] == "partial"
    assert len(answer[field]) == 2
