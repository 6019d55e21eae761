"""/sources, /coverage, /search, /resolve and the state of the service."""

import re
from typing import Any

import pytest
from app import __version__
from fastapi.testclient import TestClient

from tests.api.calling import drawn, get, ids, items, parts_of, problem
from tests.conftest import ROOT


def test_every_cited_source_can_be_looked_up(client: TestClient) -> None:
    known = set(ids(client, "/sources"))
    for path in ["/indications?limit=500", "/interactions", "/drugs?limit=500", "/classes",
                 "/conditions?limit=500", "/side-effects"]:  # fmt: skip
        for _, part in parts_of(get(client, path)):
            cited = {one["source"] for one in part.get("citations", [])}
            assert cited <= known, path


def test_every_source_is_cited_and_says_its_licence(client: TestClient) -> None:
    for one in items(client, "/sources"):
        assert one["cited_by"] > 0, one["id"]
        assert one["licence"] and one["title"] and one["publisher"], one["id"]


def test_a_source_in_the_list_is_that_of_its_own_address(client: TestClient) -> None:
    listed = {one["id"]: one for one in items(client, "/sources")}
    for slug in drawn(listed, 80):
        assert get(client, f"/sources/{slug}") == listed[slug]


def test_the_counts_of_the_coverage_are_those_of_the_lists(client: TestClient) -> None:
    counted = get(client, "/coverage")["facts"]
    lists = {"drugs": "/drugs", "sources": "/sources", "conditions": "/conditions",
             "effects": "/side-effects", "drug_classes": "/classes", "rules": "/interactions",
             "indications": "/indications"}  # fmt: skip
    assert {name: counted[name] for name in lists} == {
        name: get(client, path)["total"] for name, path in lists.items()
    }


def test_the_coverage_counts_each_seed_file_and_each_row_of_the_backbone(
    client: TestClient,
) -> None:
    files = len(list((ROOT / "seed" / "drugs").glob("*.yaml")))
    table = (ROOT / "seed" / "backbone" / "drugs.tsv").read_text(encoding="utf-8")
    rows = [line for line in table.splitlines()[1:] if line and not line.startswith("#")]
    assert get(client, "/coverage")["facts"]["drugs"] == files + len(rows)


def test_a_breakdown_of_the_coverage_adds_up_to_the_whole(client: TestClient) -> None:
    told = get(client, "/coverage")
    whole = told["facts"] | {"classes": told["facts"]["drug_classes"]}
    sums = [(one["of"], sum(one["counts"].values())) for one in told["breakdowns"]]
    codes = [count for of, count in sums if of.endswith("_codes")]
    assert sum(codes) == whole["codes"] == sum(told["codes"].values())
    others = {(of, count) for of, count in sums if not of.endswith("_codes")}
    assert others == {(of, whole[of]) for of, _ in others}
    wanted = {("rules", "kind"), ("rules", "severity"), ("rules", "alert_list"), ("drugs", "kind"),
              ("indications", "status"), ("drug_codes", "system")}  # fmt: skip
    assert wanted <= {(one["of"], one["by"]) for one in told["breakdowns"]}


def test_the_coverage_counts_every_source_and_every_citation_once(client: TestClient) -> None:
    told = get(client, "/coverage")
    listed = items(client, "/sources")
    assert sum(one["sources"] for one in told["sources"]) == len(listed)
    assert sum(one["facts"] for one in told["sources"]) == sum(one["cited_by"] for one in listed)
    for one in told["sources"]:
        dated = one["sources"] - one["undated"]
        assert (one["oldest"] is None) == (one["newest"] is None) == (dated == 0)
        assert one["oldest"] is None or 1950 < one["oldest"] <= one["newest"] < 2050


def test_the_coverage_says_what_is_not_covered_with_numbers_that_add_up(client: TestClient) -> None:
    told = get(client, "/coverage")
    drugs = told["facts"]["drugs"]
    lines = " ".join(told["not_covered"])
    assert f"{drugs - told['drugs_with']['indications']} of {drugs} drugs have no use" in lines
    assert f"{drugs - told['full_monographs']} of {drugs} drugs have no full monograph" in lines
    for words in ("No doses", "No allergies"):
        assert words in lines
    assert 1 <= told["full_monographs"] <= told["drugs_with"]["warnings"]


