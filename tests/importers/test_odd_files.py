"""Files as publishers and spreadsheets really write them: nothing is lost, and nothing is given a
meaning that it does not have.
"""

from pathlib import Path
from typing import Any

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import (
    Code,
    CodeSystem,
    Drug,
    Effect,
    Fact,
    LabelDrug,
    Membership,
    Name,
    Product,
    Record,
    SideEffect,
)
from app.importers import DATA_SETS
from app.importers.ansm.parse import edition
from app.importers.run import Intake, Known

from tests.importers import labelling
from tests.importers.conftest import Write
from tests.importers.knowing import knows_drug, of, told
from tests.importers.pairing import learn, ratings
from tests.importers.test_ansm import AD, APEC, entry, files
from tests.importers.test_pddi import TABLE, table


@pytest.mark.parametrize("sign", ["\r", "\r\r"])
def test_a_carriage_return_within_a_field_is_text_and_the_row_counts(
    write: Write, intake: Intake, sign: str
) -> None:
    whole = told(DATA_SETS["pddi"], Intake("Tested", Known()), table(write))
    broken = TABLE.replace("Critical\t", f"Critical{sign} \t", 1).replace("None", f"No{sign}ne", 1)
    facts = told(DATA_SETS["pddi"], intake, table(write, broken))
    assert ratings(facts) == ratings(whole)
    assert intake.rows == 8


SETTINGS = '# key: my-pairs{end}\n"# title: Ours, and theirs"{end}\n# licence: CC0-1.0{end}\n'


@pytest.mark.parametrize("end", ["", ";;;", ";;; ", ";"])
def test_settings_are_read_as_a_spreadsheet_saves_them(
    write: Write, intake: Intake, end: str
) -> None:
    learn(intake, "alpha", "beta")
    rows = f"one;other;severity{end}\nalpha;beta;major{end}\n;;{end}\n"
    path = write({"mine.csv": SETTINGS.format(end=end) + rows})
    found = DATA_SETS["csv"].data_set_column([path])
    assert found.title == "Ours, and theirs"
    assert ratings(told(found, intake, path)) == {("alpha", "beta"): [("major", "major")]}
    assert intake.rows == 1


def test_a_value_too_many_is_still_refused(write: Write, intake: Intake) -> None:
    learn(intake, "alpha", "beta")
    rows = "one;other\nalpha;beta;gamma\n"
    path = write({"mine.csv": SETTINGS.format(end="") + rows})
    with pytest.raises(RejectedImport, match="another number of fields"):
        told(DATA_SETS["csv"], intake, path)


HEADED = "flat\tstereo\tlabel\tkind\tconcept\tname\n"


@pytest.mark.parametrize("head", ["", HEADED])
def test_a_row_of_headings_is_read_over(write: Write, intake: Intake, head: str) -> None:
    row = "CID100000011\tCID000000011\tC1\tPT\tC1\tNausea\n"
    names = "id\tname\n" * bool(head) + "CID100000011\talphadrug\n"
    facts = told(
        DATA_SETS["sider"],
        intake,
        write({"drug_names.tsv": names, "meddra_all_se.tsv": head + row}),
    )
    assert [one.effect for one in of(SideEffect, facts)] == ["nausea"]
    assert intake.rows == 2


def test_another_table_is_refused_with_and_without_headings(write: Write, intake: Intake) -> None:
    other = "a\tb\tc\td\te\tf\n" * 2
    with pytest.raises(RejectedImport, match="begins with CID1"):
        told(DATA_SETS["sider"], intake, write({"meddra_all_se.tsv": other}))


def test_two_files_of_one_name_are_named_with_their_folders(tmp_path: Path, intake: Intake) -> None:
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "indications.tsv").write_text("x\n")
    with pytest.raises(RejectedImport) as error:
        told(DATA_SETS["pharmacotherapydb"], intake, tmp_path)
    assert "new/indications.tsv, " in str(error.value) and "old/indications.tsv" in str(error.value)


@pytest.mark.parametrize("name", ["Unknown", "NONE", " other ", "placebo", "Water", "test", "N/A"])
def test_a_word_that_names_nothing_is_never_a_drug_or_an_effect(
    write: Write, intake: Intake, name: str
) -> None:
    pairs = f"DDInterID_A,Drug_A,DDInterID_B,Drug_B,Level\nDDInter1,Alpha,DDInter2,{name},Major\n"
    facts = told(DATA_SETS["ddinter"], intake, write({"ddinter_downloads_code_A.csv": pairs}))
    assert of(Record, facts) == []
    assert "a word that names nothing" in intake.skipped
    rows = f"CID100000011\tCID000000011\tC1\tPT\tC1\t{name}\n" + (
        "CID100000011\tCID000000011\tC1\tPT\tC1\tNausea\n"
    )
    sider = {"drug_names.tsv": "CID100000011\talphadrug\n", "meddra_all_se.tsv": rows}
    facts = told(DATA_SETS["sider"], Intake("Tested", Known()), write(sider))
    assert [one.id for one in of(Effect, facts)] == ["nausea"]


