"""What the check says of a drug after an allergy: do labels and papers bear it out?"""

import pytest
from app.domain.facts import Severity
from app.domain.interactions.check import Manner
from app.domain.interactions.person import AllergySeverity, Person, StatedAllergy
from app.domain.interactions.policy import LOUDNESS, QUIET
from app.domain.interactions.result import Audience, Checkup, Display, Finding, FindingKind
from app.domain.knowledge import Knowledge

from tests.asking import ask

# Where it stands: what was read in the source, by its short name in `seed/sources` or the drug
# whose label it is. Then the allergy as written, the drug, the status, and the gravest finding
# (severity, and how loudly it is shown); None where there is none.
SAME, CROSS, GROUP, NONE, OPEN = (
    "same_ingredient", "cross_reactive", "same_group", "no_record", "not_assessed",
)  # fmt: skip
STOP, LOUD, BESIDE, ASKED = "hard_stop", "interruptive", "passive", "on_request"
CASES = [
    # Penicillins, by the labels of dicloxacillin, nafcillin and amoxicillin-clavulanate.
    ("penicillin", "amoxicillin", CROSS, "contraindicated", STOP),
    ("pcn", "Augmentin", CROSS, "contraindicated", STOP),
    ("PCN - hives", "piperacillin", CROSS, "contraindicated", STOP),
    ("amoxicillin", "ampicillin", CROSS, "contraindicated", STOP),
    ("amoxicillin", "amoxicillin", SAME, "contraindicated", STOP),
    ("Augmentin (rash)", "amoxicillin", SAME, "contraindicated", STOP),
    # Cephalosporins by side chain (structures; Chaudhry 2019, Romano 2015 and 2021).
    ("amoxicillin", "cefadroxil", CROSS, "contraindicated", STOP),
    ("amoxicillin", "cefprozil", CROSS, "contraindicated", STOP),
    ("ampicillin", "cephalexin", CROSS, "contraindicated", STOP),
    ("ampicillin", "cefaclor", CROSS, "contraindicated", STOP),
    ("amoxicillin", "cephalexin", CROSS, "major", LOUD),
    ("penicillin: rash", "ceftriaxone", CROSS, "moderate", BESIDE),
    ("penicillin - anaphylaxis", "cefepime", CROSS, "major", LOUD),
    ("penicillin - rash", "cefazolin", GROUP, "moderate", BESIDE),
    ("cefazolin", "ceftriaxone", GROUP, "major", LOUD),
    ("ceftriaxone", "cefotaxime", CROSS, "contraindicated", STOP),
    ("ceftriaxone", "cefepime", CROSS, "contraindicated", STOP),
    ("cefepime", "cefpodoxime", CROSS, "contraindicated", STOP),
    ("ceftriaxone", "cefazolin", GROUP, "major", LOUD),
    ("ceftazidime", "aztreonam", CROSS, "major", LOUD),
    ("penicillin - hives", "aztreonam", GROUP, "minor", ASKED),
    ("penicillin - hives", "meropenem", GROUP, "moderate", BESIDE),
    ("penicillin - anaphylaxis", "ertapenem", CROSS, "major", LOUD),
    ("penicillin", "azithromycin", NONE, None, None),
    ("penicillin", "metformin", NONE, None, None),
    # Sulfonamides (Strom 2003; labels of Bactrim, celecoxib, furosemide's class).
    ("sulfa", "sulfamethoxazole", CROSS, "contraindicated", STOP),
    ("sulfa", "sulfasalazine", CROSS, "contraindicated", STOP),
    ("sulfa", "furosemide", GROUP, "moderate", BESIDE),
    ("sulfa - anaphylaxis", "furosemide", GROUP, "moderate", BESIDE),
    ("sulfa", "hydrochlorothiazide", GROUP, "major", LOUD),
    ("sulfa drugs", "celecoxib", GROUP, "major", LOUD),
    ("Bactrim", "glyburide", GROUP, "moderate", BESIDE),
    ("sulfa", "morphine sulfate", NONE, None, None),
    # NSAIDs (labels of meloxicam, naproxen, celecoxib; Kim 2014).
    ("aspirin", "naproxen", CROSS, "contraindicated", STOP),
    ("NSAIDs", "ketorolac", CROSS, "contraindicated", STOP),
    ("ibuprofen - wheezing", "aspirin", CROSS, "contraindicated", STOP),
    ("ibuprofen - upset stomach", "naproxen", CROSS, "moderate", BESIDE),
    ("aspirin - hives", "acetaminophen", CROSS, "minor", ASKED),
    # Opioids (labels of codeine, hydrocodone, tramadol; US Pharmacist 2006).
    ("codeine - nausea", "codeine", SAME, "moderate", BESIDE),
    ("codeine - hives", "morphine", CROSS, "major", LOUD),
    ("morphine - itching", "fentanyl", GROUP, "moderate", BESIDE),
    ("morphine", "tramadol", CROSS, "contraindicated", STOP),
    # Seizure medicines (Knowles 1999, Hirsch 2008, Alvestad 2008; labels).
    ("phenytoin", "carbamazepine", CROSS, "major", LOUD),
    ("phenytoin", "fosphenytoin", CROSS, "contraindicated", STOP),
    ("carbamazepine (SJS)", "oxcarbazepine", CROSS, "major", LOUD),
    ("carbamazepine rash", "lamotrigine", CROSS, "major", LOUD),
    ("phenytoin", "levetiracetam", NONE, None, None),
    # Local anaesthetics (labels of lidocaine, tetracaine, mepivacaine).
    ("lidocaine", "bupivacaine", CROSS, "contraindicated", STOP),
    ("novocaine", "benzocaine", CROSS, "contraindicated", STOP),
    ("novocaine", "lidocaine", NONE, None, None),
    # Contrast (Dona 2020, Schabelman 2010; labels).
    ("contrast dye", "iohexol", CROSS, "major", LOUD),
    ("shellfish", "iohexol", NONE, None, None),
    ("iodine", "iodixanol", NONE, None, None),
    ("shellfish", "lisinopril", OPEN, None, None),
    # Heart and blood (labels; Haymore 2008).
    ("lisinopril - angioedema", "losartan", CROSS, "major", LOUD),
    ("lisinopril - angioedema", "sacubitril", CROSS, "contraindicated", STOP),
    ("lisinopril - cough", "losartan", NONE, None, None),
    ("lisinopril - cough", "ramipril", CROSS, "moderate", BESIDE),
    ("heparin", "enoxaparin", CROSS, "contraindicated", STOP),
    ("HIT", "dalteparin", CROSS, "contraindicated", STOP),
    ("simvastatin - rash", "atorvastatin", GROUP, "moderate", BESIDE),
    ("clopidogrel", "prasugrel", CROSS, "major", LOUD),
    # Other antibiotics (labels).
    ("azithromycin", "clarithromycin", CROSS, "contraindicated", STOP),
    ("cipro", "levofloxacin", CROSS, "contraindicated", STOP),
    ("doxycycline", "minocycline", CROSS, "contraindicated", STOP),
    ("gentamicin", "tobramycin", CROSS, "contraindicated", STOP),
    ("fluconazole", "voriconazole", GROUP, "moderate", BESIDE),
    ("vancomycin - red man syndrome", "vancomycin", SAME, "moderate", BESIDE),
    ("vancomycin - anaphylaxis", "vancomycin", SAME, "contraindicated", STOP),
    # Stomach, hormones, cancer (labels; Bollinger).
    ("omeprazole", "pantoprazole", CROSS, "contraindicated", STOP),
    ("NPH insulin", "protamine", CROSS, "major", LOUD),
    ("cisplatin", "carboplatin", CROSS, "contraindicated", STOP),
    ("paclitaxel", "docetaxel", CROSS, "major", LOUD),
    ("cremophor", "paclitaxel", CROSS, "contraindicated", STOP),
    # Foods, additives, materials (labels of propofol, progesterone, cetuximab and others).
    ("egg", "propofol", CROSS, "major", LOUD),
    ("soy", "clevidipine", CROSS, "contraindicated", STOP),
    ("egg allergy", "influenza vaccine", NONE, None, None),
    ("eggs - anaphylaxis", "yellow fever vaccine", CROSS, "contraindicated", STOP),
    ("peanuts", "progesterone", CROSS, "contraindicated", STOP),
    ("peanut", "ipratropium", CROSS, "moderate", BESIDE),
    ("gelatin", "varicella vaccine", CROSS, "major", LOUD),
    ("alpha-gal", "cetuximab", CROSS, "major", LOUD),
    ("latex", "secukinumab", CROSS, "major", LOUD),
    ("latex", "metformin", OPEN, None, None),
    ("bee stings", "lisinopril", CROSS, "moderate", BESIDE),
    ("milk", "umeclidinium", CROSS, "contraindicated", STOP),
    ("lactose", "metformin", OPEN, None, None),
    ("metformin", "warfarin", OPEN, None, None),
]


