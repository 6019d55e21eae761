"""Do all apps find the same as `POST /interactions/check` does?

Over 300 drawn lists of medicines with persons, in memory; what cards and issues say of a finding is
held to the check's own finding.
"""

import random
from dataclasses import dataclass
from typing import Any

import pytest
from app.api.fhir.check import bundle_of, read_request
from app.api.hooks.app import question_of
from app.api.hooks.call import read_call
from app.api.hooks.cards import Making, cards_of
from app.api.hooks.services import SERVICES
from app.domain.facts import Severity
from app.domain.interactions.person import AllergySeverity, Person, Pregnant, Sex, StatedAllergy
from app.domain.interactions.policy import DEFAULT
from app.domain.interactions.result import Checkup
from app.domain.names.input import Asked, InputStatus
from app.services.interactions import Question, check_interactions
from app.services.release import LoadedRelease

from tests.hooks.calls import bundle, call, concept, order

LISTS = 300
ALLERGIES = ["penicillin", "sulfa", "ibuprofen", "latex", "zqnothing", "codeine", "aspirin"]
CONDITIONS = ["peptic ulcer", "asthma", "epilepsy", "heart failure", "zqillness", "gout"]
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


@dataclass
class Drawn:
    """A question, and the same as records of a patient."""

    question: Question
    drafts: list[dict[str, Any]]
    prefetch: dict[str, Any]


def draw_person(rolled: random.Random) -> tuple[Person, dict[str, Any]]:
    """Somebody, and the records of the same."""
    allergies = rolled.sample(ALLERGIES, rolled.randint(0, 2))
    conditions = rolled.sample(CONDITIONS, rolled.randint(0, 2))
    egfr = rolled.choice([None, 22.0, 38.0, 95.0])
    sex = rolled.choice([None, Sex.FEMALE, Sex.MALE])
    pregnant = rolled.choice([None, None, Pregnant.YES, Pregnant.NO])
    code = {Pregnant.YES: "77386006", Pregnant.NO: "60001007"}
    observations = []
    if egfr is not None:
        observations.append({
            "resourceType": "Observation", "status": "final",
            "code": concept(None, ("http://loinc.org", "98979-8")),
            "valueQuantity": {"value": egfr, "code": "mL/min/{1.73_m2}"},
        })  # fmt: skip
    if pregnant is not None:
        observations.append({
            "resourceType": "Observation", "status": "final",
            "code": concept(None, ("http://loinc.org", "82810-3")),
            "valueCodeableConcept": concept(None, ("http://snomed.info/sct", code[pregnant])),
        })  # fmt: skip
    patient = {"resourceType": "Patient", **({"gender": sex.value} if sex else {})}
    reaction = [{"manifestation": [concept("hives")], "severity": "severe"}]
    stated = [StatedAllergy(one, "hives", AllergySeverity.SEVERE) for one in allergies]
    person = Person(
        sex=sex, egfr=egfr, pregnant=pregnant,
        allergies=tuple(stated) or None, conditions=tuple(conditions) or None,
    )  # fmt: skip
    return person, {
        "patient": patient,
        "allergies": bundle(*(
            {"resourceType": "AllergyIntolerance", "code": concept(one), "reaction": reaction}
            for one in allergies
        )),
        "conditions": bundle(*(
            {"resourceType": "Condition", "code": concept(one)} for one in conditions
        )),
        "observations": bundle(*observations), "statements": bundle(),
    }  # fmt: skip


def draw(rolled: random.Random, names: list[str], codes: list[str]) -> Drawn:
    """Some new medicines, some that are taken, and a person; by names, codes, and unknown ones."""
    asked, drafts = [], []
    for place in range(rolled.randint(1, 8)):
        if rolled.random() < 0.4:
            code = rolled.choice(codes)
            asked.append(Asked(system=RXNORM, code=code))
            what = concept(None, (RXNORM, code))
        else:
            name = rolled.choice([*rolled.sample(names, 6), "zqnothing 5 mg"])
            asked.append(Asked(name=name))
            what = concept(name)
        drafts.append(order("x", place, medicationCodeableConcept=what))
    new = rolled.randint(1, len(drafts))
    person, records = draw_person(rolled)
    records["medications"] = bundle(*(one | {"status": "active"} for one in drafts[new:]))
    question = Question(tuple(asked[:new]), tuple(asked[new:]), person=person)
    return Drawn(question, drafts[:new], records)


