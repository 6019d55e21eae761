"""Does every row of the backbone add what it says, and take nothing from what curators wrote?

The laws are asked of the real rows, one by one; the tables were made by `tests.backbone`, and
nothing of it is used here.
"""

import csv
import gzip
import json
import re
from collections import defaultdict
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import (
    Citation,
    CodeSystem,
    Drug,
    Fact,
    Indication,
    Membership,
    Name,
    Product,
    SpecialState,
    Status,
)
from app.domain.interactions.result import Completeness
from app.domain.knowledge import Knowledge
from app.domain.names.input import Asked, Input, InputStatus
from app.domain.names.resolve import resolve
from app.domain.names.text import normalise
from app.importers.seed import read
from app.importers.seed.backbone import TABLES
from app.importers.seed.reader import SeedFact, read_folder, read_row
from app.index.build import build_knowledge

from tests.asking import ask
from tests.conftest import ROOT, SHARED
from tests.seeds import write_seed

_BACKBONE = ROOT / "seed" / "backbone"
_LISTS = ROOT / "tests" / "data" / "everyday-names"
Row = dict[str, str]
CONDITION_OF = {
    "pregnancy": "pregnancy",
    "breastfeeding": "breast-feeding",
    "kidney": "kidney-disease",
    "liver": "liver-disease",
}


