"""Shape of conditions, therapies and effects."""

from app.domain.terms import (
    ConditionKind,
    Role,
    TherapyKind,
)
from app.importers.curated.shapes.shape import Cited, KeyText, Slug, Text
from app.importers.curated.shapes.statements import CodeShape, LinkShape, MechanismShape


class OftenWithShape(Cited):
    id: Slug
    """The condition that is often seen beside it."""
    how_often: Text
    """In the source's measure of often."""


class TreatmentShape(Cited):
    subject: KeyText
    """What it is treated with: `drug:…`, `class:…` or `therapy:…`."""
    role: Role
    """Its place in the care of the condition."""
    how: Text
    """What it does for the condition, in a sentence."""
    for_whom: Text | None = None
    """For whom, where the source says so."""
    aim: Text | None = None
    """What it is meant to reach, where the source says so."""


class ConditionShape(Cited):
    id: Slug
    """Short name by which facts mean it."""
    name: Text
    """Its name, as people say it."""
    kind: ConditionKind
    """A disease, a symptom, or a state such as pregnancy."""
    description: Text
    """What it is, in one plain sentence."""
    names: tuple[Text, ...] = ()
    """Other names of the same condition."""
    parents: tuple[LinkShape, ...] = ()
    """The wider conditions that it is a kind of."""
    codes: tuple[CodeShape, ...] = ()
    """Its ICD-10 codes."""
    often_with: tuple[OftenWithShape, ...] = ()
    """Conditions that are often seen beside it."""
    treatments: tuple[TreatmentShape, ...] = ()
    """What it is treated with."""


class TherapyShape(Cited):
    id: Slug
    """Short name by which facts mean it."""
    name: Text
    """Its name, as people say it."""
    kind: TherapyKind
    """Psychotherapy, a combined treatment, or another one."""
    description: Text
    """What it is, in one plain sentence."""
    names: tuple[Text, ...] = ()
    """Other names of the same treatment."""
    parts: tuple[KeyText, ...] = ()
    """Keys of what a combined treatment is made of."""
    mechanisms: tuple[MechanismShape, ...] = ()
    """How it works."""


class EffectShape(Cited):
    id: Slug
    """Short name by which facts mean it."""
    name: Text
    """Its name, as people say it."""
    description: Text
    """What it is, in one plain sentence."""
    names: tuple[Text, ...] = ()
    """Other names of the same effect."""
