"""Tables among the interactions of a label, and what is meant only by what stands before.

A row or an item is hardly a sentence: what it is about stands in the caption, in the first row, or
before a colon. `Inhibitors of this enzyme` are those of the enzyme that was named last.
"""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from app.domain.facts import Key, LabelStatement
from app.importers.shared.label_classes import ClassFinder, some
from app.importers.shared.label_reader import Mention, ReadSentence, Statement
from app.importers.shared.label_roles import Role
from app.importers.shared.label_statements import (
    FORBIDDING,
    Sense,
    condition_of,
    forbids_all,
    is_class,
    is_only_beside,
)

INTERACTIONS = frozenset(["drug_interactions", "drug_and_or_laboratory_test_interactions"])
# In these a table is one of drugs that interact.
TABLED = INTERACTIONS | {FORBIDDING}
CELL = " | "
# What a name does not interact as, wherever it stands.
UNSPOKEN = frozenset(
    [Role.OWN, Role.OWN_CLASS, Role.ADJECTIVE, Role.DESCRIPTION, Role.REFERENCE, Role.COMPARATOR]
)
# What is said of an interaction, or that none is meant.
SenseOrNot = Sense | tuple[None, None]
NOT: SenseOrNot = (None, None)


class _Rows(HTMLParser):
    """The rows of tables in a text of HTML, the cells of each in a list."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row or a cell begins."""
        if tag in ("tr", "caption"):
            self._close()
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self._close()
            self._cell = []
        elif self._cell is not None:
            self._cell.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A break within a cell is a blank."""
        if self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """A row or a cell ends."""
        if tag in ("td", "th", "tr", "table"):
            self._close()
        elif self._cell is not None:
            self._cell.append(" ")

    def handle_data(self, data: str) -> None:
        """Words of a cell."""
        if self._cell is not None:
            self._cell.append(data)
        elif self.rows and not self.rows[-1]:
            self._cell = [data]

    def _close(self) -> None:
        if self._cell is not None:
            self.rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None


def rows_of(html: str) -> tuple[str, ...]:
    """The rows of tables, each its cells with words, ` | ` between them; a caption is a row."""
    parser = _Rows()
    parser.feed(html)
    parser.close()
    rows = (CELL.join(filter(None, cells)) for cells in parser.rows)
    return tuple(row for row in rows if row)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a section, or a row of a table."""

    section: str
    number: int
    text: str

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table with cells."""
        return CELL in self.text


_LEAD = re.compile(
    r"\b(?:co-?\s?administ\w*|concomitant\w*|concurrent\w*|combination|taking|receiving|with|interact\w*"
    r"|following (?:drugs|medic\w+|agents))\b",
    re.I,
)
_NO_LEAD = re.compile(
    r"hypersens|allerg|patients with|\bno\b|\bnot\b|without|history|conditions", re.I
)
_MOST_STRANGE = 3
_ITEM_WORDS = some("and or other such as the a an e g including drugs class use of with any all")


@dataclass(slots=True)
class Lists:
    """Lists whose meaning stands in the sentence before them, which ends in a colon."""

    _lead: Sense | None = None
    _item: bool = False

    def step(self, one: Sentence, seen: ReadSentence) -> None:
        """The next sentence: whether it opens a list, or is an item of one."""
        text = one.text
        self._item = self._lead is not None and _is_item(text, seen.mentions)
        if self._item:
            return
        self._lead = None
        opens = text.rstrip().endswith(":") and one.section in TABLED
        if opens and _LEAD.search(text) and not _NO_LEAD.search(text):
            grave = one.section == FORBIDDING and forbids_all(text)
            self._lead = (LabelStatement.FORBIDS if grave else LabelStatement.NAMES), None

    def sense(self, one: Sentence, mentions: Sequence[Mention], number: int) -> SenseOrNot | None:
        """What the list says of a thing that its item names; of a class that is only a heading
        within the list nothing.
        """
        mention = mentions[number]
        if self._lead is None or not self._item or mention.role in UNSPOKEN:
            return None
        heading = is_class(mention) and one.text[mention.end :].lstrip().startswith(":")
        if heading or is_only_beside(one.text, mention):
            return NOT
        condition = condition_of(one.text, mentions, number) if one.section == FORBIDDING else None
        return self._lead if condition is None else (LabelStatement.NAMES, condition)


def _is_item(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether a text is hardly more than names."""
    rest, last = [], 0
    for one in mentions:
        rest.append(text[last : one.start])
        last = one.end
    words = re.findall(r"[a-z]+", " ".join([*rest, text[last:]][:_MOST_PIECES]).lower())
    strange = sum(word not in _ITEM_WORDS for word in words)
    return bool(mentions) and strange <= _MOST_STRANGE


