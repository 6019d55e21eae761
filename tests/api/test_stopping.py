"""Stopping over HTTP: plans written from sources, what is recorded, and what is refused."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient

from tests.unit.facts.test_plain_words import HIGHEST, grade

PLANS = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "stopping-plans.yaml").read_text(encoding="utf-8")
)
FIRST = date(2026, 1, 1)


def asked(plan: dict[str, Any]) -> dict[str, Any]:
    """The plan of a line as a body."""
    doses = [
        {"date": str(FIRST + timedelta(days=day)), "dose": dose, "unit": plan.get("unit", "mg")}
        for day, dose in plan["doses"]
    ]
    body = {"drug": plan["drug"], "doses": doses}
    if "taken_days" in plan:
        body["taken_since"] = str(FIRST - timedelta(days=plan["taken_days"]))
    return body


def check(client: TestClient, drug: str, *doses: tuple[int, float], **more: Any) -> Any:
    """The answer to a plan."""
    body = asked({"drug": drug, "doses": doses}) | more
    answer = client.post("/stopping/check", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(client: TestClient, body: dict[str, Any]) -> Any:
    """The one mistake that a body is refused for."""
    answer = client.post("/stopping/check", json=body)
    assert answer.status_code == 422
    (mistake,) = answer.json()["errors"]
    return mistake


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan['drug']}: {plan['from']}")
def test_a_plan_is_judged_by_what_its_source_says(client: TestClient, plan: dict[str, Any]) -> None:
    answer = client.post("/stopping/check", json=asked(plan)).json()
    assert answer["result"] == plan["result"]
    assert answer["usual_pace"] == plan.get("pace", answer["usual_pace"])
    assert [one["result"] for one in answer["steps"]] == plan.get(
        "steps", [one["result"] for one in answer["steps"]]
    )


def test_there_are_thirty_plans_and_each_result_is_among_them() -> None:
    assert len(PLANS) >= 30
    assert {plan["result"] for plan in PLANS} == {
        "faster_than_limit", "limit_not_exceeded", "no_limit_known"
    }  # fmt: skip


def test_a_limit_that_is_exceeded_is_a_finding_with_five_fields(client: TestClient) -> None:
    answer = check(client, "Klonopin", (0, 2), (7, 1))
    (finding,) = [one for one in answer["findings"] if one["holds"] == "yes"]
    assert (finding["severity"], finding["action"]) == ("major", "adjust_or_separate")
    assert finding["evidence"][0]["kind"] == "expert_consensus"
    assert "seizures" in finding["seriousness"]["outcomes"]
    assert (finding["display"], finding["display_reason"]) == ("interruptive", "major")
    assert finding["explanation"][:2] == [
        "'Klonopin' is a brand of clonazepam", "clonazepam is a benzodiazepine"
    ]  # fmt: skip
    assert finding["citations"][0]["source"] == "joint-bzd-tapering-2025"


def test_stopping_at_once_against_a_boxed_warning_rests_on_it(client: TestClient) -> None:
    answer = check(client, "clonazepam", (0, 2), (1, 0))
    found = {one["id"]: one for one in answer["findings"]}
    assert found["stopping:clonazepam:at_once"]["evidence"][0]["kind"] == "boxed_warning"


def test_what_is_judged_apart_stands_apart(client: TestClient) -> None:
    doses = [
        {"date": "2026-01-01", "dose": 10, "unit": "mg"},
        {"date": "2026-01-15", "dose": 9000, "unit": "mcg"},
        {"date": "2026-01-29", "dose": 4, "unit": "tablets"},
        {"date": "2026-02-12", "dose": 3.6, "unit": "tablets"},
        {"date": "2026-02-26", "dose": 1, "unit": "mg", "drug": "lorazepam"},
    ]
    answer = client.post("/stopping/check", json={"drug": "diazepam", "doses": doses}).json()
    assert [(one["kind"], one["result"], one["percent"]) for one in answer["steps"]] == [
        ("reduction", "limit_not_exceeded", 10.0),
        ("change_of_unit", "not_checked", None),
        ("reduction", "limit_not_exceeded", 10.0),
        ("change_of_drug", "not_checked", None),
    ]
    assert answer["result"] == "not_checked"
    assert answer["parts"] == {
        "reductions": "limit_not_exceeded",
        "intervals": "limit_not_exceeded",
        "last_step": None,
        "whole_way": "no_limit_known",
        "units": "not_checked",
        "change_of_drug": "not_checked",
    }


def test_what_was_not_told_is_asked_for(client: TestClient) -> None:
    asks = {one["value"] for one in check(client, "oxycodone", (0, 40), (28, 36))["would_ask"]}
    assert asks == {"taken_since", "pregnancy", "current"}
    seizures = check(client, "clonazepam", (0, 2), (28, 1.9))["would_ask"]
    assert any("Seizures" in one["sentence"] for one in seizures)


def test_what_was_told_is_not_asked_for(client: TestClient) -> None:
    answer = check(
        client, "clonazepam", (0, 2), (28, 1.9), current=[], taken_since="2025-01-01",
        person={"pregnancy": False, "conditions": []},
    )  # fmt: skip
    assert answer["would_ask"] == []


def test_what_was_told_and_no_limit_depends_on_is_named(client: TestClient) -> None:
    answer = check(
        client, "clonazepam", (0, 2), (28, 1.9), current=["xyzzyplugh"],
        person={"pregnancy": True, "conditions": ["xyzzyplugh"], "age": 70},
    )  # fmt: skip
    assert [one.split()[0] for one in answer["not_judged"]] == [
        "Pregnancy", "Illnesses", "Other", "What"
    ]  # fmt: skip
    assert "xyzzyplugh" not in str(answer["not_judged"])


def test_an_unknown_drug_of_a_dose_is_refused_by_the_place_of_the_dose(
    client: TestClient,
) -> None:
    drugs = [None, "lorazepam", "lorazepam", "xyzzyplugh", "xyzzyplugh"]
    doses = [
        {"date": f"2026-0{month}-01", "dose": 2, "unit": "mg"} | ({"drug": drug} if drug else {})
        for month, drug in enumerate(drugs, start=1)
    ]
    (misfit,) = client.post("/stopping/check", json={"drug": "diazepam", "doses": doses}).json()[
        "errors"
    ]
    assert misfit["loc"] == ["body", "doses", "3", "drug"]


def test_nothing_of_a_plan_is_logged(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        check(client, "Klonopin", (0, 2.375), (28, 1.9), current=["xyzzyplugh"])
        refused(client, asked({"drug": "xyzzyplugh", "doses": [(0, 2.375), (1, 1)]}))
    logged = " ".join(one.getMessage() for one in caplog.records)
    assert not any(word in logged for word in ("xyzzyplugh", "Klonopin", "2.375"))


def test_a_limit_that_waits_for_something_says_so(client: TestClient) -> None:
    answer = check(client, "oxycodone", (0, 40), (14, 32))
    assert answer["result"] == "faster_than_limit"
    assert "only if: taken for at least 365 days" in answer["summary"]
    assert {one["holds"] for one in answer["findings"]} == {"if"}
    told = check(client, "oxycodone", (0, 40), (14, 32), taken_since="2020-01-01")
    assert "only if" not in told["summary"]
    assert {one["holds"] for one in told["findings"]} == {"yes"}


def test_no_result_and_no_sentence_reads_as_an_all_clear(client: TestClient) -> None:
    for plan in PLANS:
        answer = client.post("/stopping/check", json=asked(plan)).json()
        said = [answer["result"], answer["usual_pace"], answer["summary"]]
        said += [one["note"] or "" for one in answer["steps"]]
        said += [one["result"] for one in answer["steps"]]
        words = " ".join(said).lower().replace(".", " ").split()
        assert not {"ok", "okay", "safe", "safely", "fine"} & set(words)


def test_what_patients_read_is_plain(client: TestClient) -> None:
    answer = check(client, "clonazepam", (0, 2), (7, 1))
    said = [one["advice"]["patient"] for one in (*answer["findings"], answer["stopping"])]
    assert [grade(one) for one in said if grade(one) > HIGHEST] == []


def test_an_answer_to_a_plan_is_kept_nowhere(client: TestClient) -> None:
    body = asked({"drug": "clonazepam", "doses": [(0, 2), (7, 1)]})
    assert client.post("/stopping/check", json=body).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("doses", "message"),
    [
        ([("2026-01-01", 2, "mg")], "two doses at least"),
        ([], "two doses at least"),
        ([("2026-01-01", 2, "mg"), ("2026-01-01", 1, "mg")], "dose 1 (from 0) stands twice"),
        ([("2026-01-05", 2, "mg"), ("2026-01-01", 1, "mg")], "before that of the last"),
        ([("2026-01-01", 2, "mg"), ("2026-01-05", -1, "mg")], "greater than or equal to 0"),
        ([("2026-01-01", 2, "mg"), ("2026-01-05", 1, "blobs")], "unknown unit"),
        ([("2026-01-01", 2, "mg"), ("2026-02-30", 1, "mg")], "date"),
        ([("1800-01-01", 2, "mg"), ("2026-01-05", 1, "mg")], "1900-01-01"),
        ([("2026-01-01", True, "mg"), ("2026-01-05", 1, "mg")], "valid number"),
        ([("2026-01-01", "2", "mg"), ("2026-01-05", 1, "mg")], "valid number"),
        (
            [(str(FIRST + timedelta(days=day)), 300 - day, "mg") for day in range(201)],
            "at most 200 items",
        ),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_in_one_sentence(
    client: TestClient, doses: list[tuple[Any, ...]], message: str
) -> None:
    told = [dict(zip(("date", "dose", "unit"), one, strict=True)) for one in doses]
    assert message in refused(client, {"drug": "clonazepam", "doses": told})["message"]


@pytest.mark.parametrize("drug", ["xyzzyplugh", "Percocet", "Klonipin"])
def test_a_plan_of_what_is_not_one_drug_is_refused(client: TestClient, drug: str) -> None:
    body = asked({"drug": drug, "doses": [(0, 2), (7, 1)]})
    assert refused(client, body)["place"] == "body.drug"


def test_a_class_is_judged_by_its_own_limits(client: TestClient) -> None:
    assert check(client, "benzodiazepines", (0, 10), (14, 5))["result"] == "faster_than_limit"


def test_taken_since_a_day_behind_the_plan_is_refused(client: TestClient) -> None:
    body = asked({"drug": "clonazepam", "doses": [(0, 2), (7, 1)]}) | {"taken_since": "2026-03-01"}
    assert "behind the first day" in refused(client, body)["message"]


def test_the_article_answers_how_clonazepam_may_be_stopped(answer_to: Callable[[str], Any]) -> None:
    answer = answer_to("/drugs/Klonopin/stopping")
    assert answer["at_once"]["answer"] == "no"
    assert "seizures" in answer["at_once"]["outcomes"]
    effects = {one["effect"]["id"] for one in answer["effects"]}
    assert effects >= {"anxiety", "insomnia", "tremor", "seizures", "hallucinations"}
    article = [
        cited
        for one in answer["supervision"]
        for cited in one["citations"]
        if cited["source"] == "clonazepam-article"
    ]
    assert any(one["sha256"] for one in article)
    ceilings = [one for one in answer["limits"] if one["strength"] == "ceiling"]
    assert [(one["percent"], one["days"]) for one in ceilings] == [(25, 14)]
    assert (answer["onset"][0]["from_days"], answer["duration"][0]["to_days"]) == (0, 42)


@pytest.mark.parametrize(
    ("drug", "answer", "recorded"),
    [
        ("gabapentin", "no", "partial"),
        ("propranolol", "no", "partial"),
        ("prednisone", "no", "partial"),
        ("agomelatine", "yes", "partial"),
        ("lisinopril", "unknown", "none"),
    ],
)
def test_at_once_is_answered_from_a_source_only(
    answer_to: Callable[[str], Any], drug: str, answer: str, recorded: str
) -> None:
    found = answer_to(f"/drugs/{drug}/stopping")
    assert (found["at_once"]["answer"], found["recorded"]) == (answer, recorded)
    cited = [one["citations"] for one in found["at_once"]["statements"]]
    assert all(cited) and bool(cited) is (answer != "unknown")


def test_nothing_recorded_does_not_read_as_may(answer_to: Callable[[str], Any]) -> None:
    found = answer_to("/drugs/lisinopril/stopping")
    assert (
        "does not mean" in found["statement"] and "does not mean" in found["at_once"]["statement"]
    )
