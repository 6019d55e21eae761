"""Is the NDC directory read as it is meant, in both of its forms?"""

import json
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
    Membership,
    Name,
    NameKind,
    Product,
    ProductKind,
    Schedule,
    Source,
)
from app.importers import ndc
from app.importers.ndc.parse import classes_of, strength_of
from app.importers.run import Intake

from tests.importers.conftest import Write

WORDS = (
    "PRODUCTID PRODUCTNDC PRODUCTTYPENAME PROPRIETARYNAME PROPRIETARYNAMESUFFIX NONPROPRIETARYNAME "
    "DOSAGEFORMNAME ROUTENAME STARTMARKETINGDATE ENDMARKETINGDATE MARKETINGCATEGORYNAME "
    "APPLICATIONNUMBER LABELERNAME SUBSTANCENAME ACTIVE_NUMERATOR_STRENGTH ACTIVE_INGRED_UNIT "
    "PHARM_CLASSES DEASCHEDULE NDC_EXCLUDE_FLAG LISTING_RECORD_CERTIFIED_THROUGH"
)
COLUMNS = WORDS.split()
PLAIN = {
    "PRODUCTNDC": "55555-101", "PRODUCTTYPENAME": "HUMAN PRESCRIPTION DRUG",
    "PROPRIETARYNAME": "Calmex", "NONPROPRIETARYNAME": "Clonadrine Hydrochloride",
    "DOSAGEFORMNAME": "TABLET", "ROUTENAME": "ORAL", "MARKETINGCATEGORYNAME": "NDA",
    "SUBSTANCENAME": "CLONADRINE HYDROCHLORIDE", "ACTIVE_NUMERATOR_STRENGTH": "5",
    "ACTIVE_INGRED_UNIT": "mg/1", "PHARM_CLASSES": "Calmer [EPC],Calming Actions, Wide [MoA]",
    "DEASCHEDULE": "CIV",
}  # fmt: skip
MIXED = {
    **PLAIN, "PRODUCTNDC": "55555-201", "PROPRIETARYNAME": "CALMEX DUO",
    "NONPROPRIETARYNAME": "Clonadrine and Warfex", "DEASCHEDULE": "CII",
    "SUBSTANCENAME": "CLONADRINE HYDROCHLORIDE; WARFEX SODIUM",
    "ACTIVE_NUMERATOR_STRENGTH": "5; .5", "ACTIVE_INGRED_UNIT": "mg/1; mg/1",
}  # fmt: skip


def product(*rows: dict[str, str], end: str = "\r\n") -> str:
    lines = ["\t".join(COLUMNS), *("\t".join(row.get(one, "") for one in COLUMNS) for row in rows)]
    return end.join(lines) + end


def package(*codes: tuple[str, str]) -> str:
    lines = ["PRODUCTID\tPRODUCTNDC\tNDCPACKAGECODE\tPACKAGEDESCRIPTION"]
    return "\r\n".join([*lines, *(f"x_{one}\t{one}\t{code}\t1 BOX" for one, code in codes)])


def read(intake: Intake, *paths: Path) -> list[Fact]:
    return list(ndc.read(paths, intake))


def of(kind: type, facts: Iterable[Fact]) -> list[Any]:
    return [fact for fact in facts if isinstance(fact, kind)]


def test_a_product_of_one_ingredient(intake: Intake, write: Write) -> None:
    text = product(PLAIN)
    facts = read(
        intake, write({"product.txt": text, "package.txt": package(("55555-101", "55555-101-01"))})
    )
    cited = (Citation("ndc", "55555-101"),)
    assert of(Product, facts) == [
        Product("ndc-55555-101", "Calmex 5 mg tablet", ProductKind.CLINICAL, ("clonadrine",), (),
                "5 mg", "tablet", "US", cited)
    ]  # fmt: skip
    assert of(Code, facts) == [
        Code("product:ndc-55555-101", CodeSystem.NDC, code, cited)
        for code in ("55555-101", "55555-101-01")
    ]
    assert of(Name, facts) == [
        Name("clonadrine", "clonadrine hydrochloride", NameKind.SALT, None, cited),
        Name("clonadrine", "Calmex", NameKind.BRAND, "US", cited),
    ]
    assert of(Schedule, facts) == [Schedule("clonadrine", "US", "C-IV", cited)]
    assert of(Membership, facts) == [Membership("clonadrine", "calmer", True, cited)]
    assert isinstance(facts[0], Source)
    assert (intake.rows, intake.imported) == (2, 2)
    assert [type(one).__name__ for one in intake.mentioned()] == ["Drug", "DrugClass"]


