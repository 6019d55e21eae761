"""/interactions/check: what an answer says."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from app.api.http.bounds import MOST_DRUGS
from fastapi.testclient import TestClient

from tests.api.calling import check, ids, parts_of


def finding(client: TestClient, *drugs: Any, **more: Any) -> dict[str, Any]:
    """The one finding of a check."""
    (one,) = check(client, *drugs, **more)["findings"]
    found: dict[str, Any] = one
    return found


@pytest.mark.parametrize("drugs", [["clonazepam"], ["clonazepam", "x", "oxycodone", "benzos"]])
def test_every_pair_of_inputs_stands_in_the_answer(client: TestClient, drugs: list[str]) -> None:
    pairs = [tuple(one["inputs"]) for one in check(client, *drugs)["pairs"]]
    assert pairs == list(combinations(range(len(drugs)), 2))


def test_one_drug_alone_is_not_called_free_of_interactions(client: TestClient) -> None:
    answer = check(client, "clonazepam")
    assert answer["pairs"] == [] and answer["findings"] == []
    assert "Nothing was compared" in answer["summary"]


@pytest.mark.parametrize("unknown", ["unobtainium", "klonapin", "x" * 500, "<b>x</b>", "💊"])
def test_what_was_not_checked_is_named_in_the_summary(client: TestClient, unknown: str) -> None:
    answer = check(client, "clonazepam", unknown)
    assert answer["completeness"] == "partial"
    assert "Not checked: '" + unknown[:50] in answer["summary"]
    assert [one["status"] for one in answer["pairs"]] == ["unresolved"]


def test_a_condition_that_is_not_known_is_named_in_the_summary(client: TestClient) -> None:
    answer = check(client, "clonazepam", "oxycodone", conditions=["weltschmerz"])
    assert answer["completeness"] == "partial"
    assert "'weltschmerz'" in answer["summary"]
    assert answer["conditions"][0]["condition"] is None


def test_two_drugs_of_which_no_source_speaks_are_not_assessed(client: TestClient) -> None:
    answer = check(client, "sertraline", "empagliflozin")
    assert [one["status"] for one in answer["pairs"]] == ["not_assessed"]
    assert answer["completeness"] == "none"
    assert "'sertraline' with 'empagliflozin'" in answer["summary"]


def test_a_class_word_answers_for_the_class_and_says_so(client: TestClient) -> None:
    told = finding(client, "benzos", "opioids")
    assert told["rule"] == "benzodiazepine-opioid"
    assert [one["class"] for one in told["participants"]] == ["benzodiazepine", "opioid"]
    assert [one["drug"] for one in told["participants"]] == [None, None]
    assert "single members may differ" in " ".join(told["explanation"])


def test_the_drugs_of_one_string_are_checked_each(client: TestClient) -> None:
    told = finding(client, "clonazepam", "oxycodone and acetaminophen")
    assert told["id"] == "benzodiazepine-opioid:clonazepam:oxycodone"
    assert told["participants"][1]["input"] == "oxycodone and acetaminophen"


def test_the_most_specific_rule_speaks_and_wider_ones_stand_under_it(client: TestClient) -> None:
    told = finding(client, "clonazepam", "alcohol")
    assert told["rule"] == "benzodiazepine-alcohol"
    also = [one["rule"] for one in told["also"]]
    assert also[0] == "benzodiazepine-cns-depressant"
    assert {"cns-depressant-alcohol", "two-cns-depressants"} & set(also)
    # Behind the rules stand labels that name the two.
    behind = [one.startswith("label_mention:") for one in also]
    assert behind == sorted(behind)


@pytest.mark.parametrize("other", ["oxycodone", "alcohol", "zolpidem"])
@pytest.mark.parametrize("audience", ["patient", "professional"])
def test_the_patient_is_always_told_not_to_stop_suddenly(
    client: TestClient, other: str, audience: str
) -> None:
    told = finding(client, "clonazepam", other, audience=audience)
    assert "Do not stop taking clonazepam" in told["advice"]["patient"]
    assert ("Do not stop taking" in told["message"]) is (audience == "patient")


def test_the_audience_changes_only_the_message(client: TestClient) -> None:
    one, other = (check(client, "clonazepam", "oxycodone", audience=audience)
                  for audience in ("patient", "professional"))  # fmt: skip
    assert one["findings"][0].pop("message") != other["findings"][0].pop("message")
    assert (one.pop("audience"), other.pop("audience")) == ("patient", "professional")
    assert one == other


def test_what_is_already_taken_is_reported_but_not_alerted(client: TestClient) -> None:
    told = finding(client, "ibuprofen", current=["clonazepam", "oxycodone"])
    assert (told["severity"], told["display"]) == ("major", "passive")
    assert "already taken" in told["display_reason"]


def test_a_new_drug_beside_a_current_one_is_alerted(client: TestClient) -> None:
    assert finding(client, "clonazepam", current=["oxycodone"])["display"] == "interruptive"


@pytest.mark.parametrize(("days", "shown"), [(-1, False), (0, True), (30, True)])
def test_a_stopped_drug_counts_to_its_last_day(client: TestClient, days: int, shown: bool) -> None:
    day = datetime.now(UTC).date() + timedelta(days=days)
    answer = check(client, {"name": "clonazepam", "stopped_on": day.isoformat()}, "oxycodone")
    assert bool(answer["findings"]) is shown
    assert bool(answer["suppressed"]) is not shown
    assert answer["pairs"][0]["status"] == "interaction_found"


STOPPED = {"name": "fluoxetine", "stopped_on": "2026-03-01"}


@pytest.mark.parametrize(("as_of", "counts"), [("2026-03-20", True), ("2026-09-01", False)])
def test_the_day_that_wash_outs_are_counted_from_may_be_given(
    client: TestClient, as_of: str, counts: bool
) -> None:
    answer = check(client, STOPPED, "selegiline", as_of=as_of)
    assert answer["as_of"] == as_of
    assert any("fluoxetine" in one["id"] for one in answer["findings"]) is counts
    if not counts:
        assert all(f"on {as_of}" in one["reason"] for one in answer["suppressed"])


def test_the_same_day_gives_the_same_bytes_whenever_it_is_asked(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "Later":
            return cls(2031, 5, 6, tzinfo=tz)

    question = {"drugs": [STOPPED, "selegiline"], "as_of": "2026-03-20"}
    before = [client.post("/interactions/check", json=question).content for _ in range(2)]
    today = check(client, STOPPED, "selegiline")
    monkeypatch.setattr("app.services.interactions.datetime", Later)
    assert {*before, client.post("/interactions/check", json=question).content} == {before[0]}
    assert today["as_of"] == datetime.now(UTC).date().isoformat()
    assert check(client, STOPPED, "selegiline")["as_of"] == "2031-05-06"


@pytest.mark.parametrize("view", ["full", "brief"])
def test_without_anything_stopped_no_day_is_named(client: TestClient, view: str) -> None:
    question = {"drugs": ["fluoxetine", "selegiline"], "as_of": "2026-03-20"}
    path = f"/interactions/check?view={view}"
    assert client.post(path, json=question).json()["as_of"] is None
    question["drugs"] = [STOPPED, "selegiline"]  # type: ignore[list-item]
    assert client.post(path, json=question).json()["as_of"] == "2026-03-20"


def test_a_suppressed_finding_is_whole_and_says_why(client: TestClient) -> None:
    long_ago = date(2001, 1, 1).isoformat()
    shown = finding(client, "clonazepam", "oxycodone")
    answer = check(client, {"name": "clonazepam", "stopped_on": long_ago}, "oxycodone")
    (hidden,) = answer["suppressed"]
    assert set(hidden["finding"]) == set(shown)
    assert long_ago in hidden["reason"]
    assert "Not shown by the policy: 1 finding" in answer["summary"]


def test_findings_come_gravest_first(client: TestClient) -> None:
    answer = check(client, "clonazepam", "oxycodone", "alcohol", conditions=["liver failure"])
    order = ["contraindicated", "major", "moderate", "minor", "unknown"]
    found = [one["severity"] for one in answer["findings"]]
    assert found == sorted(found, key=order.index) and found[0] == "contraindicated"


def test_leaving_a_drug_out_takes_its_findings_away(client: TestClient) -> None:
    drugs = ["clonazepam", "oxycodone", "alcohol", "omeprazole"]
    whole = check(client, *drugs)
    for place, one in enumerate(whole["without"]):
        rest = check(client, *(drug for other, drug in enumerate(drugs) if other != place))
        left = {told["id"] for told in rest["findings"]}
        assert {told["id"] for told in whole["findings"]} - left == set(one["findings"])


def test_the_burden_is_the_sum_of_its_contributors(client: TestClient) -> None:
    for one in check(client, "clonazepam", "oxycodone", "alcohol", "omeprazole")["burden"]:
        assert one["total"] == sum(part["weight"] for part in one["contributors"])
        assert one["reached"] is (one["total"] >= one["threshold"])
        assert one["without_data"] >= 1


def test_three_ways_to_write_one_drug_are_one_duplication(client: TestClient) -> None:
    (one,) = check(client, "Klonopin", "clonazepam", "rxnorm:2598")["duplications"]
    assert one["inputs"] == ["Klonopin", "clonazepam", "rxnorm:2598"]


def test_a_correction_that_is_not_asked_for_is_never_checked(client: TestClient) -> None:
    for words in ["klonapin", "clonazepan", "oxycodonne"]:
        answer = check(client, "alcohol", words)
        assert answer["inputs"][1]["drugs"] == [] and answer["inputs"][1]["candidates"]
        assert answer["findings"] == []


def test_between_two_look_alikes_no_correction_is_taken_even_when_asked(
    client: TestClient,
) -> None:
    answer = check(client, "alcohol", "clonazapine", accept_corrections=True)
    assert answer["inputs"][1]["status"] == "ambiguous"
    assert answer["findings"] == []


def test_every_drug_of_the_catalogue_can_be_checked_with_every_other(client: TestClient) -> None:
    drugs = ids(client, "/drugs")
    for start in range(0, len(drugs), MOST_DRUGS):
        asked = drugs[start : start + MOST_DRUGS]
        answer = check(client, *asked)
        assert len(answer["pairs"]) == len(asked) * (len(asked) - 1) // 2
        assert {one["status"] for one in answer["inputs"]} == {"resolved"}


def test_no_part_of_an_answer_has_the_word_that_may_never_stand(client: TestClient) -> None:
    for _, part in parts_of(check(client, *ids(client, "/drugs")[:MOST_DRUGS])):
        for value in part.values():
            assert not isinstance(value, str) or "safe" not in value.lower().split()
