"""/drugs: by any name or code, with everything told of it."""

from typing import Any

import pytest
from app.domain.facts import Code, Fact, Name
from app.services.lookup import FoundDrug, NotFound, find_drug
from app.services.release import LoadedRelease
from fastapi.testclient import TestClient

from tests.api.calling import drawn, get, ids, items, problem

READ = [
    ("clonazepam", "generic"), ("CLONAZEPAM", "generic"), (" clonazepam ", "generic"),
    ("Klonopin", "brand"), ("klonopin", "brand"), ("Rivotril", "brand"),
    ("clonazepamum", "synonym"), ("Klonopin 0.5 mg tab", "brand"),
    ("clonazepam 0.25mg ODT bid", "generic"), ("RxCUI 2598", "code"), ("rxcui:2598", "code"),
    ("2598", "code"), ("N03AE01", "code"), ("n03ae01", "code"), ("ATC N03AE01", "code"),
    ("5PE9FDE8GB", "code"), ("UNII 5PE9FDE8GB", "code"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "via"), READ, ids=[one[0] for one in READ])
def test_a_name_or_code_leads_to_clonazepam_and_says_how(
    client: TestClient, words: str, via: str
) -> None:
    drug = get(client, f"/drugs/{words}")
    assert (drug["id"], drug["matched"]["status"], drug["matched"]["via"]) == (
        "clonazepam",
        "resolved",
        via,
    )
    assert [one["id"] for one in drug["matched"]["drugs"]] == ["clonazepam"]


@pytest.mark.parametrize("part", ["indications", "side-effects", "warnings", "classes"])
@pytest.mark.parametrize("words", ["Klonopin", "RxCUI 2598", "N03AE01"])
def test_a_brand_or_code_gets_the_same_list_as_the_drug(
    client: TestClient, words: str, part: str
) -> None:
    by_slug = get(client, f"/drugs/clonazepam/{part}")
    assert by_slug["total"] > 0
    assert get(client, f"/drugs/{words}/{part}") == by_slug


def leads_to(found: FoundDrug | NotFound) -> set[str]:
    """The drug that was found, or those that are offered."""
    if isinstance(found, FoundDrug):
        return {found.drug}
    return {one.id for one in found.candidates}


def test_every_own_name_of_every_drug_leads_back_to_it_or_is_ambiguous(
    loaded: LoadedRelease, seed_facts: tuple[Fact, ...]
) -> None:
    names = [(fact.drug, fact.text) for fact in seed_facts if isinstance(fact, Name)]
    assert len(names) > 4_000
    lost = [(drug, text) for drug, text in names if drug not in leads_to(find_drug(loaded, text))]
    assert lost == []


def test_every_code_of_every_drug_leads_back_to_it(
    loaded: LoadedRelease, seed_facts: tuple[Fact, ...]
) -> None:
    codes = [fact for fact in seed_facts if isinstance(fact, Code)]
    of_drugs = [fact for fact in codes if fact.subject.startswith("drug:")]
    assert len(of_drugs) > 1_000
    for code in of_drugs:
        found = find_drug(loaded, f"{code.system} {code.code}")
        assert isinstance(found, FoundDrug), code
        assert f"drug:{found.drug}" == code.subject, code


def test_a_name_and_a_code_in_an_address_lead_to_the_drug(client: TestClient) -> None:
    for slug in drawn(ids(client, "/drugs"), 16):
        drug = get(client, f"/drugs/{slug}")
        for words in [one["text"] for one in drug["names"]] + [
            f"{one['system']} {one['code']}" for one in drug["codes"]
        ]:
            answer = client.get("/drugs/" + words.replace("/", "%2F")).json()
            assert slug in {answer.get("id"), *(one["id"] for one in answer.get("candidates", []))}


def test_clonazepam_is_told_whole(client: TestClient) -> None:
    drug = get(client, "/drugs/clonazepam")
    assert {(code["system"], code["code"]) for code in drug["codes"]} == {
        ("rxnorm", "2598"),
        ("atc", "N03AE01"),
        ("unii", "5PE9FDE8GB"),
    }
    brands = {(one["text"], one["region"]) for one in drug["names"] if one["kind"] == "brand"}
    assert brands >= {("Klonopin", "US"), ("Rivotril", "CA")}
    assert {(one["jurisdiction"], one["schedule"]) for one in drug["schedules"]} >= {("US", "C-IV")}
    assert [one["id"] for one in drug["is_not"]] == ["antidepressant"]


@pytest.mark.parametrize("drug", ["clonazepam", "oxycodone", "sertraline", "alcohol"])
def test_the_counts_of_a_drug_are_those_of_its_lists(client: TestClient, drug: str) -> None:
    told = get(client, f"/drugs/{drug}")["told"]
    lists = {name: name.replace("_", "-") for name in told}
    assert told == {
        name: get(client, f"/drugs/{drug}/{part}")["total"] for name, part in lists.items()
    }


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("klonapin", ("clonazepam", "Klonopin")),
        ("clonazepan", ("clonazepam", "clonazepam")),
        ("sertralin", ("sertraline", "sertralina")),
        ("oxycodon", ("oxycodone", "oxycodone")),
    ],
)
def test_an_unknown_drug_is_404_with_candidates(
    client: TestClient, words: str, wanted: tuple[str, str]
) -> None:
    told = problem(client.get(f"/drugs/{words}"), 404)
    assert wanted in [(one["id"], one["matched_name"]) for one in told["candidates"]]


def test_a_name_between_two_look_alikes_is_given_to_neither(client: TestClient) -> None:
    told = problem(client.get("/drugs/clonazapine"), 404)
    assert {"clonazepam", "clozapine"} <= {one["id"] for one in told["candidates"]}


