"""What is a call of a service, and what is answered to one that is broken?"""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import SHARED
from tests.hooks.calls import (
    RXNORM,
    bundle,
    call,
    concept,
    is_valid,
    order,
    orders,
    prefetch,
    sign,
)

SIGN = "/cds-services/interactions-order-sign"
SELECT = "/cds-services/interactions-order-select"
VIEW = "/cds-services/interactions-patient-view"
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}


def cards(client: TestClient, body: Any, path: str = SIGN) -> list[dict[str, Any]]:
    """The cards of a good call, each of them valid."""
    answer = client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["cards"]
    for card in found:
        is_valid(card)
    return found


def unchecked(found: list[dict[str, Any]]) -> str:
    """The detail of the card "Not checked", which must be there."""
    [card] = [one for one in found if one["source"]["topic"]["code"] == "not-checked"]
    return str(card["detail"])


def rules(found: list[dict[str, Any]]) -> list[str]:
    """The topics of all cards but "Not checked"."""
    topics = [card["source"]["topic"]["code"] for card in found]
    return [one for one in topics if one != "not-checked"]


def test_discovery_lists_what_can_be_called(client: TestClient) -> None:
    services = client.get("/cds-services").json()["services"]
    assert {one["hook"] for one in services} == {
        "order-select", "order-sign", "patient-view", "medication-prescribe",
        "allergyintolerance-create", "problem-list-item-create",
    }  # fmt: skip
    for one in services:
        assert one["title"] and one["description"]
        assert all(isinstance(query, str) for query in one["prefetch"].values())
        answer = client.post(f"/cds-services/{one['id']}", json={"hook": one["hook"]})
        assert answer.status_code == 400


@pytest.mark.parametrize("draft", ["text", "code", "r5", "contained", "r5-contained", "bundled"])
def test_a_medicine_is_read_however_it_is_written(client: TestClient, draft: str) -> None:
    medicine = {"resourceType": "Medication", "id": "m1", "code": concept(None, (RXNORM, "11289"))}
    plain = order("x", 1)
    del plain["medicationCodeableConcept"]
    written: dict[str, Any] = {
        "text": {"medicationCodeableConcept": concept("Coumadin 5 mg tablet")},
        "code": {"medicationCodeableConcept": concept(None, (RXNORM, "11289"))},
        "r5": {"medication": {"concept": concept(None, (RXNORM, "11289"))}},
        "contained": {"medicationReference": {"reference": "#m1"}, "contained": [medicine]},
        "r5-contained": {
            "medication": {"reference": {"reference": "#m1"}},
            "contained": [medicine],
        },
        "bundled": {"medicationReference": {"reference": "Medication/m1"}},
    }
    beside = [medicine] if draft == "bundled" else []
    context = {"draftOrders": bundle({**plain, **written[draft]}, *beside)}
    found = cards(client, call("order-sign", context, prefetch=prefetch("ibuprofen")))
    assert "anticoagulant-nsaid" in rules(found)


@pytest.mark.parametrize(
    ("codings", "text", "is_checked"),
    [
        ([("http://snomed.info/sct", "48603004"), (RXNORM, "11289")], None, True),
        ([("http://example.org/own", "77")], "warfarin", True),
        ([("urn:oid:2.16.840.1.113883.6.88", "11289")], None, True),
        ([("http://example.org/own", "77")], None, False),
        ([(RXNORM, "99999999")], None, False),
        ([(RXNORM, "11289"), (RXNORM, "3407")], None, False),
        ([(RXNORM, "11289")], "digoxin 0.25 mg", False),
        ([], None, False),
    ],
)
def test_any_code_that_is_known_decides_and_two_that_disagree_are_reported(
    client: TestClient, codings: list[tuple[str, str]], text: str | None, is_checked: bool
) -> None:
    draft = order("x", 1, medicationCodeableConcept=concept(text, *codings))
    body = call("order-sign", {"draftOrders": bundle(draft)}, prefetch=prefetch("ibuprofen"))
    found = cards(client, body)
    assert ("anticoagulant-nsaid" in rules(found)) is is_checked
    if not is_checked:
        assert "Not understood" in unchecked(found)
    if len({code for _, code in codings}) > 1 and not is_checked:
        assert "digoxin" in unchecked(found) and "warfarin" in unchecked(found)


