"""Every drug in every stated condition has one status, and counts. On the drawn pharmacopoeia.

low-mood          breathing
    |                 |
stubborn-low-mood  apnoea  <- rule calmer-sleepless (class calmer: clona, diaza)
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from app.domain.facts import (
    Advice,
    Citation,
    Code,
    CodeSystem,
    Condition,
    ConditionKind,
    Goal,
    Indication,
    Limits,
    RuleKind,
    Severity,
    Status,
    Warning,
    WarningKind,
)
from app.domain.interactions.check import Manner, check
from app.domain.interactions.items import Taken
from app.domain.interactions.result import Audience, Checkup, Completeness
from app.domain.knowledge import Knowledge
from app.domain.names.input import Asked
from app.domain.names.resolve import resolve

from tests.asking import ask, found, only
from tests.pharmacopoeia import CITED, draw, rule


def drug_conditions(checkup: Checkup) -> list[str]:
    """The status of every drug in every condition, in order."""
    return [one.status.value for one in checkup.drug_conditions]


def refused(condition: str, subject: str = "drug:asp", **changed: object) -> Indication:
    """A use that a source advises against."""
    use = Indication(
        f"{subject}:{condition}", subject, condition, Status.ADVISED_AGAINST, Goal.UNKNOWN,
        Limits(), (), "it makes it worse", CITED,
    )  # fmt: skip
    return replace(use, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("names", "conditions", "expected"),
    [
        (("clona",), ("apnoea",), ["interaction_found"]),
        (("clona",), ("breathing",), ["interaction_found"]),
        (("asp",), ("apnoea",), ["not_assessed"]),
        (("clona",), ("unheard of",), ["unresolved"]),
        (("unobtainium", "clona"), ("apnoea",), ["unresolved", "interaction_found"]),
        (("clona", "asp"), ("apnoea", "low-mood"),
         ["interaction_found", "not_assessed", "not_assessed", "not_assessed"]),
    ],
)  # fmt: skip
def test_a_drug_in_a_condition_has_the_status_that_the_data_bear_out(
    drawn: Knowledge, names: Sequence[str], conditions: Sequence[str], expected: list[str]
) -> None:
    assert drug_conditions(ask(drawn, *names, conditions=conditions)) == expected


def test_places_and_ids_say_which_drug_and_which_condition(drawn: Knowledge) -> None:
    checkup = ask(drawn, "asp", "Calmex", conditions=("low-mood", "sleep apnoea"))
    shown = [(c.input, c.drug, c.condition_input, c.condition) for c in checkup.drug_conditions]
    assert shown == [
        (0, "asp", 0, "low-mood"),
        (1, "clona", 0, "low-mood"),
        (0, "asp", 1, "apnoea"),
        (1, "clona", 1, "apnoea"),
    ]


@pytest.mark.parametrize(
    ("names", "conditions", "expected"),
    [
        (("asp",), ("apnoea",), Completeness.NONE),
        (("clona",), ("apnoea",), Completeness.COMPLETE),
        (("clona", "asp"), ("apnoea",), Completeness.PARTIAL),
        (("clona",), ("apnoea", "low-mood"), Completeness.PARTIAL),
        (("clona",), ("unheard of",), Completeness.PARTIAL),
        (("clona",), (), Completeness.NONE),
        (("clona", "oxy"), (), Completeness.COMPLETE),
    ],
)
def test_what_nobody_assessed_is_never_complete(
    drawn: Knowledge, names: Sequence[str], conditions: Sequence[str], expected: Completeness
) -> None:
    assert ask(drawn, *names, conditions=conditions).completeness is expected


def test_a_rule_on_a_narrower_kind_is_found_with_an_if(drawn: Knowledge) -> None:
    finding = only(ask(drawn, "clona", conditions=("breathing",)))
    assert (finding.rule, finding.applies.value) == ("calmer-sleepless", "if")
    assert finding.participants[1].condition == "apnoea"
    assert "it applies only if 'breathing' is apnoea" in finding.explanation


def test_a_rule_on_the_stated_condition_holds_without_an_if(drawn: Knowledge) -> None:
    assert only(ask(drawn, "clona", conditions=("apnoea",))).applies.value == "yes"


def test_a_patient_reads_the_if(drawn: Knowledge) -> None:
    manner = Manner(audience=Audience.PATIENT)
    checkup = ask(drawn, "clona", conditions=("breathing",), manner=manner)
    assert only(checkup).message.startswith("If your condition is apnoea, ")


def test_only_an_if_stops_nobody() -> None:
    grave = rule(
        "asp-apnoea", "drug:asp", "condition:apnoea",
        kind=RuleKind.DRUG_CONDITION, severity=Severity.CONTRAINDICATED,
    )  # fmt: skip
    displays = [
        only(ask(draw(grave), "asp", conditions=(condition,))).display.value
        for condition in ("apnoea", "breathing")
    ]
    assert displays == ["hard_stop", "interruptive"]


@pytest.mark.parametrize(
    ("of_the_kind", "found_of"),
    [({}, 1), ({"why": "something else"}, 2), ({"limits": Limits(population="children")}, 2)],
)
@pytest.mark.parametrize("asked", ["low-mood", "stubborn-low-mood"])
def test_what_is_said_of_a_condition_is_not_repeated_of_wider_ones_and_kinds(
    asked: str, of_the_kind: dict[str, object], found_of: int
) -> None:
    known = draw(refused("low-mood"), refused("stubborn-low-mood", **of_the_kind))
    findings = ask(known, "asp", conditions=(asked,)).findings
    assert len(findings) == found_of
    limited = "limits" in of_the_kind and asked == "stubborn-low-mood"
    applies = {one.applies.value for one in findings if f":{asked}:" in one.id}
    assert ("if" if limited else "yes") in applies


@pytest.mark.parametrize(
    ("recorded", "asked", "applies"),
    [
        ("low-mood", "low-mood", "yes"),
        ("low-mood", "stubborn-low-mood", "if"),
        ("stubborn-low-mood", "low-mood", "if"),
    ],
)
def test_a_use_that_is_advised_against_is_found(recorded: str, asked: str, applies: str) -> None:
    finding = only(ask(draw(refused(recorded)), "asp", conditions=(asked,)))
    assert (finding.applies.value, finding.action.value, finding.severity.value) == (
        applies, "avoid", "unknown",
    )  # fmt: skip
    assert finding.consequences == ("it makes it worse",)
    assert finding.citations == CITED


@pytest.mark.parametrize(
    ("source", "section", "severity", "evidence"),
    [
        ("book", "Contraindications", "contraindicated", ["label"]),
        ("label-contraindications", "asp", "contraindicated", ["label"]),
        ("book", "Boxed Warning", "major", ["boxed_warning"]),
        ("book", "Warnings", "unknown", []),
        ("book", "Indications and Usage", "unknown", []),
    ],
)
def test_a_refusal_is_as_grave_as_the_place_that_it_stands_in(
    source: str, section: str, severity: str, evidence: list[str]
) -> None:
    told = refused("low-mood", citations=(Citation(source, section),))
    finding = only(ask(draw(told), "asp", conditions=("low-mood",)))
    assert finding.severity.value == severity
    assert [one.kind.value for one in finding.evidence] == evidence


def test_the_gravest_place_of_a_refusal_counts() -> None:
    places = (Citation("book", "Boxed Warning"), Citation("book", "Contraindications"))
    told = refused("low-mood", citations=places)
    finding = only(ask(draw(told), "asp", conditions=("low-mood",)))
    assert finding.severity is Severity.CONTRAINDICATED


@pytest.mark.parametrize("limits", [Limits(population="severe"), Limits(line="beside a statin")])
def test_a_refusal_within_a_limit_applies_only_there(limits: Limits) -> None:
    told = refused("low-mood", limits=limits, citations=(Citation("book", "Contraindications"),))
    finding = only(ask(draw(told), "asp", conditions=("low-mood",)))
    assert (finding.applies.value, finding.display.value) == ("if", "interruptive")
    words = limits.population or limits.line
    assert f"it is recorded within a limit: {words}" in finding.explanation


def test_a_refusal_for_a_class_reaches_its_members() -> None:
    knowledge = draw(refused("low-mood", "class:bleeder"))
    assert drug_conditions(ask(knowledge, "warf", conditions=("low-mood",))) == [
        "interaction_found"
    ]


def test_an_approved_use_is_no_finding() -> None:
    approved = refused("low-mood", status=Status.APPROVED)
    assert found(ask(draw(approved), "asp", conditions=("low-mood",))) == []


def test_a_warning_of_pregnancy_is_found_in_pregnancy() -> None:
    warning = Warning(
        "asp:pregnancy", "drug:asp", WarningKind.PREGNANCY, "Late in pregnancy",
        "It can harm the child.", None, Advice("Tell your doctor.", "Avoid late."), CITED,
    )  # fmt: skip
    state = Condition("pregnancy", "pregnancy", ConditionKind.STATE, "x", ("pregnant",), CITED)
    checkup = ask(draw(warning, state), "asp", "oxy", conditions=("pregnant",))
    assert drug_conditions(checkup) == ["interaction_found", "not_assessed"]
    assert only(checkup).advice == Advice("Tell your doctor.", "Avoid late.")


def test_a_rule_speaks_for_the_monograph_that_says_the_same() -> None:
    knowledge = draw(refused("apnoea", "drug:clona"))
    assert found(ask(knowledge, "clona", conditions=("apnoea",))) == [
        "calmer-sleepless:apnoea:clona"
    ]


@pytest.mark.parametrize(
    ("written", "condition", "explained"),
    [
        ("A99", "low-mood", False),
        ("a99", "low-mood", False),
        ("A99.1", "low-mood", True),
        ("A9912", "low-mood", True),
        ("ICD-10: A99.12", "low-mood", True),
        ("Low Mood", "low-mood", False),
        ("lowmood", "low-mood", False),
        ("I have low mood", "low-mood", True),
        ("severe low mood", "low-mood", True),
        ("history of apnoea", "apnoea", True),
        ("DOID:77", "low-mood", False),
        ("doid_77", "low-mood", False),
        ("DOID:7", None, False),
        ("DOID:777", None, False),
        ("A98", None, False),
        ("A9", None, False),
        ("sadness", None, False),
    ],
)
def test_a_condition_is_read_as_it_is_written(
    written: str, condition: str | None, explained: bool
) -> None:
    knowledge = draw(
        Code("condition:low-mood", CodeSystem.ICD10, "A99", CITED),
        Code("condition:low-mood", CodeSystem.DOID, "DOID:77", CITED),
    )
    (stated,) = ask(knowledge, "asp", conditions=(written,)).conditions
    assert stated.condition == condition
    assert bool(stated.explanation) is explained


def test_a_condition_of_two_meanings_lists_both(drawn: Knowledge) -> None:
    (stated,) = ask(drawn, "asp", conditions=("sadness",)).conditions
    assert stated.candidates == ("low-mood", "stubborn-low-mood")


def test_a_condition_that_is_not_understood_comes_back_with_candidates(drawn: Knowledge) -> None:
    manner = Manner(condition_offers=lambda spelling: ("apnoea",) if spelling == "apnea" else ())
    (stated,) = ask(drawn, "asp", conditions=("apnea",), manner=manner).conditions
    assert (stated.condition, stated.candidates) == (None, ("apnoea",))


def test_the_summary_names_what_was_not_assessed(drawn: Knowledge) -> None:
    summary = ask(drawn, "asp", conditions=("apnoea", "unheard of")).summary
    assert "Not assessed by any loaded source: 'asp' in 'apnoea'." in summary
    assert "Not checked: 'unheard of'." in summary


def test_reached_burdens_stand_in_the_summary(drawn: Knowledge) -> None:
    assert "Effects that add up: sleepiness." in ask(drawn, "clona", "oxy").summary


def test_an_accepted_correction_is_never_complete_and_is_named(drawn: Knowledge) -> None:
    corrected = replace(resolve(Asked("clona"), drawn), input="klona", corrected_to="clona")
    taken = [Taken(corrected), Taken(resolve(Asked("oxy"), drawn))]
    checkup = check(taken, (), drawn, Manner())
    assert checkup.completeness is Completeness.PARTIAL
    assert "Taken as corrected: 'klona' as 'clona'." in checkup.summary
