"""Are uses, schedules and products judged by catalogues, labels and registers?"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from app.domain.facts import (
    Citation,
    Condition,
    ConditionKind,
    Goal,
    Indication,
    Limits,
    LookAlike,
    Schedule,
    Status,
)

from tests.judged import CITED, NO, WRONG, YES, judged, product


def use(condition: str, status: str, goal: str = "unknown", cite: str = "book § one") -> Indication:
    """Alphazol for a condition."""
    source, _, section = cite.partition(" § ")
    return Indication(
        "x", "drug:alphazol", condition, Status(status), Goal(goal), Limits(), (), "x",
        (Citation(source, section),),
    )  # fmt: skip


USES: list[tuple[dict[str, Any], str]] = [
    ({"condition": "worry", "status": "approved"}, YES),  # its label
    ({"condition": "dread", "status": "off_label"}, YES),  # the catalogue
    ({"condition": "dread", "status": "not_indicated"}, WRONG),
    ({"condition": "gout", "status": "approved"}, WRONG),
    ({"condition": "gout", "status": "not_indicated"}, YES),
    ({"condition": "worry", "status": "not_indicated"}, NO),
    (
        {
            "condition": "dread",
            "status": "approved",
            "goal": "disease_modifying",
            "cite": "pharmacotherapydb § alphazol, dread",
        },
        WRONG,
    ),
    (
        {
            "condition": "dread",
            "status": "approved",
            "goal": "symptomatic",
            "cite": "pharmacotherapydb § alphazol, dread",
        },
        YES,
    ),
]


@pytest.mark.parametrize(("words", "outcome"), USES)
def test_a_use_is_judged_by_catalogue_and_label(
    tmp_path: Path, words: dict[str, Any], outcome: str
) -> None:
    assert judged(tmp_path, use(**words)).outcome == outcome


def test_a_label_that_names_the_condition_outweighs_a_non_indication(tmp_path: Path) -> None:
    text = "doid_id\tdrugbank_id\tdisease\tdrug\tcategory\nD\tDB1\tworry\tAlphazol\tNOT\n"
    assert judged(tmp_path, use("worry", "approved"), indications=text).outcome == YES


@pytest.mark.parametrize(
    ("drug", "where", "schedule", "outcome"),
    [
        ("alphazol", "CA", "Prescription", YES),
        ("alphazol", "CA", "Narcotic (CDSA I)", WRONG),
        ("alphazol", "US", "C-IV", YES),
        ("alphazol", "US", "C-II", WRONG),
        ("betapam", "US", "C-II", YES),
        ("betapam", "CA", "Prescription", NO),
    ],
)
def test_a_schedule_is_judged_by_products_of_the_drug_alone(
    tmp_path: Path, drug: str, where: str, schedule: str, outcome: str
) -> None:
    assert judged(tmp_path, Schedule(drug, where, schedule, CITED)).outcome == outcome


@pytest.mark.parametrize(
    ("brand", "ingredients", "outcome"),
    [
        ("Duo", ("alphazol", "betapam"), YES),
        ("Duo", ("alphazol",), WRONG),
        ("Alphax 5 mg", ("alphazol",), YES),
        ("Solo", ("alphazol",), NO),
    ],
)
def test_a_product_is_judged_by_what_is_in_it(
    tmp_path: Path, brand: str, ingredients: tuple[str, ...], outcome: str
) -> None:
    assert judged(tmp_path, product("x", brand, *ingredients)).outcome == outcome


@pytest.mark.parametrize(
    ("condition", "status", "outcome"),
    [
        ("kidney", "advised_against", YES),
        ("kidney", "not_indicated", NO),
        ("fright", "approved", YES),
    ],
)
def test_a_label_warns_of_one_condition_and_prevents_another(
    tmp_path: Path, condition: str, status: str, outcome: str
) -> None:
    names = {"kidney": "kidney disease", "fright": "prevention of second fright"}
    facts = [
        Condition(one, called, ConditionKind.DISEASE, "x", (), CITED)
        for one, called in names.items()
    ]
    assert judged(tmp_path, *facts, use(condition, status)).outcome == outcome


def test_a_form_that_is_not_for_what_the_drug_is_for_is_no_contradiction(tmp_path: Path) -> None:
    slow = replace(use("dread", "not_indicated"), limits=Limits(population="slow tablets"))
    assert judged(tmp_path / "one", use("dread", "approved"), slow).outcome == NO
    assert judged(tmp_path / "two", slow).outcome == WRONG


def test_what_a_drug_is_not_for_is_counted_apart(tmp_path: Path) -> None:
    assert judged(tmp_path / "one", use("gout", "not_indicated")).kind == "non-use"
    assert judged(tmp_path / "two", use("gout", "approved")).kind == "indication"


def test_a_vague_ingredient_contradicts_nothing(tmp_path: Path) -> None:
    assert judged(tmp_path, product("mixal", "Mixal", "alphazol", "betapam")).outcome == NO


def test_look_alikes_stand_in_no_file(tmp_path: Path) -> None:
    assert judged(tmp_path, LookAlike("alphazol", "betapam", CITED)).outcome == NO


@pytest.mark.parametrize(
    ("group", "outcome"), [("Antidepressive Agents", "by its group"), ("Rousers", NO)]
)
def test_a_use_that_only_the_name_of_a_group_tells_is_told_apart(
    tmp_path: Path, group: str, outcome: str
) -> None:
    members = f"drugbank_id\tdrugbank_name\tclass_id\tclass_name\nDB1\tAlphazol\t1\t{group}\n"
    low = Condition("depression", "low mood", ConditionKind.DISEASE, "x", (), CITED)
    found = judged(tmp_path, low, use("depression", "approved"), drug_to_class=members)
    assert found.outcome == outcome
