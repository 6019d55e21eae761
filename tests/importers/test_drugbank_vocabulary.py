"""Do known drugs get names and codes of the vocabulary, and nobody else?"""

from collections.abc import Callable
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import Code, CodeSystem, Drug, Name
from app.importers.drugbank_vocabulary import DATA_SET
from app.importers.run import Intake

from tests.importers.conftest import Write
from tests.importers.knowing import knows_drug, of, told

NAME = "drugbank vocabulary.csv"
HEADER = "DrugBank ID,Accession Numbers,Common name,CAS,UNII,Synonyms,Standard InChI Key\n"
ALPHA = (
    'DB00001,APRD00001 | DB00009,Alphadrug,50-00-0,5PE9FDE8GB,"Alfadruga | 2,3-alpha | Alphadrug",'
    "AAAAAAAAAAAAAA-BBBBBBBBBB-C\n"
)


def test_a_known_drug_gets_all_names_and_codes(intake: Intake, write: Write) -> None:
    knows_drug(intake, "alpha", codes=[(CodeSystem.UNII, "5PE9FDE8GB")])
    facts = told(DATA_SET, intake, write({NAME: HEADER + ALPHA}))
    assert [one.text for one in of(Name, facts)] == ["Alphadrug", "Alfadruga", "2,3-alpha"]
    assert {(one.system.value, one.code) for one in of(Code, facts)} == {
        ("drugbank", "DB00001"),
        ("drugbank", "DB00009"),
        ("unii", "5PE9FDE8GB"),
        ("cas", "50-00-0"),
        ("inchikey", "AAAAAAAAAAAAAA-BBBBBBBBBB-C"),
    }
    assert intake.imported == 1


def test_a_research_substance_becomes_no_drug(intake: Intake, write: Write) -> None:
    facts = told(DATA_SET, intake, write({NAME: HEADER + ALPHA + ",,,,,,\nDB1\n"}))
    assert of(Drug, facts) == of(Name, facts) == []
    assert intake.skipped == {
        "a substance that no other data set tells as a drug": 1,
        "a row without a DrugBank id and a name": 1,
        "a row with too few fields": 1,
    }


def test_a_synonym_alone_is_no_evidence(intake: Intake, write: Write) -> None:
    knows_drug(intake, "alfadruga")
    assert of(Drug, told(DATA_SET, intake, write({NAME: HEADER + ALPHA}))) == []


def test_one_or_two_letters_are_no_name(intake: Intake, write: Write) -> None:
    knows_drug(intake, "alphadrug")
    row = 'DB00001,,Alphadrug,,,"D | Al | Alf",\n'
    facts = told(DATA_SET, intake, write({NAME: HEADER + row}))
    assert [one.text for one in of(Name, facts)] == ["Alf"]


def test_a_garbled_code_is_no_code(intake: Intake, write: Write) -> None:
    knows_drug(intake, "alphadrug")
    row = "DB00001,,Alphadrug,none,5PE9FDE8GX,,short\n"
    facts = told(DATA_SET, intake, write({NAME: HEADER + row}))
    assert [one.code for one in of(Code, facts)] == ["DB00001"]


def test_another_file_is_refused(intake: Intake, write: Write) -> None:
    with pytest.raises(RejectedImport, match=r"drugbank vocabulary\.csv:1: no column"):
        told(DATA_SET, intake, write({NAME: "a,b\n"}))


def test_the_real_vocabulary(intake: Intake, real: Callable[[str], Path]) -> None:
    knows_drug(intake, "clonazepam", codes=[(CodeSystem.UNII, "5PE9FDE8GB")])
    facts = told(DATA_SET, intake, real("drugbank_vocabulary"))
    assert intake.rows == 15_235
    assert "DB01068" in {one.code for one in of(Code, facts)}
    assert [one.id for one in of(Drug, facts)] == ["clonazepam"]
    assert "Clonazepamum" in {one.text for one in of(Name, facts)}
