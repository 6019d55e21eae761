"""Everything that the article states can be asked of the API."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.calling import get


@pytest.fixture(scope="module")
def verdict(client: TestClient) -> dict[str, Any]:
    """Is clonazepam prescribed for depression?"""
    answer: dict[str, Any] = get(client, "/drugs/clonazepam/indications/depression")
    return answer


def test_clonazepam_is_prescribed_beside_depression_only_as_an_adjunct(
    verdict: dict[str, Any],
) -> None:
    assert (verdict["verdict"], verdict["goal"], verdict["is_antidepressant"]) == (
        "adjunct_only",
        "symptomatic",
        False,
    )


def test_the_adjunct_is_short_and_bridges_the_weeks_of_the_antidepressant(
    verdict: dict[str, Any],
) -> None:
    assert "short" in verdict["limits"]["duration"]
    assert "weeks" in verdict["limits"]["duration"]


def test_the_adjunct_relieves_three_symptoms(verdict: dict[str, Any]) -> None:
    assert {one["id"] for one in verdict["relieves"]} == {"anxiety", "insomnia", "panic-attack"}


def test_the_verdict_names_what_depression_is_treated_with(verdict: dict[str, Any]) -> None:
    assert {(one["subject"]["id"], one["role"]) for one in verdict["instead"]} >= {
        ("ssri", "common"),
        ("snri", "common"),
        ("cbt", "central"),
        ("ipt", "central"),
        ("antidepressant-with-psychotherapy", "combined"),
    }


def test_the_other_statements_stand_beside_the_verdict(verdict: dict[str, Any]) -> None:
    assert [
        (one["status"], one["condition"]["id"], one["relation"]) for one in verdict["also"]
    ] == [
        ("not_indicated", "depression", "exact"),
        ("investigational", "treatment-resistant-depression", "narrower"),
    ]
    assert verdict["also"][0]["goal"] == "disease_modifying"


def test_the_verdict_cites_sentences_that_can_be_re_read(verdict: dict[str, Any]) -> None:
    assert all(len(one["sha256"]) == 64 for one in verdict["citations"])


def test_the_verdict_brings_cautions(verdict: dict[str, Any]) -> None:
    kinds = {one["kind"] for one in verdict["cautions"]}
    assert kinds >= {
        "tolerance", "dependence", "withdrawal", "abrupt_discontinuation", "driving", "misuse",
        "controlled_substance", "tell_your_clinician", "careful_use", "sole_treatment",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("lennox-gastaut-syndrome", "approved"),
        ("myoclonic-seizures", "approved"),
        ("absence-seizures", "approved"),
        ("seizure-disorder", "approved"),
        ("panic-disorder", "approved"),
        ("restless-legs-syndrome", "off_label"),
        ("movement-disorder", "off_label"),
        ("treatment-resistant-depression", "investigational"),
        ("acute-distress", "adjunct_only"),
    ],
)
def test_every_use_has_its_status(client: TestClient, condition: str, status: str) -> None:
    items = get(client, f"/indications?drug=clonazepam&condition={condition}")["items"]
    assert [item["status"] for item in items] == [status]


def test_panic_disorder_is_with_or_without_agoraphobia(client: TestClient) -> None:
    (item,) = get(client, "/indications?drug=clonazepam&condition=panic-disorder")["items"]
    assert item["limits"]["population"] == "with or without agoraphobia"


def test_clonazepam_is_a_benzodiazepine_and_so_a_depressant(client: TestClient) -> None:
    items = get(client, "/drugs/clonazepam/classes")["items"]
    found = [(one["id"], one["holds"], one["steps"]) for one in items]
    assert ("benzodiazepine", True, 1) in found
    assert ("cns-depressant", True, 2) in found
    assert found[-1] == ("antidepressant", False, None)


def test_its_mechanism_is_gaba(client: TestClient) -> None:
    mechanisms = get(client, "/drugs/clonazepam")["mechanisms"]
    assert any("GABA" in one["target"] and "electrical" in one["effect"] for one in mechanisms)


def test_antidepressants_take_weeks(client: TestClient) -> None:
    (mechanism,) = get(client, "/classes/antidepressant")["mechanisms"]
    assert "weeks" in mechanism["time_to_effect"]


@pytest.mark.parametrize(
    ("child", "parents"),
    [
        ("absence-seizures", ["seizure-disorder"]),
        ("seizure-disorder", ["epilepsy"]),
        ("treatment-resistant-depression", ["depression"]),
        ("panic-disorder-with-agoraphobia", ["agoraphobia", "panic-disorder"]),
    ],
)
def test_conditions_stand_in_a_hierarchy(
    client: TestClient, child: str, parents: list[str]
) -> None:
    assert [one["id"] for one in get(client, f"/conditions/{child}")["parents"]] == parents


def test_anxiety_insomnia_and_panic_are_often_seen_beside_depression(client: TestClient) -> None:
    beside = get(client, "/conditions/depression")["often_with"]
    assert {(one["id"], one["how_often"]) for one in beside} == {
        ("anxiety", "often"),
        ("insomnia", "often"),
        ("panic-attack", "often"),
    }


def test_each_psychotherapy_says_how_it_works(client: TestClient) -> None:
    therapies = {one["id"]: one for one in get(client, "/conditions/depression")["therapies"]}
    assert set(therapies) == {"psychotherapy", "cbt", "ipt", "antidepressant-with-psychotherapy"}
    assert all(one["mechanisms"] for one in therapies.values())


def test_the_combination_says_for_whom_and_to_what_end(client: TestClient) -> None:
    treatments = get(client, "/conditions/depression")["treatments"]
    (combined,) = [one for one in treatments if one["role"] == "combined"]
    assert "moderate to severe" in combined["for_whom"]
    assert "recovery" in combined["aim"]
