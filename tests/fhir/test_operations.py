"""What do the operations answer: terminology, and the check?"""

import json
import logging
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.calling import check
from tests.fhir.judging import problems
from tests.fhir.test_resources import BASES
from tests.fhir.test_searching import RXNORM, outcome
from tests.hooks.calls import bundle, concept, order

OWN = "urn:materia:fhir:CodeSystem"
SECRET = "zqsecret"


def values(client: TestClient, path: str, **given: str) -> dict[str, Any]:
    """The values of a Parameters, asked by address and by body alike."""
    answer = client.get(path, params=given)
    assert answer.status_code == 200, answer.text
    body = {
        "resourceType": "Parameters",
        "parameter": [{"name": name, "valueString": value} for name, value in given.items()],
    }
    assert client.post(path, json=body).json() == answer.json()
    assert problems(answer.json(), path.split("/")[2]) == []
    found: dict[str, Any] = {}
    for one in answer.json()["parameter"]:
        value = next((value for name, value in one.items() if name.startswith("value")), None)
        found.setdefault(one["name"], value if value is not None else one["part"])
    return found


@pytest.mark.parametrize("base", BASES)
def test_a_code_is_looked_up(client: TestClient, base: str) -> None:
    path = f"{base}/CodeSystem/$lookup"
    found = values(client, path, system=f"{OWN}:classes", code="benzodiazepine")
    assert found["display"] == "benzodiazepine" and found["name"]
    assert values(client, path, system=RXNORM, code="2598")["display"] == "clonazepam"
    gone = {"system": f"{OWN}:drugs", "code": "zqgone"}
    assert outcome(client.get(path, params=gone), 404) == "not-found"
    assert outcome(client.get(path, params={"code": "x"}), 400) == "required"


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize(
    ("given", "result"),
    [
        ({"url": f"{OWN}:drugs", "code": "warfarin"}, True),
        ({"url": f"{OWN}:drugs", "code": "warfarin", "display": "Warfarin"}, True),
        ({"url": f"{OWN}:drugs", "code": "warfarin", "display": "aspirin"}, False),
        ({"url": f"{OWN}:drugs", "code": "zqgone"}, False),
        ({"url": f"{OWN}:classes", "code": "warfarin"}, False),
        ({"url": RXNORM, "code": "11289"}, True),
    ],
)
def test_a_code_is_validated(
    client: TestClient, base: str, given: dict[str, str], result: bool
) -> None:
    assert values(client, f"{base}/CodeSystem/$validate-code", **given)["result"] is result


@pytest.mark.parametrize(
    ("code", "result"), [("oxycodone", True), ("warfarin", False), ("zqgone", False)]
)
def test_a_member_is_validated(client: TestClient, code: str, result: bool) -> None:
    by_id = values(client, "/fhir/r5/ValueSet/class.opioid/$validate-code", code=code)
    url = "urn:materia:fhir:ValueSet:class:opioid"
    by_url = values(client, "/fhir/r5/ValueSet/$validate-code", url=url, code=code)
    assert by_id["result"] is by_url["result"] is result


def test_one_class_is_wider_than_another(client: TestClient, seeded: Any) -> None:
    narrow, wide = next((one, min(above)) for one, above in seeded.class_parents.items() if above)
    path, system = "/fhir/r5/CodeSystem/$subsumes", f"{OWN}:classes"

    def result(one: str, other: str) -> Any:
        return values(client, path, system=system, codeA=one, codeB=other)["outcome"]

    assert result(wide, narrow) == "subsumes"
    assert result(narrow, wide) == "subsumed-by"
    assert result(narrow, narrow) == "equivalent"
    assert result("opioid", "benzodiazepine") == "not-subsumed"
    gone = {"system": system, "codeA": "opioid", "codeB": "zqgone"}
    assert outcome(client.get(path, params=gone), 404) == "not-found"


@pytest.mark.parametrize("base", BASES)
def test_a_value_set_completes_what_is_typed(client: TestClient, base: str) -> None:
    url = "urn:materia:fhir:ValueSet:drugs"

    def codes(**given: str) -> tuple[int, list[str]]:
        answer = client.get(f"{base}/ValueSet/$expand", params={"url": url, **given})
        assert problems(answer.json(), base[-2:]) == []
        found = answer.json()["expansion"]
        return found["total"], [one["code"] for one in found.get("contains", [])]

    assert "clonazepam" in codes(filter="klono")[1]
    assert "warfarin" in codes(filter="warf")[1]
    assert codes(filter="zqzqzq") == (0, [])
    total, first = codes(count="3")
    assert total > 1_000 and len(first) == 3
    assert codes(count="2", offset="1")[1] == first[1:]
    for broken in ({"count": "x"}, {"offset": "-1"}, {"filter": "x" * 500}, {"url": "zq"}):
        answer = client.get(f"{base}/ValueSet/$expand", params={"url": url, **broken})
        assert answer.status_code in (400, 404)


def parameters(*resources: Any, **named: Any) -> dict[str, Any]:
    """A Parameters."""
    parts = [{"name": "medication", "resource": one} for one in resources]
    parts += [{"name": name, "resource": one} for name, one in named.items()]
    return {"resourceType": "Parameters", "parameter": parts}


