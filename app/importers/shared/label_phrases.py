"""Finds in a sentence of a label the names of drugs, and the phrases that name classes of drugs.

Every step goes over the words of a sentence once, and looks at most `_LONGEST` words ahead. The
general words, which are no names, are in `label_words.toml`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from sys import intern

from app.domain.facts import Key, NameKind
from app.domain.names.text import normalise
from app.importers.shared.label_classes import singular, some, word_set

_LONGEST = 10
_LONGEST_CLAUSE = 6
_MOST_MODALS = 4
_SHORT = 4
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]{1,2}(?![^\W_]))?")
# What may stand between two words of one phrase.
_JOIN = re.compile(r"[\s\-–‐‑/'’()®™†*]{0,4}")
_GREEK = (("β", "beta"), ("ß", "beta"), ("α", "alpha"), ("γ", "gamma"))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A drug or class as a sentence names it.

    `start` and `end` are characters of the sentence, `first` and `last` its words, the end left
    out; `spoken` are these words. `keys` are what the release knows by that name, sorted; a phrase
    without is a class that only its words describe. `named` is a name as it stands, and not a part
    of a longer phrase.
    """

    start: int
    end: int
    first: int
    last: int
    keys: tuple[Key, ...]
    named: bool
    spoken: tuple[str, ...] = ()

    @property
    def is_class(self) -> bool:
        """Whether it names more than one drug."""
        return not self.named or self.keys[0].startswith("class:")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a sentence in lower case, without signs, and where they stand in it."""

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]

    def joined(self, place: int) -> bool:
        """Whether a word and the next one may belong to one phrase."""
        between = self.text[self.ends[place] : self.starts[place + 1]]
        if between == ". ":
            return self.words[place] == "st"  # `St. John's wort`
        return between == " " or _JOIN.fullmatch(between) is not None

    def opens(self, place: int) -> bool:
        """Whether a bracket opens between a word and the next one."""
        return "(" in self.text[self.ends[place] : self.starts[place + 1]]

    def back(self, place: int, count: int) -> list[str]:
        """Up to so many words before a place."""
        return self.words[max(0, place - count) : place]


def words_of(text: str) -> Words:
    """The words of a text, as names are compared."""
    lower = text.lower()
    if len(lower) != len(text):  # one sign that becomes two: `İ`
        lower = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    spans = [found.span() for found in _WORD.finditer(lower)]
    words = [lower[start:end] for start, end in spans]
    if not lower.isascii() or "'" in lower:
        words = [word if word.isascii() and word.isalnum() else _plain(word) for word in words]
    return Words(text, words, [start for start, _ in spans], [end for _, end in spans])


@lru_cache(maxsize=4096)
def _plain(word: str) -> str:
    for letter, name in _GREEK:
        word = word.replace(letter, name)
    return normalise(word).replace(" ", "")


@dataclass(slots=True)
class _Node:
    """A word of names: what may follow, and what the name means that ends here."""

    next: dict[str, "_Node"] = field(default_factory=dict)
    keys: tuple[Key, ...] = ()
    brand: bool = True
    short: bool = True


@dataclass(slots=True)
class NameFinder:
    """All names of a release as a tree of words: a look-up takes one step for each word."""

    _roots: dict[str, _Node] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[tuple[str, Key, NameKind]]) -> "NameFinder":
        """A finder of names with their keys; those of classes have their plural, too."""
        finder = cls()
        for text, subject, kind in names:
            finder.add(text, subject, kind)
        return finder

    def add(self, text: str, subject: Key, kind: NameKind) -> None:
        """One more name, and its plural. What is another word in a label is left out."""
        words = normalise(text).replace(".", " ").split()
        if not words or (len(words) == 1 and (words[0] in _OTHER_WORDS or words[0].isdigit())):
            return
        self._put(words, subject, kind)
        # The plural of `coumarin` is a class, whatever the word itself is.
        of_class = len(words) == 1 and words[0] in _CLASS_WORDS and subject.startswith("drug:")
        if of_class:
            return
        if len(words[-1]) > _SHORT and kind is not NameKind.BRAND and words[-1][-1] != "s":
            self._put([*words[:-1], f"{words[-1]}s"], subject, kind)

    def _put(self, words: list[str], subject: Key, kind: NameKind) -> None:
        node = self._roots.setdefault(words[0], _Node())
        for word in words[1:]:
            node = node.next.setdefault(word, _Node())
        node.keys = tuple(sorted({*node.keys, subject}))
        node.brand = node.brand and kind is NameKind.BRAND
        node.short = node.short and kind is NameKind.ABBREVIATION

    def begins(self, word: str) -> bool:
        """Whether any name begins with the word."""
        return word in self._roots

    def at(self, words: Words, place: int) -> tuple[int, tuple[Key, ...]] | None:
        """The longest name that begins here: the place behind it, and its keys."""
        node = self._roots.get(words.words[place])
        best: tuple[int, tuple[Key, ...]] | None = None
        end = place
        while node is not None:
            end += 1
            if node.keys and _written(words, place, end, node):
                best = (end, node.keys)
            if end == len(words.words) or end - place == _LONGEST or not node.next:
                break
            node = node.next.get(words.words[end]) if words.joined(end - 1) else None
        return best


def _written(words: Words, place: int, end: int, node: _Node) -> bool:
    """Whether a brand is written as one; what is short may be another word.

    An abbreviation of capitals is what the label makes of it: MTX is methotrexate, seldom
    mitoxantrone; MS is multiple sclerosis as often as morphine. `CsA` and `5-FU` are nothing else.
    """
    written = words.text[words.starts[place] : words.ends[end - 1]]
    brand = node.brand
    if node.short:
        capitals = written.isalpha() and written.isupper()
        return len(node.keys) == 1 and len(written) > 2 and not capitals
    if len(written) <= _SHORT:
        return written.upper() == written or (not brand and len(written) == _SHORT)
    return not brand or not written[0].islower()


_CLASS_WORDS = word_set("phrases", "class_words")
_NO_CLASSES = word_set("phrases", "no_classes")
_HEADS = word_set("phrases", "heads")
_GENERIC = word_set("phrases", "generic")
_MODIFIERS = word_set("phrases", "modifiers")
_MODIFIER_ENDINGS = tuple(word_set("phrases", "modifier_endings"))
_WEAK = word_set("phrases", "weak_modifiers")
_VERB_LIKE = word_set("phrases", "verb_like")
_ENZYMES = tuple(word_set("phrases", "enzyme_beginnings"))
_ROLE_WORDS = word_set("phrases", "role_words")
_OF_ENZYME = word_set("phrases", "of_enzyme")
_BODY = word_set("phrases", "body")
_OTHER_WORDS = word_set("phrases", "no_names") | _BODY
_RELATIVE_HEADS = word_set("phrases", "relative_heads")
_PLAIN_HEADS = word_set("phrases", "plain_heads")
_RELATIVE_VERBS = word_set("phrases", "relative_verbs")
_MODALS = word_set("phrases", "relative_modals")
_NO_VERBS = word_set("phrases", "no_verbs")
_STOPS = word_set("phrases", "clause_stops")
_WITH_WHAT = word_set("phrases", "with_what")
_RELATIVE = ("that", "which", "whose")
_FINITE = some("are is may can could might would have")
_PARTICIPLES = some("metabolized capable eliminated transported associated known")
_SOLUTIONS = some("injection solution tablet")
# Hormones that are measured: what stands before the word.
_MEASURED_HORMONES = some("stimulating growth parathyroid releasing luteinizing")
# `CYP 2D6` is written in two words, too.
_ISOENZYME = re.compile(r"[1-9][a-z][0-9]{0,2}")
_IS_MODIFIER, _IS_CLASS, _IS_HEAD, _IS_GENERIC, _IS_ENZYME, _IS_BODY = 1, 2, 4, 8, 16, 32


class _Roles(dict[str, int]):
    """The roles of words, worked out once. Labels have some ten thousands of words."""

    def __missing__(self, word: str) -> int:
        if len(self) > _MOST_ROLES:
            self.clear()
        self[word] = role = _role_of(word)
        return role


_MOST_ROLES = 100_000
_ROLES = _Roles()


def _role(word: str) -> int:
    return _ROLES[word]


def _role_of(word: str) -> int:
    """What a word can be in a phrase that names a class: some of the bits above."""
    one = singular(word)
    role = _IS_CLASS | _IS_MODIFIER if one in _CLASS_WORDS or _is_anti(one) else 0
    role |= _IS_HEAD if one in _HEADS else 0
    role |= _IS_GENERIC if one in _GENERIC else 0
    if word in _MODIFIERS or word.endswith(_MODIFIER_ENDINGS):
        role |= _IS_MODIFIER
    if word.startswith(_ENZYMES) and (word == "cyp" or any(sign.isdigit() for sign in word)):
        role |= _IS_ENZYME | _IS_MODIFIER
    role |= _IS_ENZYME if _ISOENZYME.fullmatch(word) else 0
    return role | (_IS_BODY | _IS_MODIFIER if one in _BODY else 0)


def _is_anti(word: str) -> bool:
    """`anticoagulant`, `antihypertensive`; not `anticipating`."""
    begins = word.startswith("anti") and len(word) > 7
    return begins and word not in _NO_CLASSES and word[-1] not in "ngd"


def is_modifier(word: str) -> bool:
    """Whether a word says which class is meant, as `depolarizing`; a bare metal does not."""
    role = _role(word)
    return bool(role & (_IS_MODIFIER | _IS_GENERIC | _IS_CLASS)) and not role & _IS_BODY


def find_phrases(words: Words, names: NameFinder) -> list[Phrase]:
    """Every drug and class that the sentence names, in order; none overlaps another."""
    found: list[Phrase] = []
    behind = 0
    for place, word in enumerate(words.words):
        if place >= behind and (_ROLES[word] or names.begins(word)):
            phrase = _at(words, place, names)
            if phrase is None:
                continue
            behind = phrase.last
            # `rilpivirine-containing products` are what was named.
            if not (place and found and found[-1].last == place and _is_tail(phrase)):
                found.append(phrase)
    return found


def _is_tail(phrase: Phrase) -> bool:
    first, *others = phrase.spoken
    return first == "containing" and all(_role(one) & _IS_GENERIC for one in others)


def _at(words: Words, place: int, names: NameFinder) -> Phrase | None:
    named = names.at(words, place)
    end: int | None = None
    if _ROLES[words.words[place]]:
        end = _class_end(words, place)
        end = _clause_end(words, place, end) or end
    if end is None and named is None:
        return None
    # A name goes on as a class: `lithium preparations`, `diuretics that ...`.
    is_name = named is not None and (end is None or named[0] >= end)
    last = named[0] if named is not None and is_name else end or place
    keys = named[1] if named is not None and named[0] == last else ()
    spoken = tuple(map(intern, words.words[place:last]))
    return Phrase(words.starts[place], words.ends[last - 1], place, last, keys, is_name, spoken)


def _class_end(words: Words, place: int) -> int | None:
    """The place behind a class that begins here: words that say which, and its last word."""
    first, role = words.words[place], _role(words.words[place])
    hyphen = place > 0 and words.text[words.starts[place] - 1] == "-"
    if first in _VERB_LIKE and not hyphen:
        return None
    if singular(first) in _ROLE_WORDS and (behind := _behind_of(words, place)) is not None:
        return behind
    best = place + 1 if role & _IS_CLASS and not role & _IS_BODY else None
    if first == "anti" and place + 1 < len(words.words) and words.joined(place):
        best = place + 2
    end = _longer(words, place, best) if role & (_IS_MODIFIER | _IS_ENZYME) else best
    return (_of_which(words, place, end) or end) if end is not None else None


def _of_which(words: Words, place: int, end: int) -> int | None:
    """The place behind `strong inhibitors of CYP3A4`, where the class has no enzyme before it."""
    if end - place < 2 or singular(words.words[end - 1]) not in _ROLE_WORDS:
        return None
    named = any(_role(word) & _IS_ENZYME for word in words.words[place : end - 1])
    alone = named or end == len(words.words) or not words.joined(end - 1)
    return None if alone else _behind_of(words, end - 1)


def _longer(words: Words, place: int, best: int | None) -> int | None:
    """The class with as many words as belong to it."""
    size = min(len(words.words), place + _LONGEST)
    for at in range(place + 1, size):
        if not words.joined(at - 1) or (best == at and words.opens(at - 1)):
            break
        word, role = words.words[at], _role(words.words[at])
        if word == "hormone" and words.words[at - 1] in _MEASURED_HORMONES:
            return None
        if word == "substrate" and words.words[at - 1] == "renin":
            return None
        if role & (_IS_CLASS | _IS_HEAD) and not role & _IS_BODY:
            best = at + 1
        elif role & _IS_GENERIC and _says_which(words.words[place:at]):
            if singular(word) in _SOLUTIONS and not _has_class(words.words[place:at]):
                break
            best = at + 1
        elif word in ("and", "or"):
            if best == at or at + 1 >= size:
                break
        elif not role & (_IS_MODIFIER | _IS_ENZYME) and not word.isdigit() and len(word) > 2:
            break
    return best


def _says_which(words: list[str]) -> bool:
    """Whether modifiers say more than a route or strength."""
    return any(word not in _WEAK and not word.isdigit() for word in words)


def _has_class(words: list[str]) -> bool:
    return any(_role(word) & _IS_CLASS for word in words)


def _behind_of(words: Words, place: int) -> int | None:
    """The place behind `inhibitors of CYP3A4`, `inducers of the enzyme CYP2C8`."""
    size = len(words.words)
    if place + 1 >= size or words.words[place + 1] not in ("of", "for"):
        return None
    end: int | None = None
    for ahead in range(place + 2, min(size, place + 1 + _LONGEST)):
        word = words.words[ahead]
        if not words.joined(ahead - 1):
            break
        if _role(word) & (_IS_ENZYME | _IS_MODIFIER) or singular(word) in _OF_ENZYME:
            end = ahead + 1
        elif word not in ("the", "both", "and", "or", "hepatic", "drug", "cytochrome"):
            break
    return end


def _clause_end(words: Words, place: int, end: int | None) -> int | None:
    """The place behind `drugs that prolong the QT interval`: some words of the clause."""
    size, head = len(words.words), (end or place + 1) - 1
    at = head + 1
    if singular(words.words[head]) not in _RELATIVE_HEADS or at >= size or not words.joined(head):
        return None
    relative = words.words[at] in _RELATIVE
    if not relative and words.words[at] in _FINITE:
        return None
    at += relative
    stop = min(size, at + _MOST_MODALS)
    while at < stop and words.words[at] in _MODALS and words.joined(at - 1):
        relative = relative or words.words[at] == "known"
        at += 1
    if at >= size or not words.joined(at - 1) or not _is_clause(words, head, at, relative):
        return None
    last = at + 1
    if words.words[at] in _WITH and words.words[last : last + 1] == ["with"]:
        last += 1
    while last < min(size, at + _LONGEST_CLAUSE) and words.joined(last - 1):
        if words.words[last] in _STOPS or words.opens(last - 1):
            break
        last += 1
    return last


_WITH = some("interfere interferes interfering")


def _is_clause(words: Words, head: int, at: int, relative: bool) -> bool:
    """Whether the word is the verb of a clause that says which drugs are meant."""
    verb = words.words[at]
    if relative and singular(words.words[head]) in _PLAIN_HEADS and verb not in _NO_VERBS:
        return True
    if verb not in _RELATIVE_VERBS:
        return False
    with_what = verb == "with" and not _WITH_WHAT.isdisjoint(words.words[at + 1 : at + 4])
    return relative or verb.endswith("ing") or verb in _PARTICIPLES or with_what
