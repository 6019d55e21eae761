"""Sections of a label, its sentences, what changed in them, and the place of words in a text."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ReaderFigures:
    """How well a version of our reader of labels did on `labels` labels that were put aside."""

    version: str
    labels: int
    precision: float
    recall: float


# Measured, and written there by the command that measures: nothing else repeats these figures.
READER = ReaderFigures(**json.loads(Path(__file__).with_name("label_reader.json").read_text()))


@dataclass(frozen=True, slots=True)
class Section:
    """A kind of section: `name` is how it is asked for, `code` its LOINC code."""

    name: str
    code: str
    title: str


def section_of_code(code: str) -> Section | None:
    """The kind of section that a LOINC code marks; None for a code that marks none."""
    return _BY_CODE.get(code)


def _section(line: str) -> Section:
    code, _, title = line.partition(" ")
    words = re.findall(r"[a-z]+", title.lower().replace("and/or", "and or").replace("/", " or "))
    return Section(_NAMES.get(code, "_".join(words)), code, title)


# What those who collect labels call these otherwise than by their titles.
_NAMES = {
    "43685-7": "warnings_and_cautions",
    "42229-5": "spl_unclassified_section",
    "60558-4": "cleaning",
}
_TITLES = """
34086-9 Abuse
60555-0 Accessories
55106-9 Active Ingredient
34084-4 Adverse Reactions
69761-5 Alarms
34091-9 Animal Pharmacology and/or Toxicology
50569-3 Ask Doctor
50568-5 Ask Doctor/Pharmacist
60556-8 Assembly or Installation Instructions
34066-1 Boxed Warning
60557-6 Calibration Instructions
34083-6 Carcinogenesis and Mutagenesis and Impairment of Fertility
60684-8 Cellular Therapy
60558-4 Cleaning, Disinfecting, and Sterilization Instructions
34090-1 Clinical Pharmacology
34092-7 Clinical Studies
69760-7 Compatible Accessories
60559-2 Components
34070-3 Contraindications
34085-1 Controlled Substance
34087-7 Dependence
34089-3 Description
69758-1 Diagram of Device
69763-1 Disposal and Waste Handling
50570-1 Do Not Use
34068-7 Dosage and Administration
43678-2 Dosage Forms and Strengths
34074-5 Drug and/or Laboratory Test Interactions
42227-9 Drug Abuse and Dependence
34073-7 Drug Interactions
50742-6 Environmental Warning
50743-4 Food Safety Warning
34072-9 General Precautions
34082-8 Geriatric Use
50740-0 Guaranteed Analysis of Feed
71744-7 Health Care Provider Letter
69719-3 Health Claim
34069-5 How Supplied
51727-6 Inactive Ingredient
34067-9 Indications and Usage
50744-2 Information for Owners/Caregivers
34076-0 Information for Patients
59845-8 Instructions for Use
60560-0 Intended Use of the Device
50565-1 Keep Out of Reach of Children
34079-4 Labor and Delivery
34075-2 Laboratory Tests
43679-0 Mechanism of Action
49489-8 Microbiology
43680-8 Nonclinical Toxicology
34078-6 Nonteratogenic Effects
34080-2 Nursing Mothers
60561-8 Other Safety Information
34088-5 Overdosage
51945-4 Package Label: Principal Display Panel
68498-5 Patient Medication Information
34081-0 Pediatric Use
43681-6 Pharmacodynamics
66106-6 Pharmacogenomics
43682-4 Pharmacokinetics
42232-9 Precautions
42228-7 Pregnancy
53414-9 Pregnancy or Breast Feeding
55105-1 Purpose
53413-1 Questions
43683-2 Recent Major Changes
34093-5 References
53412-3 Residue Warning
69759-9 Risks
60562-6 Route, Method and Frequency of Administration
48779-3 SPL Indexing Data Elements
42231-1 SPL Medguide
42230-3 SPL Patient Package Insert
48780-1 SPL Product Data Elements
42229-5 SPL Unclassified
50741-8 Safe Handling Warning
69718-5 Statement of Identity
50566-9 Stop Use
44425-7 Storage and Handling
60563-4 Summary of Safety and Effectiveness
34077-8 Teratogenic Effects
69762-3 Troubleshooting
43684-0 Use in Specific Populations
54433-8 User Safety Warnings
50745-9 Veterinary Indications
34071-1 Warnings
43685-7 Warnings and Precautions
50567-7 When Using
"""
_BY_CODE = {one.code: one for one in map(_section, _TITLES.strip().splitlines())}
SECTIONS = {one.name: one for one in _BY_CODE.values()}


_WORD = re.compile(r"\w+")
_PHRASE = re.compile(r'"([^"]*)"|(\S+)')
_ENDING, _STEM = 3, 4
_WIDTH = 240
# Of a word that stands everywhere the first places are enough.
_MOST_PLACES = 400
_NEAR = 20


def phrases_of(question: str) -> list[str]:
    """The words of a question; what stands in quotation marks stays together."""
    found = (quoted or word for quoted, word in _PHRASE.findall(question))
    return [" ".join(words) for one in found if (words := _WORD.findall(one))]


def snippet(text: str, phrases: Sequence[str]) -> str:
    """About two lines of the text, in which most of the words stand; its beginning if none does."""
    stems = list(dict.fromkeys(_stem(word) for one in phrases for word in _WORD.findall(one)))
    places = sorted(_places(text.lower(), stems))
    best, most = 0, 0
    for number, (start, _) in enumerate(places):
        near = {stem for place, stem in places[number : number + _NEAR] if place < start + _WIDTH}
        if len(near) > most:
            best, most = start, len(near)
        if most == len(stems):
            break
    return _cut(text, max(0, best - _WIDTH // 4))


def _places(text: str, stems: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Where words begin with the stems; `text` in lower case."""
    for stem in stems:
        place = text.find(stem)
        for _ in range(_MOST_PLACES):
            if place < 0:
                break
            if place == 0 or not text[place - 1].isalnum():
                yield place, stem
            place = text.find(stem, place + 1)


