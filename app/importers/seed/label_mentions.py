"""What our reader found in labels: `label-mentions/` has a table of labels and one of sentences.

Both are made by a program from published labels. A row of the second one belongs to a label of the
first one, which says the drug, the version and the source.
"""

import re
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from app.domain.errors import RejectedImport
from app.domain.facts import Citation, LabelMention, ReadLabel, cited_sentence
from app.domain.labels import SECTIONS
from app.importers.seed.forms import Form
from app.importers.seed.reader import (
    Cells,
    Mistakes,
    SeedFact,
    misplaced,
    read_fact,
    read_table,
    source_ids,
    written_of,
)

FOLDER = "label-mentions"
LABELS = (
    "drug", "set_id", "version", "effective_on", "routes", "sections", "has_interactions",
    "also_names", "unresolved", "reader", "source",
)  # fmt: skip
# The columns that hold several values.
_LISTS = ("routes", "sections", "also_names")
MENTIONS = ("set_id", "subject", "section", "sentence", "sha256", "statement", "condition")
_TABLES = {"labels": LABELS, "mentions": MENTIONS}
_SHA256 = re.compile("[0-9a-f]{64}")
_LABEL, _MENTION = Form(ReadLabel), Form(LabelMention)


@dataclass
class _Read:
    """The labels that were read so far, by set id."""

    sources: frozenset[str]
    labels: dict[str, ReadLabel] = field(default_factory=dict)

    def label(self, cells: Cells) -> ReadLabel:
        """The label of a row of the first table. Raises Mistakes."""
        source = cells.pop("source", "")
        if source not in self.sources:
            raise Mistakes([(("source",), f"unknown source '{source}'")])
        if (given := cells.get("has_interactions")) not in ("yes", "no"):
            raise Mistakes([(("has_interactions",), "yes or no")])
        written: dict[str, Any] = written_of(cells, _LISTS) | {"has_interactions": given == "yes"}
        cited = (Citation(source, f"set id {cells.get('set_id')}"),)
        found: ReadLabel = read_fact(_LABEL, written, cited)
        if found.set_id in self.labels:
            raise Mistakes([(("set_id",), "this label stands twice")])
        self.labels[found.set_id] = found
        return found

    def mention(self, cells: Cells) -> LabelMention:
        """The sentence of a row of the second table. Raises Mistakes."""
        label = self.labels.get(cells.get("set_id", ""))
        section = SECTIONS.get(cells.get("section", ""))
        number, sha256 = cells.pop("sentence", ""), cells.pop("sha256", "")
        wrong = {
            "set_id": (label is None, "no label of labels.tsv"),
            "section": (section is None, "no section of a label"),
            "sentence": (not number.isdecimal() or number == "0", "a number from 1"),
            "sha256": (_SHA256.fullmatch(sha256) is None, "64 hexadecimal digits"),
        }
        if label is None or section is None or any(one for one, _ in wrong.values()):
            raise Mistakes([((name,), words) for name, (one, words) in wrong.items() if one])
        cited = cited_sentence(
            label.citations[0].source, label.set_id, label.version, label.effective_on,
            section.name, int(number), sha256,
        )  # fmt: skip
        same = {name: getattr(label, name) for name in ("drug", "version", "effective_on")}
        found: LabelMention = read_fact(_MENTION, written_of(cells, _LISTS) | same, (cited,))
        return found


def read_label_mentions(path: Path, curated: list[SeedFact]) -> list[SeedFact]:
    """The labels that were read and whom they name; nothing where there is no folder.

    Raises RejectedImport with all mistakes of form.
    """
    folder = path / FOLDER
    if not folder.is_dir():
        return []
    read = _Read(source_ids(curated))
    problems = misplaced(folder.iterdir(), _TABLES)
    table = partial(read_table, problems=problems)
    found = [
        *table(folder / "labels.tsv", LABELS, read.label),
        *table(folder / "mentions.tsv", MENTIONS, read.mention),
    ]
    if problems:
        raise RejectedImport(problems)
    return found