def test_a_word_that_names_nothing_is_skipped_even_where_a_code_stands_beside_it(
    intake: Intake,
) -> None:
    knows_drug(intake, "alpha", codes=[(CodeSystem.RXNORM, "12")])
    assert intake.recognise("unknown", [(CodeSystem.RXNORM, "12")]).drug is None
    assert intake.recognise("waterlike").reason is None


OLD, NEW = "N05BA01,alphadrug,NA,NA,NA,NA\n", "N05BA02,betadrug,NA,NA,NA,NA\n"
HEAD = "atc_code,atc_name,ddd,uom,adm_r,note\n"


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("WHO ATC-DDD 2023-01-05.csv", "WHO ATC-DDD 2024-07-31.csv"), ["betadrug"]),
        (("ATC_2023.csv", "ATC_2024.csv"), ["betadrug"]),
        (("codes.csv", "groups.csv"), ["alphadrug", "betadrug"]),
    ],
)
def test_of_several_years_of_one_list_only_the_newest_is_read(
    write: Write, intake: Intake, names: tuple[str, str], found: list[str]
) -> None:
    files_ = dict(zip(names, (HEAD + OLD, HEAD + NEW), strict=True))
    facts = told(DATA_SETS["atc"], intake, write(files_))
    assert [one.id for one in of(Drug, facts)] == found
    assert any("not used" in one for one in intake.notes) is (len(found) == 1)


@pytest.mark.parametrize(
    ("thesaurus", "index", "version"),
    [
        ("Thesaurus_09_2019.json", "index_des_substances_09_2019.json", "2019-09"),
        (
            "thesaurus-referentiel-national-des-interactions-medicamenteuses-20102020.json",
            "index-des-substances-20102020.json",
            "2020-10",
        ),
        ("thesaurus2016.json", "substances2016.json", "2016"),
        ("a.json", "b.json", ""),
    ],
)
def test_an_edition_is_known_by_what_is_in_its_files(
    write: Write, intake: Intake, thesaurus: str, index: str, version: str
) -> None:
    folder = files(write, entry("ALPHACALME", "EPSILON", (AD, "")))
    (folder / "thesaurus_2020_10.json").rename(folder / thesaurus)
    (folder / "index_substances_2020_10.json").rename(folder / index)
    facts = told(DATA_SETS["ansm"], intake, folder)
    assert list(ratings(facts)) == [("alphacalme", "epsilon")]
    assert edition(thesaurus) == version


GRAVE = ("Association déconseillée", "major")


@pytest.mark.parametrize(
    ("words", "grave"),
    [
        ("- avec l'alphacalme", [("alphacalme", "epsilon")]),
        ("- avec l'oxybate de calme", []),
        ("- avec les endormants de palier III", []),
        ("- avec des doses de plus de 20 mg", "all"),
    ],
)
def test_a_level_for_one_who_is_not_found_is_never_given_to_the_class(
    write: Write, intake: Intake, words: str, grave: list[tuple[str, str]] | str
) -> None:
    """Two levels stand in the entry: one for somebody, and one for all."""
    facts = told(
        DATA_SETS["ansm"],
        intake,
        files(write, entry("CALMANTS", "EPSILON", (APEC, ""), (AD, words))),
    )
    found = [pair for pair, said in ratings(facts).items() if GRAVE in said]
    assert found == (list(ratings(facts)) if grave == "all" else grave)
    assert len(ratings(facts)) == 3


def test_nor_is_it_given_to_the_class_where_it_is_the_only_level(
    write: Write, intake: Intake
) -> None:
    stated = entry("CALMANTS", "EPSILON", (AD, "- avec l'oxybate de calme"))
    assert ratings(told(DATA_SETS["ansm"], intake, files(write, stated))) == {}
    assert intake.counted == {"levels for somebody whom the index does not name so": 1}


def test_a_turned_name_of_the_index_is_found_in_a_level(write: Write, intake: Intake) -> None:
    folder = files(
        write, entry("CALMANTS", "EPSILON", (AD, "- avec l'oxybate de calme"), (APEC, ""))
    )
    index = folder / "index_substances_2020_10.json"
    index.write_text(
        index.read_text().replace("alphacalme", "calme (oxybate de)"), encoding="utf-8"
    )
    facts = ratings(told(DATA_SETS["ansm"], intake, folder))
    assert [one for one, said in facts.items() if GRAVE in said] == [
        ("epsilon", "oxybate-de-calme")
    ]


def label(intake: Intake, write: Write, name: str, moiety: str, key: str = "dailymed-spl") -> Any:
    """The drugs of a label with one substance and its moiety."""
    whole = labelling.substance(name, "oxy hydrochloride", "oxy")
    whole = whole.replace("<name>OXY</name>", f"<name>{moiety}</name>")
    text = labelling.spl(products=labelling.product(whole))
    facts = told(DATA_SETS[key], intake, write({"a.xml": text}))
    return [one.drug for one in of(LabelDrug, facts)], of(Code, facts)


