"""What a source says of a drug in a state of a person: does it hold, and what is found of it?

The drawn conditions: kidney-disease above severe-kidney-disease above end-stage-kidney-disease.
"""

from typing import Any

import pytest
from app.domain.facts import (
    Advice,
    ChildPugh,
    Condition,
    ConditionKind,
    ConditionParent,
    Degree,
    Goal,
    Indication,
    KidneyMeasure,
    KidneyUnit,
    Limits,
    RuleKind,
    Severity,
    SpecialState,
    StateBound,
    StateJudgement,
    StateKind,
    Status,
    Warning,
    WarningKind,
)
from app.domain.interactions.known import Known, holds, known_of
from app.domain.interactions.result import Applies, Checkup
from app.domain.knowledge import Knowledge

from tests.asking import ask, found, only
from tests.pharmacopoeia import CITED, draw, rule

EGFR = (KidneyMeasure.EGFR, KidneyUnit.ML_PER_MINUTE_PER_AREA)
CLEARANCE = (KidneyMeasure.CREATININE_CLEARANCE, KidneyUnit.ML_PER_MINUTE)
SERUM = (KidneyMeasure.SERUM_CREATININE, KidneyUnit.MG_PER_DECILITRE)
KIDNEYS = ["kidney-disease", "severe-kidney-disease", "end-stage-kidney-disease"]
CONDITIONS = [
    Condition(slug, slug.replace("-", " "), ConditionKind.STATE, slug, (), CITED)
    for slug in ("pregnancy", "liver-disease", "significant-liver-disease", *KIDNEYS)
] + [
    ConditionParent(child, parent, CITED)
    for child, parent in (
        (KIDNEYS[1], KIDNEYS[0]),
        (KIDNEYS[2], KIDNEYS[1]),
        ("significant-liver-disease", "liver-disease"),
    )
]


def value(measure: tuple[KidneyMeasure, KidneyUnit], **limits: float) -> StateBound:
    """A bound by a value of the kidneys."""
    return StateBound(measure=measure[0], unit=measure[1], **limits)  # type: ignore[arg-type]


BELOW_30 = value(EGFR, below=30)


def said(
    judgement: str,
    bound: StateBound = StateBound(),  # noqa: B008 - frozen
    state: str = "kidney",
    subject: str = "drug:asp",
    **more: Any,
) -> SpecialState:
    """A statement on asp."""
    return SpecialState(
        id=f"{subject}:{state}:{judgement}:{bound.words}",
        subject=subject,
        state=StateKind(state),
        bound=bound,
        judgement=StateJudgement(judgement),
        boxed=more.get("boxed", False),
        serious=more.get("serious", False),
        text="It builds up.",
        citations=CITED,
    )


def knowing(*states: Any) -> Knowledge:
    """The drawing with these statements and the conditions above."""
    return draw(*CONDITIONS, *states)


def status(checkup: Checkup) -> str:
    """The status of the one drug in the one condition."""
    (one,) = checkup.drug_conditions
    return one.status.value


