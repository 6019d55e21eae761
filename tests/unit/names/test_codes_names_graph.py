"""Codes, spellings and hierarchies by themselves."""

import csv
import gzip

import pytest
from app.domain.english import counted, joined, quoted, shortened, with_article
from app.domain.facts import CodeSystem, Severity, worst
from app.domain.hierarchy import distances_above, find_cycles, turned
from app.domain.names.codes import problem_with_code, unii_check_character
from app.domain.names.parse import parse_drug, split_combination, split_list
from app.domain.names.text import normalise

from tests.conftest import SHARED


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("Clonazepam ", "clonazepam"),
        ("St. John’s-Wort", "st johns wort"),
        ("St John's wort", "st johns wort"),
        ("Méthadone", "methadone"),
        ("OXY.IR", "oxy ir"),
        ("a\tb\n c", "a b c"),
        ("co-codamol 8/500", "co codamol 8 500"),
        ("0.5%", "0.5%"),
        ("ﬁlm", "film"),
        ("__x__", "x"),
        ("", ""),
    ],
)
def test_names_have_one_spelling(text: str, spelling: str) -> None:
    assert normalise(text) == spelling
    assert normalise(spelling) == spelling


@pytest.mark.parametrize(
    ("system", "code", "good"),
    [
        ("rxnorm", "2598", True),
        ("rxnorm", "0", False),
        ("rxnorm", "02598", False),
        ("rxnorm", "123456789", False),
        ("rxnorm", "25a", False),
        ("rxnorm", "٢٥٩٨", False),
        ("atc", "N", True),
        ("atc", "N03", True),
        ("atc", "N03A", True),
        ("atc", "N03AE", True),
        ("atc", "N03AE01", True),
        ("atc", "N03AE1", False),
        ("atc", "n03ae01", False),
        ("unii", "5PE9FDE8GB", True),
        ("unii", "5PE9FDE8GC", False),
        ("unii", "5PE9FDE8G", False),
        ("ndc", "16729-136-00", True),
        ("ndc", "0054-0243-24", True),
        ("ndc", "16729-0136-00", True),
        ("ndc", "16729013600", True),
        ("ndc", "16729-136", True),
        ("ndc", "16729-1-00", False),
        ("ndc", "1", False),
        ("epc", "N0000175694", True),
        ("epc", "N175694", False),
        ("icd10", "F32", True),
        ("icd10", "F32.9", True),
        ("icd10", "32F", False),
    ],
)
def test_a_code_has_a_shape(system: str, code: str, good: bool) -> None:
    assert (problem_with_code(CodeSystem(system), code) is None) is good


def test_the_check_character_fits_every_published_unii() -> None:
    file = SHARED / "data" / "drugbank_vocabulary" / "drugbank_vocabulary.csv.gz"
    if not file.exists():
        pytest.skip("the vocabulary is not on this machine")
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        codes = [row["UNII"] for row in csv.DictReader(lines) if row["UNII"]]
    assert len(codes) > 10_000
    assert [code for code in codes if unii_check_character(code) != code[-1]] == []


LADDER = {"d": {"b", "c"}, "b": {"a"}, "c": {"b"}}


def test_distances_take_the_shortest_way_up() -> None:
    assert distances_above("d", LADDER) == {"d": 0, "b": 1, "c": 1, "a": 2}


def test_a_cycle_does_no_harm_and_is_found() -> None:
    ring = {"x": {"y"}, "y": {"z"}, "z": {"x"}, "w": {"x"}}
    assert distances_above("x", ring) == {"x": 0, "y": 1, "z": 2}
    assert find_cycles(ring) == ["x", "y", "z"]
    assert find_cycles({"x": {"x"}}) == ["x"]
    assert find_cycles(LADDER) == []


def test_a_hierarchy_can_be_turned() -> None:
    assert turned(LADDER) == {"a": {"b"}, "b": {"c", "d"}, "c": {"d"}}


def test_the_gravest_wins_and_nothing_is_unknown() -> None:
    assert worst([Severity.MINOR, Severity.MAJOR, Severity.UNKNOWN]) is Severity.MAJOR
    assert worst(list(Severity)) is Severity.CONTRAINDICATED
    assert worst([]) is Severity.UNKNOWN


@pytest.mark.parametrize(
    ("text", "words", "strength", "form", "directions"),
    [
        ("Klonopin 0.5 mg tab", ("klonopin",), "0.5 mg", "tablet", None),
        ("codeine 10mg/5ml", ("codeine",), "10 mg/5 ml", None, None),
        ("fentanyl 25 mcg/h patch", ("fentanyl",), "25 mcg/h", "patch", None),
        ("levothyroxine 50 µg po qd", ("levothyroxine",), "50 ug", None, "by mouth, once a day"),
        ("x 5 mg 10 mg", ("x",), "5 mg, 10 mg", None, None),
        ("morphine er", ("morphine",), None, "extended release", None),
        ("vitamin b12", ("vitamin", "b12"), None, None, None),
        ("5 mg", (), "5 mg", None, None),
    ],
)
def test_a_written_drug_is_taken_apart(
    text: str,
    words: tuple[str, ...],
    strength: str | None,
    form: str | None,
    directions: str | None,
) -> None:
    written = parse_drug(text)
    assert (written.words, written.strength, written.form, written.directions) == (
        words,
        strength,
        form,
        directions,
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a, b; c\nd", ["a", "b", "c", "d"]),
        ("a", ["a"]),
        (" , ,", []),
        ("wine, red ", ["wine", "red "]),
    ],
)
def test_a_list_is_split_at_commas(text: str, parts: list[str]) -> None:
    assert split_list(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("acetaminophen/oxycodone", ["acetaminophen", "oxycodone"]),
        ("a and b", ["a", "b"]),
        ("a + b & c", ["a", "b", "c"]),
        ("chlordiazepoxide-amitriptyline", ["chlordiazepoxide", "amitriptyline"]),
        ("codeine 10mg/5ml", ["codeine 10mg/5ml"]),
        ("x 5 mg/325 mg", ["x 5 mg/325 mg"]),
        ("brandy", ["brandy"]),
    ],
)
def test_a_combination_is_split_but_a_strength_is_not(text: str, parts: list[str]) -> None:
    assert split_combination(text) == parts


def test_small_pieces_of_english() -> None:
    assert with_article("opioid") == "an opioid"
    assert with_article("calmer") == "a calmer"
    assert [joined(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert (counted(1, "input"), counted(2, "input")) == ("1 input", "2 inputs")
    assert quoted(["a", "b"]) == "'a', 'b'"
    assert len(shortened("x" * 100)) == 60
    assert shortened("a \n b") == "a b"
