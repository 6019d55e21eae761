"""/indications, /conditions, /classes and /side-effects."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.calling import check, drawn, get, ids, items, problem

STATUSES = ["approved", "off_label", "adjunct_only", "investigational", "not_indicated"]


@pytest.mark.parametrize("status", STATUSES)
def test_indications_can_be_listed_by_status(client: TestClient, status: str) -> None:
    found = items(client, "/indications", drug="clonazepam", status=status)
    assert found and {one["status"] for one in found} == {status}


def test_the_statuses_together_are_all_indications(client: TestClient) -> None:
    every = [*STATUSES, "advised_against"]
    by_status = [found for one in every for found in ids(client, "/indications", status=one)]
    assert sorted(by_status) == sorted(ids(client, "/indications"))


@pytest.mark.parametrize("goal", ["symptomatic", "disease_modifying", "preventive", "unknown"])
def test_indications_can_be_listed_by_goal(client: TestClient, goal: str) -> None:
    found = items(client, "/indications", goal=goal)
    assert found and {one["goal"] for one in found} == {goal}


@pytest.mark.parametrize("words", ["depression", "MDD", "Major Depressive Disorder"])
def test_indications_can_be_listed_by_any_name_of_a_condition(
    client: TestClient, words: str
) -> None:
    found = items(client, "/indications", condition=words)
    assert {one["condition"]["id"] for one in found} == {"depression"}
    assert {"clonazepam", "sertraline"} <= {one["subject"]["id"] for one in found}


def test_filters_of_indications_narrow_each_other(client: TestClient) -> None:
    found = items(
        client, "/indications", drug="Klonopin", condition="depression", status="not_indicated"
    )
    assert [(one["status"], one["goal"]) for one in found] == [
        ("not_indicated", "disease_modifying")
    ]


@pytest.mark.parametrize("query", ["status=often", "goal=cure", "status="])
def test_an_unknown_status_or_goal_names_the_known_ones(client: TestClient, query: str) -> None:
    (error,) = problem(client.get(f"/indications?{query}"), 422)["errors"]
    assert "approved" in error["message"] or "symptomatic" in error["message"]


@pytest.mark.parametrize("query", ["drug=", "condition=", "drug=benzos", "drug=klonapin"])
def test_a_filter_that_means_no_drug_is_never_an_empty_list(client: TestClient, query: str) -> None:
    problem(client.get(f"/indications?{query}"), 404)


def test_every_name_of_every_condition_leads_back_to_it(client: TestClient) -> None:
    for slug in drawn(ids(client, "/conditions"), 15):
        told = get(client, f"/conditions/{slug}")
        for name in [told["name"], *told["names"]]:
            assert get(client, f"/conditions/{name}")["id"] == slug, name


@pytest.mark.parametrize(
    ("path", "known"), [("/conditions", "treatment-resistant-depression"),
                        ("/classes", "benzodiazepine")]
)  # fmt: skip
def test_parents_and_children_mirror_each_other(
    client: TestClient, answer_to: Callable[[str], Any], path: str, known: str
) -> None:
    mirrored = {"parents": "children", "children": "parents"}
    seen = set()
    for slug in [known, *drawn(ids(client, path), 60)]:
        for side, other in mirrored.items():
            for one in answer_to(f"{path}/{slug}")[side]:
                back = {each["id"] for each in answer_to(f"{path}/{one['id']}")[other]}
                assert slug in back, (slug, side, one["id"])
                seen.add((slug, side))
    assert (known, "parents") in seen and {side for _, side in seen} == set(mirrored)


@pytest.mark.parametrize("path", ["/conditions/depresion", "/conditions/Lenox-Gastaut syndrom"])
def test_a_misspelt_condition_is_404_with_candidates(client: TestClient, path: str) -> None:
    assert problem(client.get(path), 404)["candidates"]


def test_a_misspelt_effect_is_404_with_candidates(client: TestClient) -> None:
    told = problem(client.get("/side-effects/insomia"), 404)
    assert "insomnia" in [one["id"] for one in told["candidates"]]


def test_a_misspelt_class_is_404_with_a_candidate_that_can_be_asked_for(
    client: TestClient,
) -> None:
    (first, *_) = problem(client.get("/classes/benzodiazepin"), 404)["candidates"]
    assert get(client, f"/classes/{first['id']}")["id"] == "benzodiazepine"


@pytest.mark.parametrize("kind", ["chemical", "therapeutic", "effect"])
def test_classes_can_be_listed_by_kind(client: TestClient, kind: str) -> None:
    found = items(client, "/classes", kind=kind)
    assert found and {one["kind"] for one in found} == {kind}


def test_members_of_a_class_are_the_drugs_that_say_so(client: TestClient) -> None:
    for slug in drawn(ids(client, "/classes"), 25):
        members = {one["id"] for one in get(client, f"/classes/{slug}")["members"]}
        listed = {one["id"] for one in get(client, f"/drugs?limit=500&class={slug}")["items"]}
        assert members == listed, slug
        for drug in sorted(members)[:3]:
            loaded = {one["id"] for one in get(client, f"/drugs/{drug}")["classes"]}
            assert slug in loaded, (slug, drug)


def test_a_member_of_a_class_below_is_not_direct(client: TestClient) -> None:
    direct = {one["id"]: one["direct"] for one in get(client, "/classes/cns-depressant")["members"]}
    assert (direct["clonazepam"], direct["alcohol"]) == (False, True)


def test_a_class_names_the_rules_that_it_plays(client: TestClient) -> None:
    told = get(client, "/classes/opioid")["rules"]
    found = {one["id"] for one in told}
    assert {"benzodiazepine-opioid", "opioid-alcohol", "opioid-cns-depressant"} <= found
    assert "benzodiazepine-alcohol" not in found


@pytest.mark.parametrize("phase", ["on_treatment", "on_withdrawal"])
def test_an_effect_tells_only_the_phase_asked_for(client: TestClient, phase: str) -> None:
    told = get(client, f"/side-effects/insomnia?phase={phase}")["drugs"]
    assert {one["phase"] for one in told} == {phase}
    on_withdrawal = "clonazepam" in {one["subject"]["id"] for one in told}
    assert on_withdrawal is (phase == "on_withdrawal")


def test_effects_of_all_drugs_are_those_that_the_drugs_tell(client: TestClient) -> None:
    drugs = drawn(ids(client, "/drugs"), 40)
    by_effect = {
        one["id"]
        for effect in ids(client, "/side-effects")
        for one in get(client, f"/side-effects/{effect}")["drugs"]
        if one["subject"]["id"] in drugs
    }
    by_drug = {one["id"] for drug in drugs for one in items(client, f"/drugs/{drug}/side-effects")}
    assert by_effect == by_drug != set()


def moments(client: TestClient) -> dict[str, Any]:
    """Every instant that the coverage tells."""
    told = get(client, "/coverage")
    return {"made_at": told["made_at"], "imported_at": told["data_sets"][0]["imported_at"]}


@pytest.mark.parametrize("name", ["made_at", "imported_at"])
def test_an_instant_says_its_time_zone(client: TestClient, name: str) -> None:
    assert datetime.fromisoformat(moments(client)[name]).tzinfo is not None


@pytest.mark.parametrize("stage", ["{} stage 4", "stage 2 {}", "{} grade II", "nyha class III {}"])
@pytest.mark.parametrize(
    ("words", "condition"),
    [("heart block", "heart-block"), ("hypertension", "hypertension"), ("COPD", "copd")],
)
def test_a_stage_is_read_as_a_kind_of_the_condition(
    client: TestClient, stage: str, words: str, condition: str
) -> None:
    found = check(client, "ibuprofen", conditions=[stage.format(words)])["conditions"][0]
    assert found["condition"] == condition
    assert found["explanation"]


@pytest.mark.parametrize(
    ("words", "condition", "is_its_name"),
    [("CKD stage 4", "severe-kidney-disease", True), ("stage 2 CKD", "mild-kidney-disease", True),
     ("CKD grade II", "kidney-disease", False), ("nyha class III CKD", "kidney-disease", False)],
)  # fmt: skip
def test_a_stage_of_kidney_disease_is_its_degree(
    client: TestClient, words: str, condition: str, is_its_name: bool
) -> None:
    found = check(client, "ibuprofen", conditions=[words])["conditions"][0]
    assert found["condition"] == condition
    assert bool(found["explanation"]) is not is_its_name


@pytest.mark.parametrize(
    ("words", "condition"),
    [("2nd trimester of pregnancy", "pregnancy"), ("20 weeks pregnant", "pregnancy"),
     ("I'm pregnant", "pregnancy"), ("type II diabetes", "type-2-diabetes"),
     ("type 1 diabetes", "type-1-diabetes"), ("diabetes insipidus stage", None)],
)  # fmt: skip
def test_how_long_and_which_type_is_read(
    client: TestClient, words: str, condition: str | None
) -> None:
    found = check(client, "ibuprofen", conditions=[words])["conditions"][0]
    assert found["condition"] == condition


@pytest.mark.parametrize("word", ["trouble", "problems", "issues", "complaint"])
@pytest.mark.parametrize("organ", ["bladder", "skin", "chest", "nerve", "blood"])
def test_what_is_offered_for_a_vague_word_has_to_do_with_its_organ(
    client: TestClient, organ: str, word: str
) -> None:
    plain = problem(client.get(f"/conditions/{organ}"), 404)["candidates"]
    vague = problem(client.get(f"/conditions/{organ} {word}"), 404)["candidates"]
    assert plain
    assert vague == plain


@pytest.mark.parametrize("words", ["water pills", "blood thinner", "insulin", "heart tablets"])
def test_for_a_medicine_no_condition_is_offered(client: TestClient, words: str) -> None:
    assert problem(client.get(f"/conditions/{words}"), 404)["candidates"] == []