@pytest.mark.parametrize(
    ("words", "slug"),
    [("benzos", "benzodiazepine"), ("opioids", "opioid"), ("any SSRI", "ssri"), ("TCAs", None)],
)
def test_a_class_word_is_no_drug_and_is_sent_to_its_class(
    client: TestClient, words: str, slug: str | None
) -> None:
    told = problem(client.get(f"/drugs/{words}"), 404)
    assert f"/classes/{slug or 'tricyclic-antidepressant'}" in told["detail"]


@pytest.mark.parametrize("words", ["RxCUI 9999999", "N03AE99", "NDC 99999-999-99"])
def test_a_well_formed_unknown_code_says_so(client: TestClient, words: str) -> None:
    assert "well-formed" in problem(client.get(f"/drugs/{words}"), 404)["detail"]


def test_two_drugs_in_one_name_are_not_one_of_them(client: TestClient) -> None:
    told = problem(client.get("/drugs/oxycodone and acetaminophen"), 404)
    assert {one["id"] for one in told["candidates"]} == {"acetaminophen", "oxycodone"}


@pytest.mark.parametrize("kind", ["medication", "substance"])
def test_drugs_can_be_listed_by_kind(client: TestClient, kind: str) -> None:
    found = items(client, "/drugs", kind=kind)
    assert found and {one["kind"] for one in found} == {kind}


def test_the_two_kinds_together_are_all_drugs(client: TestClient) -> None:
    by_kind = [*ids(client, "/drugs", kind="medication"), *ids(client, "/drugs", kind="substance")]
    assert sorted(by_kind) == ids(client, "/drugs")


@pytest.mark.parametrize(
    ("word", "member", "stranger"),
    [
        ("opioid", "oxycodone", "clonazepam"),
        ("Benzos", "clonazepam", "zolpidem"),
        ("cns-depressant", "clonazepam", "omeprazole"),
        ("antidepressant", "sertraline", "clonazepam"),
    ],
)
def test_drugs_can_be_listed_by_class(
    client: TestClient, word: str, member: str, stranger: str
) -> None:
    found = get(client, "/drugs", limit=500, **{"class": word})["items"]
    slugs = {one["id"] for one in found}
    assert member in slugs and stranger not in slugs


@pytest.mark.parametrize("query", ["kind=plant", "phase=never", "kind=", "kind=MEDICATION"])
def test_an_unknown_word_of_a_closed_list_names_the_known_ones(
    client: TestClient, query: str
) -> None:
    path = "/drugs/clonazepam/side-effects" if "phase" in query else "/drugs"
    (error,) = problem(client.get(f"{path}?{query}"), 422)["errors"]
    assert error["place"] == f"query.{query.partition('=')[0]}"
    assert "medication" in error["message"] or "on_treatment" in error["message"]


SIDE_EFFECTS = {
    "on_treatment": {"drowsiness", "dizziness", "coordination-problems", "fatigue",
                     "memory-problems"},
    "on_withdrawal": {"anxiety", "insomnia", "tremor", "seizures", "hallucinations"},
}  # fmt: skip


@pytest.mark.parametrize("phase", SIDE_EFFECTS)
def test_side_effects_are_told_apart_by_phase(client: TestClient, phase: str) -> None:
    found: list[Any] = items(client, "/drugs/clonazepam/side-effects", phase=phase)
    assert {one["effect"]["id"] for one in found} == SIDE_EFFECTS[phase]
    assert {one["phase"] for one in found} == {phase}


def test_a_frequency_that_nobody_counted_has_no_percent(client: TestClient) -> None:
    for one in items(client, "/drugs/clonazepam/side-effects"):
        assert one["percent"] is None or one["frequency"] != "unknown"


def test_a_drug_inherits_the_warnings_of_its_class(client: TestClient) -> None:
    subjects = {one["subject"]["id"] for one in items(client, "/drugs/lorazepam/warnings")}
    assert subjects == {"benzodiazepine", "lorazepam"}


def test_interactions_of_a_drug_come_gravest_first(client: TestClient) -> None:
    order = ["contraindicated", "major", "moderate", "minor", "unknown"]
    listed = items(client, "/drugs/clonazepam/interactions")
    # Of one severity, what a label names without a judgement stands behind what was judged.
    found = [(order.index(one["severity"]), one["type"] == "label_mention") for one in listed]
    assert found == sorted(found)
    judged = [one["severity"] for one in listed if one["type"] != "label_mention"]
    assert judged[0] == "contraindicated" and "major" in judged


def test_the_states_of_a_drug_are_listed_with_their_bounds_in_words(client: TestClient) -> None:
    kidneys = get(client, "/drugs/metformin/states?state=kidney")
    (forbidden,) = [one for one in kidneys["items"] if one["judgement"] == "contraindicated"]
    assert forbidden["within"] == "eGFR below 30 mL/min/1.73 m²"
    assert forbidden["condition"]["id"] == "kidney-disease"
    assert (forbidden["bound"]["measure"], forbidden["bound"]["below"]) == ("egfr", 30)
    assert {one["state"] for one in kidneys["items"]} == {"kidney"}
    assert kidneys["recorded"] == "partial"


def test_no_state_recorded_is_said_not_to_mean_that_there_is_none(client: TestClient) -> None:
    page = get(client, "/drugs/metformin/states?state=childhood")
    assert (page["total"], page["recorded"]) == (0, "none")
    assert "None of the statements on special states" in page["statement"]
    problem(client.get("/drugs/metformin/states?state=kidneys"), 422)
