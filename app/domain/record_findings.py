"""Findings of pairs that data sets record and no rule explains."""

from collections.abc import Sequence

from app.domain.checkup import Finding
from app.domain.facts import Advice, Citation, Record, RuleFrequency, RuleMechanism, Seriousness
from app.domain.knowledge import Knowledge
from app.domain.meeting import Meeting, advice_of, participants_of, ratings_of
from app.domain.messages import message_for
from app.domain.policy import Seen, Step
from app.domain.states import Audience
from app.domain.terms import Action, Direction, MechanismKind, Onset, ParticipantRole, RuleKind


def finding_of_records(
    meeting: Meeting, seen: Seen, step: Step, knowledge: Knowledge, audience: Audience
) -> Finding:
    """The finding of a pair that data sets record and no rule explains."""
    names = (meeting.one.name, meeting.other.name)
    advice = advice_of(
        meeting.one,
        meeting.other,
        Advice(
            patient=f"A data source lists {names[0]} with {names[1]}. "
            "Ask your doctor or pharmacist.",
            professional="Recorded by a data source without management advice; see its own rating.",
        ),
    )
    return Finding(
        id=":".join(["record", *sorted((meeting.one.slug, meeting.other.slug))]),
        rule=None,
        rule_version=None,
        kind=RuleKind.DRUG_DRUG,
        title=f"{names[0]} with {names[1]}",
        participants=participants_of(meeting, (ParticipantRole.EITHER, ParticipantRole.EITHER)),
        severity=seen.severity,
        action=Action.INSUFFICIENT_INFORMATION,
        evidence=(),
        seriousness=Seriousness(serious=False, outcomes=()),
        alert_list=None,
        display=step.display,
        display_reason=step.reason,
        consequences=tuple(dict.fromkeys(record.text for record in meeting.records if record.text)),
        mechanism=RuleMechanism(MechanismKind.UNKNOWN, "unknown", "The source gives none."),
        factors=(),
        onset=Onset.UNKNOWN,
        direction=Direction.UNKNOWN,
        frequency=RuleFrequency("unknown", "unknown"),
        native_ratings=ratings_of(meeting.records, knowledge),
        advice=advice,
        message=message_for(audience, RuleKind.DRUG_DRUG, names, seen, advice),
        explanation=(
            *meeting.one.explanation,
            *meeting.other.explanation,
            *(f"recorded by {record.citations[0].source}" for record in meeting.records),
        ),
        also=(),
        citations=_merged(meeting.records),
    )


def _merged(records: Sequence[Record]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(c for record in records for c in record.citations))
