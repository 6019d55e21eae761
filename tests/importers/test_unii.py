"""Do known drugs get the names and codes of the lists, and nobody else?"""

from collections.abc import Callable
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import Code, CodeSystem, Drug, Name, NameKind, Source
from app.domain.names.codes import unii_check_character
from app.importers.run import Intake
from app.importers.unii import DATA_SET

from tests.importers.conftest import Write
from tests.importers.knowing import knows_class, knows_drug, of, told


def unii(nine: str) -> str:
    """A UNII with its right check character."""
    return nine + unii_check_character(nine)


ALPHA, SALT, OTHER = unii("ALPHA0001"), unii("SALT00001"), unii("OTHER0001")
OLD = "Name\tTYPE\tUNII\tPT\r\n"
NEW = "Name\tTYPE\tUNII\tDisplay Name\n"
RECORDS = (
    "UNII\tDisplay Name\tRN\tEC\tNCIT\tRXCUI\tPUBCHEM\tSMSID\tMF\tINCHIKEY\tSMILES\n"
    f"{ALPHA}\tALPHADRUG\t50-00-0\t\t\t11\t222\t\t\tAAAAAAAAAAAAAA-BBBBBBBBBB-C\tC\n"
    f"{OTHER}\tPLASTIC\t\t\t\t\t\t\t\t\t\n"
)


def rows(*told: str, header: str = NEW) -> str:
    """Rows `name|type|unii|preferred term`."""
    return header + "".join(one.replace("|", "\t") + "\n" for one in told)


@pytest.mark.parametrize("header", [OLD, NEW])
def test_both_forms_of_the_list_are_read(intake: Intake, write: Write, header: str) -> None:
    knows_drug(intake, "alphadrug")
    text = rows(
        f"ALPHADRUG|PT|{ALPHA}|ALPHADRUG",
        f"ALFADRUGUM [INN-LATIN]|SY|{ALPHA}|ALPHADRUG",
        f"PLASTIC|PT|{OTHER}|PLASTIC",
        header=header,
    )
    facts = told(DATA_SET, intake, write({"UNII_Names_1Jan2026.txt": text}))
    names = [(one.drug, one.text, one.kind) for one in of(Name, facts)]
    assert names == [("alphadrug", "ALFADRUGUM", NameKind.SYNONYM)]
    assert [(one.system.value, one.code) for one in of(Code, facts)] == [("unii", ALPHA)]
    assert [one.id for one in of(Drug, facts)] == ["alphadrug"]
    assert of(Source, facts)[0].version == "1Jan2026"
    assert intake.merged == 1
    assert intake.skipped == {"a substance that no other data set tells as a drug": 1}


def test_records_tell_codes_by_which_a_drug_is_known(intake: Intake, write: Write) -> None:
    knows_drug(intake, "alpha", codes=[(CodeSystem.RXNORM, "11")])
    names = rows(f"ALPHADRUG|of|{ALPHA}|ALPHADRUG")
    files = {"UNII_Names_x.txt": names, "UNII_Records_x.txt": RECORDS}
    facts = told(DATA_SET, intake, write(files))
    assert [one.text for one in of(Name, facts)] == ["ALPHADRUG"]
    assert {(one.subject, one.system.value, one.code) for one in of(Code, facts)} == {
        ("drug:alpha", "unii", ALPHA),
        ("drug:alpha", "rxnorm", "11"),
        ("drug:alpha", "cas", "50-00-0"),
        ("drug:alpha", "pubchem", "222"),
        ("drug:alpha", "inchikey", "AAAAAAAAAAAAAA-BBBBBBBBBB-C"),
    }


def test_a_salt_goes_to_its_base(intake: Intake, write: Write) -> None:
    knows_drug(intake, "alphadrug")
    text = rows(f"ALPHADRUG HYDROCHLORIDE|of|{SALT}|ALPHADRUG HYDROCHLORIDE")
    facts = told(DATA_SET, intake, write({"UNII_Names_x.txt": text}))
    (one,) = of(Name, facts)
    assert (one.drug, one.kind) == ("alphadrug", NameKind.SALT)
    assert [(code.subject, code.code) for code in of(Code, facts)] == [("drug:alphadrug", SALT)]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("SN", "a systematic name"),
        ("sys", "a systematic name"),
        ("cd", "a code number"),
        ("TR", "a trade name"),
        ("bn", "a trade name"),
    ],
)
def test_names_that_nobody_types_or_that_may_mean_more_are_left_out(
    intake: Intake, write: Write, kind: str, reason: str
) -> None:
    knows_drug(intake, "alphadrug")
    text = rows(f"X-1|{kind}|{ALPHA}|ALPHADRUG")
    assert of(Name, told(DATA_SET, intake, write({"UNII_Names_x.txt": text}))) == []
    assert intake.skipped == {reason: 1}


def test_a_clear_name_does_not_become_ambiguous(intake: Intake, write: Write) -> None:
    knows_drug(intake, "alphadrug")
    knows_drug(intake, "betadrug", "common word")
    knows_class(intake, "calmer", "calmers")
    text = rows(f"COMMON WORD|SY|{ALPHA}|ALPHADRUG", f"CALMERS|SY|{ALPHA}|ALPHADRUG")
    assert of(Name, told(DATA_SET, intake, write({"UNII_Names_x.txt": text}))) == []
    assert intake.skipped == {"a name that another drug or class has": 2}
    assert intake.conflicts == [
        "'COMMON WORD' would name alphadrug, but names betadrug",
        "'CALMERS' would name alphadrug, but names the class calmer",
    ]


def test_the_lists_in_their_archive_in_latin_1(intake: Intake, write: Write) -> None:
    knows_drug(intake, "alphadrug")
    text = rows(f"ALFADR\xd3GA|cn|{ALPHA}|ALPHADRUG").encode("latin-1")
    files: dict[str, str | bytes] = {"UNII_Names_x.txt": text, "UNII_Records_x.txt": RECORDS}
    facts = told(DATA_SET, intake, write(files, zipped="UNIIs.zip"))
    assert [one.text for one in of(Name, facts)] == ["ALFADR\xd3GA"]


def test_a_file_without_its_columns_is_refused(intake: Intake, write: Write) -> None:
    with pytest.raises(RejectedImport, match=r"UNII_Names_x\.txt:1: no column"):
        told(DATA_SET, intake, write({"UNII_Names_x.txt": "a\tb\n"}))
    with pytest.raises(RejectedImport, match="no UNII_Names or UNII_Records"):
        told(
            DATA_SET,
            intake,
            write({"UNII_Names_x.txt.bak": "a\tb\n"}).joinpath("UNII_Names_x.txt.bak"),
        )


def test_the_real_list(intake: Intake, real: Callable[[str], Path]) -> None:
    knows_drug(intake, "butamben")
    knows_drug(intake, "monobenzone")
    facts = told(DATA_SET, intake, real("unii"))
    assert intake.rows == 5_633
    assert {one.id for one in of(Drug, facts)} <= {"butamben", "monobenzone"}
    assert sum(intake.skipped.values()) > 5_500
