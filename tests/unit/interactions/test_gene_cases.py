"""Gene cases, written from CPIC's guidelines and from what sources say of inhibitors.

Each was read in the guideline (or the label) and written down here before the program was asked.
"""

from dataclasses import dataclass

import pytest
from app.domain.interactions.genes.findings import as_condition
from app.domain.interactions.person import GeneState, Person, StatedGene
from app.domain.interactions.result import Checkup, Finding, FindingKind
from app.domain.knowledge import Knowledge
from app.domain.names.genes import read_gene

from tests.asking import ask

PM, IM, NM, UM = (
    f"{one} Metabolizer" for one in ("Poor", "Intermediate", "Normal", "Ultrarapid")
)  # fmt: skip
AVOID, ALTERNATIVE = "advises against it", "advises to weigh another medicine"
LOWER, HIGHER = "advises a lower dose", "advises a higher dose"
CARE = "advises care"


@dataclass(frozen=True)
class Case:
    """A drug beside others, results of genes, and what the guideline says of the drug."""

    drug: str
    genes: dict[str, str]
    severity: str | None
    advised: str = ""
    strength: str = ""
    risk: str = ""
    beside: tuple[str, ...] = ()
    effective: str | None = None
    status: str = "interaction_found"


def of(drug: str, gene: str, result: str, *expected: str) -> Case:
    """A case without another drug: severity, what is advised, how strongly, and what may happen."""
    return Case(drug, {gene: result}, *expected)


ALONE = [
    of("codeine", "CYP2D6", "poor metabolizer", "major", AVOID, "strong", "work less"),
    of("codeine", "CYP2D6", "*1x2/*2", "major", AVOID, "strong", "active form"),
    of("codeine", "CYP2D6", "*4/*41", "minor", CARE, "moderate", "work less"),
    of("tramadol", "CYP2D6", "UM", "major", AVOID, "strong", "active form"),
    of("hydrocodone", "CYP2D6", "PM", "minor", CARE, "optional", "work less"),
    of("tamoxifen", "CYP2D6", "PM", "major", ALTERNATIVE, "strong", "cancer"),
    of("ondansetron", "CYP2D6", "UM", "moderate", ALTERNATIVE, "moderate", "work less"),
    of("clopidogrel", "CYP2C19", "*2/*2", "major", AVOID, "strong", "clots"),
    of("citalopram", "CYP2C19", "ultrarapid metabolizer", "major", ALTERNATIVE, "strong", "less"),
    of("escitalopram", "CYP2C19", "PM", "major", ALTERNATIVE, "strong", "level"),
    of("voriconazole", "CYP2C19", "*17/*17", "moderate", ALTERNATIVE, "moderate", "less"),
    of("omeprazole", "CYP2C19", "PM", "moderate", LOWER, "moderate", "level"),
    of("abacavir", "HLA-B*57:01", "positive", "major", AVOID, "strong", "whole body"),
    of("allopurinol", "HLA-B", "*58:01/*40:01", "contraindicated", "contraindicated", "strong",
       "skin"),
    of("carbamazepine", "HLA-B*15:02", "positive", "major", AVOID, "strong", "skin"),
    of("carbamazepine", "HLA-A*31:01", "positive", "major", AVOID, "strong", "skin"),
    of("phenytoin", "CYP2C9", "*3/*3", "moderate", LOWER, "strong", "level"),
    of("simvastatin", "SLCO1B1", "rs4149056 CC", "major", ALTERNATIVE, "strong", "muscles"),
    of("fluorouracil", "DPYD", "activity score 0", "major", AVOID, "strong", "poison"),
    of("capecitabine", "DPYD", "c.1905+1G>A (*2A)/Reference", "major", LOWER, "strong", "poison"),
    of("azathioprine", "TPMT", "*3A/*3C", "major", ALTERNATIVE, "strong", "bone marrow"),
    of("rasburicase", "G6PD", "G6PD deficient", "major", AVOID, "strong", "red blood"),
    of("gentamicin", "MT-RNR1", "m.1555A>G", "major", AVOID, "strong", "hearing"),
    of("succinylcholine", "RYR1", "MHS", "major", AVOID, "strong", "hyperthermia"),
    of("tacrolimus", "CYP3A5", "*1/*1", "moderate", HIGHER, "strong", "less"),
    of("efavirenz", "CYP2B6", "*6/*6", "moderate", LOWER, "moderate", "level"),
    of("atazanavir", "UGT1A1", "*28/*28", "moderate", ALTERNATIVE, "strong", "yellow"),
]  # fmt: skip
QUIET = [
    Case("codeine", {"CYP2D6": "NM"}, None, status="no_change_advised"),
    Case("clopidogrel", {"CYP2C19": "*1/*17"}, None, status="no_change_advised"),
    Case("abacavir", {"HLA-B": "*57:01 negative"}, None, status="no_change_advised"),
    Case("tacrolimus", {"CYP3A5": "*3/*3"}, None, status="no_change_advised"),
    Case("warfarin", {"CYP2C9": "*1/*3"}, None, status="no_recommendation"),
    Case("warfarin", {"VKORC1": "-1639 AA"}, None, status="unresolved"),
    Case("lisinopril", {"CYP2D6": "PM"}, None, status="not_assessed"),
    Case("codeine", {"CYP2D6": "*1/*999"}, None, status="unresolved"),
    Case("allopurinol", {"HLA-B": "*57:01 positive"}, None, status="not_assessed"),
]  # fmt: skip


