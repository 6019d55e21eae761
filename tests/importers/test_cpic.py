"""CPIC: recommendations, pairs, alleles and diplotypes in all forms; every row has an account."""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import (
    CodeSystem,
    Fact,
    Gene,
    GeneAdvice,
    GeneAdvised,
    GeneAllele,
    GeneDrug,
    GenePhenotype,
    GeneRisk,
    GeneStrength,
    Source,
)
from app.importers.cpic import DATA_SET, rectangles
from app.importers.cpic.judgements import advised_of, population_of, risk_of, strength_of
from app.importers.run import Intake

from tests.importers.conftest import Write
from tests.importers.knowing import knows_drug, of, told

PM, IM, NM = "Poor Metabolizer", "Intermediate Metabolizer", "Normal Metabolizer"
REC_HEAD = (
    "drug", "drugid", "seed_drug", "cpic_version", "guideline", "url", "pmids", "genes",
    "population", "phenotypes", "activity_scores", "allele_status", "lookup_key", "classification",
    "recommendation", "implications", "comments",
)  # fmt: skip
ROW = {
    "drug": "alphadrug", "drugid": "RxNorm:11", "cpic_version": "v1.30.0", "guideline": "A book",
    "url": "https://example.org/a", "pmids": "1;2", "population": "general",
    "lookup_key": "CYP2D6: 0.0", "classification": "Strong", "recommendation": "Avoid use",
    "implications": "CYP2D6: Greatly reduced metabolism",
}  # fmt: skip


def table(head: tuple[str, ...], *rows: dict[str, str]) -> str:
    """A tab-separated table with these columns."""
    lines = ["\t".join(row.get(name, "") for name in head) for row in rows]
    return "\n".join(["\t".join(head), *lines]) + "\n"


def recommendations(*rows: dict[str, str]) -> dict[str, str]:
    """The table of recommendations, each row so different from the first."""
    return {"recommendations.tsv": table(REC_HEAD, *(ROW | row for row in rows))}


def read(write: Write, intake: Intake, files: dict[str, str]) -> list[Fact]:
    """The facts of the files."""
    return told(DATA_SET, intake, write(dict(files)))


def test_results_of_which_the_same_is_said_are_one_fact(write: Write, intake: Intake) -> None:
    rows = recommendations({}, {"lookup_key": "CYP2D6: 0.25"}, {"lookup_key": "CYP2D6: 0.5",
                           "recommendation": "Use label recommended dosing."})  # fmt: skip
    facts = read(write, intake, rows)
    told_ = [(one.advised, one.results[0].values) for one in of(GeneAdvice, facts)]
    assert told_ == [
        (GeneAdvised.AVOID, ("0.0", "0.25")),
        (GeneAdvised.USE_AS_USUAL, ("0.5",)),
    ]
    assert (intake.rows, intake.merged, intake.imported) == (3, 1, 2)


def test_advice_keeps_strength_place_version_and_the_sources_own_words(
    write: Write, intake: Intake
) -> None:
    (one,) = of(GeneAdvice, read(write, intake, recommendations({})))
    assert (one.drug, one.strength, one.guideline) == ("alphadrug", GeneStrength.STRONG, "A book")
    assert (one.address, one.articles) == ("https://example.org/a", ("1", "2"))
    assert (one.version, one.dated, one.text) == ("v1.30.0", "2023-08", "Avoid use")
    (source,) = of(Source, read(write, Intake("again"), recommendations({})))
    assert source.version == "v1.30.0, 2023-08" and source.licence == "CC0 1.0"


def test_a_known_drug_is_found_by_its_code(write: Write, intake: Intake) -> None:
    knows_drug(intake, "betadrug", codes=[(CodeSystem.RXNORM, "11")])
    facts = read(write, intake, recommendations({}))
    assert [one.drug for one in of(GeneAdvice, facts)] == ["betadrug"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"drug": ""}, "a row without a drug"),
        ({"lookup_key": ""}, "a recommendation without a result of a gene"),
        ({"drug": "one / two"}, "a combination of several ingredients"),
    ],
)
def test_what_is_left_out_has_a_reason(
    write: Write, intake: Intake, changed: dict[str, str], reason: str
) -> None:
    facts = read(write, intake, recommendations(changed))
    assert of(GeneAdvice, facts) == [] and intake.skipped == {reason: 1}


def test_the_same_result_again_is_skipped(write: Write, intake: Intake) -> None:
    read(write, intake, recommendations({}, {"recommendation": "Avoid it all"}))
    assert intake.skipped == {"a second recommendation for the same results": 1}


