"""The sentences of labels, parted anew by the rule of `docs/reading-labels.md`, by set id."""

import gzip
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

Sentences = dict[str, list[str]]
_SIGNS = "•●▪◦‣■"
_BEHIND = ".;:?!"
_BEFORE = "([*"
_SHORT = ("e.g.", "i.e.", "vs.", "St.")
_GAP = re.compile(rf"\n+| (?=[{_SIGNS}])|(?P<mark>(?<=[{_BEHIND}]) (?=[{re.escape(_BEFORE)}A-Z]))")


@dataclass(frozen=True, slots=True)
class Texts:
    """A label: the names of what it is of, and the sentences of each section."""

    names: tuple[str, ...]
    sentences: Sentences


def read(data: Path) -> dict[tuple[str, str], Texts]:
    """The labels by source and set id; of a label that stands twice in one, the first."""
    found: dict[tuple[str, str], Texts] = {}
    for source, collection in _COLLECTIONS.items():
        for set_id, texts in collection(data):
            found.setdefault((source, set_id.lower()), texts)
    return found


def parted(text: str) -> list[str]:
    """A text at its line breaks, before list signs, and behind a mark before a capital."""
    found, start = [], 0
    for gap in _GAP.finditer(text):
        at = gap.start()
        if gap["mark"] is not None and text.endswith(_SHORT, 0, at):
            continue
        found.append(text[start:at])
        start = gap.end()
    return [*found, text[start:]]


def _sections(data: Path) -> Iterator[tuple[str, Texts]]:
    for file in sorted((data / "openfda_label_sections").glob("sections_*.ndjson.gz")):
        for one in _lines(file):
            yield one["set_id"], _record(one["sections"], one["openfda"])


def _whole(data: Path) -> Iterator[tuple[str, Texts]]:
    whole = [one["label"] for file in sorted((data / "openfda_labels_whole").glob("*.ndjson.gz"))
             for one in _lines(file)]  # fmt: skip
    for file in sorted((data / "openfda_label").glob("*.json")):
        whole += json.loads(file.read_bytes())["results"]
    for file in sorted((data / "openfda_label").glob("bulk/*.zip")):
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                whole += json.loads(archive.read(name))["results"]
    for record in whole:
        yield record["set_id"], _record(record, record.get("openfda") or {})


def _lines(file: Path) -> Iterator[Any]:
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        yield from map(json.loads, opened)


def _record(fields: dict[str, Any], named: dict[str, Any]) -> Texts:
    names = (*named.get("generic_name", ()), *named.get("substance_name", ()))
    elements = fields.get("spl_product_data_elements", ())
    sentences: Sentences = {}
    for name, value in fields.items():
        if name.endswith("_table") or not isinstance(value, list | str):
            continue
        kept: list[str] = []
        for one in _listed(value):
            text = " ".join(one.split())
            if text and not any(text in other for other in kept):
                kept.append(text)
        rows = [row for table in _listed(fields.get(f"{name}_table", ())) for row in _rows(table)]
        sentences[name] = [part for text in kept for part in parted(text)] + rows
    return Texts((*names, *_listed(elements)), sentences)


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [one for one in value if isinstance(one, str)]


_PIECE = re.compile(r"<(/?)([a-zA-Z]+)[^>]*>|([^<]+)")


def _rows(html: str) -> Iterator[str]:
    """The rows of a table in HTML, ` | ` between cells; words outside of cells are a caption."""
    cells: list[str] = []
    cell: list[str] | None = None
    row: list[list[str]] = []
    for found in _PIECE.finditer(html):
        end, tag, text = found[1], (found[2] or "").lower(), found[3]
        if text is not None:
            if cell is None and row and not row[-1]:
                cell = [text]
            elif cell is not None:
                cell.append(text)
        elif tag in ("td", "th", "tr", "table", "caption") and (end or tag != "table"):
            closes = tag != "caption" if end else True
            if cell is not None and closes:
                row[-1].append(" ".join("".join(cell).split()))
                cell = None
            elif cell is not None:
                cell.append(" ")
            if not end and tag in ("tr", "caption"):
                row.append([])
            elif not end and tag in ("td", "th") and row:
                cell = []
        elif cell is not None:
            cell.append(" ")
    if cell is not None:
        row[-1].append(" ".join("".join(cell).split()))
    for one in row:
        cells = [_unescaped(text) for text in one if text]
        if cells:
            yield " | ".join(cells)


