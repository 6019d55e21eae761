"""Are rows over which imports of real files stumbled imported as they are meant, into the seed?

Small files in the true formats, all imported into one database: what the seed understands means
the same after them, and no finding is milder. What is judged are answers, not facts of a reader.
"""

import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import Code, Fact, Indication, LabelDrug, Membership, SideEffect
from app.domain.interactions.result import Checkup
from app.domain.knowledge import Knowledge
from app.domain.names.conditions import match_condition
from app.domain.names.input import Asked, InputStatus
from app.domain.names.resolve import resolve
from app.importers import DATA_SETS
from app.services.importing import run_import
from app.services.release import ReleaseHolder
from app.store.database import open_engine
from app.store.read import load_facts_of
from app.store.release_tables import ImportReportRow
from sqlmodel import Session

from tests.asking import ask
from tests.conftest import copy_seeded
from tests.importers import labelling, test_ansm, test_dpd, test_onsides, test_pddi

SIDER_NAMES = {
    100358641: "trimethoprim-sulfamethoxazole", 100003784: "irbesartan-hydrochlorothiazide",
    100002720: "thiazide", 100004585: "Zyprexa", 105284627: "topiramate",
}  # fmt: skip
WIDER = ["Acidosis", "Fracture", "Cardiomyopathy", "Hyperthyroidism", "Hypothyroidism"]
DDINTER = [
    ("cocaine (nasal)", "phenelzine"), ("doxepin (topical)", "phenelzine"),
    ("diclofenac topical", "warfarin"), ("iron", "levothyroxine"),
    ("immunoglobulin G", "warfarin"), ("macrogol 3350", "digoxin"),
]  # fmt: skip
# The substance of a label and its code, and the moiety that stands beside it.
SUBSTANCES = [
    ("METHYL SALICYLATE", "LAV5U5022Y", "SALICYLIC ACID", "O414PZ4LPZ"),
    ("VALGANCICLOVIR HYDROCHLORIDE", "4P3T9QF9NZ", "GANCICLOVIR", "P9G3CKZ4P5"),
    ("VALACYCLOVIR HYDROCHLORIDE", "G447S0T1VC", "ACYCLOVIR", "X4HES1O11F"),
    ("SACUBITRIL", "17ERJ0MKGI", "SACUBITRILAT", "AAAAAAAAAI"),
    ("ENALAPRILAT", "GV0O7ES0R3", "ENALAPRILAT ANHYDROUS", "Q508Q118JM"),
    ("ENALAPRIL MALEATE", "9O25354EPJ", "ENALAPRIL", "69PN84IO1A"),
]
PAIRS = [
    ("trimethoprim-sulfamethoxazole", "warfarin"), ("Zyprexa", "clonazepam"),
    ("thiazide", "lithium"), ("cocaine (nasal)", "phenelzine"), ("doxepin (topical)", "phenelzine"),
    ("cocaine", "propranolol"), ("diclofenac", "warfarin"), ("iron", "levothyroxine"),
    ("Adrenaline (Epinephrine)", "propranolol"), ("quinidine gluconate", "digoxin"),
    ("sodium oxybate", "zolpidem"), ("lorazepam", "zolpidem"), ("valganciclovir", "imipenem"),
    ("enalaprilat", "potassium"), ("sacubitril", "enalapril"), ("methyl salicylate", "warfarin"),
]  # fmt: skip
NAMES = sorted(
    {name for pair in PAIRS for name in pair}
    | set(SIDER_NAMES.values())
    | {name for pair in DDINTER for name in pair}
    | {name for name, _, moiety, _ in SUBSTANCES for name in (name.lower(), moiety.lower())}
)