def test_a_combination_is_a_product_and_never_an_ingredient(intake: Intake, write: Write) -> None:
    facts = read(intake, write({"product.txt": product(MIXED)}))
    clinical, brand = of(Product, facts)
    assert clinical.ingredients == brand.ingredients == ("clonadrine", "warfex")
    assert (clinical.name, clinical.strength) == ("Calmex Duo 5 mg/0.5 mg tablet", "5 mg/0.5 mg")
    assert (brand.id, brand.name, brand.kind) == (
        "ndc-brand-calmex-duo", "Calmex Duo", ProductKind.BRAND,
    )  # fmt: skip
    assert {one.id for one in intake.mentioned()} == {"clonadrine", "warfex"}  # type: ignore[union-attr]
    assert of(Schedule, facts) == of(Membership, facts) == []
    assert all(one.kind is NameKind.SALT for one in of(Name, facts))


def test_water_that_is_listed_beside_a_drug_is_no_ingredient(intake: Intake, write: Write) -> None:
    dissolved = {
        **MIXED, "SUBSTANCENAME": "WATER; CLONADRINE HYDROCHLORIDE",
        "ACTIVE_NUMERATOR_STRENGTH": "1; 5", "ACTIVE_INGRED_UNIT": "mL/1; mg/1",
    }  # fmt: skip
    clinical = of(Product, read(intake, write({"product.txt": product(dissolved)})))[0]
    assert (clinical.ingredients, clinical.strength) == (("clonadrine",), "5 mg")


LEFT_OUT = {
    "homeopathic": {"MARKETINGCATEGORYNAME": "UNAPPROVED HOMEOPATHIC"},
    "a product of the kind: vaccine": {"PRODUCTTYPENAME": "VACCINE"},
    "a product of the kind: bulk ingredient": {"PRODUCTTYPENAME": "BULK INGREDIENT"},
    "only for export": {"MARKETINGCATEGORYNAME": "EXPORT ONLY"},
    "for animals": {"MARKETINGCATEGORYNAME": "UNAPPROVED DRUG FOR ANIMAL USE"},
    "no active substance is named": {"SUBSTANCENAME": ""},
    "the NDC of the product is none": {"PRODUCTNDC": "5-1"},
}


@pytest.mark.parametrize("reason", LEFT_OUT)
def test_what_is_left_out_is_counted_with_its_packages(
    intake: Intake, write: Write, reason: str
) -> None:
    row = {**PLAIN, **LEFT_OUT[reason]}
    packages = package((row["PRODUCTNDC"], "55555-101-01"), ("55555-999", "55555-999-01"))
    facts = read(intake, write({"product.txt": product(row), "package.txt": packages}))
    assert [type(fact) for fact in facts] == [Source]
    assert intake.skipped == {
        reason: 1,
        "a package of a product that is left out": 1,
        "a package of a product that is not there": 1,
    }
    assert (intake.rows, intake.imported) == (3, 0)


def test_a_disinfectant_is_no_drink(intake: Intake, write: Write) -> None:
    alcohol = Drug("alcohol", "alcohol", DrugKind.SUBSTANCE, "", ())
    intake.known.drugs.learn(alcohol, ("alcohol",))
    row = {**PLAIN, "SUBSTANCENAME": "ALCOHOL", "ROUTENAME": "TOPICAL"}
    assert len(read(intake, write({"product.txt": product(row)}))) == 1
    assert intake.skipped == {"a substance that is no medicine, on the skin only": 1}
    row = {**row, "ROUTENAME": "INTRAVENOUS"}
    assert of(Product, read(intake, write({"product.txt": product(row)}))) != []


def test_the_same_product_of_another_labeler_is_merged(intake: Intake, write: Write) -> None:
    other = {**PLAIN, "PRODUCTNDC": "44444-101", "PROPRIETARYNAME": "CALMEX"}
    facts = read(intake, write({"product.txt": product(PLAIN, other)}))
    assert [one.id for one in of(Product, facts)] == ["ndc-55555-101"]
    assert [(one.subject, one.code) for one in of(Code, facts)] == [
        ("product:ndc-55555-101", "55555-101"), ("product:ndc-55555-101", "44444-101"),
    ]  # fmt: skip
    assert (intake.merged, intake.imported) == (1, 1)


