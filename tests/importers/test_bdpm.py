"""The French register: known drugs by ATC code or French name, and no new drug of a French name."""

from collections.abc import Callable
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import Code, CodeSystem, Drug, Fact, Name, NameKind, Product, Schedule
from app.importers.bdpm import DATA_SET, inn_spellings
from app.importers.run import Intake

from tests.importers.conftest import Write
from tests.importers.knowing import knows_drug, of, told


def product(cis: int, name: str, status: str = "Autorisation active", how: str = "nat") -> str:
    """A row of CIS_bdpm."""
    fields = (f"6{cis:07}", name, "comprimé", "orale", status, how, "Commercialisée", "01/01/2000")
    return "\t".join(fields) + "\t\t\t HOUSE\tNon\t\r\n"


def content(cis: int, name: str, code: int, kind: str = "SA", link: int = 1) -> str:
    """A row of CIS_COMPO_bdpm."""
    fields = (f"6{cis:07}", "comprimé", f"{code:05}", name, "5 mg", "un comprimé", kind, str(link))
    return "\t".join(fields) + "\t\r\n"


def atc(cis: int, code: str) -> str:
    """A row of CIS_MITM."""
    return f"6{cis:07}\t{code}\tX\thttp://example.org\r\n"


def read(
    write: Write, intake: Intake, products: str, contents: str, mitm: str = "", rules: str = ""
) -> list[Fact]:
    """The facts of the four files, written in Latin-1."""
    files = {
        "CIS_bdpm.txt": products, "CIS_COMPO_bdpm.txt": contents, "CIS_MITM.txt": mitm,
        "CIS_CPD_bdpm.txt": rules,
    }  # fmt: skip
    knows_drug(intake, "metformin", "metformin", codes=[(CodeSystem.ATC, "A10BA02")])
    knows_drug(intake, "aspirin", "acetylsalicylic acid", codes=[(CodeSystem.ATC, "B01AC06")])
    path = write({name: text.encode("latin-1") for name, text in files.items() if text})
    return told(DATA_SET, intake, path)


def test_a_brand_a_product_and_names_of_a_known_drug(write: Write, intake: Intake) -> None:
    facts = read(
        write,
        intake,
        product(1, "GLUCOX 500 mg, comprimé pelliculé"),
        content(1, "CHLORHYDRATE DE METFORMINE", 1) + content(1, "METFORMINE", 2, "FT"),
        rules="60000001\tliste I\r\n60000001\tréservé à l'usage HOSPITALIER\r\n",
    )
    (one,) = of(Product, facts)
    assert (one.name, one.ingredients, one.region) == (
        "GLUCOX 500 mg comprimé pelliculé", ("metformin",), "FR",
    )  # fmt: skip
    names = {(name.drug, name.text, name.kind) for name in of(Name, facts)}
    assert ("metformin", "Glucox", NameKind.BRAND) in names
    assert ("metformin", "metformine", NameKind.SYNONYM) in names
    assert [(s.drug, s.jurisdiction, s.schedule) for s in of(Schedule, facts)] == [
        ("metformin", "FR", "Liste I")
    ]
    assert [(drug.id) for drug in of(Drug, facts)] == ["metformin"]
    assert (intake.rows, intake.skipped) == (5, {})


def test_the_atc_code_of_single_products_says_which_drug_it_is(
    write: Write, intake: Intake
) -> None:
    facts = read(
        write,
        intake,
        product(1, "DOLEX, comprimé"),
        content(1, "ACÉTYLSALICYLATE DE DL-LYSINE", 7),
        atc(1, "B01AC06"),
    )
    assert of(Product, facts)[0].ingredients == ("aspirin",)
    assert [one.code for one in of(Code, facts)] == ["B01AC06"]


def test_two_atc_codes_of_two_drugs_say_nothing(write: Write, intake: Intake) -> None:
    rows = product(1, "AX, comprimé") + product(2, "BX, comprimé")
    contents = content(1, "ZZZ", 7) + content(2, "ZZZ", 7)
    facts = read(write, intake, rows, contents, atc(1, "B01AC06") + atc(2, "A10BA02"))
    assert of(Product, facts) == []
    assert intake.skipped == {
        "a substance that is no drug known by its ATC code or name": 2,
        "a row of a product that is not told": 4,
    }


def test_the_metal_of_a_salt_is_never_the_drug(write: Write, intake: Intake) -> None:
    contents = content(1, "METFORMINE SODIQUE", 1) + content(1, "SODIUM", 2, "FT")
    facts = read(write, intake, product(1, "GX, comprimé"), contents, atc(1, "A10BA02"))
    assert [one.text for one in of(Name, facts)] == ["metformine sodique", "Gx"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            product(1, "A", status="Autorisation abrogée"),
            "a product that is not authorised any more",
        ),
        (product(1, "A", how="Enreg homéo (Proc. Nat.)"), "a homeopathic product"),
        (product(2, "A"), "no substance is named"),
    ],
)
def test_what_is_left_out_has_a_reason(write: Write, intake: Intake, row: str, reason: str) -> None:
    read(write, intake, row, content(1, "METFORMINE", 1))
    assert intake.skipped == {reason: 1, "a row of a product that is not told": 1}


def test_a_combination_is_a_product_and_no_name(write: Write, intake: Intake) -> None:
    contents = content(1, "METFORMINE", 1) + content(1, "ACIDE ACÉTYLSALICYLIQUE", 2, link=2)
    facts = read(write, intake, product(1, "DUOX 5 mg, comprimé"), contents)
    assert {one.ingredients for one in of(Product, facts)} == {("metformin", "aspirin")}
    assert of(Name, facts) == []


@pytest.mark.parametrize("text", ["<html>", "a;b;c\n", "cis\tname\n"])
def test_another_file_is_refused(write: Write, intake: Intake, text: str) -> None:
    with pytest.raises(RejectedImport):
        read(write, intake, text, content(1, "METFORMINE", 1))


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("CHLORHYDRATE DE METFORMINE", "metformin"),
        ("ACIDE ACÉTYLSALICYLIQUE", "acetylsalicylic acid"),
        ("AMOXICILLINE ANHYDRE", "amoxicillin"),
        ("SULFATE D'ATROPINE", "atropine"),
        ("IBUPROFÈNE", "ibuprofen"),
        ("PRAVASTATINE (SODIQUE)", "pravastatin"),
    ],
)
def test_a_french_name_is_tried_in_english(french: str, english: str) -> None:
    assert english in inn_spellings(french)


def test_the_real_register_accounts_for_every_row(
    intake: Intake, real: Callable[[str], Path]
) -> None:
    knows_drug(intake, "metformin", "metformin", codes=[(CodeSystem.ATC, "A10BA02")])
    facts = told(DATA_SET, intake, real("bdpm_france"))
    assert intake.rows == 84_099
    assert len(of(Product, facts)) > 40
    assert {one.drug for one in of(Name, facts)} == {"metformin"}
