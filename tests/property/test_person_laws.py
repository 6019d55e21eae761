"""Laws of the person: a fact more hides nothing that it does not decide, unknown is not normal."""

from dataclasses import replace
from typing import Any

from app.api.answers.serialise import checkup_json
from app.domain.facts import (
    ChildPugh,
    Degree,
    KidneyMeasure,
    KidneyUnit,
    SpecialState,
    StateBound,
)
from app.domain.interactions.check import Manner
from app.domain.interactions.person import (
    AllergySeverity,
    Creatinine,
    Person,
    Pregnant,
    Sex,
    StatedAllergy,
    StatedGene,
)
from app.domain.interactions.policy import POLICIES
from app.domain.interactions.result import Checkup
from app.domain.knowledge import Knowledge, Memo
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.asking import ask
from tests.unit.interactions.test_person import knowing
from tests.unit.interactions.test_special_states import said

MG = KidneyUnit.MG_PER_DECILITRE
VALUES: dict[str, list[Any]] = {
    "age": [0.5, 11, 17.9, 18, 59, 64, 65, 81],
    "sex": list(Sex),
    "weight_kg": [3, 60, 140],
    "pregnancy": [(Pregnant.YES, None), (Pregnant.YES, 8), (Pregnant.YES, 30),
                  (Pregnant.NO, None), (Pregnant.PLANNED, None)],
    "breastfeeding": [True, False],
    "egfr": [5, 25, 35, 59, 75, 100],
    "creatinine": [Creatinine(0.8, MG), Creatinine(2.5, MG)],
    "creatinine_clearance": [5, 25, 45, 70, 120],
    "liver": list(ChildPugh),
}  # fmt: skip
# What each field can decide: the conditions that statements on it are found by.
DECIDES = {
    "age": {"older-age", "children-and-adolescents"},
    "sex": set(),
    "weight_kg": set(),
    "pregnancy": {"pregnancy", "planning-pregnancy"},
    "breastfeeding": {"breast-feeding"},
    "egfr": {"kidney-disease", "severe-kidney-disease", "end-stage-kidney-disease"},
    "liver": {"liver-disease", "significant-liver-disease"},
}
DECIDES["creatinine"] = DECIDES["creatinine_clearance"] = DECIDES["egfr"]


def given_of(field: str, value: Any) -> dict[str, Any]:
    """The fields of a person for a drawn value."""
    if field == "pregnancy":
        return {"pregnant": value[0], "week": value[1]}
    return {field: value}


@st.composite
def persons(draw: st.DrawFn) -> Person:
    """Somebody of whom some fields are known."""
    chosen = draw(st.lists(st.sampled_from(list(VALUES)), unique=True))
    known: dict[str, Any] = {}
    for field in chosen:
        known |= given_of(field, draw(st.sampled_from(VALUES[field])))
    return Person(**known)


@st.composite
def statements(draw: st.DrawFn) -> SpecialState:
    """What a source may say of a drug in a state, within a bound that fits the state."""
    state = draw(st.sampled_from(
        ["pregnancy", "breastfeeding", "planning_pregnancy", "kidney", "liver", "older_age",
         "childhood"]
    ))  # fmt: skip
    bound = StateBound()
    if state == "pregnancy":
        bound = StateBound(from_week=draw(st.sampled_from([None, 20])))
    elif state == "kidney":
        measure = draw(st.sampled_from([None, *KidneyMeasure]))
        if measure is KidneyMeasure.SERUM_CREATININE:
            bound = StateBound(measure=measure, unit=MG, from_value=1.5)
        elif measure is not None:
            area = measure is KidneyMeasure.EGFR
            unit = KidneyUnit.ML_PER_MINUTE_PER_AREA if area else KidneyUnit.ML_PER_MINUTE
            below = draw(st.sampled_from([30.0, 60.0]))
            bound = StateBound(measure=measure, unit=unit, below=below)
        else:
            bound = StateBound(degrees=draw(st.sampled_from([(), (Degree.SEVERE,)])))
    elif state == "liver":
        bound = StateBound(child_pugh=draw(st.sampled_from([(), (ChildPugh.C,)])))
    elif state == "older_age":
        bound = StateBound(from_age=draw(st.sampled_from([None, 60.0, 75.0])))
    elif state == "childhood":
        bound = StateBound(below_age=draw(st.sampled_from([None, 12.0])))
    judgement = draw(st.sampled_from(["contraindicated", "avoid", "use_with_care"]))
    subject = draw(st.sampled_from(["drug:asp", "drug:clona", "class:opiate"]))
    return said(judgement, bound, state, subject)