@pytest.mark.parametrize(
    ("bound", "known", "expected"),
    [
        (StateBound(), Known(), True),
        (BELOW_30, Known(), None),
        (BELOW_30, Known(kidney={EGFR: 29.9}), True),
        (BELOW_30, Known(kidney={EGFR: 30}), False),
        (BELOW_30, Known(kidney={CLEARANCE: 20}), None),
        (BELOW_30, Known(kidney={SERUM: 3}), None),
        (BELOW_30, Known(degree=Degree.SEVERE), True),
        (BELOW_30, Known(degree=Degree.MODERATE), None),
        (value(EGFR, below=15), Known(degree=Degree.SEVERE), None),
        (value(EGFR, below=15), Known(degree=Degree.END_STAGE), True),
        (value(SERUM, from_value=1.5), Known(kidney={SERUM: 1.5}), True),
        (value(SERUM, from_value=1.5), Known(kidney={SERUM: 1.4}), False),
        (value(SERUM, from_value=1.5), Known(degree=Degree.SEVERE), None),
        # A warning for a middle range holds below it too.
        (value(EGFR, below=60, from_value=30), Known(kidney={EGFR: 20}), True),
        (value(EGFR, below=60, from_value=30), Known(kidney={EGFR: 60}), False),
        (StateBound(dialysis=True), Known(), None),
        (StateBound(dialysis=True), Known(dialysis=False), False),
        (StateBound(dialysis=True), Known(dialysis=True), True),
        (StateBound(degrees=(Degree.MODERATE,)), Known(degree=Degree.SEVERE), True),
        (StateBound(degrees=(Degree.MODERATE,)), Known(degree=Degree.MILD), False),
        (StateBound(degrees=(Degree.END_STAGE,)), Known(degree=Degree.SEVERE), None),
        (StateBound(degrees=(Degree.END_STAGE,)), Known(degree=Degree.MODERATE), False),
        (StateBound(degrees=(Degree.MODERATE,)), Known(child_pugh=ChildPugh.B), True),
        (StateBound(degrees=(Degree.MODERATE,)), Known(), None),
        (StateBound(child_pugh=(ChildPugh.B,)), Known(child_pugh=ChildPugh.C), True),
        (StateBound(child_pugh=(ChildPugh.B,)), Known(child_pugh=ChildPugh.A), False),
        (StateBound(child_pugh=(ChildPugh.C,)), Known(degree=Degree.SEVERE), True),
        (StateBound(child_pugh=(ChildPugh.C,)), Known(), None),
        (StateBound(trimesters=(1,)), Known(week=13), True),
        (StateBound(trimesters=(1,)), Known(week=14), False),
        (StateBound(trimesters=(2, 3)), Known(week=27), True),
        (StateBound(trimesters=(3,)), Known(week=27), False),
        (StateBound(trimesters=(3,)), Known(trimester=3), True),
        (StateBound(trimesters=(3,)), Known(), None),
        (StateBound(from_week=20), Known(week=20), True),
        (StateBound(from_week=20), Known(week=19), False),
        (StateBound(from_week=20), Known(trimester=1), False),
        (StateBound(from_week=20), Known(trimester=2), None),
        (StateBound(from_week=20), Known(trimester=3), True),
        (StateBound(from_age=65), Known(age=65), True),
        (StateBound(from_age=65), Known(age=64.9), False),
        (StateBound(from_age=65), Known(), None),
        (StateBound(below_age=12), Known(age=12), False),
        (StateBound(from_age=12, below_age=18), Known(age=15), True),
        (StateBound(only="for migraine"), Known(), None),
        (StateBound(only="for migraine", from_age=65), Known(age=20), False),
    ],
)
def test_a_warning_holds_for_what_is_known_and_never_for_what_is_not(
    bound: StateBound, known: Known, expected: bool | None
) -> None:
    assert holds(bound, known, caution=True) is expected


@pytest.mark.parametrize(
    ("bound", "known", "expected"),
    [
        (value(EGFR, from_value=30), Known(kidney={EGFR: 30}), True),
        (value(EGFR, from_value=30), Known(kidney={EGFR: 29}), False),
        (value(EGFR, from_value=30), Known(degree=Degree.SEVERE), None),
        (value(EGFR, below=60, from_value=30), Known(kidney={EGFR: 20}), False),
        (value(EGFR, below=60), Known(degree=Degree.SEVERE), None),
        (StateBound(degrees=(Degree.MILD, Degree.MODERATE)), Known(degree=Degree.SEVERE), False),
        (StateBound(degrees=(Degree.MILD,)), Known(degree=Degree.MILD), True),
        (StateBound(child_pugh=(ChildPugh.A,)), Known(child_pugh=ChildPugh.B), False),
    ],
)
def test_what_clears_a_part_clears_no_worse_one(
    bound: StateBound, known: Known, expected: bool | None
) -> None:
    assert holds(bound, known, caution=False) is expected


def test_a_warning_of_serious_harm_is_major_and_needs_no_box() -> None:
    checkup = ask(
        knowing(said("use_with_care", serious=True)), "asp", conditions=("kidney-disease",)
    )
    assert (only(checkup).severity, only(checkup).seriousness.serious) == ("major", True)


@pytest.mark.parametrize(
    ("judgement", "boxed", "severity", "action", "display"),
    [
        ("contraindicated", False, "contraindicated", "avoid", "hard_stop"),
        ("avoid", False, "major", "avoid", "interruptive"),
        ("change_dose", False, "moderate", "adjust_or_separate", "passive"),
        ("use_with_care", False, "moderate", "monitor", "passive"),
        ("use_with_care", True, "major", "monitor", "interruptive"),
        ("contraindicated", True, "contraindicated", "avoid", "hard_stop"),
    ],
)
def test_a_warning_is_found_as_gravely_as_its_source_says_it(
    judgement: str, boxed: bool, severity: str, action: str, display: str
) -> None:
    checkup = ask(knowing(said(judgement, boxed=boxed)), "asp", conditions=("kidney-disease",))
    finding = only(checkup)
    assert (finding.severity, finding.action, finding.display) == (severity, action, display)
    assert finding.applies is Applies.YES
    assert finding.citations == CITED
    assert (status(checkup), checkup.completeness) == ("interaction_found", "complete")


