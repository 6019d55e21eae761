"""May these be taken together? The whole answer, by body and by address."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.calling import check

KEYS = [
    "completeness", "summary", "inputs", "conditions", "findings", "duplications", "burden",
    "pairs", "drug_conditions", "person_states", "allergy_inputs", "allergies", "gene_inputs",
    "genes", "doses", "separations", "day", "would_ask", "suppressed", "without", "audience",
    "policy", "as_of", "release", "notice",
]  # fmt: skip
FINDING_KEYS = [
    "id", "rule", "rule_version", "kind", "title", "participants", "applies", "severity",
    "action", "evidence", "seriousness", "alert_list", "display", "display_reason", "consequences",
    "mechanism", "factors", "onset", "direction", "frequency", "separate", "native_ratings",
    "advice", "message", "explanation", "also", "citations",
]  # fmt: skip
INPUT_KEYS = [
    "input", "status", "via", "drugs", "class", "product", "understood", "not_understood",
    "candidates", "explanation", "corrected_to",
]  # fmt: skip


@pytest.fixture(scope="module")
def example(client: TestClient) -> dict[str, Any]:
    """The contract's own example."""
    return check(client, "Klonopin", "oxycodone", "unobtainium")


def test_an_answer_is_whole_and_in_the_contracts_order(example: dict[str, Any]) -> None:
    assert list(example) == KEYS
    assert [list(one) for one in example["findings"]] == [FINDING_KEYS]
    assert [list(one) for one in example["inputs"]] == [INPUT_KEYS] * 3


def test_an_unknown_drug_makes_the_answer_partial_and_is_named(example: dict[str, Any]) -> None:
    assert example["completeness"] == "partial"
    assert "Not checked: 'unobtainium'" in example["summary"]


def test_every_pair_of_an_unknown_drug_is_unresolved(example: dict[str, Any]) -> None:
    assert [(one["inputs"], one["drugs"], one["status"]) for one in example["pairs"]] == [
        ([0, 1], ["clonazepam", "oxycodone"], "interaction_found"),
        ([0, 2], ["clonazepam", None], "unresolved"),
        ([1, 2], ["oxycodone", None], "unresolved"),
    ]


def test_the_finding_is_that_of_the_contract(example: dict[str, Any]) -> None:
    (finding,) = example["findings"]
    assert finding["id"] == "benzodiazepine-opioid:clonazepam:oxycodone"
    assert (finding["display"], finding["display_reason"]) == ("interruptive", "boxed warning")
    assert finding["explanation"] == [
        "'Klonopin' is a brand of clonazepam",
        "clonazepam is a benzodiazepine",
        "oxycodone is an opioid",
        "rule benzodiazepine-opioid",
    ]
    assert finding["citations"][0]["sha256"]


QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    ("drugs=clonazepam,alcohol", {"drugs": ["clonazepam", "alcohol"]}),
    ("drug=clonazepam&drug=alcohol", {"drugs": ["clonazepam", "alcohol"]}),
    ("drugs=clonazepam&drugs=wine", {"drugs": ["clonazepam", "wine"]}),
    ("drugs=clonazepam&drug=wine, red", {"drugs": ["clonazepam", "wine, red"]}),
    ("drugs=wine&current=clonazepam", {"drugs": ["wine"], "current": ["clonazepam"]}),
    (
        "drugs=clonazepam&conditions=narrow-angle glaucoma",
        {"drugs": ["clonazepam"], "conditions": ["narrow-angle glaucoma"]},
    ),
    (
        "drugs=benzos,klonapin,codeine&policy=quiet&audience=patient",
        {"drugs": ["benzos", "klonapin", "codeine"], "policy": "quiet", "audience": "patient"},
    ),
    (
        "drugs=klonapin,codeine&accept_corrections=true",
        {"drugs": ["klonapin", "codeine"], "accept_corrections": True},
    ),
]


