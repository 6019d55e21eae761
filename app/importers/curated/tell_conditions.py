"""Sources, conditions, therapies and effects as facts."""

from app.domain.facts import (
    Code,
    Condition,
    ConditionParent,
    CoOccurrence,
    Effect,
    Source,
    Therapy,
    Treatment,
    key,
    split_key,
)
from app.importers.curated.shapes import ConditionShape, EffectShape, SourceShape, TherapyShape
from app.importers.curated.tell_subjects import tell_mechanisms
from app.importers.curated.told import Telling


def tell_source(shape: SourceShape) -> Telling:
    """One document or data set that facts cite."""
    yield (
        Source(
            id=shape.id,
            title=shape.title,
            kind=shape.kind,
            publisher=shape.publisher,
            licence=shape.licence,
            version=shape.version,
            address=shape.address,
            note=shape.note,
        ),
        ("id",),
    )


def tell_condition(shape: ConditionShape) -> Telling:
    """One condition, where it stands among the others, and what it is treated with."""
    yield (
        Condition(
            id=shape.id,
            name=shape.name,
            kind=shape.kind,
            description=shape.description,
            names=tuple(shape.names),
            citations=shape.cite,
        ),
        ("id",),
    )
    for n, link in enumerate(shape.parents):
        yield ConditionParent(shape.id, link.id, link.cite), ("parents", n)
    for n, code in enumerate(shape.codes):
        yield Code(key("condition", shape.id), code.system, code.code, code.cite), ("codes", n)
    for n, beside in enumerate(shape.often_with):
        yield CoOccurrence(shape.id, beside.id, beside.how_often, beside.cite), ("often_with", n)
    yield from _tell_treatments(shape)


def tell_therapy(shape: TherapyShape) -> Telling:
    """One treatment that is no drug."""
    yield (
        Therapy(
            id=shape.id,
            name=shape.name,
            kind=shape.kind,
            description=shape.description,
            names=tuple(shape.names),
            parts=tuple(shape.parts),
            citations=shape.cite,
        ),
        ("id",),
    )
    yield from tell_mechanisms(shape.mechanisms, key("therapy", shape.id))


def tell_effect(shape: EffectShape) -> Telling:
    """One effect that a drug can have."""
    yield (
        Effect(
            id=shape.id,
            name=shape.name,
            description=shape.description,
            names=tuple(shape.names),
            citations=shape.cite,
        ),
        ("id",),
    )


def _tell_treatments(shape: ConditionShape) -> Telling:
    for n, one in enumerate(shape.treatments):
        fact = Treatment(
            id=f"{shape.id}:{split_key(one.subject)[1]}:{one.role.value}",
            condition=shape.id,
            subject=one.subject,
            role=one.role,
            how=one.how,
            for_whom=one.for_whom,
            aim=one.aim,
            citations=one.cite,
        )
        yield fact, ("treatments", n)