def several() -> st.SearchStrategy[list[SpecialState]]:
    """Statements, each once."""
    return st.lists(statements(), min_size=1, max_size=6, unique_by=lambda one: one.id)


DRUGS = ("asp", "clona", "oxy")


def said_in(checkup: Checkup) -> dict[str, set[str]]:
    """The ids of all that findings say, the wider ones under them too, by condition."""
    found: dict[str, set[str]] = {}
    for one in (*checkup.findings, *(hidden.finding for hidden in checkup.suppressed)):
        condition = one.id.rsplit(":", 1)[1]
        said = {one.id.rsplit(":", 2)[0], *(wider.rule for wider in one.also)}
        found.setdefault(condition, set()).update(said)
    return found


@settings(max_examples=150, deadline=None)
@given(several(), persons(), st.data())
def test_a_fact_more_hides_nothing_that_it_does_not_decide(
    stated: list[SpecialState], person: Person, data: st.DataObject
) -> None:
    field = data.draw(st.sampled_from(list(VALUES)))
    value = data.draw(st.sampled_from(VALUES[field]))
    known = knowing(*stated)
    before = said_in(ask(known, *DRUGS, person=person))
    after = said_in(ask(known, *DRUGS, person=replace(person, **given_of(field, value))))
    for condition, ids in before.items():
        if condition not in DECIDES[field]:
            assert ids <= after.get(condition, set())


@settings(max_examples=150, deadline=None)
@given(several(), persons())
def test_what_could_be_found_is_found_or_asked_for(
    stated: list[SpecialState], person: Person
) -> None:
    known = knowing(*stated)
    nothing = ask(known, *DRUGS)
    waiting = {rule for one in nothing.would_ask for rule in one.rules}
    checkup = ask(known, *DRUGS, person=person)
    for ids in said_in(checkup).values():
        of_states = {one for one in ids if one.startswith("state:")}
        assert of_states <= waiting


@settings(max_examples=100, deadline=None)
@given(several(), persons())
def test_every_state_has_one_status_with_every_drug_and_an_open_one_is_no_complete_answer(
    stated: list[SpecialState], person: Person
) -> None:
    checkup = ask(knowing(*stated), *DRUGS, person=person)
    places = [(one.state, one.input) for one in checkup.person_states]
    assert len(set(places)) == len(places)
    if any(one.status in ("not_assessed", "unresolved") for one in checkup.person_states):
        assert checkup.completeness != "complete"


@settings(max_examples=60, deadline=None)
@given(several(), persons())
def test_the_same_question_has_the_same_bytes(stated: list[SpecialState], person: Person) -> None:
    known = knowing(*stated)
    again = replace(person)
    first = checkup_json(ask(known, *DRUGS, person=person))
    assert checkup_json(ask(known, *DRUGS, person=again)) == first


CONDITIONS = ("pregnancy", "kidney disease", "severe kidney disease", "liver disease")


