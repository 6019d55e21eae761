"""What is recorded of two drugs, whoever asks: by rules and records, and by RxCUI alone."""

from collections.abc import Collection, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from app.domain.facts import Record, Rule, Severity, Term, key, split_key, worst
from app.domain.interactions.items import drug_rule_keys
from app.domain.interactions.mentions import name_each_other, reached_between
from app.domain.interactions.rules import (
    STRICTNESS,
    Reached,
    RuleGroup,
    rule_groups_of,
    side_for,
)
from app.domain.knowledge import Knowledge, ordered


@dataclass(frozen=True, slots=True)
class RecordedPair:
    """`one` and `other` in the order asked. `groups` of rules, the gravest first; `severity` is
    that of rules and records: what only a label says makes none.
    """

    one: str
    other: str
    severity: Severity
    groups: tuple[RuleGroup, ...]
    records: tuple[Record, ...]
    reached: tuple[Reached, ...]

    def partner(self, drug: str) -> str:
        """The other of the two."""
        return self.other if drug == self.one else self.one

    def rules(self) -> Iterator[Rule]:
        """Every rule that fits."""
        for groups in self.groups:
            for match in groups.matches:
                yield match.rule


def recorded_pair(one: str, other: str, knowledge: Knowledge) -> RecordedPair | None:
    """All that rules and records tell of two different drugs; None where they tell nothing."""
    memo: MutableMapping[tuple[str, str], RecordedPair | None] = knowledge.memo.recorded_pairs
    pair = (one, other)
    try:
        return memo[pair]
    except KeyError:
        # Another thread may forget it at once: it is not read from there again.
        found = memo[pair] = _between(one, other, knowledge)
        return found


def _between(one: str, other: str, knowledge: Knowledge) -> RecordedPair | None:
    first, second = pair = ordered(one, other)
    rule_keys, more_keys = drug_rule_keys(first, knowledge), drug_rule_keys(second, knowledge)
    records = knowledge.records.get(pair, ())
    fitting = rule_keys.ones & more_keys.others or more_keys.ones & rule_keys.others
    reached: tuple[Reached, ...] = ()
    if name_each_other(rule_keys, more_keys):
        ends = key("drug", first), key("drug", second)
        reached = reached_between(ends[0], rule_keys, ends[1], more_keys, knowledge)
    if not (fitting or records or reached):
        return None
    groups: tuple[RuleGroup, ...] = ()
    if fitting:
        sides = (side_for(key("drug", slug), slug, (), knowledge) for slug in pair)
        groups = rule_groups_of(next(sides), rule_keys, next(sides), more_keys, knowledge)
    if not (groups or records or reached):
        return None
    severities = [*(part.seen.severity for part in groups), *(one.severity for one in records)]
    in_order = tuple(sorted(groups, key=_gravest_last_rated))
    return RecordedPair(one, other, worst(severities), in_order, records, reached)


def _gravest_last_rated(groups: RuleGroup) -> tuple[int, int, str]:
    return -groups.seen.severity.rank, STRICTNESS[groups.seen.action], groups.id


@dataclass(frozen=True, slots=True)
class Given:
    """A RxCUI as given, and the drugs that it is made of."""

    term: Term
    drugs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InteractingPair:
    """Two that meet, the lower RxCUI first; `pairs` of their drugs, the gravest first."""

    one: Given
    other: Given
    pairs: tuple[RecordedPair, ...]


def read_rxcuis(rxcuis: Collection[str], knowledge: Knowledge) -> tuple[list[Given], list[str]]:
    """Each RxCUI once, and those of which no drug is known."""
    given, unresolved = [], []
    for rxcui in dict.fromkeys(rxcuis):
        found = _read(rxcui, knowledge)
        if found is not None:
            given.append(found)
        else:
            unresolved.append(rxcui)
    return given, unresolved


def _read(rxcui: str, knowledge: Knowledge) -> Given | None:
    """Those that are known are read once; of others nothing is kept."""
    memo: MutableMapping[str, Given] = knowledge.memo.rxcuis
    found = memo.get(rxcui)
    if found is None:
        drugs, term = drugs_of(rxcui, knowledge), knowledge.terms.get(rxcui)
        if not drugs or term is None:
            return None
        found = memo[rxcui] = Given(term, drugs)
    return found


def drugs_of(rxcui: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The drugs that it is made of, in order; empty where it is not known to be made of any."""
    found: dict[str, None] = {}
    for subject in knowledge.codes.get(("rxnorm", rxcui), ()):
        kind, slug = split_key(subject)
        if kind == "drug":
            found[slug] = None
        elif kind == "product":
            found |= dict.fromkeys(knowledge.products[slug].ingredients)
    return tuple(found)


def interacting_pairs(given: Sequence[Given], knowledge: Knowledge) -> list[InteractingPair]:
    """Every two of them of which something is recorded, the gravest first."""
    in_order = sorted(given, key=lambda one: number_of(one.term.rxcui))
    found = []
    for one, other in combinations(in_order, 2):
        pairs = [
            stated
            for drug in one.drugs
            for other_drug in other.drugs
            if drug != other_drug
            and (stated := recorded_pair(drug, other_drug, knowledge)) is not None
        ]
        if pairs:
            found.append(InteractingPair(one, other, tuple(sorted(pairs, key=_gravest_first))))
    return sorted(found, key=lambda found: -found.pairs[0].severity.rank)


def partners(drug: str, knowledge: Knowledge) -> tuple[RecordedPair, ...]:
    """Every drug with a RxCUI that something is recorded of beside this one, gravest first."""
    pairs = (
        recorded_pair(drug, other, knowledge) for other in knowledge.terms.drugs() if other != drug
    )
    stated = [one for one in pairs if one is not None and knowledge.terms.ingredient(one.other)]
    return tuple(sorted(stated, key=_gravest_first))


def _gravest_first(stated: RecordedPair) -> int:
    return -stated.severity.rank


def number_of(rxcui: str) -> tuple[int, str]:
    """By which RxCUIs are ordered as numbers; what is none stands by its length."""
    return len(rxcui), rxcui
