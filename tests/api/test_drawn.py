"""The API on the drawn pharmacopoeia: records, exceptions, ONC lists and every status of a pair."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from app.domain.facts import Fact, Source
from app.importers.run import Intake
from app.importers.source import DataSet
from app.services.importing import run_import
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from sqlmodel import Session

from tests.api.calling import check, get, ids, items, problem, serving
from tests.conftest import open_migrated
from tests.pharmacopoeia import facts

POLICY = """\
name: ward-7
steps:
  - {display: hard_stop, reason: the ward wants to see every calmer, severity: [major]}
  - {display: on_request, reason: the ward does not look at the rest, show: false}
"""


def read(_: Sequence[Path], __: Intake) -> Iterator[Fact]:
    """The drawing, and who says it."""
    for slug in ("book", "bookworm", "magpie"):
        yield Source(slug, slug, "book", "nobody", "CC0", "1", None, "")
    yield from facts()


@pytest.fixture(scope="module")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application on a database that holds the drawing, with a policy of the site's own."""
    folder = tmp_path_factory.mktemp("drawing")
    url = f"sqlite:///{folder}/materia.db"
    engine = open_migrated(url)
    with Session(engine) as session:
        run_import(session, DataSet("drawing", "A drawing", "", "CC0", read, 1), folder)
    engine.dispose()
    (folder / "policy.yaml").write_text(POLICY, encoding="utf-8")
    with serving(url, policy_file=folder / "policy.yaml") as client:
        yield client


EVERYTHING = ["clona", "diaza", "oxy", "lope", "warf", "asp", "lonely"]
STATUS = {
    "clona warf": "interaction_found", "diaza asp": "interaction_found",
    "oxy warf": "documented_no_interaction", "warf lonely": "no_record",
    "asp lonely": "not_assessed", "oxy lonely": "not_assessed", "clona Twin": "unresolved",
    "clona nothing": "unresolved",
}  # fmt: skip


@pytest.mark.parametrize("pair", STATUS)
def test_a_pair_has_the_status_that_was_drawn(drawing: TestClient, pair: str) -> None:
    (found,) = check(drawing, *pair.split())["pairs"]
    assert found["status"] == STATUS[pair]
    assert bool(found["citations"]) is (STATUS[pair] == "documented_no_interaction")


def test_a_documented_absence_says_what_was_studied(drawing: TestClient) -> None:
    (found,) = check(drawing, "oxy", "warf")["pairs"]
    assert found["note"] == "studied in 20 people"


@pytest.mark.parametrize("pair", ["warf lonely", "asp lonely", "oxy warf"])
def test_a_pair_without_a_finding_is_not_summed_up_as_none(drawing: TestClient, pair: str) -> None:
    summary = check(drawing, *pair.split())["summary"].lower()
    assert "no interaction" not in summary
    assert "does not rule one out" in summary or "nothing is known" in summary


def test_a_source_keeps_its_own_word(drawing: TestClient) -> None:
    (found,) = check(drawing, "diaza", "asp")["findings"]
    assert found["rule"] is None
    assert [(one["source"], one["rating"]) for one in found["native_ratings"]] == [
        ("bookworm", "serious")
    ]


def test_an_onc_low_pair_is_told_but_never_interrupts(drawing: TestClient) -> None:
    for policy in ("default", "everything"):
        (found,) = check(drawing, "clona", "warf", policy=policy)["findings"]
        assert (found["alert_list"], found["display"]) == ("onc_low", "passive")


def test_a_quiet_policy_hides_nothing_for_good(drawing: TestClient) -> None:
    answer = check(drawing, "clona", "warf", policy="quiet")
    assert answer["findings"] == []
    (hidden,) = answer["suppressed"]
    assert hidden["finding"]["rule"] == "clona-warf" and "ONC low" in hidden["reason"]
    assert answer["pairs"][0]["status"] == "interaction_found"
    assert "Not shown by the policy: 1 finding" in answer["summary"]


def test_a_policy_of_the_site_decides_what_is_shown(drawing: TestClient) -> None:
    answer = check(drawing, "clona", "oxy", "diaza", policy="ward-7")
    shown = {one["severity"]: one["display"] for one in answer["findings"]}
    assert shown == {"major": "hard_stop"}
    assert {one["reason"] for one in answer["suppressed"]} == {"the ward does not look at the rest"}
    assert answer["policy"] == "ward-7"


def test_an_unknown_policy_is_told_the_sites_own_too(drawing: TestClient) -> None:
    answer = drawing.post("/interactions/check", json={"drugs": ["clona"], "policy": "ward-8"})
    assert "ward-7" in problem(answer, 422)["detail"]


def test_a_stated_condition_makes_its_factor_apply(drawing: TestClient) -> None:
    with_it = check(drawing, "clona", "oxy", conditions=["sleep apnoea"])
    rule = next(one for one in with_it["findings"] if one["rule"] == "calmer-opiate")
    assert [(one["condition"], one["applies"]) for one in rule["factors"]] == [
        ("apnoea", True),
        (None, False),
    ]


def test_a_condition_of_two_meanings_is_given_to_neither(drawing: TestClient) -> None:
    (stated,) = check(drawing, "clona", "oxy", conditions=["sadness"])["conditions"]
    assert stated["condition"] is None
    assert stated["candidates"] == ["low-mood", "stubborn-low-mood"]
    assert "several" in problem(drawing.get("/conditions/sadness"), 404)["detail"]


def test_a_name_of_two_drugs_is_given_to_neither(drawing: TestClient) -> None:
    told = problem(drawing.get("/drugs/Twin"), 404)
    assert [one["id"] for one in told["candidates"]] == ["asp", "oxy"]


@pytest.mark.parametrize("drug", EVERYTHING)
def test_the_rules_of_a_drug_are_the_same_by_both_addresses(drawing: TestClient, drug: str) -> None:
    own = ids(drawing, f"/drugs/{drug}/interactions")
    assert own == ids(drawing, "/interactions", drug=drug)
    assert ("calmer-opiate" in own) is (drug in {"clona", "diaza", "oxy"})


def test_every_rule_and_record_has_an_address(drawing: TestClient) -> None:
    found = items(drawing, "/interactions")
    assert {one["type"] for one in found} == {"rule", "record"}
    for one in found:
        assert get(drawing, f"/interactions/{one['id']}")["title"] == one["title"]


def test_a_filter_finds_records_by_the_words_that_they_show(drawing: TestClient) -> None:
    for name in ("severity", "action", "kind"):
        for one in items(drawing, "/interactions"):
            assert one["id"] in ids(drawing, "/interactions", **{name: one[name]}), (name, one)


def test_a_record_fits_the_schema_of_the_document(drawing: TestClient) -> None:
    document: dict[str, Any] = drawing.get("/openapi.json").json()
    schema = {"$ref": "#/components/schemas/InteractionOut", "components": document["components"]}
    for slug in ids(drawing, "/interactions"):
        Draft202012Validator(schema).validate(get(drawing, f"/interactions/{slug}"))


def test_all_of_the_drawing_checked_together_fits_the_schema(drawing: TestClient) -> None:
    document: dict[str, Any] = drawing.get("/openapi.json").json()
    schema = {"$ref": "#/components/schemas/CheckOut", "components": document["components"]}
    answer = check(drawing, *EVERYTHING, conditions=["apnoea", "sadness"], policy="quiet")
    Draft202012Validator(schema).validate(answer)
    assert {one["status"] for one in answer["pairs"]} == {
        "interaction_found",
        "no_record",
        "not_assessed",
        "documented_no_interaction",
    }
