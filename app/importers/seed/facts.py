"""Seed files as facts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.facts import (
    Advice,
    Assessment,
    Burden,
    BurdenKind,
    ClassParent,
    Code,
    Condition,
    ConditionParent,
    CoOccurrence,
    Drug,
    DrugClass,
    Effect,
    Evidence,
    Fact,
    Factor,
    Indication,
    Key,
    Limits,
    LookAlike,
    Mechanism,
    Membership,
    Name,
    NameKind,
    NoInteraction,
    Product,
    Rule,
    RuleException,
    RuleFrequency,
    RuleMechanism,
    Schedule,
    Seriousness,
    SideEffect,
    Source,
    Therapy,
    Treatment,
    Warning,
    Washout,
    key,
    split_key,
)
from app.importers.seed.files import (
    BurdenKindShape,
    ClassShape,
    ConditionShape,
    DrugShape,
    EffectShape,
    LookAlikeShape,
    MechanismShape,
    NoInteractionShape,
    ProductShape,
    RuleShape,
    SourceShape,
    SubjectShape,
    TherapyShape,
)

Loc = tuple[str | int, ...]
LocatedFacts = Iterator[tuple[Fact, Loc]]


@dataclass(frozen=True, slots=True)
class LocatedFact:
    """`place` is `file:line`."""

    fact: Fact
    place: str


def drug_facts(shape: DrugShape) -> LocatedFacts:
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
    yield from _subject_facts(shape, key("drug", drug))


def product_facts(shape: ProductShape) -> LocatedFacts:
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


def class_facts(shape: ClassShape) -> LocatedFacts:
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
    yield from _subject_facts(shape, key("class", shape.id))


def mechanism_facts(mechanisms: Iterable[MechanismShape], subject: Key) -> LocatedFacts:
    """How a drug, class or therapy works."""
    for n, one in enumerate(mechanisms):
        fact = Mechanism(
            subject, one.target, one.action, one.effect, one.text, one.time_to_effect, one.cite
        )
        yield fact, ("mechanisms", n)


def _subject_facts(shape: SubjectShape, subject: Key) -> LocatedFacts:
    for n, code in enumerate(shape.codes):
        yield Code(subject, code.system, code.code, code.cite), ("codes", n)
    yield from mechanism_facts(shape.mechanisms, subject)
    yield from _indication_facts(shape, subject)
    yield from _side_effect_facts(shape, subject)
    yield from _warning_facts(shape, subject)
    for n, burden in enumerate(shape.burdens):
        yield Burden(subject, burden.burden, burden.weight, burden.cite), ("burdens", n)


def _indication_facts(shape: SubjectShape, subject: Key) -> LocatedFacts:
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


def _side_effect_facts(shape: SubjectShape, subject: Key) -> LocatedFacts:
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


def _warning_facts(shape: SubjectShape, subject: Key) -> LocatedFacts:
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


def source_facts(shape: SourceShape) -> LocatedFacts:
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


def condition_facts(shape: ConditionShape) -> LocatedFacts:
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
    yield from _treatment_facts(shape)


def therapy_facts(shape: TherapyShape) -> LocatedFacts:
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
    yield from mechanism_facts(shape.mechanisms, key("therapy", shape.id))


def effect_facts(shape: EffectShape) -> LocatedFacts:
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


def _treatment_facts(shape: ConditionShape) -> LocatedFacts:
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


def rule_facts(shape: RuleShape) -> LocatedFacts:
    """One interaction rule, whole."""
    yield (
        Rule(
            id=shape.id,
            version=shape.version,
            kind=shape.kind,
            title=shape.title,
            one=shape.one,
            other=shape.other,
            one_role=shape.one_role,
            other_role=shape.other_role,
            exceptions=tuple(RuleException(x.drug, x.reason) for x in shape.exceptions),
            severity=shape.severity,
            action=shape.action,
            evidence=tuple(Evidence(x.kind, x.certainty) for x in shape.evidence),
            seriousness=Seriousness(shape.seriousness.serious, tuple(shape.seriousness.outcomes)),
            consequences=tuple(shape.consequences),
            mechanism=RuleMechanism(
                shape.mechanism.kind, shape.mechanism.pathway, shape.mechanism.text
            ),
            factors=tuple(Factor(x.kind, x.text, x.action, x.condition) for x in shape.factors),
            onset=shape.onset,
            direction=shape.direction,
            frequency=RuleFrequency(shape.frequency.exposure, shape.frequency.harm),
            washouts=tuple(Washout(x.side, x.days, x.text) for x in shape.washouts),
            alert_list=shape.alert_list,
            advice=Advice(shape.advice.patient, shape.advice.professional),
            citations=shape.cite,
        ),
        ("id",),
    )


def burden_kind_facts(shape: BurdenKindShape) -> LocatedFacts:
    """One effect that adds up over drugs."""
    yield (
        BurdenKind(
            id=shape.id,
            name=shape.name,
            description=shape.description,
            threshold=shape.threshold,
            advice=Advice(shape.advice.patient, shape.advice.professional),
            citations=shape.cite,
        ),
        ("id",),
    )


def look_alike_facts(shape: LookAlikeShape) -> LocatedFacts:
    """Two names that are taken for each other."""
    yield LookAlike(shape.one, shape.other, shape.cite), ()


def no_interaction_facts(shape: NoInteractionShape) -> LocatedFacts:
    """A cited statement that two drugs do not interact."""
    yield NoInteraction(shape.one, shape.other, shape.text, shape.cite), ()