@settings(max_examples=150, deadline=None)
@given(several(), st.lists(persons(), min_size=2, max_size=4), st.data())
def test_an_answer_is_the_same_whoever_was_asked_of_before(
    stated: list[SpecialState], several_persons: list[Person], data: st.DataObject
) -> None:
    """What is kept of a release is not of one person, and not of one way to ask."""
    known = knowing(*stated)
    for person in several_persons:
        question: dict[str, Any] = {
            "person": person,
            "conditions": data.draw(st.lists(st.sampled_from(CONDITIONS), max_size=2)),
            "current": data.draw(st.sampled_from([(), ("asp", "clona")])),
            "manner": Manner(data.draw(st.sampled_from(sorted(POLICIES.values(), key=str)))),
        }
        again = checkup_json(ask(known, *DRUGS, **question))
        assert again == checkup_json(ask(knowing(*stated), *DRUGS, **question))


PEOPLE: list[Person] = [
    Person(allergies=(StatedAllergy(name, reaction, severity),), genes=(StatedGene(gene, result),))
    for name, reaction, severity, gene, result in (
        ("penicillins", None, None, "CYP2D6", "poor metabolizer"),
        ("penicillins", "nausea", None, "CYP2D6", "normal metabolizer"),
        ("penicillins", "anaphylaxis", AllergySeverity.SEVERE, "CYP2D6", "Poor Metabolizer"),
        ("Penicillins", "felt odd", None, "cyp2d6", "poor metabolizer"),
        ("penicillins", None, AllergySeverity.MILD, "CYP2D6", "poor metabolizer"),
        ("penicillins", None, AllergySeverity.SEVERE, "CYP2D6", "poor metabolizer"),
        ("penicillins", "nausea", AllergySeverity.LIFE_THREATENING, "CYP2C19", "poor metabolizer"),
        ("amoxicillin", None, None, "CYP2D6", "ultrarapid metabolizer"),
        ("amoxicillin", "Stevens-Johnson syndrome", None, "HLA-B", "*57:01 positive"),
        ("Augmentin", None, None, "CYP2D6", "no such thing"),
        ("Percocet", None, None, "CYP2D6", "*1/*1"),
        ("codeine", "nausea", None, "CYP2D6", "*4/*4"),
        ("opioids", "nausea", None, "XYZ", "poor metabolizer"),
        ("penicillin and codeine", None, None, "CYP2B6", "poor metabolizer"),
    )
]
MEDICINES = (
    "amoxicillin",
    "ceftriaxone",
    "codeine",
    "tramadol",
    "paroxetine",
    "abacavir",
    "opioids",
)


def test_allergies_and_genes_are_the_same_whoever_was_asked_of_before(seeded: Knowledge) -> None:
    kept = replace(seeded, memo=Memo())
    for person in (*PEOPLE, *reversed(PEOPLE)):
        fresh = replace(seeded, memo=Memo())
        for medicines in (MEDICINES, ("unobtainium", *reversed(MEDICINES[:4]))):
            expected = checkup_json(ask(fresh, *medicines, person=person))
            assert checkup_json(ask(kept, *medicines, person=person)) == expected
    for medicines in (("timolol eye drops",), ("timolol",), ("timolol eye drops", "timolol")):
        expected = checkup_json(
            ask(replace(seeded, memo=Memo()), *medicines, conditions=["asthma"])
        )
        assert checkup_json(ask(kept, *medicines, conditions=["asthma"])) == expected
    names = {*kept.memo.allergens, *(name for pair in kept.memo.gene_results for name in pair)}
    assert names >= {"penicillins", "amoxicillin", "CYP2D6", "Poor Metabolizer"}
    assert names.isdisjoint({"Penicillins", "Augmentin", "cyp2d6", "*4/*4", "no such thing"})


@settings(max_examples=60, deadline=None)
@given(persons())
def test_what_is_known_of_the_person_changes_no_pair_of_drugs(person: Person) -> None:
    assume(person != Person())
    known = knowing()
    without, beside = ask(known, *DRUGS), ask(known, *DRUGS, person=person)
    assert beside.pairs == without.pairs
    assert beside.duplications == without.duplications
    assert beside.burden == without.burden
