"""What the curated states say: do labels bear it out, is no dose told, is one fact one finding?"""

import re
from collections import Counter
from typing import Any

import pytest
from app.domain.facts import SpecialState
from app.domain.knowledge import Knowledge

from tests.asking import ask

# Read in the labels themselves: drug, what is stated of the person, severity, and whether it holds.
LABELS = [
    ("warfarin", "pregnancy", "contraindicated", "yes"),
    ("finasteride", "pregnancy", "contraindicated", "yes"),
    ("ergotamine", "pregnancy", "contraindicated", "yes"),
    ("methotrexate", "pregnancy", "contraindicated", "yes"),
    ("valproic acid", "pregnancy", "contraindicated", "if"),
    ("lithium", "pregnancy", "major", "yes"),
    ("atenolol", "pregnancy", "major", "yes"),
    ("tetracycline", "pregnancy", "major", "yes"),
    ("doxycycline", "pregnancy", "major", "yes"),
    ("naproxen", "pregnancy", "major", "if"),
    ("naproxen", "24 weeks pregnant", "major", "yes"),
    ("naproxen", "third trimester of pregnancy", "major", "yes"),
    ("semaglutide", "pregnancy", "major", "yes"),
    ("finasteride", "planning pregnancy", "contraindicated", "yes"),
    ("codeine", "breastfeeding", "major", "yes"),
    ("fenofibrate", "breastfeeding", "contraindicated", "yes"),
    ("metformin", "eGFR 25", "contraindicated", "yes"),
    ("metformin", "severe kidney disease", "contraindicated", "yes"),
    ("dofetilide", "kidney disease", "contraindicated", "if"),
    ("dofetilide", "creatinine clearance 15 mL/min", "contraindicated", "yes"),
    ("galantamine", "CrCl 5", "major", "yes"),
    ("galantamine", "eGFR 5", "major", "if"),
    ("gabapentin", "kidney disease", "moderate", "yes"),
    ("gabapentin", "CrCl 40", "moderate", "yes"),
    ("allopurinol", "kidney disease", "moderate", "yes"),
    ("fenofibrate", "dialysis", "contraindicated", "yes"),
    ("vardenafil", "dialysis", "major", "yes"),
    ("clonazepam", "severe liver disease", "contraindicated", "yes"),
    ("nebivolol", "liver disease", "contraindicated", "if"),
    ("ranolazine", "liver disease", "contraindicated", "if"),
    ("glyburide", "older adult", "major", "yes"),
    ("diphenhydramine", "older adult", "major", "yes"),
    ("promethazine", "child", "contraindicated", "if"),
    ("codeine", "child", "contraindicated", "if"),
]
RANKS = ["unknown", "minor", "moderate", "major", "contraindicated"]


@pytest.mark.parametrize(("drug", "stated", "severity", "applies"), LABELS)
def test_a_check_finds_what_the_label_says_of_the_state(
    seeded: Knowledge, drug: str, stated: str, severity: str, applies: str
) -> None:
    findings = ask(seeded, drug, conditions=(stated,)).findings
    assert findings
    gravest = max(findings, key=lambda one: RANKS.index(one.severity))
    assert (gravest.severity, gravest.applies) == (severity, applies)


@pytest.mark.parametrize(
    ("drug", "stated", "status"),
    [
        ("eszopiclone", "kidney disease", "no_record"),
        ("ondansetron", "pregnancy", "no_record"),
        ("modafinil", "pregnancy", "interaction_found"),
        ("brivaracetam", "pregnancy", "not_assessed"),
        # Cleared for a part only.
        ("cariprazine", "mild kidney disease", "interaction_found"),
        ("escitalopram", "kidney disease", "interaction_found"),
    ],
)
def test_what_clears_all_of_a_state_is_assessed_and_what_is_not_known_is_not(
    seeded: Knowledge, drug: str, stated: str, status: str
) -> None:
    (one,) = ask(seeded, drug, conditions=(stated,)).drug_conditions
    assert one.status == status
    assert one.citations or status == "interaction_found"


def states(seed_facts: tuple[Any, ...]) -> list[SpecialState]:
    """Every state of the seed."""
    return [fact for fact in seed_facts if isinstance(fact, SpecialState)]


def test_no_dose_is_told(seed_facts: tuple[Any, ...]) -> None:
    dose = re.compile(r"\d\s*(?:mg|mcg|g|µg|units?)\b|\bmg/|a day\b", re.IGNORECASE)
    assert [one.id for one in states(seed_facts) if dose.search(one.text)] == []


def test_all_clear_words_are_not_used(seed_facts: tuple[Any, ...]) -> None:
    word = re.compile(r"\bsafe(?:ly)?\b|\bharmless\b|\bno risk\b", re.IGNORECASE)
    assert [one.id for one in states(seed_facts) if word.search(one.text)] == []


def test_a_state_and_another_finding_never_say_the_same_twice(
    seeded: Knowledge, seed_facts: tuple[Any, ...]
) -> None:
    twice = []
    for subject, condition in sorted({(one.subject, one.condition) for one in states(seed_facts)}):
        kind, _, slug = subject.partition(":")
        if kind != "drug":
            continue
        names = seeded.drugs[slug].name, seeded.conditions[condition].name
        findings = ask(seeded, names[0], conditions=(names[1],)).findings
        # What holds once a planned pregnancy is one is another thing than what holds before.
        later = [
            condition != "pregnancy" and any(by.condition == "pregnancy" for by in one.participants)
            for one in findings
        ]
        said = [(one.severity, one.applies, of) for one, of in zip(findings, later, strict=True)]
        alike = Counter(said)
        of_states = {
            what for what, one in zip(said, findings, strict=True) if one.id.startswith("state:")
        }
        twice += [(slug, condition) for what in of_states if alike[what] > 1]
    assert twice == []