@pytest.fixture(scope="module")
def drawn(loaded: LoadedRelease) -> list[tuple[Drawn, Checkup]]:
    """The lists, each with what the check finds; half of the names are of drugs with many rules."""
    rolled = random.Random(20261129)
    known = loaded.knowledge
    common = {one for rule in known.rules for one in (rule.one, rule.other)}
    names = [known.drugs[one[5:]].name for one in sorted(common) if one.startswith("drug:")]
    names += [drug.name for drug in list(known.drugs.values())[:: max(1, len(known.drugs) // 200)]]
    codes = sorted(code for system, code in known.codes if system == "rxnorm")
    lists = [draw(rolled, names, codes[::7]) for _ in range(LISTS)]
    return [(one, check_interactions(loaded, one.question)) for one in lists]


def test_the_lists_are_worth_comparing(drawn: list[tuple[Drawn, Checkup]]) -> None:
    found = [finding for _, checkup in drawn for finding in checkup.findings]
    assert len(found) > LISTS
    assert len({one.kind for one in found}) >= 4
    assert {one.severity for one in found} >= set(Severity) - {Severity.CONTRAINDICATED}
    assert any(one.status is not InputStatus.RESOLVED for _, up in drawn for one in up.inputs)


def test_cards_are_the_findings_of_the_check(
    drawn: list[tuple[Drawn, Checkup]], loaded: LoadedRelease
) -> None:
    service = SERVICES["interactions-order-sign"]
    for one, checkup in drawn:
        body = call("order-sign", {"draftOrders": bundle(*one.drafts)}, prefetch=one.prefetch)
        read = read_call(service, body, loaded)
        judged = check_interactions(loaded, question_of(read, DEFAULT, {}))
        assert [finding.id for finding in judged.findings] == [
            finding.id for finding in checkup.findings
        ]
        assert judged.completeness is checkup.completeness
        cards = cards_of(judged, Making(read, service, "http://x", minor=True))
        shown = sorted(card["source"]["topic"]["code"] for card in cards if "links" in card)
        assert shown == sorted(finding.rule or finding.kind.value for finding in checkup.findings)
        grave = {finding.severity for finding in checkup.findings}
        assert (Severity.CONTRAINDICATED not in grave) or cards[0]["indicator"] == "critical"
        open_ = [part for part in checkup.inputs if part.status is not InputStatus.RESOLVED]
        whole = checkup.completeness.value == "complete"
        assert whole or any(
            card["source"]["topic"]["code"] == "not-checked"
            and card["indicator"] == ("warning" if open_ else "info")
            for card in cards
        )


SEVERITIES = {"contraindicated": "high", "major": "high", "moderate": "moderate", "minor": "low"}


def test_detected_issues_are_the_findings_of_the_check(
    drawn: list[tuple[Drawn, Checkup]], loaded: LoadedRelease
) -> None:
    for one, checkup in drawn:
        given = [{"name": "medication", "resource": draft} for draft in one.drafts]
        given += [
            {"name": "current" if name == "medications" else "person", "resource": value}
            for name, value in one.prefetch.items()
        ]
        body = {"resourceType": "Parameters", "parameter": given}
        asked = read_request(body, loaded, DEFAULT, {})
        judged = check_interactions(loaded, asked.question)
        found = [entry["resource"] for entry in bundle_of(judged, asked)["entry"]]
        issues = [part for part in found if "identifier" in part]
        assert [part["identifier"][0]["value"] for part in issues] == [
            finding.id for finding in checkup.findings
        ]
        assert [part.get("severity") for part in issues] == [
            SEVERITIES.get(finding.severity.value) for finding in checkup.findings
        ]
        outcomes = [part for part in found if part["resourceType"] == "OperationOutcome"]
        open_ = [part for part in checkup.inputs if part.status is not InputStatus.RESOLVED]
        assert len(outcomes) == len(open_) + 1
        said = outcomes[-1]["issue"][0]["diagnostics"]
        assert f"Completeness: {checkup.completeness.value}." in said
