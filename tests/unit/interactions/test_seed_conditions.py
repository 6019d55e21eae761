"""Does the check find what labels say of a drug in an illness, by each member and each word?

A kind is a class of drugs and one illness in the words of patients, of charts and of ICD-10. What
a source says of the class is found for each member, whatever the word.
"""

from itertools import product

import pytest
from app.domain.facts import RuleKind, Severity
from app.domain.interactions.result import DrugConditionStatus
from app.domain.knowledge import Knowledge

from tests.asking import ask

FOUND = DrugConditionStatus.INTERACTION_FOUND
# The drugs or the class, the words, and how grave the gravest finding is at least.
KINDS = (
    ("morphine meperidine", "kidney disease; CKD; CKD4; stage 3 kidney disease; N18.4; on dialysis;"
     " weak kidneys; eGFR 25", Severity.MAJOR),
    ("oxycodone hydrocodone codeine", "kidney failure; renal insufficiency; CKD stage 5; N18.30",
     Severity.MODERATE),
    ("class:beta-blocker", "myasthenia gravis; MG; myasthenia; G70.00", Severity.MODERATE),
    ("class:beta-blocker", "overactive thyroid; hyperthyroid; Graves disease; E05.90",
     Severity.MODERATE),
    ("class:beta-blocker", "depression; MDD; depressed; F32.9", Severity.MINOR),
    ("class:sedating-antihistamine", "epilepsy; seizures; fits; epileptic; G40.909; seizure",
     Severity.MODERATE),
    ("class:systemic-corticosteroid", "osteoporosis; thin bones; brittle bones; M81.0",
     Severity.MODERATE),
    ("class:systemic-corticosteroid", "high blood pressure; HTN; heart failure; CHF; HFrEF",
     Severity.MODERATE),
    ("niacin", "gout; chronic gout; M1A.0; M10.9; tophi", Severity.MODERATE),
    ("class:tricyclic-antidepressant", "epilepsy; seizure disorder; fits; R56.9",
     Severity.MODERATE),
    ("class:triptan", "TIA; PAD; poor circulation; WPW; hemiplegic migraine", Severity.MAJOR),
    ("class:sulfonylurea", "DKA; diabetic ketoacidosis; ketoacidosis", Severity.CONTRAINDICATED),
    ("class:proton-pump-inhibitor", "osteoporosis; weak bones", Severity.MODERATE),
    ("class:antipsychotic", "falls; fall risk; prone to falls", Severity.MODERATE),
    ("timolol nadolol", "asthma; asthmatic; J45.909", Severity.CONTRAINDICATED),
    ("amoxicillin", "penicillin allergy; allergic to penicillin; Z88.0", Severity.CONTRAINDICATED),
    ("scopolamine oxybutynin topiramate", "glaucoma; narrow-angle glaucoma; H40.2",
     Severity.MAJOR),
    ("rosiglitazone pioglitazone cilostazol verapamil dronedarone vandetanib",
     "heart failure; CHF; HFrEF; I50.9", Severity.CONTRAINDICATED),
    ("saxagliptin alogliptin flecainide atenolol sotalol theophylline pertuzumab",
     "heart failure; weak heart; I50.22", Severity.MAJOR),
    ("class:tricyclic-antidepressant class:beta-2-agonist imatinib lacosamide metoclopramide",
     "heart failure; congestive heart failure", Severity.MODERATE),
)  # fmt: skip


def drugs_of(who: str, knowledge: Knowledge) -> list[str]:
    """The drugs that are named, and all members of a class that is."""
    drugs: list[str] = []
    for word in who.split():
        slug = word.removeprefix("class:")
        members = (one for one, above in knowledge.classes_above.items() if slug in above)
        drugs += sorted(members) if word.startswith("class:") else [word]
    return drugs


@pytest.mark.parametrize(("who", "words", "least"), KINDS)
def test_every_member_is_found_by_every_word(
    seeded: Knowledge, who: str, words: str, least: Severity
) -> None:
    missed = []
    for drug, word in product(drugs_of(who, seeded), words.split("; ")):
        checkup = ask(seeded, drug, conditions=[word])
        gravest = max((one.severity.rank for one in checkup.findings), default=-1)
        if checkup.drug_conditions[0].status is not FOUND or gravest < least.rank:
            missed.append((drug, word))
    assert missed == []


def test_what_is_found_for_a_condition_is_found_for_each_kind_of_it(seeded: Knowledge) -> None:
    """A narrower word silences no rule."""
    kinds: dict[str, list[str]] = {}
    for child, above in seeded.condition_parents.items():
        for parent in above:
            kinds.setdefault(parent, []).append(child)
    missed = []
    for rule in seeded.rules:
        if rule.kind is not RuleKind.DRUG_CONDITION or not rule.one.startswith("drug:"):
            continue
        for kind in kinds.get(rule.other.removeprefix("condition:"), ()):
            drug = rule.one.removeprefix("drug:")
            checkup = ask(seeded, drug, conditions=[kind])
            if checkup.drug_conditions[0].status is not FOUND:
                missed.append((rule.id, kind))
    assert missed == []