def test_pairs_and_alleles_and_what_alleles_make(write: Write, intake: Intake) -> None:
    pairs = {"Gene": "CYP2D6", "Drug": "alphadrug", "RxNorm": "11", "CPICLevel": "A",
             "CPICLevelStatus": "Final", "FDALabel": "Actionable PGx", 
             "Guideline": "https://x"}  # fmt: skip
    functions = [("*1", "Normal function"), ("*4", "No function"), ("*5", "No function")]
    diplotypes = [("*1/*4", IM), ("*1/*5", IM), ("*4/*5", PM), ("*4/*99", PM)]
    files = {
        "gene_drug_pairs.tsv": table(tuple(pairs), pairs),
        "allele_function.tsv": table(
            ("gene", "haplotype", "function_or_activity"),
            *({"gene": "CYP2D6", "haplotype": a, "function_or_activity": b} for a, b in functions),
        ),
        "diplotype_phenotype.tsv": table(
            ("gene", "diplotype", "phenotype", "activity_score"),
            *({"gene": "CYP2D6", "diplotype": a, "phenotype": b} for a, b in diplotypes),
        ),
    }
    facts = read(write, intake, files)
    (pair,) = of(GeneDrug, facts)
    assert (pair.gene, pair.drug, pair.level, pair.us_testing) == (
        "cyp2d6", "alphadrug", "A", "Actionable PGx",
    )  # fmt: skip
    assert [(one.allele, one.function) for one in of(GeneAllele, facts)] == functions
    assert [(one.one, one.other, one.phenotype) for one in of(GenePhenotype, facts)] == [
        ("No function", "Normal function", IM),
        ("No function", "No function", PM),
    ]
    assert [one.symbol for one in of(Gene, facts)] == ["CYP2D6"]
    assert intake.rows == 8 and intake.merged == 1
    assert sum(intake.skipped.values()) == 1


def test_a_diplotype_that_does_not_follow_from_its_alleles_stays(
    write: Write, intake: Intake
) -> None:
    files = {
        "allele_function.tsv": "gene\thaplotype\tfunction_or_activity\n"
        + "".join(f"G\t*{n}\tDecreased function\n" for n in (1, 2, 3)),
        "diplotype_phenotype.tsv": "gene\tdiplotype\tphenotype\n"
        f"G\t*1/*1\t{IM}\nG\t*1/*2\t{IM}\nG\t*3/*3\t{NM}\n",
    }
    facts = of(GenePhenotype, read(write, intake, files))
    stated = [(one.one, one.other, one.phenotype) for one in facts]
    assert stated == [("Decreased function", "Decreased function", IM), ("*3", "*3", NM)]


def test_the_form_of_the_api_is_read(write: Write, intake: Intake) -> None:
    record = {
        "drugname": "alphadrug", "drugid": "RxNorm:11", "guidelinename": "A book",
        "guidelineurl": "https://x", "lookupkey": {"CYP2C19": PM, "CYP2D6": "0.0"},
        "population": "general", "classification": "Optional", "implications": {"CYP2D6": "n/a"},
        "drugrecommendation": "Consider a 25% reduction of recommended starting dose.",
    }  # fmt: skip
    pair = {"genesymbol": "CYP2D6", "drugname": "alphadrug", "cpiclevel": "B", "provisional": True,
            "drugid": "RxNorm:11", "pgxtesting": None, "guidelineurl": None}  # fmt: skip
    allele = {"genesymbol": "CYP2D6", "name": "*4", "clinicalfunctionalstatus": "No function",
              "activityvalue": "0.0"}  # fmt: skip
    made = {"genesymbol": "CYP2D6", "diplotype": "*4/*4", "generesult": PM,
            "lookupkey": {"CYP2D6": "0.0"}}  # fmt: skip
    files = {name: json.dumps([one]) for name, one in {
        "recommendation_view": record, "pair_view": pair, "allele": allele, "diplotype": made,
    }.items()}  # fmt: skip
    facts = read(write, intake, files)
    (one,) = of(GeneAdvice, facts)
    assert {part.gene: part.values for part in one.results} == {
        "cyp2c19": (PM,),
        "cyp2d6": ("0.0",),
    }
    assert one.advised is GeneAdvised.LOWER_DOSE and one.strength is GeneStrength.OPTIONAL
    assert [(one.level, one.status) for one in of(GeneDrug, facts)] == [("B", "Provisional")]
    assert [one.activity for one in of(GeneAllele, facts)] == ["0.0"]
    assert [one.score for one in of(GenePhenotype, facts)] == ["0.0"]
    assert intake.rows == 4 and intake.imported == 4


def test_lines_of_guidelines_are_read_where_there_is_no_table(write: Write, intake: Intake) -> None:
    record = {"lookupkey": {"HLA-B": "*57:01 positive"}, "classification": "Strong",
              "drugrecommendation": "Alphadrug is not recommended", "population": "general",
              "implications": {"HLA-B": "Increased risk of some hypersensitivity"}}  # fmt: skip
    line = {"drugname": "alphadrug", "drugid": "RxNorm:11", "guidelinename": "A book",
            "url": "https://x", "cpicVersion": "v1.30.0", "citations": [{"pmid": "7"}],
            "recommendations": [record]}  # fmt: skip
    facts = read(write, intake, {"cpic_guidelines.ndjson": json.dumps(line) + "\n"})
    (one,) = of(GeneAdvice, facts)
    assert (one.advised, one.risk) == (GeneAdvised.AVOID, GeneRisk.HYPERSENSITIVITY)
    assert one.articles == ("7",) and intake.rows == 1


