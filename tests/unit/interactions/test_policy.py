"""What is shown, how loudly, and why."""

from itertools import product

import pytest
from app.domain.facts import Action, AlertList, EvidenceKind, Severity
from app.domain.interactions.policy import DEFAULT, EVERYTHING, POLICIES, QUIET, Policy, Seen, Step
from app.domain.interactions.result import Display

EVERY_SEEN = [
    Seen(severity, action, frozenset(evidence), alert_list, current)
    for severity, action, evidence, alert_list, current in product(
        Severity,
        Action,
        [(), (EvidenceKind.BOXED_WARNING,), (EvidenceKind.LABEL,)],
        [None, *AlertList],
        [False, True],
    )
]


def seen(severity: Severity, **changed: object) -> Seen:
    """A finding between new drugs, without list or box unless changed."""
    plain: dict[str, object] = {
        "severity": severity,
        "action": Action.MONITOR,
        "evidence": frozenset(),
        "alert_list": None,
        "current_only": False,
    }
    return Seen(**{**plain, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "display", "reason"),
    [
        (seen(Severity.CONTRAINDICATED), Display.HARD_STOP, "contraindicated"),
        (
            seen(Severity.MAJOR, evidence=frozenset({EvidenceKind.BOXED_WARNING})),
            Display.INTERRUPTIVE,
            "boxed warning",
        ),
        (seen(Severity.MAJOR), Display.INTERRUPTIVE, "major"),
        (seen(Severity.MODERATE), Display.PASSIVE, "moderate"),
        (seen(Severity.MINOR), Display.ON_REQUEST, "minor"),
        (seen(Severity.UNKNOWN), Display.PASSIVE, "severity unknown"),
        (
            seen(Severity.MODERATE, alert_list=AlertList.ONC_HIGH),
            Display.INTERRUPTIVE,
            "on the ONC high-priority list",
        ),
        (
            seen(Severity.CONTRAINDICATED, alert_list=AlertList.ONC_LOW),
            Display.PASSIVE,
            "on the ONC low-priority list",
        ),
    ],
)
def test_the_default_policy_derives_the_display_and_says_why(
    case: Seen, display: Display, reason: str
) -> None:
    step = DEFAULT.decide(case)
    assert (step.display, step.reason, step.show) == (display, reason, True)


@pytest.mark.parametrize("policy", POLICIES.values(), ids=str)
def test_no_policy_interrupts_for_the_low_priority_list(policy: Policy) -> None:
    low = [one for one in EVERY_SEEN if one.alert_list is AlertList.ONC_LOW]
    assert not {policy.decide(one).display for one in low} & {
        Display.HARD_STOP,
        Display.INTERRUPTIVE,
    }


@pytest.mark.parametrize("policy", POLICIES.values(), ids=str)
def test_every_policy_interrupts_for_the_high_priority_list(policy: Policy) -> None:
    high = [
        one for one in EVERY_SEEN if one.alert_list is AlertList.ONC_HIGH and not one.current_only
    ]
    assert {policy.decide(one).display for one in high} <= {Display.HARD_STOP, Display.INTERRUPTIVE}


@pytest.mark.parametrize("policy", [DEFAULT, EVERYTHING], ids=lambda one: one.name)
def test_only_the_quiet_policy_hides_anything(policy: Policy) -> None:
    assert all(policy.decide(one).show for one in EVERY_SEEN)


def test_the_quiet_policy_never_hides_what_is_major_or_unknown() -> None:
    grave = (Severity.CONTRAINDICATED, Severity.MAJOR, Severity.UNKNOWN)
    shown = [
        QUIET.decide(one).show
        for one in EVERY_SEEN
        if one.severity in grave and one.alert_list is not AlertList.ONC_LOW
    ]
    assert all(shown)


@pytest.mark.parametrize(
    "case",
    [
        seen(Severity.MODERATE),
        seen(Severity.MINOR),
        seen(Severity.MAJOR, alert_list=AlertList.ONC_LOW),
    ],
)
def test_the_quiet_policy_hides_with_a_reason(case: Seen) -> None:
    step = QUIET.decide(case)
    assert not step.show
    assert "quiet policy" in step.reason


def test_what_is_taken_already_is_not_alerted_by_default() -> None:
    case = seen(Severity.CONTRAINDICATED, current_only=True)
    assert DEFAULT.decide(case).display is Display.PASSIVE


def test_the_policy_everything_alerts_on_what_is_taken_already() -> None:
    case = seen(Severity.CONTRAINDICATED, current_only=True)
    assert EVERYTHING.decide(case).display is Display.HARD_STOP


def test_what_no_step_fits_is_shown() -> None:
    step = Policy("empty", ()).decide(seen(Severity.MAJOR))
    assert step.show


@pytest.mark.parametrize(
    ("step", "fits"),
    [
        (Step(Display.PASSIVE, "all"), True),
        (Step(Display.PASSIVE, "", severity=frozenset({Severity.MAJOR})), True),
        (Step(Display.PASSIVE, "", severity=frozenset({Severity.MINOR})), False),
        (Step(Display.PASSIVE, "", action=frozenset({Action.MONITOR})), True),
        (Step(Display.PASSIVE, "", action=frozenset({Action.AVOID})), False),
        (Step(Display.PASSIVE, "", evidence=frozenset({EvidenceKind.LABEL})), False),
        (Step(Display.PASSIVE, "", alert_list=AlertList.ONC_HIGH), False),
        (Step(Display.PASSIVE, "", current_only=False), True),
        (Step(Display.PASSIVE, "", current_only=True), False),
    ],
)
def test_a_step_fits_when_all_that_it_names_is_so(step: Step, fits: bool) -> None:
    assert step.fits(seen(Severity.MAJOR)) is fits