def test_an_id_that_names_a_drug_is_no_medicine(client: TestClient) -> None:
    draft = order("x", 1, id="warfarin")
    del draft["medicationCodeableConcept"]
    body = call("order-sign", {"draftOrders": bundle(draft)}, prefetch=prefetch("ibuprofen"))
    found = cards(client, body)
    assert rules(found) == []
    assert "MedicationRequest/warfarin" in unchecked(found)


@pytest.mark.parametrize(
    ("more", "is_taken"),
    [
        ({"status": "active"}, True), ({"status": "on-hold"}, True), ({"status": "stopped"}, False),
        ({"status": "entered-in-error"}, False), ({"status": "completed"}, False),
        ({"status": "active", "doNotPerform": True}, False), ({}, True),
    ],
)  # fmt: skip
def test_what_is_over_is_not_taken(
    client: TestClient, more: dict[str, Any], is_taken: bool
) -> None:
    given = prefetch(medications=bundle(order("ibuprofen", 7, **more)))
    assert ("anticoagulant-nsaid" in rules(cards(client, sign("warfarin", prefetch=given)))) is (
        is_taken
    )


@pytest.mark.parametrize(
    ("selections", "rule_found"),
    [
        (["MedicationRequest/mr-0"], True), (["mr-1"], True), (["MedicationRequest/gone"], True),
        (["NutritionOrder/diet"], False),
    ],
)  # fmt: skip
def test_selected_orders_are_compared_with_the_others(
    client: TestClient, selections: list[str], rule_found: bool
) -> None:
    drafts = orders("warfarin", "ibuprofen")
    drafts["entry"].append({"resource": {"resourceType": "NutritionOrder", "id": "diet"}})
    context = {"draftOrders": drafts, "selections": selections}
    found = cards(client, call("order-select", context, prefetch=prefetch()), SELECT)
    assert ("anticoagulant-nsaid" in rules(found)) is rule_found


def test_what_is_taken_already_is_what_patient_view_compares(client: TestClient) -> None:
    found = cards(client, call("patient-view", {}, prefetch=prefetch("warfarin", "aspirin")), VIEW)
    assert any(card["indicator"] != "info" for card in found)
    assert cards(client, call("patient-view", {}, prefetch=prefetch()), VIEW) == []


def test_a_new_allergy_is_compared_with_what_is_taken(client: TestClient) -> None:
    allergy = {"resourceType": "AllergyIntolerance", "code": concept("penicillin")}
    body = call(
        "allergyintolerance-create",
        {"allergyIntolerance": allergy},
        prefetch=prefetch("amoxicillin", "warfarin", "ibuprofen"),
    )
    found = cards(client, body, "/cds-services/interactions-allergyintolerance-create")
    assert set(rules(found)) == {"drug_allergy"}
    assert any("amoxicillin" in card["summary"] for card in found)


def test_a_new_condition_is_compared_with_what_is_taken(client: TestClient) -> None:
    code = concept(None, ("http://hl7.org/fhir/sid/icd-10-cm", "K27.9"))
    condition = {"resourceType": "Condition", "code": code}
    body = call(
        "problem-list-item-create",
        {"conditions": bundle(condition)},
        prefetch=prefetch("ibuprofen", "warfarin"),
    )
    found = cards(client, body, "/cds-services/interactions-problem-list-item-create")
    assert "nsaid-peptic-ulcer" in rules(found)
    assert "anticoagulant-nsaid" not in rules(found)


PERSON: dict[str, tuple[str, dict[str, Any], str]] = {
    "age": ("patient", {"resourceType": "Patient", "birthDate": "1940-05-05"}, "nsaid-older-age"),
    "allergy": (
        "allergies",
        bundle({
            "resourceType": "AllergyIntolerance", "code": concept("ibuprofen"),
            "reaction": [{"manifestation": [concept("anaphylaxis")], "severity": "severe"}],
        }),
        "drug_allergy",
    ),
    "condition": (
        "conditions",
        bundle({"resourceType": "Condition", "code": concept("Peptic ulcer")}),
        "nsaid-peptic-ulcer",
    ),
    "egfr": (
        "observations",
        bundle({
            "resourceType": "Observation", "status": "final",
            "code": concept(None, ("http://loinc.org", "98979-8")),
            "valueQuantity": {"value": 22, "code": "mL/min/{1.73_m2}"},
        }),
        "nsaid-kidney-disease",
    ),
    "pregnancy": (
        "observations",
        bundle({
            "resourceType": "Observation", "status": "final",
            "code": concept(None, ("http://loinc.org", "82810-3")),
            "valueCodeableConcept": concept(None, ("http://snomed.info/sct", "77386006")),
        }),
        "nsaid-pregnancy",
    ),
}  # fmt: skip


