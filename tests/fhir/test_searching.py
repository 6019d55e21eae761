"""How are resources searched, paged, cut, and asked for again?"""

from typing import Any
from urllib.parse import urlsplit

import pytest
from app.services.release import LoadedRelease
from fastapi.testclient import TestClient

from tests.fhir.judging import problems
from tests.fhir.test_resources import BASES

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"


def bundle(client: TestClient, path: str, **parameters: Any) -> dict[str, Any]:
    """The Bundle of a good search, which is valid."""
    answer = client.get(path, params=parameters or None)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/fhir+json; charset=utf-8"
    found: dict[str, Any] = answer.json()
    assert problems(found, path.split("/")[2]) == []
    return found


def ids(found: dict[str, Any], mode: str = "match") -> list[str]:
    """The ids of a Bundle."""
    return [
        one["resource"]["id"] for one in found.get("entry", []) if one["search"]["mode"] == mode
    ]


def outcome(answer: Any, status: int) -> str:
    """The code of the OperationOutcome of a refusal."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/fhir+json; charset=utf-8"
    found = answer.json()
    assert problems(found, "r5") == []
    return str(found["issue"][0]["code"])


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize(
    ("path", "parameters", "has", "has_not"),
    [
        ("MedicationKnowledge", {"code": f"{RXNORM}|2598"}, "clonazepam", "warfarin"),
        ("MedicationKnowledge", {"code": "2598"}, "clonazepam", "warfarin"),
        ("MedicationKnowledge", {"code": f"{RXNORM}|2598,{RXNORM}|11289"}, "warfarin", "aspirin"),
        ("MedicationKnowledge", {"classification": f"{ATC}|N05BA"}, "diazepam", "warfarin"),
        ("MedicationKnowledge", {"classification": "urn:materia:fhir:CodeSystem:classes|opioid"},
         "oxycodone", "warfarin"),
        ("MedicationKnowledge", {"ingredient-code": f"{RXNORM}|11289"}, "warfarin", "aspirin"),
        ("Substance", {"code": f"{RXNORM}|11289"}, "warfarin", "aspirin"),
        ("Substance", {"code": "urn:materia:fhir:CodeSystem:drugs|warfarin"}, "warfarin", "x"),
        ("Substance", {"_id": "warfarin,aspirin"}, "aspirin", "clonazepam"),
        ("Substance", {"_id": "warfarin", "code": f"{RXNORM}|2598"}, None, "warfarin"),
        ("Substance", {"code": f"{RXNORM}|99999999"}, None, "warfarin"),
        ("Substance", {"code": f"{ATC}|2598"}, None, "clonazepam"),
        ("MedicationKnowledge", {"status": "inactive"}, None, "warfarin"),
        ("CodeSystem", {"url": "urn:materia:fhir:CodeSystem:drugs"}, "drugs", "classes"),
        ("CodeSystem", {"code": "clonazepam"}, "drugs", "conditions"),
        ("ValueSet", {"url": "urn:materia:fhir:ValueSet:class:opioid"}, "class.opioid", "drugs"),
    ],
)  # fmt: skip
def test_a_search_finds_what_fits(
    client: TestClient, base: str, path: str, parameters: dict[str, str], has: str | None,
    has_not: str,
) -> None:  # fmt: skip
    found = bundle(client, f"{base}/{path}", _count=100, **parameters)
    assert found["total"] >= len(ids(found))
    assert has in ids(found) if has is not None else found["total"] == 0
    assert has_not not in ids(found)


@pytest.mark.parametrize(
    ("parameters", "kind"),
    [
        ({"type": "contraindication"}, "contraindication"),
        ({"subject": "Substance/warfarin", "type": "interaction"}, "interaction"),
        ({"indication": "urn:materia:fhir:CodeSystem:conditions|epilepsy"}, "indication"),
        ({"effect": "urn:materia:fhir:CodeSystem:effects|headache"}, "undesirable-effect"),
        ({"interaction": "urn:materia:fhir:CodeSystem:classes|opioid"}, "interaction"),
        ({"type": "warning", "subject": "warfarin"}, "warning"),
    ],
)
def test_uses_are_found_by_what_they_are_about(
    client: TestClient, parameters: dict[str, str], kind: str
) -> None:
    found = bundle(client, "/fhir/r5/ClinicalUseDefinition", **parameters)
    assert found["total"] > 0
    assert {one["resource"]["type"] for one in found["entry"]} == {kind}


def test_a_subject_has_what_its_classes_have(client: TestClient, loaded: LoadedRelease) -> None:
    known = loaded.knowledge
    keys = {"drug:clonazepam", *(f"class:{one}" for one in known.classes_above["clonazepam"])}
    rules = [one for one in known.rules if {one.one, one.other} & keys and one.kind == "drug_drug"]
    path = "/fhir/r5/ClinicalUseDefinition"
    found = bundle(client, path, subject="Substance/clonazepam", type="interaction", _count=0)
    assert found["total"] == len(rules)


@pytest.mark.parametrize("base", BASES)
def test_pages_hold_everything_once(client: TestClient, base: str) -> None:
    address: str | None = f"{base}/ValueSet?_count=50"
    seen: list[str] = []
    back = None
    while address is not None:
        parts = urlsplit(address)
        found = bundle(client, f"{parts.path}?{parts.query}")
        seen += ids(found)
        links = {one["relation"]: one["url"] for one in found["link"]}
        assert ("previous" in links) is (back is not None)
        address, back = links.get("next"), address
    assert len(seen) == len(set(seen)) == found["total"] > 100


def test_the_most_on_one_page_is_a_hundred(client: TestClient) -> None:
    assert len(ids(bundle(client, "/fhir/r5/Substance", _count=5_000))) == 100
    assert len(ids(bundle(client, "/fhir/r5/Substance"))) == 20


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("kind", ["Substance", "CodeSystem", "MedicationKnowledge", "ValueSet"])
def test_a_part_says_that_it_is_one(client: TestClient, base: str, kind: str) -> None:
    for parameters in ({"_summary": "true"}, {"_elements": "status"}):
        found = bundle(client, f"{base}/{kind}", _count=2, **parameters)
        for one in found["entry"]:
            assert one["resource"]["meta"]["tag"][0]["code"] == "SUBSETTED"
            assert problems(one["resource"], base[-2:]) == []
            assert "concept" not in one["resource"]
    counted = bundle(client, f"{base}/{kind}", _summary="count")
    assert counted["total"] > 0 and "entry" not in counted
    whole = client.get(f"{base}/Substance/warfarin?_elements=status").json()
    assert whole["meta"]["tag"] and "description" not in whole


def test_what_is_included_comes_once(client: TestClient) -> None:
    found = bundle(client, "/fhir/r5/Medication", _include="Medication:ingredient", _count=40)
    drugs = ids(found, "include")
    assert drugs and len(drugs) == len(set(drugs))
    wanted = {
        one["item"]["reference"]["reference"]
        for entry in found["entry"]
        for one in entry["resource"].get("ingredient", [])
    }
    assert {f"Substance/{one}" for one in drugs} == wanted


def test_a_parameter_that_is_not_known_is_left_out_or_refused(client: TestClient) -> None:
    found = bundle(client, "/fhir/r5/Substance", zqcolor="red", status="active")
    [own] = [one["url"] for one in found["link"] if one["relation"] == "self"]
    assert "zqcolor" not in own and "status=active" in own
    strict = {"Prefer": "handling=strict"}
    answer = client.get("/fhir/r5/Substance?zqcolor=red", headers=strict)
    assert outcome(answer, 400) == "not-supported"
    answer = client.get("/fhir/r5/Substance?_include=Substance:x", headers=strict)
    assert outcome(answer, 400) == "not-supported"


@pytest.mark.parametrize(
    "query", ["_count=x", "_count=-1", "_offset=1.5", "_summary=maybe", "code=" + "1," * 200]
)
def test_a_value_that_does_not_fit_is_refused(client: TestClient, query: str) -> None:
    outcome(client.get(f"/fhir/r5/Substance?{query}"), 400)


@pytest.mark.parametrize("base", BASES)
def test_a_search_by_post_is_the_same(client: TestClient, base: str) -> None:
    form = {"code": f"{RXNORM}|2598"}
    posted = client.post(f"{base}/Substance/_search", data=form).json()
    assert ids(posted) == ids(bundle(client, f"{base}/Substance", **form)) == ["clonazepam"]


@pytest.mark.parametrize("base", BASES)
def test_a_resource_that_is_had_is_not_sent_again(client: TestClient, base: str) -> None:
    path = f"{base}/Substance/warfarin"
    first = client.get(path)
    tag, time = first.headers["etag"], first.headers["last-modified"]
    assert tag == f'W/"{first.json()["meta"]["versionId"]}"'
    for headers in ({"If-None-Match": tag}, {"If-None-Match": "*"}, {"If-Modified-Since": time}):
        again = client.get(path, headers=headers)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    for headers in (
        {"If-None-Match": '"x"'}, {"If-None-Match": '"x"', "If-Modified-Since": time},
        {"If-Modified-Since": "Thu, 01 Jan 2015 00:00:00 GMT"}, {"If-Modified-Since": "never"},
    ):  # fmt: skip
        assert client.get(path, headers=headers).content == first.content
    assert client.head(path).headers["etag"] == tag


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("Substance/zqgone", 404, "not-found"), ("Zq/1", 404, "not-found"),
        ("Substance/a/b/c", 404, "not-found"), ("", 404, "not-found"),
        ("Substance/%2E%2E", 404, "not-found"), ("Substance/$zq", 404, "not-supported"),
        ("Substance?_format=xml", 406, "not-supported"),
        ("metadata?_format=ttl", 406, "not-supported"),
        ("CodeSystem/$lookup?system=zq&code=x", 404, "not-found"),
        ("CodeSystem/drugs/$lookup", 404, "not-supported"),
        ("$check-interactions", 405, "not-supported"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_an_outcome(
    client: TestClient, base: str, path: str, status: int, code: str
) -> None:
    assert outcome(client.get(f"{base}/{path}"), status) == code


def test_only_reading_is_possible(client: TestClient) -> None:
    for method in ("PUT", "PATCH", "DELETE"):
        answer = client.request(method, "/fhir/r5/Substance/warfarin", json={})
        assert outcome(answer, 405) == "not-supported"
    assert outcome(client.post("/fhir/r5/Substance", json={}), 405) == "not-supported"
    options = client.options("/fhir/r5/Substance")
    assert options.status_code == 204 and "GET" in options.headers["allow"]
    assert options.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/fhir+json", 200), ("application/json", 200), ("*/*", 200),
        ("text/html, */*;q=0.1", 200), ("application/fhir+json; fhirVersion=5.0", 200),
        ("application/fhir+xml", 406), ("text/html", 406),
    ],
)  # fmt: skip
def test_only_json_is_written(client: TestClient, accept: str, status: int) -> None:
    answer = client.get("/fhir/r5/Substance/warfarin", headers={"Accept": accept})
    assert answer.status_code == status
