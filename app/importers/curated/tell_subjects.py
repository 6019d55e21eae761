"""Drug and class files as facts."""

from collections.abc import Iterable

from app.domain.facts import (
    Advice,
    Assessment,
    Burden,
    ClassParent,
    Code,
    Drug,
    DrugClass,
    Indication,
    Key,
    Limits,
    Mechanism,
    Membership,
    Name,
    Product,
    Schedule,
    SideEffect,
    Warning,
    key,
)
from app.domain.terms import NameKind
from app.importers.curated.shapes import ClassShape, DrugShape, ProductShape
from app.importers.curated.shapes.statements import MechanismShape
from app.importers.curated.shapes.subjects import SubjectShape
from app.importers.curated.told import Telling


def tell_drug(shape: DrugShape) -> Telling:
    """A drug file: the drug, and all that it says of it."""
    drug = shape.id
    yield Drug(drug, shape.name, shape.kind, shape.description, shape.cite), ("id",)
    yield Name(drug, shape.name, NameKind.GENERIC, None, shape.cite), ("name",)
    for n, name in enumerate(shape.names):
        yield Name(drug, name.text, name.kind, name.region, name.cite), ("names", n)
    for n, control in enumerate(shape.schedules):
        fact = Schedule(drug, control.jurisdiction, control.schedule, control.cite)
        yield fact, ("schedules", n)
    for n, link in enumerate(shape.classes):
        yield Membership(drug, link.id, True, link.cite), ("classes", n)
    for n, link in enumerate(shape.is_not):
        yield Membership(drug, link.id, False, link.cite), ("is_not", n)
    for n, scope in enumerate(shape.assessed):
        yield Assessment(scope.scope, drug, scope.cite), ("assessed", n)
    yield from _tell_subject(shape, key("drug", drug))


def tell_product(shape: ProductShape) -> Telling:
    """One product, and its codes."""
    yield (
        Product(
            id=shape.id,
            name=shape.name,
            kind=shape.kind,
            ingredients=tuple(shape.ingredients),
            names=tuple(shape.names),
            strength=shape.strength,
            form=shape.form,
            region=shape.region,
            citations=shape.cite,
        ),
        ("id",),
    )
    for n, code in enumerate(shape.codes):
        yield Code(key("product", shape.id), code.system, code.code, code.cite), ("codes", n)


def tell_class(shape: ClassShape) -> Telling:
    """One class, its parents, and all that holds for every member."""
    yield (
        DrugClass(
            id=shape.id,
            name=shape.name,
            kind=shape.kind,
            description=shape.description,
            names=tuple(shape.names),
            doubling=shape.doubling,
            citations=shape.cite,
        ),
        ("id",),
    )
    for n, link in enumerate(shape.parents):
        yield ClassParent(shape.id, link.id, link.cite), ("parents", n)
    yield from _tell_subject(shape, key("class", shape.id))


def tell_mechanisms(mechanisms: Iterable[MechanismShape], subject: Key) -> Telling:
    """How a drug, class or therapy works."""
    for n, one in enumerate(mechanisms):
        fact = Mechanism(
            subject, one.target, one.action, one.effect, one.text, one.time_to_effect, one.cite
        )
        yield fact, ("mechanisms", n)


def _tell_subject(shape: SubjectShape, subject: Key) -> Telling:
    for n, code in enumerate(shape.codes):
        yield Code(subject, code.system, code.code, code.cite), ("codes", n)
    yield from tell_mechanisms(shape.mechanisms, subject)
    yield from _tell_indications(shape, subject)
    yield from _tell_side_effects(shape, subject)
    yield from _tell_warnings(shape, subject)
    for n, burden in enumerate(shape.burdens):
        yield Burden(subject, burden.burden, burden.weight, burden.cite), ("burdens", n)


def _tell_indications(shape: SubjectShape, subject: Key) -> Telling:
    for n, use in enumerate(shape.indications):
        fact = Indication(
            id=f"{shape.id}:{use.condition}:{use.status.value}",
            subject=subject,
            condition=use.condition,
            status=use.status,
            goal=use.goal,
            limits=Limits(use.limits.duration, use.limits.population, use.limits.line),
            relieves=tuple(use.relieves),
            why=use.why,
            citations=use.cite,
        )
        yield fact, ("indications", n)


def _tell_side_effects(shape: SubjectShape, subject: Key) -> Telling:
    for n, side in enumerate(shape.side_effects):
        fact = SideEffect(
            id=f"{shape.id}:{side.effect}:{side.phase.value}",
            subject=subject,
            effect=side.effect,
            frequency=side.frequency,
            percent=side.percent,
            seriousness=side.seriousness,
            phase=side.phase,
            impairs=tuple(side.impairs),
            note=side.note,
            citations=side.cite,
        )
        yield fact, ("side_effects", n)


def _tell_warnings(shape: SubjectShape, subject: Key) -> Telling:
    for n, warning in enumerate(shape.warnings):
        fact = Warning(
            id=f"{shape.id}:{warning.kind.value}",
            subject=subject,
            kind=warning.kind,
            title=warning.title,
            text=warning.text,
            definition=warning.definition,
            advice=Advice(warning.advice.patient, warning.advice.professional),
            citations=warning.cite,
        )
        yield fact, ("warnings", n)
