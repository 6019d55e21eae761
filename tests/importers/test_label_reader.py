"""What does the reader of labels make of a sentence?"""

from itertools import pairwise

import pytest
from app.domain.facts import NameKind
from app.importers.shared.label_phrases import NameFinder, find_phrases, words_of
from app.importers.shared.label_reader import LabelReader, ReadSentence, Statement
from app.importers.shared.label_roles import Own, Role
from hypothesis import given
from hypothesis import strategies as st

NAMES = {
    "warfarin": "drug:warfarin",
    "digoxin": "drug:digoxin",
    "fluconazole": "drug:fluconazole",
    "verapamil": "drug:verapamil",
    "lithium": "drug:lithium",
    "insulin": "drug:insulin",
    "St John's wort": "drug:st-johns-wort",
    "lisinopril": "drug:lisinopril",
    "captopril": "drug:captopril",
    "milk": "drug:milk",
    "potassium": "drug:potassium",
    "ACE inhibitor": "class:ace-inhibitor",
    "beta blocker": "class:beta-blocker",
}
READER = LabelReader(
    NameFinder.of(
        [(text, key, NameKind.GENERIC) for text, key in NAMES.items()]
        + [("Spark", "drug:spark", NameKind.BRAND)]
    ),
    {"drug:lisinopril": frozenset({"class:ace-inhibitor"})},
)


def phrases(text: str) -> list[str]:
    return [text[one.start : one.end] for one in find_phrases(words_of(text), READER.names)]


def read(text: str, *own: str) -> ReadSentence:
    (found,) = READER.read([text], READER.own(own))
    return found


def interacting(text: str, *own: str) -> list[str]:
    return [
        text[one.start : one.end]
        for one in read(text, *own).mentions
        if one.statement is Statement.INTERACTION
    ]


def role_of(text: str, name: str, *own: str) -> Role:
    (role,) = {one.role for one in read(text, *own).mentions if text[one.start : one.end] == name}
    return role


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Avoid strong CYP3A4 inhibitors.", ["strong CYP3A4 inhibitors"]),
        ("Inhibitors of CYP 2D6 may raise levels.", ["Inhibitors of CYP 2D6"]),
        ("Avoid NSAIDs and oral anticoagulants.", ["NSAIDs", "oral anticoagulants"]),
        ("other drugs that prolong the QT interval", ["drugs that prolong the QT interval"]),
        ("many drugs are excreted in human milk", []),
        ("thiazide or loop diuretics", ["thiazide", "loop diuretics"]),
        ("potassium supplements", ["potassium supplements"]),
        ("serum potassium", []),
        ("St. John's wort", ["St. John's wort"]),
        ("St John’s wort", ["St John’s wort"]),
        ("β-blockers", ["β-blockers"]),
        ("ACE inhibitors", ["ACE inhibitors"]),
        ("the spark of life", []),
        ("the sponge Spark", ["Spark"]),
    ],
)
def test_phrases_are_found(text: str, named: list[str]) -> None:
    assert phrases(text) == named


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Azoles such as fluconazole interact.", "fluconazole", Role.EXAMPLE),
        ("Azoles (e.g., fluconazole) interact.", "fluconazole", Role.EXAMPLE),
        ("Drugs as verapamil, as with other beta blockers, act.", "beta blockers", Role.COMPARATOR),
        ("The antihypertensive effect fell.", "antihypertensive", Role.ADJECTIVE),
        ("Fluconazole, a CYP2C9 inhibitor, acts.", "CYP2C9 inhibitor", Role.DESCRIPTION),
        ("The azole antifungal fluconazole acts.", "azole antifungal", Role.DESCRIPTION),
        ("It was more common than with digoxin.", "digoxin", Role.COMPARATOR),
        ("Take care (see Use with diuretics).", "diuretics", Role.REFERENCE),
        ("In depletion (those on diuretics) it fell.", "diuretics", Role.PATIENT),
        ("Digoxin: Avoid use with verapamil.", "Digoxin", Role.HEADING),
    ],
)
def test_a_phrase_has_a_role(text: str, name: str, role: Role) -> None:
    assert role_of(text, name) is role


