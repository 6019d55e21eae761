"""What a source says of stopping a drug: whether at once, what follows, and how fast at most."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from app.domain.facts.stated import Citations, Key, Limit, Stated, SubjectKey


class StoppingPart(StrEnum):
    """Which question on stopping a statement answers."""

    AT_ONCE = "at_once"
    SIGNS = "signs"
    ONSET = "onset"
    DURATION = "duration"
    SUPERVISION = "supervision"
    PACE = "pace"


class LimitStrength(StrEnum):
    """`ceiling`: a pace that the source says not to exceed. `usual_pace`: the one that it proposes
    to begin with, which is no limit by itself.
    """

    CEILING = "ceiling"
    USUAL_PACE = "usual_pace"


class DoseUnit(StrEnum):
    """The unit of a daily dose. Only those of mass are turned into each other."""

    GRAM = "g"
    MILLIGRAM = "mg"
    MICROGRAM = "mcg"
    MILLILITRE = "ml"
    MICROGRAM_PER_HOUR = "mcg/h"
    UNITS = "units"
    TABLETS = "tablets"
    CAPSULES = "capsules"
    PATCHES = "patches"
    PUFFS = "puffs"
    DROPS = "drops"


@dataclass(frozen=True, slots=True)
class Stopping(Stated):
    """A statement of a source on stopping a drug or any member of a class."""

    id: str
    subject: SubjectKey
    about: StoppingPart
    """The question that it answers: at once, signs, onset, duration, supervision, pace."""
    allowed: bool | None
    """Only with `at_once`: whether the source says that it may be stopped at once."""
    from_days: Annotated[float, Limit(ge=0, le=3650)] | None
    """Only with `onset` and `duration`: days after the last dose or the cut, at least."""
    to_days: Annotated[float, Limit(ge=0, le=3650)] | None
    """Only with `onset` and `duration`: days after the last dose or the cut, at most."""
    outcomes: tuple[str, ...]
    """Only with `at_once`: the serious outcomes that the source names."""
    boxed: bool
    """Whether the source says it in a boxed warning."""
    used_from_days: Annotated[int, Limit(ge=1, le=3650)] | None
    """Only after this many days of use."""
    used_below_days: Annotated[int, Limit(ge=1, le=3650)] | None
    """Only before this many days of use."""
    only: str | None
    """For whom, for which use or which form only: `after more than 3 to 4 weeks`."""
    text: str
    """What the source says, in a plain sentence of your own."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("stopping", self.id)

    def refers_to(self) -> list[Key]:
        return [self.subject]


@dataclass(frozen=True, slots=True)
class TaperLimit(Stated):
    """How fast a source lets the daily dose of a drug, or of any member of a class, go down.

    Either `percent` of the dose before or an `amount` goes within `days`, or the `whole` way to
    zero takes so many days at least.
    """

    id: str
    subject: SubjectKey
    strength: LimitStrength
    """Whether the source forbids to go faster, or proposes this pace to begin with."""
    percent: Annotated[float, Limit(ge=0, le=100)] | None
    """At most this part of the daily dose goes within `days`."""
    amount: Annotated[float, Limit(ge=0, le=100000)] | None
    """At most this much of the daily dose goes within `days`; with `unit`."""
    unit: DoseUnit | None
    """The unit of `amount`, `above` and `up_to`."""
    days: Annotated[float, Limit(ge=1, le=3650)]
    """The days within which so much goes, or that the whole way takes at least."""
    whole: bool
    """The whole way to zero takes `days` at least; without `percent` and `amount`."""
    above: Annotated[float, Limit(ge=0, le=100000)] | None
    """Only while the daily dose is above this; with `unit`."""
    up_to: Annotated[float, Limit(ge=0, le=100000)] | None
    """Only while the daily dose is not above this; with `unit`."""
    used_from_days: Annotated[int, Limit(ge=1, le=3650)] | None
    """Only after this many days of use."""
    used_below_days: Annotated[int, Limit(ge=1, le=3650)] | None
    """Only before this many days of use."""
    only: str | None
    """For whom, for which use or which form only: `for panic disorder`."""
    text: str
    """What the source says, in a plain sentence of your own."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("taper limit", self.id)

    def refers_to(self) -> list[Key]:
        return [self.subject]
