"""May these be taken together? Resolves what was asked, and lets the engine judge."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.domain.checking import Manner, check
from app.domain.checkup import Checkup
from app.domain.errors import TooManyDrugs
from app.domain.inputs import Asked, Candidate, Input
from app.domain.knowledge import Knowledge
from app.domain.meaning import meant
from app.domain.names import normalise
from app.domain.policy import DEFAULT, Policy
from app.domain.resolving import resolve
from app.domain.states import Audience, InputStatus
from app.domain.units import Taken
from app.services.holding import Held

# Every pair is looked at: twice as many drugs are four times the work.
MOST_DRUGS = 200
# Enough for every usual way to write the usual drugs; a few megabytes.
MOST_READINGS = 10_000


@dataclass(frozen=True, slots=True)
class Question:
    """What a client asks."""

    drugs: tuple[Asked, ...]
    current: tuple[Asked, ...] = ()
    conditions: tuple[str, ...] = ()
    policy: Policy = DEFAULT
    audience: Audience = Audience.PROFESSIONAL
    accept_corrections: bool = False


def check_interactions(held: Held, question: Question) -> Checkup:
    """The whole answer. Inputs stand in the order asked: the new drugs, then the current ones.

    Raises TooManyDrugs if the inputs name more drugs than can be compared.
    """
    taken = [_taken(asked, held, question, current=False) for asked in question.drugs]
    taken += [_taken(asked, held, question, current=True) for asked in question.current]
    if sum(max(1, len(one.read.drugs)) for one in taken) > MOST_DRUGS:
        raise TooManyDrugs(f"at most {MOST_DRUGS} drugs in all, those of combinations included")
    manner = Manner(question.policy, question.audience, datetime.now(UTC).date().isoformat())
    return check(taken, question.conditions, held.knowledge, manner)


def _taken(asked: Asked, held: Held, question: Question, current: bool) -> Taken:
    read = _read(asked, held)
    if question.accept_corrections:
        read = _corrected(read, held.knowledge)
    return Taken(read, current, asked.stopped_on)


def _read(asked: Asked, held: Held) -> Input:
    known = held.readings.get(asked.name) if asked.name is not None else None
    if known is not None:
        return known
    read = resolve(asked, held.knowledge, held.nearest)
    # Only what names a known drug is kept, and only in memory: no other words of a question are.
    if read.status is InputStatus.RESOLVED and asked.name and len(held.readings) < MOST_READINGS:
        held.readings[asked.name] = read
    return read


def _corrected(read: Input, knowledge: Knowledge) -> Input:
    """The nearest candidate of a correction, taken because the caller asked for it; it says so."""
    if read.status is not InputStatus.NEEDS_CONFIRMATION:
        return read
    best: Candidate = read.candidates[0]
    hits = knowledge.names.get(normalise(best.matched_name), ())
    taken = meant(read.input, hits, knowledge, read.understood)
    if taken.status is not InputStatus.RESOLVED:
        return read
    line = f"'{read.input}' was taken as '{best.matched_name}', as accept_corrections asked"
    return replace(
        taken,
        # A corrected word is understood now; a word that was passed over is not.
        not_understood=() if best.distance else read.not_understood,
        explanation=(*read.explanation, line, *taken.explanation),
    )
