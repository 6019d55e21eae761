"""The merged public table, with all its defects."""

import bz2
from collections.abc import Callable
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import Code, CodeSystem, Record, Source
from app.domain.facts.stated import is_free
from app.importers.pddi import DATA_SET
from app.importers.run import Intake

from tests.importers.conftest import Write
from tests.importers.pairing import learn, ratings, read_all

COLUMNS = [
    "drug1", "object", "drug2", "precipitant", "certainty", "contraindication", "dateAnnotated",
    "ddiPkEffect", "ddiPkMechanism", "effectConcept", "homepage", "label", "numericVal",
    "objectUri", "pathway", "precaution", "precipUri", "severity", "uri", "whoAnnotated", "source",
    "ddiType", "evidence", "evidenceSource", "evidenceStatement", "researchStatementLabel",
    "researchStatement",
]  # fmt: skip


def line(
    one: tuple[str, str], other: tuple[str, str], source: str, severity: str = "None", **more: str
) -> str:
    """One row: a drug is its DrugBank number and its name."""
    fields = dict.fromkeys(COLUMNS, "None") | more
    for (code, name), (id_, text) in zip(
        (one, other), (("drug1", "object"), ("drug2", "precipitant")), strict=True
    ):
        fields[id_], fields[text] = f"http://bio2rdf.org/drugbank:{code}", name
    fields |= {"source": source, "severity": severity}
    return "\t".join(fields[name] for name in COLUMNS) + "\n"


HEADER = "\t".join(COLUMNS) + "\n"
ALPHA, BETA, GAMMA = ("DB00001", "ALPHA"), ("DB00002", "Beta_Acid"), ("DB00003", "Methogamma")
TABLE = (
    HEADER
    + line(("DB00001", "\ufeffAlpha"), BETA, "NDF-RT", "Critical")
    + line(BETA, ALPHA, "NDF-RT", "Critical")
    + line(ALPHA, GAMMA, "NDF-RT", "Significant")
    + line(BETA, ALPHA, "ONC-HighPriority")
    + line(("DB00003", "ethogamma"), ("DB00002", "eta acid"), "Kegg", "CI")
    + line(("", "ethogamma"), ALPHA, "Kegg", "P")
    + line(("DB00009", "nknown"), ALPHA, "Kegg", "P")
    + line(("", ""), ALPHA, "Drugbank")
)


def table(write: Write, text: str = TABLE) -> Path:
    """The table as a file."""
    return write({"CombinedDatasetNotConservative.csv": text})


def test_each_source_rates_a_pair_in_its_own_words(write: Write, intake: Intake) -> None:
    facts = read_all(DATA_SET, intake, table(write))
    assert ratings(facts)["alpha", "beta-acid"] == [
        ("Critical", "major"),
        ("high priority", "contraindicated"),
    ]
    assert ratings(facts)["alpha", "methogamma"] == [
        ("P", "moderate"),
        ("Significant", "moderate"),
    ] or (ratings(facts)["alpha", "methogamma"] == [("Significant", "moderate")])
    assert (intake.rows, intake.merged) == (8, 1)


def test_a_record_is_cited_from_the_source_that_rates(write: Write, intake: Intake) -> None:
    facts = read_all(DATA_SET, intake, table(write))
    told = {
        (fact.citations[0].source, fact.text)
        for fact in facts
        if isinstance(fact, Record) and fact.rating in ("Critical", "CI")
    }
    assert told == {("pddi-ndf-rt", "NDF-RT 2014: Critical"), ("pddi-kegg", "KEGG DRUG: CI")}
    licences = {fact.id: is_free(fact.licence) for fact in facts if isinstance(fact, Source)}
    assert licences["pddi-ndf-rt"]
    assert not licences["pddi-kegg"]


def test_a_lost_first_letter_comes_back_by_the_id_or_a_known_name(
    write: Write, intake: Intake
) -> None:
    learn(intake, "methogamma")
    told = ratings(read_all(DATA_SET, intake, table(write)))
    assert ("CI", "contraindicated") in told["beta-acid", "methogamma"]
    assert ("P", "moderate") in told["alpha", "methogamma"]
    assert not any("ethogamma" in pair for pair in told)


