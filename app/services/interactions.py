"""May these be taken together? And the lists of rules and records behind the answer."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlmodel import Session

from app.domain.errors import TooManyDrugs
from app.domain.facts import (
    Record,
    Rule,
)
from app.domain.interactions.check import Manner, check
from app.domain.interactions.items import Taken, drug_rule_keys
from app.domain.interactions.policy import DEFAULT, Policy
from app.domain.interactions.result import Audience, Checkup
from app.domain.knowledge import Knowledge, ordered
from app.domain.names.input import Asked, Candidate, Input, InputStatus, meant
from app.domain.names.resolve import resolve
from app.domain.names.text import normalise
from app.services.lookup import condition_offers
from app.services.release import LoadedRelease
from app.store.read import list_facts

# Every pair is looked at: twice as many drugs are four times the work.
MOST_DRUGS = 200
# Enough for every usual way to write the usual drugs; a few megabytes.
MOST_RESOLVED = 10_000


@dataclass(frozen=True, slots=True)
class Question:
    """What a client asks."""

    drugs: tuple[Asked, ...]
    current: tuple[Asked, ...] = ()
    conditions: tuple[str, ...] = ()
    policy: Policy = DEFAULT
    audience: Audience = Audience.PROFESSIONAL
    accept_corrections: bool = False


def check_interactions(loaded: LoadedRelease, question: Question) -> Checkup:
    """The whole answer. Inputs stand in the order asked: the new drugs, then the current ones.

    Raises TooManyDrugs if the inputs name more drugs than can be compared.
    """
    taken = [_taken(asked, loaded, question, current=False) for asked in question.drugs]
    taken += [_taken(asked, loaded, question, current=True) for asked in question.current]
    if sum(max(1, len(one.read.drugs)) for one in taken) > MOST_DRUGS:
        raise TooManyDrugs(f"at most {MOST_DRUGS} drugs in all, those of combinations included")
    today = datetime.now(UTC).date().isoformat()
    manner = Manner(question.policy, question.audience, today, condition_offers(loaded.knowledge))
    return check(taken, question.conditions, loaded.knowledge, manner)


def _taken(asked: Asked, loaded: LoadedRelease, question: Question, current: bool) -> Taken:
    read = _read(asked, loaded)
    if question.accept_corrections:
        read = _corrected(read, loaded.knowledge)
    return Taken(read, current, asked.stopped_on)


def _read(asked: Asked, loaded: LoadedRelease) -> Input:
    known = loaded.readings.get(asked.name) if asked.name is not None else None
    if known is not None:
        return known
    read = resolve(asked, loaded.knowledge, loaded.nearest)
    # Only what names a known drug is kept, and only in memory: no other words of a question are.
    if read.status is InputStatus.RESOLVED and asked.name and len(loaded.readings) < MOST_RESOLVED:
        loaded.readings[asked.name] = read
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
        corrected_to=best.matched_name,
        # A corrected word is understood now; a word that was passed over is not.
        not_understood=() if best.distance else read.not_understood,
        explanation=(*read.explanation, line, *taken.explanation),
    )


Interaction = Rule | Record


def interactions_of(session: Session, knowledge: Knowledge, drug: str) -> list[Interaction]:
    """The rules that the drug can play, by itself or a class, and its records; gravest first."""
    labels = drug_rule_keys(drug, knowledge).steps
    rules = [
        rule
        for rule in knowledge.rules
        if (rule.one in labels or rule.other in labels)
        and drug not in {exception.drug for exception in rule.exceptions}
    ]
    records = [*list_facts(session, Record, one=drug), *list_facts(session, Record, other=drug)]
    return gravest_first([*rules, *records])


def all_interactions(knowledge: Knowledge) -> list[Interaction]:
    """Every rule and record; gravest first."""
    records = [record for claims in knowledge.records.values() for record in claims]
    return gravest_first([*knowledge.rules, *records])


def find_interaction(knowledge: Knowledge, name: str) -> Interaction | None:
    """The rule with this id, or the record of a source: `source:drug:drug`."""
    rule = next((rule for rule in knowledge.rules if rule.id == name), None)
    if rule is not None:
        return rule
    source, _, drugs = name.partition(":")
    pair = ordered(*drugs.split(":")) if drugs.count(":") == 1 else ("", "")
    claims: tuple[Record, ...] = knowledge.records.get(pair, ())
    return next((one for one in claims if one.citations[0].source == source), None)


def gravest_first(interactions: list[Interaction]) -> list[Interaction]:
    """By severity, rules before records, then by id or pair."""
    return sorted(interactions, key=_order)


def _order(one: Interaction) -> tuple[int, bool, str]:
    if isinstance(one, Rule):
        return -one.severity.rank, False, one.id
    return -one.severity.rank, True, f"{one.one}:{one.other}:{one.citations[0].source}"
