"""What is kept of one release while it answers: every cache, with its key and its bound.

All of it can be worked out again from the release, belongs to it and is dropped with it. Keys are
ids, codes, and names that the release itself records; no cache holds the words of a question.
"""

from collections.abc import Callable, Hashable, Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import partial
from sys import getsizeof
from threading import RLock
from typing import Any, Generic, Protocol, TypeVar

from cachetools import LRUCache

from app.domain.facts import Key
from app.domain.interactions.recorded import Given, RecordedPair
from app.domain.interactions.templates import Template
from app.domain.knowledge import Memo, RuleKeys
from app.domain.names.input import Input

K = TypeVar("K")
V = TypeVar("V")
# What an answer takes beside its bytes: the objects that hold them, and its place.
_OVERHEAD = 1_000
# Differences between releases, packed, in kilobytes: some of a million facts each.
_DIFFERENCES = 16_000


class Bounded(dict[K, V]):
    """A dict that is emptied when it is full: to look into it costs no more than into any dict.

    For what a check asks hundreds of times; an order of last use would cost more than it saves.
    """

    __slots__ = ("most",)

    def __init__(self, most: int) -> None:
        self.most = most

    def __setitem__(self, key: K, value: V) -> None:
        """Keeps the value. Another thread may empty the dict at once: nobody counts on it."""
        if len(self) >= self.most:
            self.clear()
        super().__setitem__(key, value)


class Recent(LRUCache[K, V]):
    """A cache that forgets what was asked for least lately. Several threads may use it."""

    def __init__(self, maxsize: float, getsizeof: Callable[[V], float] | None = None) -> None:
        super().__init__(maxsize, getsizeof)
        self._lock = RLock()

    def __getitem__(self, key: K) -> V:
        with self._lock:
            return super().__getitem__(key)

    def __setitem__(self, key: K, value: V) -> None:
        with self._lock:
            super().__setitem__(key, value)

    def get(self, key: K, default: Any = None) -> Any:
        """The value, or the default."""
        with self._lock:
            return super().get(key, default)


class Once(Generic[V]):
    """One value, worked out when it is first asked for."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value: V | None = None

    def get(self, make: Callable[[], V]) -> V:
        """The value. Two threads may make it at the same time; either one is right."""
        found = self.value
        if found is None:
            found = self.value = make()
        return found


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as bytes, ready to be sent again, the address that it is kept by, and the route
    that made it.
    """

    address: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    route: Any = None

    @property
    def size(self) -> int:
        """How many bytes it takes, its address and headers too."""
        parts = (part for header in self.headers for part in header)
        return _OVERHEAD + sum(map(getsizeof, (self.address, self.body, *parts)))


class _Sized(Protocol):
    @property
    def kilobytes(self) -> int: ...


def _differences() -> Recent[tuple[str, str], Any]:
    def kilobytes(one: _Sized) -> int:
        return one.kilobytes

    return Recent(_DIFFERENCES, kilobytes)


def _answers(most_bytes: int) -> Recent[str, KeptAnswer]:
    return Recent(most_bytes, lambda one: one.size)


