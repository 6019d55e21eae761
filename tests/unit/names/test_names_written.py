"""One spelling for one name, whatever keyboard, label or web page it was copied from."""

import pytest
from app.domain.names.input import Asked
from app.domain.names.lexicon import without_salts
from app.domain.names.parse import (
    is_of_form,
    parse_drug,
    split_combination,
    split_list,
    without_fillers,
)
from app.domain.names.resolve import resolve
from app.domain.names.text import normalise
from app.services.release import LoadedRelease


@pytest.mark.parametrize("apostrophe", ["'", "’", "‘", "`", "´", "ʼ", "＇", ""])
def test_every_apostrophe_is_the_same(apostrophe: str) -> None:
    assert normalise(f"St John{apostrophe}s wort") == "st johns wort"


@pytest.mark.parametrize(
    "written",
    ["clonazepam", "CLONAZEPAM", "Clonazepam", "clónazépam", "ｃｌｏｎａｚｅｐａｍ", "clonazepam.",
     "«clonazepam»", "(clonazepam)", "* clonazepam", "clonazepam®", "clonazepam™", "clonazepam℠",
     "clonazepam\u00a0", "\u2003clonazepam", "clonazepam\u200b", "\ufeffclonazepam", "clonazepam,"],
    ids=ascii,
)  # fmt: skip
def test_a_name_is_the_same_in_any_dress(written: str) -> None:
    assert normalise(written) == "clonazepam"


@pytest.mark.parametrize("mark", ["®", "™", "©", "℠", "*", "†"])
def test_a_brand_with_its_mark_is_the_brand(loaded: LoadedRelease, mark: str) -> None:
    found = resolve(Asked(f"Klonopin{mark}"), loaded.knowledge, loaded.nearest)
    assert (found.status, [one.id for one in found.drugs]) == ("resolved", ["clonazepam"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("naïve", "naive"),
        ("A-B", "a b"),
        ("a_b", "a b"),
        ("a/b", "a b"),
        ("a  b", "a b"),
        ("a.b", "a b"),
        ("1.5", "1.5"),
        ("x.5", "x 5"),
    ],
)
def test_two_ways_to_write_are_one_spelling(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("0.5", "05"), ("1.5", "15"), ("vitamin b1", "vitamin b12"), ("t3", "t4"), ("a", "b")],
)
def test_two_names_stay_two(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize("text", ["Klonopin™", "ᴬ", "ǅ", "İ", "ß", "ﬁ", "½", "K", "Å", "㎎", "\0"])
def test_a_spelling_is_its_own_spelling(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert normalise(text) == normalise(text).lower()


STRENGTHS = [
    ("0.5mg", "0.5 mg"),
    ("0.5 mg", "0.5 mg"),
    ("0,5 mg", "0.5 mg"),
    ("0.5MG", "0.5 mg"),
    ("10mg/5ml", "10 mg/5 ml"),
    ("10 mg / 5 mL", "10 mg/5 ml"),
    ("10mg/ml", "10 mg/ml"),
    ("25 mcg/hr", "25 mcg/hr"),
    ("25µg", "25 ug"),
    ("25μg", "25 ug"),
    ("100 units", "100 units"),
    ("1 unit", "1 unit"),
    ("1000 IU", "1000 iu"),
    ("5%", "5 %"),
    ("2 g", "2 g"),
    ("20 mEq", "20 meq"),
    # A point without a nought before it is how ten times the dose is given.
    (".5 mg", "0.5 mg"),
    (".25mg", "0.25 mg"),
    ("1,000 mg", "1000 mg"),
    ("10,000 units", "10000 units"),
]


@pytest.mark.parametrize(("written", "strength"), STRENGTHS)
def test_a_strength_is_read_as_it_is_meant(written: str, strength: str) -> None:
    read = parse_drug(f"clonazepam {written}")
    assert (read.words, read.strength) == (("clonazepam",), strength)


@pytest.mark.parametrize("word", ["b12", "t3", "5fu", "5mgx", "v5mg", "mg", "5", "-", "1/2"])
def test_what_is_no_strength_is_not_read_as_one(word: str) -> None:
    assert parse_drug(f"x {word}").strength is None


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("tab", "tablet"), ("tabs", "tablet"), ("Tablet", "tablet"), ("caps", "capsule"),
        ("ODT", "orally disintegrating tablet"), ("soln", "solution"), ("susp", "suspension"),
        ("patch", "patch"), ("inj", "injection"), ("ER", "extended release"),
        ("XR", "extended release"), ("IR", "immediate release"), ("ec", "delayed release"),
        ("orally disintegrating tablet", "orally disintegrating tablet"),
    ],
)  # fmt: skip
def test_a_form_is_written_out(word: str, form: str) -> None:
    read = parse_drug(f"clonazepam {word}")
    assert (read.words, read.form) == (("clonazepam",), form)


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("bid", "twice a day"), ("BD", "twice a day"), ("tid", "three times a day"),
        ("qid", "four times a day"), ("qd", "once a day"), ("qhs", "at bedtime"),
        ("prn", "as needed"), ("po", "by mouth"), ("q8h", "every 8 hours"),
        ("at bedtime", "at bedtime"), ("daily", "once a day"), ("once daily", "once a day"),
        ("twice daily", "twice a day"), ("twice a day", "twice a day"), ("b.i.d.", "twice a day"),
        ("as needed", "as needed"), ("by mouth", "by mouth"), ("at night", "at bedtime"),
    ],
)  # fmt: skip
def test_directions_are_written_out(word: str, meaning: str) -> None:
    read = parse_drug(f"clonazepam {word}")
    assert (without_fillers(read.words), read.directions) == (("clonazepam",), meaning)