def test_rows_without_a_drug_are_counted_by_reason(write: Write, intake: Intake) -> None:
    learn(intake, "methogamma")
    read_all(DATA_SET, intake, table(write))
    assert intake.skipped == {
        "a name that has lost its first letter": 1,
        "a drug without name and known id": 1,
    }


@pytest.mark.parametrize("place", [10, 18, 19, 27])
def test_a_field_too_many_moves_nothing(write: Write, intake: Intake, place: int) -> None:
    fields = line(ALPHA, BETA, "NDF-RT", "Critical").rstrip("\n").split("\t")
    fields.insert(place, "too much")
    facts = read_all(DATA_SET, intake, table(write, HEADER + "\t".join(fields) + "\n"))
    (told,) = [fact for fact in facts if isinstance(fact, Record)]
    assert told.citations[0].source == "pddi-ndf-rt"
    assert told.rating == "Critical"


def test_a_row_whose_source_cannot_be_found_is_skipped(write: Write, intake: Intake) -> None:
    fields = line(ALPHA, BETA, "NDF-RT", "Critical").rstrip("\n").split("\t")
    short = "\t".join(fields[:20]) + "\n"
    none = line(ALPHA, BETA, "None")
    read_all(DATA_SET, intake, table(write, HEADER + short + none))
    assert intake.skipped == {"a row with too few fields": 1, "no source named": 1}


def test_of_two_words_of_one_source_the_graver_stands(write: Write, intake: Intake) -> None:
    text = HEADER + line(ALPHA, BETA, "OSCAR", "1") + line(BETA, ALPHA, "OSCAR", "3")
    told = ratings(read_all(DATA_SET, intake, table(write, text)))
    assert told == {("alpha", "beta-acid"): [("3", "major")]}


@pytest.mark.parametrize(
    ("source", "word", "severity"),
    [
        ("World-Vista", "Contra-indication", "contraindicated"),
        ("World-Vista", "NOT RECOMMENDED", "major"),
        ("World-Vista", "Precaution for use", "moderate"),
        ("World-Vista", "take into account", "minor"),
        ("FrenchDB", "PE", "moderate"),
        ("OSCAR", "2", "moderate"),
        ("Drugbank", "None", "unknown"),
        ("ONC-NonInteruptive", "None", "unknown"),
        ("NDF-RT", "Terrible", "unknown"),
        ("Newcomer", "Critical", "unknown"),
    ],
)
def test_words_are_read_on_the_scale_of_their_source(
    write: Write, intake: Intake, source: str, word: str, severity: str
) -> None:
    text = HEADER + line(ALPHA, BETA, source, word)
    ((_, found),) = ratings(read_all(DATA_SET, intake, table(write, text)))["alpha", "beta-acid"]
    assert found == severity


def test_a_known_code_says_who_it_is(write: Write, intake: Intake) -> None:
    learn(intake, "known", codes={"known": (CodeSystem.DRUGBANK, "DB00001")})
    facts = read_all(DATA_SET, intake, table(write))
    assert ("beta-acid", "known") in ratings(facts)
    assert {fact.code for fact in facts if isinstance(fact, Code)} == {"DB00002", "DB00003"}


def test_it_is_read_packed(write: Write, intake: Intake, tmp_path: Path) -> None:
    packed = tmp_path / "CombinedDatasetNotConservative.csv.bz2"
    packed.write_bytes(bz2.compress(TABLE.encode()))
    plain = ratings(read_all(DATA_SET, Intake(), table(write)))
    assert ratings(read_all(DATA_SET, intake, packed)) == plain
    packed.write_bytes(bz2.compress(TABLE.encode())[:-20])
    with pytest.raises(RejectedImport, match="broken or cut short"):
        read_all(DATA_SET, Intake(), packed)


def test_another_table_is_refused(write: Write, intake: Intake) -> None:
    with pytest.raises(RejectedImport, match=r"csv:1: no column drug1"):
        read_all(DATA_SET, intake, table(write, "a\tb\n1\t2\n"))


def test_the_real_table(real: Callable[[str], Path], intake: Intake) -> None:
    facts = read_all(DATA_SET, intake, real("merged_pddi"))
    told = [fact for fact in facts if isinstance(fact, Record)]
    assert intake.rows == 1427
    assert len(told) == intake.imported > 1400
    assert {fact.rating for fact in told} == {"Critical", "Significant", "high priority"}