def conv(
    drug: str, beside: str, result: str, severity: str | None, advised: str, effective: str | None,
    status: str = "interaction_found", gene: str = "CYP2D6",
) -> Case:  # fmt: skip
    """A case with an inhibitor beside the drug."""
    return Case(
        drug, {gene: result}, severity, advised, beside=(beside,), effective=effective,
        status=status,
    )  # fmt: skip


CONVERTED = [
    conv("codeine", "paroxetine", "*1/*1", "major", AVOID, PM),
    conv("codeine", "fluoxetine", "NM", "major", AVOID, PM),
    conv("codeine", "bupropion", "activity score 1.25", "major", AVOID, PM),
    conv("tramadol", "quinidine", "NM", "major", AVOID, PM),
    conv("nortriptyline", "bupropion", "*1/*2", "major", AVOID, PM),
    conv("amitriptyline", "fluoxetine", "NM", "major", AVOID, PM),
    conv("atomoxetine", "paroxetine", "*1/*2", "moderate", LOWER, PM),
    conv("tamoxifen", "paroxetine", "NM", "major", ALTERNATIVE, PM),
    conv("venlafaxine", "bupropion", "NM", "moderate", ALTERNATIVE, PM),
    conv("vortioxetine", "bupropion", "NM", "moderate", LOWER, PM),
    # Half of 2 is 1, and half of 1 is a half: both are intermediate.
    conv("codeine", "duloxetine", "*1/*1", "minor", CARE, IM),
    conv("codeine", "duloxetine", "*1/*4", "minor", CARE, IM),
    # What was given stays the stricter.
    conv("tramadol", "duloxetine", "UM", "major", AVOID, f"{NM} or {UM}"),
    conv("ondansetron", "paroxetine", "UM", "moderate", ALTERNATIVE, PM),
    # Nothing is left of a score, whatever it is.
    conv("codeine", "paroxetine", "indeterminate", "major", AVOID, PM),
    conv("metoprolol", "paroxetine", "NM", None, "", PM, status="no_recommendation"),
    # The label of citalopram speaks of inhibitors of CYP2C19 as of poor metabolizers.
    conv("citalopram", "omeprazole", "NM", "major", ALTERNATIVE, PM, gene="CYP2C19"),
]
NOT_CONVERTED = [
    conv("escitalopram", "omeprazole", "NM", None, "", None, "no_change_advised", "CYP2C19"),
    conv("clopidogrel", "omeprazole", "NM", None, "", None, "no_change_advised", "CYP2C19"),
    conv("codeine", "sertraline", "NM", None, "", None, "no_change_advised"),
    conv("codeine", "terbinafine cream", "NM", None, "", None, "no_change_advised"),
    conv("codeine", "lisinopril", "NM", None, "", None, "no_change_advised"),
]


def checked(case: Case, knowledge: Knowledge) -> Checkup:
    """The answer to a case."""
    person = Person(genes=tuple(StatedGene(*one) for one in case.genes.items()))
    return ask(knowledge, case.drug, *case.beside, person=person)


def finding(answer: Checkup, drug: str) -> Finding | None:
    """The gene finding on a drug."""
    found = [one for one in answer.findings if one.kind is FindingKind.DRUG_GENE]
    mine = [one for one in found if one.id.endswith(f":{drug}")]
    assert len(mine) <= 1
    return mine[0] if mine else None


def state(answer: Checkup, drug: str) -> GeneState:
    """The one status of the first gene with a drug."""
    (one,) = [one for one in answer.genes if one.drug == drug and one.gene_input == 0]
    return one


