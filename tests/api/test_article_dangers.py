"""The dangers that the article tells of can be asked of the API."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.calling import get


def of_clonazepam(client: TestClient, effect: str, phase: str) -> dict[str, Any]:
    """The one line on clonazepam of what is told of an effect."""
    told = get(client, f"/side-effects/{effect}?phase={phase}")["drugs"]
    (found,) = [one for one in told if one["subject"]["id"] == "clonazepam"]
    return dict(found)


@pytest.mark.parametrize(
    "effect", ["drowsiness", "dizziness", "coordination-problems", "fatigue", "memory-problems"]
)
def test_every_common_side_effect_impairs_driving(client: TestClient, effect: str) -> None:
    told = of_clonazepam(client, effect, "on_treatment")
    assert told["impairs"] == ["driving", "using machines"]


@pytest.mark.parametrize(
    ("effect", "seriousness"),
    [
        ("anxiety", "not_serious"),
        ("insomnia", "not_serious"),
        ("tremor", "not_serious"),
        ("seizures", "serious"),
        ("hallucinations", "serious"),
    ],
)
def test_every_withdrawal_symptom_is_usual_or_severe(
    client: TestClient, effect: str, seriousness: str
) -> None:
    told = of_clonazepam(client, effect, "on_withdrawal")
    assert told["seriousness"] == seriousness


@pytest.mark.parametrize("kind", ["tolerance", "dependence"])
def test_tolerance_and_dependence_are_defined(client: TestClient, kind: str) -> None:
    warnings = get(client, "/drugs/clonazepam/warnings")["items"]
    (warning,) = [one for one in warnings if one["kind"] == kind]
    assert "means" in warning["definition"]


@pytest.mark.parametrize("other", ["alcohol", "oxycodone", "zolpidem", "phenobarbital", "opioids"])
def test_a_depressant_beside_clonazepam_is_a_danger_up_to_death(
    client: TestClient, other: str
) -> None:
    findings = get(client, f"/interactions/check?drugs=clonazepam,{other}")["findings"]
    assert findings[0]["severity"] == "major"
    assert {"coma", "death"} <= set(findings[0]["consequences"])


def test_every_opioid_meets_every_benzodiazepine(client: TestClient) -> None:
    benzodiazepines = [m["id"] for m in get(client, "/classes/benzodiazepine")["members"]]
    opioids = [m["id"] for m in get(client, "/classes/opioid")["members"]]
    assert len(benzodiazepines) >= 15
    assert len(opioids) >= 15
    answer = client.post("/interactions/check", json={"drugs": [*benzodiazepines, *opioids]}).json()
    # A rule on one of them may speak first; that of the classes then stands under it.
    found = {
        frozenset(side["drug"] for side in one["participants"])
        for one in answer["findings"]
        if "benzodiazepine-opioid" in {one["rule"], *(wider["rule"] for wider in one["also"])}
    }
    assert found == {frozenset((one, other)) for one in benzodiazepines for other in opioids}


def test_loperamide_is_not_taken_for_an_opioid_against_pain(client: TestClient) -> None:
    answer = get(client, "/interactions/check?drugs=clonazepam,loperamide")
    assert answer["findings"] == []
    assert answer["pairs"][0]["status"] == "not_named"
    assert answer["completeness"] != "complete"
