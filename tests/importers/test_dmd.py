"""Is the British dictionary read as it is meant?"""

import io
import zipfile
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
    Source,
)
from app.importers import dmd
from app.importers.run import Intake

from tests.importers.conftest import Write

CALM, WARF, BOTH = "1000001", "1000002", "1000003"
CALM_HCL, WARF_NA, UNUSED = "2000001", "2000002", "2000003"
CALM_5, DUO, FOOD = "3000001", "3000002", "3000003"
CALMEX, GENERIC, DUOBRAND = "4000001", "4000002", "4000003"


def tags(tag: str, **fields: str) -> str:
    return f"<{tag}>{''.join(f'<{name}>{text}</{name}>' for name, text in fields.items())}</{tag}>"


def strength(product: str, substance: str, number: str) -> str:
    return tags(
        "VPI", VPID=product, ISID=substance, STRNT_NMRTR_VAL=number, STRNT_NMRTR_UOMCD="11",
        STRNT_DNMTR_VAL="1", STRNT_DNMTR_UOMCD="12",
    )  # fmt: skip


LOOKUP = (
    "<CONTROL_DRUG_CATEGORY>" + tags("INFO", CD="0000", DESC="No Controlled Drug Status")
    + tags("INFO", CD="0009", DESC="Schedule 4 (CD Benz)") + "</CONTROL_DRUG_CATEGORY>"
    + "<UNIT_OF_MEASURE>" + tags("INFO", CD="11", DESC="mg") + tags("INFO", CD="12", DESC="ml")
    + "</UNIT_OF_MEASURE><FORM>" + tags("INFO", CD="21", DESC="Oral solution") + "</FORM>"
)  # fmt: skip
FILES = {
    "lookup": LOOKUP,
    "vtm": tags("VTM", VTMID=CALM, NM="Clonadrine") + tags("VTM", VTMID=WARF, NM="Warfex (base)")
    + tags("VTM", VTMID=BOTH, NM="Clonadrine + Warfex"),
    "ingredient": tags("ING", ISID=CALM_HCL, NM="Clonadrine hydrochloride")
    + tags("ING", ISID=WARF_NA, NM="Warfex sodium") + tags("ING", ISID=UNUSED, NM="Nothing"),
    "vmp": "<VMPS>"
    + tags("VMP", VPID=CALM_5, VTMID=CALM, NM="Clonadrine 5mg/ml oral solution")
    + tags("VMP", VPID=DUO, VTMID=BOTH, NM="Clonadrine 5mg/ml / Warfex 1mg/ml oral solution")
    + tags("VMP", VPID=FOOD, NM="Generic soup liquid") + "</VMPS><X>"
    + strength(CALM_5, CALM_HCL, "5") + strength(DUO, CALM_HCL, "5") + strength(DUO, WARF_NA, "1")
    + tags("DFORM", VPID=CALM_5, FORMCD="21") + tags("DFORM", VPID=FOOD, FORMCD="21")
    + tags("CONTROL_INFO", VPID=CALM_5, CATCD="0009")
    + tags("CONTROL_INFO", VPID=DUO, CATCD="0000") + "</X>",
    "amp": tags("AMP", APID=CALMEX, VPID=CALM_5, NM="Calmex 5mg/ml oral solution")
    + tags("AMP", APID=GENERIC, VPID=CALM_5, NM="Clonadrine 5mg/ml oral solution")
    + tags("AMP", APID=DUOBRAND, VPID=DUO, NM="Duocalm oral solution")
    + tags("AMP", APID="4000004", INVALID="1", VPID=CALM_5, NM="Oldcalm 5mg/ml oral solution")
    + tags("AMP", APID="4000005", VPID=FOOD, NM="Soup"),
    "vmpp": tags("VMPP", VPPID="5000001", VPID=CALM_5),
    "ampp": tags("AMPP", APPID="6000001", VPPID="5000001", APID=CALMEX)
    + tags("AMPP", APPID="6000002", VPPID="5000009", APID="4000005"),
}  # fmt: skip


def files(**changed: str | None) -> dict[str, str | bytes]:
    told = {name: text for name, text in (FILES | changed).items() if text is not None}
    return {f"f_{name}2_3010419.xml": f"<ROOT>\n{text}\n</ROOT>" for name, text in told.items()}


def read(intake: Intake, *paths: Path) -> list[Fact]:
    return list(dmd.read(paths, intake))


def of(kind: type, facts: Iterable[Fact]) -> list[Any]:
    return [fact for fact in facts if isinstance(fact, kind)]


def cited(id_: str) -> tuple[Citation, ...]:
    return (Citation("dmd", id_),)