def test_the_own_drug_its_metabolite_and_its_class_are_told_apart() -> None:
    text = "Lisinopril, lisinoprilat and ACE inhibitors with digoxin."
    reader = LabelReader(
        NameFinder.of(
            [(name, key, NameKind.GENERIC) for name, key in NAMES.items()]
            + [("lisinoprilat", "drug:lisinoprilat", NameKind.GENERIC)]
        ),
        READER.classes_of,
    )
    (found,) = reader.read([text], reader.own(["lisinopril"]))
    assert [one.role for one in found.mentions] == [
        Role.OWN,
        Role.OWN,
        Role.OWN_CLASS,
        Role.OTHER,
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Concomitant use of warfarin with fluconazole increases the risk of bleeding.", True),
        ("Avoid concomitant use of warfarin and fluconazole.", True),
        ("Monitor digoxin levels when fluconazole is given concomitantly with digoxin.", True),
        ("Fluconazole did not affect the pharmacokinetics of digoxin.", False),
        ("Hypersensitivity to fluconazole has been reported.", False),
        ("Each tablet contains fluconazole and lactose.", False),
    ],
)
def test_a_sentence_speaks_of_an_interaction_or_not(text: str, named: bool) -> None:
    assert bool(interacting(text, "digoxin")) is named


def test_a_sentence_without_interaction_says_why() -> None:
    found = read("Fluconazole did not affect the pharmacokinetics of digoxin.", "digoxin")
    assert found.pattern.endswith("no_effect")
    assert read("Nothing is named here.").pattern
    assert not read("Avoid concomitant use of warfarin and fluconazole.", "warfarin").pattern


def test_no_effect_is_stated_only_where_both_are_named() -> None:
    text = "Fluconazole did not affect the pharmacokinetics of digoxin."
    assert [one.statement for one in read(text, "digoxin").mentions] == [
        Statement.NO_EFFECT,
        Statement.NAMED,
    ]
    assert Statement.NO_EFFECT not in {one.statement for one in read(text, "verapamil").mentions}


def test_a_label_teaches_what_its_drug_is() -> None:
    own = READER.own(["captopril"])
    sentences = [
        "Sartanoids like this. ACE inhibitors, including captopril, act.",
        "ACE inhibitors",
    ]
    assert [one.role for one in list(READER.read(sentences, own))[1].mentions] == [Role.OWN_CLASS]


words = st.sampled_from(
    [
        "avoid",
        "concomitant",
        "use",
        "of",
        "with",
        "warfarin",
        "digoxin",
        "fluconazole",
        "lisinopril",
        "ACE",
        "inhibitors",
        "such",
        "as",
        "(",
        ")",
        ",",
        ".",
        ";",
        ":",
        "e.g.",
        "including",
        "may",
        "increase",
        "the",
        "risk",
        "levels",
        "did",
        "not",
        "affect",
        "drugs",
        "that",
        "prolong",
        "strong",
        "CYP3A4",
        "inhibitors",
        "patients",
        "receiving",
        "diuretics",
        "β-blockers",
        "<item>",
        "-",
        "and",
        "or",
        "another",
        "see",
    ]
)
texts = st.lists(words, max_size=40).map(" ".join)


@given(texts)
def test_the_own_drug_is_never_a_finding(text: str) -> None:
    found = read(text, "warfarin")
    assert all(one.statement is Statement.NAMED for one in found.mentions if one.role is Role.OWN)


@given(texts)
def test_phrases_stand_in_order_and_apart(text: str) -> None:
    found = find_phrases(words_of(text), READER.names)
    assert all(one.end <= after.start for one, after in pairwise(found))
    assert all(one.start < one.end for one in found)


@given(texts)
def test_a_pattern_stands_where_nothing_interacts(text: str) -> None:
    found = read(text, "warfarin")
    speaks = any(one.statement is Statement.INTERACTION for one in found.mentions)
    assert speaks is not bool(found.pattern)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    list(READER.read([text], Own()))
