"""Is RxNorm read as it is meant: backwards relations, retired and licensed rows, combinations?"""

from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import (
    Code,
    CodeSystem,
    Concept,
    ConceptLink,
    Drug,
    Fact,
    Name,
    NameKind,
    Product,
)
from app.importers.run import Intake
from app.importers.rxnorm import DATA_SET

from tests.conftest import SHARED

# RxCUI, SAB, TTY, string, SUPPRESS
CONSO = [
    ("1", "RXNORM", "IN", "clona", "N"), ("2", "RXNORM", "IN", "oxy", "N"),
    ("3", "RXNORM", "PIN", "oxy hydrochloride", "N"), ("4", "RXNORM", "BN", "Calmex", "N"),
    ("5", "RXNORM", "SCD", "clona 1 MG Oral Tablet", "N"), ("5", "RXNORM", "SY", "clona tab", "N"),
    ("6", "RXNORM", "SBD", "clona 1 MG Oral Tablet [Calmex]", "N"),
    ("7", "RXNORM", "MIN", "clona / oxy", "N"), ("8", "RXNORM", "BN", "Duomex", "N"),
    ("9", "RXNORM", "DF", "Oral Tablet", "N"), ("10", "RXNORM", "BN", "Oldmex", "O"),
    ("1", "MTHSPL", "SU", "CLONA", "N"), ("1", "SNOMEDCT_US", "PT", "Clona product", "N"),
    ("11", "RXNORM", "SCDC", "clona 1 MG", "N"),
]  # fmt: skip
# As RXNREL has it: the second RxCUI is what the first one's relation is told of.
REL = [
    ("1", "4", "tradename_of"), ("4", "1", "has_tradename"), ("1", "5", "has_ingredient"),
    ("5", "6", "tradename_of"), ("4", "6", "has_ingredient"), ("2", "3", "form_of"),
    ("1", "7", "has_part"), ("2", "7", "has_part"), ("7", "8", "tradename_of"),
    ("9", "5", "has_dose_form"), ("1", "10", "tradename_of"), ("1", "11", "has_ingredient"),
]  # fmt: skip
SAT = [("6", "NDC", "12345678901"), ("5", "RXN_AVAILABLE_STRENGTH", "1 MG"), ("6", "NDC", "short")]


def write(folder: Path, **broken: str) -> Path:
    """The three files; `broken` stands in the place of a whole one."""
    folder.mkdir(exist_ok=True)
    conso = "".join(
        f"{rxcui}|ENG||||||{n}|{n}|{rxcui}||{sab}|{kind}|"
        f"{'5PE9FDE8GB' if sab == 'MTHSPL' else rxcui}|{text}||{suppress}|4096|\n"
        for n, (rxcui, sab, kind, text, suppress) in enumerate(CONSO)
    )
    rel = "".join(
        f"{one}||CUI|RO|{other}||CUI|{relation}|||RXNORM||||N|4096|\n"
        for one, other, relation in REL
    )
    sat = "".join(f"{rxcui}||||||||{name}|RXNORM|{value}|N|4096|\n" for rxcui, name, value in SAT)
    for name, text in (("RXNCONSO", conso), ("RXNREL", rel), ("RXNSAT", sat)):
        (folder / f"{name}.RRF").write_text(broken.get(name, text), encoding="utf-8")
    return folder


def read(folder: Path) -> tuple[list[Fact], Intake]:
    """All facts, and what became of the rows."""
    intake = Intake("RxNorm")
    facts = [*DATA_SET.read([folder], intake), *intake.mentioned()]
    return facts, intake


def of(facts: list[Fact], kind: type) -> list[Fact]:
    """Those of one kind."""
    return [fact for fact in facts if type(fact) is kind]


@pytest.fixture
def facts(tmp_path: Path) -> list[Fact]:
    """What the small files tell."""
    return read(write(tmp_path / "rrf"))[0]


def codes(facts: list[Fact], code: str, system: CodeSystem = CodeSystem.RXNORM) -> list[str]:
    """What a code names."""
    return sorted(
        fact.subject
        for fact in facts
        if isinstance(fact, Code) and (fact.system, fact.code) == (system, code)
    )


def test_only_ingredients_become_drugs(facts: list[Fact]) -> None:
    assert {fact.id for fact in facts if isinstance(fact, Drug)} == {"clona", "oxy"}


def test_names_say_what_they_are(facts: list[Fact]) -> None:
    told = {(one.drug, one.text, one.kind) for one in facts if isinstance(one, Name)}
    assert told == {
        ("clona", "clona", NameKind.GENERIC), ("oxy", "oxy", NameKind.GENERIC),
        ("oxy", "oxy hydrochloride", NameKind.SALT), ("clona", "Calmex", NameKind.BRAND),
    }  # fmt: skip


def test_a_relation_is_read_backwards(facts: list[Fact]) -> None:
    links = {(one.one, one.relation, one.other) for one in facts if isinstance(one, ConceptLink)}
    assert ("4", "tradename_of", "1") in links
    assert ("1", "tradename_of", "4") not in links
    assert not any(relation == "has_tradename" for _, relation, _ in links)


