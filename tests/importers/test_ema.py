"""EU medicines: brands of authorised human medicines, in both forms of the table."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import Code, CodeSystem, Fact, Name, NameKind, Product
from app.importers.ema import _COLUMNS, _GROUP, DATA_SET
from app.importers.run import Intake

from tests.importers.conftest import Write
from tests.importers.knowing import knows_drug, of, told

ROW = {
    "category": "Human", "name": "Calmex", "inn": "alphadrug", "number": "EMEA/H/C/1",
    "status": "Authorised", "atc": "N05BA01", "group": "Psycholeptics",
}  # fmt: skip


def table(write: Write, form: str, *rows: dict[str, str]) -> Path:
    """The table as a sheet's text or as JSON, with columns that are not read beside it."""
    both = {**_COLUMNS, "group": _GROUP}
    whole = [ROW | row for row in rows]
    if form == "json":
        data = [{both[name][1]: value for name, value in row.items()} | {"x": 1} for row in whole]
        return write({"medicines.json": json.dumps({"meta": {"total": 1}, "data": data})})
    head = "\t".join(["URL", *(both[name][0] for name in both)])
    lines = ["\t".join(["u", *(row[name] for name in both)]) for row in whole]
    return write({"medicines.tsv": "\n".join([head, *lines]) + "\n"})


def read(write: Write, intake: Intake, *rows: dict[str, str], form: str = "tsv") -> list[Fact]:
    """The facts of rows that differ so from the first."""
    return told(DATA_SET, intake, table(write, form, *rows))


@pytest.mark.parametrize("form", ["tsv", "json"])
def test_a_medicine_is_a_brand_of_its_substance(write: Write, intake: Intake, form: str) -> None:
    facts = read(write, intake, {}, {}, form=form)
    assert [(one.drug, one.text, one.kind, one.region) for one in of(Name, facts)] == [
        ("alphadrug", "Calmex", NameKind.BRAND, "EU")
    ]
    assert [(one.subject, one.code) for one in of(Code, facts)] == [("drug:alphadrug", "N05BA01")]
    assert (intake.rows, intake.merged, intake.skipped) == (2, 1, {})


def test_a_combination_is_a_product(write: Write, intake: Intake) -> None:
    facts = read(write, intake, {"inn": "alphadrug / betadrug, gammadrug"})
    (one,) = of(Product, facts)
    assert (one.name, one.ingredients) == ("Calmex", ("alphadrug", "betadrug", "gammadrug"))
    assert of(Code, facts) == of(Name, facts) == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"category": "Veterinary"}, "not for people"),
        ({"status": "Withdrawn"}, "a medicine that is not authorised"),
        ({"status": "Refused"}, "a medicine that is not authorised"),
        ({"inn": ""}, "a row without a medicine, its number and its substance"),
        ({"group": "Vaccines"}, "a vaccine"),
        ({"inn": "a b c d e f g h"}, "a description, not the name of a substance"),
        ({"inn": "Unknown"}, "a description, not the name of a substance"),
    ],
)
def test_what_is_left_out_has_a_reason(
    write: Write, intake: Intake, changed: dict[str, str], reason: str
) -> None:
    facts = read(write, intake, changed)
    assert intake.skipped == {reason: 1} and of(Name, facts) == []


def test_an_atc_code_of_another_drug_is_a_conflict(write: Write, intake: Intake) -> None:
    knows_drug(intake, "betadrug", codes=[(CodeSystem.ATC, "N05BA01")])
    assert of(Code, read(write, intake, {})) == []
    assert intake.conflict_count == 1


@pytest.mark.parametrize(
    "files", [{"a.tsv": "x\ty\n"}, {"a.json": '{"data": [{"x": 1}]}'}, {"a.json": "{}"}, {"a": ""}]
)
def test_another_file_is_refused(write: Write, intake: Intake, files: dict[str, str]) -> None:
    with pytest.raises(RejectedImport):
        told(DATA_SET, intake, write(dict(files)))


def test_the_real_table_accounts_for_every_row(intake: Intake, real: Callable[[str], Path]) -> None:
    told(DATA_SET, intake, real("ema_epar_medicines"))
    assert intake.rows == 1_759 and intake.imported > 1_000