def test_moieties_are_drugs_and_substances_are_their_salts(intake: Intake, write: Write) -> None:
    facts = read(intake, write(files()))
    assert {one.id for one in intake.mentioned()} == {"clonadrine", "warfex"}  # type: ignore[union-attr]
    assert of(Name, facts) == [
        Name("clonadrine", "Clonadrine", NameKind.GENERIC, "GB", cited(CALM)),
        Name("warfex", "Warfex", NameKind.GENERIC, "GB", cited(WARF)),
        Name("clonadrine", "clonadrine hydrochloride", NameKind.SALT, None, cited(CALM_HCL)),
        Name("warfex", "warfex sodium", NameKind.SALT, None, cited(WARF_NA)),
        Name("clonadrine", "Calmex", NameKind.BRAND, "GB", cited(CALMEX)),
    ]
    drugs = {(one.subject, one.code) for one in of(Code, facts) if one.subject[:5] == "drug:"}
    assert drugs == {
        ("drug:clonadrine", CALM), ("drug:clonadrine", CALM_HCL),
        ("drug:warfex", WARF), ("drug:warfex", WARF_NA),
    }  # fmt: skip


def test_virtual_products_carry_the_codes_of_all_that_is_one(intake: Intake, write: Write) -> None:
    facts = read(intake, write(files()))
    clinical, drugs = ProductKind.CLINICAL, ("clonadrine", "warfex")
    assert of(Product, facts) == [
        Product("dmd-3000001", "Clonadrine 5mg/ml oral solution", clinical, ("clonadrine",), (),
                "5 mg/ml", "oral solution", "GB", cited(CALM_5)),
        Product("dmd-3000002", "Clonadrine 5mg/ml / Warfex 1mg/ml oral solution", clinical, drugs,
                (), "5 mg/ml/1 mg/ml", None, "GB", cited(DUO)),
        Product("dmd-brand-duocalm", "Duocalm", ProductKind.BRAND, drugs, (), None, None, "GB",
                cited(DUOBRAND)),
    ]  # fmt: skip
    codes = [one.code for one in of(Code, facts) if one.subject == "product:dmd-3000001"]
    assert codes == [CALM_5, CALMEX, GENERIC, "4000004", "5000001", "6000001"]
    assert {one.system for one in of(Code, facts)} == {CodeSystem.DMD}
    schedule = Schedule("clonadrine", "GB", "Schedule 4 (CD Benz)", cited(CALM_5))
    assert of(Schedule, facts) == [schedule]
    assert of(Source, facts)[0].version == "files 3010419"


def test_every_row_is_accounted_for(intake: Intake, write: Write) -> None:
    read(intake, write(files()))
    assert intake.skipped == {
        "a combination, not an ingredient": 1,
        "a substance of no product that is told": 1,
        "no controlled drug": 1,
        "no ingredient is told": 1,
        "of a virtual product that is not told": 3,
    }
    assert intake.rows == 5 + 3 + 3 + 10 + 5 + 1 + 2


def test_water_is_no_drug(intake: Intake, write: Write) -> None:
    vtm = FILES["vtm"] + tags("VTM", VTMID="77000001", NM="Water")
    facts = read(intake, write(files(vtm=vtm)))
    assert intake.skipped["a word that names no drug"] == 1
    assert "Water" not in {one.text for one in of(Name, facts)}


def test_a_combination_controls_none_of_its_ingredients(intake: Intake, write: Write) -> None:
    vmp = FILES["vmp"].replace("<CATCD>0009", "<CATCD>0001").replace("<CATCD>0000", "<CATCD>0009")
    facts = read(intake, write(files(vmp=vmp)))
    assert len(of(Product, facts)) == 3
    assert of(Schedule, facts) == []


def test_the_moiety_is_the_base_of_a_salt_of_any_name(intake: Intake, write: Write) -> None:
    named = FILES["ingredient"].replace("Clonadrine hydrochloride", "Clonadrinate disalt")
    facts = read(intake, write(files(ingredient=named)))
    assert of(Product, facts)[0].ingredients == ("clonadrine",)
    assert intake.conflicts == []
    assert "clonadrinate disalt" in {one.text for one in of(Name, facts)}


def test_a_substance_that_is_known_as_another_drug_is_a_conflict(
    intake: Intake, write: Write
) -> None:
    intake.known.drugs.learn(
        Drug("ottermine", "ottermine", DrugKind.MEDICATION, "", ()), ("ottermine",)
    )
    named = FILES["ingredient"].replace("Clonadrine hydrochloride", "Ottermine")
    facts = read(intake, write(files(ingredient=named)))
    assert of(Product, facts)[0].ingredients == ("clonadrine",)
    assert intake.conflicts == [
        "'Clonadrine 5mg/ml oral solution': its moiety is clonadrine, not ottermine"
    ]