_MOST_PIECES = 60
_QUIET_TABLE = re.compile(
    r"\bno (?:effect|clinical\w*|significant|interaction|dose|dosage)"
    r"|not (?:to )?(?:interact|affect|significant)"
    r"|without|\bauc\b|\bc\s?max\b|ratio|pharmacokinetic param|90% ci|geometric|incidence|placebo",
    re.I,
)
_QUIET_ROW = re.compile(
    r"↔|\bno (?:effect|clinical\w*|significant|interaction|change|dose adj|dosage adj|adjust|data"
    r"|relevant)|not (?:significantly |clinically )?"
    r"(?:affect|alter|chang|require|expected|been studied|studied)"
    r"|unchanged|unaffected",
    re.I,
)
_EXPLAINS = re.compile(
    r"^\W*(?:clinical|intervention|effect|prevention|mechanism|manage|recommend|impact|comment|rationale|how)",
    re.I,
)
_OF_EFFECTS = re.compile(
    r"effect|clinical|comment|recommend|manage|interven|mechanism|impact|result|outcome|consequence|action|dose",
    re.I,
)


@dataclass(slots=True)
class Table:
    """A table among the interactions: what its first row and its caption say of the others."""

    _header: tuple[str, ...] = ()
    _quiet: bool = False
    _inside: bool = False
    _last: str = ""

    def step(self, one: Sentence) -> None:
        """The next sentence or row."""
        if not one.is_row or one.section not in TABLED:
            self._inside, self._last = False, one.text
            return
        if not self._inside:
            self._inside = True
            self._header = tuple(one.text.split(CELL))
            about = f"{self._last if len(self._last) < _LONGEST_CAPTION else ''} {one.text}"
            self._quiet = _QUIET_TABLE.search(about) is not None

    def sense(self, one: Sentence, mention: Mention) -> SenseOrNot | None:
        """What a row says of a thing in one of its cells; None where it is read as a sentence."""
        if not one.is_row or one.section not in TABLED or mention.role in UNSPOKEN:
            return None
        if self._quiet or _QUIET_ROW.search(one.text):
            return None if mention.statement is Statement.NO_EFFECT else NOT
        cells = one.text.split(CELL)
        place = one.text.count(CELL, 0, mention.start)
        header = self._header[place] if len(self._header) == len(cells) else ""
        explains = _EXPLAINS.search(cells[0]) if place else None
        if explains or (place and _OF_EFFECTS.search(header)) or (place > 0 and not header):
            return None
        return LabelStatement.NAMES, None


_LONGEST_CAPTION = 400


_ENZYME = re.compile(r"\b(?:CYP|cytochrome P-?450)[\s-]?([1-4][A-E]\d{0,2})\b", re.I)
_THIS = re.compile(r"\b(?:this|these|that|such) (?:iso)?(?:en)?zymes?\b", re.I)
_BARE = re.compile(
    r"(?:(?:strong|moderate|weak|potent|powerful|known|other|and|or)[\s,]{1,2}){1,5}"
    r"(?:inhibitor|inducer)s?",
    re.I,
)
_KINDS = (("induc", "inducer"), ("substrat", "substrate"), ("metabol", "substrate"))
_STRENGTH = re.compile(r"\b(?:strong|moderate|weak|potent|powerful)\b", re.I)
_ANY_ENZYME = re.compile(r"\b(?:P-?450|CYP|CYP450|microsomal|(?:hepatic|liver) enzymes?)\b", re.I)
_MOST_BACK = 3