def issues(client: TestClient, base: str, body: Any) -> tuple[list[Any], list[Any]]:
    """The issues and the outcomes of a good check, all of them valid."""
    answer = client.post(f"{base}/$check-interactions", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert problems(answer.json(), base[-2:]) == []
    found = [one["resource"] for one in answer.json()["entry"]]
    assert all(problems(one, base[-2:]) == [] for one in found)
    return (
        [one for one in found if one["resourceType"] == "DetectedIssue"],
        [one for one in found if one["resourceType"] == "OperationOutcome"],
    )


@pytest.mark.parametrize("base", BASES)
def test_the_check_is_that_of_the_api(client: TestClient, base: str) -> None:
    answer = check(client, "clonazepam", "zqnothing", current=["oxycodone", "ibuprofen"])
    body = parameters(order("clonazepam", 1), order("zqnothing", 2))
    body["parameter"] += [
        {"name": "current", "resource": order("oxycodone", 3, status="active")},
        {"name": "current", "valueString": "ibuprofen"},
    ]
    found, outcomes = issues(client, base, body)
    ids = [one["identifier"][0]["value"] for one in found if "identifier" in one]
    assert ids == [one["id"] for one in answer["findings"]]
    grave = {"major": "high", "contraindicated": "high", "moderate": "moderate", "minor": "low"}
    assert [one.get("severity") for one in found if "identifier" in one] == [
        grave.get(one["severity"]) for one in answer["findings"]
    ]
    first = found[0]["implicated"]
    assert {one["reference"] for one in first} == {
        "MedicationRequest/mr-1",
        "MedicationRequest/mr-3",
    }
    said = json.dumps(outcomes)
    assert "MedicationRequest/mr-2" in said and f"Completeness: {answer['completeness']}" in said


@pytest.mark.parametrize("base", BASES)
def test_of_unknown_severity_there_is_none_in_fhir(
    client: TestClient, base: str, seeded: Any
) -> None:
    pair = next(
        (drug, subject[5:])
        for drug, subject in seeded.mentions
        if subject.startswith("drug:")
        and any(
            one["kind"] == "label_mention" and one["severity"] == "unknown"
            for one in check(client, drug, subject[5:])["findings"]
        )
    )
    found, _ = issues(client, base, parameters(order(pair[0], 1), order(pair[1], 2)))
    [mention] = [one for one in found if "severity" not in one and "identifier" in one]
    assert mention["code"]["coding"][0]["code"] == "DRG"
    assert any(one.get("valueCode") == "unknown" for one in mention["extension"])


@pytest.mark.parametrize("base", BASES)
def test_the_person_is_compared(client: TestClient, base: str) -> None:
    egfr = {
        "resourceType": "Observation", "status": "final",
        "code": concept(None, ("http://loinc.org", "98979-8")),
        "valueQuantity": {"value": 22, "code": "mL/min/{1.73_m2}"},
    }  # fmt: skip
    person = bundle(
        {"resourceType": "Patient", "birthDate": "1940-01-01"},
        {"resourceType": "AllergyIntolerance", "code": concept("ibuprofen")},
        {"resourceType": "Condition", "code": concept("Peptic ulcer")},
        egfr,
    )
    found, _ = issues(client, base, parameters(order("ibuprofen", 1), person=person))
    codes = {one["code"].get("coding", [{"code": ""}])[0]["code"] for one in found}
    assert {"ALGY", "COND"} <= codes
    rules = {
        one["identifier"][0]["value"].partition(":")[0] for one in found if "identifier" in one
    }
    assert {"nsaid-older-age", "nsaid-peptic-ulcer", "nsaid-kidney-disease"} <= rules


@pytest.mark.parametrize("base", BASES)
def test_a_bundle_is_checked_too_and_a_duplicate_is_one(client: TestClient, base: str) -> None:
    found, _ = issues(client, base, bundle(order("ibuprofen", 1), order("Advil 200 mg", 2)))
    assert "DUPTHPY" in [
        one["code"]["coding"][0]["code"] for one in found if "coding" in one["code"]
    ]


def test_more_medicines_than_are_checked_are_named(client: TestClient) -> None:
    many = [order(f"zqmedicine-{place}", place) for place in range(130)]
    _, outcomes = issues(client, "/fhir/r5", bundle(order("warfarin", 999), *many))
    said = json.dumps(outcomes)
    assert all(f"MedicationRequest/mr-{place}" in said for place in range(130))


@pytest.mark.parametrize(
    "body",
    [
        {}, [], 7, {"resourceType": "Patient"}, {"resourceType": "Parameters"},
        {"resourceType": "Parameters", "parameter": [7, None, {}, {"name": "medication"}]},
        bundle(order("warfarin", status="stopped")), bundle(),
    ],
)  # fmt: skip
def test_a_body_without_a_medicine_is_refused(client: TestClient, body: Any) -> None:
    outcome(client.post("/fhir/r5/$check-interactions", json=body), 400)


def test_a_body_that_is_no_json_is_refused(client: TestClient) -> None:
    path, headers = "/fhir/r5/$check-interactions", {"Content-Type": "application/fhir+json"}
    assert outcome(client.post(path, content=b"{", headers=headers), 400) == "structure"
    assert outcome(client.post(path, content=b"x"), 415) == "not-supported"
    assert outcome(client.post(path, content=b"[" * 90, headers=headers), 400) == "invalid"


def test_nothing_of_a_request_reaches_a_log(
    client: TestClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    person = bundle({"resourceType": "Patient", "id": SECRET, "birthDate": SECRET})
    body = parameters(order(SECRET, 1, id=SECRET), order("warfarin", 2), person=person)
    with caplog.at_level(logging.DEBUG):
        assert client.post("/fhir/r5/$check-interactions", json=body).status_code == 200
        client.get(f"/fhir/r5/Substance/{SECRET}")
        client.get(f"/fhir/r5/{SECRET}/{SECRET}?code={SECRET}")
    ours = [one.getMessage() for one in caplog.records if not one.name.startswith("http")]
    assert any("/fhir/r5/$check-interactions" in line for line in ours)
    assert SECRET not in "".join([*ours, *capfd.readouterr(), client.get("/metrics").text])
