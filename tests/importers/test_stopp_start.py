"""STOPP: medicines that are advised against in an illness; whatever else is asked is not read."""

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import (
    Citation,
    CodeSystem,
    Condition,
    ConditionKind,
    Fact,
    Indication,
    Source,
    Status,
)
from app.importers.run import Intake
from app.importers.stopp_start import DATA_SET

from tests.importers.conftest import Write
from tests.importers.knowing import knows_drug, of, told

CITED = (Citation("book", "1"),)
DRUGS = {
    "painless": "M01AE01",
    "calmer": "N05BA01",
    "other-calmer": "N05BA02",
    "thinner": "B01AA03",
}
CONDITIONS = {"failing-heart": "I50.9", "high-pressure": "I10", "kidneys": "N18.3", "skin": "L20"}
ELSEWHERE = "the same in another terminology"
NO_CODE = "a code that is none, or codes that are compared in another way"
MORE = "it needs a time, a dose or a value, or that something is not there"


def values(operator: str, *codes: str) -> str:
    """The codes of a list."""
    listed = "".join(f"<value>{one}</value>" for one in codes)
    return f'<values operator="{operator}">{listed}</values>'


def coded(tag: str, system: str, *codes: str, more: str = "", negative: str = "false") -> str:
    """An illness, a medicine or a measurement by its codes."""
    return (
        f'<{tag} negative="{negative}"><terminology name="{system}">{values("=", *codes)}'
        f"</terminology>{more}</{tag}>"
    )


def ill(*codes: str, system: str = "icd10", more: str = "", negative: str = "false") -> str:
    """An illness."""
    return coded("episode", system, *codes, more=more, negative=negative)


def takes(*codes: str, more: str = "", negative: str = "false") -> str:
    """A medicine."""
    return coded("medicine", "atc", *codes, more=more, negative=negative)


def iteration(*conditions: str, stop: str, action: str = "stop") -> str:
    """One way to say a criterion."""
    asked = "".join(f"<condition>{one}</condition>" for one in conditions)
    return f'<iteration priority="1">{asked}<action type="{action}">{stop}</action></iteration>'


def plain(illness: str, *atc: str) -> str:
    """An illness, and a medicine that is to be stopped in it."""
    return iteration(illness, takes(*atc), stop=takes(*atc))


def rule(name: str, *iterations: str) -> str:
    """A criterion."""
    words = '<description language="en">Words of theirs</description>'
    return f'<rule id="{name}">{words}{"".join(iterations)}</rule>'


def read(write: Write, intake: Intake, *rules: str) -> list[Fact]:
    """The facts of a file with these criteria."""
    for drug, atc in DRUGS.items():
        knows_drug(intake, drug, codes=[(CodeSystem.ATC, atc)])
    for condition, code in CONDITIONS.items():
        known = Condition(condition, condition, ConditionKind.DISEASE, "", (), CITED)
        intake.known.conditions.learn(known)
        intake.known.conditions.learn_code(condition, CodeSystem.ICD10, code)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<rules>{"".join(rules)}</rules>'
    return told(DATA_SET, intake, write({"stoppstart.xml": text}))


def pairs(facts: list[Fact]) -> set[tuple[str, str]]:
    """Which drug is advised against in which illness."""
    return {(one.subject.removeprefix("drug:"), one.condition) for one in of(Indication, facts)}


def test_a_medicine_is_advised_against_in_an_illness_for_older_people(
    write: Write, intake: Intake
) -> None:
    facts = read(write, intake, rule("STOPP H2", plain(ill("I50", "I11.0"), "M01A")))
    (one,) = of(Indication, facts)
    assert (one.subject, one.condition, one.status) == (
        "drug:painless", "failing-heart", Status.ADVISED_AGAINST
    )  # fmt: skip
    assert one.limits.population == "people of 65 and over"
    assert one.citations == (Citation("stopp-start", "STOPP H2"),)
    assert "M01AE01" in one.why and "theirs" not in one.why
    assert [source.id for source in of(Source, facts)] == ["stopp-start"]
    assert (intake.rows, intake.imported) == (1, 1)


def test_a_group_of_atc_reaches_all_drugs_of_it_and_a_chapter_all_its_codes(
    write: Write, intake: Intake
) -> None:
    facts = read(write, intake, rule("STOPP K1", plain(ill("I"), "N05B")))
    assert pairs(facts) == set(), "a letter is no code of ICD-10"
    facts = read(write, intake, rule("STOPP K1", plain(ill("I10", "I50"), "N05B")))
    both = ("calmer", "other-calmer")
    assert pairs(facts) == {
        (one, ill) for one in both for ill in ("high-pressure", "failing-heart")
    }


