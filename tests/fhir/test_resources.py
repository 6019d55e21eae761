"""Is every resource valid, and does it say what the release says?"""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from app.api.fhir.codes import Context, Version, fhir_id, named_by
from app.api.fhir.types import TYPES, types_of
from app.domain.facts import Rule, SideEffect
from app.services.release import LoadedRelease
from fastapi.testclient import TestClient

from tests.fhir.judging import problems

BASES = ["/fhir/r5", "/fhir/r4"]
# So many of each type are judged, spread over all.
SAMPLE = 150


@pytest.mark.parametrize("name", TYPES)
def test_what_is_written_is_valid(context: Context, name: str) -> None:
    kind = TYPES[name]
    if context.version not in kind.versions:
        return
    items = list(kind.every(context))
    for item in items[:: max(1, len(items) // SAMPLE)]:
        resource = kind.write(item, context)
        assert problems(resource, context.version.value) == [], resource
        assert kind.find(resource["id"], context) == item


@pytest.mark.parametrize("name", ["Medication", "Substance"])
def test_every_id_of_medicines_is_its_own(context: Context, name: str) -> None:
    slugs = [one.partition(":")[2] for one in TYPES[name].every(context)]
    assert len({fhir_id(one) for one in slugs}) == len(slugs)


def test_every_definition_of_use_has_an_id_of_its_own(context: Context) -> None:
    if context.version is Version.R4:
        assert "ClinicalUseDefinition" not in {one.name for one in types_of(context.version)}
        return
    uses = TYPES["ClinicalUseDefinition"].every(context)
    assert len({one.id for one in uses}) == len(uses)
    assert {one.type for one in uses} == {
        "indication", "contraindication", "interaction", "undesirable-effect", "warning",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["plain", "a:b", "a:b_c:d", "x" * 70, "with.dot", "ü", "a b", "a:on_treatment"]
)
def test_an_id_is_one_of_fhir_and_leads_back(name: str) -> None:
    written = fhir_id(name)
    assert len(written) <= 64 and written.isascii() and " " not in written
    assert named_by(written, {name: 1, "other": 2}) == name
    assert named_by(written, iter(["other", name])) == name
    assert named_by(written, {"other": 1}) is None


def test_an_interaction_carries_what_a_rule_says(client: TestClient, loaded: LoadedRelease) -> None:
    rule: Rule = next(one for one in loaded.knowledge.rules if one.id == "benzodiazepine-opioid")
    found = client.get("/fhir/r5/ClinicalUseDefinition/benzodiazepine-opioid").json()
    values = {one["url"].rpartition(":")[2]: one.get("valueCode") for one in found["extension"]}
    assert values["severity"] == rule.severity.value
    assert values["action"] == rule.action.value
    assert found["interaction"]["management"][0]["text"] == rule.advice.professional
    for one in found["extension"]:
        definition = client.get("/fhir/r5/StructureDefinition", params={"url": one["url"]}).json()
        assert definition["total"] == 1


def test_an_effect_has_its_frequency(context: Context) -> None:
    if context.version is Version.R4:
        return
    kind = TYPES["ClinicalUseDefinition"]
    uses = [one for one in kind.every(context) if isinstance(one.fact, SideEffect)]
    for one in uses[::200]:
        part = kind.write(one, context)["undesirableEffect"]
        known = one.fact.frequency.value
        assert part.get("frequencyOfOccurrence", {"text": "unknown"})["text"] == known.replace(
            "_", " "
        )


BREAKS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no type": lambda one: one.pop("type"),
    "no part": lambda one: one.pop("interaction"),
    "two parts": lambda one: one.update(warning={"description": "x"}),
    "part of another type": lambda one: one.update(type="indication"),
    "unknown field": lambda one: one.update(severity="high"),
    "subject is no list": lambda one: one.update(subject={"reference": "Substance/x"}),
    "status is a code": lambda one: one.update(status="active"),
    "id with a colon": lambda one: one.update(id="a:b"),
    "id too long": lambda one: one.update(id="x" * 65),
    "id empty": lambda one: one.update(id=""),
    "effect is a text": lambda one: one["interaction"].update(effect="x"),
    "management is a text": lambda one: one["interaction"].update(management="x"),
    "interactant has both": lambda one: one["interaction"]["interactant"].append(
        {"itemReference": {"reference": "Substance/x"}, "itemCodeableConcept": {"text": "x"}}
    ),
    "interactant has none": lambda one: one["interaction"].update(interactant=[{}]),
    "extension without url": lambda one: one["extension"].append({"valueCode": "x"}),
    "extension with two values": lambda one: one["extension"].append(
        {"url": "urn:x", "valueCode": "x", "valueString": "y"}
    ),
    "time is no instant": lambda one: one["meta"].update(lastUpdated="yesterday"),
    "version is a number": lambda one: one["meta"].update(versionId=7),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_the_judge_rejects_a_broken_one(client: TestClient, broken: str) -> None:
    good = client.get("/fhir/r5/ClinicalUseDefinition/benzodiazepine-opioid").json()
    assert problems(good, "r5") == []
    bad = copy.deepcopy(good)
    BREAKS[broken](bad)
    assert problems(bad, "r5") != []


@pytest.mark.parametrize("base", BASES)
def test_the_capability_statement_is_what_can_be_asked(client: TestClient, base: str) -> None:
    found = client.get(f"{base}/metadata").json()
    assert problems(found, base[-2:]) == []
    assert found["fhirVersion"] == {"r5": "5.0.0", "r4": "4.0.1"}[base[-2:]]
    [rest] = found["rest"]
    listed = {one["type"] for one in rest["resource"]}
    assert ("ClinicalUseDefinition" in listed) is (base == "/fhir/r5")
    for one in rest["resource"]:
        for parameter in one["searchParam"]:
            asked = {parameter["name"]: "x", "_count": "1"}
            answer = client.get(
                f"{base}/{one['type']}", params=asked, headers={"Prefer": "handling=strict"}
            )
            assert answer.status_code == 200, (one["type"], parameter)
        for operation in one.get("operation", []):
            answer = client.get(f"{base}/{one['type']}/${operation['name']}")
            assert answer.status_code == 400
    assert client.post(f"{base}/$check-interactions", json={}).status_code == 400
    unknown = {"MedicationRequest", "Patient"} - listed
    assert all(client.get(f"{base}/{one}").status_code == 404 for one in unknown)