def _rows(table: str) -> list[Row]:
    with (_BACKBONE / f"{table}.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def curated() -> list[SeedFact]:
    """The seed without its backbone."""
    return read_folder(ROOT / "seed")


@pytest.fixture(scope="module")
def without(curated: list[SeedFact]) -> Knowledge:
    """What is known without the backbone."""
    return build_knowledge("curated", [one.fact for one in curated])


def _ids(found: Input) -> set[str]:
    return {drug.id for drug in found.drugs}


def test_it_is_as_wide_as_it_says(seeded: Knowledge) -> None:
    assert len(seeded.drugs) >= 2500
    assert len(_rows("names")) > 9000
    assert len(_rows("products")) > 1000


def test_every_name_is_its_drug_or_ambiguous_between_regions(
    seeded: Knowledge, without: Knowledge
) -> None:
    regions: dict[str, set[str]] = defaultdict(set)
    for row in (*_rows("names"), *_rows("products")):
        regions[normalise(row.get("text") or row["name"])].add(row["region"])
    # An abbreviation may stand for several drugs in one region: then each of them has a row.
    shortened: dict[str, set[str]] = defaultdict(set)
    for row in _rows("names"):
        if row["kind"] == "abbreviation":
            shortened[normalise(row["text"])].add(row["drug"])
    wrong = []
    for row in _rows("names"):
        spelling = normalise(row["text"])
        found = resolve(Asked(row["text"]), seeded)
        if found.status is InputStatus.AMBIGUOUS:
            elsewhere = {hit.region for hit in without.names.get(spelling, ())}
            meant = shortened[spelling] | {
                hit.subject.partition(":")[2] for hit in without.names.get(spelling, ())
            }
            if len(regions[spelling] | elsewhere) < 2 and len(meant) < 2:
                wrong.append((row["text"], "ambiguous"))
        elif spelling not in without.names and _ids(found) != {row["drug"]}:
            wrong.append((row["text"], _ids(found)))
    assert wrong == []


def test_every_product_is_all_that_it_holds(seeded: Knowledge, without: Knowledge) -> None:
    wrong = []
    for row in _rows("products"):
        found = resolve(Asked(row["name"]), seeded)
        held = set(row["ingredients"].split("; "))
        taken = normalise(row["name"]) in without.names
        if not taken and found.status is not InputStatus.AMBIGUOUS and _ids(found) != held:
            wrong.append((row["name"], held, _ids(found)))
    assert wrong == []


def test_no_curated_spelling_means_something_else(seeded: Knowledge, without: Knowledge) -> None:
    changed = [
        text
        for text in without.names
        if not all(hit.region for hit in without.names[text])
        and {hit.subject for hit in without.names[text]}
        != {hit.subject for hit in seeded.names[text]}
    ]
    assert changed == []


def test_no_name_is_that_of_a_class(without: Knowledge) -> None:
    words = {
        normalise(text)
        for one in without.classes.values()
        for text in (one.id, one.name, *one.names)
    }
    names = {normalise(row["text"]) for row in _rows("names")}
    names |= {normalise(row["name"]) for table in ("drugs", "products") for row in _rows(table)}
    assert names & words == set()


def test_no_moiety_has_two_ids(seed_facts: tuple[Fact, ...]) -> None:
    ids = [one.id for one in seed_facts if isinstance(one, Drug)]
    names = [normalise(one.name) for one in seed_facts if isinstance(one, Drug)]
    assert len(set(ids)) == len(ids)
    assert len(set(names)) == len(names)


# Salts of one base of which the base is no drug by itself, or is another one.
_SALTS_TEXT = """
    hydrochloride hydrobromide sulfate mesylate besylate tartrate maleate succinate fumarate
    dihydrochloride citrate phosphate acetate
"""
_MINERAL_TEXT = """
    sodium potassium calcium magnesium zinc ferric ferrous aluminum bismuth barium ammonium
    lithium strontium copper cupric manganese selenium silver gallium iron triple tin
"""


def test_no_drug_of_it_is_a_salt_of_another(seeded: Knowledge) -> None:
    minerals = set(_MINERAL_TEXT.split())
    names = {normalise(drug.name) for drug in seeded.drugs.values()}
    salts = []
    for row in _rows("drugs"):
        *base, last = normalise(row["name"]).split()
        is_salt = last in _SALTS_TEXT.split() and " ".join(base) in names
        if is_salt and not minerals.intersection(base):
            salts.append(row["name"])
    assert salts == []


def test_every_row_says_where_it_stands_once() -> None:
    for table in ("drugs", "codes", "classes", "names", "products"):
        rows = _rows(table)
        assert all(" § " in cite for row in rows for cite in row["cite"].split(" | ")), table
        assert len({tuple(row.values()) for row in rows}) == len(rows), table


def test_a_class_is_of_drugs_of_the_backbone_only(seed_facts: tuple[Fact, ...]) -> None:
    """What class a curated drug is in, its own file says."""
    own = {row["id"] for row in _rows("drugs")}
    assert {row["drug"] for row in _rows("classes")} <= own
    found = {(one.drug, one.drug_class) for one in seed_facts if isinstance(one, Membership)}
    assert {(row["drug"], row["id"]) for row in _rows("classes")} <= found


def test_codes_are_of_one_drug(seed_facts: tuple[Fact, ...], seeded: Knowledge) -> None:
    for row in _rows("codes"):
        keys = seeded.codes.get((CodeSystem(row["system"]).value, row["code"]))
        assert keys == (f"drug:{row['drug']}",), row


@pytest.mark.parametrize("table", ["uses", "states"])
def test_what_a_label_forbids_is_found_by_a_check(table: str, seeded: Knowledge) -> None:
    silent = []
    for row in _rows(table):
        condition = row.get("condition") or CONDITION_OF[row["state"]]
        checkup = ask(seeded, row["drug"], conditions=[condition])
        if not checkup.findings or checkup.completeness is Completeness.NONE:
            silent.append((row["drug"], condition))
    assert silent == []


def test_what_a_label_names_a_drug_for_is_its_verdict(seed_facts: tuple[Fact, ...]) -> None:
    rows = {(f"drug:{row['drug']}", row["condition"]): row for row in _rows("approvals")}
    stated = {
        (one.subject, one.condition): one.limits
        for one in seed_facts
        if isinstance(one, Indication) and one.status is Status.APPROVED
    }
    assert rows.keys() <= stated.keys()
    for use, row in rows.items():
        limits = stated[use]
        assert (limits.population or "", limits.line or "") == (row["population"], row["line"])


def test_the_indications_that_a_row_names_speak_of_the_drug() -> None:
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("no texts of labels beside the checkout")
    labels = _sections_of_labels(folder / "openfda_label_sections") | _whole_labels()
    file = folder / "label_indication_contraindication_texts" / "indications_text.tsv.gz"
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        ingredients = {line.split("\t")[0] for line in lines}
    silent = []
    for row in _rows("approvals"):
        for cite in row["cite"].split(" | "):
            source, _, place = cite.partition(" § ")
            thing, _, heading = place.rpartition(", ")
            if source == "dailymed-label-texts-2025":
                known = thing in ingredients and heading == "indications"
            else:
                known = bool(labels.get(thing, {}).get(heading.lower().replace(" ", "_")))
            if not known:
                silent.append((row["drug"], cite))
    assert silent == []


def _sections_of_labels(folder: Path) -> dict[str, dict[str, str]]:
    sections: dict[str, dict[str, str]] = {}
    for file in folder.glob("*.ndjson.gz"):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            sections |= {(one := json.loads(line))["set_id"]: one["sections"] for line in lines}
    return sections


def test_the_label_that_a_row_names_speaks_of_it() -> None:
    folder = SHARED / "data" / "openfda_label_sections"
    if not folder.is_dir():
        pytest.skip("no sections of labels beside the checkout")
    sections = _sections_of_labels(folder)
    others = _whole_labels()
    silent = []
    for row in (*_rows("uses"), *_rows("states")):
        source, _, place = row["cite"].partition(" § ")
        if source != "openfda-label-sections":
            continue
        set_id, heading = place.split(", ")
        # openFDA calls the newer section otherwise than labels do.
        name = heading.lower().replace("and precautions", "and cautions").replace(" ", "_")
        text = (sections.get(set_id) or others.get(set_id) or {}).get(name, "")
        words = _WORDS_OF.get(row.get("state", ""))
        if not text or (words and not re.search(words, text, re.I)):
            silent.append((row["drug"], set_id, name))
    assert silent == []


def test_the_text_of_contraindications_that_a_row_names_speaks_of_it() -> None:
    file = SHARED / "data" / "label_indication_contraindication_texts"
    file /= "contraindications_text.tsv.gz"
    if not file.is_file():
        pytest.skip("no texts of contraindications beside the checkout")
    texts: dict[str, str] = defaultdict(str)
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            ingredient, *_, text = line.split("\t")
            texts[ingredient] += text
    silent = []
    for row in (*_rows("uses"), *_rows("states")):
        source, _, place = row["cite"].partition(" § ")
        words = _WORDS_OF.get(row.get("state", ""), "")
        if source == "dailymed-contraindications-2025" and not re.search(
            words or ".", texts[place], re.I
        ):
            silent.append((row["drug"], place))
    assert silent == []


_WORDS_OF = {
    "pregnancy": "pregnan|fetal|fetus",
    "breastfeeding": "nursing|breast|lactat",
    "kidney": "renal|kidney|anuri|creatinine|GFR",
    "liver": "hepat|liver|cirrho",
}


def _whole_labels() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for file in (SHARED / "data" / "openfda_labels_whole").glob("labels_*.ndjson.gz"):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                label = json.loads(line)["label"]
                texts = {k: " ".join(v) for k, v in label.items() if isinstance(v, list)}
                found[label["set_id"]] = texts
    return found


def _expected(line: str, knowledge: Knowledge) -> tuple[str, set[str], Input]:
    brand, _, names = line.partition("=")
    held: set[str] = set()
    for name in names.split("+"):
        held |= _ids(resolve(Asked(name), knowledge))
    return brand, held, resolve(Asked(brand), knowledge)


@pytest.mark.parametrize(("file", "at_least"), [("us-brands", 530), ("elsewhere-brands", 190)])
def test_brands_of_today_are_what_they_hold(file: str, at_least: int, seeded: Knowledge) -> None:
    lines = (_LISTS / f"{file}.txt").read_text(encoding="utf-8").splitlines()
    found = [_expected(line, seeded) for line in lines if not line.startswith("#")]
    known = [one for one in found if one[2].status is InputStatus.RESOLVED]
    wrong = [(brand, held, _ids(answer)) for brand, held, answer in known if _ids(answer) != held]
    assert wrong == []
    assert len(known) >= at_least


def test_a_brand_that_holds_another_drug_elsewhere_is_ambiguous(seeded: Knowledge) -> None:
    found = resolve(Asked("Triatec"), seeded)
    assert found.status is InputStatus.AMBIGUOUS
    assert {one.id for one in found.candidates} == {"product:triatec-30", "ramipril"}


@pytest.mark.parametrize(("file", "share"), [("substances", 0.93), ("who-essential", 0.97)])
def test_what_people_are_given_is_known(file: str, share: float, seeded: Knowledge) -> None:
    lines = (_LISTS / f"{file}.txt").read_text(encoding="utf-8").splitlines()
    names = [line for line in lines if line and not line.startswith("#")]
    known = [one for one in names if resolve(Asked(one), seeded).status is InputStatus.RESOLVED]
    assert len(known) >= share * len(names), sorted(set(names) - set(known))


@pytest.mark.parametrize(
    ("written", "drug", "maker"),
    [
        ("Apo-Metformin", "metformin", "Apo"),
        ("PMS-Warfarin 5 mg", "warfarin", "PMS"),
        ("Sandoz Sertraline", "sertraline", "Sandoz"),
        ("METFORMINE BIOGARAN 500 mg", "metformin", "BIOGARAN"),
        ("Teva-Quetiapine", "quetiapine", None),
        ("Auro-Lacosamide", "lacosamide", None),
    ],
)
def test_a_generic_is_known_whoever_makes_it(
    written: str, drug: str, maker: str | None, seeded: Knowledge
) -> None:
    found = resolve(Asked(written), seeded)
    assert (found.status, _ids(found)) == (InputStatus.RESOLVED, {drug})
    assert maker is None or found.understood["maker"] == maker


@pytest.mark.parametrize("written", ["Apo-Tylenol", "Sandoz Voltaren", "teva", "Apo-unobtainium"])
def test_a_maker_makes_no_other_name_known(written: str, seeded: Knowledge) -> None:
    assert resolve(Asked(written), seeded).status is not InputStatus.RESOLVED


# The rules of merging, on a small seed.

_HEADS = {
    "drugs": "id\tname\tkind\troutes\tcite",
    "codes": "drug\tsystem\tcode\tcite",
    "classes": "drug\tid\tcite",
    "names": "drug\ttext\tkind\tregion\tcite",
    "products": "id\tname\tingredients\tregion\tcite",
    "uses": "drug\tcondition\tpopulation\tcite",
    "approvals": "drug\tcondition\tpopulation\tline\tcite",
    "states": "drug\tstate\tbound\tjudgement\tboxed\tserious\ttext\tcite",
}


def _with_rows(folder: Path, **tables: list[str]) -> list[Fact]:
    write_seed(folder)
    (folder / "backbone").mkdir()
    for name, rows in tables.items():
        content = "\n".join([_HEADS[name], *rows]) + "\n"
        (folder / "backbone" / f"{name}.tsv").write_text(content, encoding="utf-8")
    return list(read(folder))


def _first_drug(folder: Path) -> Drug:
    write_seed(folder)
    return next(one for one in read(folder) if isinstance(one, Drug))


def test_a_row_of_a_curated_drug_adds_only_what_it_lacks(tmp_path: Path) -> None:
    drug = _first_drug(tmp_path / "plain")
    facts = _with_rows(
        tmp_path / "seed",
        drugs=[f"otherwise\t{drug.name}\t\t\tbook § one"],
        names=[
            f"otherwise\t{drug.name}\tsynonym\t\tbook § one",
            "otherwise\tNeverheard\tbrand\tUS\tbook § one",
        ],
        classes=["otherwise\tcalmers\tbook § one"],
    )
    assert not any(isinstance(one, Drug) and one.id == "otherwise" for one in facts)
    of_drug = [one for one in facts if isinstance(one, Name) and one.text == "Neverheard"]
    assert [one.drug for one in of_drug] == [drug.id]
    assert not any(isinstance(one, Membership) and one.drug == "otherwise" for one in facts)


@pytest.mark.parametrize(("population", "kept"), [("", False), ("the very old", True)])
def test_a_use_that_curators_name_is_only_forbidden_to_some(
    population: str, kept: bool, tmp_path: Path
) -> None:
    facts = _with_rows(tmp_path, uses=[f"alpha\tworry\t{population}\tbook § one"])
    of_both = {
        one.status: one.limits.population
        for one in facts
        if isinstance(one, Indication) and (one.subject, one.condition) == ("drug:alpha", "worry")
    }
    forbidden = {Status.ADVISED_AGAINST: population} if kept else {}
    assert of_both == {Status.APPROVED: None} | forbidden


@pytest.mark.parametrize(
    ("condition", "why"),
    [("worry", "So."), ("great-worry", "A US label names it (the very old; at night).")],
)
def test_an_approval_stands_only_where_curators_say_nothing(
    condition: str, why: str, tmp_path: Path
) -> None:
    facts = _with_rows(
        tmp_path, approvals=[f"alpha\t{condition}\tthe very old\tat night\tbook § one"]
    )
    stated = [
        one.why
        for one in facts
        if isinstance(one, Indication) and (one.subject, one.condition) == ("drug:alpha", condition)
    ]
    assert stated == [why]


def test_a_state_is_written_with_its_bound() -> None:
    table = TABLES["states"]
    row = ["newcomer", "kidney", "{degrees: [severe]}", "contraindicated", "", "", "No.", ""]
    written = dict(zip(table.columns, row, strict=True)) | {"cite": "book § one"}
    state = read_row(table, written, lambda _: Citation("book", "one"))
    assert isinstance(state, SpecialState)
    assert (state.subject, state.bound.words, state.boxed) == ("drug:newcomer", "severe", False)


def test_a_name_that_means_something_to_curators_is_not_taken(tmp_path: Path) -> None:
    drug = _first_drug(tmp_path / "plain")
    facts = _with_rows(
        tmp_path / "seed",
        drugs=["newcomer\tnewcomer\t\tby mouth\tbook § one"],
        names=[
            f"newcomer\t{drug.name.upper()}\tsynonym\t\tbook § one",
            "newcomer\tSoft Calmer\tsynonym\t\tbook § one",
        ],
        products=["mixed\tMixed\tnewcomer; " + drug.id + "\tUS\tbook § one"],
    )
    names = {one.text for one in facts if isinstance(one, Name) and one.drug == "newcomer"}
    assert names == {"newcomer"}
    told = next(one for one in facts if isinstance(one, Drug) and one.id == "newcomer")
    assert "by mouth" in told.description
    mixed = next(one for one in facts if isinstance(one, Product) and one.id == "mixed")
    assert mixed.ingredients == ("newcomer", drug.id)


@pytest.mark.parametrize(
    ("table", "row", "said"),
    [
        ("drugs", "new\tnew\t\t\tnowhere § one", "unknown source 'nowhere'"),
        ("drugs", "new\tnew\tpill\t\tbook § one", "backbone/drugs.tsv:2: kind"),
        ("drugs", "new\tnew\tbook § one", "3 cells instead of 5"),
        (
            "states",
            "new\tkidney\t{below: [\tavoid\t\t\tIt gathers.\tbook § one",
            "states.tsv:2: bound",
        ),
        ("names", "nobody\tNo\tbrand\t\tbook § one", "unknown drug 'nobody'"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(
    table: str, row: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(RejectedImport) as error:
        _with_rows(tmp_path / "seed", **{table: [row]})
    assert said in "\n".join(error.value.problems)


def test_another_file_is_not_passed_over(tmp_path: Path) -> None:
    write_seed(tmp_path)
    (tmp_path / "backbone").mkdir()
    (tmp_path / "backbone" / "more.tsv").write_text("id\n", encoding="utf-8")
    with pytest.raises(RejectedImport) as error:
        list(read(tmp_path))
    assert "backbone/more.tsv:1: not read" in "\n".join(error.value.problems)
