"""Doses: their units, and the ranges that a site keeps of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.domain.facts import DoseUnit

# So many micrograms has one of the unit; other units are compared with themselves only.
MICROGRAMS = {
    DoseUnit.GRAM: Fraction(1_000_000),
    DoseUnit.MILLIGRAM: Fraction(1_000),
    DoseUnit.MICROGRAM: Fraction(1),
}
_WORDS = {
    DoseUnit.GRAM: "g gram grams gm",
    DoseUnit.MILLIGRAM: "mg milligram milligrams mgs",
    DoseUnit.MICROGRAM: "mcg ug µg μg microgram micrograms mcgs",
    DoseUnit.MILLILITRE: "ml millilitre millilitres milliliter milliliters cc",
    DoseUnit.MICROGRAM_PER_HOUR: "mcg/h mcg/hr ug/h µg/h μg/h mcg/hour",
    DoseUnit.UNITS: "unit units iu u",
    DoseUnit.TABLETS: "tablet tablets tab tabs",
    DoseUnit.CAPSULES: "capsule capsules cap caps",
    DoseUnit.PATCHES: "patch patches",
    DoseUnit.PUFFS: "puff puffs",
    DoseUnit.DROPS: "drop drops gtt",
}
_UNITS = {word: unit for unit, words in _WORDS.items() for word in words.split()}


def read_unit(words: str) -> DoseUnit | None:
    """The unit that is written so, in any case; None where it is not known."""
    return _UNITS.get(words.strip().lower())


def exact(value: float) -> Fraction:
    """The decimal number as it is written: a tenth is a tenth."""
    return Fraction(repr(value))


def in_unit(dose: Fraction, unit: DoseUnit, wanted: DoseUnit) -> Fraction | None:
    """The dose in another unit; None where one is not turned into the other."""
    if unit is wanted:
        return dose
    if unit in MICROGRAMS and wanted in MICROGRAMS:
        return dose * MICROGRAMS[unit] / MICROGRAMS[wanted]
    return None


class Per(StrEnum):
    """Whether a dose is what is taken at once, or in a day."""

    DOSE = "dose"
    DAY = "day"


class RangeStatus(StrEnum):
    """A dose beside a range of the site's own table. None of these words is advice."""

    ABOVE = "above"
    BELOW = "below"
    UNIT_MISMATCH_NOT_CHECKED = "unit_mismatch_not_checked"
    NO_RANGE = "no_range"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class Dose:
    """What somebody takes at once or in a day. `route` is null where it was not stated."""

    amount: float
    unit: DoseUnit
    per: Per
    route: str | None = None


@dataclass(frozen=True, slots=True)
class DoseRange:
    """A line of a site's own table. `route` null stands for any, a bound null for none."""

    line: int
    drug: str
    route: str | None
    unit: DoseUnit
    least: float | None
    most: float | None
    per: Per
    population: str
    source: str


@dataclass(frozen=True, slots=True)
class RangeJudged:
    """A dose beside one range of the table, or beside none."""

    status: RangeStatus
    range: DoseRange | None


def judge_dose(dose: Dose, ranges: Sequence[DoseRange]) -> list[RangeJudged]:
    """The dose beside each range of its drug that fits its route, in the order of the table.

    A range of another route says nothing, and where the dose's route was not stated, all are shown.
    """
    fitting = [one for one in ranges if None in (dose.route, one.route) or dose.route == one.route]
    if not fitting:
        return [RangeJudged(RangeStatus.NO_RANGE, None)]
    return [RangeJudged(_status(dose, one), one) for one in fitting]


def _status(dose: Dose, wanted: DoseRange) -> RangeStatus:
    amount = in_unit(exact(dose.amount), dose.unit, wanted.unit)
    if amount is None or dose.per is not wanted.per:
        return RangeStatus.UNIT_MISMATCH_NOT_CHECKED
    if wanted.most is not None and amount > exact(wanted.most):
        return RangeStatus.ABOVE
    if wanted.least is not None and amount < exact(wanted.least):
        return RangeStatus.BELOW
    return RangeStatus.WITHIN


# More of any unit than anybody takes.
LARGEST_DOSE = 1_000_000

_WORST_FIRST = {status: place for place, status in enumerate(RangeStatus)}


def worst_status(judged: Iterable[RangeJudged]) -> RangeStatus:
    """The status that leads where several ranges fit."""
    statuses = [one.status for one in judged]
    return min(statuses, key=_WORST_FIRST.__getitem__, default=RangeStatus.NO_RANGE)
