"""Facts as answers: the keys in them become references with names."""

from collections.abc import Iterable

from app.api.answers.conditions import StatementOut, TherapyOut, TreatmentOut
from app.api.answers.drugs import (
    IndicationOut,
    InteractionOut,
    InteractionSummaryOut,
    SideEffectOut,
    WarningOut,
)
from app.api.answers.shared import CitedRef, MechanismOut, Ref
from app.domain.facts import (
    Action,
    Citations,
    Direction,
    Indication,
    Key,
    Mechanism,
    Onset,
    ParticipantRole,
    Record,
    Rule,
    RuleKind,
    SideEffect,
    Therapy,
    Treatment,
    Warning,
    key,
    split_key,
)
from app.domain.indications import Statement
from app.domain.knowledge import Knowledge, name_of, ordered
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


def present_indication(fact: Indication, knowledge: Knowledge) -> IndicationOut:
    """A use of a drug or class."""
    return IndicationOut.model_validate(
        plain(fact)
        | {
            "subject": ref(fact.subject, knowledge),
            "condition": ref(key("condition", fact.condition), knowledge),
            "relieves": refs("condition", fact.relieves, knowledge),
        }
    )


def present_statement(one: Statement, knowledge: Knowledge) -> StatementOut:
    """A statement beside the verdict."""
    return StatementOut.model_validate(
        plain(one)
        | {
            "condition": ref(key("condition", one.condition), knowledge),
            "relieves": refs("condition", one.relieves, knowledge),
        }
    )


def present_side_effect(fact: SideEffect, knowledge: Knowledge) -> SideEffectOut:
    """An effect of a drug or class."""
    return SideEffectOut.model_validate(
        plain(fact)
        | {
            "subject": ref(fact.subject, knowledge),
            "effect": ref(key("effect", fact.effect), knowledge),
        }
    )


def present_warning(fact: Warning, knowledge: Knowledge) -> WarningOut:
    """A danger of a drug or class."""
    return WarningOut.model_validate(plain(fact) | {"subject": ref(fact.subject, knowledge)})


def present_treatment(fact: Treatment, knowledge: Knowledge) -> TreatmentOut:
    """What a condition is treated with."""
    return TreatmentOut.model_validate(plain(fact) | {"subject": ref(fact.subject, knowledge)})


def present_mechanism(fact: Mechanism, knowledge: Knowledge) -> MechanismOut:
    """How a drug, class or therapy works."""
    return MechanismOut.model_validate(plain(fact) | {"subject": ref(fact.subject, knowledge)})


def present_therapy(fact: Therapy, mechanisms: list[Mechanism], knowledge: Knowledge) -> TherapyOut:
    """A treatment that is no drug, and how it works."""
    return TherapyOut.model_validate(
        plain(fact)
        | {
            "parts": [ref(part, knowledge) for part in fact.parts],
            "mechanisms": [present_mechanism(one, knowledge) for one in mechanisms],
        }
    )


def present_rule(rule: Rule, knowledge: Knowledge) -> InteractionOut:
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


def present_record(record: Record, knowledge: Knowledge) -> InteractionOut:
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


def present_interaction(one: Rule | Record, knowledge: Knowledge) -> InteractionOut:
    """A rule or a record, whole."""
    return present_rule(one, knowledge) if isinstance(one, Rule) else present_record(one, knowledge)


def in_short(one: Rule | Record, knowledge: Knowledge) -> InteractionSummaryOut:
    """A rule or a record as lists show it."""
    return InteractionSummaryOut.model_validate(present_interaction(one, knowledge))
