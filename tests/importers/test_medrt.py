"""MED-RT: classes and uses; every other association is counted by its name."""

from collections.abc import Callable
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import Code, DrugClass, Fact, Goal, Indication, Membership, Source, Status
from app.importers.medrt import DATA_SET
from app.importers.run import Intake

from tests.importers.conftest import Write
from tests.importers.knowing import of, told

CLASS = "N0000175641"


def concept(code: str, name: str, kind: str) -> str:
    """A class of a kind."""
    return (
        f"<concept><namespace>MED-RT</namespace><name>{name}</name><code>{code}</code>"
        f"<property><name>NUI</name><value>{code}</value></property>"
        f"<property><name>CTY</name><value>{kind}</value></property></concept>"
    )


def association(name: str, one: tuple[str, str, str], other: tuple[str, str, str]) -> str:
    """Two ends: namespace, name and code."""
    ends = "".join(
        f"<{side}_namespace>{end[0]}</{side}_namespace><{side}_name>{end[1]}</{side}_name>"
        f"<{side}_code>{end[2]}</{side}_code>"
        for side, end in (("from", one), ("to", other))
    )
    return f"<association><namespace>MED-RT</namespace><name>{name}</name>{ends}</association>"


DRUG = ("RxNorm", "alphadrug", "161")
EPC = ("MED-RT", "Calmer [EPC]", CLASS)
FEAR, PAIN = ("MeSH", "Fear", "M1"), ("MeSH", "Pain", "M2")


def read(write: Write, intake: Intake, *elements: str) -> list[Fact]:
    """The facts of a file that has the one class, and these."""
    head = "<namespace><name>MED-RT</name><version>2026.07.06</version></namespace>"
    whole = f"<terminology>{head}{concept(CLASS, EPC[1], 'EPC')}{''.join(elements)}</terminology>"
    return told(DATA_SET, intake, write({"Core_MEDRT_2026.07.06.xml": whole}))


def test_a_drug_is_a_member_of_its_class(write: Write, intake: Intake) -> None:
    facts = read(write, intake, association("Parent Of", EPC, DRUG))
    assert [(one.drug, one.drug_class) for one in of(Membership, facts)] == [
        ("alphadrug", "calmer")
    ]
    assert [one.name for one in of(DrugClass, facts)] == ["Calmer"]
    assert [(one.subject, one.code) for one in of(Code, facts)] == [
        ("drug:alphadrug", "161"), ("class:calmer", CLASS),
    ]  # fmt: skip
    assert [one.version for one in of(Source, facts)] == ["2026.07.06"]


def test_uses_are_no_approvals(write: Write, intake: Intake) -> None:
    rows = association("may_treat", DRUG, FEAR), association("may_prevent", DRUG, PAIN)
    found = of(Indication, read(write, intake, *rows, rows[0]))
    assert [(one.condition, one.status, one.goal) for one in found] == [
        ("fear", Status.OFF_LABEL, Goal.UNKNOWN),
        ("pain", Status.OFF_LABEL, Goal.PREVENTIVE),
    ]
    assert (intake.rows, intake.merged) == (4, 2)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (association("CI_with", DRUG, FEAR), "CI_with: an association that is not read"),
        (
            association("may_treat", DRUG, ("SNOMED CT", "REDACTED", "1")),
            "may_treat: not of a drug and a class or condition that is read",
        ),
        (
            association("Parent Of", ("MED-RT", "Other", "N1"), DRUG),
            "Parent Of: not of a drug and a class or condition that is read",
        ),
        (
            association("may_treat", ("RxNorm", "", "161"), FEAR),
            "a drug without a name and a right RxCUI",
        ),
        (
            association("may_treat", ("RxNorm", "alpha / beta", "162"), FEAR),
            "a combination of several ingredients",
        ),
    ],
)
def test_what_is_left_out_has_a_reason(write: Write, intake: Intake, row: str, reason: str) -> None:
    facts = read(write, intake, row)
    assert intake.skipped == {reason: 1}
    assert of(Indication, facts) == of(Membership, facts) == []


@pytest.mark.parametrize("text", ["<terminology/>", "<terminology><concept>", "no"])
def test_another_file_is_refused(write: Write, intake: Intake, text: str) -> None:
    with pytest.raises(RejectedImport):
        told(DATA_SET, intake, write({"Core_MEDRT.xml": text}))


def test_the_real_extract_accounts_for_every_row(
    intake: Intake, real: Callable[[str], Path]
) -> None:
    facts = told(DATA_SET, intake, real("medrt_extract"))
    assert intake.rows == 101 + 178
    assert len(of(Membership, facts)) == 5 and len(of(Indication, facts)) == 4
