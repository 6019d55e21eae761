"""`python -m tests.verifying_labels.weigh DATA`: makes the weights of the reader's evidence anew.

A logistic regression in which most weights are nothing (by the sum of their sizes): for each thing
that a sentence of the marked labels names, its evidence, the pairs of it, and whether people marked
it as interacting. With `--folds` nothing is written: each fold is judged by weights of the others.
With `--aside` the third of the labels that was put aside is judged by weights of the rest, and what
the program quotes of its reader is written.
"""

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from app.domain import labels as domain_labels
from app.domain.labels import READER
from app.importers.seed import read
from app.importers.shared import label_evidence
from app.importers.shared.label_evidence import scores
from app.importers.shared.label_phrases import Phrase, Words, words_of
from app.importers.shared.label_reader import LabelReader
from app.importers.shared.label_roles import roles_of, teaching
from app.index.build import build_knowledge

from tests.verifying_labels.__main__ import SEED, add_names, is_third, reader_of, spans_of
from tests.verifying_labels.corpus import MarkedLabel, Sentence, read_corpus
from tests.verifying_labels.judging import judge

QUOTED = Path(domain_labels.__file__).with_name("label_reader.json")
WEIGHTS = Path(label_evidence.__file__).with_name("label_weights.json")
# What is looked at in pairs, too.
PAIRED = frozenset(
    [
        "together",
        "receiving",
        "change",
        "act",
        "measure",
        "effect",
        "harm",
        "harm_risk",
        "avoid",
        "careful",
        "adjust",
        "may",
        "no",
        "no_effect",
        "study",
        "allergy",
        "animal",
        "indicate",
        "welcome",
        "withdraw",
        "adverse",
        "own",
        "class",
        "own_class",
        "many",
        "joined",
        "taking_it",
        "with_it",
        "effect_of",
        "levels_of",
        "start",
        "failure",
        "when",
        "describe",
        "changes",
        "change_of",
        "dose_of",
        "caution_with",
        "strong_harm",
        "when_with",
        "changed_with",
        "people_on",
        "changes_own",
        "own_changes",
        "is_changed",
        "should_be",
        "changed_by",
        "denied",
        "patients_with",
    ]
)
_PRICE = 2.5
_LEAST_ROWS = 8
_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A thing that a sentence names: its evidence with its pairs, and whether it was marked."""

    evidence: tuple[str, ...]
    marked: bool


def rows_of(reader: LabelReader, label: MarkedLabel) -> Iterator[Row]:
    """The rows of a label. What people marked as something else is none."""
    own = reader.own(label.names)
    found = [(words, reader.phrases(words)) for words in _words(label)]
    for words, phrases in found:
        own.learn(teaching(words, phrases))
    for sentence, (words, phrases) in zip(label.sentences, found, strict=True):
        roles = roles_of(words, phrases, own.flags(phrases))
        for number, (_, evidence) in scores(words, phrases, roles) if phrases else ():
            marked = _is_marked(label, sentence, phrases[number])
            if marked is not None:
                pairs = combinations(sorted(evidence & PAIRED), 2)
                yield Row((*sorted(evidence), *(f"{a} + {b}" for a, b in pairs)), marked)


def _words(label: MarkedLabel) -> list[Words]:
    return [words_of(one.text) for one in label.sentences]


def _is_marked(label: MarkedLabel, sentence: Sentence, phrase: Phrase) -> bool | None:
    for mark in sentence.marks:
        if any(phrase.start < end and start < phrase.end for start, end in mark.spans):
            return True if mark.key in label.gold else None
    return False


def weigh(rows: Sequence[Row]) -> dict[str, float]:
    """The weights, the constant under an empty name: one after the other to the best, in rounds."""
    counts = Counter(name for row in rows for name in row.evidence)
    columns: dict[str, list[int]] = {
        name: [] for name, n in sorted(counts.items()) if n >= _LEAST_ROWS
    }
    columns[""] = list(range(len(rows)))
    for number, row in enumerate(rows):
        for name in row.evidence:
            if name in columns:
                columns[name].append(number)
    weights = dict.fromkeys(columns, 0.0)
    margins = [0.0] * len(rows)
    signs = [1.0 if row.marked else 0.0 for row in rows]
    for _ in range(_ROUNDS):
        for name, places in columns.items():
            slope = sum(1 / (1 + math.exp(-margins[at])) - signs[at] for at in places)
            curve = 0.25 * len(places)
            wanted = weights[name] - slope / curve
            price = _PRICE / curve if name else 0.0
            wanted = math.copysign(max(0.0, abs(wanted) - price), wanted)
            step, weights[name] = wanted - weights[name], wanted
            for at in places if step else ():
                margins[at] += step
    return {name: round(one, 2) for name, one in weights.items() if round(one, 2)}


def write(weights: dict[str, float], file: Path = WEIGHTS) -> None:
    """The weights as the reader takes them, which reads them once."""
    lines = json.dumps(weights, indent=0, sort_keys=True)
    file.write_text(f"{lines}\n", encoding="utf-8")
    label_evidence._weights.cache_clear()


@contextmanager
def _weights_kept() -> Iterator[None]:
    """Within it other weights may be written; behind it those of before are there again."""
    kept = WEIGHTS.read_text(encoding="utf-8")
    try:
        yield
    finally:
        WEIGHTS.write_text(kept, encoding="utf-8")


def _judge_folds(reader: LabelReader, labels: Sequence[MarkedLabel], folds: int) -> None:
    """What each fold gets from weights of the others: the figures for labels not seen before."""
    rows = [list(rows_of(reader, one)) for one in labels]
    found = {}
    with _weights_kept():
        for fold in range(folds):
            others = [row for at, some in enumerate(rows) if at % folds != fold for row in some]
            write(weigh(others))
            for label in labels[fold::folds]:
                found[label.set_id] = list(spans_of(reader, label))
    figures = judge(labels, lambda label: found[label.set_id])
    print(f"precision {figures.precision:.2f}\nrecall {figures.recall:.2f}")
    print(f"negatives {figures.negative_share:.3f}")


def _judge_aside(reader: LabelReader, labels: Sequence[MarkedLabel]) -> None:
    """The third that was put aside, by weights of the others: the figures that a reading quotes."""
    aside = [one for one in labels if is_third(one.set_id)]
    others = [row for one in labels if one not in aside for row in rows_of(reader, one)]
    with _weights_kept():
        write(weigh(others))
        figures = judge(aside, lambda label: spans_of(reader, label))
    quoted = {
        "version": READER.version,
        "labels": figures.labels,
        "precision": round(figures.precision, 2),
        "recall": round(figures.recall, 2),
    }
    QUOTED.write_text(json.dumps(quoted) + "\n", encoding="utf-8")
    print(f"{json.dumps(quoted)}\nnegatives {figures.negative_share:.3f}")


def main() -> None:
    """Writes the weights, or judges folds, or the labels put aside."""
    parser = argparse.ArgumentParser(prog="python -m tests.verifying_labels.weigh")
    parser.add_argument("data", type=Path)
    parser.add_argument("--names", type=Path)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--aside", action="store_true")
    asked = parser.parse_args()
    reader = reader_of(build_knowledge("", read(SEED)))
    add_names(reader, asked.names)
    labels = list(read_corpus(asked.data))
    if asked.aside:
        _judge_aside(reader, labels)
    elif asked.folds:
        _judge_folds(reader, labels, asked.folds)
    else:
        write(weigh([row for label in labels for row in rows_of(reader, label)]))


if __name__ == "__main__":
    main()
