"""Laws of allergies: each with each drug has one status, and none hides anything."""

from app.domain.facts import GRAVE_REACTIONS, AllergyGroup, AllergyMember, Code, Fact, split_key
from app.domain.interactions.check import Manner
from app.domain.interactions.person import NOBODY, AllergySeverity, Person, StatedAllergy
from app.domain.interactions.policy import LOUDNESS
from app.domain.interactions.result import Audience, Checkup, Display, FindingKind
from app.domain.knowledge import Knowledge
from app.domain.names.allergies import reaction_of, split_allergies
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.asking import ask
from tests.unit.facts.test_plain_words import HIGHEST, grade

DRUGS = [
    "amoxicillin", "cephalexin", "ceftriaxone", "cefazolin", "aztreonam", "meropenem", "naproxen",
    "celecoxib", "acetaminophen", "furosemide", "Bactrim", "Percocet", "codeine", "fentanyl",
    "tramadol", "phenytoin", "lamotrigine", "clonazepam", "lisinopril", "losartan", "Entresto",
    "metformin", "warfarin", "heparin", "enoxaparin", "propofol", "iohexol", "vancomycin",
    "opioids", "omeprazole", "prednisone", "unobtainium", "progesterone", "atorvastatin",
    "lidocaine",
]  # fmt: skip
ALLERGIES = [
    "penicillin", "PCN", "sulfa", "aspirin", "NSAIDs", "codeine", "morphine", "opioids",
    "phenytoin", "contrast dye", "shellfish", "egg", "peanut", "latex", "bee stings",
    "ACE inhibitors", "lisinopril", "statins", "simvastatin", "cephalosporins", "ceftriaxone",
    "heparin", "Augmentin", "vancomycin", "local anesthetics", "any SSRI", "metformin",
    "xyzzyqux", "alpha-gal", "PEG",
]  # fmt: skip
REACTIONS = [
    None, "nausea", "rash", "hives", "anaphylaxis", "SJS", "angioedema", "cough", "felt odd",
    "red man syndrome",
]  # fmt: skip
stated = st.builds(
    StatedAllergy,
    st.sampled_from(ALLERGIES),
    st.sampled_from(REACTIONS),
    st.sampled_from([None, *AllergySeverity]),
)
drugs = st.lists(st.sampled_from(DRUGS), min_size=1, max_size=4, unique=True)
few = settings(max_examples=40, deadline=None)


def statuses(checkup: Checkup) -> list[tuple[str | None, str]]:
    """The drug and status of every allergy with every drug."""
    return [(one.drug, one.status.value) for one in checkup.allergies]


def with_allergies(*allergies: StatedAllergy) -> Person:
    """Somebody of whom nothing else is known."""
    return Person(allergies=allergies)


@few
@given(st.lists(stated, max_size=3), drugs)
def test_every_allergy_with_every_drug_has_one_status(
    seeded: Knowledge, allergies: list[StatedAllergy], names: list[str]
) -> None:
    checkup = ask(seeded, *names, person=with_allergies(*allergies))
    items = {(one.allergy_input, one.input, one.drug) for one in checkup.allergies}
    parts = sum(max(1, len(one.drugs)) for one in checkup.inputs)
    assert len(items) == len(checkup.allergies) == len(checkup.allergy_inputs) * parts
    for one in checkup.allergies:
        understood = checkup.allergy_inputs[one.allergy_input].understood
        known = checkup.inputs[one.input].status == "resolved"
        assert (one.status == "unresolved") is not (understood and known)


@few
@given(st.lists(stated, max_size=2), stated, drugs)
def test_adding_an_allergy_hides_no_finding_and_makes_none_quieter(
    seeded: Knowledge, allergies: list[StatedAllergy], more: StatedAllergy, names: list[str]
) -> None:
    before = ask(seeded, *names, person=with_allergies(*allergies))
    beyond = ask(seeded, *names, person=with_allergies(*allergies, more))
    loudness = {one.id: LOUDNESS[one.display] for one in beyond.findings}
    for one in before.findings:
        assert loudness[one.id] <= LOUDNESS[one.display]
    assert statuses(beyond)[: len(before.allergies)] == statuses(before)


@few
@given(stated, drugs)
def test_what_is_not_understood_makes_the_answer_partial_at_most(
    seeded: Knowledge, allergy: StatedAllergy, names: list[str]
) -> None:
    checkup = ask(seeded, *names, person=with_allergies(allergy))
    if not all(one.understood for one in checkup.allergy_inputs):
        assert checkup.completeness != "complete"
        assert allergy.name in checkup.summary


@few
@given(
    st.sampled_from(ALLERGIES),
    drugs,
    st.sampled_from(
        ["{}", " {} ", "allergic to {}", "{} allergy", "Allergy to {}", "{} (unknown)", "{}."]
    ),
    st.sampled_from([str, str.upper, str.lower, str.title]),
)
def test_case_and_the_words_around_a_name_do_not_matter(
    seeded: Knowledge, allergy: str, names: list[str], form: str, case: object
) -> None:
    assert callable(case)
    plain = ask(seeded, *names, person=with_allergies(StatedAllergy(allergy)))
    written = form.format(case(allergy))
    other = ask(seeded, *names, person=with_allergies(StatedAllergy(written)))
    assert statuses(other) == statuses(plain)