@pytest.mark.parametrize("part", PERSON)
def test_the_patient_is_compared_with_the_orders(client: TestClient, part: str) -> None:
    key, value, rule = PERSON[part]
    assert rule not in rules(cards(client, sign("ibuprofen")))
    found = cards(client, sign("ibuprofen", prefetch=prefetch(**{key: value})))
    assert rule in rules(found)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("conditions", {"clinicalStatus": concept(None, ("x", "resolved"))}),
        ("conditions", {"verificationStatus": concept(None, ("x", "refuted"))}),
    ],
)
def test_what_is_over_or_denied_of_the_patient_is_not_compared(
    client: TestClient, key: str, value: dict[str, Any]
) -> None:
    given = bundle({"resourceType": "Condition", "code": concept("Peptic ulcer"), **value})
    found = cards(client, sign("ibuprofen", prefetch=prefetch(**{key: given})))
    assert "nsaid-peptic-ulcer" not in rules(found)


@pytest.mark.parametrize(
    "quantity",
    [
        {"value": 22, "unit": "mL/min"}, {"value": 22}, {"value": 22, "comparator": "<",
         "code": "mL/min/{1.73_m2}"}, {"value": "22", "code": "mL/min/{1.73_m2}"},
        {"value": 2200, "code": "mL/min/{1.73_m2}"},
    ],
)  # fmt: skip
def test_a_kidney_value_that_cannot_be_used_is_said(
    client: TestClient, quantity: dict[str, Any]
) -> None:
    _, value, rule = PERSON["egfr"]
    broken = copy.deepcopy(value)
    broken["entry"][0]["resource"]["valueQuantity"] = quantity
    found = cards(client, sign("ibuprofen", prefetch=prefetch(observations=broken)))
    assert rule not in rules(found)
    assert "eGFR" in unchecked(found)


def test_an_old_kidney_value_is_not_used(client: TestClient) -> None:
    _, value, rule = PERSON["egfr"]
    old = copy.deepcopy(value)
    old["entry"][0]["resource"]["effectiveDateTime"] = "2019-03-01T08:00:00Z"
    found = cards(client, sign("ibuprofen", prefetch=prefetch(observations=old)))
    assert rule not in rules(found)
    assert "older than a year" in unchecked(found)


@pytest.mark.parametrize("missing", [None, {}, OUTCOME, bundle(OUTCOME), "gone"])
def test_what_was_not_sent_is_named(client: TestClient, missing: Any) -> None:
    given = prefetch("ibuprofen")
    if missing == "gone":
        del given["allergies"]
    else:
        given["allergies"] = missing
    found = cards(client, sign("warfarin", prefetch=given))
    assert "anticoagulant-nsaid" in rules(found)
    assert "allergies" in unchecked(found)


@pytest.mark.parametrize("junk", [[], [None, {"relation": []}]])
def test_a_bundle_with_further_pages_is_named(client: TestClient, junk: list[Any]) -> None:
    further = {"relation": "next", "url": "http://ehr/next"}
    paged = orders("ibuprofen", status="active", first=50) | {"link": [*junk, further]}
    found = cards(client, sign("warfarin", prefetch=prefetch(medications=paged)))
    assert "Only a part of `medications`" in unchecked(found).replace("\\", "")


@pytest.mark.parametrize("value", [None, OUTCOME])
def test_412_where_nothing_can_be_compared(client: TestClient, value: Any) -> None:
    given = prefetch(medications=value, statements=value)
    answer = client.post(VIEW, json=call("patient-view", {}, prefetch=given))
    assert answer.status_code == 412
    assert client.post(VIEW, json=call("patient-view", {})).status_code == 412


