"""Short ways to ask the engine, for tests."""

from collections.abc import Sequence

from app.domain.interactions.check import Manner, check
from app.domain.interactions.items import Taken
from app.domain.interactions.person import NOBODY, Person
from app.domain.interactions.result import Checkup, Finding
from app.domain.knowledge import Knowledge
from app.domain.names.input import Asked
from app.domain.names.resolve import resolve


def ask(
    knowledge: Knowledge,
    *names: str,
    current: Sequence[str] = (),
    conditions: Sequence[str] = (),
    stopped: dict[str, str] | None = None,
    manner: Manner | None = None,
    person: Person = NOBODY,
) -> Checkup:
    """A check of names as a client writes them."""
    stopped = stopped or {}
    taken = [
        Taken(resolve(Asked(name), knowledge), name in current, stopped.get(name))
        for name in (*names, *current)
    ]
    return check(taken, conditions, knowledge, manner or Manner(), person)


def found(checkup: Checkup) -> list[str]:
    """The ids of the findings, in their order."""
    return [finding.id for finding in checkup.findings]


def only(checkup: Checkup) -> Finding:
    """The one finding."""
    (finding,) = checkup.findings
    return finding


def statuses(checkup: Checkup) -> list[str]:
    """The status of every pair, in order."""
    return [pair.status.value for pair in checkup.pairs]
