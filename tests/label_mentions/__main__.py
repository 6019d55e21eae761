"""Writes the tables of `seed/label-mentions/` anew from the labels in a folder."""

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from app.domain.facts import (
    Citation,
    Code,
    Drug,
    Fact,
    LabelMention,
    Name,
    NameKind,
    ReadLabel,
    split_key,
)  # fmt: skip
from app.importers.run import Intake, Known
from app.importers.seed.backbone import read_backbone
from app.importers.seed.label_mentions import FOLDER, LABELS, MENTIONS
from app.importers.seed.reader import VALUES, read_folder
from app.importers.shared.label_mentions import facts_of
from app.importers.shared.label_pool import read_job
from app.importers.shared.label_reader import LabelReader
from app.importers.shared.labels import FoundLabel, job_of, link_drugs
from app.index.build import build_knowledge

from tests.label_mentions.labels import OLD_TEXTS, labels
from tests.verifying_labels.__main__ import reader_of

SEED = Path(__file__).parents[2] / "seed"


def known_of(facts: Iterable[Fact]) -> Known:
    """The drugs of a seed by their names and codes, as an import knows them; brands are none."""
    known = Known()
    for one in facts:
        if isinstance(one, Drug):
            known.drugs.learn(one, (one.name,))
        elif isinstance(one, Name) and one.kind is not NameKind.BRAND:
            known.drugs.learn_name(one.drug, one.text)
        elif isinstance(one, Code):
            kind, id_ = split_key(one.subject)
            if kind == "drug":
                known.drugs.learn_code(id_, one.system, one.code)
    return known


def only_drug(label: FoundLabel, intake: Intake) -> str | None:
    """The known drug that alone is in a label."""
    if len(label.substances) != 1:
        return None
    one = label.substances[0]
    found = intake.find_drug(one.name, (*one.codes, *one.salt_codes), one.names)
    if found is None:
        return None
    linked = link_drugs(label, (Citation("seed", label.set_id),), intake).drugs
    return found if linked == [found] else None


Row = tuple[str, ...]


def make(data: Path, seed: Path = SEED) -> tuple[list[Row], list[Row], Counter[str]]:
    """The rows of both tables, and what was left out."""
    stated = read_folder(seed)
    facts = [one.fact for one in (*stated, *read_backbone(seed, stated))]
    reader, intake = reader_of(build_knowledge("", facts)), Intake(known=known_of(facts))
    read: list[Row] = []
    mentions: list[Row] = []
    seen: set[str] = set()
    drugs: set[str] = set()
    old: set[str] = set()
    out: Counter[str] = Counter()
    for source, label in labels(data):
        if label.set_id in seen:
            continue
        seen.add(label.set_id)
        drug = only_drug(label, intake)
        if drug is None:
            out["labels of several drugs, or of none of the seed"] += 1
        elif source == OLD_TEXTS and drug in drugs:
            out["old labels of drugs that have a newer one"] += 1
        else:
            (old if source == OLD_TEXTS else drugs).add(drug)
            for fact in _facts(label, drug, source, reader):
                if isinstance(fact, ReadLabel):
                    read.append(_label(fact, source))
                else:
                    mentions.append(_mention(fact))
    out["drugs with a label"] = len(drugs | old)
    return sorted(read), sorted(mentions), out


def _facts(
    label: FoundLabel, drug: str, source: str, reader: LabelReader
) -> Iterable[ReadLabel | LabelMention]:
    job = job_of(label, [drug])
    return () if job is None else facts_of(read_job(reader, job), label, source)


def _label(one: ReadLabel, source: str) -> Row:
    return (
        one.drug, one.set_id, one.version, one.effective_on or "", VALUES.join(one.routes),
        VALUES.join(one.sections), "yes" if one.has_interactions else "no",
        VALUES.join(one.also_names), str(one.unresolved), one.reader, source,
    )  # fmt: skip


def _mention(one: LabelMention) -> Row:
    (cited,) = one.citations
    return (
        one.set_id, one.subject, one.section, str(cited.sentence), cited.sha256 or "",
        one.statement, one.condition or "",
    )  # fmt: skip


def main(data: Path, seed: Path = SEED) -> None:
    """Writes both tables, and prints how many rows each has."""
    read, mentions, out = make(data, seed)
    folder = seed / FOLDER
    folder.mkdir(exist_ok=True)
    for name, columns, rows in (("labels", LABELS, read), ("mentions", MENTIONS, mentions)):
        lines = ["\t".join(one) for one in (columns, *rows)]
        (folder / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{len(rows):7} {name}")
    for what, count in out.items():
        print(f"{count:7} {what}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
