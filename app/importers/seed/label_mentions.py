"""What our reader found in labels: `label-mentions/` has a table of labels and one of sentences.

Both are made by a program from published labels. A row of the second one belongs to a label of the
first one, which says the drug, the version and the source.
"""

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from app.domain.errors import RejectedImport
from app.domain.facts import Citation, LabelMention, LabelReading, Source, cited_sentence
from app.domain.labels import SECTIONS
from app.importers.seed.files import Form
from app.importers.seed.reader import Mistakes, SeedFact, read_fact
from app.importers.seed.tables import Cells, Table, misplaced, read_table

FOLDER = "label-mentions"
READINGS = Table(
    (
        "drug", "set_id", "version", "effective_on", "routes", "sections", "has_interactions",
        "also_names", "unresolved", "reader", "source",
    ),
    frozenset({"routes", "sections", "also_names"}),
)  # fmt: skip
MENTIONS = Table(("set_id", "subject", "section", "sentence", "sha256", "statement", "condition"))
_TABLES = {"readings": READINGS, "mentions": MENTIONS}
_READING, _MENTION = Form(LabelReading), Form(LabelMention)


@dataclass
class _Read:
    """The labels that were read so far, by set id."""

    sources: frozenset[str]
    readings: dict[str, LabelReading] = field(default_factory=dict)

    def reading(self, cells: Cells) -> LabelReading:
        source = cells.pop("source", "")
        if source not in self.sources:
            raise Mistakes([(("source",), f"unknown source '{source}'")])
        if (given := cells.get("has_interactions")) not in ("yes", "no"):
            raise Mistakes([(("has_interactions",), "yes or no")])
        cells |= {"has_interactions": given == "yes"}
        cited = (Citation(source, f"set id {cells.get('set_id')}"),)
        found: LabelReading = read_fact(_READING, cells, cited)
        if found.set_id in self.readings:
            raise Mistakes([(("set_id",), "this label stands twice")])
        self.readings[found.set_id] = found
        return found

    def mention(self, cells: Cells) -> LabelMention:
        reading = self.readings.get(cells.get("set_id", ""))
        section = SECTIONS.get(cells.get("section", ""))
        number, sha256 = cells.pop("sentence", ""), cells.pop("sha256", "")
        wrong = {
            "set_id": (reading is None, "no label of readings.tsv"),
            "section": (section is None, "no section of a label"),
            "sentence": (not number.isdecimal() or number == "0", "a number from 1"),
            "sha256": (len(sha256) != 64, "64 digits"),
        }
        if reading is None or section is None or any(one for one, _ in wrong.values()):
            raise Mistakes([((name,), words) for name, (one, words) in wrong.items() if one])
        cited = cited_sentence(
            reading.citations[0].source, reading.set_id, reading.version, reading.effective_on,
            section.name, int(number), sha256,
        )  # fmt: skip
        cells |= {
            "drug": reading.drug,
            "version": reading.version,
            "effective_on": reading.effective_on,
        }
        found: LabelMention = read_fact(_MENTION, cells, (cited,))
        return found


def read_label_mentions(path: Path, curated: list[SeedFact]) -> list[SeedFact]:
    """The labels that were read and whom they name; nothing where there is no folder.

    Raises RejectedImport with all mistakes of form.
    """
    folder = path / FOLDER
    if not folder.is_dir():
        return []
    facts: list[Any] = [one.fact for one in curated]
    read = _Read(frozenset(one.id for one in facts if isinstance(one, Source)))
    problems = misplaced(folder, _TABLES)
    table = partial(read_table, problems=problems)
    found = [
        *table(folder / "readings.tsv", READINGS, read.reading),
        *table(folder / "mentions.tsv", MENTIONS, read.mention),
    ]
    if problems:
        raise RejectedImport(problems)
    return found