@pytest.mark.parametrize("condition", ["kidney-disease", "severe-kidney-disease"])
def test_what_is_broader_than_the_bound_holds_with_an_if(condition: str) -> None:
    bound = value(EGFR, below=15)
    checkup = ask(knowing(said("contraindicated", bound)), "asp", conditions=(condition,))
    finding = only(checkup)
    assert (finding.applies, finding.display) == (Applies.IF, "interruptive")
    assert "eGFR below 15 mL/min/1.73 m²" in finding.title
    assert status(checkup) == "interaction_found"


def test_severe_kidney_disease_is_within_a_bound_of_30() -> None:
    checkup = ask(
        knowing(said("contraindicated", BELOW_30)), "asp", conditions=("severe-kidney-disease",)
    )
    assert (only(checkup).applies, only(checkup).display) == (Applies.YES, "hard_stop")


def test_the_patient_reads_the_bound() -> None:
    from app.domain.interactions.check import Manner
    from app.domain.interactions.result import Audience

    checkup = ask(
        knowing(said("contraindicated", BELOW_30)),
        "asp",
        conditions=("kidney-disease",),
        manner=Manner(audience=Audience.PATIENT),
    )
    assert only(checkup).message.startswith(
        "If your condition is kidney disease (eGFR below 30 mL/min/1.73 m²), you must not take asp."
    )


def test_what_holds_and_what_may_hold_are_two_findings_with_the_rest_beneath() -> None:
    states = [
        said("contraindicated", BELOW_30),
        said("avoid", value(EGFR, below=45)),
        said("use_with_care"),
    ]
    checkup = ask(knowing(*states), "asp", conditions=("kidney-disease",))
    grave, mild = checkup.findings
    assert (grave.severity, grave.applies) == (Severity.CONTRAINDICATED, Applies.IF)
    assert [one.severity for one in grave.also] == [Severity.MAJOR]
    assert (mild.severity, mild.applies, mild.also) == (Severity.MODERATE, Applies.YES, ())


@pytest.mark.parametrize(
    ("states", "expected", "noted"),
    [
        ([said("no_concern_stated")], "no_record", "states no concern"),
        ([said("not_known")], "not_assessed", "too little is known"),
        ([said("no_concern_stated"), said("not_known", BELOW_30)], "not_assessed", "too little"),
        (
            [said("no_concern_stated", value(EGFR, from_value=30))],
            "not_assessed",
            "only within eGFR",
        ),
        ([], "not_assessed", None),
    ],
)
def test_what_warns_of_nothing_is_no_finding_and_assessed_only_if_a_source_spoke_of_it_all(
    states: list[SpecialState], expected: str, noted: str | None
) -> None:
    checkup = ask(knowing(*states), "asp", conditions=("kidney-disease",))
    (one,) = checkup.drug_conditions
    assert found(checkup) == []
    assert one.status == expected
    assert noted is None if one.note is None else noted in one.note
    assert (checkup.completeness == "complete") is (expected == "no_record")
    assert bool(one.citations) is bool(states)


def test_a_rule_that_says_as_much_speaks_alone() -> None:
    same = rule("r", "drug:asp", "condition:kidney-disease", kind=RuleKind.DRUG_CONDITION)
    checkup = ask(knowing(same, said("avoid")), "asp", conditions=("kidney-disease",))
    assert [finding.rule for finding in checkup.findings] == ["r"]


def test_a_state_that_says_more_than_the_rule_is_found_beside_it() -> None:
    milder = rule("r", "drug:asp", "condition:kidney-disease", kind=RuleKind.DRUG_CONDITION)
    checkup = ask(
        knowing(milder, said("contraindicated", BELOW_30)), "asp", conditions=("kidney-disease",)
    )
    assert [finding.severity for finding in checkup.findings] == ["contraindicated", "major"]


def test_a_rule_that_only_may_hold_does_not_silence_a_state_that_does() -> None:
    narrow = rule("r", "drug:asp", "condition:severe-kidney-disease", kind=RuleKind.DRUG_CONDITION)
    checkup = ask(knowing(narrow, said("avoid")), "asp", conditions=("kidney-disease",))
    assert {finding.applies for finding in checkup.findings} == {Applies.YES, Applies.IF}