@pytest.mark.parametrize(
    "case", [*ALONE, *QUIET, *CONVERTED, *NOT_CONVERTED], ids=lambda one: f"{one.drug}-{one.genes}"
)
def test_a_case_is_answered_as_its_source_says(case: Case, seeded: Knowledge) -> None:
    answer = checked(case, seeded)
    found, status = finding(answer, case.drug), state(answer, case.drug)
    assert status.status.value == case.status
    assert status.effective == case.effective
    assert (None if found is None else found.severity.value) == case.severity
    if found is not None:
        said = found.explanation[-1]
        assert case.advised in said
        assert not case.strength or f"{case.strength} recommendation" in said
        assert case.risk in found.consequences[0]


def test_there_are_enough_cases() -> None:
    assert len(ALONE) + len(QUIET) + len(CONVERTED) >= 40 and len(CONVERTED) >= 15


@pytest.mark.parametrize("case", CONVERTED, ids=lambda one: f"{one.drug}-{one.beside[0]}")
def test_a_conversion_is_a_step_of_its_own_with_its_own_sources(
    case: Case, seeded: Knowledge
) -> None:
    answer = checked(case, seeded)
    status = state(answer, case.drug)
    (step,) = status.steps
    assert case.beside[0] in step and status.step_citations
    assert {one.source for one in status.step_citations}.isdisjoint(
        one.source for one in status.citations
    )
    found = finding(answer, case.drug)
    if found is not None:
        assert step in found.explanation
        assert set(status.step_citations) <= set(found.citations)


def test_both_results_are_shown_and_the_stricter_leads(seeded: Knowledge) -> None:
    found = finding(checked(CONVERTED[0], seeded), "codeine")
    assert found is not None and f"{NM} ({PM} beside paroxetine)" in found.title
    assert [one.title for one in found.also] == [
        "codeine with CYP2D6 Normal Metabolizer: the guideline advises the usual use"
    ]
    assert {one.drug for one in found.participants} == {"codeine", "paroxetine", None}


def test_without_the_inhibitor_the_finding_would_go(seeded: Knowledge) -> None:
    answer = checked(CONVERTED[0], seeded)
    left_out = {one.input: one.findings for one in answer.without}
    assert "gene:cyp2d6:codeine" in left_out["paroxetine"]
    given = checked(Case("codeine", {"CYP2D6": "PM"}, None, beside=("paroxetine",)), seeded)
    left_out = {one.input: one.findings for one in given.without}
    assert "gene:cyp2d6:codeine" not in left_out["paroxetine"]


def test_without_a_gene_nothing_is_converted_and_it_is_asked_for(seeded: Knowledge) -> None:
    answer = checked(Case("codeine", {}, None, beside=("paroxetine",)), seeded)
    assert answer.genes == () and finding(answer, "codeine") is None
    (asked,) = [one for one in answer.would_ask if one.value == "genes.CYP2D6"]
    assert asked.drugs == ("codeine", "paroxetine")


@pytest.mark.parametrize(
    ("drug", "genes", "statuses"),
    [
        ("codeine", {"CYP2D6": "PM", "SLCO1B1": "*5/*5"}, ["interaction_found", "not_assessed"]),
        ("phenytoin", {"CYP2C9": "PM", "HLA-B": "*57:01 positive"},
         ["interaction_found", "not_assessed"]),
        ("allopurinol", {"HLA-B": "*57:01/*07:02"}, ["no_change_advised"]),
    ],
)  # fmt: skip
def test_a_gene_takes_no_status_from_another(
    drug: str, genes: dict[str, str], statuses: list[str], seeded: Knowledge
) -> None:
    answer = checked(Case(drug, genes, None), seeded)
    assert [one.status.value for one in answer.genes] == statuses


def test_no_drug_is_its_own_inhibitor(seeded: Knowledge) -> None:
    answer = checked(Case("paroxetine", {"CYP2D6": "NM"}, None), seeded)
    assert state(answer, "paroxetine").effective is None


def test_a_result_that_is_not_understood_is_named_and_leaves_the_answer_partial(
    seeded: Knowledge,
) -> None:
    answer = checked(Case("codeine", {"CYP2D6": "*1/*999"}, None), seeded)
    assert answer.completeness.value == "partial" and "*1/*999" in answer.summary
    assert "genes.CYP2D6" in [one.value for one in answer.would_ask]


def test_a_gene_that_is_missing_beside_a_given_one_is_asked_for(seeded: Knowledge) -> None:
    answer = checked(Case("azathioprine", {"TPMT": "PM"}, None), seeded)
    assert "genes.NUDT15" in [one.value for one in answer.would_ask]
    found = finding(answer, "azathioprine")
    assert found is not None and "NUDT15 not known" in found.title


