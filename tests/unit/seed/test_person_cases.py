"""What labels say of a drug for this person: is it found by the values given, and only so?

The cases were read in the labels (set ids beside them); what is expected is what they say.
"""

import pytest
from app.domain.facts import ChildPugh, KidneyUnit
from app.domain.interactions.person import Creatinine, Person, Pregnant, Sex
from app.domain.interactions.result import Checkup
from app.domain.knowledge import Knowledge

from tests.asking import ask

RANKS = ["unknown", "minor", "moderate", "major", "contraindicated"]
B, C = ChildPugh.B, ChildPugh.C
NOTHING = ("nothing", "")


def egfr(value: float) -> Person:
    """Somebody of whom only the eGFR is known."""
    return Person(egfr=value)


def clearance(value: float) -> Person:
    """Somebody of whom only the clearance of creatinine is known."""
    return Person(creatinine_clearance=value)


def mg(value: float) -> Person:
    """Somebody of whom only the creatinine is known, in mg/dL."""
    return Person(creatinine=Creatinine(value, KidneyUnit.MG_PER_DECILITRE))


def micromol(value: float) -> Person:
    """Somebody of whom only the creatinine is known, in µmol/L."""
    return Person(creatinine=Creatinine(value, KidneyUnit.MICROMOL_PER_LITRE))


def week(value: int) -> Person:
    """Somebody pregnant for so many weeks."""
    return Person(pregnant=Pregnant.YES, week=value)


PREGNANT = Person(pregnant=Pregnant.YES)
PLANNED = Person(pregnant=Pregnant.PLANNED)
NURSING = Person(breastfeeding=True)

