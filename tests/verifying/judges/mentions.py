"""Whom labels name: each row looked up at its place, in the texts of the labels themselves.

A row is contradicted where the label, the section or the sentence is not there, or its hash is
another. It is confirmed where the sentence holds a name of the drug, or words of the class; a drug
that is named by its class, by words of one of its classes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from app.domain.facts import (
    Code,
    CodeSystem,
    Drug,
    DrugClass,
    Fact,
    LabelMention,
    Membership,
    Name,
    ReadLabel,
)

from tests.verifying.outcome import NOT_FOUND, Found, Verdict, cited, confirmed, contradicted
from tests.verifying.reading.label_sentences import Texts
from tests.verifying.spelling import plain

_WORDS = Path(__file__).with_name("class_words.tsv")
_LEAST, _STEM = 4, 6
# Words of names of classes that say nothing alone.
_EMPTY_TEXT = """
    agent agents medicine medicines medication drug drugs inhibitor inhibitors agonist agonists
    antagonist antagonists blocker blockers receptor receptors that with from strong moderate weak
    known system channel hormone supplement supplements acting analog product products selective
    potent inducer inducers substrate substrates sensitive other reuptake derivative derivatives
"""
_EMPTY = frozenset(_EMPTY_TEXT.split())


def judge(
    rows: Iterable[Fact], facts: Iterable[Fact], labels: Mapping[tuple[str, str], Texts]
) -> Iterator[Verdict]:
    """Each label that was read, and each of its mentions. `facts` are those of the seed."""
    judging = _Judging(labels)
    for one in facts:
        judging.learn(one)
    for one in rows:
        if isinstance(one, ReadLabel):
            found = judging.label(one)
            yield Verdict("read label", one.drug, one.set_id, cited(one.citations), *found)
        elif isinstance(one, LabelMention):
            (place,) = one.citations
            text = f"{one.set_id} {one.section} {place.sentence}: {one.subject}"
            found = judging.mention(one)
            yield Verdict("label mention", one.drug, text, cited(one.citations), *found)


class _Judging:
    def __init__(self, labels: Mapping[tuple[str, str], Texts]) -> None:
        self._labels = labels
        self._names: dict[str, set[str]] = defaultdict(set)
        self._stems: dict[str, set[str]] = defaultdict(set)
        self._classes: dict[str, set[str]] = defaultdict(set)
        self._groups: list[tuple[str, tuple[str, ...]]] = []
        for line in _WORDS.read_text(encoding="utf-8").splitlines()[1:]:
            of, words = line.split("\t")
            if of.startswith(("class:", "drug:")):
                self._stems[of].update(words.split("; "))
            else:
                self._groups.append((of, tuple(words.split("; "))))

    def learn(self, fact: Fact) -> None:
        """Names of drugs and classes, and which classes a drug is in."""
        if isinstance(fact, Drug):
            self._names[f"drug:{fact.id}"].update((_squeezed(fact.name), _squeezed(fact.id)))
        elif isinstance(fact, Name):
            self._names[f"drug:{fact.drug}"].add(_squeezed(fact.text))
        elif isinstance(fact, DrugClass):
            of = f"class:{fact.id}"
            for name in (fact.name, *fact.names):
                self._names[of].add(_squeezed(name))
                words = (one for one in plain(name).split() if one not in _EMPTY)
                self._stems[of].update(one[:_STEM] for one in words if len(one) >= _LEAST)
        elif isinstance(fact, Membership) and fact.holds:
            self._classes[f"drug:{fact.drug}"].add(f"class:{fact.drug_class}")
        elif isinstance(fact, Code) and fact.system is CodeSystem.ATC:
            found = (words for group, words in self._groups if fact.code.startswith(group))
            for words in found:
                self._stems[fact.subject].update(words)

    def label(self, one: ReadLabel) -> Found:
        texts = self._labels.get((one.citations[0].source, one.set_id))
        if texts is None:
            return contradicted("there is no such label", one.set_id)
        missing = [name for name in one.sections if name not in texts.sentences]
        if missing:
            return contradicted(f"it has no {', '.join(missing)}", one.set_id)
        of = _squeezed(" ".join(texts.names))
        named = any(name in of for name in self._names[f"drug:{one.drug}"] if len(name) > 2)
        return confirmed(f"label {one.set_id}") if named else NOT_FOUND

    def mention(self, one: LabelMention) -> Found:
        texts = self._labels.get((one.citations[0].source, one.set_id))
        sentences = texts.sentences.get(one.section, []) if texts is not None else []
        (cited,) = one.citations
        number = cited.sentence or 0
        place = f"label {one.set_id}, {one.section}, sentence {number}"
        if not 0 < number <= len(sentences):
            return contradicted("there is no such sentence", place)
        text = sentences[number - 1]
        if sha256(text.encode()).hexdigest() != cited.sha256:
            return contradicted("the sentence has another hash", place)
        squeezed = _squeezed(text)
        return confirmed(place) if self._holds(squeezed, one.subject) else NOT_FOUND

    def _holds(self, squeezed: str, subject: str) -> bool:
        if any(name in squeezed for name in self._names[subject] if len(name) > 2):
            return True
        of_classes = (self._stems[one] for one in (subject, *self._classes[subject]))
        return any(stem in squeezed for stems in of_classes for stem in stems)


def _squeezed(text: str) -> str:
    """Letters and digits alone: `CYP 3A4` is `CYP3A4`, and nothing hangs on hyphens."""
    return plain(text).replace(" ", "")