@few
@given(
    st.sampled_from(["penicillin", "codeine", "aspirin", "lisinopril"]),
    st.sampled_from([one for one in REACTIONS if one]),
    st.sampled_from(["{0} - {1}", "{0} ({1})", "{0}: {1}", "{0} → {1}", "{1} from {0}", "{0} {1}"]),
    drugs,
)
def test_a_reaction_in_the_words_counts_as_one_stated_apart(
    seeded: Knowledge, name: str, reaction: str, form: str, names: list[str]
) -> None:
    if reaction == "felt odd":
        return  # no words of a reaction: it can only be stated apart
    apart = ask(seeded, *names, person=with_allergies(StatedAllergy(name, reaction)))
    written = StatedAllergy(form.format(name, reaction))
    within = ask(seeded, *names, person=with_allergies(written))
    assert statuses(within) == statuses(apart)
    assert [one.display for one in within.findings] == [one.display for one in apart.findings]


@few
@given(stated, drugs)
def test_a_grave_reaction_is_never_quieter_than_an_unknown_one(
    seeded: Knowledge, allergy: StatedAllergy, names: list[str]
) -> None:
    if reaction_of(allergy.reaction) not in GRAVE_REACTIONS:
        return
    grave = ask(seeded, *names, person=with_allergies(allergy))
    unknown = ask(seeded, *names, person=with_allergies(StatedAllergy(allergy.name)))
    loudness = {one.id: LOUDNESS[one.display] for one in grave.findings}
    for one in unknown.findings:
        if one.kind is FindingKind.DRUG_ALLERGY and one.applies == "yes":
            drug = one.participants[0].drug
            louder = [
                loudness[other.id] for other in grave.findings
                if other.kind is FindingKind.DRUG_ALLERGY and other.participants[0].drug == drug
            ]  # fmt: skip
            assert min(louder) <= LOUDNESS[one.display]


@few
@given(st.lists(stated, min_size=1, max_size=3), drugs)
def test_what_is_not_documented_stops_nobody_and_each_finding_is_whole(
    seeded: Knowledge, allergies: list[StatedAllergy], names: list[str]
) -> None:
    manner = Manner(audience=Audience.PATIENT)
    checkup = ask(seeded, *names, person=with_allergies(*allergies), manner=manner)
    for one in checkup.findings:
        if one.kind is not FindingKind.DRUG_ALLERGY:
            continue
        if one.mechanism.pathway == "same_group":
            assert one.display is not Display.HARD_STOP
        assert one.citations and one.explanation and one.consequences
        assert "get medical help" in one.message and "safe" not in one.message
        plain = one.message.replace(one.participants[1].allergy or "", "this one")
        assert grade(plain) <= HIGHEST, one.message


def test_without_an_allergy_nothing_is_compared(seeded: Knowledge) -> None:
    assert ask(seeded, "amoxicillin", "warfarin", person=NOBODY).allergies == ()


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_taken_apart(text: str) -> None:
    for one in split_allergies(text):
        assert one.names and all(name.strip() for name in one.names)
    reaction_of(text)


# The first signs of the ATC codes of all that belongs to a group, for groups that are one of ATC.
ATC = {
    "penicillins": ("J01C",), "cephalosporins": ("J01DB", "J01DC", "J01DD", "J01DE", "J01DI"),
    "carbapenems": ("J01DH",), "macrolides": ("J01FA",), "tetracyclines": ("J01AA",),
    "aminoglycosides": ("J01G",), "fluoroquinolones": ("J01MA",), "statins": ("C10AA",),
    "ace-inhibitors": ("C09AA",), "arbs": ("C09CA",), "ppis": ("A02BC",), "platinum": ("L01XA",),
    "iodinated-contrast": ("V08AA", "V08AB"), "amide-anesthetics": ("N01BB",), "nsaids": ("M01A",),
    "taxanes": ("L01CD",), "opioids": ("N02A",), "benzodiazepines": ("N05BA",),
}  # fmt: skip


def test_every_drug_with_the_code_of_a_group_is_in_it(
    seeded: Knowledge, seed_facts: tuple[Fact, ...]
) -> None:
    coded = [(one.code, split_key(one.subject)[1]) for one in seed_facts if isinstance(one, Code)]
    outside = {
        f"{drug} ({group})"
        for group, starts in ATC.items()
        for code, drug in coded
        if code.startswith(starts) and drug in seeded.drugs
        and drug not in seeded.allergens.drugs[group]
    }  # fmt: skip
    assert outside == set()


def test_every_group_says_something(seed_facts: tuple[Fact, ...], seeded: Knowledge) -> None:
    groups = [one for one in seed_facts if isinstance(one, AllergyGroup)]
    members = {one.allergy_group for one in seed_facts if isinstance(one, AllergyMember)}
    stated_of = {split_key(one)[1] for one in seeded.allergens.reactivities}
    # Understood, so that it is not taken for a slip; nothing is recorded of them yet.
    known_only = {"tree-nuts", "lactose", "gluten"}
    assert {one.id for one in groups} - members - stated_of == known_only