def _text(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_bytes(content.encode())
    return folder


def _sider(folder: Path) -> Path:
    rows = [f"CID{cid}\tCID0{str(cid)[1:]}\tC1\tPT\tC1\tHeadache\n" for cid in SIDER_NAMES]
    rows += [f"CID105284627\tCID005284627\tC1\tPT\tC1\t{word}\n" for word in WIDER]
    often = "CID105284627\tCID005284627\tC1\t\t7%\t0.07\t0.07\tPT\tC1\tAcidosis\n"
    return _text(
        folder,
        drug_names__tsv="id\tname\n"
        + "".join(f"CID{cid}\t{name}\n" for cid, name in SIDER_NAMES.items()),
        meddra_all_se__tsv="".join(rows),
        meddra_freq__tsv=often,
    )


def _ddinter(folder: Path) -> Path:
    folder.mkdir(parents=True)
    file = folder / "ddinter_downloads_code_A.csv"
    with file.open("w", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["DDInterID_A", "Drug_A", "DDInterID_B", "Drug_B", "Level"])
        for n, (one, other) in enumerate(DDINTER):
            rows.writerow([f"DDInter{n + 10}", one, f"DDInter{n + 50}", other, "Minor"])
    return file


def _pddi(folder: Path) -> Path:
    row = test_pddi.line(
        ("DB00668", "Adrenaline (Epinephrine)"), ("DB00571", "Propranolol"), "NDF-RT", "Significant"
    )
    broken = row.replace("None", "No\rne", 1)
    return _text(folder, CombinedDatasetNotConservative__csv=test_pddi.HEADER + broken)


def _spl(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for n, (name, code, moiety, base) in enumerate(SUBSTANCES):
        whole = labelling.substance(name, "oxy", "clona").replace("CLONA", moiety)
        for placeholder, real in (("oxy", code), ("clona", base)):
            whole = whole.replace(labelling.UNII[placeholder], real)
        products = labelling.product(whole, name=f"Brandex{n}")
        (folder / f"{n}.xml").write_text(labelling.spl(n, products=products))
    return folder


BLOCK = {
    "brand_name": ["Quinaglute Test"], "generic_name": ["QUINIDINE GLUCONATE"],
    "substance_name": ["QUINIDINE GLUCONATE"], "unii": ["R6875N380F"], "route": ["ORAL"],
    "rxcui": ["852913"], "product_ndc": ["53489-0141"], "package_ndc": ["53489-0141-01"],
    "pharm_class_epc": ["Antiarrhythmic [EPC]"],
}  # fmt: skip


def _openfda(folder: Path) -> Path:
    homeopathic = labelling.record(2, purpose=["Homeopathic remedy for calm"])
    records = labelling.document(labelling.record(1, openfda=BLOCK), homeopathic)
    return _text(folder, labels__json=records)


def _onsides(folder: Path) -> Path:
    """Whatever the publisher had no name for is called Unknown: an ingredient, and an effect."""
    named = {
        name: text.replace("alphadrug", "warfarin").replace("gammadrug", "Unknown")
        for name, text in test_onsides.FILES.items()
    }
    named["vocab_meddra_adverse_effect.csv"] += "10000009,Unknown,PT\n"
    named["product_to_rxnorm.csv"] = "label_id,rxnorm_product_id\n1,100\n2,400\n"
    named["vocab_rxnorm_ingredient_to_product.csv"] = "ingredient_id,product_id\n11,100\n44,400\n"
    rows = ["1,0,AR,10000001", "1,1,AR,10000009", "2,2,AR,10000001"]
    named["product_adverse_effect.csv"] = test_onsides.COLUMNS + "".join(
        f"{row},PMB,0.1,5.2\n" for row in rows
    )
    folder.mkdir(parents=True)
    for name, text in named.items():
        (folder / name).write_text(text)
    return folder


def _ansm(folder: Path) -> Path:
    """An older edition, under names of its publisher: one level is for one substance alone."""
    alone = ("Association déconseillée", "- avec l'oxybate de sodium")
    entry = test_ansm.entry("HYPNOTIQUES", "lorazepam", alone, (test_ansm.APEC, ""))
    index = [
        {"substance": "zolpidem", "drug_classes": ["hypnotiques"]},
        {"substance": "sodium (oxybate de)", "drug_classes": ["hypnotiques"]},
        {"substance": "lorazepam", "drug_classes": []},
    ]
    return _text(
        folder,
        **{
            "thesaurus-referentiel-national-des-interactions-medicamenteuses-092019__json": (
                json.dumps([entry])
            ),
            "index-des-substances-092019__json": json.dumps(index),
            "rxnorm_mappings__tsv": "substance\tRxNorm\nsodium (oxybate de)\t9899\n",
        },
    )


def _atc(folder: Path) -> Path:
    head = "atc_code,atc_name,ddd,uom,adm_r,note\n"
    return _text(
        folder,
        ATC_2019__csv=f"{head}N05BA98,withdrawnazepam,NA,NA,NA,NA\n",
        ATC_2024__csv=f"{head}N05BA06,lorazepam,NA,NA,NA,NA\n",
    )


def _dpd(folder: Path) -> Path:
    folder.mkdir(parents=True)
    drug: list[tuple[str, ...]] = [("1", "", "Human", "00012345", "CALMEX TABLETS 5MG", "")]
    ingredient: list[tuple[str, ...]] = [
        ("1", "9", "WARFARIN SODIUM", "I", "5", "MG", "", "", "N", "", "")
    ]
    for name, text in test_dpd.files(drug=drug, ingred=ingredient).items():
        (folder / name).write_text(text)
    return folder


def _pharmacotherapydb(folder: Path) -> Path:
    head = "doid_id\tdrugbank_id\tdisease\tdrug\tcategory\tn_curators\tn_resources\n"
    row = "DOID:635\tDB01048\tacquired immunodeficiency syndrome\tAbacavir\tDM\t3\t1\n"
    return _text(folder, indications__tsv=head + row)


def _csv(folder: Path) -> Path:
    settings = '# key: of-a-spreadsheet;;;\n"# title: Ours, and theirs";;;\n# licence: CC0-1.0;;;\n'
    return _text(folder, mine__csv=f"{settings}one;other;severity;;;\nZyprexa;warfarin;minor;;;\n")


WRITERS: dict[str, Callable[[Path], Path]] = {
    "sider": _sider, "ddinter": _ddinter, "pddi": _pddi, "dailymed-spl": _spl,
    "openfda-label": _openfda, "onsides": _onsides, "ansm": _ansm, "atc": _atc, "dpd": _dpd,
    "pharmacotherapydb": _pharmacotherapydb, "csv": _csv,
}  # fmt: skip


class Imports:
    """The seed with every file: what is known then, what the imports reported, and their facts."""

    def __init__(self, url: str, folder: Path) -> None:
        self.engine = open_engine(url)
        self.reports: dict[str, ImportReportRow] = {}
        with Session(self.engine) as session:
            for key, write in WRITERS.items():
                small = replace(DATA_SETS[key], at_least=1)
                done = run_import(session, small, write(folder / key))
                self.reports[key] = done.report
        holder = ReleaseHolder(self.engine)
        holder.refresh()
        self.after = holder.current().knowledge

    def facts(self, kind: type[Fact], key: str) -> list[Fact]:
        """The facts of one kind that one of the data sets told."""
        with Session(self.engine) as session:
            return list(load_facts_of(session, kind, key))


@pytest.fixture(scope="module")
def imports(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterable[Imports]:
    """All the files, one after the other, and the indexes made once at the end."""
    folder = tmp_path_factory.mktemp("rows")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.services.importing.keep_indexes", lambda *_: None)
        made = Imports(copy_seeded(seeded_file, folder), folder)
    yield made
    made.engine.dispose()


def _meaning(text: str, knowledge: Knowledge) -> tuple[str, str | None, tuple[str, ...]]:
    found = resolve(Asked(text), knowledge)
    of_class = None if found.drug_class is None else found.drug_class.id
    return found.status.value, of_class, tuple(sorted(drug.id for drug in found.drugs))


def _worst(checkup: Checkup) -> int:
    return max((finding.severity.rank for finding in checkup.findings), default=-1)


@pytest.mark.parametrize("name", NAMES)
def test_what_the_seed_understands_means_the_same(
    imports: Imports, seeded: Knowledge, name: str
) -> None:
    before = _meaning(name, seeded)
    if before[0] == InputStatus.RESOLVED.value:
        assert _meaning(name, imports.after) == before


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_no_finding_is_milder_or_gone(
    imports: Imports, seeded: Knowledge, pair: tuple[str, str]
) -> None:
    before, after = ask(seeded, *pair), ask(imports.after, *pair)
    assert _worst(after) >= _worst(before)
    gone = {one.id for one in before.findings} - {one.id for one in after.findings}
    assert gone == set()
    assert {one.status for one in after.pairs} >= {one.status for one in before.pairs}


def test_only_substances_that_nobody_knew_are_new_drugs(
    imports: Imports, seeded: Knowledge
) -> None:
    assert sorted(set(imports.after.drugs) - set(seeded.drugs)) == ["immunoglobulin-g"]


def test_a_combination_and_a_class_are_left_out_with_a_reason(imports: Imports) -> None:
    reasons = " ".join(imports.reports["sider"].skipped)
    assert "several" in reasons and "class" in reasons, reasons


def test_a_wider_word_is_no_narrower_effect(imports: Imports) -> None:
    told = {
        one.effect: one.percent
        for one in imports.facts(SideEffect, "sider")
        if isinstance(one, SideEffect) and one.subject == "drug:topiramate"
    }
    narrow = {"lactic-acidosis", "bone-loss", "myocarditis", "thyroid-problems"}
    assert not narrow & set(told)
    assert told["acidosis"] == 7.0
    assert len({"hyperthyroidism", "hypothyroidism"} & set(told)) == 2


def test_a_row_with_a_carriage_return_counts(imports: Imports) -> None:
    report = imports.reports["pddi"]
    assert (report.rows, report.skipped, report.facts["Record"]) == (1, {}, 1)


def test_single_substances_are_no_combinations(imports: Imports) -> None:
    assert imports.reports["ddinter"].facts["Record"] >= 4
    assert not any("combination" in one for one in imports.reports["ddinter"].skipped)


def test_a_prodrug_has_its_own_label(imports: Imports) -> None:
    told = {
        one.label.rpartition(":")[2]: one.drug
        for one in imports.facts(LabelDrug, "dailymed-spl")
        if isinstance(one, LabelDrug)
    }
    expected = [
        "methyl-salicylate", "valganciclovir", "valacyclovir", "sacubitril", "enalaprilat",
        "enalapril",
    ]  # fmt: skip
    assert [told[one] for one in sorted(told)] == expected


def test_what_a_block_says_is_found_by_name_and_code(imports: Imports) -> None:
    for written in ("Quinaglute Test", "rxcui 852913", "53489-0141-01", "quinidine gluconate"):
        assert _meaning(written, imports.after)[2] == ("quinidine",), written
    classes = imports.facts(Membership, "openfda-label")
    assert [one.drug for one in classes if isinstance(one, Membership)] == ["quinidine"]


def test_a_homeopathic_label_is_left_out(imports: Imports) -> None:
    assert imports.reports["openfda-label"].skipped == {"no human drug: homeopathic": 1}


def test_unknown_is_no_name(imports: Imports) -> None:
    assert _meaning("Unknown", imports.after)[0] == InputStatus.UNRESOLVED.value
    told = imports.facts(SideEffect, "onsides")
    assert {(one.subject, one.effect) for one in told if isinstance(one, SideEffect)} == {
        ("drug:warfarin", "nausea")
    }


def test_a_level_for_one_substance_is_not_given_to_its_class(imports: Imports) -> None:
    found = {
        other: [one.rating for finding in ask(imports.after, "lorazepam", other).findings
                for one in finding.native_ratings if "ansm" in str(one)]
        for other in ("zolpidem", "sodium oxybate")
    }  # fmt: skip
    assert any("conseill" in one.lower() for one in found["sodium oxybate"]), found
    assert not any("conseill" in one.lower() for one in found["zolpidem"]), found


def test_of_two_years_the_newest_is_read_and_the_other_named(imports: Imports) -> None:
    assert any("ATC_2019" in one for one in imports.reports["atc"].notes)
    assert _meaning("withdrawnazepam", imports.after)[0] == InputStatus.UNRESOLVED.value


@pytest.mark.parametrize("written", ["din:00012345", "DIN 00012345", "din 00012345"])
def test_a_code_is_read_by_its_prefix(imports: Imports, written: str) -> None:
    assert _meaning(written, imports.after)[2] == ("warfarin",)


@pytest.mark.parametrize("written", ["DOID:635", "acquired immunodeficiency syndrome"])
def test_a_condition_that_was_imported_is_found_by_name_and_code(
    imports: Imports, written: str
) -> None:
    assert len(match_condition(written, imports.after).conditions) == 1


def test_a_statement_is_listed_under_its_own_data_set(imports: Imports) -> None:
    (one,) = imports.facts(Indication, "pharmacotherapydb")
    assert isinstance(one, Indication)
    assert one.id.startswith("pharmacotherapydb:")
    assert all(cited.source.startswith("pharmacotherapydb") for cited in one.citations)


def test_settings_of_a_spreadsheet_are_read(imports: Imports) -> None:
    assert imports.reports["csv"].facts["Record"] == 1


def test_two_files_of_one_name_are_named_with_their_folders(
    imports: Imports, tmp_path: Path
) -> None:
    for folder in ("old", "new"):
        _pharmacotherapydb(tmp_path / folder)
    with Session(imports.engine) as session, pytest.raises(RejectedImport, match=r"new/.*old/"):
        run_import(session, DATA_SETS["pharmacotherapydb"], tmp_path)


def test_codes_of_one_substance_are_given_to_no_other(imports: Imports) -> None:
    told = [one for one in imports.facts(Code, "dailymed-spl") if isinstance(one, Code)]
    wrong = {"drug:ganciclovir", "drug:acyclovir", "drug:salicylic-acid", "drug:enalapril"}
    assert not [one for one in told if one.subject in wrong and one.code in _OWN]


_OWN = {code for name, code, _, _ in SUBSTANCES if "ENALAPRIL MALEATE" not in name}
