"""What became of the findings that a record showed, counted by rule: a rule that is always
overridden is one to look at.

Nothing of a patient is in it: the id of what was shown begins with a hash of its rule, and that is
all that is kept of it, beside a reason of our own list. The counts live as long as the server.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock
from typing import Protocol

from app.domain.interactions.result import FindingKind
from app.domain.knowledge import Knowledge

# What can be shown besides a rule.
_OTHER_TOPICS = (*FindingKind, "duplication", "burden", "not-checked")
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one finding: the beginning of the id under which it was shown, `accepted` or
    `overridden`, and the reason; empty where it is none of ours.
    """

    beginning: bytes
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class FeedbackCount:
    """How often what one rule found had this outcome, for this reason."""

    rule: str
    outcome: str
    reason: str
    count: int


def topic_hash(topic: str) -> bytes:
    """The first four bytes of the id of everything that is shown of a rule."""
    return blake2b(topic.encode(), digest_size=4).digest()


class Tally(Protocol):
    """Counts of rule, outcome and reason."""

    def add(self, counted: tuple[str, str, str]) -> None:
        """One more."""

    def counts(self) -> Mapping[tuple[str, str, str], int]:
        """All of them."""


class OwnTally:
    """The counts of this process."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._lock = Lock()

    def add(self, counted: tuple[str, str, str]) -> None:
        """One more."""
        with self._lock:
            self._counts[counted] += 1

    def counts(self) -> Mapping[tuple[str, str, str], int]:
        """All of them."""
        with self._lock:
            return dict(self._counts)


class Feedback:
    """How often what each rule found was accepted and overridden."""

    def __init__(self, tally: Tally | None = None) -> None:
        self._tally = tally or OwnTally()

    def add(self, outcomes: Sequence[Outcome], knowledge: Knowledge) -> None:
        """Counts outcomes."""
        topics = {topic_hash(one): str(one) for one in _OTHER_TOPICS}
        topics |= {topic_hash(rule.id): rule.id for rule in knowledge.rules}
        for one in outcomes:
            topic = topics.get(one.beginning, _UNKNOWN)
            self._tally.add((topic, one.outcome, one.reason))

    def counts(self) -> list[FeedbackCount]:
        """All counts, the highest first."""
        found = [FeedbackCount(*key, number) for key, number in self._tally.counts().items()]
        return sorted(found, key=lambda one: (-one.count, one.rule, one.outcome, one.reason))