def test_what_is_marked_as_invalid_is_left_out(intake: Intake, write: Write) -> None:
    vmp = FILES["vmp"].replace(f"<VMP><VPID>{CALM_5}", f"<VMP><INVALID>1</INVALID><VPID>{CALM_5}")
    facts = read(intake, write(files(vmp=vmp)))
    assert [one.id for one in of(Product, facts)] == ["dmd-3000002", "dmd-brand-duocalm"]
    assert intake.skipped["marked as invalid"] == 1
    assert intake.skipped["of a virtual product that is not there"] == 3
    vtm = FILES["vtm"] + tags("VTM", VTMID="1000008", INVALID="1", NM="Oldadrine")
    read(intake, write(files(vtm=vtm)))
    assert "oldadrine" not in {one.id for one in intake.mentioned()}  # type: ignore[union-attr]


def test_british_names_lead_to_the_known_drug(intake: Intake, write: Write) -> None:
    known = Drug("clonamine", "clonamine", DrugKind.MEDICATION, "", ())
    intake.known.drugs.learn(known, ("clonamine", "clonadrine"))
    facts = read(intake, write(files()))
    assert {one.drug for one in of(Name, facts)} == {"clonamine", "warfex"}


def test_a_moiety_without_products_of_one_ingredient_is_a_combination(
    intake: Intake, write: Write
) -> None:
    vtm = tags("VTM", VTMID=CALM, NM="Clonadrine") + tags("VTM", VTMID=BOTH, NM="Duotherapy")
    vtm += tags("VTM", VTMID="1000009", NM="Co-calmex") + tags(
        "VTM", VTMID="1000008", NM="Cold vaccine"
    )
    read(intake, write(files(vtm=vtm)))
    assert {one.id for one in intake.mentioned()} == {"clonadrine", "warfex"}  # type: ignore[union-attr]
    assert intake.skipped["a combination, not an ingredient"] == 2
    assert intake.skipped["a vaccine"] == 1


def test_atc_codes_come_from_the_file_that_has_them(intake: Intake, write: Write) -> None:
    bnf = tags("VMP", VPID=CALM_5, ATC="N05BA98") + tags("VMP", VPID=DUO, ATC="N05BA99")
    facts = read(intake, write({**files(), "f_bnf1_0010419.xml": f"<R>{bnf}</R>"}))
    assert [(one.subject, one.code) for one in of(Code, facts) if one.system is CodeSystem.ATC] == [
        ("drug:clonadrine", "N05BA98")
    ]
    assert intake.skipped["no ATC code of one ingredient"] == 1


def test_a_release_with_archives_inside(write: Write) -> None:
    expected = read(Intake(), write(files()))
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("f_amp2_3010419.xml", files()["f_amp2_3010419.xml"])
    packed = {**files(amp=None), "week1-AMP.zip": inner.getvalue(), "f_gtin2_1.xml": "<X/>"}
    intake = Intake()
    assert read(intake, write(packed, "nhsbsa_dmd_4.1.0_2019.zip")) == expected
    assert intake.notes == ["not used: nhsbsa_dmd_4.1.0_2019.zip/f_gtin2_1.xml"]


def test_only_names_products_and_ingredients_are_needed(intake: Intake, write: Write) -> None:
    only = dict.fromkeys(("lookup", "amp", "vmpp", "ampp"))
    facts = read(intake, write(files(**only)))
    assert len(of(Product, facts)) == 2
    assert of(Schedule, facts) == []


BAD: dict[str, tuple[dict[str, str | bytes], str]] = {
    "no products": (files(vmp=None), "there is no f_vmp2_….xml among"),
    "two releases": ({**files(), "f_vmp2_1.xml": "<X/>"}, "there is more than one f_vmp2_….xml"),
    "two of a kind": ({**files(), "f_amp2_1.xml": "<X/>"}, "there is more than one f_amp2_….xml"),
    "cut short": ({**files(), "f_vtm2_3010419.xml": "<R>\n<VTM>"}, "f_vtm2_3010419.xml:2: broken"),
    "entities": (
        {**files(), "f_vtm2_3010419.xml": '<!DOCTYPE R [<!ENTITY a "b">]><R>&a;</R>'},
        "f_vtm2_3010419.xml:1: a document type or entities",
    ),
    "a broken archive": ({**files(), "x.zip": b"PK"}, "x.zip: no archive, or one cut short"),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("zipped", [None, "release.zip"])
def test_what_is_no_release_is_refused(
    intake: Intake, write: Write, what: str, zipped: str | None
) -> None:
    content, problem = BAD[what]
    with pytest.raises(RejectedImport) as refused:
        read(intake, write(content, zipped))
    assert problem in refused.value.problems[0]


def test_the_real_release(intake: Intake, real: Callable[[str], Path]) -> None:
    facts = read(intake, real("dmd"))
    ids = {one.id for one in intake.mentioned()}  # type: ignore[union-attr]
    assert {"adenosine", "abacavir", "paracetamol", "dimethyl-fumarate"} <= ids
    assert not [one for one in intake.mentioned() if "+" in one.name]  # type: ignore[union-attr]
    assert len(of(Product, facts)) == 6
    assert [one.text for one in of(Name, facts) if one.kind is NameKind.BRAND] == [
        "Adenocor", "Voltarol",
    ]  # fmt: skip
