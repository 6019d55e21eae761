"""What in a sentence speaks for and against an interaction of a thing that it names.

Each drug or class that is named is counted by its evidence: groups of cues in the sentence, and how
the words around it are built. The weights of the evidence are in `label_weights.json`, made from
labels in which people marked the interactions.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from app.importers.shared.label_classes import WORDS, some, word_set
from app.importers.shared.label_phrases import Phrase, Words
from app.importers.shared.label_roles import Role


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
    used = around.has_back(3, _USED)
    stated = (
        ("other", bool(near & {"other", "additional"})),
        ("joined", bool(near & {"with", "and"})),
        ("verb_ahead", around.has_ahead(2, _MAY)),
        ("colon", words.text[one.end : one.end + 2] == ": "),
        ("effect_of", last in (["of"], ["to"]) and around.has_back(4, _EFFECT_WORDS)),
        ("with_it", (around.has_back(4, _TOGETHER) and used) or around.has_ahead(2, _THEN)),
        ("taking_it", around.has_back(2, _RECEIVING)),
        ("levels_of", around.has_back(4, _LEVELS)),
        ("changes", around.has_ahead(4, _CHANGE) and around.has_ahead(7, _MEASURED)),
        ("change_of", around.has_back(9, _CHANGING) and last in _OF),
        ("dose_of", around.has_back(9, _DOSES) and last in _OF_DOSES and adjusts),
        ("caution_with", around.has_back(9, _CAUTION) and around.has_back(5, _USE)),
        ("strong_harm", not _STRONG.isdisjoint(words.words) and "harm" in cues),
        ("when_with", around.has_ahead(7, _THEN) and around.has_back(9, _WHEN)),
        ("changed_with", around.has_back(9, _CHANGE)),
        ("people_on", around.has_back(5, _PEOPLE) and around.has_back(5, _TAKING)),
        ("is_changed", around.has_ahead(7, _CHANGED) and around.has_ahead(6, _BEING)),
        ("should_be", "should" in around.ahead(2) and around.has_ahead(7, _DONE)),
        ("changed_by", around.has_back(9, _CHANGED) and around.has_back(5, _BY)),
        ("the", last == ["the"] and not one.named),
        ("induced", words.words[one.last : one.last + 1] == ["induced"]),
        ("denied", around.has_back(9, _DENIED)),
    )
    yield from (name for name, holds in stated if holds)


_USED = some("of with and or use therapy")
_RECEIVING, _WHEN = some("receiving taking on"), some("when if")
_DENIED = some("not no without neither nor")
_EFFECT_WORDS = some("effect effects response absorption toxicity")
_PEOPLE = word_set("around", "people")
_BEING = word_set("around", "being")
_BY = word_set("around", "by")
_OF = (["of"], ["to"], ["in"], ["serum"])
_OF_DOSES = (["of"], ["the"], ["other"])


_CLAUSES = re.compile(
    r"; |, but |, although |, however|, whereas | whereas | while |[.] (?=[A-Z])"
    r"|, and (?=in |no |there |the |did )|, therefore"
)
_ALTHOUGH = re.compile(
    r"(?:<item>)?\s{0,4}(?:[A-Z][^:.]{0,40}: )?(?:Although|While|Because|Since) [^,]{10,400}, "
)


def clauses_of(words: Words) -> list[int]:
    """The number of the clause that each word is in."""
    cuts = [found.start() for found in _CLAUSES.finditer(words.text)]
    although = _ALTHOUGH.match(words.text)
    cuts = sorted([*cuts, although.end() - 2] if although else cuts)
    numbers, number = [], 0
    for start in words.starts:
        while number < len(cuts) and cuts[number] < start:
            number += 1
        numbers.append(number)
    return numbers