BREAKS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no hook": lambda body: body.pop("hook"),
    "wrong hook": lambda body: body.update(hook="order-select"),
    "no instance": lambda body: body.pop("hookInstance"),
    "instance is no uuid": lambda body: body.update(hookInstance="7"),
    "no context": lambda body: body.pop("context"),
    "context is a list": lambda body: body.update(context=[]),
    "no patient": lambda body: body["context"].pop("patientId"),
    "no orders": lambda body: body["context"].pop("draftOrders"),
    "orders are a text": lambda body: body["context"].update(draftOrders="x"),
    "prefetch is a list": lambda body: body.update(prefetch=[1]),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_400_for_a_call_that_is_malformed(client: TestClient, broken: str) -> None:
    body = sign("warfarin", taken=("ibuprofen",))
    BREAKS[broken](body)
    answer = client.post(SIGN, json=body)
    assert answer.status_code == 400
    assert "Nothing was checked" in answer.json()["detail"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"x"', b'{"a": 1, "a": 2}'])
def test_400_for_what_is_no_call(client: TestClient, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    assert client.post(SIGN, content=content, headers=headers).status_code == 400


def test_other_addresses_methods_and_types_have_their_status(client: TestClient) -> None:
    assert client.post("/cds-services/gone", json={}).status_code == 404
    assert client.post(f"{SIGN}/other", json={}).status_code == 404
    assert client.get(SIGN).status_code == 405
    assert client.post("/cds-services", json={}).status_code == 405
    assert client.post(SIGN, content="x=1").status_code == 415


def test_pages_of_every_origin_may_call(client: TestClient) -> None:
    asked = client.options(SIGN, headers={"Origin": "https://ehr.example"})
    assert asked.status_code == 204
    assert "Authorization" in asked.headers["access-control-allow-headers"]
    for answer in (asked, client.get("/cds-services"), client.post(SIGN, json={})):
        assert answer.headers["access-control-allow-origin"] == "*"


def test_junk_in_every_place_is_never_a_failure_nor_silence(client: TestClient) -> None:
    whole = sign("warfarin", taken=("ibuprofen",))
    for place in ("resource", "entry", "medicationCodeableConcept", "coding"):
        for junk in (None, 7, "x", [], {}, [None], [[]], [{}], True):
            body = json.loads(json.dumps(whole))
            draft = body["context"]["draftOrders"]["entry"][0]
            if place == "resource":
                draft["resource"] = junk
            elif place == "entry":
                body["context"]["draftOrders"]["entry"] = junk
            elif place == "coding":
                draft["resource"]["medicationCodeableConcept"]["coding"] = junk
            else:
                draft["resource"][place] = junk
            answer = client.post(SIGN, json=body)
            assert answer.status_code == 200, (place, junk)
            has_order = place in ("medicationCodeableConcept", "coding")
            assert bool(answer.json()["cards"]) or not has_order, (place, junk)


def test_of_five_hundred_orders_a_hundred_are_checked_and_the_rest_is_named(
    client: TestClient,
) -> None:
    names = ["warfarin", "ibuprofen"] * 50 + [f"zqmedicine-{n}" for n in range(400)]
    found = cards(client, sign(*names))
    assert "anticoagulant-nsaid" in rules(found)
    detail = unchecked(found).replace("\\", "")
    assert all(f"- zqmedicine-{n}\n" in detail + "\n" for n in range(400))


EXAMPLES = sorted((SHARED / "data" / "cds_hooks").glob("*/*.json"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda one: one.stem)
def test_every_published_example_has_a_valid_answer(client: TestClient, file: Any) -> None:
    body = json.loads(file.read_text(encoding="utf-8"))
    if "cards" in body or "services" in body:
        for card in body.get("cards", []):
            assert card["summary"]
        return
    hook = body.get("hook") or file.stem.rpartition("-context")[0]
    if "hook" not in body:
        body = call(hook, {}) | {"context": body["context"]}
    answer = client.post(f"/cds-services/interactions-{hook}", json=body)
    if "draftOrders" in body["context"] or "medications" in body["context"]:
        assert answer.status_code == 200
        assert answer.json()["cards"]
        for card in answer.json()["cards"]:
            is_valid(card)
    else:
        assert answer.status_code == 400
