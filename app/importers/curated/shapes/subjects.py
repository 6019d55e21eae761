"""Shape of what is told of a drug or class."""

from typing import Annotated

from pydantic import Field

from app.domain.terms import (
    ClassKind,
    CodeSystem,
    DrugKind,
    EffectSeriousness,
    Frequency,
    Goal,
    NameKind,
    Phase,
    ProductKind,
    Status,
    WarningKind,
)
from app.importers.curated.shapes.shape import Cited, Shape, Slug, Text


class NameShape(Cited):
    text: Text
    kind: NameKind
    region: Text | None = None


class CodeShape(Cited):
    system: CodeSystem
    code: Text


class ScheduleShape(Cited):
    jurisdiction: Text
    schedule: Text


class MechanismShape(Cited):
    target: Text
    action: Text
    effect: Text
    text: Text
    time_to_effect: Text | None = None


class LinkShape(Cited):
    id: Slug


class LimitsShape(Shape):
    duration: Text | None = None
    population: Text | None = None
    line: Text | None = None


class IndicationShape(Cited):
    condition: Slug
    status: Status
    goal: Goal
    limits: LimitsShape = LimitsShape()
    relieves: tuple[Slug, ...] = ()
    why: Text


class SideEffectShape(Cited):
    effect: Slug
    frequency: Frequency = Frequency.UNKNOWN
    percent: Annotated[float, Field(ge=0, le=100)] | None = None
    seriousness: EffectSeriousness = EffectSeriousness.UNKNOWN
    phase: Phase = Phase.ON_TREATMENT
    impairs: tuple[Text, ...] = ()
    note: Text | None = None


class AdviceShape(Shape):
    patient: Text
    professional: Text


class WarningShape(Cited):
    kind: WarningKind
    title: Text
    text: Text
    definition: Text | None = None
    advice: AdviceShape


class BurdenShape(Cited):
    burden: Slug
    weight: Annotated[int, Field(ge=0, le=3)]


class AssessmentShape(Cited):
    scope: Slug


class SubjectShape(Cited):
    """What a drug file and a class have in common."""

    id: Slug
    name: Text
    description: Text
    codes: tuple[CodeShape, ...] = ()
    mechanisms: tuple[MechanismShape, ...] = ()
    indications: tuple[IndicationShape, ...] = ()
    side_effects: tuple[SideEffectShape, ...] = ()
    warnings: tuple[WarningShape, ...] = ()
    burdens: tuple[BurdenShape, ...] = ()


class ProductShape(Cited):
    """A brand, or one strength and form; `names` are other spellings of its name."""

    id: Slug
    name: Text
    kind: ProductKind
    ingredients: Annotated[list[Slug], Field(min_length=1)]
    names: tuple[Text, ...] = ()
    strength: Text | None = None
    form: Text | None = None
    region: Text | None = None
    codes: tuple[CodeShape, ...] = ()


class DrugShape(SubjectShape):
    """One file in `seed/drugs/`: the file is named for the id."""

    kind: DrugKind = DrugKind.MEDICATION
    names: tuple[NameShape, ...] = ()
    schedules: tuple[ScheduleShape, ...] = ()
    classes: tuple[LinkShape, ...] = ()
    is_not: tuple[LinkShape, ...] = ()
    assessed: tuple[AssessmentShape, ...] = ()


class ClassShape(SubjectShape):
    kind: ClassKind
    names: tuple[Text, ...] = ()
    parents: tuple[LinkShape, ...] = ()
    doubling: Text | None = None
