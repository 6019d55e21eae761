"""From the sections of a label to whom it names: which sentences are read, and what is kept.

A sentence has its number within all texts of its section: the text is parted at line breaks, before
marks of lists, and behind `.;:?!` before a capital, a bracket or such a mark; the rows of tables
that stand beside a text (openFDA's `…_table`) are counted behind it, each its cells with ` | `
between. Of each is kept the SHA-256 and nothing of its words.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Protocol

from app.domain.facts import (
    Citation,
    Key,
    LabelMention,
    LabelStatement,
    MentionCondition,
    ReadLabel,
    Route,
    cited_sentence,
    split_key,
)
from app.domain.labels import READER, sentences_of
from app.importers.shared.label_reader import LabelReader, Mention, ReadSentence, Statement
from app.importers.shared.label_roles import Role
from app.importers.shared.label_statements import (
    FORBIDDING,
    LOOSE,
    WARNING,
    is_class,
    is_item,
    sense_of,
)
from app.importers.shared.label_tables import (
    CELL,
    INTERACTIONS,
    NOT,
    TABLED,
    Before,
    Headed,
    Lists,
    SenseOrNot,
    Sentence,
    Table,
    names_whoever,
)

# Where labels name what their drug must not meet. Old ones keep it in the precautions.
READ = TABLED | {WARNING} | LOOSE
# What is unclear here leaves open whom the label means.
_CLOSED = TABLED | {WARNING}
# Where a label for sale without a prescription names drugs, it says so (21 CFR 201.66(c)(5)(v)).
_HEADED = re.compile(r"drug interactions|ask a doctor or pharmacist before use if you are", re.I)


def number_sentences(
    texts: Sequence[tuple[str, str]], rows: Sequence[tuple[str, str]] = ()
) -> list[Sentence]:
    """The sentences of texts with their sections, each counted on within its section, and behind
    them the rows of tables.
    """
    count: Counter[str] = Counter()
    found = []
    parted = ((section, one) for section, text in texts for one in sentences_of(text))
    for section, text in (*parted, *rows):
        count[section] += 1
        if text.strip():
            found.append(Sentence(section, count[section], text))
    return found


class Section(Protocol):
    """A section of a label, as far as it is read."""

    @property
    def section(self) -> str:
        """Its word among the sections of labels."""

    @property
    def text(self) -> str:
        """Its words."""

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of its tables."""


def sentences_of_label(sections: Iterable[Section]) -> list[Sentence]:
    """The sentences and rows of the sections that are read."""
    read = [one for one in sections if one.section in READ]
    rows = [(one.section, row) for one in read if one.section in TABLED for row in one.rows]
    return number_sentences([(one.section, one.text) for one in read], rows)


