"""Two things that meet, and all that is claimed of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.checkup import NativeRating, Participant
from app.domain.explaining import name_of
from app.domain.facts import Key, Record, split_key
from app.domain.knowledge import Knowledge
from app.domain.matching import Match
from app.domain.terms import ParticipantRole


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that meet: its subject, its input's words, and what led to it."""

    subject: Key
    words: str
    explanation: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two sides, in the order of the inputs, and all that is claimed of them."""

    one: Side
    other: Side
    matches: tuple[Match, ...]
    records: tuple[Record, ...]
    conditions: frozenset[Key]


def slug_of(side: Side) -> str:
    """The slug of a side, for ids."""
    return split_key(side.subject)[1]


def drugs_of(meeting: Meeting) -> list[str]:
    """The drugs among the two."""
    subjects = (meeting.one.subject, meeting.other.subject)
    return [slug for kind, slug in map(split_key, subjects) if kind == "drug"]


def names_of(meeting: Meeting, knowledge: Knowledge) -> tuple[str, str]:
    """The plain names of the two."""
    return name_of(meeting.one.subject, knowledge), name_of(meeting.other.subject, knowledge)


def participants_of(
    meeting: Meeting, roles: tuple[ParticipantRole, ParticipantRole]
) -> tuple[Participant, ...]:
    """The two as an answer names them, each with its role."""
    return _participant(meeting.one, roles[0]), _participant(meeting.other, roles[1])


def _participant(side: Side, role: ParticipantRole) -> Participant:
    kind, slug = split_key(side.subject)
    return Participant(
        side.words,
        slug if kind == "drug" else None,
        slug if kind == "class" else None,
        slug if kind == "condition" else None,
        role,
    )


def ratings_of(records: Sequence[Record]) -> tuple[NativeRating, ...]:
    """Every source's own rating, side by side."""
    return tuple(
        NativeRating(
            record.citations[0].source,
            record.rating,
            record.severity,
            record.text,
            record.citations,
        )
        for record in records
    )
