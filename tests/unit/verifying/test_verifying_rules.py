"""Does the tool that compares the seed with data files judge rules by tables and labels?"""

from dataclasses import replace
from pathlib import Path

import pytest
from app.domain.facts import (
    AlertList,
    Citation,
    ClassKind,
    Condition,
    ConditionKind,
    ConditionParent,
    Drug,
    DrugClass,
    DrugKind,
    Fact,
    Membership,
    NoInteraction,
    RuleKind,
    Severity,
)

from tests.pharmacopoeia import rule
from tests.small_data import write_data
from tests.verifying.gathering import gather
from tests.verifying.judging import judge_facts
from tests.verifying.outcome import Verdict

CITED = (Citation("book", "one"),)
YES, NO, WRONG = "confirmed", "not found", "contradicted"
ONC = "onc_high_priority/onc_high_priority_classes.tsv"
ANSM = "ansm_thesaurus/thesaurus_2020_10.json.gz"

WORLD: list[Fact] = [
    *(Drug(one, one, DrugKind.MEDICATION, "x", CITED) for one in ("alphazol", "betapam", "zetin")),
    DrugClass("calmer", "calmer", ClassKind.EFFECT, "x", (), None, CITED),
    Membership("alphazol", "calmer", True, CITED),
    Condition("kidney", "kidney trouble", ConditionKind.DISEASE, "x", (), CITED),
    Condition("kidney-disease", "kidney disease", ConditionKind.DISEASE, "x", (), CITED),
    ConditionParent("kidney-disease", "kidney", CITED),
]


def judged(folder: Path, *facts: Fact, without: tuple[str, ...] = ()) -> Verdict:
    """What the small files say of the last fact."""
    verdicts = judge_facts([*WORLD, *facts], gather(write_data(folder, *without)))
    return [one for one in verdicts if one.kind in ("rule", "no interaction")][-1]


def test_a_pair_of_the_high_priority_list_confirms_a_rule_between_classes(tmp_path: Path) -> None:
    verdict = judged(tmp_path, rule("x", "class:calmer", "drug:betapam"))
    assert verdict.outcome == YES
    assert verdict.places[0] == f"{ONC} item 3"


def test_a_label_that_names_the_other_side_confirms_a_rule(tmp_path: Path) -> None:
    verdict = judged(tmp_path, rule("x", "class:calmer", "drug:betapam"), without=(ONC, ANSM))
    assert verdict.outcome == YES
    assert verdict.places[0].startswith("openfda_label/alphax.json set_id 1111")
    assert verdict.places[0].endswith("drug_interactions: betapam")


def test_the_french_thesaurus_confirms_a_rule_by_its_own_classes(tmp_path: Path) -> None:
    labels = ("openfda_label/alphax.json", "openfda_label/bulk/drug-label-0001-of-0001.json.zip")
    verdict = judged(tmp_path, rule("x", "drug:alphazol", "drug:betapam"), without=(ONC, *labels))
    assert verdict.places == (f"{ANSM} entry 1",)


@pytest.mark.parametrize(
    ("one", "source", "section", "outcome"),
    [
        ("alfazol", "ansm-pairs-2020", "calmants, bétapam", YES),
        ("alfazol", "ansm-pairs-2020", "bétapam, calmants", YES),
        ("alfazol", "ansm-pairs-2020", "calmants, zétine", NO),
        ("alfazol", "book", "calmants, bétapam", NO),
        ("zetin", "ansm-pairs-2020", "calmants, bétapam", NO),
    ],
)
def test_a_pair_of_the_thesaurus_that_is_cited_confirms_a_drug_of_like_name_without_a_code(
    tmp_path: Path, one: str, source: str, section: str, outcome: str
) -> None:
    fact = replace(rule("x", f"drug:{one}", "drug:betapam"), citations=(Citation(source, section),))
    assert judged(tmp_path, fact).outcome == outcome


def test_a_rule_of_which_no_file_speaks_is_not_found(tmp_path: Path) -> None:
    assert judged(tmp_path, rule("x", "drug:alphazol", "drug:zetin")).outcome == NO


@pytest.mark.parametrize(
    ("severity", "alert_list", "outcome"),
    [
        (Severity.CONTRAINDICATED, None, YES),
        (Severity.MAJOR, AlertList.ONC_HIGH, YES),
        (Severity.MODERATE, None, WRONG),
        (Severity.MODERATE, AlertList.ONC_HIGH, WRONG),
        (Severity.MAJOR, AlertList.ONC_LOW, WRONG),
    ],
)
def test_a_pair_of_the_high_priority_list_is_major_at_least(
    tmp_path: Path, severity: Severity, alert_list: AlertList | None, outcome: str
) -> None:
    fact = rule("x", "drug:alphazol", "drug:betapam", severity=severity, alert_list=alert_list)
    assert judged(tmp_path, fact).outcome == outcome


def test_a_milder_rule_beside_a_grave_one_for_the_same_pair_is_no_contradiction(
    tmp_path: Path,
) -> None:
    grave = rule("grave", "class:calmer", "drug:betapam")
    mild = rule("mild", "drug:alphazol", "drug:betapam", severity=Severity.MINOR)
    assert judged(tmp_path, grave, mild).outcome == YES


@pytest.mark.parametrize("condition", ["kidney", "kidney-disease"])
def test_a_rule_for_a_condition_is_confirmed_by_a_label_that_names_it_or_one_below_it(
    tmp_path: Path, condition: str
) -> None:
    fact = rule("x", "drug:alphazol", f"condition:{condition}", kind=RuleKind.DRUG_CONDITION)
    assert judged(tmp_path, fact).outcome == YES


def test_a_rule_for_a_condition_that_the_label_of_another_drug_names_is_not_found(
    tmp_path: Path,
) -> None:
    fact = rule("x", "drug:betapam", "condition:kidney", kind=RuleKind.DRUG_CONDITION)
    assert judged(tmp_path, fact).outcome == NO


@pytest.mark.parametrize(("other", "outcome"), [("betapam", WRONG), ("zetin", NO)])
def test_a_documented_absence_is_contradicted_by_any_table_that_has_the_pair(
    tmp_path: Path, other: str, outcome: str
) -> None:
    assert judged(tmp_path, NoInteraction("alphazol", other, "x", CITED)).outcome == outcome
