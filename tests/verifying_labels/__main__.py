"""`python -m tests.verifying_labels DATA`: exit code 1 below a bar.

Reads every sentence of labels in which people marked the interactions, by the names of the seed.
"""

import argparse
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.domain.facts import CodeSystem, NameKind, key
from app.domain.knowledge import Knowledge
from app.importers.seed import read
from app.importers.shared.label_reader import LabelReader, Statement
from app.importers.shared.label_roles import Role
from app.index.build import build_knowledge

from tests.verifying_labels.corpus import MarkedLabel, read_corpus
from tests.verifying_labels.judging import Figures, Found, judge

SEED = Path(__file__).resolve().parents[2] / "seed"
_PRECISION, _RECALL, _NEGATIVES = 0.90, 0.80, 0.95


def reader_of(knowledge: Knowledge) -> LabelReader:
    """A reader that knows the names and classes of a release."""
    names = [
        (spelling, hit.subject, hit.kind)
        for spelling, hits in knowledge.names.items()
        for hit in hits
        if not hit.subject.startswith("product:")
    ]
    codes: dict[str, list[str]] = {}
    for (system, code), subjects in knowledge.codes.items():
        if system == CodeSystem.ATC:
            codes[code] = [one for one in subjects if one.startswith("drug:")]
    return LabelReader.of(names, knowledge.classes_above, codes)


def add_names(reader: LabelReader, file: Path | None) -> None:
    """More names of drugs from a table: id, text, kind."""
    for line in file.read_text(encoding="utf-8").splitlines() if file else ():
        drug, text, kind = line.split("\t")[:3]
        reader.names.add(text, key("drug", drug), NameKind(kind))


def spans_of(reader: LabelReader, label: MarkedLabel) -> Iterator[Found]:
    """What a reader finds in each sentence. An example is a part of the finding of its class."""
    sentences = [one.text for one in label.sentences]
    for one in reader.read(sentences, reader.own(label.names)):
        spans = tuple(
            (mention.start, mention.end)
            for mention in one.mentions
            if mention.statement is Statement.INTERACTION and mention.role is not Role.EXAMPLE
        )
        yield Found(spans, one.pattern)


def is_third(set_id: str) -> bool:
    """Whether a label is in the third that was put aside while the reader was written."""
    return int(hashlib.sha256(set_id.encode()).hexdigest()[:8], 16) % 3 == 0


def main(arguments: list[str] | None = None) -> int:
    """Prints the figures, and says by its exit code whether every bar is reached."""
    parser = argparse.ArgumentParser(prog="python -m tests.verifying_labels", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of labels with marks, as XML or zipped")
    parser.add_argument("--seed", type=Path, default=SEED, help="folder of the curated facts")
    parser.add_argument("--names", type=Path, help="more names: id, text, kind, by tabs")
    parser.add_argument("--third", action="store_true", help="only the third that was put aside")
    parser.add_argument(
        "--all", action="store_true", help="print what was missed and what is wrong"
    )
    asked = parser.parse_args(arguments)
    labels = [one for one in read_corpus(asked.data) if is_third(one.set_id) or not asked.third]
    if not labels:
        print(f"There is no label with marks in {asked.data}. Say where they are: DATA=...")
        return 2
    reader = reader_of(build_knowledge("", read(asked.seed)))
    add_names(reader, asked.names)
    figures = judge(labels, lambda label: spans_of(reader, label))
    print("\n".join(_report(figures, asked.all)))
    good = figures.precision >= _PRECISION and figures.recall >= _RECALL
    return 0 if good and figures.negative_share >= _NEGATIVES else 1


def _report(figures: Figures, every: bool) -> Iterable[str]:
    yield f"{figures.labels} labels, {figures.gold} gold and {figures.neutral} neutral keys"
    yield f"precision {figures.precision:.2f}"
    yield f"recall {figures.recall:.2f}"
    yield (
        f"negatives {figures.negative_share:.3f}: {figures.quiet} of {figures.negatives} sentences "
        "typed negative taken as no interaction, by the pattern that types them:"
    )
    for pattern, count in figures.patterns.most_common():
        yield f"  {count:5}  {pattern}"
    for name, keys in (("missed", figures.missed), ("wrong", figures.wrong)) if every else ():
        yield from (f"{name}\t{set_id}\t{text}" for set_id, text in keys)


if __name__ == "__main__":
    raise SystemExit(main())
