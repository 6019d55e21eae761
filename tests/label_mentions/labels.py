"""The labels of a folder, each collection by the name of its source, as the importers see them."""

import csv
import gzip
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.importers.dailymed_spl import read_label
from app.importers.files.xml import read_document
from app.importers.openfda_label import read_record
from app.importers.run import Intake
from app.importers.shared.labels import FoundLabel, FoundSection, Substance

# The newest collection first: of a label that stands in several, the first is read.
SECTIONS_2026, WHOLE_2024 = "openfda-label-sections-2026", "openfda-labels-2024"
DOCUMENTS, OLD_TEXTS = "dailymed-spl-2025", "nlm-label-texts-2014"
_LARGEST = 1 << 26


def labels(data: Path) -> Iterator[tuple[str, FoundLabel]]:
    """Every label of a human drug with its source."""
    for source, record in records(data):
        label = read_record(record, Intake())
        if not isinstance(label, str):
            yield source, label
    for file in sorted((data / "dailymed_spl").glob("*.xml")):
        document = read_label(read_document(file.read_bytes(), file.name, largest=_LARGEST))
        if not isinstance(document, str):
            yield DOCUMENTS, document.label
    for label in _texts(data / "nlm_ddi_cardiovascular_2014"):
        yield OLD_TEXTS, label


def records(data: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every record as openFDA gives it, with its source."""
    folder = data / "openfda_label_sections"
    doubtful = _doubtful(folder / "index.tsv")
    for file in sorted(folder.glob("sections_*.ndjson.gz")):
        for one in _lines(file):
            if one["set_id"] not in doubtful:
                record = {"set_id": one["set_id"], **one["sections"], "openfda": one["openfda"]}
                yield SECTIONS_2026, record
    for file in sorted((data / "openfda_labels_whole").glob("labels_*.ndjson.gz")):
        yield from ((WHOLE_2024, one["label"]) for one in _lines(file))
    folder = data / "openfda_label"
    for file in sorted(folder.glob("*.json")):
        yield from _results(file.read_bytes())
    for file in sorted(folder.glob("bulk/*.zip")):
        with zipfile.ZipFile(file) as archive:
            for name in sorted(archive.namelist()):
                yield from _results(archive.read(name))


def _results(content: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((WHOLE_2024, one) for one in json.loads(content)["results"])


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        yield from map(json.loads, opened)


def _doubtful(index: Path) -> set[str]:
    """The set ids of labels whose substances may be others than the drug asked for."""
    if not index.is_file():
        return set()
    with index.open(encoding="utf-8", newline="") as opened:
        rows = csv.DictReader(opened, delimiter="\t")
        return {row["set_id"] for row in rows if row["name_fits"] == "CHECK"}


# How the texts of 2014 head the sections that are read, and where such a section ends.
_HEADS = {
    "boxed warning": "boxed_warning",
    "warning": "boxed_warning",
    "contraindications": "contraindications",
    "warnings": "warnings",
    "warnings and precautions": "warnings_and_cautions",
    "precautions": "precautions",
    "drug interactions": "drug_interactions",
}
_HEAD = re.compile(r"(?:\d{1,2} )?([A-Z][A-Z ]{5,40}?)(?: SECTION)?(?:: [A-Z ]+)?\s*")


_SEVERAL = re.compile(r" and | in |[,/;]", re.IGNORECASE)


def _texts(folder: Path) -> Iterator[FoundLabel]:
    """The plain texts of labels with one ingredient, by the heads of their sections."""
    index = folder / "labels.tsv.gz"
    if not index.is_file():
        return
    with gzip.open(index, "rt", encoding="utf-8", newline="") as opened:
        rows = {row["set_id"]: row for row in csv.DictReader(opened, delimiter="\t")}
    for archive in sorted(folder.glob("*.zip")):
        with zipfile.ZipFile(archive) as files:
            for name in sorted(files.namelist()):
                row = rows.get(Path(name).stem) if name.endswith(".txt") else None
                if row is not None and row["seed_drug"] and not _SEVERAL.search(row["generic"]):
                    yield _text(row, files.read(name).decode("utf-8", errors="replace"))


_BY_MOUTH = re.compile(r"for oral (?:administration|use)\b", re.I)
# `ZESTRIL (lisinopril) tablet`
_TABLETS = re.compile(r"[^\n]{1,200}\) (?:tablet|capsule)(?:, film coated)?\s")
_OTHERWISE = re.compile(
    r"sublingual|vaginal|buccal"
    r"|for (?:intravenous|intramuscular|subcutaneous|injection|transdermal|topical|ophthalmic)",
    re.I,
)


def _routes(text: str) -> tuple[str, ...]:
    """By mouth where the label says so or is headed as one of tablets, and names no other way."""
    by_mouth = _BY_MOUTH.search(text) or _TABLETS.match(text)
    is_oral = by_mouth is not None and _OTHERWISE.search(text) is None
    return ("ORAL",) if is_oral else ()


def _text(row: dict[str, str], text: str) -> FoundLabel:
    parts: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        head = _HEAD.fullmatch(line)
        if head is not None:
            parts.append((_HEADS.get(head[1].strip().lower(), ""), []))
        elif parts and line.strip():
            parts[-1][1].append(" ".join(line.split()))
    sections = [
        FoundSection(section, None, section, "\n".join(lines))
        for section, lines in parts
        if section and lines
    ]
    return FoundLabel(
        set_id=row["set_id"], version="as of May 2014", effective_on=None,
        title=row["label_drug"], labeler=None, kind="human prescription drug",
        products=(row["label_drug"],), substances=(Substance(row["seed_drug"]),), codes=(),
        product_codes=(), sections=tuple(sections), routes=_routes(text),
    )  # fmt: skip
