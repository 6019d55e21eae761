"""Everything that judging needs, as one immutable value in memory.

Built from facts by `building`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.checkup import FactorSeen
from app.domain.facts import (
    Burden,
    BurdenKind,
    Condition,
    Drug,
    DrugClass,
    Effect,
    Indication,
    Key,
    NoInteraction,
    Product,
    Rule,
    Source,
    Therapy,
    Treatment,
)
from app.domain.shelves import Completions, Pair, RecordShelf, Segments, Spellings, TermShelf


@dataclass(frozen=True, slots=True)
class Sides:
    """The rules that a key can play, on either side: the bit at a rule's place in `Knowledge.rules`
    is set.
    """

    one: int
    other: int


@dataclass(frozen=True, slots=True)
class Labels:
    """Every key that a rule may name a thing by, with the steps up to it (0: itself).

    `ones` and `others` are the rules that these keys can play, on either side: the bit at a rule's
    place is set. Two sets of rules are compared for every pair of a check.
    """

    steps: Mapping[Key, int]
    ones: int
    others: int


@dataclass(frozen=True, slots=True)
class Memo:
    """What was worked out of a release already: of its drugs, classes and rules, and of pairs of
    them. It can be forgotten at any time, and holds no word of anybody who asked.
    """

    labels: dict[Key, Labels] = field(default_factory=dict)
    chains: dict[tuple[Key, Key], tuple[str, ...]] = field(default_factory=dict)
    said: dict[tuple[Key, Key], Any] = field(default_factory=dict)
    between: dict[tuple[str, str], Any] = field(default_factory=dict)
    rxcuis: dict[str, Any] = field(default_factory=dict)
    factors: dict[str, tuple[FactorSeen, ...]] = field(default_factory=dict)
    burdens: dict[Key, tuple[tuple[Burden, str], ...]] = field(default_factory=dict)
    spelled: list[tuple[str, Key, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One release.

    `classes_above` gives each drug its classes with the steps up to each (1: direct). `look_alikes`
    are spellings taken for each other; `confused` the things behind them. `doubling` are the
    classes of which two members matter; `not_free` the sources whose licence forbids some use;
    `imported` the indications that no curator told.
    """

    release: str
    drugs: Mapping[str, Drug]
    classes: Mapping[str, DrugClass]
    conditions: Mapping[str, Condition]
    products: Mapping[str, Product]
    therapies: Mapping[str, Therapy]
    effects: Mapping[str, Effect]
    names: Spellings
    completions: Completions
    segments: Segments
    condition_names: Mapping[str, tuple[str, ...]]
    codes: Mapping[tuple[str, str], tuple[Key, ...]]
    terms: TermShelf
    class_parents: Mapping[str, frozenset[str]]
    member_classes: Mapping[str, frozenset[str]]
    excluded_classes: Mapping[str, frozenset[str]]
    classes_above: Mapping[str, Mapping[str, int]]
    members: Mapping[str, tuple[str, ...]]
    doubling: Mapping[Key, DrugClass]
    condition_parents: Mapping[str, frozenset[str]]
    rules: tuple[Rule, ...]
    sides: Mapping[Key, Sides]
    records: RecordShelf
    no_interactions: Mapping[Pair, NoInteraction]
    scopes: Mapping[str, frozenset[str]]
    burden_kinds: Mapping[str, BurdenKind]
    burdens: Mapping[Key, tuple[Burden, ...]]
    indications: Mapping[Key, tuple[Indication, ...]]
    imported: frozenset[str]
    treatments: Mapping[str, tuple[Treatment, ...]]
    withdrawal_risk: frozenset[str]
    look_alikes: Mapping[str, frozenset[str]]
    confused: Mapping[Key, frozenset[Key]]
    sources: Mapping[str, Source]
    not_free: frozenset[str]
    memo: Memo = field(default_factory=Memo, repr=False, compare=False)
