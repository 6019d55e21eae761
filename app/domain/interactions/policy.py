"""What is shown, how loudly, and why. A policy is data: the first step that fits decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from app.domain.facts import Action, AlertList, EvidenceKind, Severity
from app.domain.interactions.result import Applies, Audience, Display

# 0 is the loudest.
LOUDNESS = {display: place for place, display in enumerate(Display)}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a policy may look at."""

    severity: Severity
    action: Action
    evidence: frozenset[EvidenceKind]
    alert_list: AlertList | None
    current_only: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Fits when all that it names is so; an empty step fits always. `show` false suppresses."""

    display: Display
    reason: str
    severity: frozenset[Severity] = frozenset()
    action: frozenset[Action] = frozenset()
    evidence: frozenset[EvidenceKind] = frozenset()
    alert_list: AlertList | None = None
    current_only: bool | None = None
    show: bool = True

    def fits(self, seen: Seen) -> bool:
        """Whether every part that the step names is so."""
        return (
            (not self.severity or seen.severity in self.severity)
            and (not self.action or seen.action in self.action)
            and (not self.evidence or bool(self.evidence & seen.evidence))
            and (self.alert_list is None or self.alert_list is seen.alert_list)
            and (self.current_only is None or self.current_only is seen.current_only)
        )


@dataclass(frozen=True, slots=True)
class Policy:
    """Steps in order. What was decided once of what may be looked at is remembered: there are only
    some hundred combinations.
    """

    name: str
    steps: tuple[Step, ...]
    _decided: dict[Seen, Step] = field(default_factory=dict, repr=False, compare=False)
    _number: int = field(default_factory=count().__next__, repr=False, compare=False)
    _voices: dict[Audience, tuple[str, str]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def decide(self, seen: Seen) -> Step:
        """The first step that fits. What no step fits is shown, on request."""
        known = self._decided.get(seen)
        if known is None:
            fitting = (step for step in self.steps if step.fits(seen))
            known = self._decided[seen] = next(fitting, _OTHERWISE)
        return known

    def voices(self, audience: Audience) -> tuple[str, str]:
        """By which findings of this policy for an audience are remembered: those of something new,
        and those of what is already taken. Two policies of one name have voices of their own.
        """
        known = self._voices.get(audience)
        if known is None:
            new = f"policy {self._number} for a {audience.value}"
            known = self._voices[audience] = (new, f"{new}, already taken")
        return known


def quieter(step: Step, applies: Applies) -> Step:
    """What applies only to a kind of the stated condition may interrupt, but stops nobody."""
    if applies is Applies.YES or step.display is not Display.HARD_STOP:
        return step
    return replace(
        step,
        display=Display.INTERRUPTIVE,
        reason=f"{step.reason}, if it is the narrower condition that it is recorded of",
    )


def passive_at_most(step: Step, why: str) -> Step:
    """What hardly reaches the blood, or what no rule covers, is shown beside, and never hidden for
    that.
    """
    if LOUDNESS[step.display] >= LOUDNESS[Display.PASSIVE]:
        return step
    return replace(step, display=Display.PASSIVE, reason=f"{why} (else: {step.reason})")


_OTHERWISE = Step(Display.ON_REQUEST, "no step of the policy fits")

# Phansalkar 2013: these pairs "should not be interruptive"; so they come before severity.
_NEVER_INTERRUPTIVE = Step(
    Display.PASSIVE, "on the ONC low-priority list", alert_list=AlertList.ONC_LOW
)
_ALREADY_TAKEN = Step(
    Display.PASSIVE, "both are already taken: reported, not alerted", current_only=True
)
_LOUD = (
    Step(Display.HARD_STOP, "contraindicated", severity=frozenset({Severity.CONTRAINDICATED})),
    Step(
        Display.INTERRUPTIVE,
        "boxed warning",
        severity=frozenset({Severity.MAJOR}),
        evidence=frozenset({EvidenceKind.BOXED_WARNING}),
    ),
    # Phansalkar 2012: the panel asks for an alert on each of these pairs.
    Step(Display.INTERRUPTIVE, "on the ONC high-priority list", alert_list=AlertList.ONC_HIGH),
    Step(Display.INTERRUPTIVE, "major", severity=frozenset({Severity.MAJOR})),
)
_MODERATE = frozenset({Severity.MODERATE})
_MINOR = frozenset({Severity.MINOR})

DEFAULT = Policy(
    "default",
    (
        _NEVER_INTERRUPTIVE,
        _ALREADY_TAKEN,
        *_LOUD,
        Step(Display.PASSIVE, "moderate", severity=_MODERATE),
        Step(Display.ON_REQUEST, "minor", severity=_MINOR),
        # Unknown harm is not small harm: it is shown beside the moderate ones.
        Step(Display.PASSIVE, "severity unknown"),
    ),
)
QUIET = Policy(
    "quiet",
    (
        Step(
            Display.ON_REQUEST,
            "the quiet policy does not show the ONC low-priority list",
            alert_list=AlertList.ONC_LOW,
            show=False,
        ),
        _ALREADY_TAKEN,
        *_LOUD,
        Step(
            Display.ON_REQUEST,
            "the quiet policy does not show moderate findings",
            severity=_MODERATE,
            show=False,
        ),
        Step(
            Display.ON_REQUEST,
            "the quiet policy does not show minor findings",
            severity=_MINOR,
            show=False,
        ),
        Step(Display.PASSIVE, "severity unknown"),
    ),
)
EVERYTHING = Policy(
    "everything",
    (_NEVER_INTERRUPTIVE, *_LOUD, Step(Display.PASSIVE, "the policy shows everything")),
)

POLICIES: Mapping[str, Policy] = {one.name: one for one in (DEFAULT, QUIET, EVERYTHING)}