@pytest.mark.parametrize(("code", "found"), [("N18", True), ("N18.3", True), ("N18.30", False)])
def test_a_code_means_all_kinds_of_it_and_nothing_wider(
    write: Write, intake: Intake, code: str, found: bool
) -> None:
    facts = read(write, intake, rule("STOPP E1", plain(ill(code), "B01AA03")))
    assert (pairs(facts) == {("thinner", "kidneys")}) is found


def test_codes_that_are_taken_out_are_not_meant(write: Write, intake: Intake) -> None:
    without = f'<terminology name="atc">{values("!=", "N05BA02")}</terminology>'
    calmers = takes("N05BA", more=without)
    facts = read(write, intake, rule("STOPP K1", iteration(ill("I10"), calmers, stop=calmers)))
    assert pairs(facts) == {("calmer", "high-pressure")}


def test_two_criteria_on_one_pair_are_one_statement_with_both_cited(
    write: Write, intake: Intake
) -> None:
    one = plain(ill("I10"), "M01A")
    facts = read(write, intake, rule("STOPP H2", one, one), rule("STOPP B9", one))
    (only,) = of(Indication, facts)
    assert [cited.section for cited in only.citations] == ["STOPP H2", "STOPP B9"]
    assert (intake.rows, intake.merged, intake.imported) == (3, 1, 2)


@pytest.mark.parametrize(
    ("told_of", "reason"),
    [
        (plain(ill("K77", system="icpc2"), "M01A"), ELSEWHERE),
        (plain(ill("428", system="icd9"), "M01A"), ELSEWHERE),
        (
            plain(
                ill("I10", more='<duration interval="M"><values operator="&lt;"/></duration>'),
                "M01A",
            ),
            MORE,
        ),
        (plain(ill("I10", more='<status active="false"/>'), "M01A"), MORE),
        (plain(ill("I10", negative="true"), "M01A"), MORE),
        (
            iteration(
                ill("I10"), takes("M01A"), coded("measurement", "loinc", "8462-4"),
                stop=takes("M01A"),
            ),
            MORE,
        ),
        (
            iteration(
                ill("I10"), takes("M01A"),
                stop=takes("M01A", more='<dose interval="D" unit="MG"/>'),
            ),
            MORE,
        ),
        (
            iteration(ill("I10"), takes("M01A"), takes("B01AA"), stop=takes("M01A")),
            "it needs another medicine",
        ),
        (iteration(takes("M01A"), stop=takes("M01A")), "it needs no illness, or several"),
        (
            iteration(ill("I10"), ill("N18"), takes("M01A"), stop=takes("M01A")),
            "it needs no illness, or several",
        ),
        (
            iteration(ill("I10"), takes("M01A"), stop=takes("M01A"), action="start"),
            "it does not stop one list of medicines",
        ),
        (plain(ill("I10"), "C09"), "no medicine of it is a known drug"),
        (plain(ill("Z99"), "M01A"), "no illness of it is a known condition"),
        (plain(ill("I1."), "M01A"), NO_CODE),
        (plain(ill("I10"), "M01A.*"), NO_CODE),
    ],
)  # fmt: skip
def test_what_asks_for_more_is_left_out_with_its_reason(
    write: Write, intake: Intake, told_of: str, reason: str
) -> None:
    facts = read(write, intake, rule("STOPP X1", told_of))
    assert pairs(facts) == set()
    assert dict(intake.skipped) == {reason: 1}


def test_what_to_start_is_never_read(write: Write, intake: Intake) -> None:
    assert pairs(read(write, intake, rule("START A1", plain(ill("I10"), "M01A")))) == set()
    assert sum(intake.skipped.values()) == 1


@pytest.mark.parametrize("text", ["<rules/>", "<rules><rule id='STOPP A1'/></rules>", "<rules", ""])
def test_another_file_is_refused(write: Write, intake: Intake, text: str) -> None:
    with pytest.raises(RejectedImport):
        told(DATA_SET, intake, write({"stoppstart.xml": text}))


def test_a_folder_without_the_file_is_refused(write: Write, intake: Intake) -> None:
    with pytest.raises(RejectedImport, match="no stoppstart"):
        told(DATA_SET, intake, write({"a.txt": "x"}))