def test_a_salt_is_left_off_only_where_it_stands() -> None:
    assert without_salts(("oxycodone", "hcl")) == ("oxycodone",)
    assert without_salts(("sodium", "oxybate")) == ("oxybate",)
    assert without_salts(("oxycodone",)) == ("oxycodone",)
    assert without_salts(("hcl",)) == ()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("clonazepam, oxycodone and wine", ["clonazepam", "oxycodone and wine"]),
        ("2598,7804", ["2598", "7804"]),
        ("a;b\nc", ["a", "b", "c"]),
        ("a,,b,", ["a", "b"]),
        ("", []),
        ("clonazepam 0,5 mg, wine", ["clonazepam 0,5 mg", "wine"]),
        ("acetaminophen 1,000 mg", ["acetaminophen 1,000 mg"]),
    ],
)  # fmt: skip
def test_a_list_ends_at_its_commas_and_not_within_a_number(text: str, parts: list[str]) -> None:
    assert split_list(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("hydrocodone - acetaminophen", ["hydrocodone", "acetaminophen"]),
        ("a with b plus c", ["a", "b", "c"]),
        ("A AND B", ["A", "B"]),
        ("a+b", ["a", "b"]),
        ("morphine 10 mg/ml", ["morphine 10 mg/ml"]),
        ("fentanyl 25 mcg/h", ["fentanyl 25 mcg/h"]),
        ("oxycodone 5 mg/acetaminophen 325 mg", ["oxycodone 5 mg", "acetaminophen 325 mg"]),
        ("Dolo-650", ["Dolo-650"]),
        ("sandwich", ["sandwich"]),
        ("/", []),
    ],
)
def test_a_combination_ends_at_its_signs(text: str, parts: list[str]) -> None:
    assert split_combination(text) == parts


@pytest.mark.parametrize(
    ("limit", "form", "fits"),
    [
        ("slow-release tablets", "extended release", True),
        ("slow-release tablets", "extended-release capsule", True),
        ("slow-release tablets", "tablet", False),
        ("slow-release tablets", "immediate release, tablet", False),
        ("slow-release form", "extended release, capsule", True),
        ("cream", "cream", True),
        ("cream", "tablet", False),
        ("injection under the skin", "injection", True),
        ("with quinidine in one capsule", "capsule", False),
        ("cream", None, False),
        ("slow-release tablets", "", False),
    ],
)
def test_what_holds_for_one_form_is_of_a_written_form(
    limit: str, form: str | None, fits: bool
) -> None:
    assert is_of_form(limit, form) is fits