@pytest.mark.parametrize(
    "files",
    [
        {"a.tsv": "x\ty\n"},
        {"recommendations.tsv": "drug\tx\n"},
        {"pair_view.json": '{"a": 1}'},
        {"allele.json": "[1]"},
        {"cpic_guidelines.ndjson": "{}\n"},
        {"cpic_guidelines.ndjson": "[]\n"},
        {"cpic_guidelines.ndjson": '{"recommendations": null}\n'},
        {"cpic_guidelines.ndjson": '{"recommendations": ["Avoid use"]}\n'},
        {"cpic_guidelines.ndjson": '{"recommendations": [], "citations": [7]}\n'},
        {"recommendation_view.json": '[{"drugname": "a"'},
    ],
)
def test_another_file_is_refused(write: Write, intake: Intake, files: dict[str, str]) -> None:
    with pytest.raises(RejectedImport):
        read(write, intake, files)


@pytest.mark.parametrize(
    ("text", "advised"),
    [
        ("Allopurinol is contraindicated", GeneAdvised.CONTRAINDICATED),
        ("Anaesthetics are relatively contraindicated in these persons.", GeneAdvised.AVOID),
        ("Avoid codeine use because of potential for serious toxicity.", GeneAdvised.AVOID),
        ("If patient is carbamazepine-naïve, do not use carbamazepine.", GeneAdvised.AVOID),
        ("There is no need to avoid prescribing of atazanavir.", GeneAdvised.USE_AS_USUAL),
        ("No reason to avoid based on G6PD status", GeneAdvised.USE_AS_USUAL),
        ("Select alternative drug not predominantly metabolized by CYP2D6.",
         GeneAdvised.CHOOSE_ALTERNATIVE),
        ("Reduce starting dose by 50% followed by titration of dose.", GeneAdvised.LOWER_DOSE),
        ("Increase starting dose 1.5 to 2 times.", GeneAdvised.HIGHER_DOSE),
        ("To ascertain G6PD status, enzyme activity must be measured.", GeneAdvised.TEST_FIRST),
        ("Use at standard doses with caution and with close monitoring", GeneAdvised.USE_WITH_CARE),
        ("Initiate therapy with recommended starting dose.", GeneAdvised.USE_AS_USUAL),
        ("Something that nobody has read yet.", GeneAdvised.SEE_GUIDELINE),
        ("No recommendation", GeneAdvised.NO_RECOMMENDATION),
    ],
)  # fmt: skip
def test_a_sentence_is_of_a_kind(text: str, advised: GeneAdvised) -> None:
    assert advised_of(text, GeneStrength.STRONG) is advised


def test_without_a_grade_nothing_is_recommended() -> None:
    assert strength_of("No Recommendation") is strength_of("n/a") is GeneStrength.NONE
    assert advised_of("Avoid use", GeneStrength.NONE) is GeneAdvised.NO_RECOMMENDATION


def test_a_usual_risk_is_not_taken_for_a_raised_one() -> None:
    assert risk_of("HLA-B: Low or reduced risk of abacavir hypersensitivity") is GeneRisk.AS_USUAL
    assert risk_of("G6PD: Low-to-no risk of acute hemolytic anemia") is GeneRisk.AS_USUAL
    assert risk_of("something else") is GeneRisk.UNKNOWN


def test_a_population_is_put_into_words_and_an_unknown_one_stays() -> None:
    assert population_of("general") == ""
    assert (
        population_of("CVI ACS PCI ") == "acute coronary syndrome or an intervention on the heart"
    )
    assert population_of("left-handed") == "left-handed"


def test_products_of_results_are_what_was_stated_and_no_more() -> None:
    stated = [(("A", a), ("B", b)) for a in "xy" for b in "123"] + [(("A", "z"), ("B", "1"))]
    made = Counter(
        (("A", a), ("B", b)) for (_, ones), (_, others) in rectangles(stated)
        for a in ones for b in others
    )  # fmt: skip
    assert made == Counter(stated)


def test_the_real_tables_account_for_every_row_and_every_sentence_is_of_a_kind(
    intake: Intake, real: Callable[[str], Path]
) -> None:
    folder = real("cpic")
    facts = told(DATA_SET, intake, folder)
    counts = Counter(type(one) for one in facts)
    assert intake.rows == 2_098 + 518 + 820 + 44_473
    assert counts[GeneAllele] == 820 and counts[GeneDrug] > 500 and counts[GeneAdvice] > 700
    assert len({one.id for one in of(GeneAdvice, facts)}) == counts[GeneAdvice]
    assert all(one.advised is not GeneAdvised.SEE_GUIDELINE for one in of(GeneAdvice, facts))
    with gzip.open(folder / "recommendations.tsv.gz", "rt", encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened, delimiter="\t"))
    stated = Counter((row["drug"], row["recommendation"], row["classification"]) for row in rows)
    read_ = {(one.text or "n/a", one.strength) for one in of(GeneAdvice, facts)}
    assert {(text, strength_of(grade)) for _, text, grade in stated} == read_
