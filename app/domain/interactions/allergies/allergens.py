"""What the allergies of a person are to, by keys, and how a drug is related to one."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from app.domain.english import joined
from app.domain.facts import (
    GRAVE_REACTIONS,
    Citations,
    CrossReactivity,
    Key,
    Reaction,
    key,
    split_key,
)
from app.domain.interactions.items import Item
from app.domain.interactions.pairs import Setting
from app.domain.interactions.person import (
    AllergyInput,
    AllergySeverity,
    AllergyStatus,
    StatedAllergy,
)
from app.domain.interactions.result import Applies, ConditionInput
from app.domain.knowledge import Knowledge, name_of
from app.domain.names.allergies import reaction_of, split_allergies, states_none
from app.domain.names.input import Candidate, Input, InputStatus
from app.domain.names.text import normalise


class Happened(NamedTuple):
    """What happened when there was an allergy: the kind of reaction, and whether it was severe."""

    kind: Reaction | None
    severe: bool


@dataclass(slots=True)  # not frozen: decision 0006
class Allergen:
    """What an allergy is to. `own` are the drugs themselves; `keys` all by which statements may
    name it, with the way up to each; `whole` is a class or group that was stated as such.
    """

    read: AllergyInput
    own: frozenset[str] = frozenset()
    keys: Mapping[Key, tuple[Key, ...]] = field(default_factory=dict)
    whole: Key | None = None

    @property
    def subjects(self) -> tuple[Key, ...]:
        """What it is to, by keys: two allergies to the same are one."""
        if self.whole is not None and not self.own:
            return (self.whole,)
        drugs = sorted(key("drug", one) for one in self.own)
        return tuple(drugs) if self.whole is None else (self.whole, *drugs)

    @property
    def happened(self) -> Happened:
        """What happened, as far as statements ask for it."""
        return Happened(self.read.reaction_kind, self.read.severity in SEVERE)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that reaches an allergy and a drug; `applies` is null where it holds only after
    other reactions. `allergy` and `drug` are the ways up from each to the side that names it.
    `of_member`: a class is taken, and the drug is one of its members.
    """

    fact: CrossReactivity
    applies: Applies | None
    allergy: tuple[Key, ...]
    drug: tuple[Key, ...]
    of_member: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """How an allergy and a drug are related. `group` is the smallest one that both are in, or, of
    `no_record`, the one that was worked through; `whole` says that it was stated as such; `note`
    says in words on what the status rests, `citations` where that stands.
    """

    status: AllergyStatus
    statements: Sequence[Statement] = ()
    group: Key | None = None
    whole: bool = False
    note: str | None = None
    citations: Citations = ()

    @property
    def is_finding(self) -> bool:
        """Whether the drug concerns somebody with this allergy."""
        return self.status in _FOUND


_FOUND = frozenset(
    {AllergyStatus.SAME_INGREDIENT, AllergyStatus.CROSS_REACTIVE, AllergyStatus.SAME_GROUP}
)


def allergens_of(stated: StatedAllergy, setting: Setting) -> Sequence[Allergen]:
    """What one stated allergy is to: several things if it lists them, nothing if it says none.

    How a name reads that the release records letter for letter is worked out once for it.
    """
    memo: MutableMapping[str, Allergen] = setting.knowledge.memo.allergens
    known = memo.get(stated.name)
    if known is None:
        found = list(_read(stated, setting))
        if len(found) == 1 and found[0].read.understood and _is_recorded(stated.name, setting):
            memo[stated.name] = next(_read(StatedAllergy(stated.name), setting))
        return found
    if stated.reaction is None and stated.severity is None:
        return (known,)
    kind = reaction_of(stated.reaction) or known.read.reaction_kind
    read = replace(
        known.read, reaction=stated.reaction, severity=stated.severity, reaction_kind=kind
    )
    return (replace(known, read=read),)


def _is_recorded(name: str, setting: Setting) -> bool:
    """Spellings are kept in small letters."""
    knowledge = setting.knowledge
    return name.islower() and (name in knowledge.allergens.names or name in knowledge.names)


def _read(stated: StatedAllergy, setting: Setting) -> Iterator[Allergen]:
    if states_none(stated.name):
        return
    reaction = reaction_of(stated.reaction)
    entries = split_allergies(stated.name)
    if not entries:
        yield Allergen(_not_understood(stated, stated.name, reaction, ()))
    for entry in entries:
        yield _allergen(stated, entry.input, entry.names, reaction or entry.reaction, setting)