CASES: list[tuple[str, Person, tuple[str, str]]] = [
    # Metformin: below 30 contraindicated, not to be started from 30 to 45 (PMC5533243, table 3).
    ("metformin", egfr(29), ("contraindicated", "yes")),
    ("metformin", egfr(30), ("major", "yes")),
    ("metformin", egfr(44), ("major", "yes")),
    ("metformin", egfr(45), NOTHING),
    ("metformin", egfr(95), NOTHING),
    ("metformin", mg(2.0), NOTHING),
    ("metformin", clearance(25), ("contraindicated", "if")),
    # Rivaroxaban: avoid below a clearance of 15, another dose up to 50.
    ("rivaroxaban", clearance(14), ("major", "yes")),
    ("rivaroxaban", clearance(40), ("moderate", "yes")),
    ("rivaroxaban", clearance(70), NOTHING),
    ("rivaroxaban", egfr(40), ("major", "if")),
    # Edoxaban e77d3400-56ad-11e3-949a-0800200c9a66: not above 95 in atrial fibrillation.
    ("edoxaban", clearance(100), ("major", "if")),
    ("edoxaban", clearance(60), NOTHING),
    ("edoxaban", clearance(40), ("moderate", "yes")),
    # Apixaban 095a08ac-cf0e-497e-a682-ddef38d6b29c: creatinine from 1.5 mg/dL, with more.
    ("apixaban", mg(1.6), ("moderate", "if")),
    ("apixaban", micromol(142), ("moderate", "if")),
    ("apixaban", mg(1.4), NOTHING),
    ("apixaban", micromol(120), NOTHING),
    ("apixaban", Person(age=81), ("moderate", "if")),
    ("apixaban", Person(age=79), NOTHING),
    # Eplerenone 1a52bedc-8e2c-4116-a296-a87770676b4a: a clearance of 30; an eGFR is another value.
    ("eplerenone", clearance(29), ("contraindicated", "yes")),
    ("eplerenone", egfr(20), ("contraindicated", "if")),
    # Dofetilide 02438044-d6a3-49e9-a1ac-3aad21ef2c8c.
    ("dofetilide", clearance(15), ("contraindicated", "yes")),
    ("dofetilide", clearance(25), ("major", "yes")),
    ("dofetilide", egfr(15), ("contraindicated", "if")),
    # Furadantin 00af0dea-ac7b-43f2-9f51-2a9f9e7f7d21: a clearance under 60.
    ("nitrofurantoin", clearance(55), ("contraindicated", "yes")),
    ("nitrofurantoin", egfr(55), ("contraindicated", "if")),
    ("nitrofurantoin", Person(age=0.05), ("contraindicated", "yes")),
    # Dapagliflozin 01f90c94-71cb-4a1f-81ff-8004b850529b, canagliflozin 5f76e16f-0c24-454a-81af-…
    ("dapagliflozin", egfr(24), ("major", "yes")),
    ("canagliflozin", egfr(25), ("major", "yes")),
    # Acamprosate 0c729939-d2d2-4e61-acbc-4f1646dc38c1.
    ("acamprosate", clearance(25), ("contraindicated", "yes")),
    # Degrees in words: fenofibrate 00c2f942-e839-…, duloxetine 00628e5e-4c5b-….
    ("fenofibrate", egfr(20), ("contraindicated", "yes")),
    ("fenofibrate", egfr(95), NOTHING),
    ("duloxetine", egfr(28), ("major", "yes")),
    ("duloxetine", egfr(35), NOTHING),
    ("isocarboxazid", egfr(20), ("contraindicated", "yes")),
    # Other doses: famotidine 002875d2-…, enoxaparin 014c6710-…, tizanidine 01c0d3d3-…, tramadol.
    ("famotidine", clearance(50), ("moderate", "yes")),
    ("famotidine", clearance(61), NOTHING),
    ("enoxaparin", clearance(25), ("moderate", "yes")),
    ("tizanidine", clearance(20), ("moderate", "yes")),
    ("tramadol", clearance(25), ("moderate", "yes")),
    ("tramadol", clearance(45), NOTHING),
    ("tiotropium", clearance(50), ("moderate", "yes")),
    # Ketorolac 004588ba-e109-4a53-9c9d-a42dea9bb848: advanced impairment.
    ("ketorolac", egfr(40), ("contraindicated", "if")),
    # NSAIDs from about week 20: meloxicam 06a401f0-…, naproxen 000155a8-….
    ("meloxicam", week(8), NOTHING),
    ("naproxen", week(21), ("major", "yes")),
    ("naproxen", PREGNANT, ("major", "if")),
    ("ibuprofen", week(31), ("major", "yes")),
    # Through all of a pregnancy.
    ("lisinopril", PREGNANT, ("contraindicated", "yes")),
    ("isotretinoin", PREGNANT, ("contraindicated", "yes")),
    ("finasteride", week(4), ("contraindicated", "yes")),
    ("methotrexate", PREGNANT, ("contraindicated", "yes")),
    ("methotrexate", PLANNED, ("contraindicated", "if")),
    ("valproic acid", PLANNED, ("contraindicated", "if")),
    ("isotretinoin", Person(pregnant=Pregnant.NO), NOTHING),
    ("codeine", NURSING, ("major", "yes")),
    ("fenofibrate", NURSING, ("contraindicated", "yes")),
    ("codeine", Person(breastfeeding=False), NOTHING),
    # Livers: nebivolol 04a64dad-…, solifenacin 010c0657-…, clonazepam 00f323c0-….
    ("nebivolol", Person(liver=C), ("contraindicated", "yes")),
    ("nebivolol", Person(liver=ChildPugh.A), NOTHING),
    ("solifenacin", Person(liver=C), ("major", "yes")),
    ("clonazepam", Person(liver=C), ("contraindicated", "yes")),
    ("duloxetine", Person(liver=B), ("major", "yes")),
    ("rivastigmine", Person(liver=B), ("moderate", "yes")),
    # Ages: prasugrel 35aa7f3e-…, citalopram 0109f365-…, warfarin, codeine 010905f9-….
    ("prasugrel", Person(age=76), ("major", "yes")),
    ("prasugrel", Person(age=70), NOTHING),
    ("citalopram", Person(age=62), ("major", "yes")),
    ("citalopram", Person(age=50), NOTHING),
    ("warfarin", Person(age=61), ("major", "yes")),
    ("codeine", Person(age=11), ("contraindicated", "yes")),
    ("codeine", Person(age=15), ("contraindicated", "if")),
    ("codeine", Person(age=30), NOTHING),
    ("promethazine", Person(age=1), ("contraindicated", "yes")),
    ("promethazine", Person(age=3), ("major", "yes")),
    ("tramadol", Person(age=10), ("contraindicated", "yes")),
    ("aspirin", Person(age=10), ("major", "if")),
]


def gravest(checkup: Checkup) -> tuple[str, str]:
    """The gravest of what is found and has a severity."""
    graded = [one for one in checkup.findings if one.severity != "unknown"]
    if not graded:
        return NOTHING
    worst = max(graded, key=lambda one: (RANKS.index(one.severity), one.applies == "yes"))
    return worst.severity.value, worst.applies.value