class Source(Protocol):
    """The label, as far as facts say which it is."""

    @property
    def set_id(self) -> str:
        """Its id, the same in all versions."""

    @property
    def version(self) -> str:
        """Its version."""

    @property
    def effective_on(self) -> str | None:
        """The day from which it is in force."""

    @property
    def routes(self) -> tuple[str, ...]:
        """The routes of its products, as written."""


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence that names somebody."""

    subject: Key
    section: str
    number: int
    sha256: str
    statement: LabelStatement
    condition: MentionCondition | None


@dataclass(frozen=True, slots=True)
class NamedByLabel:
    """What was read of a label of a drug, and what was found."""

    drug: str
    sections: tuple[str, ...]
    has_interactions: bool
    found: tuple[Found, ...]
    also_names: tuple[Key, ...]
    unresolved: int


def read_label(
    reader: LabelReader, drug: Key, names: Sequence[str], sentences: Sequence[Sentence]
) -> NamedByLabel:
    """Reads the sentences of a label of one drug, whose own names are those on it."""
    own = reader.own(names, [drug])
    read = list(reader.read([one.text for one in sentences], own))
    gathered = _Gathered(drug, own.classes)
    lists, table, before, flat = Lists(), Table(), Before(), _Flat.of(sentences)
    part = Headed()
    for one, seen in zip(sentences, read, strict=True):
        part.step(one)
        as_read = part.read_as(one)
        lists.step(as_read, seen)
        table.step(one)
        before.step(one)
        for number, mention in enumerate(seen.mentions):
            sense = lists.sense(one, seen.mentions, number) or table.sense(one, mention)
            if sense is None:
                sense = NOT if flat.holds(one) else _known(as_read, seen, number)
            named = mention
            if is_class(mention) and sense is not NOT:
                named = _meant(one, seen, number, before, reader)
            gathered.add(one, named, sense)
    sections = dict.fromkeys(one.section for one in sentences)
    headed = (one.text for one in sentences if one.section not in INTERACTIONS)
    has = not INTERACTIONS.isdisjoint(sections) or any(map(_HEADED.search, headed))
    return gathered.finish(tuple(sections), has)


def _meant(
    one: Sentence, seen: ReadSentence, number: int, before: Before, reader: LabelReader
) -> Mention:
    """With the classes that a phrase means by what stands before or behind it. One that only says
    that some drugs interact is nobody, as the own drug is.
    """
    mention = seen.mentions[number]
    words, ahead = one.text[mention.start : mention.end], one.text[mention.end :]
    keys = before.meant(words, ahead[:_SOON], reader.classes) or mention.keys
    nobody = not keys and names_whoever(one.text, seen.mentions, number)
    return replace(mention, keys=keys, role=Role.OWN if nobody else mention.role)


@dataclass(frozen=True, slots=True)
class _Flat:
    """Texts of openFDA hold the words of their tables once more, with no mark between cells; what
    stands there is read in the rows.
    """

    words: str
    each: frozenset[str]

    @classmethod
    def of(cls, sentences: Sequence[Sentence]) -> "_Flat":
        """The words of all rows, one after the other."""
        rows = (one.text.replace(CELL, " ") for one in sentences if one.is_row)
        words = " ".join(rows).split()
        return cls(f" {' '.join(words)} ", frozenset(words))

    def holds(self, one: Sentence) -> bool:
        """Whether a sentence begins or ends within a table."""
        if one.is_row or len(self.words) < _LEAST_TABLE:
            return False
        words = one.text.split()
        ends = (words[:_SAME], words[-_SAME:])
        if len(words) >= _SAME and any(f" {' '.join(end)} " in self.words for end in ends):
            return True
        # By columns, perhaps.
        inside = sum(word in self.each for word in words[:_MOST_WORDS])
        return len(words) >= _LONG and inside > 0.85 * min(len(words), _MOST_WORDS)


_SAME, _LEAST_TABLE = 7, 40
_LONG, _MOST_WORDS = 30, 120
# Behind these a sentence goes on to say that there was an effect after all.
_YET = re.compile(
    r"\b(?:except|although|but|however|albumin|protein binding|binding of"
    r"|or an? (?:increase|decrease))\b",
    re.I,
)


def _known(one: Sentence, seen: ReadSentence, number: int) -> SenseOrNot:
    """What a sentence says of one thing, worked out once for all labels that have the sentence."""
    place = one.section, number
    if place not in seen.senses:
        seen.senses[place] = _sense(one, seen.mentions, number)
    found: SenseOrNot = seen.senses[place]
    return found


def _sense(one: Sentence, mentions: Sequence[Mention], number: int) -> SenseOrNot:
    mention = mentions[number]
    if _WITHOUT.search(one.text[mention.start : mention.end]) or _IS_ONE.match(one.text):
        return NOT
    # Among the contraindications `concomitant use of dormol` says enough.
    listed = one.section == FORBIDDING and mention.role is Role.OTHER and is_item(one.text)
    if mention.statement is Statement.INTERACTION or listed:
        return sense_of(one.section, one.text, mentions, number) or NOT
    quiet = mention.statement is Statement.NO_EFFECT and not one.is_row
    if quiet and not _YET.search(one.text):
        return LabelStatement.NO_EFFECT, None
    return NOT


# `A weak inducer of CYP3A`, as an item of what the own drug is.
_IS_ONE = re.compile(r"\W{0,4}an? (?:[\w-]+ ){0,4}(?:inhibitor|inducer|substrate) of\b", re.I)
_WITHOUT = re.compile(r"\b(?:that|which) (?:do|does|did) not\b", re.I)
_OTHER = re.compile(r"\b(?:other|another|additional|any)\b", re.I)
_FAR = 200
_SOON = 60
_ORDER = {one: place for place, one in enumerate(LabelStatement)}


@dataclass(slots=True)
class _Gathered:
    """The gravest that each section says of each subject; of equal ones the first."""

    drug: Key
    classes: frozenset[Key]
    _best: dict[tuple[str, Key], Found] = field(default_factory=dict)
    _also: set[Key] = field(default_factory=set)
    _unresolved: set[str] = field(default_factory=set)

    def add(self, one: Sentence, mention: Mention, sense: SenseOrNot) -> None:
        """One mention, with what is said."""
        statement, condition = sense
        words = one.text[mention.start : mention.end]
        if mention.role is Role.OWN or _names_nobody(mention, words):
            return
        if statement is None and _SUCH.search(one.text[: mention.start][-_FAR:]):
            return  # `these enzyme inhibitors` were named before
        if statement is None or statement is LabelStatement.NO_EFFECT:
            self._also.update(mention.keys)
        if statement is None:
            return
        if (
            not mention.keys
            and statement is not LabelStatement.NO_EFFECT
            and one.section in _CLOSED
        ):
            self._unresolved.add(words.lower())
        if _is_several(mention.keys):
            self._also.update(mention.keys)
            return
        # Of its own class only others are meant: not `diuretics, including this one`.
        alone = not _OTHER.search(one.text[: mention.start][-_FAR:])
        for subject in mention.keys:
            if subject != self.drug and not (alone and subject in self.classes):
                self._keep(one, subject, statement, condition)

    def _keep(
        self, one: Sentence, subject: Key, statement: LabelStatement,
        condition: MentionCondition | None,
    ) -> None:  # fmt: skip
        known = self._best.get((one.section, subject))
        if known is None or _rank(statement, condition) < _rank(known.statement, known.condition):
            digest = sha256(one.text.encode()).hexdigest()
            found = Found(subject, one.section, one.number, digest, statement, condition)
            self._best[one.section, subject] = found

    def finish(self, sections: tuple[str, ...], has_interactions: bool) -> NamedByLabel:
        """Whom the label names; who interacts somewhere is nowhere without effect."""
        loud = {
            one.subject
            for one in self._best.values()
            if one.statement is not LabelStatement.NO_EFFECT
        }
        found = tuple(
            one
            for one in self._best.values()
            if one.statement is not LabelStatement.NO_EFFECT or one.subject not in loud
        )
        named = {one.subject for one in found}
        also = tuple(sorted(self._also - named - {self.drug}))
        return NamedByLabel(
            split_key(self.drug)[1], sections, has_interactions, found, also, len(self._unresolved)
        )


def _names_nobody(mention: Mention, words: str) -> bool:
    """`Antihypertensive effects` are no drugs; `a CYP3A4 substrate` is named apart."""
    described = mention.role is Role.DESCRIPTION and _ONE_OF_KIND.search(words) is not None
    return mention.role is Role.ADJECTIVE or described


_SUCH = re.compile(r"\b(?:these|such)\s$", re.I)
_ONE_OF_KIND = re.compile(r"\b(?:inhibitor|inducer|substrate)\b", re.I)


def _rank(statement: LabelStatement, condition: MentionCondition | None) -> tuple[int, bool]:
    """The gravest first, of these what holds without a condition."""
    return _ORDER[statement], condition is not None


def _is_several(keys: Sequence[Key]) -> bool:
    """Whether a name is that of several things, of which one is meant: `tetracycline`."""
    return len({one.partition(":")[0] for one in keys}) > 1


_ROUTES = {
    "oral": Route.ORAL, "sublingual": Route.SUBLINGUAL, "buccal": Route.BUCCAL,
    "transdermal": Route.TRANSDERMAL, "topical": Route.TOPICAL, "cutaneous": Route.TOPICAL,
    "ophthalmic": Route.EYE, "intraocular": Route.EYE, "otic": Route.EAR,
    "auricular (otic)": Route.EAR, "nasal": Route.NASAL, "vaginal": Route.VAGINAL,
    "rectal": Route.RECTAL, "intrauterine": Route.INTRAUTERINE,
    "respiratory (inhalation)": Route.INHALED, "intranasal": Route.NASAL,
}  # fmt: skip


def _routes(names: Iterable[str]) -> tuple[Route, ...]:
    """The ways in which a product is used, as the registers write them in capitals."""
    found = {_route(one.lower().strip()) for one in names}
    return tuple(sorted(one for one in found if one is not None))


def _route(name: str) -> Route | None:
    known = _ROUTES.get(name)
    if known is not None or name in ("", "not applicable", "unknown"):
        return known
    if "inhalation" in name:
        return Route.INHALED
    intra = name.startswith(("intra", "sub", "epidural", "peri", "infiltration", "parenteral"))
    return Route.INJECTED if intra else None


def facts_of(named: NamedByLabel, label: Source, source: str) -> Iterator[ReadLabel | LabelMention]:
    """What was read of a label, and whom it names."""
    yield ReadLabel(
        drug=named.drug,
        set_id=label.set_id,
        version=label.version,
        effective_on=label.effective_on,
        routes=_routes(label.routes),
        sections=named.sections,
        has_interactions=named.has_interactions,
        also_names=named.also_names,
        unresolved=named.unresolved,
        reader=READER.version,
        citations=(Citation(source, f"set id {label.set_id}"),),
    )
    for one in named.found:
        cited = cited_sentence(
            source, label.set_id, label.version, label.effective_on,
            one.section, one.number, one.sha256,
        )  # fmt: skip
        yield LabelMention(
            drug=named.drug,
            subject=one.subject,
            set_id=label.set_id,
            version=label.version,
            effective_on=label.effective_on,
            section=one.section,
            statement=one.statement,
            condition=one.condition,
            citations=(cited,),
        )
