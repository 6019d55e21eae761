"""Reads sentences of labels: which drugs and classes they say interact with the label's own drug.

Each drug or class that is named is counted by its evidence: groups of cues in the sentence, and how
the words around it are built. The weights of the evidence are in `label_weights.json`, made from
labels in which people marked the interactions.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from app.domain.facts import Key
from app.importers.shared.label_classes import ClassFinder
from app.importers.shared.label_phrases import (
    WORDS,
    NameFinder,
    Phrase,
    Words,
    find_phrases,
    some,
    word_set,
    words_of,
)
from app.importers.shared.label_roles import Own, Pair, Role, clauses_of, roles_of, teaching

VERSION = "1"
# A sentence speaks of an interaction if one thing in it reaches the first; then all count that
# reach the second.
_SENTENCE, _THING, _SURE = 0.62, 0.45, 0.85
# A longer text is no sentence; it is read up to here.
_LONGEST_SENTENCE = 3000
# Labels of one drug repeat each other: up to twice so many sentences are kept, some 100 MB.
_MOST_KNOWN = 40_000


class Statement(StrEnum):
    """What a sentence says of a thing and the label's own drug."""

    INTERACTION = "interaction"
    NO_EFFECT = "no_effect"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Mention:
    """A drug or class that a sentence names: where, what the release knows by it, and what is
    stated of it. `example` is one of a class that was named before it. `sure` is an interaction by
    much evidence.
    """

    start: int
    end: int
    keys: tuple[Key, ...]
    role: Role
    statement: Statement
    sure: bool = False


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """`pattern` is why it speaks of no interaction, in some words; empty where it does. `said` is
    kept beside it by whoever asks more of the same sentence.
    """

    mentions: tuple[Mention, ...]
    pattern: str
    said: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)


_NOTHING = ReadSentence((), "it names no drug or class")


@dataclass(frozen=True, slots=True)
class _Known:
    """A sentence that was met: what it names, and how it reads by what of that is the label's own."""

    phrases: tuple[Phrase, ...]
    pairs: tuple[Pair, ...]
    read: dict[tuple[tuple[int, ...], bool], ReadSentence] = field(default_factory=dict)


@dataclass(slots=True)
class LabelReader:
    """Reads labels by the names of a release. `classes_of` gives each drug the classes it is in."""

    names: NameFinder
    classes_of: Mapping[Key, frozenset[Key]] = field(default_factory=dict)
    classes: ClassFinder = field(default_factory=ClassFinder)
    _known: dict[str, _Known | None] = field(default_factory=dict)
    _older: dict[str, _Known | None] = field(default_factory=dict)

    def fresh(self) -> "LabelReader":
        """The same reader, which has met no sentence yet."""
        return LabelReader(self.names, self.classes_of, self.classes)

    def own(self, names: Sequence[str], drugs: Sequence[Key] = ()) -> Own:
        """What is a label's own, by the names on it and the drugs that are known to be in it."""
        written = [words_of(name) for name in names]
        named = (one for words in written for one in find_phrases(words, self.names))
        keys = {*drugs, *(key for one in named for key in one.keys)}
        spoken = {word for words in written for word in words.words if len(word) > 3}
        classes = (self.classes_of.get(key, frozenset()) for key in keys)
        return Own(frozenset(spoken - _OF_SALTS), frozenset(keys), frozenset().union(*classes))

    def read(self, sentences: Sequence[str], own: Own) -> Iterator[ReadSentence]:
        """Every sentence of a label, in order; `own` learns from the label what its drug is."""
        found = [self._sentence(text) for text in sentences]
        for one in found:
            if one is not None and one.pairs:
                own.learn(one.pairs)
        for text, one in zip(sentences, found, strict=True):
            yield _NOTHING if one is None else _read_known(text, one, own)

    def _sentence(self, text: str) -> _Known | None:
        """What a sentence names; None if nothing. What is not met again is forgotten in time."""
        if text in self._known:
            return self._known[text]
        found = self._older[text] if text in self._older else self._find(text)
        if len(self._known) >= _MOST_KNOWN:
            self._older, self._known = self._known, {}
        self._known[text] = found
        return found

    def _find(self, text: str) -> _Known | None:
        words = words_of(text[:_LONGEST_SENTENCE])
        phrases = self.phrases(words)
        return _Known(phrases, teaching(words, phrases)) if phrases else None

    def phrases(self, words: Words) -> tuple[Phrase, ...]:
        """What the words of a sentence name, with what a release knows by it."""
        return tuple(self._meant(words, one) for one in find_phrases(words, self.names))

    def _meant(self, words: Words, phrase: Phrase) -> Phrase:
        """With the classes that a phrase means, where it is the name of none."""
        keys = () if phrase.keys else self.classes.find(words.words[phrase.first : phrase.last])
        return replace(phrase, keys=keys) if keys else phrase