def after(
    knowledge: Knowledge, allergy: str | StatedAllergy, *drugs: str, **options: object
) -> Checkup:
    """A check of the drugs for somebody with one allergy."""
    stated = StatedAllergy(allergy) if isinstance(allergy, str) else allergy
    return ask(knowledge, *drugs, person=Person(allergies=(stated,)), **options)  # type: ignore[arg-type]


def of_allergies(checkup: Checkup) -> list[Finding]:
    """The findings on allergies, shown or not, the gravest first."""
    shown = [*checkup.findings, *(one.finding for one in checkup.suppressed)]
    found = [one for one in shown if one.kind is FindingKind.DRUG_ALLERGY]
    return sorted(found, key=lambda one: -one.severity.rank)


def status_of(checkup: Checkup) -> str:
    """The strictest status, over the ingredients of a product."""
    order = [SAME, CROSS, GROUP, NONE, OPEN, "unresolved"]
    return min((one.status.value for one in checkup.allergies), key=order.index)


@pytest.mark.parametrize(
    ("allergy", "drug", "status", "severity", "display"), CASES, ids=lambda value: str(value)
)
def test_a_case_from_a_source(
    seeded: Knowledge,
    allergy: str,
    drug: str,
    status: str,
    severity: str | None,
    display: str | None,
) -> None:
    checkup = after(seeded, allergy, drug)
    found = of_allergies(checkup)
    assert status_of(checkup) == status
    if severity is None:
        assert found == []
    else:
        assert found[0].severity.value == severity
        assert min(found, key=lambda one: LOUDNESS[one.display]).display.value == display
        assert all(one.citations and one.explanation for one in found)


