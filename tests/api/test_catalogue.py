"""Does the catalogue answer, by every name, with every fact cited?"""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.calling import get

CLONAZEPAM = ["clonazepam", "Clonazepam ", "KLONOPIN", "Rivotril", "klonopin 0.5 mg tab"]
CODES = ["RxCUI 2598", "rxnorm:2598", "N03AE01", "atc:N03AE01", "5PE9FDE8GB", "UNII 5PE9FDE8GB"]

LISTS = [
    "/drugs",
    "/drugs/clonazepam/indications",
    "/drugs/clonazepam/side-effects",
    "/drugs/clonazepam/warnings",
    "/drugs/clonazepam/states",
    "/drugs/clonazepam/interactions",
    "/drugs/clonazepam/classes",
    "/indications",
    "/conditions",
    "/side-effects",
    "/classes",
    "/interactions",
    "/sources",
    "/search?q=a",
]
WHOLE = [
    "/drugs/clonazepam",
    "/drugs/oxycodone",
    "/drugs/clonazepam/indications/depression",
    "/conditions/depression",
    "/side-effects/insomnia",
    "/classes/benzodiazepine",
    "/classes/opioid",
    "/classes/cns-depressant",
    "/interactions/benzodiazepine-opioid",
]


def facts_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every part of an answer that has citations."""
    if isinstance(value, dict):
        if "citations" in value:
            yield value
        for part in value.values():
            yield from facts_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from facts_in(part)


@pytest.mark.parametrize("name", [*CLONAZEPAM, *CODES])
def test_a_drug_is_found_by_any_name_or_code(client: TestClient, name: str) -> None:
    assert get(client, f"/drugs/{name}")["id"] == "clonazepam"


@pytest.mark.parametrize(
    ("name", "via"),
    [("clonazepam", "generic"), ("Klonopin", "brand"), ("N03AE01", "code")],
)
def test_a_drug_says_how_the_name_was_read(client: TestClient, name: str, via: str) -> None:
    assert get(client, f"/drugs/{name}")["matched"]["via"] == via


@pytest.mark.parametrize("path", [*LISTS, *WHOLE])
def test_every_fact_has_a_citation(client: TestClient, path: str) -> None:
    facts = list(facts_in(get(client, path)))
    assert facts or path.startswith(("/sources", "/search"))
    assert [
        fact for fact in facts if not fact["citations"] and fact.get("verdict") != "unknown"
    ] == []


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("bad", ["limit=0", "limit=501", "limit=x", "offset=-1"])
def test_a_page_out_of_bounds_is_refused(client: TestClient, path: str, bad: str) -> None:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}{bad}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["place"] == f"query.{bad.partition('=')[0]}"


def test_a_page_behind_the_end_is_empty_but_keeps_the_total(client: TestClient) -> None:
    page = get(client, "/drugs?offset=100000")
    assert page["items"] == []
    assert page["total"] > 50


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/drugs/unobtainium", "unknown-drug"),
        ("/drugs/unobtainium/indications", "unknown-drug"),
        ("/drugs/unobtainium/indications/depression", "unknown-drug"),
        ("/drugs/clonazepam/indications/weltschmerz", "unknown-condition"),
        ("/drugs/unobtainium/side-effects", "unknown-drug"),
        ("/drugs/unobtainium/warnings", "unknown-drug"),
        ("/drugs/unobtainium/states", "unknown-drug"),
        ("/drugs/unobtainium/interactions", "unknown-drug"),
        ("/drugs/unobtainium/classes", "unknown-drug"),
        ("/indications?drug=unobtainium", "unknown-drug"),
        ("/indications?condition=weltschmerz", "unknown-condition"),
        ("/interactions?drug=unobtainium", "unknown-drug"),
        ("/interactions?class=unobtainiums", "unknown-class"),
        ("/drugs?class=unobtainiums", "unknown-class"),
        ("/conditions/weltschmerz", "unknown-condition"),
        ("/classes/unobtainiums", "unknown-class"),
        ("/side-effects/levitation", "unknown-effect"),
        ("/sources/hearsay", "unknown-source"),
        ("/interactions/no-such-rule", "unknown-interaction"),
    ],
)
def test_an_unknown_name_is_a_404_never_an_empty_answer(
    client: TestClient, path: str, kind: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:materia:problem:{kind}"


def test_a_misspelt_drug_is_offered_not_taken(client: TestClient) -> None:
    answer = client.get("/drugs/klonapin")
    assert answer.status_code == 404
    assert answer.json()["candidates"][0]["id"] == "clonazepam"


def test_a_class_is_no_drug_but_is_pointed_at(client: TestClient) -> None:
    answer = client.get("/drugs/benzos")
    assert answer.status_code == 404
    assert "/classes/benzodiazepine" in answer.json()["detail"]


@pytest.mark.parametrize("name", ["benzodiazepine", "Benzos", "N0000175694"])
def test_a_class_is_found_by_any_name_or_code(client: TestClient, name: str) -> None:
    assert get(client, f"/classes/{name}")["id"] == "benzodiazepine"


@pytest.mark.parametrize("name", ["depression", "MDD", "Major Depressive Disorder"])
def test_a_condition_is_found_by_any_name(client: TestClient, name: str) -> None:
    assert get(client, f"/conditions/{name}")["id"] == "depression"


@pytest.mark.parametrize("path", ["/drugs", "/classes", "/conditions"])
def test_a_list_is_sorted_by_id(client: TestClient, path: str) -> None:
    ids = [item["id"] for item in get(client, f"{path}?limit=500")["items"]]
    assert ids == sorted(ids)