# Words of names on a label that are not its drug's alone.
_OF_SALTS = word_set("roles", "of_salts")


def _read_known(text: str, known: _Known, own: Own) -> ReadSentence:
    """How a sentence reads in a label. What is its own, its phrases tell, but for a statement of no
    effect, in which it may be named by a word that stands in no phrase.
    """
    flags = own.flags(known.phrases)
    found = known.read.get((flags, True))
    words = None
    if found is None:
        words = words_of(text[:_LONGEST_SENTENCE])
        found = known.read[flags, True] = _read(words, known.phrases, flags, names_own=True)
    quiet = (one.statement is Statement.NO_EFFECT for one in found.mentions)
    if 2 in flags or not any(quiet):
        return found
    words = words or words_of(text[:_LONGEST_SENTENCE])
    if not own.words.isdisjoint(words.words):
        return found
    found = known.read.get((flags, False))
    if found is None:
        found = known.read[flags, False] = _read(words, known.phrases, flags, names_own=False)
    return found


def _read(
    words: Words, phrases: Sequence[Phrase], flags: Sequence[int], *, names_own: bool
) -> ReadSentence:
    roles = roles_of(words, phrases, flags)
    scored = dict(scores(words, phrases, roles))
    best = max((score for score, _ in scored.values()), default=0.0)
    speaks = best > _SENTENCE
    mentions = []
    for number, (one, role) in enumerate(zip(phrases, roles, strict=True)):
        if role is Role.EXAMPLE and speaks:
            statement = Statement.INTERACTION
        elif number in scored:
            statement = _statement(*scored[number], speaks, names_own)
        else:
            statement = Statement.NAMED
        sure = best > _SURE if number not in scored else scored[number][0] > _SURE
        mentions.append(Mention(one.start, one.end, one.keys, role, statement, sure))
    return ReadSentence(tuple(mentions), "" if speaks else _pattern(roles, scored))


def _statement(score: float, evidence: frozenset[str], speaks: bool, names_own: bool) -> Statement:
    if speaks and score > _THING:
        return Statement.INTERACTION
    quiet = "no_effect" in evidence and evidence.isdisjoint(_LOUD)
    both = names_own and "own_class" not in evidence
    return Statement.NO_EFFECT if quiet and both else Statement.NAMED


# With these in its clause a sentence states more than that there was no effect.
_LOUD = some("additive avoid careful unknown animal mechanism")


def _pattern(roles: Sequence[Role], scored: Mapping[int, tuple[float, frozenset[str]]]) -> str:
    """Why a sentence with names speaks of no interaction."""
    if not scored:
        kinds = sorted({role.value.replace("_", " ") for role in roles})
        return f"what it names is only: {', '.join(kinds)}"
    evidence = frozenset().union(*(found for _, found in scored.values()))
    named = [group for group in _PATTERNS if group in evidence]
    return f"too little speaks for it, and there is: {named[0]}" if named else "too little speaks"


_PATTERNS = tuple(WORDS["roles"]["patterns"].split())


def scores(
    words: Words, phrases: Sequence[Phrase], roles: Sequence[Role]
) -> Iterator[tuple[int, tuple[float, frozenset[str]]]]:
    """The numbers of the phrases that may interact, each with its score (0 to 1) and evidence."""
    if Role.OTHER not in roles and Role.OWN_CLASS not in roles:
        return
    sentence = _Sentence(words, phrases, roles)
    for number, role in enumerate(roles):
        if role in (Role.OTHER, Role.OWN_CLASS):
            evidence = frozenset(sentence.evidence(number))
            yield number, (_weigh(evidence), evidence)


def _weigh(evidence: frozenset[str]) -> float:
    """Between 0 and 1: the weights of the evidence and of its pairs, through a logistic curve."""
    single, pairs, total = _weights()
    for one in evidence:
        total += single.get(one, 0.0)
        for other, weight in pairs.get(one, ()):
            total += weight if other in evidence else 0.0
    return float(1 / (1 + 2.718281828459045 ** -max(-30.0, min(30.0, total))))