def test_products_have_their_ingredients_form_and_strength(facts: list[Fact]) -> None:
    products = {one.id: one for one in facts if isinstance(one, Product)}
    assert set(products) == {"rxnorm-5", "rxnorm-6", "rxnorm-7", "rxnorm-8"}
    one = products["rxnorm-5"]
    assert (one.ingredients, one.names, one.strength, one.form, one.region) == (
        ("clona",), ("clona tab",), "1 MG", "Oral Tablet", None,
    )  # fmt: skip
    assert products["rxnorm-6"].ingredients == ("clona",)
    assert products["rxnorm-8"].ingredients == ("clona", "oxy")
    assert products["rxnorm-6"].region == "US"


def test_every_term_type_is_found_by_its_rxcui(facts: list[Fact]) -> None:
    assert codes(facts, "3") == ["drug:oxy"]
    assert codes(facts, "4") == ["drug:clona"]
    assert codes(facts, "6") == ["product:rxnorm-6"]
    assert codes(facts, "11") == ["drug:clona"]
    assert codes(facts, "9") == []
    assert codes(facts, "5PE9FDE8GB", CodeSystem.UNII) == ["drug:clona"]
    assert codes(facts, "12345678901", CodeSystem.NDC) == ["product:rxnorm-6"]


def test_what_is_retired_is_known_by_code_and_marked_and_is_no_name(facts: list[Fact]) -> None:
    assert codes(facts, "10") == ["drug:clona"]
    assert [one.id for one in facts if isinstance(one, Concept) and one.retired] == ["10"]
    assert "Oldmex" not in {one.text for one in facts if isinstance(one, Name)}


def test_a_combination_of_which_a_part_is_missing_is_not_taken_for_the_rest(tmp_path: Path) -> None:
    folder = write(tmp_path / "rrf")
    conso, rel = folder / "RXNCONSO.RRF", folder / "RXNREL.RRF"
    conso.write_text(
        conso.read_text(encoding="utf-8")
        + "20|ENG||||||90|90|20||RXNORM|SBD|20|clona 1 MG / ghostine 2 MG [Ghomex]||N|4096|\n"
        + "21|ENG||||||91|91|21||RXNORM|BN|21|Ghomex||N|4096|\n",
        encoding="utf-8",
    )
    rel.write_text(
        rel.read_text(encoding="utf-8")
        + "1||CUI|RO|20||CUI|has_ingredient|||RXNORM||||N|4096|\n"
        + "21||CUI|RO|20||CUI|has_ingredient|||RXNORM||||N|4096|\n"
        + "1||CUI|RB|21||CUI|tradename_of|||RXNORM||||N|4096|\n",
        encoding="utf-8",
    )
    facts, intake = read(folder)
    assert codes(facts, "20") == codes(facts, "21") == []
    assert "Ghomex" not in {one.text for one in facts if isinstance(one, Name)}
    assert intake.counted["concepts whose ingredients are not all known"] == 2


def test_every_row_is_accounted_for(tmp_path: Path) -> None:
    _, intake = read(write(tmp_path / "rrf"))
    assert intake.rows == len(CONSO) + len(REL) + len(SAT)
    assert dict(intake.skipped) == {
        "a vocabulary that needs a licence of its own": 1, "the attribute NDC is not used": 1,
    }  # fmt: skip
    assert intake.merged == 1


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"RXNCONSO": "<!DOCTYPE html><html>"}, "web page"),
        ({"RXNREL": "1|\x002|"}, "RXNREL.RRF:1: no text"),
        ({"RXNREL": "1|" + "x" * 5_000_000}, "RXNREL.RRF:1: a line of more than"),
    ],
)
def test_what_is_no_rxnorm_is_refused(tmp_path: Path, broken: dict[str, str], words: str) -> None:
    with pytest.raises(RejectedImport, match=words):
        read(write(tmp_path / "rrf", **broken))


def test_a_folder_without_its_files_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "rrf")
    (folder / "RXNREL.RRF").unlink()
    with pytest.raises(RejectedImport, match=r"no RXNREL\.RRF"):
        read(folder)


def test_rows_of_the_wrong_shape_are_counted(tmp_path: Path) -> None:
    facts, intake = read(write(tmp_path / "rrf", RXNCONSO="1|RXNORM|\nx|ENG|RXNORM|||\n"))
    assert of(facts, Drug) == []
    assert intake.skipped["a row with too few fields, or without a RxCUI"] == 2


def test_the_real_sample_gives_what_a_pharmacist_expects() -> None:
    folder = SHARED / "data" / "rxnorm_rrf"
    if not folder.exists():
        pytest.skip("the RxNorm sample is not on this machine")
    facts, intake = read(folder)
    drugs = {fact.id for fact in facts if isinstance(fact, Drug)}
    assert {"clonazepam", "oxycodone", "metformin", "atorvastatin"} <= drugs
    assert codes(facts, "2598") == ["drug:clonazepam"]
    brands = {one.text: one.drug for one in facts if isinstance(one, Name)}
    assert brands["Klonopin"] == "clonazepam"
    # The sample has combinations whose second ingredient it leaves out: they are no products.
    assert intake.counted["concepts whose ingredients are not all known"] > 100
    assert intake.imported > 5_000 and intake.conflict_count == 0
