"""What makes two tellings the same fact, and what a fact refers to."""

from collections.abc import Callable, Iterator
from typing import Any

from app.domain.facts import Fact
from app.domain.facts.citation import Source
from app.domain.facts.condition import (
    Condition,
    ConditionParent,
    CoOccurrence,
    Indication,
    Therapy,
    Treatment,
)
from app.domain.facts.drug import (
    ClassParent,
    Code,
    Drug,
    DrugClass,
    LookAlike,
    Mechanism,
    Membership,
    Name,
    Product,
    Schedule,
)
from app.domain.facts.harm import Burden, BurdenKind, Effect, SideEffect, Warning
from app.domain.facts.interaction import Assessment, NoInteraction, Record, Rule
from app.domain.facts.key import key, split_key
from app.domain.facts.label import Label, LabelDrug, LabelSection
from app.domain.facts.rxnorm import Concept, ConceptLink

IDENTITY: dict[type, Callable[[Any], tuple[str, ...]]] = {
    Drug: lambda f: ("drug", f.id),
    DrugClass: lambda f: ("class", f.id),
    Condition: lambda f: ("condition", f.id),
    Therapy: lambda f: ("therapy", f.id),
    Effect: lambda f: ("effect", f.id),
    BurdenKind: lambda f: ("burden", f.id),
    Source: lambda f: ("source", f.id),
    Rule: lambda f: ("rule", f.id),
    Indication: lambda f: ("indication", f.id),
    SideEffect: lambda f: ("side effect", f.id),
    Warning: lambda f: ("warning", f.id),
    Treatment: lambda f: ("treatment", f.id),
    Name: lambda f: ("name", f.drug, f.text.casefold()),
    Product: lambda f: ("product", f.id),
    Code: lambda f: (split_key(f.subject)[0], f.system.value, f.code),
    Schedule: lambda f: ("schedule", f.drug, f.jurisdiction),
    Mechanism: lambda f: ("mechanism", f.subject, f.target),
    Membership: lambda f: ("membership", f.drug, f.drug_class),
    ClassParent: lambda f: ("class parent", f.child, f.parent),
    ConditionParent: lambda f: ("condition parent", f.child, f.parent),
    CoOccurrence: lambda f: ("beside", f.condition, f.other),
    Burden: lambda f: ("burden weight", f.subject, f.burden),
    Assessment: lambda f: ("assessment", f.scope, f.drug),
    LookAlike: lambda f: ("look-alike", *sorted((f.one.casefold(), f.other.casefold()))),
    Record: lambda f: ("record", *sorted((f.one, f.other))),
    NoInteraction: lambda f: ("no interaction", *sorted((f.one, f.other))),
    Concept: lambda f: ("concept", f.id),
    ConceptLink: lambda f: ("concept link", f.one, f.relation, f.other),
    Label: lambda f: ("label", f.id),
    LabelDrug: lambda f: ("label of drug", f.label, f.drug),
    LabelSection: lambda f: ("label section", f.label, str(f.place)),
}

_REFERENCES: dict[type, Callable[[Any], list[str]]] = {
    Name: lambda f: [key("drug", f.drug)],
    Product: lambda f: [key("drug", slug) for slug in f.ingredients],
    Code: lambda f: [f.subject],
    Schedule: lambda f: [key("drug", f.drug)],
    Mechanism: lambda f: [f.subject],
    Membership: lambda f: [key("drug", f.drug), key("class", f.drug_class)],
    ClassParent: lambda f: [key("class", f.child), key("class", f.parent)],
    ConditionParent: lambda f: [key("condition", f.child), key("condition", f.parent)],
    CoOccurrence: lambda f: [key("condition", f.condition), key("condition", f.other)],
    Therapy: lambda f: list(f.parts),
    Indication: lambda f: [
        f.subject,
        *(key("condition", slug) for slug in (f.condition, *f.relieves)),
    ],
    Treatment: lambda f: [key("condition", f.condition), f.subject],
    SideEffect: lambda f: [f.subject, key("effect", f.effect)],
    Warning: lambda f: [f.subject],
    Burden: lambda f: [f.subject, key("burden", f.burden)],
    Assessment: lambda f: [key("drug", f.drug)],
    NoInteraction: lambda f: [key("drug", f.one), key("drug", f.other)],
    Record: lambda f: [key("drug", f.one), key("drug", f.other)],
    Rule: lambda f: [
        f.one,
        f.other,
        *(key("drug", exception.drug) for exception in f.exceptions),
        *(key("condition", x.condition) for x in f.factors if x.condition is not None),
    ],
}


def identity(fact: Fact) -> tuple[str, ...]:
    """Two facts with the same identity say the same thing twice."""
    return IDENTITY[type(fact)](fact)


def references(fact: Fact) -> Iterator[str]:
    """The keys that must exist for the fact to make sense."""
    stated = _REFERENCES.get(type(fact))
    yield from stated(fact) if stated is not None else ()
