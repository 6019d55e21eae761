"""Shape of single statements: a name, a code, a use, an effect, a warning."""

from typing import Annotated

from pydantic import Field

from app.domain.terms import (
    CodeSystem,
    EffectSeriousness,
    Frequency,
    Goal,
    NameKind,
    Phase,
    Status,
    WarningKind,
)
from app.importers.curated.shapes.shape import Cited, Shape, Slug, Text


class NameShape(Cited):
    text: Text
    """The name as it is written."""
    kind: NameKind
    """Which kind of name; the generic name is the `name` of the file."""
    region: Text | None = None
    """Where it is used: US, CA, GB, …; left out where it is used everywhere."""


class CodeShape(Cited):
    system: CodeSystem
    """A drug has rxnorm, atc and unii; a product rxnorm and ndc; a class epc; a condition icd10."""
    code: Text
    """The code, in quotes."""


class ScheduleShape(Cited):
    jurisdiction: Text
    """Country of the law: US, CA, …."""
    schedule: Text
    """Schedule as the law of that country calls it: `C-IV`."""


class MechanismShape(Cited):
    target: Text
    """What it acts on."""
    action: Text
    """What it does to the target."""
    effect: Text
    """What follows in the body."""
    text: Text
    """The same in one plain sentence."""
    time_to_effect: Text | None = None
    """How long the full effect takes, where the source says so."""


class LinkShape(Cited):
    id: Slug
    """The id of the class or condition."""


class LimitsShape(Shape):
    duration: Text | None = None
    """For how long."""
    population: Text | None = None
    """For whom."""
    line: Text | None = None
    """Beside or after which other treatment."""


class IndicationShape(Cited):
    condition: Slug
    """The id of the condition."""
    status: Status
    """What the source says of the drug for it."""
    goal: Goal
    """Whether it changes the disease, eases symptoms or prevents."""
    limits: LimitsShape = LimitsShape()
    """Within what the statement holds."""
    relieves: tuple[Slug, ...] = ()
    """The ids of the conditions that it eases there."""
    why: Text
    """Why the status is what it is, in a sentence of your own."""


class SideEffectShape(Cited):
    effect: Slug
    """The id of the effect."""
    frequency: Frequency = Frequency.UNKNOWN
    """The band, by what the source counts."""
    percent: Annotated[float, Field(ge=0, le=100)] | None = None
    """Of people who take it, where the source counts them."""
    seriousness: EffectSeriousness = EffectSeriousness.UNKNOWN
    """Whether the source calls it serious."""
    phase: Phase = Phase.ON_TREATMENT
    """While it is taken, or after it is stopped."""
    impairs: tuple[Text, ...] = ()
    """What it makes dangerous to do: driving, …."""
    note: Text | None = None
    """What else the source says of it."""


class AdviceShape(Shape):
    patient: Text
    """Plain, calm and short."""
    professional: Text
    """What to weigh, change or watch."""


class WarningShape(Cited):
    kind: WarningKind
    """Which danger."""
    title: Text
    """The warning in a few words."""
    text: Text
    """The warning in plain sentences."""
    definition: Text | None = None
    """What the word of its kind means."""
    advice: AdviceShape
    """What to tell a patient and a professional."""


class BurdenShape(Cited):
    burden: Slug
    """The id of what adds up."""
    weight: Annotated[int, Field(ge=0, le=3)]
    """How much it adds: 0 (none, known) to 3."""


class AssessmentShape(Cited):
    scope: Slug
    """The scope whose interactions were worked through."""
