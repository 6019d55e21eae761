"""The routes of genes: what is listed, and why a list is empty."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.calling import check, problem

Answer = Callable[[str], Any]


def test_genes_are_listed_in_pages(answer_to: Answer) -> None:
    page = answer_to("/genes?limit=5")
    assert page["total"] > 100 and len(page["items"]) == 5 and page["statement"] is None
    assert all(one["advised"] <= one["drugs"] for one in page["items"])
    assert answer_to("/genes?offset=900")["statement"] is not None


@pytest.mark.parametrize("written", ["CYP2D6", "cyp2d6", "2D6", "cytochrome P450 2D6"])
def test_a_gene_is_found_by_any_name(answer_to: Answer, written: str) -> None:
    gene = answer_to(f"/genes/{written}")
    assert gene["symbol"] == "CYP2D6" and "2023-08" in gene["statement"]
    scores = {one["phenotype"]: one["scores"] for one in gene["phenotypes"]}
    assert scores["Poor Metabolizer"] == ["0.0"]
    assert {one["inhibitor"]["id"]: one["factor"] for one in gene["conversions"]} == {
        "strong-cyp2d6-inhibitor": 0, "moderate-cyp2d6-inhibitor": 0.5,
    }  # fmt: skip
    assert "codeine" in {one["drug"]["id"] for one in gene["pairs"]}
    assert len(gene["alleles"]) == 172


def test_a_gene_of_which_only_pairs_are_known_says_so(answer_to: Answer) -> None:
    gene = answer_to("/genes/VKORC1")
    assert gene["alleles"] == gene["phenotypes"] == [] and gene["pairs"]
    assert "No recommendation" in gene["statement"] and "does not mean" in gene["statement"]


def test_an_unknown_gene_is_404_with_candidates(client: TestClient) -> None:
    answer = problem(client.get("/genes/CYP2D7"), 404)
    assert answer["type"].endswith("unknown-gene")
    assert "CYP2D6" in {one["name"] for one in answer["candidates"]}


def test_an_unknown_parameter_is_422(client: TestClient) -> None:
    assert client.get("/genes?symbol=x").status_code == 422


def test_the_genes_of_a_drug_have_level_label_and_advice(answer_to: Answer) -> None:
    page = answer_to("/drugs/abacavir/genes")
    (one,) = page["items"]
    assert (one["gene"], one["level"], one["us_testing"]) == ("HLA-B", "A", "Testing required")
    advice = {tuple(a["results"][0]["values"]): a["advised"] for a in one["advice"]}
    assert advice == {("*57:01 positive",): "avoid", ("*57:01 negative",): "use_as_usual"}
    assert {a["strength"] for a in one["advice"]} == {"strong"}
    assert all(a["text"] is None and a["dated"] == "2023-08" for a in one["advice"])
    assert page["recorded"] == "partial"


def test_warfarin_has_pairs_and_labels_and_no_recommendation(answer_to: Answer) -> None:
    items = answer_to("/drugs/warfarin/genes")["items"]
    stated = {one["gene"]: (one["level"], one["us_testing"], one["advice"]) for one in items}
    assert stated["VKORC1"] == ("A", "Actionable PGx", [])
    assert all("no recommendation is recorded" in one["statement"] for one in items)


def test_a_drug_without_genes_says_that_nothing_is_recorded(answer_to: Answer) -> None:
    page = answer_to("/drugs/clonazepam/genes")
    assert page["items"] == [] and page["recorded"] == "none"
    assert "does not mean" in page["statement"]


def test_a_check_shows_the_given_and_the_effective_phenotype(client: TestClient) -> None:
    answer = check(client, "codeine", "Paxil", person={"genes": {"CYP2D6": "*1/*1"}})
    (codeine, _) = answer["genes"]
    assert (codeine["phenotype"], codeine["effective"]) == (
        "Normal Metabolizer",
        "Poor Metabolizer",
    )
    assert codeine["step_citations"] and codeine["citations"]
    (found,) = [one for one in answer["findings"] if one["kind"] == "drug_gene"]
    assert [one["gene"] for one in found["participants"]] == [None, None, "CYP2D6"]