def _allergen(
    stated: StatedAllergy,
    words: str,
    names: Sequence[str],
    reaction: Reaction | None,
    setting: Setting,
) -> Allergen:
    """The first of the names that is known; groups before drugs: people name them."""
    knowledge = setting.knowledge
    for name in names:
        groups = knowledge.allergens.names.get(normalise(name), ())
        if len(groups) == 1:
            line = f"'{name}' is an allergy group: {knowledge.allergens.groups[groups[0]].name}"
            return _of_key(stated, words, key("allergy", groups[0]), reaction, (line,), knowledge)
    candidates: dict[str, Candidate] = {}
    # A piece that is a name letter for letter needs no more than to be looked up.
    exact = [name for name in names[1:] if len(knowledge.names.get(normalise(name), ())) == 1]
    for name in exact if len(exact) == 1 else names:
        read = setting.read_name(name, knowledge)
        if read.status is InputStatus.RESOLVED and (not read.not_understood or name == names[-1]):
            return _of_input(stated, words, read, reaction, knowledge)
        candidates |= {one.id: one for one in read.candidates}
    return Allergen(_not_understood(stated, words, reaction, tuple(candidates.values())))


def _not_understood(
    stated: StatedAllergy, words: str, reaction: Reaction | None, candidates: tuple[Candidate, ...]
) -> AllergyInput:
    return AllergyInput(
        words, stated.reaction, stated.severity, reaction, (), None, None, None, candidates, ()
    )


def _of_key(
    stated: StatedAllergy,
    words: str,
    whole: Key,
    reaction: Reaction | None,
    explanation: tuple[str, ...],
    knowledge: Knowledge,
) -> Allergen:
    """An allergy to a whole class or group. A group of one drug is that drug."""
    kind, slug = split_key(whole)
    is_group = kind == "allergy"
    read = AllergyInput(
        words, stated.reaction, stated.severity, reaction, (), None if is_group else slug,
        slug if is_group else None, name_of(whole, knowledge), (), explanation,
    )  # fmt: skip
    return Allergen(read, frozenset(), ways_of(whole, knowledge), whole)


def _of_input(
    stated: StatedAllergy,
    words: str,
    read: Input,
    reaction: Reaction | None,
    knowledge: Knowledge,
) -> Allergen:
    lines = read.explanation
    if read.not_understood:
        lines = (*lines, f"not understood: {joined([repr(one) for one in read.not_understood])}")
    if read.drug_class is not None:
        whole = key("class", read.drug_class.id)
        return _of_key(stated, words, whole, reaction, lines, knowledge)
    drugs = tuple(one.id for one in read.drugs)
    name = joined([one.name for one in read.drugs])
    known = AllergyInput(
        words, stated.reaction, stated.severity, reaction, drugs, None, None, name, (), lines
    )
    own = [key("drug", one) for one in drugs]
    keys = ways_of(own[0], knowledge) if len(own) == 1 else keys_above(own, knowledge)
    return Allergen(known, frozenset(drugs), keys)


def allergen_of_condition(stated: ConditionInput, setting: Setting) -> Allergen | None:
    """The allergy that a stated condition is: by its words, or else by the condition."""
    group = setting.knowledge.allergens.of_condition.get(stated.condition or "")
    allergy = StatedAllergy(stated.input)
    if group is not None or "allerg" in stated.input.casefold():
        named = [*allergens_of(allergy, setting)]
        if len(named) == 1 and named[0].read.understood:
            return named[0]
    if group is None:
        return None
    whole = key("allergy", group)
    line = f"{stated.name} is an allergy to {name_of(whole, setting.knowledge)}"
    lines = (*stated.explanation, line)
    return _of_key(allergy, stated.input, whole, None, lines, setting.knowledge)


def keys_above(start: Iterable[Key], knowledge: Knowledge) -> dict[Key, tuple[Key, ...]]:
    """The keys by which statements may name these things, each with the way up to it: themselves,
    the classes of drugs and classes, and the groups of all of these.
    """
    ways: dict[Key, tuple[Key, ...]] = {}
    waiting: list[tuple[Key, ...]] = [(one,) for one in start]
    while waiting:
        way = waiting.pop(0)
        if way[-1] in ways:
            continue
        ways[way[-1]] = way
        kind, slug = split_key(way[-1])
        if kind == "drug":
            above = sorted(knowledge.classes_above.get(slug, {}))
        else:
            above = sorted(knowledge.class_parents.get(slug, ())) if kind == "class" else []
        waiting += [(*way, key("class", one)) for one in above]
        members = knowledge.allergens.groups_of.get(way[-1], ())
        waiting += [(*way, key("allergy", one.allergy_group)) for one in members]
    return ways


def ways_of(subject: Key, knowledge: Knowledge) -> Mapping[Key, tuple[Key, ...]]:
    """The keys of one thing: worked out once for a release."""
    known = knowledge.memo.allergy_ways.get(subject)
    if known is None:
        known = knowledge.memo.allergy_ways[subject] = keys_above([subject], knowledge)
    return known