@pytest.mark.parametrize(("drug", "person", "expected"), CASES)
def test_what_the_label_says_is_found_for_this_person(
    seeded: Knowledge, drug: str, person: Person, expected: tuple[str, str]
) -> None:
    assert gravest(ask(seeded, drug, person=person)) == expected


@pytest.mark.parametrize(("drug", "person"), [case[:2] for case in CASES])
def test_every_finding_has_five_fields_a_source_and_says_how_it_came(
    seeded: Knowledge, drug: str, person: Person
) -> None:
    for one in ask(seeded, drug, person=person).findings:
        assert one.citations and one.explanation and one.display_reason
        assert one.advice.patient and one.advice.professional and one.message


@pytest.mark.parametrize(
    ("drug", "person", "value"),
    [
        ("metformin", Person(), "egfr"),
        ("metformin", mg(2.0), "egfr"),
        ("metformin", clearance(25), "egfr"),
        ("eplerenone", egfr(20), "creatinine_clearance"),
        ("apixaban", egfr(20), "creatinine"),
        ("rosuvastatin", egfr(50), "creatinine_clearance.per_1_73_m2"),
        ("naproxen", PREGNANT, "pregnancy.weeks"),
        ("isotretinoin", Person(), "pregnancy"),
        ("codeine", Person(), "breastfeeding"),
        ("clonazepam", Person(), "liver"),
        ("prasugrel", Person(), "age"),
        ("meloxicam", egfr(20), "dialysis"),
    ],
)
def test_what_a_rule_waits_for_is_asked(
    seeded: Knowledge, drug: str, person: Person, value: str
) -> None:
    asked = {one.value: one for one in ask(seeded, drug, person=person).would_ask}
    assert value in asked
    assert asked[value].rules and len(asked[value].drugs) == 1


@pytest.mark.parametrize(
    ("drug", "person", "value"),
    [
        ("metformin", egfr(50), "egfr"),
        ("isotretinoin", Person(pregnant=Pregnant.NO), "pregnancy"),
        ("isotretinoin", Person(sex=Sex.MALE), "pregnancy"),
        ("naproxen", week(8), "pregnancy.weeks"),
        ("lisinopril", PREGNANT, "pregnancy.weeks"),
        ("clonazepam", Person(liver=ChildPugh.A), "liver"),
        ("prasugrel", Person(age=30), "age"),
        ("eplerenone", clearance(80), "creatinine_clearance"),
    ],
)
def test_what_is_given_is_not_asked_again(
    seeded: Knowledge, drug: str, person: Person, value: str
) -> None:
    asked = {one.value for one in ask(seeded, drug, person=person).would_ask}
    assert value not in asked


def test_a_creatinine_is_said_to_be_no_rate(seeded: Knowledge) -> None:
    asked = {one.value: one for one in ask(seeded, "metformin", person=mg(2.0)).would_ask}
    assert "creatinine in the blood) is another value" in asked["egfr"].sentence


STATUSES: list[tuple[str, Person, list[str]]] = [
    ("metformin", egfr(29), ["interaction_found"]),
    ("metformin", egfr(45), ["not_reached"]),
    ("metformin", mg(2.0), ["not_assessed"]),
    ("levothyroxine", egfr(25), ["not_assessed"]),
    ("meloxicam", week(8), ["interaction_found"]),
    ("prasugrel", Person(age=70), ["not_reached"]),
    # A usual value is no state.
    ("levothyroxine", egfr(100), []),
    ("levothyroxine", Person(age=40), []),
    ("unobtainium", egfr(25), ["unresolved"]),
]


@pytest.mark.parametrize(("drug", "person", "statuses"), STATUSES)
def test_every_drug_has_one_status_in_every_state(
    seeded: Knowledge, drug: str, person: Person, statuses: list[str]
) -> None:
    found = [one.status.value for one in ask(seeded, drug, person=person).person_states]
    assert found == statuses


@pytest.mark.parametrize(
    "person", [egfr(25), PREGNANT, NURSING, Person(liver=C), Person(age=5), mg(2.0)]
)
def test_a_drug_of_which_nothing_is_recorded_in_a_state_makes_the_answer_partial(
    seeded: Knowledge, person: Person
) -> None:
    checkup = ask(seeded, "clonazepam", "oxycodone", "liraglutide", person=person)
    open_ = [one for one in checkup.person_states if one.status == "not_assessed"]
    assert open_
    assert checkup.completeness == "partial"