@pytest.mark.parametrize("code", ["55555-0101-02", "55555010102", "55555-101"])
def test_a_product_that_is_known_by_its_ndc_stays_itself(
    intake: Intake, write: Write, code: str
) -> None:
    clona = Drug("clonadrine", "clonadrine", DrugKind.MEDICATION, "", ())
    intake.known.drugs.learn(clona, ("clonadrine",))
    intake.known.products[CodeSystem.NDC, code] = ("rxnorm-1", ("clonadrine",))
    facts = read(intake, write({"product.txt": product(PLAIN)}))
    assert [one.id for one in of(Product, facts)] == ["rxnorm-1"]
    assert {one.subject for one in of(Code, facts)} == {"product:rxnorm-1"}
    assert intake.conflicts == []


def test_another_product_under_a_known_ndc_is_a_conflict(intake: Intake, write: Write) -> None:
    intake.known.products[CodeSystem.NDC, "55555-101"] = ("rxnorm-1", ("other",))
    facts = read(intake, write({"product.txt": product(PLAIN)}))
    assert [one.id for one in of(Product, facts)] == ["ndc-55555-101"]
    assert intake.conflicts == ["NDC 55555-101: rxnorm-1 is other, but here clonadrine"]


def test_the_name_of_an_ingredient_is_no_brand(intake: Intake, write: Write) -> None:
    rows = [
        {**MIXED, "PROPRIETARYNAME": "Warfex"},
        {**PLAIN, "PRODUCTNDC": "55555-102", "PROPRIETARYNAME": "Clonadrine HCl"},
        {**MIXED, "PRODUCTNDC": "55555-202", "PROPRIETARYNAME": "Clonadrine and Warfex Tablets"},
    ]
    facts = read(intake, write({"product.txt": product(*rows)}))
    assert [one.kind for one in of(Product, facts)].count(ProductKind.BRAND) == 0
    assert [one for one in of(Name, facts) if one.kind is NameKind.BRAND] == []


def test_the_name_of_another_ingredient_is_no_brand_either(intake: Intake, write: Write) -> None:
    later = {
        **PLAIN, "PRODUCTNDC": "55555-301", "SUBSTANCENAME": "OTHERIL",
        "NONPROPRIETARYNAME": "Otheril",
    }  # fmt: skip
    rows = [{**PLAIN, "PROPRIETARYNAME": "Otheril"}, {**MIXED, "PROPRIETARYNAME": "OTHERIL"}, later]
    facts = read(intake, write({"product.txt": product(*rows)}))
    assert [one.text for one in of(Name, facts) if one.kind is NameKind.BRAND] == ["Calmex"]
    assert [one for one in of(Product, facts) if one.kind is ProductKind.BRAND] == []
    note = "brands that are the name of an ingredient, and were left out"
    assert intake.counted[note] == 2


def test_a_product_of_two_listings_has_its_code_once(intake: Intake, write: Write) -> None:
    facts = read(intake, write({"product.txt": product(PLAIN, PLAIN)}))
    assert [one.code for one in of(Code, facts)] == ["55555-101"]


def test_the_same_name_of_something_else_is_another_product(intake: Intake, write: Write) -> None:
    other = {**PLAIN, "PRODUCTNDC": "55555-302", "SUBSTANCENAME": "OTHERIL"}
    facts = read(intake, write({"product.txt": product(PLAIN, other)}))
    assert [(one.id, one.ingredients) for one in of(Product, facts)] == [
        ("ndc-55555-101", ("clonadrine",)), ("ndc-55555-302", ("otheril",)),
    ]  # fmt: skip


def test_older_columns_line_ends_and_bytes(intake: Intake, write: Write) -> None:
    few = [one for one in COLUMNS if one not in ("PROPRIETARYNAMESUFFIX", "ROUTENAME")][:15]
    row = {**PLAIN, "PROPRIETARYNAME": 'The "Calm"é'}
    text = "\n".join(["\t".join(few), "\t".join(row.get(one, "") for one in few)])
    facts = read(intake, write({"PRODUCT.TXT": text.encode("latin-1")}))
    assert [one.name for one in of(Product, facts)] == ['The "Calm"é 5 mg tablet']
    assert any("read as Latin-1" in note for note in intake.notes)


