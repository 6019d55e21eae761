"""Does the tree stand, and does no combination become an ingredient?"""

from collections.abc import Callable
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import ClassParent, Code, CodeSystem, Drug, DrugClass, Fact, Membership, Name
from app.importers import DATA_SETS
from app.importers.atc import DATA_SET, DATA_SET_CANADA
from app.importers.run import Intake

from tests.importers.conftest import Write
from tests.importers.knowing import knows_class, knows_drug, of, told

WHO = "atc_code,atc_name,ddd,uom,adm_r,note\n" + (
    "N,NERVOUS SYSTEM,NA,NA,NA,NA\nN05,PSYCHOLEPTICS,NA,NA,NA,NA\nN05B,Anxiolytics,NA,NA,NA,NA\n"
    "N05BA,Calmers,NA,NA,NA,NA\nN05BA01,alphadrug,10,mg,O,NA\nN05BA01,alphadrug,10,mg,P,NA\n"
)
CANADA = "atc_code,atc_name,level,parent_code\n"


def imported(intake: Intake, write: Write, rows: str) -> list[Fact]:
    """The facts of rows of the free layout."""
    return told(DATA_SET_CANADA, intake, write({"atc.csv": CANADA + rows}))


def test_groups_are_a_tree_and_a_substance_is_a_drug_in_it(intake: Intake, write: Write) -> None:
    facts = told(DATA_SET, intake, write({"WHO ATC-DDD 2024-07-31.csv": WHO}))
    assert [(one.id, one.name) for one in of(DrugClass, facts)] == [
        ("atc-n", "Nervous system (ATC N)"),
        ("atc-n05", "Psycholeptics (ATC N05)"),
        ("atc-n05b", "Anxiolytics (ATC N05B)"),
        ("atc-n05ba", "Calmers (ATC N05BA)"),
    ]
    assert [(one.child, one.parent) for one in of(ClassParent, facts)] == [
        ("atc-n05", "atc-n"),
        ("atc-n05b", "atc-n05"),
        ("atc-n05ba", "atc-n05b"),
    ]
    assert [(one.drug, one.drug_class) for one in of(Membership, facts)] == [
        ("alphadrug", "atc-n05ba")
    ]
    codes = [(one.subject, one.code) for one in of(Code, facts)]
    assert ("class:atc-n05ba", "N05BA") in codes
    assert ("drug:alphadrug", "N05BA01") in codes
    assert (intake.rows, intake.merged, intake.skipped) == (6, 1, {})


def test_a_group_without_a_row_stands_all_the_same(intake: Intake, write: Write) -> None:
    facts = imported(intake, write, "N05BA01,ALPHADRUG,5,N05BA\n")
    assert [one.id for one in of(DrugClass, facts)] == ["atc-n", "atc-n05", "atc-n05b", "atc-n05ba"]
    assert of(DrugClass, facts)[0].name == "ATC group N"
    assert [one.name for one in of(Drug, facts)] == ["alphadrug"]


COMBINATIONS = [
    "ALPHADRUG AND BETADRUG",
    '"ALPHADRUG, COMBINATIONS"',
    '"ALPHADRUG, COMBINATIONS EXCL. PSYCHOLEPTICS"',
    "COMBINATIONS",
    '"ALPHADRUG, IN COMB"',
    '"ALPHADRUG, INCL COMBINATIONS"',
    "ALPHADRUG WITH BETADRUG",
]


@pytest.mark.parametrize("name", COMBINATIONS)
def test_a_combination_is_no_ingredient_even_with_a_known_code(
    intake: Intake, write: Write, name: str
) -> None:
    knows_drug(intake, "alphadrug", codes=[(CodeSystem.ATC, "N05BA51")])
    facts = imported(intake, write, f"N05BA51,{name},5,N05BA\n")
    assert of(Membership, facts) == of(Drug, facts) == []
    assert intake.skipped == {"a combination of several ingredients": 1}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A01AD11,VARIOUS,5,A01AD\n", "a word that names nothing"),
        ("J07AM01,TETANUS,5,J07AM\n", "a vaccine"),
        ("N05BA01,NA,5,N05BA\n", "a row without a right code and a name"),
        ("N5,ALPHADRUG,5,N\n", "a row without a right code and a name"),
        ("N05BA01\n", "a row with too few fields"),
        ("N02A01,,1,\n", "a row without a right code and a name"),
        ("N02AA01,OPIATES,5,N02AA\n", "the name of a class of drugs"),
    ],
)
def test_what_is_no_ingredient_is_left_out(
    intake: Intake, write: Write, row: str, reason: str
) -> None:
    knows_class(intake, "opiate", "opiates")
    assert of(Drug, imported(intake, write, row)) == []
    assert intake.skipped == {reason: 1}


def test_what_is_known_as_a_drug_is_one_although_it_looks_like_a_group(
    intake: Intake, write: Write
) -> None:
    knows_drug(intake, "tetanus-vaccine", "tetanus")
    facts = imported(intake, write, "J07AM01,TETANUS,5,J07AM\n")
    assert [one.drug for one in of(Membership, facts)] == ["tetanus-vaccine"]


def test_a_known_drug_gets_the_name_that_it_has_there(intake: Intake, write: Write) -> None:
    knows_drug(intake, "alpha", codes=[(CodeSystem.ATC, "N05BA01")])
    knows_drug(intake, "beta", "betadrug")
    facts = imported(intake, write, "N05BA01,ALPHADRUG,5,N05BA\nN05BA02,BETADRUG,5,N05BA\n")
    assert [(one.drug, one.text) for one in of(Name, facts)] == [("alpha", "alphadrug")]
    assert [one.drug for one in of(Membership, facts)] == ["alpha", "beta"]


def test_the_index_of_who_is_not_free_and_is_refused_by_the_free_data_set(
    intake: Intake, write: Write
) -> None:
    assert (DATA_SETS["atc"].free, DATA_SETS["atc-canada"].free) == (False, True)
    with pytest.raises(RejectedImport, match=r"who\.csv:1: the index of WHO is not free"):
        told(DATA_SET_CANADA, intake, write({"who.csv": WHO}))


def test_the_sibling_of_branded_combinations_is_counted(intake: Intake, write: Write) -> None:
    rows = "atc_code,brand_name,dosage_form,ingredients,ddd_comb\nN05BA51,Brand,tab,a and b,2\n"
    told(DATA_SET, intake, write({"a.csv": WHO, "b.csv": rows}))
    assert intake.skipped == {"a branded combination": 1}


@pytest.mark.parametrize("content", ["code,name\n", "", "<html></html>"])
def test_another_file_is_refused(intake: Intake, write: Write, content: str) -> None:
    with pytest.raises(RejectedImport, match=r"x\.csv:1"):
        told(DATA_SET, intake, write({"x.csv": content}))


def test_the_real_codes_of_canada(intake: Intake, real: Callable[[str], Path]) -> None:
    facts = told(DATA_SET_CANADA, intake, real("atc"))
    assert intake.rows == 1_601
    assert intake.skipped["a combination of several ingredients"] == 210
    groups = {one.id for one in of(DrugClass, facts)}
    assert {one.parent for one in of(ClassParent, facts)} <= groups
    assert {one.drug_class for one in of(Membership, facts)} <= groups
    names = {one.name for one in of(Drug, facts)}
    assert "clonazepam" in names
    assert not {name for name in names if " and " in name or "combination" in name}
