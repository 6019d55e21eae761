"""/interactions: the rules and records behind a check."""

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient

from tests.api.calling import drawn, get, ids, items, problem
from tests.conftest import ROOT

RULE_KEYS = {
    "id", "type", "kind", "title", "one", "other", "severity", "action", "rating", "citations",
    "version", "one_role", "other_role", "exceptions", "evidence", "seriousness", "consequences",
    "mechanism", "factors", "onset", "direction", "frequency", "washouts", "separate", "bound",
    "within", "alert_list", "advice",
}  # fmt: skip


def test_every_rule_is_told_whole(client: TestClient, answer_to: Callable[[str], Any]) -> None:
    for slug in drawn(ids(client, "/interactions"), 150):
        rule = answer_to(f"/interactions/{slug}")
        assert set(rule) == RULE_KEYS
        assert rule["evidence"] and rule["consequences"], slug
        assert rule["advice"]["patient"] and rule["advice"]["professional"], slug


def test_a_rule_in_the_list_is_the_beginning_of_the_whole_rule(
    client: TestClient, answer_to: Callable[[str], Any]
) -> None:
    listed = {one["id"]: one for one in items(client, "/interactions")}
    for slug in drawn(listed, 150):
        short, whole = listed[slug], answer_to(f"/interactions/{slug}")
        assert {name: whole[name] for name in short} == short


def test_the_example_of_the_contract_is_a_boxed_warning_up_to_death(client: TestClient) -> None:
    rule = get(client, "/interactions/benzodiazepine-opioid")
    assert (rule["severity"], rule["action"]) == ("major", "use_only_if_benefit_outweighs")
    assert rule["evidence"] == [{"kind": "boxed_warning", "certainty": "high"}]
    assert {"coma", "death"} <= set(rule["seriousness"]["outcomes"])
    assert rule["frequency"] == {"exposure": "unknown", "harm": "unknown"}


def test_the_gravest_stand_first(client: TestClient) -> None:
    order = ["contraindicated", "major", "moderate", "minor", "unknown"]
    found = [one["severity"] for one in items(client, "/interactions")]
    assert found == sorted(found, key=order.index)


@pytest.mark.parametrize(
    "filters",
    [
        {"severity": "contraindicated"},
        {"kind": "drug_condition"},
        {"action": "avoid", "kind": "drug_drug"},
        {"severity": "minor", "action": "avoid"},
    ],
    ids=str,
)
def test_rules_can_be_listed_by_what_they_say(client: TestClient, filters: dict[str, str]) -> None:
    written = [
        {"kind": "drug_drug", **rule}
        for file in (ROOT / "seed" / "rules").glob("*.yaml")
        for rule in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    ]
    wanted = {rule["id"] for rule in written if all(rule[k] == v for k, v in filters.items())}
    assert set(ids(client, "/interactions", **filters)) == wanted


@pytest.mark.parametrize(
    ("filters", "among", "never"),
    [
        ({"drug": "wine"}, "benzodiazepine-alcohol", "benzodiazepine-opioid"),
        ({"drug": "omeprazole"}, "omeprazole-benzodiazepine", "opioid-alcohol"),
        ({"class": "opioids"}, "opioid-alcohol", "benzodiazepine-alcohol"),
    ],
    ids=str,
)
def test_rules_can_be_listed_by_whom_they_name(
    client: TestClient, filters: dict[str, str], among: str, never: str
) -> None:
    found = ids(client, "/interactions", **filters)
    assert among in found
    assert never not in found


def test_the_rules_of_a_drug_are_those_of_its_own_list(client: TestClient) -> None:
    for drug in ["clonazepam", "oxycodone", "alcohol", "loperamide", "sertraline"]:
        own = ids(client, f"/drugs/{drug}/interactions")
        assert own == ids(client, "/interactions", drug=drug), drug


@pytest.mark.parametrize("query", ["severity=bad", "action=pray", "kind=drug", "severity="])
def test_an_unknown_word_of_a_rule_is_refused(client: TestClient, query: str) -> None:
    (error,) = problem(client.get(f"/interactions?{query}"), 422)["errors"]
    assert error["place"] == f"query.{query.partition('=')[0]}"


def test_a_misspelt_rule_is_404_with_candidates(client: TestClient) -> None:
    told = problem(client.get("/interactions/benzodiazepine-opiod"), 404)
    assert "benzodiazepine-opioid" in [one["id"] for one in told["candidates"]]


def test_hours_between_doses_are_data(answer_to: Callable[[str], Any]) -> None:
    """The label keeps thyroid hormone 4 hours from calcium; a triptan rule asks for no hours."""
    apart = answer_to("/interactions/thyroid-hormone-calcium-salt")
    assert apart["separate"] == {"before_h": 4, "after_h": 4}
    assert answer_to("/interactions/triptan-maoi")["separate"] is None