def _unescaped(text: str) -> str:
    return " ".join(unescape(text).split())


_HL7 = "{urn:hl7-org:v3}"
_CODES = {
    "34070-3": "contraindications",
    "34066-1": "boxed_warning",
    "34071-1": "warnings",
    "43685-7": "warnings_and_cautions",
    "42232-9": "precautions",
    "34072-9": "general_precautions",
    "34073-7": "drug_interactions",
    "34074-5": "drug_and_or_laboratory_test_interactions",
}
_BLOCKS = frozenset({"paragraph", "item", "list", "table", "tr", "br", "caption", "footnote"})


def _documents(data: Path) -> Iterator[tuple[str, Texts]]:
    for file in sorted((data / "dailymed_spl").glob("*.xml")):
        root = ElementTree.parse(file).getroot()
        set_id = root.find(f"{_HL7}setId")
        if set_id is None:
            continue
        names = tuple(one.text for one in root.iter(f"{_HL7}name") if one.text)
        sentences: Sentences = {}
        for section in root.iter(f"{_HL7}section"):
            code = section.find(f"{_HL7}code")
            name = _CODES.get(code.get("code", "")) if code is not None else None
            if name is not None:
                text = "\n".join(_section(section))
                if text:
                    sentences.setdefault(name, []).extend(parted(text))
        yield set_id.get("root", ""), Texts(names, sentences)


def _section(section: Element) -> Iterator[str]:
    text = section.find(f"{_HL7}text")
    if text is not None and (own := _lines_of(text)):
        yield own
    for part in section.findall(f"{_HL7}component/{_HL7}section"):
        title = part.find(f"{_HL7}title")
        if title is not None and (words := " ".join(_lines_of(title).split())):
            yield words
        yield from _section(part)


def _lines_of(element: Element) -> str:
    lines = []
    for line in "".join(_flow(element)).split("\n"):
        cells = [one.strip() for one in line.split("\t")]
        lines.append(" | ".join(one for one in cells if one))
    return "\n".join(one.strip() for one in lines if one.strip())


def _flow(element: Element) -> Iterator[str]:
    tag = element.tag.rpartition("}")[2]
    mark = "\n" if tag in _BLOCKS else "\t" if tag in ("td", "th") else ""
    yield mark
    yield re.sub(r"\s+", " ", element.text or "")
    for one in element:
        yield from _flow(one)
        yield re.sub(r"\s+", " ", one.tail or "")
    yield mark


_HEADS = {
    "BOXED WARNING": "boxed_warning",
    "WARNING": "boxed_warning",
    "CONTRAINDICATIONS": "contraindications",
    "WARNINGS": "warnings",
    "WARNINGS AND PRECAUTIONS": "warnings_and_cautions",
    "PRECAUTIONS": "precautions",
    "DRUG INTERACTIONS": "drug_interactions",
}
_HEAD = re.compile(r"(?:\d{1,2} )?([A-Z][A-Z ]{5,40}?)(?: SECTION)?(?:: [A-Z ]+)?\s*$")


def _plain(data: Path) -> Iterator[tuple[str, Texts]]:
    """Texts with heads of their own lines in capitals."""
    for archive in sorted((data / "nlm_ddi_cardiovascular_2014").glob("*.zip")):
        with zipfile.ZipFile(archive) as files:
            for name in sorted(files.namelist()):
                if name.endswith(".txt"):
                    text = files.read(name).decode("utf-8", errors="replace")
                    first = text.splitlines()[0] if text else ""
                    yield Path(name).stem, Texts((first,), _headed(text))


def _headed(text: str) -> Sentences:
    sentences: Sentences = {}
    part: list[str] = []
    section = ""
    for line in [*text.splitlines(), "THE END OF IT"]:
        head = _HEAD.match(line)
        if head is None:
            if line.strip():
                part.append(" ".join(line.split()))
            continue
        if section and part:
            sentences.setdefault(section, []).extend(parted("\n".join(part)))
        section, part = _HEADS.get(head[1].strip(), ""), []
    return sentences


_COLLECTIONS = {
    "openfda-label-sections-2026": _sections,
    "openfda-labels-2024": _whole,
    "dailymed-spl-2025": _documents,
    "nlm-label-texts-2014": _plain,
}