def drugs_in(whole: Key, knowledge: Knowledge) -> frozenset[str]:
    """The drugs of a class or allergy group."""
    kind, slug = split_key(whole)
    if kind == "class":
        return frozenset(knowledge.members.get(slug, ()))
    return knowledge.allergens.drugs.get(slug, frozenset())


# A statement, whether it holds after what happened, and the way from the allergy to it.
Reached = tuple[CrossReactivity, Applies | None, tuple[Key, ...]]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an allergy goes, without the words of who stated it. `subject` is what it is to, if
    that is one thing; `own`, `keys` and `whole` are those of the allergen. `stated` are the
    statements on it, by the key of what is taken; `groups` the groups that it is in, `conditions`
    those that are an allergy to one of these; `worked_through` the widest of the groups of which
    sources say how far they reach.
    """

    happened: Happened
    subject: Key | None
    own: frozenset[str]
    keys: Mapping[Key, tuple[Key, ...]]
    whole: Key | None
    stated: Mapping[Key, Sequence[Reached]]
    groups: frozenset[Key]
    conditions: frozenset[str]
    worked_through: Key | None

    def has_other_in(self, group: Key, item: Item, knowledge: Knowledge) -> bool:
        """Whether another medicine than this one is in a group and in what was stated as a whole:
        then the allergy may be to that.
        """
        whole = self.whole
        others = drugs_in(group, knowledge) - {item.slug}
        return whole is not None and not others.isdisjoint(drugs_in(whole, knowledge))


def reach_of(allergen: Allergen, knowledge: Knowledge) -> Reach:
    """Everything that is stated of an allergy, by what is taken. That to one thing is worked out
    once for a release, and for each kind of reaction.
    """
    memo: MutableMapping[Hashable, Reach] = knowledge.memo.allergy_reaches
    subjects = allergen.subjects
    if len(subjects) != 1:
        return _reach_of(allergen, None, knowledge)
    known = memo.get((subjects[0], allergen.happened))
    if known is None:
        known = _reach_of(allergen, subjects[0], knowledge)
        memo[subjects[0], allergen.happened] = known
    return known


def _reach_of(allergen: Allergen, alone: Key | None, knowledge: Knowledge) -> Reach:
    happened = allergen.happened
    stated: dict[Key, list[Reached]] = {}
    for subject, way in allergen.keys.items():
        for one in knowledge.allergens.reactivities.get(subject, ()):
            applies = applies_after(one, happened)
            if one.one == subject:
                stated.setdefault(one.other, []).append((one, applies, way))
            if one.other == subject and one.both_ways:
                stated.setdefault(one.one, []).append((one, applies, way))
    if allergen.whole is not None:
        for one in _within_other_groups(allergen.whole, knowledge):
            applies = None if applies_after(one, happened) is None else Applies.IF
            stated.setdefault(one.one, []).append((one, applies, (one.one,)))
    groups = frozenset(one for one in allergen.keys if one.startswith("allergy:"))
    known = {one: knowledge.allergens.groups[split_key(one)[1]] for one in groups}
    conditions = frozenset(condition for one in known.values() for condition in one.conditions)
    worked = [one for one in groups if known[one].worked_through]
    widest = max(worked, key=lambda one: (len(drugs_in(one, knowledge)), one), default=None)
    keys, whole = allergen.keys, allergen.whole
    return Reach(happened, alone, allergen.own, keys, whole, stated, groups, conditions, widest)


def _within_other_groups(whole: Key, knowledge: Knowledge) -> tuple[CrossReactivity, ...]:
    """What holds among the members of groups that have drugs in common with what was stated as a
    whole. Worked out once for a release.
    """
    memo: MutableMapping[Key, tuple[CrossReactivity, ...]] = knowledge.memo.other_groups
    known = memo.get(whole)
    if known is None:
        drugs, own = drugs_in(whole, knowledge), ways_of(whole, knowledge)
        known = memo[whole] = tuple(
            one
            for subject, stated in knowledge.allergens.reactivities.items()
            if subject.startswith("allergy:") and subject not in own
            if not drugs.isdisjoint(drugs_in(subject, knowledge))
            for one in stated
            if one.one == one.other
        )
    return known


SEVERE = frozenset({AllergySeverity.SEVERE, AllergySeverity.LIFE_THREATENING})


def applies_after(stated: CrossReactivity, happened: Happened) -> Applies | None:
    """Whether it holds after what happened; None if not. What is not known may have been it."""
    if not stated.only_after:
        return Applies.YES
    kind = happened.kind
    if kind in stated.only_after:
        return Applies.YES
    grave = not GRAVE_REACTIONS.isdisjoint(stated.only_after)
    if grave and happened.severe and kind is not Reaction.INTOLERANCE:
        return Applies.YES
    if kind is None or kind is Reaction.OTHER:
        return Applies.IF if grave else None
    return None
