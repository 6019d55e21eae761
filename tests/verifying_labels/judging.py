"""Counts what the reader found against what people marked. It shares no code with the reader."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.verifying_labels.corpus import Key, Mark, MarkedLabel, Sentence, Span, fold

NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Found:
    """What the reader says of a sentence: the spans that interact, and why none does."""

    spans: tuple[Span, ...]
    pattern: str


Read = Callable[[MarkedLabel], Iterable[Found]]


@dataclass(slots=True)
class Figures:
    """`missed` and `wrong` are keys; `patterns` count the negative sentences by why they are so."""

    labels: int = 0
    gold: int = 0
    neutral: int = 0
    right: int = 0
    predicted: int = 0
    negatives: int = 0
    quiet: int = 0
    patterns: Counter[str] = field(default_factory=Counter)
    missed: list[Key] = field(default_factory=list)
    wrong: list[Key] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def negative_share(self) -> float:
        return self.quiet / self.negatives if self.negatives else 1.0


def judge(labels: Iterable[MarkedLabel], read: Read) -> Figures:
    """The figures over all labels."""
    figures = Figures()
    for label in labels:
        _judge_label(label, list(read(label)), figures)
    return figures


def _judge_label(label: MarkedLabel, found: Sequence[Found], figures: Figures) -> None:
    predicted: set[Key] = set()
    for sentence, one in zip(label.sentences, found, strict=True):
        predicted |= set(_keys(label.set_id, sentence, one.spans))
        if sentence.kind == NEGATIVE:
            figures.negatives += 1
            figures.quiet += not one.spans
            figures.patterns[one.pattern if not one.spans else "taken as an interaction"] += 1
    predicted -= label.neutral
    figures.labels += 1
    figures.gold += len(label.gold)
    figures.neutral += len(label.neutral)
    figures.predicted += len(predicted)
    figures.right += len(predicted & label.gold)
    figures.missed += sorted(label.gold - predicted)
    figures.wrong += sorted(predicted - label.gold)


def _keys(set_id: str, sentence: Sentence, spans: Iterable[Span]) -> Iterator[Key]:
    for start, end in spans:
        marks = [one for one in sentence.marks if _shared((start, end), one)]
        if marks:
            yield max(marks, key=lambda one: _shared((start, end), one)).key
        else:
            yield set_id, fold(sentence.text[start:end])


def _shared(span: Span, mark: Mark) -> int:
    """How many characters a span and a mark have in common."""
    return sum(max(0, min(span[1], end) - max(span[0], start)) for start, end in mark.spans)
