"""Are the codes of the seed those of the published lists? The lists are read by this file."""

import csv
import gzip
from collections import defaultdict
from pathlib import Path

import pytest
from app.domain.facts import Code, CodeSystem
from app.domain.names.codes import problem_with_code, unii_check_character
from app.importers.seed.reader import read_folder

from tests.conftest import ROOT, SHARED

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Written from what every pharmacist's table says, before the seed was looked at.
RXNORM = {
    "clonazepam": "2598", "alprazolam": "596", "diazepam": "3322", "lorazepam": "6470",
    "midazolam": "6960", "temazepam": "10355", "oxazepam": "7781", "fluoxetine": "4493",
    "sertraline": "36437", "paroxetine": "32937", "citalopram": "2556", "escitalopram": "321988",
    "venlafaxine": "39786", "duloxetine": "72625", "bupropion": "42347", "mirtazapine": "15996",
    "amitriptyline": "704", "morphine": "7052", "oxycodone": "7804", "codeine": "2670",
    "fentanyl": "4337", "tramadol": "10689", "methadone": "6813", "buprenorphine": "1819",
    "zolpidem": "39993", "warfarin": "11289", "aspirin": "1191", "ibuprofen": "5640",
    "acetaminophen": "161", "omeprazole": "7646", "lithium": "6448", "gabapentin": "25480",
    "clonidine": "2599", "clozapine": "2626", "clobazam": "21241", "naloxone": "7242",
}  # fmt: skip
ATC = {
    "clonazepam": "N03AE01", "alprazolam": "N05BA12", "diazepam": "N05BA01",
    "lorazepam": "N05BA06", "midazolam": "N05CD08", "fluoxetine": "N06AB03",
    "sertraline": "N06AB06", "venlafaxine": "N06AX16", "morphine": "N02AA01",
    "oxycodone": "N02AA05", "tramadol": "N02AX02", "zolpidem": "N05CF02", "warfarin": "B01AA03",
    "ibuprofen": "M01AE01", "omeprazole": "A02BC01", "lithium": "N05AN01", "clonidine": "C02AC01",
    "clozapine": "N05AH02", "clobazam": "N05BA09", "naloxone": "V03AB15",
}  # fmt: skip
# What the lists call a drug where it is not our own name.
CALLED = {
    "alcohol": "ethanol", "aspirin": "acetylsalicylic acid", "clorazepate": "clorazepic acid",
    "sodium-oxybate": "gamma-hydroxybutyric acid", "lithium": "lithium cation",
    "grapefruit-juice": "grapefruit", "dabigatran": "dabigatran etexilate",
    "5-htp": "l-5-htp", "danshen": "chinese salvia", "echinacea": "brauneria purpurea",
    "passionflower": "passiflora incarnata flower", "albuterol": "salbutamol",
    "insulin": "human insulin", "insulin-isophane": "insulin (human)",
    "glycopyrrolate": "glycopyrrolate ion",
}  # fmt: skip
IN_FRENCH = {
    "aspirin": "acide acetylsalicylique", "acetaminophen": "paracetamol",
    "meperidine": "pethidine", "codeine": "codeine", "clorazepate": "clorazepate",
}  # fmt: skip


@pytest.fixture(scope="module")
def codes() -> list[Code]:
    """Every code of the curated files; those of the backbone were taken from the registers."""
    return [one.fact for one in read_folder(ROOT / "seed") if isinstance(one.fact, Code)]


def listed(codes: list[Code], system: CodeSystem, source: str | None = None) -> dict[str, set[str]]:
    """The codes of each drug in one system: all, or those that cite the source."""
    found = defaultdict(set)
    for one in codes:
        kind, _, slug = one.subject.partition(":")
        cited = {place.source for place in one.citations}
        if one.system is system and kind == "drug" and source in (None, *cited):
            found[slug].add(one.code)
    return found


def published(name: str) -> Path:
    """A file of the shared data; the test is skipped where it is absent."""
    file = SHARED / "data" / name
    if not file.exists():
        pytest.skip(f"{name} is not on this machine")
    return file


@pytest.mark.parametrize("drug", RXNORM)
def test_a_drug_has_its_known_rxcui(codes: list[Code], drug: str) -> None:
    assert RXNORM[drug] in listed(codes, CodeSystem.RXNORM)[drug]


@pytest.mark.parametrize("drug", ATC)
def test_a_drug_has_its_known_atc_code(codes: list[Code], drug: str) -> None:
    assert ATC[drug] in listed(codes, CodeSystem.ATC)[drug]


