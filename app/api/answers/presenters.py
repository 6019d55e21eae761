"""Facts as answers: the keys in them become references with names."""

from collections.abc import Iterable
from typing import Any

from app.api.answers.checks import InputOut
from app.api.answers.conditions import (
    BesideOut,
    CautionOut,
    ConditionOut,
    StatementOut,
    TherapyOut,
    TreatmentOut,
    VerdictOut,
)
from app.api.answers.drugs import (
    DrugClassMembershipOut,
    DrugOut,
    IndicationOut,
    MonographOut,
    RecordedOut,
    SideEffectOut,
    SpecialStateOut,
    WarningOut,
)
from app.api.answers.interactions import InteractionOut, InteractionSummaryOut
from app.api.answers.serialise import plain
from app.api.answers.shared import CitedRef, MechanismOut, Ref
from app.domain.facts import (
    Certainty,
    Citations,
    ConditionParent,
    CoOccurrence,
    Evidence,
    EvidenceKind,
    Indication,
    Key,
    Mechanism,
    Record,
    Rule,
    SideEffect,
    SpecialState,
    Therapy,
    Treatment,
    Warning,
    key,
    split_key,
)
from app.domain.indications import Statement
from app.domain.interactions.mentions import place_in_words, statement_in_words
from app.domain.interactions.result import FindingKind
from app.domain.knowledge import Knowledge, name_of, ordered
from app.services.conditions import ConditionProfile
from app.services.interactions import RECORD_LACKS, Interaction, LabelledPair
from app.services.monographs import (
    NOTHING_LISTED,
    DrugProfile,
    InClass,
    Monograph,
    recorded_lists,
)
from app.services.verdicts import JudgedUse


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


def present_statement(statement: Statement, knowledge: Knowledge) -> StatementOut:
    """A statement beside the verdict."""
    return StatementOut.model_validate(
        plain(statement)
        | {
            "condition": ref(key("condition", statement.condition), knowledge),
            "relieves": refs("condition", statement.relieves, knowledge),
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


def present_state(fact: SpecialState, knowledge: Knowledge) -> SpecialStateOut:
    """A drug or class in a state of a person."""
    return SpecialStateOut.model_validate(
        plain(fact)
        | {
            "subject": ref(fact.subject, knowledge),
            "condition": ref(key("condition", fact.condition), knowledge),
            "within": fact.bound.words or None,
        }
    )


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
            "within": rule.bound.words if rule.bound is not None else None,
            "rating": None,
        }
    )


def present_record(record: Record, knowledge: Knowledge) -> InteractionOut:
    """A record as its data set says it; what it does not say stays null, unknown or empty."""
    one, other = key("drug", record.one), key("drug", record.other)
    return InteractionOut.model_validate(
        plain(RECORD_LACKS)
        | {
            "id": record_id(record),
            "type": "record",
            "title": f"{name_of(one, knowledge)} with {name_of(other, knowledge)}",
            "one": ref(one, knowledge),
            "other": ref(other, knowledge),
            "severity": record.severity,
            "within": None,
            "rating": record.rating,
            "citations": plain(record.citations),
            "consequences": [record.text] if record.text else [],
        }
    )


def record_id(record: Record) -> str:
    """A stable name of a record: who says it, and of which two, whichever it names first."""
    return ":".join([record.citations[0].source, *ordered(record.one, record.other)])


def present_labelled(one: LabelledPair, knowledge: Knowledge) -> InteractionOut:
    """What labels of a drug say of another or of a class; each sentence is cited."""
    drug = key("drug", one.drug)
    stated = (
        f"{statement_in_words(each, knowledge)} ({place_in_words(each)})" for each in one.mentions
    )
    return InteractionOut.model_validate(
        plain(RECORD_LACKS)
        | {
            "id": one.id,
            "type": FindingKind.LABEL_MENTION.value,
            "kind": FindingKind.LABEL_MENTION,
            "title": f"The label of {name_of(drug, knowledge)}: {name_of(one.subject, knowledge)}",
            "one": ref(drug, knowledge),
            "other": ref(one.subject, knowledge),
            "severity": one.severity,
            "rating": None,
            "within": None,
            "evidence": plain((Evidence(EvidenceKind.LABEL, Certainty.UNKNOWN),)),
            "citations": plain(one.citations),
            "consequences": list(stated),
        }
    )


def present_interaction(one: Interaction, knowledge: Knowledge) -> InteractionOut:
    """A rule, a record or what labels name, whole."""
    if isinstance(one, LabelledPair):
        return present_labelled(one, knowledge)
    return present_rule(one, knowledge) if isinstance(one, Rule) else present_record(one, knowledge)