def test_a_pregnancy_warning_and_its_state_are_one_finding() -> None:
    warning = Warning(
        "asp:pregnancy", "drug:asp", WarningKind.PREGNANCY, "T", "x", None, Advice("p", "q"), CITED
    )
    state = said("avoid", StateBound(from_week=20), "pregnancy")
    checkup = ask(knowing(warning, state), "asp", conditions=("pregnancy",))
    assert only(checkup).severity is Severity.MAJOR
    unknown = said("not_known", state="pregnancy")
    checkup = ask(knowing(warning, unknown), "asp", conditions=("pregnancy",))
    assert only(checkup).id == "warning:asp:pregnancy:asp:pregnancy"


def test_a_use_that_is_advised_against_in_a_state_is_found_once() -> None:
    use = Indication(
        "u", "drug:asp", "liver-disease", Status.ADVISED_AGAINST, Goal.UNKNOWN, Limits(), (),
        "it harms", CITED,
    )  # fmt: skip
    knowledge = knowing(use, said("avoid", state="liver"))
    assert only(ask(knowledge, "asp", conditions=("liver-disease",))).severity is Severity.MAJOR
    assert only(ask(knowing(use), "asp", conditions=("liver-disease",))).id.startswith("use:")


def test_a_state_of_a_class_holds_for_its_members_and_for_the_class() -> None:
    knowledge = knowing(said("avoid", subject="class:bleeder"))
    for name in ("asp", "warf", "bleeder"):
        assert only(ask(knowledge, name, conditions=("kidney-disease",))).severity == "major"
    assert found(ask(knowledge, "oxy", conditions=("kidney-disease",))) == []


def test_one_state_in_two_words_for_it_is_one_finding() -> None:
    checkup = ask(
        knowing(said("avoid")), "asp", conditions=("kidney-disease", "severe-kidney-disease")
    )
    assert only(checkup).severity == "major"
    assert len(only(checkup).participants) == 3


def test_a_state_says_nothing_of_another_one() -> None:
    checkup = ask(knowing(said("contraindicated")), "asp", conditions=("liver-disease",))
    assert (found(checkup), status(checkup)) == ([], "not_assessed")


@pytest.mark.parametrize(
    ("written", "applies"),
    [
        ("eGFR 29", Applies.YES),
        ("egfr: 29 mL/min/1.73 m²", Applies.YES),
        ("GFR of 12.5 ml/min", Applies.YES),
        ("my eGFR is 29", Applies.YES),
        # Another measure never answers for this one.
        ("creatinine clearance 29", Applies.IF),
        ("CrCl 29 mL/min", Applies.IF),
    ],
)
def test_a_value_of_the_kidneys_is_compared_with_a_bound_of_its_own_measure(
    written: str, applies: Applies
) -> None:
    checkup = ask(knowing(said("contraindicated", BELOW_30)), "asp", conditions=(written,))
    assert only(checkup).applies is applies
    assert checkup.conditions[0].condition == "severe-kidney-disease"
    assert "severe kidney disease" in checkup.conditions[0].explanation[0]


@pytest.mark.parametrize("written", ["eGFR 30", "eGFR 59.9", "GFR 45 mL/min"])
def test_a_value_above_the_bound_is_not_warned_of_and_not_cleared(written: str) -> None:
    checkup = ask(knowing(said("contraindicated", BELOW_30)), "asp", conditions=(written,))
    assert (found(checkup), status(checkup)) == ([], "not_assessed")
    assert checkup.conditions[0].condition == "kidney-disease"


@pytest.mark.parametrize("written", ["eGFR 60", "eGFR 95", "eGFR < 30", "eGFR below 30", "eGFR"])
def test_a_value_that_shows_no_disease_is_no_condition(written: str) -> None:
    checkup = ask(knowing(said("contraindicated", BELOW_30)), "asp", conditions=(written,))
    assert status(checkup) == "unresolved"
    assert checkup.completeness == "partial"


@pytest.mark.parametrize(
    ("condition", "reached"),
    [
        ("mild-kidney-disease", [True, False, False]),
        ("moderate-kidney-disease", [True, True, False]),
        ("severe-kidney-disease", [True, True, True]),
        ("kidney-disease", [None, None, None]),
    ],
)
def test_a_stage_of_kidney_disease_has_its_degree(
    condition: str, reached: list[bool | None]
) -> None:
    """A warning from a degree on holds for that degree and worse, and may hold for an unknown."""
    known = known_of(condition.replace("-", " "), condition)
    degrees = (Degree.MILD, Degree.MODERATE, Degree.SEVERE)
    bounds = [StateBound(degrees=(degree,)) for degree in degrees]
    assert [holds(bound, known, caution=True) for bound in bounds] == reached
