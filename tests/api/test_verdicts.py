"""/drugs/{drug}/indications/{condition}: is X prescribed for Y?"""

import random
from typing import Any

import pytest
from app.domain.facts import Fact, Indication, Status
from app.domain.indications import Verdict, judge
from app.domain.knowledge import Knowledge
from fastapi.testclient import TestClient

from tests.api.calling import get, ids, problem

# drug, condition as asked, verdict, relation, answered from
TABLE = [
    ("clonazepam", "depression", "adjunct_only", "exact", "depression"),
    ("Klonopin", "major depressive disorder", "adjunct_only", "exact", "depression"),
    ("RxCUI 2598", "MDD", "adjunct_only", "exact", "depression"),
    ("clonazepam", "TRD", "investigational", "exact", "treatment-resistant-depression"),
    ("clonazepam", "seizure-disorder", "approved", "exact", "seizure-disorder"),
    ("clonazepam", "Lennox-Gastaut syndrome", "approved", "exact", "lennox-gastaut-syndrome"),
    ("clonazepam", "petit mal", "approved", "exact", "absence-seizures"),
    ("clonazepam", "myoclonic-seizures", "approved", "exact", "myoclonic-seizures"),
    ("clonazepam", "panic-disorder", "approved", "exact", "panic-disorder"),
    ("clonazepam", "panic-disorder-with-agoraphobia", "approved", "broader", "panic-disorder"),
    ("clonazepam", "restless legs", "off_label", "exact", "restless-legs-syndrome"),
    ("clonazepam", "movement-disorder", "off_label", "exact", "movement-disorder"),
    ("clonazepam", "insomnia", "adjunct_only", "exact", "insomnia"),
    ("clonazepam", "generalized-anxiety-disorder", "unknown", "none", None),
    ("clonazepam", "seasonal-affective-disorder", "unknown", "none", None),
    ("clonazepam", "fibromyalgia", "unknown", "none", None),
    ("clonazepam", "agoraphobia", "unknown", "none", None),
    ("clonazepam", "smoking-cessation", "unknown", "none", None),
    ("sertraline", "depression", "approved", "exact", "depression"),
    ("Zoloft", "OCD", "approved", "exact", "obsessive-compulsive-disorder"),
    ("sertraline", "treatment-resistant-depression", "unknown", "none", None),
    ("sertraline", "epilepsy", "unknown", "none", None),
    ("diazepam", "alcohol withdrawal", "approved", "exact", "alcohol-withdrawal"),
    ("diazepam", "seizure-disorder", "adjunct_only", "exact", "seizure-disorder"),
    ("diazepam", "epilepsy", "adjunct_only", "narrower", "seizure-disorder"),
    ("diazepam", "absence-seizures", "unknown", "none", None),
    ("diazepam", "depression", "unknown", "none", None),
    ("fluoxetine", "bulimia", "approved", "exact", "bulimia-nervosa"),
    ("fluoxetine", "TRD", "adjunct_only", "exact", "treatment-resistant-depression"),
    ("fluoxetine", "bipolar-depression", "adjunct_only", "exact", "bipolar-depression"),
    ("bupropion", "quit smoking", "approved", "exact", "smoking-cessation"),
    ("duloxetine", "anxiety-disorder", "approved", "narrower", "generalized-anxiety-disorder"),
    ("zolpidem", "insomnia", "approved", "exact", "insomnia"),
    ("oxycodone", "depression", "unknown", "none", None),
    ("alcohol", "insomnia", "unknown", "none", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("drug", "condition", "verdict", "relation", "source"),
    TABLE,
    ids=[f"{one[0]} for {one[1]}" for one in TABLE],
)
def test_a_verdict_and_where_it_comes_from(
    client: TestClient, drug: str, condition: str, verdict: str, relation: str, source: str | None
) -> None:
    told = get(client, f"/drugs/{drug}/indications/{condition}")
    assert told["verdict"] == verdict
    assert told["matched"]["relation"] == relation
    assert told["matched"]["answered_from"] == source
    assert told["matched"]["asked"] == condition


def test_of_several_narrower_conditions_the_nearest_answers(client: TestClient) -> None:
    told = get(client, "/drugs/clonazepam/indications/epilepsy")
    assert (told["verdict"], told["matched"]["answered_from"]) == ("approved", "seizure-disorder")


def test_an_answer_from_elsewhere_says_so_in_words(client: TestClient) -> None:
    told = get(client, "/drugs/clonazepam/indications/panic-disorder-with-agoraphobia")
    assert "panic disorder, which covers panic disorder with agoraphobia" in told["why"]


@pytest.mark.parametrize(
    ("drug", "condition", "nearest", "status"),
    [
        ("clonazepam", "generalized-anxiety-disorder", "anxiety", "adjunct_only"),
        ("sertraline", "treatment-resistant-depression", "depression", "approved"),
        ("diazepam", "absence-seizures", "seizure-disorder", "adjunct_only"),
    ],
)
def test_what_is_recorded_of_a_broader_condition_is_told_as_nearest(
    client: TestClient, drug: str, condition: str, nearest: str, status: str
) -> None:
    told = get(client, f"/drugs/{drug}/indications/{condition}")
    assert (nearest, status) in [(one["condition"]["id"], one["status"]) for one in told["nearest"]]
    assert "is not known here" in told["why"]


@pytest.fixture(scope="module")
def unknown(client: TestClient) -> dict[str, Any]:
    """A pair of which no source says anything."""
    found: dict[str, Any] = get(client, "/drugs/oxycodone/indications/depression")
    return found


def test_nothing_recorded_is_unknown_and_not_a_no(unknown: dict[str, Any]) -> None:
    assert (unknown["verdict"], unknown["goal"]) == ("unknown", "unknown")
    assert "not a no" in unknown["why"]
    assert unknown["citations"] == [] and unknown["also"] == []


def test_an_unknown_verdict_still_tells_what_the_condition_is_treated_with(
    unknown: dict[str, Any],
) -> None:
    assert {"ssri", "cbt"} <= {one["subject"]["id"] for one in unknown["instead"]}


def test_the_drug_itself_is_never_offered_instead(client: TestClient) -> None:
    told = get(client, "/drugs/clonazepam/indications/depression")
    assert "clonazepam" not in {one["subject"]["id"] for one in told["instead"]}


@pytest.mark.parametrize(
    ("drug", "answer"),
    [("clonazepam", False), ("sertraline", True), ("amitriptyline", True), ("diazepam", None)],
)
def test_whether_it_is_an_antidepressant_is_told_or_null(
    client: TestClient, drug: str, answer: bool | None
) -> None:
    assert get(client, f"/drugs/{drug}/indications/depression")["is_antidepressant"] is answer


@pytest.fixture(scope="module")
def of_drugs(seed_facts: tuple[Fact, ...]) -> list[Indication]:
    """Everything that the seed states of what a drug itself is for."""
    stated = [one for one in seed_facts if isinstance(one, Indication)]
    return [one for one in stated if one.subject.startswith("drug:")]


def judged(one: Indication, seeded: Knowledge) -> Verdict:
    """What is answered to the very question that a statement is about."""
    drug = one.subject.removeprefix("drug:")
    return judge(drug, one.condition, one.condition, seeded)


def test_every_verdict_but_unknown_is_cited(of_drugs: list[Indication], seeded: Knowledge) -> None:
    for one in of_drugs:
        # What is stated of one form is no verdict of the drug.
        if one.limits.form is None:
            assert judged(one, seeded).citations, one


def test_no_verdict_hides_a_recorded_statement(
    of_drugs: list[Indication], seeded: Knowledge
) -> None:
    assert len(of_drugs) > 1_000
    for one in of_drugs:
        found = judged(one, seeded)
        assert one.why in {found.why, *(also.why for also in found.also)}, one


def test_a_verdict_over_http_tells_what_was_judged(
    client: TestClient, of_drugs: list[Indication], seeded: Knowledge
) -> None:
    for one in random.Random(len(of_drugs)).sample(of_drugs, 150):
        found = judged(one, seeded)
        told = get(client, f"/drugs/{found.drug}/indications/{one.condition}")
        assert (told["verdict"], told["why"]) == (found.verdict, found.why), one
        assert [also["why"] for also in told["also"]] == [also.why for also in found.also], one
        assert len(told["citations"]) == len(found.citations), one


def test_every_condition_can_be_asked_about_every_drug(seeded: Knowledge) -> None:
    """Every condition in turn: a twelfth of them of each drug, and few drugs known by name only."""
    conditions = list(seeded.conditions)
    described = [one.id for one in seeded.drugs.values() if one.is_described]
    others = sorted(set(seeded.drugs) - set(described))
    for place, drug in enumerate([*described, *others[::40]]):
        for condition in conditions[place % 12 :: 12]:
            found = judge(drug, condition, condition, seeded)
            is_unknown = found.verdict is Status.UNKNOWN
            assert is_unknown == (found.citations == ()), (drug, condition)


def test_a_verdict_over_http_is_unknown_where_nobody_is_cited(client: TestClient) -> None:
    conditions = ids(client, "/conditions")[::61]
    for drug in ids(client, "/drugs")[::137]:
        for condition in conditions:
            answer = client.get(f"/drugs/{drug}/indications/{condition}")
            assert answer.status_code == 200, (drug, condition)
            body = answer.json()
            assert (body["verdict"] == "unknown") == (body["citations"] == []), (drug, condition)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("klonapin/indications/depression", "unknown-drug"),
        ("benzos/indications/depression", "unknown-drug"),
        ("clonazepam/indications/weltschmerz", "unknown-condition"),
        ("clonazepam/indications/clonazepam", "unknown-condition"),
    ],
)
def test_a_verdict_on_something_unknown_is_a_404(client: TestClient, path: str, kind: str) -> None:
    assert problem(client.get(f"/drugs/{path}"), 404)["type"] == f"urn:materia:problem:{kind}"


@pytest.mark.parametrize(
    ("drug", "condition", "verdict"),
    [
        ("MS Contin", "acute pain", "not_indicated"),
        ("morphine sulfate ER 15 mg", "acute pain", "not_indicated"),
        ("Kadian", "pain after surgery", "not_indicated"),
        ("morphine", "acute pain", "approved"),
        ("morphine IR 15 mg tablet", "acute pain", "approved"),
        ("morphine", "pain after surgery", "unknown"),
        ("doxepin cream", "itching", "approved"),
        ("doxepin", "itching", "unknown"),
    ],
)
def test_what_is_said_of_one_form_is_said_of_a_name_in_that_form_only(
    client: TestClient, drug: str, condition: str, verdict: str
) -> None:
    told = get(client, f"/drugs/{drug}/indications/{condition}")
    assert told["verdict"] == verdict
    forms = [one["limits"]["form"] for one in (told, *told["also"])]
    assert any(forms), "the statement of the form is told in every case"
