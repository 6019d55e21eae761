"""Do the tables of genes say what CPIC's tables say, row by row, and no sentence of them?"""

import csv
import gzip
import re
from collections import defaultdict

import pytest
from app.domain.facts import GeneAdvice, GeneAdvised
from app.domain.knowledge import Knowledge

from tests.conftest import ROOT, SHARED

Rows = list[dict[str, str]]
POPULATIONS = {"general": None, "adults": "adults", "pediatrics": "children"}


@pytest.fixture(scope="module")
def rows() -> Rows:
    """CPIC's recommendations as a file has them; skipped where it is absent."""
    file = SHARED / "data" / "cpic" / "recommendations.tsv.gz"
    if not file.exists():
        pytest.skip("CPIC's tables are not on this machine")
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        return list(csv.DictReader(opened, delimiter="\t"))


def lookup(row: dict[str, str]) -> dict[str, str]:
    """The results of genes of a row, by small letters."""
    pairs = (part.split(": ", 1) for part in row["lookup_key"].split("; "))
    return {gene.casefold(): value for gene, value in pairs}


def fits(advice: GeneAdvice, results: dict[str, str]) -> bool:
    """Whether a fact is for these results and no other genes."""
    mine = {one.gene: one.values for one in advice.results}
    return mine.keys() == results.keys() and all(results[g] in mine[g] for g in mine)


def test_every_row_of_a_known_drug_is_one_fact_with_its_strength_and_place(
    rows: Rows, seeded: Knowledge
) -> None:
    missing, seen, wrong = [], 0, []
    known: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        known[row["drug"]].append(row)
    for drug, stated in known.items():
        advice = seeded.gene_data.advice.get(drug, ())
        if not advice:
            missing.append(drug)
            continue
        for row in stated:
            found = [
                one
                for one in advice
                if fits(one, lookup(row)) and one.address == row["url"]
                and (row["population"] not in POPULATIONS
                     or one.population == POPULATIONS[row["population"]])
            ]  # fmt: skip
            grades = {one.strength.value for one in found}
            grade = row["classification"].casefold()
            expected = "none" if grade in ("no recommendation", "n/a") else grade
            seen += 1
            if row["population"] in POPULATIONS:
                if len(found) != 1 or grades != {expected}:
                    wrong.append((drug, row["lookup_key"], row["population"]))
            elif expected not in grades:
                wrong.append((drug, row["lookup_key"], row["population"]))
    assert wrong == [] and seen > 1_900
    assert len(missing) < 15, missing


def test_what_the_text_says_plainly_is_the_kind(rows: Rows, seeded: Knowledge) -> None:
    """By the first words of a recommendation, which no pattern of the importer is taken from."""
    plain = {
        "No recommendation": GeneAdvised.NO_RECOMMENDATION,
        "Avoid use": GeneAdvised.AVOID,
        "Initiate therapy with recommended starting dose.": GeneAdvised.USE_AS_USUAL,
    }
    checked = 0
    for row in rows:
        kind = plain.get(row["recommendation"])
        advice = seeded.gene_data.advice.get(row["drug"], ())
        if kind is None or row["population"] != "general" or not advice:
            continue
        (one,) = [found for found in advice if fits(found, lookup(row))]
        assert one.advised is kind, row
        checked += 1
    assert checked > 100


def test_no_sentence_and_no_dose_of_cpic_is_in_the_tables(rows: Rows) -> None:
    table = (ROOT / "seed" / "genes" / "advice.tsv").read_text(encoding="utf-8")
    sentences = {
        sentence.strip()
        for row in rows
        for text in (row["recommendation"], row["implications"], row["comments"])
        for sentence in re.split(r"(?<=[.;])\s", text)
        if len(sentence.split()) > 4
    }
    assert len(sentences) > 300
    assert [one for one in sentences if one in table] == []
    assert re.search(r"\d\s?mg\b", table) is None


def test_a_pair_without_a_recommendation_is_a_pair_only(seeded: Knowledge) -> None:
    data = seeded.gene_data
    assert "warfarin" not in data.advice
    assert {one.gene for one in data.pairs["warfarin"]} >= {"cyp2c9", "vkorc1", "cyp4f2"}


def test_every_fact_says_its_version(seeded: Knowledge) -> None:
    advice = [one for listed in seeded.gene_data.advice.values() for one in listed]
    assert {(one.version, one.dated) for one in advice} == {("v1.30.0", "2023-08")}
