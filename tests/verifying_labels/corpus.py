"""Reads the labels that people at NLM marked: sentences, what they marked there, and the gold."""

import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

_KINDS = ("Drug", "Drug_Class", "Substance")
_SIGNS = re.compile(r"[^a-z0-9]+")
_PARTS = re.compile(r"\band\b|[,/;]", re.IGNORECASE)

Span = tuple[int, int]
Key = tuple[str, str]


def fold(text: str) -> str:
    """NFKC, lower case, all but letters and digits one blank, one final s dropped."""
    plain = unicodedata.normalize("NFKC", text).lower()
    kept = "".join(sign if sign.isalnum() else " " for sign in plain)
    words = " ".join(kept.split())
    return words[:-1] if words.endswith("s") else words


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that people marked: where it stands (its parts, the end left out), and its key."""

    spans: tuple[Span, ...]
    key: Key


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: `kind` is the type that the corpus gives it, `marks` what is gold or neutral."""

    text: str
    kind: str
    marks: tuple[Mark, ...]


@dataclass(slots=True)
class MarkedLabel:
    """A label: the names of its own drug, its sentences, and the keys of the gold."""

    set_id: str
    names: tuple[str, ...]
    sentences: list[Sentence] = field(default_factory=list)
    gold: set[Key] = field(default_factory=set)
    neutral: set[Key] = field(default_factory=set)


def read_corpus(folder: Path) -> Iterator[MarkedLabel]:
    """Every label of the folder, from XML files or from zip files of them, each once."""
    seen: set[str] = set()
    for content in _documents(folder):
        label = _label(ElementTree.fromstring(content))
        if label.set_id not in seen:
            seen.add(label.set_id)
            yield label


def _documents(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*.xml")):
        yield path.read_bytes()
    for path in sorted(folder.rglob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if name.lower().endswith(".xml"):
                    yield archive.read(name)


def _label(root: ElementTree.Element) -> MarkedLabel:
    names = tuple(
        name
        for tag in ("labelDrug", "generic")
        for one in root.findall(tag)
        if (name := one.get("name"))
    )
    label = MarkedLabel(root.get("setID", ""), names)
    own = [folded for name in names for part in _PARTS.split(name) if (folded := fold(part))]
    for element in root.findall("sentence"):
        _sentence(element, label, own)
    label.neutral -= label.gold
    return label


def _sentence(element: ElementTree.Element, label: MarkedLabel, own: list[str]) -> None:
    entities = {
        one.get("id", ""): one for one in element.findall("entity") if one.get("type") in _KINDS
    }
    gold: set[str] = set()
    neutral: set[str] = set()
    for interaction in element.findall("drugInteraction"):
        first, others = _sides(interaction, entities, own)
        gold |= first
        neutral |= others
    keys = {one: (label.set_id, fold(entities[one].get("text", ""))) for one in gold | neutral}
    label.gold |= {keys[one] for one in gold}
    label.neutral |= {keys[one] for one in neutral}
    marks = [Mark(_spans(entities[one].get("charOffset", "")), keys[one]) for one in sorted(gold)]
    marks += [
        Mark(_spans(entities[one].get("charOffset", "")), keys[one])
        for one in sorted(neutral - gold)
    ]
    label.sentences.append(Sentence(element.get("text", ""), element.get("type", ""), tuple(marks)))


def _sides(
    interaction: ElementTree.Element, entities: dict[str, ElementTree.Element], own: list[str]
) -> tuple[set[str], set[str]]:
    """The ids that are gold, and the objects that are not. What is not in the sentence is none."""
    sides: dict[str, set[str]] = {"hasPrecipitant": set(), "hasObject": set()}
    for relation in interaction.iter("relation"):
        kept = sides.get(relation.get("type", ""))
        for one in relation.findall("entity") if kept is not None else ():
            id_ = one.get("id", "")
            if kept is not None and id_ in entities and not _is_own(entities[id_], own):
                kept.add(id_)
    first, objects = sides["hasPrecipitant"], sides["hasObject"]
    return (first, objects) if first else (objects, set())


def _is_own(entity: ElementTree.Element, own: list[str]) -> bool:
    text = fold(entity.get("text", ""))
    return any(one in text or text in one for one in own)


def _spans(offsets: str) -> tuple[Span, ...]:
    pairs = (one.split(":") for one in offsets.split("|") if one)
    return tuple((int(start), int(end)) for start, end in pairs)