def test_there_are_sixty_cases_at_least() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize(
    ("allergy", "drug_class", "status"),
    [
        ("penicillin", "penicillin", CROSS),
        ("PCN", "beta-lactam antibiotic", CROSS),
        ("amoxicillin", "penicillins", CROSS),
        ("sulfa", "thiazides", GROUP),
        ("aspirin", "any NSAID", CROSS),
        ("penicillin", "statins", NONE),
        ("latex", "statins", OPEN),
    ],
)
def test_of_a_class_any_member_may_be_the_one_that_is_taken(
    seeded: Knowledge, allergy: str, drug_class: str, status: str
) -> None:
    checkup = after(seeded, allergy, drug_class)
    assert status_of(checkup) == status
    found = of_allergies(checkup)
    assert bool(found) is (status in (CROSS, GROUP))


def test_what_holds_of_some_members_of_a_class_applies_if_it_is_one_of_them(
    seeded: Knowledge,
) -> None:
    every = of_allergies(after(seeded, "penicillin", "penicillins"))
    some = of_allergies(after(seeded, "penicillin", "beta-lactams"))
    assert [one.applies.value for one in every] == ["yes"]
    assert {one.applies.value for one in some} == {"if"}
    assert "if what is taken is one of the" in some[0].message


def test_without_a_reaction_what_holds_after_some_reactions_only_is_asked_for(
    seeded: Knowledge,
) -> None:
    checkup = after(seeded, "lisinopril", "losartan")
    (finding,) = of_allergies(checkup)
    assert (finding.applies, finding.display) == ("if", Display.INTERRUPTIVE)
    assert "allergies.reaction" in {one.value for one in checkup.would_ask}
    told = after(seeded, "lisinopril - cough", "losartan")
    assert "allergies.reaction" not in {one.value for one in told.would_ask}


def test_without_a_list_of_allergies_it_is_asked_for_and_an_empty_list_is_an_answer(
    seeded: Knowledge,
) -> None:
    asked = {one.value: one for one in ask(seeded, "amoxicillin", "warfarin").would_ask}
    assert asked["allergies"].drugs == ("amoxicillin",)
    none = ask(seeded, "amoxicillin", person=Person(allergies=()))
    assert "allergies" not in {one.value for one in none.would_ask}


@pytest.mark.parametrize("words", ["NKDA", "no known drug allergies", "none"])
def test_no_known_allergy_is_no_allergy(seeded: Knowledge, words: str) -> None:
    checkup = after(seeded, words, "amoxicillin", "warfarin")
    assert checkup.allergy_inputs == ()