@pytest.mark.parametrize(
    ("name", "moiety", "drug", "code"),
    [
        ("VALACYCLOVIR HYDROCHLORIDE", "ACYCLOVIR", "valacyclovir", None),
        ("SACUBITRIL", "SACUBITRILAT", "sacubitril", "oxy hydrochloride"),
        ("METHYL SALICYLATE", "SALICYLIC ACID", "methyl-salicylate", "oxy hydrochloride"),
        ("ENALAPRIL MALEATE", "ENALAPRILAT", "enalapril", None),
        ("METOPROLOL SUCCINATE", "METOPROLOL", "metoprolol", "oxy"),
        ("LISINOPRIL", "LISINOPRIL ANHYDROUS", "lisinopril-anhydrous", "oxy"),
        ("BACITRACIN ZINC", "BACITRACIN", "bacitracin", "oxy"),
        ("FERROUS SULFATE", "FERROUS CATION", "ferrous-sulfate", "oxy hydrochloride"),
    ],
)
def test_only_of_a_salt_the_moiety_is_the_drug(
    write: Write, intake: Intake, name: str, moiety: str, drug: str, code: str | None
) -> None:
    drugs, codes = label(intake, write, name, moiety)
    assert drugs == [drug]
    assert [one.code for one in codes] == ([] if code is None else [labelling.UNII[code]])


def test_another_substance_under_a_known_name_is_a_conflict(write: Write, intake: Intake) -> None:
    knows_drug(intake, "oxy", codes=[(CodeSystem.UNII, labelling.UNII["clona"])])
    drugs, codes = label(intake, write, "OXY", "OXY")
    assert (drugs, codes, intake.conflict_count) == (["oxy"], [], 1)


@pytest.mark.parametrize(
    "changed",
    [{"purpose": ["Homeopathic remedy for calm"]}, {"active_ingredient": ["Clona 6X HPUS"]}],
)
def test_a_homeopathic_product_is_left_out_by_both_kinds_of_labels(
    write: Write, intake: Intake, changed: dict[str, Any]
) -> None:
    one = labelling.document(labelling.record(1, **changed), labelling.record(2))
    told(DATA_SETS["openfda-label"], intake, write({"a.json": one}))
    assert intake.skipped == {"no human drug: homeopathic": 1}
    text = next(iter(changed.values()))[0]
    xml = labelling.spl(sections=labelling.section("34067-9", text))
    other = Intake("Tested", Known())
    told(DATA_SETS["dailymed-spl"], other, write({"a.xml": xml}))
    assert other.skipped == {"no human drug: homeopathic": 1}


def test_a_label_that_speaks_of_the_remedies_of_others_stays(write: Write, intake: Intake) -> None:
    one = labelling.record(1, drug_interactions=["Tell of herbal and homeopathic products."])
    told(DATA_SETS["openfda-label"], intake, write({"a.json": labelling.document(one)}))
    assert intake.skipped == {}


BLOCK = {
    "rxcui": ["104894", "312138"], "product_ndc": ["0093-0832"], "package_ndc": ["0093-0832-01"],
    "pharm_class_epc": ["Calmer [EPC]"], "route": ["ORAL"],
}  # fmt: skip


def block(intake: Intake, write: Write, **changed: Any) -> list[Fact]:
    """The facts of two labels of one drug, both with the whole block."""
    stated = [labelling.record(n, openfda=BLOCK | changed) for n in (1, 2)]
    known = labelling.knowing(intake, clona=[labelling.unii("clona")])
    return told(DATA_SETS["openfda-label"], known, write({"a.json": labelling.document(*stated)}))


def test_names_codes_and_classes_of_a_block_are_those_of_its_one_substance(
    write: Write, intake: Intake
) -> None:
    facts = block(intake, write)
    assert [(one.drug, one.text, one.region) for one in of(Name, facts)] == [
        ("clona", "Calmex", "US")
    ]
    (product,) = of(Product, facts)
    assert (product.name, product.ingredients) == ("Calmex for oral use", ("clona",))
    codes = [(one.system.value, one.code) for one in of(Code, facts)]
    assert codes == [
        ("rxnorm", "104894"), ("rxnorm", "312138"), ("ndc", "0093-0832"), ("ndc", "0093-0832-01"),
    ]  # fmt: skip
    assert {one.subject for one in of(Code, facts)} == {f"product:{product.id}"}
    assert [(one.drug, one.drug_class) for one in of(Membership, facts)] == [("clona", "calmer")]
    assert (intake.rows, intake.imported) == (2, 2)


def test_of_several_substances_a_block_says_nothing(write: Write, intake: Intake) -> None:
    facts = block(intake, write, substance_name=["CLONA", "OXY"], unii=[])
    assert of(Name, facts) == of(Product, facts) == of(Membership, facts) == []
