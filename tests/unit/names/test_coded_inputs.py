"""Codes as people and systems write them, and what is said of one that is not known."""

import pytest
from app.domain.facts import CodeSystem
from app.domain.knowledge import Knowledge
from app.domain.names.codes import SYSTEMS
from app.domain.names.input import Asked, Input, InputStatus, Via
from app.domain.names.resolve import resolve


def read(drawn: Knowledge, asked: Asked | str) -> Input:
    """The input, without corrections."""
    return resolve(Asked(asked) if isinstance(asked, str) else asked, drawn)


@pytest.mark.parametrize("system", ["rxnorm", "RxNorm", "RXCUI", "rxcui"])
@pytest.mark.parametrize("between", [" ", ":", ": ", " : ", "#", " #", "|", ""])
def test_a_code_is_read_behind_the_name_of_its_system(
    drawn: Knowledge, system: str, between: str
) -> None:
    found = read(drawn, f"{system}{between}2598")
    assert (found.via, [one.id for one in found.drugs]) == (Via.CODE, ["clona"])
    assert dict(found.understood) == {"system": "rxnorm", "code": "2598"}


@pytest.mark.parametrize("system", sorted(SYSTEMS))
def test_every_system_is_known_in_any_case_and_with_blanks(drawn: Knowledge, system: str) -> None:
    for written in (system, system.upper(), f" {system}\n"):
        found = read(drawn, Asked(system=written, code="no such code"))
        assert found.status is InputStatus.UNRESOLVED
        assert "unknown code system" not in found.explanation[0]


@pytest.mark.parametrize("system", ["", "snomed", "rx norm", "http://example.org", None, "icd10"])
def test_an_unknown_system_is_said_to_be_unknown(drawn: Knowledge, system: str | None) -> None:
    found = read(drawn, Asked(system=system, code="2598"))
    assert (found.status, found.drugs) == (InputStatus.UNRESOLVED, ())
    assert "unknown code system" in found.explanation[0]


@pytest.mark.parametrize(
    ("system", "code"),
    [("rxnorm", "2598"), ("rxnorm", " 2598 "), ("atc", "N03AE01"), ("ATC", "n03ae01")],
)
def test_a_code_of_a_system_is_its_drug(drawn: Knowledge, system: str, code: str) -> None:
    found = read(drawn, Asked(system=system, code=code))
    assert [one.id for one in found.drugs] == ["clona"]
    assert found.input == f"{system}:{code}"


@pytest.mark.parametrize("words", ["N02A", "n02a", "ATC N02A", "atc:n02a"])
def test_the_code_of_a_class_is_the_class(drawn: Knowledge, words: str) -> None:
    found = read(drawn, words)
    assert (found.status, found.via, found.drugs) == (InputStatus.RESOLVED, Via.CLASS, ())
    assert found.drug_class is not None
    assert found.drug_class.id == "opiate"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("rxcui 1234", "'1234' is a well-formed RxCUI, but not known here"),
        ("N05BA99", "'N05BA99' is a well-formed ATC code, but not known here"),
        ("5PE9FDE8GB", "'5PE9FDE8GB' is a well-formed UNII, but not known here"),
        ("ndc 16729-136-00", "'16729-136-00' is a well-formed NDC, but not known here"),
        ("16729-136-00", "'16729-136-00' is a well-formed NDC, but not known here"),
        ("N0000009999", "'N0000009999' is a well-formed EPC, but not known here"),
        ("rxcui 0", "'0' is not a well-formed RxCUI"),
        ("rxcui 123456789", "'123456789' is not a well-formed RxCUI"),
        ("atc N3", "'N3' is not a well-formed ATC code"),
        ("unii 5PE9FDE8GC", "'5PE9FDE8GC' is not a well-formed UNII"),
        ("epc N12", "'N12' is not a well-formed EPC"),
        ("ndc 1", "'1' is not a well-formed NDC"),
        ("ndc 16729-1-00", "'16729-1-00' is not a well-formed NDC"),
        ("ndc banana1", "'BANANA1' is not a well-formed NDC"),
    ],
)
def test_an_unknown_code_says_whether_it_could_be_one(
    drawn: Knowledge, words: str, said: str
) -> None:
    found = read(drawn, words)
    assert (found.status, found.drugs) == (InputStatus.UNRESOLVED, ())
    assert found.explanation == (said,)
    assert found.not_understood == (words,)


@pytest.mark.parametrize("code", ["16729-136-00", "16729-0136-00", "16729013600", "49884-310"])
def test_each_shape_of_an_ndc_is_seen_to_be_one(drawn: Knowledge, code: str) -> None:
    for asked in (code, f"NDC {code}", Asked(system="ndc", code=code)):
        assert "well-formed NDC" in read(drawn, asked).explanation[0]


@pytest.mark.parametrize("words", ["rxnorm", "atc depression", "unii of clona", "ndc"])
def test_the_name_of_a_system_alone_is_no_code(drawn: Knowledge, words: str) -> None:
    assert "well-formed" not in " ".join(read(drawn, words).explanation)


@pytest.mark.parametrize("code", ["", " ", "\0", "2598;7804", "２５９８", "2598\u200b", "x" * 5000])
def test_what_is_no_code_finds_nothing(drawn: Knowledge, code: str) -> None:
    for system in CodeSystem:
        assert read(drawn, Asked(system=system.value, code=code)).drugs == ()


def test_a_system_without_a_code_finds_nothing(drawn: Knowledge) -> None:
    assert read(drawn, Asked(system="rxnorm")).status is InputStatus.UNRESOLVED
    assert read(drawn, Asked()).status is InputStatus.UNRESOLVED