def test_what_is_not_understood_is_named_and_nothing_else_is_taken_for_it(
    seeded: Knowledge,
) -> None:
    checkup = after(seeded, "unobtainium - hives", "amoxicillin", "clonazepam")
    assert checkup.completeness == "partial"
    assert "unobtainium" in checkup.summary
    assert {one.status.value for one in checkup.allergies} == {"unresolved"}
    misspelt = after(seeded, "amoxicilin", "amoxicillin")
    assert status_of(misspelt) == "unresolved"


def test_several_allergies_in_one_entry_are_each_compared(seeded: Knowledge) -> None:
    checkup = after(seeded, "PCN (hives), sulfa; latex", "amoxicillin", "Bactrim")
    assert [one.group for one in checkup.allergy_inputs] == [
        "penicillins", "sulfonamide-antibiotics", "latex",
    ]  # fmt: skip
    assert [one.reaction_kind for one in checkup.allergy_inputs] == ["hives", None, None]


def test_an_allergy_to_a_combination_is_one_to_any_of_its_ingredients(seeded: Knowledge) -> None:
    (read,) = after(seeded, "Percocet", "oxycodone").allergy_inputs
    assert read.drugs == ("oxycodone", "acetaminophen")
    assert status_of(after(seeded, "Percocet", "acetaminophen")) == SAME
    assert status_of(after(seeded, "oxycodone HCl", "Percocet")) == SAME


@pytest.mark.parametrize(
    ("condition", "allergy", "drug"),
    [
        ("penicillin allergy", "penicillin", "amoxicillin"),
        ("penicillin allergy", "PCN", "cephalexin"),
        ("Z88.0", "penicillin", "ceftriaxone"),
        ("sulfa allergy", "sulfa", "furosemide"),
        ("aspirin allergy", "aspirin", "ibuprofen"),
        ("peanut allergy", "peanut", "progesterone"),
        ("bee sting allergy", "bee stings", "lisinopril"),
        ("latex allergy", "latex", "secukinumab"),
    ],
)
def test_stated_as_a_condition_or_as_an_allergy_it_is_one_finding(
    seeded: Knowledge, condition: str, allergy: str, drug: str
) -> None:
    person = Person(allergies=(StatedAllergy(allergy),))
    ways = [
        ask(seeded, drug, conditions=(condition,)),
        ask(seeded, drug, person=person),
        ask(seeded, drug, conditions=(condition,), person=person),
    ]
    found = [[(one.id, one.severity, one.display) for one in way.findings] for way in ways]
    assert found[0] == found[1] == found[2]
    assert len({(one[0]) for one in found[0]}) == len(found[0]) >= 1
    assert {one.status for one in ways[0].drug_conditions} == {"interaction_found"}


def test_of_what_is_taken_already_the_patient_is_told_to_get_help_and_never_not_to_stop(
    seeded: Knowledge,
) -> None:
    manner = Manner(audience=Audience.PATIENT)
    checkup = after(seeded, "benzodiazepines", current=["clonazepam"], manner=manner)
    (finding, *_) = of_allergies(checkup)
    assert "get medical help" in finding.message
    assert "stop" not in finding.message.casefold()
    assert finding.display is Display.HARD_STOP


def test_an_unwanted_effect_is_shown_beside_by_every_policy(seeded: Knowledge) -> None:
    for manner in (Manner(), Manner(policy=QUIET)):
        checkup = after(seeded, "codeine - nausea", "codeine", manner=manner)
        assert [one.display for one in checkup.findings] == [Display.PASSIVE]
        assert "unwanted effect" in checkup.findings[0].display_reason


def test_a_severe_reaction_is_no_unwanted_effect(seeded: Knowledge) -> None:
    severe = StatedAllergy("codeine", "nausea", AllergySeverity.LIFE_THREATENING)
    (finding,) = of_allergies(after(seeded, severe, "codeine"))
    assert finding.severity is Severity.CONTRAINDICATED


def test_after_a_severe_skin_reaction_medicines_of_like_make_are_avoided(
    seeded: Knowledge,
) -> None:
    (finding,) = of_allergies(after(seeded, "penicillin (Stevens-Johnson)", "cefazolin"))
    assert finding.severity is Severity.MAJOR
