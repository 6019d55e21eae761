"""What people write of genes: phenotypes, scores, diplotypes, HLA types; and what is no result."""

import csv
import gzip
from collections import Counter

import pytest
from app.domain.knowledge import GeneData, Knowledge
from app.domain.names.genes import read_gene, result_of_score
from app.domain.names.hla import with_absent
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import SHARED

PM, IM, NM = "Poor Metabolizer", "Intermediate Metabolizer", "Normal Metabolizer"
RM, UM = "Rapid Metabolizer", "Ultrarapid Metabolizer"


@pytest.fixture(scope="module")
def data(seeded: Knowledge) -> GeneData:
    """What the seed knows of genes."""
    return seeded.gene_data


@pytest.mark.parametrize(
    ("gene", "result", "phenotype"),
    [
        ("CYP2D6", "poor metabolizer", PM), ("cyp2d6", "PM", PM), ("2D6", "Poor Metaboliser", PM),
        ("CYP2D6", "extensive metabolizer", NM), ("CYP2D6", "EM", NM), ("CYP2D6", "UM", UM),
        ("CYP2D6", "normal metabolizer (activity score 2)", NM), ("CYP2D6", "ultra-rapid", UM),
        ("CYP2C19", "RM", RM), ("CYP2C19", "likely intermediate metabolizer",
                                "Likely Intermediate Metabolizer"),
        ("CYP2D6", "*1/*4", IM), ("CYP2D6", "*4/*1", IM), ("CYP2D6", "1/4", IM),
        ("CYP2D6", "*1*4", IM), ("CYP2D6", "CYP2D6 *4/*4", PM), ("CYP2D6", "*1x2/*2", UM),
        ("CYP2D6", "*4 homozygous", PM), ("CYP2D6", "heterozygous for *4", IM),
        ("CYP2D6", "activity score 1", IM), ("CYP2D6", "AS: 0.5", IM), ("CYP2D6", "0", PM),
        ("CYP2D6", "2.25", NM), ("CYP2D6", "score 2.3", NM), ("CYP2D6", ">3", UM),
        ("CYP2C9", "*1/*3", IM), ("CYP2C9", "*3/*3", PM), ("CYP3A5", "non-expresser", PM),
        ("SLCO1B1", "rs4149056 CC", "Poor Function"),
        ("SLCO1B1", "rs4149056 C/T", "Decreased Function"),
        ("SLCO1B1 rs4149056", "TT", "Normal Function"),
        ("SLCO1B1", "SLCO1B1 decreased function", "Decreased Function"),
        ("ABCG2", "rs2231142 GT", "Decreased Function"),
        ("DPYD", "activity score 1.5", IM), ("DPYD", "c.1905+1G>A (*2A)/Reference", IM),
        ("DPYD", "*1/*2A", IM), ("DPD", "*2A/*2A", PM), ("TPMT", "*1/*3A", IM),
        ("NUDT15", "*3/*3", PM), ("UGT1A1", "*28/*28", PM), ("CYP2B6", "*6/*6", PM),
        ("G6PD", "G6PD deficiency", "Deficient"), ("G6PD", "normal", "Normal"),
        ("MT-RNR1", "m.1555A>G", "increased risk of aminoglycoside-induced hearing loss"),
        ("MTRNR1", "A1555G", "increased risk of aminoglycoside-induced hearing loss"),
        ("RYR1", "c.7300G>A/Reference", "Malignant Hyperthermia Susceptibility"),
        ("CACNA1S", "MHS", "Malignant Hyperthermia Susceptibility"),
        ("HLA-B*57:01", "positive", "HLA-B*57:01 positive"),
        ("HLA-B", "HLA-B*15:02 not detected", "HLA-B*15:02 negative"),
        ("HLA-A*31:01", "carrier", "HLA-A*31:01 positive"),
        ("HLA-B", "*57:01/*07:02", "HLA-B*57:01 positive, HLA-B*07:02 positive"),
    ],
)  # fmt: skip
def test_a_result_is_understood(data: GeneData, gene: str, result: str, phenotype: str) -> None:
    read = read_gene(gene, result, data)
    assert read.phenotype == phenotype and read.values and read.explanation


@pytest.mark.parametrize(
    ("gene", "result"),
    [
        ("CYP2D6", "rapid metabolizer"), ("CYP2D6", "*4"), ("CYP2D6", "*1/*999"),
        ("CYP2D6", "abnormal"), ("CYP2D6", "not normal"), ("CYP2D6", "unknown"), ("CYP2D6", "-"),
        ("CYP2D6", "*1/*2 or *4"), ("HLA-B", "positive"), ("HLA-B", "*57:01 maybe"),
        ("MT-RNR1", "1555A>G not detected"), ("VKORC1", "-1639 AA"), ("G6PD", "*1/*1"),
        ("BRCA1", "positive"), ("CYP2D7", "PM"), ("SLCO1B1", "rs0000001 CC"),
    ],
)  # fmt: skip
def test_what_is_no_result_stays_so_and_says_why(data: GeneData, gene: str, result: str) -> None:
    read = read_gene(gene, result, data)
    assert read.phenotype is None and not read.values and read.explanation


def test_a_phenotype_stands_for_every_score_that_it_may_be(data: GeneData) -> None:
    assert read_gene("CYP2D6", "IM", data).values == {"0.25", "0.5", "0.75", "1.0"}
    assert read_gene("CYP2C9", "IM", data).values == {"1.0", "1.5"}
    assert read_gene("CYP2D6", "*1/*4", data).values == {"1.0"}


def test_two_hla_types_of_one_gene_rule_the_others_out_and_one_does_not(data: GeneData) -> None:
    asked = ("*58:01 positive", "*58:01 negative")
    both = read_gene("HLA-B", "*57:01/*07:02", data).values
    one = read_gene("HLA-B", "*57:01 positive", data).values
    assert "*58:01 negative" in with_absent(both, asked)
    assert with_absent(both, ("*57:01 negative", "*57:01 positive")).isdisjoint({"*57:01 negative"})
    assert with_absent(one, asked) == one


@pytest.mark.parametrize(
    ("score", "phenotype"),
    [(0.125, IM), (0.625, IM), (1.125, IM), (1.2, IM), (1.3, NM), (2.26, NM), (5.5, UM)],
)
def test_a_score_between_two_known_ones_is_the_lower_ones(
    data: GeneData, score: float, phenotype: str
) -> None:
    found = result_of_score("cyp2d6", score, data)
    assert found is not None and found.phenotype == phenotype


@given(text=st.text(max_size=60))
def test_no_text_is_read_as_normal_unless_it_says_so(seeded: Knowledge, text: str) -> None:
    for gene in ("CYP2D6", "G6PD", "SLCO1B1", "HLA-B"):
        read = read_gene(gene, text, seeded.gene_data)
        if read.phenotype is not None and "ormal" in read.phenotype:
            assert any(sign.isalnum() for sign in text)


def test_every_diplotype_of_the_database_is_read_as_there(data: GeneData) -> None:
    file = SHARED / "data" / "cpic" / "diplotype_phenotype.tsv.gz"
    if not file.exists():
        pytest.skip("CPIC's tables are not on this machine")
    wrong: Counter[str] = Counter()
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened, delimiter="\t"))
    for row in rows:
        read = read_gene(row["gene"], row["diplotype"], data)
        if read.phenotype != row["phenotype"]:
            wrong[f"{row['gene']} {row['diplotype']}: {read.phenotype}"] += 1
    assert len(rows) == 44_473 and wrong == {}
