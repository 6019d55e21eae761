"""Facts as answers: the keys in them become references with names."""

from collections.abc import Iterable

from app.api.rest.schemas.conditions import StatementOut, TherapyOut, TreatmentOut
from app.api.rest.schemas.drugs import IndicationOut, SideEffectOut, WarningOut
from app.api.rest.schemas.rules import InteractionOut, InteractionSummaryOut
from app.api.rest.schemas.shared import CitedRef, MechanismOut, Ref
from app.domain.explaining import name_of
from app.domain.facts import (
    Citations,
    Indication,
    Key,
    Mechanism,
    Record,
    Rule,
    SideEffect,
    Therapy,
    Treatment,
    Warning,
    key,
    split_key,
)
from app.domain.knowledge import Knowledge
from app.domain.shelves import ordered
from app.domain.terms import Action, Direction, Onset, ParticipantRole, RuleKind
from app.domain.verdict import Statement
from app.store.rows import plain


def ref(subject: Key, knowledge: Knowledge) -> Ref:
    """A key with its name."""
    kind, slug = split_key(subject)
    return Ref(kind=kind, id=slug, name=name_of(subject, knowledge))


def cited_ref(subject: Key, citations: Citations, knowledge: Knowledge) -> CitedRef:
    """A key with its name, and who says so."""
    named = ref(subject, knowledge).model_dump()
    return CitedRef(**named, citations=plain(citations))


def refs(kind: str, slugs: Iterable[str], knowledge: Knowledge) -> list[Ref]:
    """Several things of one kind."""
    return [ref(key(kind, slug), knowledge) for slug in slugs]


def tell_indication(fact: Indication, knowledge: Knowledge) -> IndicationOut:
    """A use of a drug or class."""
    return IndicationOut.model_validate(
        plain(fact)
        | {
            "subject": ref(fact.subject, knowledge),
            "condition": ref(key("condition", fact.condition), knowledge),
            "relieves": refs("condition", fact.relieves, knowledge),
        }
    )


def tell_statement(one: Statement, knowledge: Knowledge) -> StatementOut:
    """A statement beside the verdict."""
    return StatementOut.model_validate(
        plain(one)
        | {
            "condition": ref(key("condition", one.condition), knowledge),
            "relieves": refs("condition", one.relieves, knowledge),
        }
    )


def tell_side_effect(fact: SideEffect, knowledge: Knowledge) -> SideEffectOut:
    """An effect of a drug or class."""
    return SideEffectOut.model_validate(
        plain(fact)
        | {
            "subject": ref(fact.subject, knowledge),
            "effect": ref(key("effect", fact.effect), knowledge),
        }
    )


def tell_warning(fact: Warning, knowledge: Knowledge) -> WarningOut:
    """A danger of a drug or class."""
    return WarningOut.model_validate(plain(fact) | {"subject": ref(fact.subject, knowledge)})


def tell_treatment(fact: Treatment, knowledge: Knowledge) -> TreatmentOut:
    """What a condition is treated with."""
    return TreatmentOut.model_validate(plain(fact) | {"subject": ref(fact.subject, knowledge)})


def tell_mechanism(fact: Mechanism, knowledge: Knowledge) -> MechanismOut:
    """How a drug, class or therapy works."""
    return MechanismOut.model_validate(plain(fact) | {"subject": ref(fact.subject, knowledge)})


def tell_therapy(fact: Therapy, mechanisms: list[Mechanism], knowledge: Knowledge) -> TherapyOut:
    """A treatment that is no drug, and how it works."""
    return TherapyOut.model_validate(
        plain(fact)
        | {
            "parts": [ref(part, knowledge) for part in fact.parts],
            "mechanisms": [tell_mechanism(one, knowledge) for one in mechanisms],
        }
    )


def tell_rule(rule: Rule, knowledge: Knowledge) -> InteractionOut:
    """A rule, whole."""
    return InteractionOut.model_validate(
        plain(rule)
        | {
            "type": "rule",
            "one": ref(rule.one, knowledge),
            "other": ref(rule.other, knowledge),
            "rating": None,
        }
    )


def tell_record(record: Record, knowledge: Knowledge) -> InteractionOut:
    """A record as its data set says it; what it does not say stays null, unknown or empty."""
    one, other = key("drug", record.one), key("drug", record.other)
    return InteractionOut.model_validate(
        {
            "id": record_id(record),
            "type": "record",
            "kind": RuleKind.DRUG_DRUG,
            "title": f"{name_of(one, knowledge)} with {name_of(other, knowledge)}",
            "one": ref(one, knowledge),
            "other": ref(other, knowledge),
            "severity": record.severity,
            "action": Action.INSUFFICIENT_INFORMATION,
            "rating": record.rating,
            "citations": plain(record.citations),
            "version": None,
            "one_role": ParticipantRole.EITHER,
            "other_role": ParticipantRole.EITHER,
            "exceptions": [],
            "evidence": [],
            "seriousness": None,
            "consequences": [record.text] if record.text else [],
            "mechanism": None,
            "factors": [],
            "onset": Onset.UNKNOWN,
            "direction": Direction.UNKNOWN,
            "frequency": {"exposure": "unknown", "harm": "unknown"},
            "washouts": [],
            "alert_list": None,
            "advice": None,
        }
    )


def record_id(record: Record) -> str:
    """A stable name of a record: who says it, and of which two, whichever it names first."""
    return ":".join([record.citations[0].source, *ordered(record.one, record.other)])


def tell_interaction(one: Rule | Record, knowledge: Knowledge) -> InteractionOut:
    """A rule or a record, whole."""
    return tell_rule(one, knowledge) if isinstance(one, Rule) else tell_record(one, knowledge)


def in_short(one: Rule | Record, knowledge: Knowledge) -> InteractionSummaryOut:
    """A rule or a record as lists show it."""
    return InteractionSummaryOut.model_validate(tell_interaction(one, knowledge))