RECORD = {
    "product_ndc": "55555-101", "generic_name": "Clonadrine", "brand_name": "CALMEX",
    "product_type": "HUMAN PRESCRIPTION DRUG", "marketing_category": "NDA",
    "active_ingredients": [{"name": "CLONADRINE HYDROCHLORIDE", "strength": "5 mg/1"}],
    "dosage_form": "TABLET", "route": ["ORAL"], "dea_schedule": "CIV",
    "pharm_class": ["Calmer [EPC]"], "packaging": [{"package_ndc": "55555-101-01"}],
}  # fmt: skip


def test_both_forms_of_a_product_say_the_same(write: Write) -> None:
    text = {
        "product.txt": product({**PLAIN, "PROPRIETARYNAME": "CALMEX"}),
        "package.txt": package(("55555-101", "55555-101-01")),
    }
    records = {"meta": {"last_updated": "2025-01-02"}, "results": [RECORD, {"odd": 1}, []]}
    rows, items = Intake("NDC"), Intake("NDC")
    one = read(rows, write(text, "ndctext.zip"))
    packed = write({"drug-ndc-0001-of-0001.json": json.dumps(records)}, "drug-ndc.json.zip")
    other = read(items, packed)
    assert one[1:] == other[1:]
    assert [fact.version for fact in (*one, *other) if isinstance(fact, Source)] == [
        "not told by the files", "2025-01-02",
    ]  # fmt: skip
    assert items.skipped == {"no record of a product": 2}


@pytest.mark.parametrize(
    ("number", "unit", "told"),
    [
        ("200", "mg/1", "200 mg"), ("2.5", "mg/.5mL", "2.5 mg/0.5 mL"),
        ("100", "[iU]/mL", "100 IU/mL"),
        (".75", "ug/5mL", "0.75 mcg/5 mL"), ("1", "mg/100.5g", "1 mg/100.5 g"), ("", "mg/1", ""),
        ("12", "mg", "12 mg"),
    ],
)  # fmt: skip
def test_strengths(number: str, unit: str, told: str) -> None:
    assert strength_of(number, unit) == told


def test_the_name_of_a_class_may_hold_a_comma() -> None:
    text = "Anti-Inflammatory Agents, Non-Steroidal [CS], Calmer [EPC],Other [MoA]"
    assert classes_of(text) == (
        "Anti-Inflammatory Agents, Non-Steroidal [CS]", "Calmer [EPC]", "Other [MoA]",
    )  # fmt: skip


BAD: dict[str, tuple[dict[str, str | bytes], str]] = {
    "nothing": ({"a.csv": "x"}, "there is no product.txt and no drug-ndc….json among"),
    "other columns": ({"product.txt": "a\tb\n"}, "product.txt:1: no column PRODUCTNDC"),
    "empty": ({"product.txt": ""}, "product.txt:1: no column PRODUCTNDC"),
    "a web page": ({"product.txt": "<!DOCTYPE html>"}, "product.txt:1: a web page"),
    "zero bytes": ({"product.txt": "a\tb\x00\n"}, "product.txt:1: no text"),
    "an error": ({"drug-ndc.json": '{"error": {}}'}, "drug-ndc.json: no results in it"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_directory_is_refused(intake: Intake, write: Write, what: str) -> None:
    files, problem = BAD[what]
    with pytest.raises(RejectedImport) as refused:
        read(intake, write(files))
    assert problem in refused.value.problems[0]


def test_a_row_that_ends_before_the_last_columns_is_read(intake: Intake, write: Write) -> None:
    head, row, _ = product(PLAIN).split("\r\n")
    short = "\t".join(row.split("\t")[: COLUMNS.index("PHARM_CLASSES")])
    facts = read(intake, write({"product.txt": f"{head}\r\n{short}\r\n"}))
    assert [one.name for one in of(Product, facts)] == ["Calmex 5 mg tablet"]
    assert of(Schedule, facts) == []


def test_a_row_with_too_few_fields_is_skipped(intake: Intake, write: Write) -> None:
    read(intake, write({"product.txt": product(PLAIN) + "x\t55555-1\r\n"}))
    assert intake.skipped == {"a row with too few fields": 1}


def test_the_real_rows(intake: Intake, real: Callable[[str], Path]) -> None:
    facts = read(intake, real("ndc/product.txt"), real("ndc/package.txt"))
    assert len(of(Product, facts)) == 42
    assert (intake.rows, intake.merged, dict(intake.skipped)) == (113, 6, {})
    advil = read(Intake(), real("ndc/openfda_drug_ndc.json"))
    assert [one.id for one in of(Product, advil)] == [
        "ndc-0573-0165", "ndc-66715-9733", "ndc-brand-advil-pm",
    ]  # fmt: skip
