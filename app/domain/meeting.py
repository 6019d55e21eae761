"""Two things that meet, and what is recorded of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.checkup import NativeRating, Participant
from app.domain.explaining import name_of
from app.domain.facts import Advice, Key, Record, split_key
from app.domain.knowledge import Knowledge
from app.domain.licences import NOT_TOLD
from app.domain.stopping import not_suddenly
from app.domain.terms import ParticipantRole


@dataclass(slots=True)  # not frozen: decision 0006
class Side:
    """One of the two that meet: its subject, the asker's words, and what led to it.

    `risky` is a drug that it is dangerous to stop suddenly.
    """

    subject: Key
    slug: str
    name: str
    words: str
    explanation: tuple[str, ...]
    risky: bool
    as_either: Participant


@dataclass(slots=True)  # not frozen: decision 0006
class Meeting:
    """Two sides, in the order of the inputs, and what data sets record of them."""

    one: Side
    other: Side
    records: tuple[Record, ...]
    conditions: frozenset[Key]


def side_for(subject: Key, words: str, explanation: tuple[str, ...], knowledge: Knowledge) -> Side:
    """A side, with all that several findings may ask of it."""
    kind, slug = split_key(subject)
    participant = Participant(
        words,
        slug if kind == "drug" else None,
        slug if kind == "class" else None,
        slug if kind == "condition" else None,
        ParticipantRole.EITHER,
    )
    risky = kind == "drug" and slug in knowledge.withdrawal_risk
    name = name_of(subject, knowledge)
    return Side(subject, slug, name, words, explanation, risky, participant)


def participants_of(
    meeting: Meeting, roles: tuple[ParticipantRole, ParticipantRole]
) -> tuple[Participant, ...]:
    """The two as an answer names them, each with its role."""
    return _in_role(meeting.one, roles[0]), _in_role(meeting.other, roles[1])


def _in_role(side: Side, role: ParticipantRole) -> Participant:
    if role is ParticipantRole.EITHER:
        return side.as_either
    return replace(side.as_either, role=role)


def advice_of(one: Side, other: Side, advice: Advice) -> Advice:
    """The advice, with the word on stopping where one of the two needs it."""
    if not (one.risky or other.risky):
        return advice
    return not_suddenly(advice, {side.name for side in (one, other) if side.risky})


def ratings_of(records: Sequence[Record], knowledge: Knowledge) -> tuple[NativeRating, ...]:
    """Every source's own rating, side by side."""
    return tuple(_rating(record, knowledge) for record in records)


def _rating(record: Record, knowledge: Knowledge) -> NativeRating:
    told_by = record.citations[0].source
    source = knowledge.sources.get(told_by)
    licence = source.licence if source is not None else NOT_TOLD
    return NativeRating(
        told_by, licence, record.rating, record.severity, record.text, record.citations
    )
