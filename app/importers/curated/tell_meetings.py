"""Rules, burdens, look-alikes and documented absences of interaction as facts."""

from app.domain.facts import (
    Advice,
    BurdenKind,
    Evidence,
    Factor,
    LookAlike,
    NoInteraction,
    Rule,
    RuleException,
    RuleFrequency,
    RuleMechanism,
    Seriousness,
    Washout,
)
from app.importers.curated.shapes import (
    BurdenKindShape,
    LookAlikeShape,
    NoInteractionShape,
    RuleShape,
)
from app.importers.curated.told import Telling


def tell_rule(shape: RuleShape) -> Telling:
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


def tell_burden_kind(shape: BurdenKindShape) -> Telling:
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


def tell_look_alike(shape: LookAlikeShape) -> Telling:
    """Two names that are taken for each other."""
    yield LookAlike(shape.one, shape.other, shape.cite), ()


def tell_no_interaction(shape: NoInteractionShape) -> Telling:
    """A cited statement that two drugs do not interact."""
    yield NoInteraction(shape.one, shape.other, shape.text, shape.cite), ()
