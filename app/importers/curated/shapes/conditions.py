"""Shape of conditions, therapies and effects."""

from app.domain.terms import (
    ConditionKind,
    Role,
    TherapyKind,
)
from app.importers.curated.shapes.shape import Cited, KeyText, Slug, Text
from app.importers.curated.shapes.subjects import CodeShape, LinkShape, MechanismShape


class OftenWithShape(Cited):
    id: Slug
    how_often: Text


class TreatmentShape(Cited):
    subject: KeyText
    role: Role
    how: Text
    for_whom: Text | None = None
    aim: Text | None = None


class ConditionShape(Cited):
    id: Slug
    name: Text
    kind: ConditionKind
    description: Text
    names: tuple[Text, ...] = ()
    parents: tuple[LinkShape, ...] = ()
    codes: tuple[CodeShape, ...] = ()
    often_with: tuple[OftenWithShape, ...] = ()
    treatments: tuple[TreatmentShape, ...] = ()


class TherapyShape(Cited):
    id: Slug
    name: Text
    kind: TherapyKind
    description: Text
    names: tuple[Text, ...] = ()
    parts: tuple[KeyText, ...] = ()
    mechanisms: tuple[MechanismShape, ...] = ()


class EffectShape(Cited):
    id: Slug
    name: Text
    description: Text
    names: tuple[Text, ...] = ()