def test_the_coverage_does_not_claim_completeness(client: TestClient) -> None:
    told = get(client, "/coverage")
    assert "unknown" in told["statement"]
    assert (
        told["release"] == get(client, "/version")["release"] == get(client, "/readyz")["release"]
    )
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", told["release"])


def test_the_service_says_its_version(client: TestClient) -> None:
    assert get(client, "/version")["version"] == __version__
    assert get(client, "/healthz") == {"status": "ok"}
    assert get(client, "/readyz")["status"] == "ok"


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("clonazepam", ("drug", "clonazepam")),
        ("klonopin", ("drug", "clonazepam")),
        ("benzo", ("class", "benzodiazepine")),
        ("depress", ("condition", "depression")),
        ("cognitive", ("therapy", "cbt")),
        ("drowsi", ("effect", "drowsiness")),
    ],
)
def test_a_search_finds_everything_that_has_a_name(
    client: TestClient, words: str, first: tuple[str, str]
) -> None:
    assert first in [(one["kind"], one["id"]) for one in items(client, "/search", q=words)]


def test_the_whole_name_is_found_before_a_part(client: TestClient) -> None:
    assert items(client, "/search", q="insomnia")[0]["name"] == "insomnia"


def test_every_hit_of_a_search_leads_somewhere(client: TestClient) -> None:
    for one in items(client, "/search", q="an"):
        assert client.get(one["path"]).status_code == 200, one


@pytest.mark.parametrize("query", ["", "q=", f"q={'x' * 401}"])
def test_a_search_for_nothing_is_refused(client: TestClient, query: str) -> None:
    assert problem(client.get(f"/search?{query}"), 422)["errors"][0]["place"] == "query.q"


READ: list[tuple[str, str, str | None, list[str]]] = [
    ("Klonopin 0.5 mg tab", "resolved", "brand", ["clonazepam"]),
    ("oxycodone HCl", "resolved", "salt", ["oxycodone"]),
    ("a glass of wine", "resolved", "synonym", ["alcohol"]),
    ("2598", "resolved", "code", ["clonazepam"]),
    ("benzos", "resolved", "class", []),
    ("oxycodone and acetaminophen", "resolved", "generic", ["oxycodone", "acetaminophen"]),
    ("klonapin", "needs_confirmation", None, []),
    ("unobtainium", "unresolved", None, []),
    ("RxCUI 9999999", "unresolved", None, []),
    ("   ", "unresolved", None, []),
]


@pytest.mark.parametrize(("words", "status", "via", "drugs"), READ, ids=[one[0] for one in READ])
def test_what_somebody_wrote_is_understood_so(
    client: TestClient, words: str, status: str, via: str | None, drugs: list[str]
) -> None:
    (read,) = get(client, "/resolve", q=words)["inputs"]
    assert (read["input"], read["status"], read["via"]) == (words, status, via)
    assert [one["id"] for one in read["drugs"]] == drugs
    if status != "resolved":
        assert read["not_understood"] and read["explanation"]


def test_strength_form_and_directions_are_shown(client: TestClient) -> None:
    (read,) = get(client, "/resolve", q="clonazepam 0.25mg ODT bid")["inputs"]
    assert {"0.25 mg", "orally disintegrating tablet", "twice a day"} <= set(
        read["understood"].values()
    )


def test_each_drug_of_a_list_is_its_own_input(client: TestClient) -> None:
    told = get(client, "/resolve", q="Klonopin, unobtainium; wine\noxy codone")
    assert told["query"] == "Klonopin, unobtainium; wine\noxy codone"
    assert [one["input"] for one in told["inputs"]][:3] == ["Klonopin", "unobtainium", "wine"]
    assert "unobtainium" in told["not_understood"]


def test_an_input_reads_alike_in_a_look_up_and_in_a_check(client: TestClient) -> None:
    for words, *_ in READ[:8]:
        (alone,) = get(client, "/resolve", q=words)["inputs"]
        answer: Any = client.post("/interactions/check", json={"drugs": [words, "clonazepam"]})
        assert answer.json()["inputs"][0] == alone, words


@pytest.mark.parametrize("query", ["", "q="])
def test_a_look_up_of_nothing_is_refused(client: TestClient, query: str) -> None:
    assert problem(client.get(f"/resolve?{query}"), 422)["errors"][0]["place"] == "query.q"


def test_a_misspelt_source_is_404_with_candidates(client: TestClient) -> None:
    told = problem(client.get("/sources/clonazepam-artcle"), 404)
    assert "clonazepam-article" in [one["id"] for one in told["candidates"]]
