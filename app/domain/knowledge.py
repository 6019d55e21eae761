"""Everything that judging needs, as one immutable value in memory.

Built from facts by `building`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

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
    Record,
    Rule,
    Therapy,
    Treatment,
)
from app.domain.shelves import Completions, Pair, Segments, Spellings


@dataclass(frozen=True, slots=True)
class Sides:
    """The rules (by place in `Knowledge.rules`) that a key can play, on either side."""

    one: frozenset[int]
    other: frozenset[int]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One release.

    `classes_above` gives each drug its classes with the steps up to each (1: direct).
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
    class_parents: Mapping[str, frozenset[str]]
    member_classes: Mapping[str, frozenset[str]]
    excluded_classes: Mapping[str, frozenset[str]]
    classes_above: Mapping[str, Mapping[str, int]]
    members: Mapping[str, tuple[str, ...]]
    condition_parents: Mapping[str, frozenset[str]]
    rules: tuple[Rule, ...]
    sides: Mapping[Key, Sides]
    records: Mapping[Pair, tuple[Record, ...]]
    no_interactions: Mapping[Pair, NoInteraction]
    scopes: Mapping[str, frozenset[str]]
    burden_kinds: Mapping[str, BurdenKind]
    burdens: Mapping[tuple[Key, str], Burden]
    indications: Mapping[Key, tuple[Indication, ...]]
    treatments: Mapping[str, tuple[Treatment, ...]]
    withdrawal_risk: frozenset[str]
    look_alikes: Mapping[str, frozenset[str]]
