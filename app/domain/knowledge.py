"""Everything that judging needs, as one immutable value in memory.

Built from facts by `app.index.build`.
"""

from abc import abstractmethod
from collections.abc import Hashable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.domain.facts import (
    AllergyGroup,
    AllergyMember,
    Burden,
    BurdenKind,
    Condition,
    CrossReactivity,
    Drug,
    DrugClass,
    Effect,
    Gene,
    GeneAdvice,
    GeneAllele,
    GeneConversion,
    GeneDrug,
    GenePhenotype,
    HardlyAbsorbed,
    Indication,
    Key,
    LabelMention,
    NameKind,
    NoInteraction,
    Product,
    ReadLabel,
    Record,
    Rule,
    Source,
    SpecialState,
    Term,
    Therapy,
    Treatment,
    Warning,
    split_key,
)


@dataclass(frozen=True, slots=True)
class NameHit:
    """What a name means: the key of a drug, product or class, and how the name is written."""

    subject: Key
    text: str
    kind: NameKind
    region: str | None = None


Pair = tuple[str, str]


def ordered(one: str, other: str) -> Pair:
    """A pair does not know which of its drugs was named first."""
    return (one, other) if one <= other else (other, one)


class Names(Mapping[str, tuple[NameHit, ...]]):
    """Every spelling of a drug, product or class, with all that it means, sorted by subject.

    `texts` are all spellings in order; the place of one is its number there.
    """

    __slots__ = ()
    texts: Sequence[str]

    @abstractmethod
    def hits(self, place: int) -> tuple[NameHit, ...]:
        """All that the spelling at a place means."""

    def beside(self, _: str) -> tuple[NameHit, ...]:
        """What others call so, where it means something else to curators: it is only shown."""
        return ()

    @abstractmethod
    def is_clinical(self, place: int) -> bool:
        """Whether it is only what a strength and form of a drug is called."""

    @abstractmethod
    def containing(self, part: str) -> Iterator[int]:
        """The places of all spellings that hold the part, in order."""


class Records(Mapping[Pair, tuple[Record, ...]]):
    """What data sets record of each pair of drugs."""

    __slots__ = ()

    @abstractmethod
    def sources(self) -> list[str]:
        """The ids of all sources that record anything, in order."""


class Mentions(Mapping[tuple[str, Key], tuple[LabelMention, ...]]):
    """The sentences of labels of a drug that name a subject, by both; the gravest first.

    Who is named by whom is asked for every pair of a check: by bits, one for each subject.
    """

    __slots__ = ()

    @abstractmethod
    def bits(self, subjects: Iterable[Key]) -> int:
        """A number with the bit of each of these subjects, as far as any label names it."""

    @abstractmethod
    def named_by(self, drug: str) -> tuple[int, int]:
        """The bits of the subjects that labels of a drug name as interacting, and of all others
        that they name.
        """

    @abstractmethod
    def sources(self) -> list[str]:
        """The ids of all sources whose labels name anybody, in order."""


class Terms(Mapping[str, Term]):
    """Every RxCUI, with its name and term type; and which ones belong to a drug or product."""

    __slots__ = ()

    @abstractmethod
    def ingredient(self, drug: str) -> Term | None:
        """The term of a drug itself; None without a RxCUI of its own."""

    @abstractmethod
    def named(self, drug: str) -> list[Term]:
        """The drug itself, then its salts and its brands that hold nothing else."""

    @abstractmethod
    def made_of(self, drug: str) -> list[Term]:
        """The products with the drug that RxNorm did not tell."""

    @abstractmethod
    def of_product(self, product: str) -> list[Term]:
        """What a product goes by."""

    @abstractmethod
    def drugs(self) -> Iterator[str]:
        """All drugs with an RxCUI, in order."""


class Completions(Protocol):
    """Completes a word while it is typed."""

    def complete(self, beginning: str, most: int) -> list[NameHit]:
        """The names with a word that begins so, one for each thing, the best known first."""
        ...


class NearSpellings(Protocol):
    """Finds the few spellings that a misspelt word needs to be compared with."""

    def near(self, word: str) -> list[str]:
        """All spellings that may be within a few slips of the word, in no order."""
        ...