def _stem(word: str) -> str:
    """Without what may be an ending: `bleeding` finds `bleeds`."""
    return word[: max(_STEM, len(word) - _ENDING)].lower()


def _cut(text: str, start: int) -> str:
    """Whole words, with a mark where something was left off."""
    end = start + _WIDTH
    part = text[start:end]
    if start > 0:
        part = part.partition(" ")[2]
    if end < len(text):
        part = part.rpartition(" ")[0]
    words = " ".join(part.split())
    return f"{'… ' if start > 0 else ''}{words}{' …' if end < len(text) else ''}"


_MARKS = "•●▪◦‣■"
# A sentence ends before a capital, a bracket or a list mark; not behind an abbreviation.
_END = re.compile(
    rf"\n+|(?<=[.;:?!])(?<!e\.g\.)(?<!i\.e\.)(?<!vs\.)(?<!St\.) (?=[A-Z(\[*])| (?=[{_MARKS}])"
)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, as mentions count them from 1."""
    return _END.split(text)


@dataclass(frozen=True, slots=True)
class Topic:
    """What people ask labels about. `sections` are on it; `part` is how its part of the section on
    certain people begins, and None where it has none.
    """

    sections: tuple[str, ...]
    part: str | None = None


PEOPLE = "use_in_specific_populations"
TOPICS: Mapping[str, Topic] = {
    "breastfeeding": Topic(
        ("nursing_mothers", "pregnancy_or_breast_feeding"), "lactation|nursing|breast"
    ),
    "kidney": Topic((), "renal|kidney|patients with renal"),
    "liver": Topic((), "hepatic|liver|patients with hepatic"),
    "older_people": Topic(("geriatric_use",), "geriatric"),
    "children": Topic(("pediatric_use",), "pa?ediatric"),
    "overdose": Topic(("overdosage",)),
    "storage": Topic(("storage_and_handling", "how_supplied")),
}
# `8.6 Renal Impairment …`; in brackets behind a sentence it is only pointed to.
_PART = re.compile(r"(?<![\w(.])8\.\d{1,2}\s+(?=[A-Z])")
_PART_ON = {
    one.part: re.compile(rf"8\.\d{{1,2}}\s+(?:{one.part})", re.I)
    for one in TOPICS.values()
    if one.part is not None
}


def topic_of(name: str) -> Topic:
    """What is asked for by a section's own name, or by a plain word."""
    return TOPICS.get(name) or Topic((name,))


def part_on(topic: Topic, text: str) -> str | None:
    """The part of the section on certain people that is on the topic; None where there is none."""
    if topic.part is None:
        return None
    starts = [found.start() for found in _PART.finditer(text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        part = text[start:end].strip()
        if _PART_ON[topic.part].match(part):
            return part
    return None


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence that two versions of a label do not share: `added` has no `before`, `removed` no
    `after`, and `changed` is one that most words of stayed.
    """

    section: str
    change: str
    before: str | None
    after: str | None


Texts = Iterable[tuple[str, str]]


def changes_of(before: Texts, after: Texts) -> Iterator[Change]:
    """What two versions differ in, section by section in the order of the newer one, by sentences.

    Both are sections by name with their text. A sentence that only moved within its section is no
    change. Each is compared with at most `_NEAR_ONES` others: the time grows with the text.
    """
    old, new = _by_section(before), _by_section(after)
    for section in dict.fromkeys((*new, *old)):
        yield from _changes(section, old.get(section, []), new.get(section, []))


def _by_section(texts: Texts) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for section, text in texts:
        sentences = (" ".join(one.split()) for one in sentences_of(text))
        found.setdefault(section, []).extend(one for one in sentences if one)
    return found


def _changes(section: str, old: list[str], new: list[str]) -> Iterator[Change]:
    gone, come = _without(old, new), _without(new, old)
    words = [frozenset(one.lower().split()) for one in gone]
    waiting = 0
    for sentence in come:
        own = frozenset(sentence.lower().split())
        near = range(waiting, min(waiting + _NEAR_ONES, len(gone)))
        shares = {place: _shared(words[place], own) for place in near}
        like = max(shares, key=shares.__getitem__, default=None)
        if like is None or shares[like] < _MOSTLY:
            yield Change(section, "added", None, sentence)
            continue
        yield from (Change(section, "removed", one, None) for one in gone[waiting:like])
        yield Change(section, "changed", gone[like], sentence)
        waiting = like + 1
    yield from (Change(section, "removed", one, None) for one in gone[waiting:])


# So many sentences are looked at for one that stayed; so many of the words of both must be shared.
_NEAR_ONES, _MOSTLY = 8, 0.5


def _without(sentences: list[str], others: list[str]) -> list[str]:
    """The sentences that the others lack, each as often as it is missing there."""
    left = Counter(others)
    found = []
    for one in sentences:
        if left[one]:
            left[one] -= 1
        else:
            found.append(one)
    return found


def _shared(words: frozenset[str], more: frozenset[str]) -> float:
    """The share of the words of both that they share."""
    return len(words & more) / len(words | more)
