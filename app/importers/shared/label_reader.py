"""Reads sentences of labels: which drugs and classes they say interact with the label's own drug.

What is worked out of a sentence is kept: labels of the same drug have most sentences in common.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from app.domain.facts import Key, NameKind, key
from app.importers.shared.label_classes import WORDS, ClassFinder, some, word_set
from app.importers.shared.label_evidence import scores
from app.importers.shared.label_phrases import NameFinder, Phrase, Words, find_phrases, words_of
from app.importers.shared.label_roles import Own, Pair, Role, roles_of, teaching

# A sentence speaks of an interaction if one thing in it reaches the first; then all count that
# reach the second.
_SENTENCE, _THING, _SURE = 0.62, 0.45, 0.85
# A longer text is no sentence; it is read up to here.
_LONGEST_SENTENCE = 3000
# Labels of one drug repeat each other: up to twice so many sentences are kept, some 40 MB.
_MOST_KNOWN = 20_000


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
    """`pattern` is why it speaks of no interaction, in some words; empty where it does. `senses`
    are kept beside it by whoever asks more of the same sentence.
    """

    mentions: tuple[Mention, ...]
    pattern: str
    senses: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)


_NOTHING = ReadSentence((), "it names no drug or class")


@dataclass(frozen=True, slots=True)
class _Known:
    """A sentence that was met: what it names, and how it reads by what of that is the own drug."""

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
    _words: dict[str, Words] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        names: Collection[tuple[str, Key, NameKind]],
        classes_of: Mapping[str, Iterable[str]],
        codes: Mapping[str, Sequence[str]],
    ) -> "LabelReader":
        """A reader by spellings with what they mean, the classes of each drug, and ATC codes."""
        classes = {
            key("drug", drug): frozenset(key("class", one) for one in above)
            for drug, above in classes_of.items()
        }
        keys = ((text, one) for text, one, _ in names)
        return cls(NameFinder.of(names), classes, ClassFinder.of(keys, codes))

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
        self._words.clear()
        found = [self._sentence(text) for text in sentences]
        for one in found:
            if one is not None and one.pairs:
                own.learn(one.pairs)
        for text, one in zip(sentences, found, strict=True):
            yield _NOTHING if one is None else _read_known(text, one, own, self._words)

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
        if phrases:
            self._words[text] = words  # needed again at once
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


def _read_known(
    text: str, known: _Known, own: Own, words_found: Mapping[str, Words]
) -> ReadSentence:
    """How a sentence reads in a label. What is its own, its phrases tell, but for a statement of no
    effect, in which it may be named by a word that stands in no phrase.
    """
    flags = own.flags(known.phrases)
    found = known.read.get((flags, True))
    words = None
    if found is None:
        words = words_found.get(text) or words_of(text[:_LONGEST_SENTENCE])
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