@dataclass(slots=True)
class Before:
    """The last sentences of a section: which enzyme is `this enzyme`."""

    _section: str = ""
    _texts: deque[str] = field(default_factory=lambda: deque(maxlen=_MOST_BACK))

    def step(self, one: Sentence) -> None:
        """The next sentence."""
        if one.section != self._section:
            self._section = one.section
            self._texts.clear()
        self._texts.appendleft(one.text)

    def meant(self, words: str, ahead: str, classes: ClassFinder) -> tuple[Key, ...]:
        """The classes of `inhibitors of this enzyme`, `strong inducers`, `P450 inhibitors` that a
        word `ahead` says more of; none for other words.
        """
        named = _ENZYME.findall(ahead)
        if named and _ANY_ENZYME.search(words) and not _ENZYME.search(words):
            return self._of(words, named, classes)
        if not _THIS.search(words) and not _BARE.fullmatch(words):
            return ()
        found = (_ENZYME.findall(text) for text in self._texts)
        return self._of(words, next(filter(None, found), []), classes)

    def _of(self, words: str, enzymes: Sequence[str], classes: ClassFinder) -> tuple[Key, ...]:
        if not enzymes:
            return ()
        kind = next((one for begins, one in _KINDS if begins in words.lower()), "inhibitor")
        strengths = [one.lower() for one in _STRENGTH.findall(words)]
        return classes.find([*strengths, *(f"cyp{one.lower()}" for one in enzymes), kind])


# `Drugs that may interact with` the own drug are whoever does: nobody is named by that.
_WHOEVER = re.compile(
    r"(?:\w+ )?interacting (?:drug|agent|medication)s?"
    r"|(?:drug|agent|compound|medication|product)s? (?:that|which|whose|known|having|with)\b.*",
    re.I,
)
_OF_OWN = re.compile(
    r"(?:[\s,(]|\b(?:or|be|can|may|potentiated?|by|the|actions?|of|with|to|exposure|levels?"
    r"|decrease[sd]?|increase[sd]?|metabolism|effects?|plasma|serum|concentrations?|clearance|in"
    r"|and|on)\b){1,16}",
    re.I,
)
_ANNOUNCED = re.compile(
    r"\b(?:lists? of|the following|tables? \d{1,2}:?)\s(?:\w+\s){0,3}$"
    r"|see full prescribing information\b[^.]*$",
    re.I,
)
_FOLLOW = re.compile(r"^[^.|]*\bthe following (?:drug|medic|agent)", re.I)
# `CYP2D6 substrates, particularly drugs with a narrow therapeutic index`
_PARTICULARLY = re.compile(r"\b(?:particularly|especially)(?: (?:for|with|those))?\s$", re.I)
_WHOEVER_SAYS = re.compile(
    r"interacting|pharmacokinetics|this (?:route|pathway|mechanism|potential|effect)"
    r"|clinically (?:important|significant|relevant) (?:drug )?interact",
    re.I,
)


def names_whoever(text: str, mentions: Sequence[Mention], number: int) -> bool:
    """Whether a phrase only says that some drugs interact, and leaves open which."""
    mention = mentions[number]
    words = text[mention.start : mention.end]
    if not _WHOEVER.fullmatch(words):
        return False
    before, after = text[: mention.start][-_NEAR:], text[mention.end :][:_NEAR]
    behind = mentions[number + 1] if number + 1 < len(mentions) else None
    if behind is not None and behind.role is Role.OWN:
        gap = text[mention.end : behind.start]
        if _OF_OWN.fullmatch(gap) or gap in (" such as ", ", such as ", " like ", ", including "):
            return True
    part = number > 0 and _PARTICULARLY.search(before) is not None
    announced = _ANNOUNCED.search(before) or _FOLLOW.search(after)
    return part or announced is not None or _WHOEVER_SAYS.search(words) is not None


_NEAR = 140


_OPENS = re.compile(r"(?:\d{1,2}(?:\.\d)? )?drug interactions?\b", re.I)
_CLOSES = re.compile(
    r"(?:carcinogen|pregnan|nursing|pa?ediatric|geriatric|information for|laboratory"
    r"|drug/laboratory|general\b|labor and|usage in|use in)",
    re.I,
)
_PARTED = frozenset({"precautions", "general_precautions"})


@dataclass(slots=True)
class Headed:
    """The part of old precautions that is headed as one on interactions, and reads as such."""

    _open: bool = False

    def step(self, one: Sentence) -> None:
        """The next sentence."""
        if one.section not in _PARTED or _CLOSES.match(one.text):
            self._open = False
        elif _OPENS.match(one.text):
            self._open = True

    def read_as(self, one: Sentence) -> Sentence:
        """The sentence, in the section that it belongs to."""
        return replace(one, section="drug_interactions") if self._open else one