def test_every_unii_is_that_of_the_published_vocabulary(codes: list[Code]) -> None:
    file = published("drugbank_vocabulary/drugbank_vocabulary.csv.gz")
    names = defaultdict(set)
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            own = [row["Common name"], *row["Synonyms"].split(" | ")]
            names[row["UNII"]] |= {one.casefold() for one in own}
    found = listed(codes, CodeSystem.UNII, "drugbank-vocabulary")
    assert len(found) >= 400
    for drug, uniis in found.items():
        called = {drug.replace("-", " "), CALLED.get(drug, drug)}
        for unii in uniis:
            assert called & names[unii], f"{drug}: {unii} is {sorted(names[unii])[:3]}"


def test_every_atc_code_is_that_of_the_canadian_list(codes: list[Code]) -> None:
    called = {"acetaminophen": "PARACETAMOL", "meperidine": "PETHIDINE", "clorazepate": "CLORAZEP"}
    called |= {
        "albuterol": "SALBUTAMOL",
        "aspirin": "ACETYLSALICYLIC",
        "sodium-oxybate": "HYDROXYBUTYRIC",
        "nalbuphine": "NALBUFINE",
        "methylene-blue": "METHYLTHIONIN",
        "alendronate": "ALENDRONIC",
        "amphetamine": "AMFETAMINE",
        "benztropine": "BENZATROPINE",
        "cephalexin": "CEFALEXIN",
        "chlorthalidone": "CHLORTALIDONE",
        "cholecalciferol": "COLECALCIFEROL",
        "cholestyramine": "COLESTYRAMINE",
        "valacyclovir": "VALACICLOVIR",
        "cyclosporine": "CICLOSPORIN",
        "dextroamphetamine": "DEXAMFETAMINE",
        "ergonovine": "ERGOMETRINE",
        "glyburide": "GLIBENCLAMIDE",
        "glycopyrrolate": "GLYCOPYRRONIUM",
        "indomethacin": "INDOMETACIN",
        "insulin-isophane": "INSULIN",
        "mycophenolate": "MYCOPHENOLIC",
        "nitroglycerin": "GLYCERYL TRINITRATE",
        "norethindrone": "NORETHISTERONE",
        "rifampin": "RIFAMPICIN",
        "risedronate": "RISEDRONIC",
        "vitamin-k": "PHYTOMENADIONE",
    }
    names = defaultdict(set)
    with gzip.open(published("health_canada_dpd/ther.txt.gz"), "rt", encoding="utf-8") as lines:
        for _, code, name, *_ in csv.reader(lines):
            names[code].add(name.upper())
    found = listed(codes, CodeSystem.ATC, "health-canada-dpd")
    assert len(found) >= 300
    for drug, atc in found.items():
        for code in atc:
            wanted = called.get(drug, drug.upper().replace("-", " "))
            assert any(wanted in name for name in names[code]), f"{drug}: {code} {names[code]}"


def test_every_rxcui_that_the_french_list_has_is_its_own(codes: list[Code]) -> None:
    by_name = defaultdict(set)
    with published("ansm_thesaurus/rxnorm_mappings.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            by_name[row["substance"].replace("é", "e")].add(row["RxNorm"])
    by_name["lisinopril"].add("29046")  # the list has its dihydrate
    compared = 0
    for drug, rxcuis in listed(codes, CodeSystem.RXNORM).items():
        theirs = by_name.get(IN_FRENCH.get(drug, drug), set()) - {"NA"}
        compared += bool(theirs)
        assert not theirs or rxcuis & theirs, f"{drug}: {rxcuis}, but the list has {theirs}"
    assert compared >= 200


def test_every_code_of_the_seed_has_its_shape(codes: list[Code]) -> None:
    assert [one for one in codes if problem_with_code(one.system, one.code)] == []


def test_the_check_character_fits_every_unii_of_the_fda_list() -> None:
    file = published("unii/UNII_Names_27Jun2014_cut.txt")
    rows = [line.split("\t") for line in file.read_text(encoding="latin-1").splitlines()[1:]]
    uniis = {row[2] for row in rows if len(row) == 4 and len(row[2]) == 10}
    assert len(uniis) > 500
    assert [unii for unii in uniis if unii_check_character(unii) != unii[-1]] == []


def test_one_wrong_sign_of_a_unii_is_always_found() -> None:
    good = "5PE9FDE8GB"
    for place in range(9):
        for sign in set(DIGITS) - {good[place]}:
            wrong = good[:place] + sign + good[place + 1 :]
            assert problem_with_code(CodeSystem.UNII, wrong) is not None, wrong