def in_short(one: Interaction, knowledge: Knowledge) -> InteractionSummaryOut:
    """The same as lists show it."""
    return InteractionSummaryOut.model_validate(present_interaction(one, knowledge))


def present_class_of_drug(one: InClass, knowledge: Knowledge) -> DrugClassMembershipOut:
    """A class that a drug belongs to or not, with the proof."""
    named = cited_ref(key("class", one.drug_class), one.citations, knowledge)
    return DrugClassMembershipOut(
        **named.model_dump(), holds=one.holds, steps=one.steps, because=list(one.because)
    )


def present_drug(profile: DrugProfile, knowledge: Knowledge) -> DrugOut:
    """What a drug is."""
    return DrugOut.model_validate(_drug(profile, knowledge))


def present_monograph(monograph: Monograph, knowledge: Knowledge) -> MonographOut:
    """Everything that is known of a drug; the rules and records whole."""
    return MonographOut.model_validate(
        _drug(monograph.profile, knowledge)
        | {
            "indications": [present_indication(one, knowledge) for one in monograph.indications],
            "side_effects": [present_side_effect(one, knowledge) for one in monograph.side_effects],
            "warnings": [present_warning(one, knowledge) for one in monograph.warnings],
            "states": [present_state(one, knowledge) for one in monograph.states],
            "interactions": [present_interaction(one, knowledge) for one in monograph.interactions],
            "labels": monograph.profile.counts.labels,
            "release": monograph.release,
        }
    )


def _drug(profile: DrugProfile, knowledge: Knowledge) -> dict[str, Any]:
    drug: dict[str, Any] = plain(profile.drug)
    return drug | {
        "depth": profile.depth,
        "depth_statement": profile.depth_statement,
        "names": plain(profile.names),
        "codes": plain(profile.codes),
        "schedules": plain(profile.schedules),
        "classes": [present_class_of_drug(one, knowledge) for one in profile.classes],
        "is_not": [present_class_of_drug(one, knowledge) for one in profile.is_not],
        "mechanisms": [present_mechanism(one, knowledge) for one in profile.mechanisms],
        "burdens": plain(profile.burdens),
        "told": RecordedOut.model_validate(profile.counts),
        "matched": InputOut.model_validate(profile.matched),
    }


def present_verdict(judged: JudgedUse, knowledge: Knowledge) -> VerdictOut:
    """Whether a drug is prescribed for a condition, what else is said of it, and what to mind."""
    verdict = judged.verdict
    return VerdictOut.model_validate(
        plain(verdict)
        | {
            "drug": ref(key("drug", verdict.drug), knowledge),
            "condition": ref(key("condition", verdict.condition), knowledge),
            "relieves": refs("condition", verdict.relieves, knowledge),
            "instead": [present_treatment(one, knowledge) for one in verdict.instead],
            "cautions": [CautionOut.model_validate(one) for one in judged.cautions],
            "also": [present_statement(one, knowledge) for one in verdict.also],
            "nearest": [present_statement(one, knowledge) for one in verdict.nearest],
            "kinds": refs("condition", verdict.kinds, knowledge),
            "release": judged.release,
            "notice": judged.notice,
        }
    )


def present_condition(profile: ConditionProfile, knowledge: Knowledge) -> ConditionOut:
    """A condition, where it stands, what is seen beside it, and what it is treated with."""

    def related(links: Iterable[ConditionParent], side: str) -> list[CitedRef]:
        found = {getattr(one, side): one.citations for one in links}
        return [cited_ref(key("condition", slug), found[slug], knowledge) for slug in sorted(found)]

    treatments = [present_treatment(one, knowledge) for one in profile.treatments]
    indications = [present_indication(one, knowledge) for one in profile.indications]
    return ConditionOut.model_validate(
        plain(profile.condition)
        | {
            "codes": plain(profile.codes),
            "parents": related(profile.parents, "parent"),
            "children": related(profile.children, "child"),
            "often_with": [_beside(one, knowledge) for one in profile.often_with],
            "treatments": treatments,
            "therapies": [_with_mechanisms(one, profile, knowledge) for one in profile.therapies],
            "indications": indications,
            "recorded": recorded_lists(treatments=treatments, indications=indications),
            "statement": NOTHING_LISTED,
        }
    )


def _beside(one: CoOccurrence, knowledge: Knowledge) -> BesideOut:
    named = cited_ref(key("condition", one.other), one.citations, knowledge)
    return BesideOut(**named.model_dump(), how_often=one.how_often)


def _with_mechanisms(
    therapy: Therapy, profile: ConditionProfile, knowledge: Knowledge
) -> TherapyOut:
    own = [one for one in profile.mechanisms if one.subject == key("therapy", therapy.id)]
    return present_therapy(therapy, own, knowledge)