@dataclass(frozen=True, slots=True)
class ReleaseCache(Memo):
    """Every cache of a release, with its bound and its key.

    What `Memo` declares, the domain knows as mappings. What is a `Once` is as large as the
    release makes it.
    """

    rule_keys: MutableMapping[Key, RuleKeys] = field(
        default_factory=partial(Bounded, 50_000),
        metadata={"key": "key of a drug, class or condition"},
    )
    things: MutableMapping[Key, Any] = field(
        default_factory=partial(Bounded, 50_000), metadata={"key": "key of a drug or class"}
    )
    chains: MutableMapping[tuple[Key, Key], tuple[str, ...]] = field(
        default_factory=partial(Bounded, 20_000),
        metadata={"key": "key of a thing, and the key by which a rule names it"},
    )
    # Each takes about a kilobyte.
    rule_groups: MutableMapping[tuple[Key, Key], Any] = field(
        default_factory=partial(Bounded, 20_000), metadata={"key": "keys of two things"}
    )
    recorded_pairs: MutableMapping[tuple[str, str], RecordedPair | None] = field(
        default_factory=partial(Bounded, 50_000), metadata={"key": "ids of two drugs"}
    )
    # Each takes about two kilobytes for each finding.
    known_pairs: MutableMapping[tuple[str, str, str], Any] = field(
        default_factory=partial(Bounded, 10_000),
        metadata={"key": "keys of two things, each with a route, a policy and an audience"},
    )
    templates: MutableMapping[tuple[str, ...], Any] = field(
        default_factory=partial(Bounded, 5_000),
        metadata={
            "key": "key of a thing with a route, a policy and an audience, whether it holds, and "
            "ids of a condition and of what is stated of it"
        },
    )
    # Each takes about four kilobytes.
    fragments: MutableMapping[Template, tuple[bytes, bytes, bytes]] = field(
        default_factory=partial(Bounded, 5_000),
        metadata={"key": "a finding of the release, without the words of a question"},
    )
    # Each takes about two kilobytes.
    cards: MutableMapping[Template, Any] = field(
        default_factory=partial(Bounded, 5_000),
        metadata={"key": "a finding of the release, without the words of a question"},
    )
    # Each takes about a kilobyte.
    briefs: MutableMapping[tuple[Template, bool], Any] = field(
        default_factory=partial(Bounded, 10_000),
        metadata={
            "key": "a finding of the release, without the words of a question, and whether it is "
            "one of many"
        },
    )
    rxcuis: MutableMapping[str, Given] = field(
        default_factory=partial(Bounded, 10_000), metadata={"key": "a RxCUI of the release"}
    )
    burdens: MutableMapping[Key, tuple[Any, ...]] = field(
        default_factory=partial(Bounded, 50_000), metadata={"key": "key of a drug or class"}
    )
    waits: MutableMapping[Key, tuple[Any, ...]] = field(
        default_factory=partial(Bounded, 20_000), metadata={"key": "key of a drug or class"}
    )
    asks_of_nobody: MutableMapping[Key, tuple[Any, ...]] = field(
        default_factory=partial(Bounded, 20_000), metadata={"key": "key of a drug or class"}
    )
    allergy_waits: MutableMapping[Key, tuple[str, ...]] = field(
        default_factory=partial(Bounded, 20_000), metadata={"key": "key of a drug or class"}
    )
    gene_results: MutableMapping[tuple[str, str], Any] = field(
        default_factory=partial(Bounded, 1_000),
        metadata={"key": "a symbol of a gene, and a phenotype, as the release records both"},
    )
    gene_lookups: MutableMapping[str, tuple[Any, ...]] = field(
        default_factory=partial(Bounded, 5_000), metadata={"key": "id of a drug"}
    )
    parts: MutableMapping[Hashable, Any] = field(
        default_factory=partial(Bounded, 10_000),
        metadata={"key": "a bound of a statement of the release, or id of a condition"},
    )
    in_conditions: MutableMapping[tuple[Key, str], Any] = field(
        default_factory=partial(Bounded, 20_000),
        metadata={"key": "key of a drug or class, and id of a condition"},
    )
    judged: MutableMapping[Hashable, Any] = field(
        default_factory=partial(Bounded, 10_000),
        metadata={
            "key": "key of a drug or class with a route, id of a condition, a policy and an "
            "audience, and which of the parts of states that statements name are reached"
        },
    )
    recorded_states: MutableMapping[tuple[Key, str], Any] = field(
        default_factory=partial(Bounded, 10_000),
        metadata={"key": "key of a drug or class, and id of the condition that a state is"},
    )
    # Each takes about a kilobyte.
    statements: MutableMapping[tuple[Key, tuple[str, ...]], Any] = field(
        default_factory=partial(Bounded, 5_000),
        metadata={"key": "key of a drug or class, and ids of statements of the release"},
    )
    other_groups: MutableMapping[Key, tuple[Any, ...]] = field(
        default_factory=partial(Bounded, 5_000),
        metadata={"key": "key of a class or of a group of allergens"},
    )
    # Each takes some kilobytes.
    allergy_ways: MutableMapping[Key, Any] = field(
        default_factory=partial(Bounded, 5_000),
        metadata={"key": "key of a drug, a class or a group of allergens"},
    )
    allergens: MutableMapping[str, Any] = field(
        default_factory=partial(Bounded, 5_000),
        metadata={"key": "a name of an allergy, letter for letter as the release records it"},
    )
    # Each takes some kilobytes.
    allergy_reaches: MutableMapping[Hashable, Any] = field(
        default_factory=partial(Bounded, 2_000),
        metadata={"key": "key of a drug, a class or a group of allergens, and kind of a reaction"},
    )
    allergy_related: MutableMapping[Hashable, Any] = field(
        default_factory=partial(Bounded, 20_000),
        metadata={"key": "the same, and key of a drug or class that is taken"},
    )
    inputs: MutableMapping[str, Input] = field(
        default_factory=partial(Bounded, 10_000),
        metadata={"key": "a name, letter for letter as the release records it"},
    )
    # Each takes some ten kilobytes: the names, codes and classes of a drug with their sources.
    profiles: MutableMapping[str, Any] = field(
        default_factory=partial(Bounded, 500), metadata={"key": "id of a drug"}
    )
    warnings: MutableMapping[str, tuple[Any, ...]] = field(
        default_factory=partial(Bounded, 1_000), metadata={"key": "id of a drug"}
    )
    # Each takes some ten kilobytes: forty effects.
    effect_pages: MutableMapping[tuple[str, int], Any] = field(
        default_factory=partial(Bounded, 500),
        metadata={"key": "id of a drug, and the number of its side effects that were passed over"},
    )
    # Each drug has up to some thousand partners.
    partners: MutableMapping[str, tuple[RecordedPair, ...]] = field(
        default_factory=partial(Recent, 64), metadata={"key": "id of a drug"}
    )
    pair_shapes: MutableMapping[tuple[str, str, str], Any] = field(
        default_factory=partial(Bounded, 20_000),
        metadata={"key": "id of a source, and ids of two drugs"},
    )
    spellings: Once[list[tuple[str, Key, str]]] = field(
        default_factory=Once, metadata={"key": "none: of all conditions, therapies and effects"}
    )
    cited: Once[Mapping[str, int]] = field(
        default_factory=Once, metadata={"key": "none: of all sources"}
    )
    record_sources: Once[list[str]] = field(
        default_factory=Once, metadata={"key": "none: of all sources"}
    )
    display_names: Once[list[str]] = field(
        default_factory=Once, metadata={"key": "none: of all names"}
    )
    differences: Recent[tuple[str, str], Any] = field(
        default_factory=_differences, metadata={"key": "hashes of two releases"}
    )
    # Bounded by bytes: `make_cache` says how many. Only one thread asks for them.
    answers: Recent[str, KeptAnswer] = field(
        default_factory=partial(_answers, 0),
        metadata={"key": "address of a catalogue page that holds only ids and choices"},
    )


def make_cache(most_bytes: int) -> ReleaseCache:
    """An empty cache whose answers may take so many bytes."""
    return ReleaseCache(answers=_answers(most_bytes))