@dataclass(frozen=True, slots=True)
class Sides:
    """The rules that a key can play, on either side: the bit at a rule's place in `Knowledge.rules`
    is set.
    """

    one: int
    other: int


@dataclass(frozen=True, slots=True)
class RuleKeys:
    """Every key that a rule may name a thing by, with the steps up to it (0: itself).

    `ones` and `others` are the rules that these keys can play, on either side: the bit at a rule's
    place is set. Two sets of rules are compared for every pair of a check. `doubling` are those
    keys that are classes of which two members together matter. `named` are the bits of these keys
    by `Mentions.bits`, `names` and `names_besides` those that labels of the drug name; `is_read`
    where one was read.
    """

    steps: Mapping[Key, int]
    ones: int
    others: int
    doubling: frozenset[Key] = frozenset()
    named: int = 0
    names: int = 0
    names_besides: int = 0
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class Allergens:
    """What somebody can be allergic to, and what is known of one thing after another.

    `names` are spellings of groups; `groups_of` gives each drug, class and group, by its key, its
    memberships in groups; `drugs` the drugs of each group with all below it; `of_condition` the
    group that a condition is an allergy to; `reactivities` what is stated of a key, on either side.
    """

    groups: Mapping[str, AllergyGroup] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups_of: Mapping[Key, tuple[AllergyMember, ...]] = field(default_factory=dict)
    drugs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    of_condition: Mapping[str, str] = field(default_factory=dict)
    reactivities: Mapping[Key, tuple[CrossReactivity, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Memo:
    """What was worked out of a release already: of its drugs, classes and rules, and of pairs of
    them. It can be forgotten at any time, and holds no word of anybody who asked.

    Who loads a release hands in mappings that are bounded; here they are plain dicts.
    """

    rule_keys: MutableMapping[Key, RuleKeys] = field(default_factory=dict)
    things: MutableMapping[Key, Any] = field(default_factory=dict)
    chains: MutableMapping[tuple[Key, Key], tuple[str, ...]] = field(default_factory=dict)
    rule_groups: MutableMapping[tuple[Key, Key], Any] = field(default_factory=dict)
    recorded_pairs: MutableMapping[tuple[str, str], Any] = field(default_factory=dict)
    known_pairs: MutableMapping[tuple[str, str, str], Any] = field(default_factory=dict)
    templates: MutableMapping[tuple[str, ...], Any] = field(default_factory=dict)
    rxcuis: MutableMapping[str, Any] = field(default_factory=dict)
    burdens: MutableMapping[Key, tuple[Any, ...]] = field(default_factory=dict)
    waits: MutableMapping[Key, tuple[Any, ...]] = field(default_factory=dict)
    asks_of_nobody: MutableMapping[Key, tuple[Any, ...]] = field(default_factory=dict)
    allergy_waits: MutableMapping[Key, tuple[str, ...]] = field(default_factory=dict)
    gene_lookups: MutableMapping[str, tuple[Any, ...]] = field(default_factory=dict)
    gene_results: MutableMapping[tuple[str, str], Any] = field(default_factory=dict)
    parts: MutableMapping[Hashable, Any] = field(default_factory=dict)
    in_conditions: MutableMapping[tuple[Key, str], Any] = field(default_factory=dict)
    judged: MutableMapping[Hashable, Any] = field(default_factory=dict)
    recorded_states: MutableMapping[tuple[Key, str], Any] = field(default_factory=dict)
    statements: MutableMapping[tuple[Key, tuple[str, ...]], Any] = field(default_factory=dict)
    other_groups: MutableMapping[Key, tuple[Any, ...]] = field(default_factory=dict)
    allergy_ways: MutableMapping[Key, Mapping[Key, tuple[Key, ...]]] = field(default_factory=dict)
    allergens: MutableMapping[str, Any] = field(default_factory=dict)
    allergy_reaches: MutableMapping[Hashable, Any] = field(default_factory=dict)
    allergy_related: MutableMapping[Hashable, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GeneData:
    """What a release knows of genes; of several versions of a statement the newest.

    `names` gives every spelling of a gene, folded, its id. `alleles` are by gene and folded
    spelling, `phenotypes` by gene and the two grades (or alleles) in order, the second empty for
    one copy. `scores` gives each activity score of a gene its phenotype, `spelled` every way to
    write one. `advice` and `pairs` are by drug.
    """

    genes: Mapping[str, Gene] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    alleles: Mapping[str, Mapping[str, GeneAllele]] = field(default_factory=dict)
    phenotypes: Mapping[str, Mapping[tuple[str, str], GenePhenotype]] = field(default_factory=dict)
    scores: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    spelled: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    advice: Mapping[str, tuple[GeneAdvice, ...]] = field(default_factory=dict)
    pairs: Mapping[str, tuple[GeneDrug, ...]] = field(default_factory=dict)
    conversions: Mapping[str, tuple[GeneConversion, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One release.

    `joined_condition_names` are those of conditions without blanks; `covered_by` gives each
    condition the wider ones that cover it: what is said of these holds for it too.

    `classes_above` gives each drug its classes with the steps up to each (1: direct). `look_alikes`
    are spellings taken for each other; `confused` the things behind them; `known_names` are
    spellings that registers have, and that are no misspellings. `doubling` are the
    classes of which two members matter; `not_free` the sources whose licence forbids some use;
    `imported` the indications that no curator stated; `read_labels` the labels that our reader went
    through, by drug, those with interactions first; `hardly_absorbed` holds, by drug and route,
    what hardly reaches the blood.
    """

    release: str
    drugs: Mapping[str, Drug]
    classes: Mapping[str, DrugClass]
    conditions: Mapping[str, Condition]
    products: Mapping[str, Product]
    therapies: Mapping[str, Therapy]
    effects: Mapping[str, Effect]
    names: Names
    completions: Completions
    near_spellings: NearSpellings
    condition_names: Mapping[str, tuple[str, ...]]
    joined_condition_names: Mapping[str, tuple[str, ...]]
    codes: Mapping[tuple[str, str], tuple[Key, ...]]
    terms: Terms
    class_parents: Mapping[str, frozenset[str]]
    member_classes: Mapping[str, frozenset[str]]
    excluded_classes: Mapping[str, frozenset[str]]
    classes_above: Mapping[str, Mapping[str, int]]
    members: Mapping[str, tuple[str, ...]]
    doubling: Mapping[Key, DrugClass]
    condition_parents: Mapping[str, frozenset[str]]
    covered_by: Mapping[str, frozenset[str]]
    condition_children: Mapping[str, frozenset[str]]
    rules: tuple[Rule, ...]
    sides: Mapping[Key, Sides]
    records: Records
    mentions: Mentions
    read_labels: Mapping[str, tuple[ReadLabel, ...]]
    no_interactions: Mapping[Pair, NoInteraction]
    scopes: Mapping[str, frozenset[str]]
    burden_kinds: Mapping[str, BurdenKind]
    burdens: Mapping[Key, tuple[Burden, ...]]
    indications: Mapping[Key, tuple[Indication, ...]]
    imported: frozenset[str]
    treatments: Mapping[str, tuple[Treatment, ...]]
    pregnancy_warnings: Mapping[Key, tuple[Warning, ...]]
    states: Mapping[Key, tuple[SpecialState, ...]]
    # What is not to be stopped suddenly, by the words with which a sentence names it.
    withdrawal_risk: Mapping[Key, str]
    look_alikes: Mapping[str, frozenset[str]]
    confused: Mapping[Key, frozenset[Key]]
    known_names: frozenset[str]
    sources: Mapping[str, Source]
    not_free: frozenset[str]
    hardly_absorbed: Mapping[tuple[str, str], HardlyAbsorbed]
    allergens: Allergens = field(default_factory=Allergens)
    gene_data: GeneData = field(default_factory=GeneData)
    memo: Memo = field(default_factory=Memo, repr=False, compare=False)


def name_of(subject: Key, knowledge: Knowledge) -> str:
    """The plain name behind a key."""
    kind, slug = split_key(subject)
    if kind == "drug":
        return knowledge.drugs[slug].name
    if kind == "product":
        return knowledge.products[slug].name
    if kind == "class":
        return knowledge.classes[slug].name
    if kind == "therapy":
        return knowledge.therapies[slug].name
    if kind == "allergy":
        return knowledge.allergens.groups[slug].name
    if kind == "effect":
        return knowledge.effects[slug].name
    return knowledge.conditions[slug].name