def test_every_answer_says_how_old_the_data_is_and_none_names_a_dose(seeded: Knowledge) -> None:
    for case in [*ALONE, *CONVERTED]:
        answer = checked(case, seeded)
        for one in answer.genes:
            if one.status.value in ("interaction_found", "no_change_advised"):
                assert one.note is not None and "v1.30.0 of 2023-08" in one.note
        for found in answer.findings:
            if found.kind is FindingKind.DRUG_GENE:
                assert "v1.30.0 of 2023-08" in found.message
                assert " mg" not in found.message and "%" not in found.message


def test_the_source_own_grade_is_kept(seeded: Knowledge) -> None:
    found = finding(checked(ALONE[0], seeded), "codeine")
    assert found is not None
    assert [(one.source, one.rating) for one in found.native_ratings] == [
        ("cpic-database", "strong recommendation")
    ]
    assert [(one.kind.value, one.certainty.value) for one in found.evidence] == [
        ("expert_consensus", "high")
    ]


# What labels rule a medicine out for (DailyMed, contraindications of 2025).
RULED_OUT = [
    ("abacavir", {"HLA-B": "*57:01"}), ("abacavir", {"HLA-B*57:01": "positive"}),
    ("siponimod", {"CYP2C9": "*3/*3"}), ("capecitabine", {"DPYD": "poor metabolizer"}),
    ("flucytosine", {"DPYD": "PM"}), ("thioridazine", {"CYP2D6": "*4/*4"}),
    ("methylene blue", {"G6PD": "deficient"}), ("pegloticase", {"G6PD": "deficient"}),
    ("rasburicase", {"G6PD": "deficient with CNSHA"}),
]  # fmt: skip


@pytest.mark.parametrize(("drug", "genes"), RULED_OUT, ids=str)
def test_a_result_that_is_a_condition_brings_what_labels_say_of_it(
    drug: str, genes: dict[str, str], seeded: Knowledge
) -> None:
    stated = tuple(StatedGene(*one) for one in genes.items())
    answer = ask(seeded, drug, person=Person(genes=stated))
    ruled_out = [one for one in answer.findings if one.severity.value == "contraindicated"]
    assert [one.kind for one in ruled_out] == [FindingKind.DRUG_CONDITION]
    assert any("is the condition" in line for line in ruled_out[0].explanation)
    assert [one.status.value for one in answer.genes] == ["interaction_found"]


@pytest.mark.parametrize(
    ("drug", "genes"),
    [
        ("abacavir", {"HLA-B*57:01": "negative"}), ("siponimod", {"CYP2C9": "*1/*3"}),
        ("siponimod", {"CYP2C9": "*2/*3"}), ("capecitabine", {"DPYD": "normal metabolizer"}),
        ("thioridazine", {"CYP2D6": "*1/*4"}), ("rasburicase", {"G6PD": "normal"}),
        ("rasburicase", {"G6PD": "variable"}), ("rasburicase", {"G6PD": "indeterminate"}),
        ("rasburicase", {"G6PD": "not deficient"}), ("abacavir", {"HLA-B": "*15:02"}),
    ],
    ids=str,
)  # fmt: skip
def test_another_result_is_not_that_condition(
    drug: str, genes: dict[str, str], seeded: Knowledge
) -> None:
    stated = tuple(StatedGene(*one) for one in genes.items())
    answer = ask(seeded, drug, person=Person(genes=stated))
    assert [one for one in answer.findings if one.kind is FindingKind.DRUG_CONDITION] == []


def test_only_these_phenotypes_are_conditions(seeded: Knowledge) -> None:
    """No phenotype that a guideline calls normal, possible or uncertain may read as a condition."""
    genes = seeded.gene_data
    results = {
        (genes.genes[result.gene].symbol, value)
        for advice in genes.advice.values()
        for one in advice
        for result in one.results
        for value in result.values
    }
    read = {
        one.explanation[-1]
        for symbol, value in results
        if (one := as_condition(StatedGene(symbol, value), read_gene(symbol, value, genes), seeded))
    }
    assert read == {
        "'CYP2D6 Poor Metabolizer' is the condition CYP2D6 poor metabolizer",
        "'DPYD Poor Metabolizer' is the condition DPD deficiency",
        "'G6PD Deficient' is the condition G6PD deficiency",
        "'G6PD Deficient with CNSHA' is the condition G6PD deficiency",
        "'HLA-B*57:01 positive' is the condition HLA-B*57:01 positive",
    }
