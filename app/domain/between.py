"""What is told of two drugs, whoever asks: rules that fit, and records."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.facts import Record, Rule, key
from app.domain.knowledge import Knowledge
from app.domain.meeting import side_for
from app.domain.saying import STRICTNESS, Said, said_of
from app.domain.severity import Severity, worst
from app.domain.shelves import ordered
from app.domain.units import drug_labels


@dataclass(frozen=True, slots=True)
class Between:
    """`one` and `other` in the order asked. `said` by rules, the gravest first."""

    one: str
    other: str
    severity: Severity
    said: tuple[Said, ...]
    records: tuple[Record, ...]

    def rules(self) -> Iterator[Rule]:
        """Every rule that fits."""
        for said in self.said:
            for match in said.matches:
                yield match.rule


# So many pairs are remembered; then it is begun anew.
_MOST_PAIRS = 50_000


def between(one: str, other: str, knowledge: Knowledge) -> Between | None:
    """All that rules and records tell of two different drugs; None where they tell nothing."""
    memo: dict[tuple[str, str], Between | None] = knowledge.memo.between
    pair = (one, other)
    try:
        return memo[pair]
    except KeyError:
        if len(memo) >= _MOST_PAIRS:
            memo.clear()
        # Another thread may forget it at once: it is not read from there again.
        found = memo[pair] = _between(one, other, knowledge)
        return found


def _between(one: str, other: str, knowledge: Knowledge) -> Between | None:
    first, second = pair = ordered(one, other)
    labels, more_labels = drug_labels(first, knowledge), drug_labels(second, knowledge)
    records = knowledge.records.get(pair, ())
    fitting = labels.ones & more_labels.others or more_labels.ones & labels.others
    if not fitting and not records:
        return None
    said: tuple[Said, ...] = ()
    if fitting:
        sides = (side_for(key("drug", slug), slug, (), knowledge) for slug in pair)
        said = said_of(next(sides), labels, next(sides), more_labels, knowledge)
    if not said and not records:
        return None
    severities = [*(part.seen.severity for part in said), *(one.severity for one in records)]
    in_order = tuple(sorted(said, key=_gravest_first))
    return Between(one, other, worst(severities), in_order, records)


def _gravest_first(said: Said) -> tuple[int, int, str]:
    return -said.seen.severity.rank, STRICTNESS[said.seen.action], said.id
