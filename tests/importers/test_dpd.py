"""Are the files of Health Canada read as they are meant, with and without headers?"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import (
    Citation,
    Code,
    CodeSystem,
    Drug,
    DrugKind,
    Fact,
    Name,
    NameKind,
    Product,
    ProductKind,
    Schedule,
)
from app.importers import dpd
from app.importers.run import Intake

from tests.importers.conftest import Write

HEADERS = {
    "drug": "DRUG_CODE,PRODUCT_CATEGORIZATION,CLASS,DRUG_IDENTIFICATION_NUMBER,BRAND_NAME,"
    "DESCRIPTOR",
    "ingred": "DRUG_CODE,ACTIVE_INGREDIENT_CODE,INGREDIENT,INGREDIENT_SUPPLIED_IND,STRENGTH,"
    "STRENGTH_UNIT,STRENGTH_TYPE,DOSAGE_VALUE,BASE,DOSAGE_UNIT,NOTES",
    "ther": "DRUG_CODE,TC_ATC_NUMBER,TC_ATC,TC_ATC_F",
    "form": "DRUG_CODE,PHARM_FORM_CODE,PHARMACEUTICAL_FORM",
    "route": "DRUG_CODE,ROUTE_OF_ADMINISTRATION_CODE,ROUTE_OF_ADMINISTRATION",
    "schedule": "DRUG_CODE,SCHEDULE,SCHEDULE_F",
    "status": "DRUG_CODE,CURRENT_STATUS_FLAG,STATUS,HISTORY_DATE",
}
ROWS: dict[str, list[tuple[str, ...]]] = {
    "drug": [
        ("1", "", "Human", "00000011", "CALMEX TABLETS 5MG", ""),
        ("2", "", "Human", "00000012", "CALMEX DUO", ""),
        ("3", "", "Veterinary", "00000013", "COWCALM", ""),
    ],
    "ingred": [
        ("1", "9", "CLONADRINE (CLONADRINE HYDROCHLORIDE)", "I", "5", "MG", "", "", "N", "", ""),
        ("2", "9", "CLONADRINE HYDROCHLORIDE", "I", "5", "MG", "", "", "N", "", ""),
        ("2", "8", "WARFEX SODIUM", "I", "10", "MG", "", "5", "N", "ML", ""),
        ("3", "9", "CLONADRINE", "I", "5", "MG", "", "", "N", "", ""),
    ],
    "ther": [("1", "N05BA98", "CLONADRINE", ""), ("2", "N05BA99", "CLONADRINE, COMBINATIONS", "")],
    "form": [("1", "7", "TABLET"), ("2", "8", "SOLUTION")],
    "route": [("1", "1", "ORAL"), ("2", "1", "ORAL")],
    "schedule": [
        ("1", "Targeted (CDSA IV)", ""), ("1", "Prescription", ""), ("1", "OTC", ""),
        ("2", "Narcotic (CDSA I)", ""),
    ],
    "status": [("1", "Y", "MARKETED", "01-JAN-2024"), ("2", "Y", "MARKETED", "01-JAN-2024")],
}  # fmt: skip


def files(
    headers: bool = True, suffix: str = "", **changed: list[tuple[str, ...]]
) -> dict[str, str]:
    found = {}
    for name, rows in (ROWS | changed).items():
        lines = [",".join(f'"{field}"' for field in row) for row in rows]
        top = [HEADERS[name]] if headers else []
        found[f"{name}{suffix}.txt"] = "\r\n".join([*top, *lines, ""])
    return found


def read(intake: Intake, *paths: Path) -> list[Fact]:
    return list(dpd.read(paths, intake))


def of(kind: type, facts: Iterable[Fact]) -> list[Any]:
    return [fact for fact in facts if isinstance(fact, kind)]


def test_a_product_of_one_ingredient_and_one_of_two(intake: Intake, write: Write) -> None:
    facts = read(intake, write(files()))
    one, two = ((Citation("dpd", din),) for din in ("00000011", "00000012"))
    clinical = ProductKind.CLINICAL
    assert of(Product, facts) == [
        Product("dpd-00000011", "Calmex 5 mg tablet", clinical, ("clonadrine",), (), "5 mg",
                "tablet", "CA", one),
        Product("dpd-00000012", "Calmex Duo 5 mg/10 mg/5 mL solution", clinical,
                ("clonadrine", "warfex"), (), "5 mg/10 mg/5 mL", "solution", "CA", two),
        Product("dpd-brand-calmex-duo", "Calmex Duo", ProductKind.BRAND, ("clonadrine", "warfex"),
                (), None, None, "CA", two),
    ]  # fmt: skip
    assert of(Code, facts) == [
        Code("product:dpd-00000011", CodeSystem.DIN, "00000011", one),
        Code("drug:clonadrine", CodeSystem.ATC, "N05BA98", one),
        Code("product:dpd-00000012", CodeSystem.DIN, "00000012", two),
    ]
    assert of(Schedule, facts) == [
        Schedule("clonadrine", "CA", "Targeted (CDSA IV)", one),
        Schedule("clonadrine", "CA", "Prescription", one),
    ]
    assert of(Name, facts) == [
        Name("clonadrine", "clonadrine hydrochloride", NameKind.SALT, None, one),
        Name("warfex", "warfex sodium", NameKind.SALT, None, two),
        Name("clonadrine", "Calmex", NameKind.BRAND, "CA", one),
    ]
    assert {one.id for one in intake.mentioned()} == {"clonadrine", "warfex"}  # type: ignore[union-attr]


def test_every_row_is_accounted_for(intake: Intake, write: Write) -> None:
    read(intake, write(files()))
    assert intake.rows == sum(map(len, ROWS.values())) == 19
    assert intake.skipped == {"for animals": 1, "ingred.txt: of a product that is not told": 1}


def test_headers_archives_and_the_names_of_variants_change_nothing(write: Write) -> None:
    expected = read(Intake(), write(files()))
    assert read(Intake(), write(files(headers=False), "allfiles.zip")) == expected
    assert read(Intake(), write(files(suffix="_ap"), "allfiles_ap.zip")) == expected
    moved = {name: text.replace("\r\n", "\n") for name, text in files(suffix="_dr").items()}
    assert read(Intake(), write({**moved, "comp.txt": "1,2"}, "allfiles_dr.zip")) == expected


def test_columns_are_found_by_their_header(intake: Intake, write: Write) -> None:
    moved = "DRUG_CODE,NEW,SCHEDULE\r\n1,x,Prescription\r\n"
    facts = read(intake, write({**files(), "schedule.txt": moved}))
    assert [one.schedule for one in of(Schedule, facts)] == ["Prescription"]


def changed(din: str = "00000011", brand: str = "CALMEX", kind: str = "Human") -> Any:
    return {"drug": [("1", "", kind, din, brand, "")]}


LEFT_OUT = {
    "a disinfectant": changed(kind="Disinfectant"),
    "for animals": changed(kind="Veterinary"),
    "the DIN of the product is none": changed(din="1234"),
    "a vaccine": {**changed(), "ther": [("1", "J07AA01", "X", "")]},
    "an extract of allergens": {**changed(), "ther": [("1", "V01AA02", "GRASS POLLEN", "")]},
    "no ingredient is named": {**changed(), "ingred": [("2", "9", "X", "I", *[""] * 7)]},
}


@pytest.mark.parametrize("reason", LEFT_OUT)
def test_what_is_left_out_is_counted(intake: Intake, write: Write, reason: str) -> None:
    facts = read(intake, write(files(**LEFT_OUT[reason])))
    assert len(facts) == 1
    assert intake.skipped[reason] == 1
    assert intake.imported == 0


def test_a_din_is_told_once(intake: Intake, write: Write) -> None:
    twice = [ROWS["drug"][0], ("2", "", "Human", "00000011", "OTHER", "")]
    facts = read(intake, write(files(drug=twice)))
    assert [one.name for one in of(Product, facts)] == ["Calmex 5 mg tablet"]
    assert intake.skipped["a DIN that was told before"] == 1


def test_a_disinfectant_is_no_drink(write: Write) -> None:
    for route, told in (("TOPICAL", 0), ("ORAL", 1)):
        intake = Intake()
        alcohol = Drug("alcohol", "alcohol", DrugKind.SUBSTANCE, "", ())
        intake.known.drugs.learn(alcohol, ("alcohol", "ethanol"))
        rows = [("1", "9", "ETHANOL", "I", "70", "%", "", "", "N", "", "")]
        text = files(**changed(), ingred=rows, route=[("1", "1", route)])
        assert len(of(Product, read(intake, write(text)))) == told
        reason = "a substance that is no medicine, on the skin only"
        assert intake.skipped[reason] == 1 - told


def test_a_product_that_is_sold_no_more_has_no_brand(intake: Intake, write: Write) -> None:
    status = [("1", "N", "MARKETED", ""), ("1", "Y", "CANCELLED POST MARKET", "")]
    facts = read(intake, write(files(**changed(), status=status)))
    assert [one.id for one in of(Product, facts)] == ["dpd-00000011"]
    assert not [one for one in of(Name, facts) if one.kind is NameKind.BRAND]
    status = [("1", "N", "CANCELLED", ""), ("1", "Y", "MARKETED", "")]
    facts = read(Intake(), write(files(**changed(), status=status)))
    assert [one for one in of(Name, facts) if one.kind is NameKind.BRAND]


@pytest.mark.parametrize(
    ("number", "name", "told"),
    [
        ("N05BA98", "CLONADRINE", True),
        ("N05BA98", "CALMERS", True),
        ("N05BA", "CLONADRINE", False),
        ("NONE", "CLONADRINE", False),
        ("N05BA99", "CLONADRINE, COMBINATIONS", False),
        ("N05BA99", "CLONADRINE WITH WARFEX", False),
        ("B01AA99", "WARFEX", False),
    ],
)
def test_only_a_code_of_the_drug_itself_is_told(
    intake: Intake, write: Write, number: str, name: str, told: bool
) -> None:
    drugs = [ROWS["drug"][1], ROWS["drug"][0]]
    facts = read(intake, write(files(drug=drugs, ther=[("1", number, name, "")])))
    codes = [one.code for one in of(Code, facts) if one.system is CodeSystem.ATC]
    assert codes == ([number] if told else [])


def test_a_known_din_stays_its_product(intake: Intake, write: Write) -> None:
    intake.known.products[CodeSystem.DIN, "00000011"] = ("calmex-5", ("clonadrine",))
    facts = read(intake, write(files(**changed())))
    assert [one.id for one in of(Product, facts)] == ["calmex-5"]


@pytest.mark.parametrize(
    ("brand", "told"),
    [
        ("RIVOTRIL TAB 2MG", "Rivotril"), ("APO-CLONAZEPAM TABLETS 0.5 MG", "Apo-Clonazepam"),
        ("SYMBICORT 100 TURBUHALER", "Symbicort"),
        ("TYLENOL WITH CODEINE NO. 3", "Tylenol With Codeine No. 3"),
        ("CYSTO-CONRAY II", "Cysto-Conray II"), ("TOM'S CREAM", "Tom's"), ("Klonopin", "Klonopin"),
        ("TABLET", "Tablet"),
    ],
)  # fmt: skip
def test_the_brand_in_the_name_of_a_product(brand: str, told: str) -> None:
    from app.importers.shared.brands import brand_of

    assert brand_of(brand) == told


BAD: dict[str, tuple[dict[str, str], str]] = {
    "no drugs": ({"ingred.txt": "1"}, "there is no drug.txt among"),
    "no ingredients": ({"drug.txt": "1"}, "there is no ingred.txt among"),
    "another table": ({**files(), "form.txt": "A,B\r\n1,2"}, "form.txt:1: begins with neither"),
    "other columns": ({**files(), "form.txt": "DRUG_CODE,B\r\n"}, "form.txt:1: no column PHARM"),
    "a web page": ({**files(), "ther.txt": "<html>"}, "ther.txt:1: a web page"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_extract_is_refused(intake: Intake, write: Write, what: str) -> None:
    content, problem = BAD[what]
    with pytest.raises(RejectedImport) as refused:
        read(intake, write(content))
    assert problem in refused.value.problems[0]


def test_odd_rows_are_skipped(intake: Intake, write: Write) -> None:
    odd = [("1", "7"), ("x", "7", "TABLET"), ("1", "7", "TABLET")]
    facts = read(intake, write(files(**changed(), form=odd)))
    assert of(Product, facts)[0].form == "tablet"
    assert intake.skipped["a row with too few fields"] == 1
    assert intake.skipped["a row without the code of a product"] == 1


def test_the_real_extract(intake: Intake, real: Callable[[str], Path]) -> None:
    facts = read(intake, real("health_canada_dpd"))
    left = (
        "for animals", "a disinfectant", "a vaccine", "an extract of allergens",
        "a word that names nothing",
    )  # fmt: skip
    assert {reason: intake.skipped[reason] for reason in left} == {
        "for animals": 923, "a disinfectant": 1057, "a vaccine": 71, "an extract of allergens": 62,
        "a word that names nothing": 14,
    }  # fmt: skip
    clinical = [one for one in of(Product, facts) if one.kind is ProductKind.CLINICAL]
    assert len(clinical) + intake.merged + sum(intake.skipped[one] for one in left) == 13308
    assert not [one for one in intake.mentioned() if set("+&;") & set(one.name)]  # type: ignore[union-attr]
    brands = {(one.drug, one.text) for one in of(Name, facts) if one.kind is NameKind.BRAND}
    assert {("clonazepam", "Rivotril"), ("fluoxetine", "Prozac")} <= brands