@cache
def _weights() -> tuple[dict[str, float], dict[str, list[tuple[str, float]]], float]:
    text = Path(__file__).with_name("label_weights.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)
    pairs: dict[str, list[tuple[str, float]]] = {}
    for name, weight in weights.items():
        one, _, other = name.partition(" + ")
        if other:
            pairs.setdefault(one, []).append((other, weight))
    single = {name: weight for name, weight in weights.items() if " + " not in name}
    return single, pairs, single.pop("", 0.0)


def _cue_tree() -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for group, text in WORDS["cues"].items():
        for cue in text.split():
            node = tree
            for word in cue.split("_"):
                node = node.setdefault(word, {})
            node.setdefault("", set()).add(group)
    return tree


_TREE = _cue_tree()
# These groups count only in the clause that names the thing.
_OF_CLAUSES = some("no no_effect unknown animal allergy used")
_CHANGE = word_set("verbs", "change")
_CHANGING = word_set("verbs", "changing") | _CHANGE
_CHANGED = word_set("verbs", "changed")
_MEASURED = word_set("verbs", "measured")
_JOINING = word_set("roles", "joining")
_NEAR = 12


_TOGETHER = word_set("around", "together")
_THEN = word_set("around", "then")
_TAKING = word_set("around", "taking")
_CAUTION = word_set("around", "caution")
_USE = word_set("around", "use")
_DOSES = word_set("around", "doses")
_STRONG = word_set("around", "strong")
_DONE = word_set("around", "done")
_LEVELS = word_set("around", "levels")
_MAY = word_set("around", "may")


@dataclass(slots=True)
class _Sentence:
    """A sentence with its phrases and their roles, and what was worked out of it once."""

    words: Words
    phrases: Sequence[Phrase]
    roles: Sequence[Role]
    clauses: list[int] = field(init=False)
    taken: set[int] = field(init=False)
    cues: dict[int, set[str]] = field(init=False)
    lists: list[tuple[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.clauses = clauses_of(self.words)
        self.taken = {at for one in self.phrases for at in range(one.first, one.last)}
        self.cues = self._find_cues()
        self.lists = self._find_lists()

    def _find_cues(self) -> dict[int, set[str]]:
        """The groups of cues in each clause, and in the whole sentence under -1."""
        found: dict[int, set[str]] = {-1: set()}
        size = len(self.words.words)
        for place in range(size):
            clause, at, node = self.clauses[place], place, _TREE
            while at < size and at not in self.taken and self.words.words[at] in node:
                node = node[self.words.words[at]]
                groups = node.get("", ())
                found[-1].update(groups)
                if self.clauses[at] == clause:
                    found.setdefault(clause, set()).update(groups)
                at += 1
        return found

    def _find_lists(self) -> list[tuple[int, int]]:
        """The first and last phrase of the list that each phrase is in."""
        first = list(range(len(self.phrases)))
        for number in range(1, len(self.phrases)):
            before, one = self.phrases[number - 1], self.phrases[number]
            between = self.words.words[before.last : one.first]
            colon = ":" in self.words.text[before.end : one.start]
            if len(between) < 5 and not colon and _JOINING.issuperset(between):
                first[number] = first[number - 1]
        last = {one: number for number, one in enumerate(first)}
        return [(one, last[one]) for one in first]

    def evidence(self, number: int) -> Iterator[str]:
        """What speaks for and against an interaction of one thing, each a name of its own."""
        one, (first, last) = self.phrases[number], self.lists[number]
        cues = self.cues[-1] - _OF_CLAUSES
        cues |= self.cues.get(self.clauses[one.first], set()) & _OF_CLAUSES
        yield from cues
        around = _Around(self.words, self.phrases[first].first, self.phrases[last].last)
        yield from _of_cues(cues)
        yield from self._of_roles(number, cues)
        yield from _of_words(around, one, cues)
        yield from self._of_own(around)

    def _of_roles(self, number: int, cues: set[str]) -> Iterator[str]:
        one, own_class = self.phrases[number], self.roles[number] is Role.OWN_CLASS
        own, others = Role.OWN in self.roles, self.roles.count(Role.OTHER)
        stated = (
            ("own", own),
            ("many", others > 1),
            ("class", not one.named),
            ("own_class", own_class),
            ("own_class_and_other", own_class and others > 0),
            ("own_class_alone", own_class and not others),
            ("own_acts", own and not cues.isdisjoint(("together", "act", "change"))),
            ("short", len(self.words.words) < 7),
            ("first", one.first <= 1),
            ("late", one.first > len(self.words.words) * 0.6),
            ("clauses", self.clauses[-1] > 0),
            ("than", "than" in self.words.words),
        )
        yield from (name for name, holds in stated if holds)

    def _of_own(self, around: "_Around") -> Iterator[str]:
        owns = [
            one
            for one, role in zip(self.phrases, self.roles, strict=True)
            if role in (Role.OWN, Role.OWN_CLASS)
        ]
        ahead = any(0 <= one.first - around.last < _NEAR for one in owns)
        if ahead and around.has_ahead(4, _CHANGE):
            yield "changes_own"
        behind = any(0 <= around.first - one.last < _NEAR for one in owns)
        if behind and around.has_back(9, _CHANGE):
            yield "own_changes"


@dataclass(frozen=True, slots=True)
class _Around:
    """The words around a list of things."""

    words: Words
    first: int
    last: int

    def back(self, count: int) -> list[str]:
        """Up to so many words before it."""
        return self.words.back(self.first, count)

    def ahead(self, count: int) -> list[str]:
        """Up to so many words behind it."""
        return self.words.words[self.last : self.last + count]

    def has_back(self, count: int, words: frozenset[str]) -> bool:
        """Whether one of the words stands before it."""
        return not words.isdisjoint(self.back(count))

    def has_ahead(self, count: int, words: frozenset[str]) -> bool:
        """Whether one of the words stands behind it."""
        return not words.isdisjoint(self.ahead(count))


def _of_cues(cues: set[str]) -> Iterator[str]:
    together = "together" in cues
    taken = together or "receiving" in cues
    acts = not cues.isdisjoint(("act", "change", "harm"))
    advised = not cues.isdisjoint(("avoid", "careful", "adjust"))
    stated = (
        ("together_acts", together and acts),
        ("advised_together", taken and advised),
        ("together_no_effect", taken and "no_effect" in cues),
        ("acts_on_effect", {"act", "effect"} <= cues),
        ("changes_measure", {"change", "measure"} <= cues and "no" not in cues),
        ("forbidden", "avoid" in cues and "no_effect" not in cues),
    )
    yield from (name for name, holds in stated if holds)


def _of_words(around: _Around, one: Phrase, cues: set[str]) -> Iterator[str]:
    words, near, last = around.words, set(around.words.back(one.first, 3)), around.back(1)
    adjusts = not cues.isdisjoint(("adjust", "necessary"))
    used = around.has_back(3, some("of with and or use therapy"))
    stated = (
        ("other", bool(near & {"other", "additional"})),
        ("joined", bool(near & {"with", "and"})),
        ("verb_ahead", around.has_ahead(2, _MAY)),
        ("colon", words.text[one.end : one.end + 2] == ": "),
        ("effect_of", last in (["of"], ["to"]) and around.has_back(4, _EFFECT_WORDS)),
        ("with_it", (around.has_back(4, _TOGETHER) and used) or around.has_ahead(2, _THEN)),
        ("taking_it", around.has_back(2, some("receiving taking on"))),
        ("levels_of", around.has_back(4, _LEVELS)),
        ("changes", around.has_ahead(4, _CHANGE) and around.has_ahead(7, _MEASURED)),
        ("change_of", around.has_back(9, _CHANGING) and last in _OF),
        ("dose_of", around.has_back(9, _DOSES) and last in _OF_DOSES and adjusts),
        ("caution_with", around.has_back(9, _CAUTION) and around.has_back(5, _USE)),
        ("strong_harm", not _STRONG.isdisjoint(words.words) and "harm" in cues),
        ("when_with", around.has_ahead(7, _THEN) and around.has_back(9, some("when if"))),
        ("changed_with", around.has_back(9, _CHANGE)),
        ("people_on", around.has_back(5, _PEOPLE) and around.has_back(5, _TAKING)),
        ("is_changed", around.has_ahead(7, _CHANGED) and around.has_ahead(6, _BEING)),
        ("should_be", "should" in around.ahead(2) and around.has_ahead(7, _DONE)),
        ("changed_by", around.has_back(9, _CHANGED) and around.has_back(5, _BY)),
        ("the", last == ["the"] and not one.named),
        ("induced", words.words[one.last : one.last + 1] == ["induced"]),
        ("denied", around.has_back(9, some("not no without neither nor"))),
    )
    yield from (name for name, holds in stated if holds)


_EFFECT_WORDS = some("effect effects response absorption toxicity")
_PEOPLE = word_set("around", "people")
_BEING = word_set("around", "being")
_BY = word_set("around", "by")
_OF = (["of"], ["to"], ["in"], ["serum"])
_OF_DOSES = (["of"], ["the"], ["other"])