@pytest.mark.parametrize(("query", "body"), QUESTIONS, ids=[one[0] for one in QUESTIONS])
def test_an_address_and_a_body_get_the_same_bytes(
    client: TestClient, query: str, body: dict[str, Any]
) -> None:
    by_address = client.get(f"/interactions/check?{query}")
    by_body = client.post("/interactions/check", json=body)
    assert by_address.status_code == by_body.status_code == 200
    assert by_address.content == by_body.content


def test_the_same_question_gets_the_same_bytes(client: TestClient) -> None:
    body = {"drugs": ["Klonopin", "oxycodone HCl", "wine", "sertraline", "x"]}
    answers = {client.post("/interactions/check", json=body).content for _ in range(5)}
    assert len(answers) == 1


def test_a_code_is_as_good_as_a_name(client: TestClient) -> None:
    by_code = check(client, {"system": "rxnorm", "code": "2598"}, {"name": "wine"})
    assert by_code["findings"][0]["id"] == "benzodiazepine-alcohol:alcohol:clonazepam"
    assert by_code["inputs"][0]["input"] == "rxnorm:2598"


def test_a_correction_is_taken_only_when_asked_for_and_then_told(client: TestClient) -> None:
    offered = check(client, "klonapin", "oxycodone")
    taken = check(client, "klonapin", "oxycodone", accept_corrections=True)
    assert offered["inputs"][0]["status"] == "needs_confirmation"
    assert offered["findings"] == []
    assert taken["inputs"][0]["status"] == "resolved"
    assert "accept_corrections" in " ".join(taken["inputs"][0]["explanation"])
    assert taken["findings"][0]["rule"] == "benzodiazepine-opioid"


def test_a_stopped_drug_is_told_apart(client: TestClient) -> None:
    answer = check(client, {"name": "clonazepam", "stopped_on": "2020-01-01"}, "oxycodone")
    assert answer["findings"] == []
    assert "stopped on 2020-01-01" in answer["suppressed"][0]["reason"]
    assert answer["pairs"][0]["status"] == "interaction_found"


def test_a_patient_is_told_not_to_stop_suddenly(client: TestClient) -> None:
    answer = check(client, "clonazepam", "oxycodone", audience="patient")
    assert "Do not stop taking clonazepam or oxycodone suddenly" in answer["findings"][0]["message"]


def test_a_condition_that_the_drug_must_not_meet_stops_hard(client: TestClient) -> None:
    answer = check(client, "clonazepam", conditions=["narrow-angle glaucoma"])
    assert answer["findings"][0]["display"] == "hard_stop"
    assert answer["findings"][0]["participants"][1]["condition"] == "acute-narrow-angle-glaucoma"


def test_brand_and_generic_together_are_a_duplication(client: TestClient) -> None:
    (one,) = check(client, "Klonopin", "clonazepam")["duplications"]
    assert (one["kind"], one["inputs"]) == ("same_ingredient", ["Klonopin", "clonazepam"])


def test_two_benzodiazepines_are_a_duplication_of_the_class(client: TestClient) -> None:
    kinds = [
        (one["kind"], one["id"]) for one in check(client, "clonazepam", "lorazepam")["duplications"]
    ]
    assert kinds == [("same_class", "benzodiazepine")]


def test_a_hundred_drugs_have_all_their_pairs(client: TestClient) -> None:
    drugs = [one["id"] for one in client.get("/drugs?limit=500").json()["items"]]
    asked = (drugs * 2)[:100]
    assert len(check(client, *asked)["pairs"]) == 100 * 99 // 2


def test_three_depressants_reach_the_threshold_that_none_reaches_alone(client: TestClient) -> None:
    alone = {one["id"]: one["reached"] for one in check(client, "clonazepam")["burden"]}
    together = check(client, "clonazepam", "zolpidem", "alcohol")["burden"]
    assert alone["cns-depression"] is False
    assert {one["id"]: one["reached"] for one in together}["cns-depression"] is True
