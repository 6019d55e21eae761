"""Recognises a name of a data set as people's own words are resolved, by the same code."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.facts import Drug, DrugClass, NameKind, key
from app.domain.knowledge import Knowledge, NameHit, Names
from app.domain.names.input import Input, InputStatus, Via
from app.domain.names.left_over import ends_in_a_name
from app.domain.names.lexicon import FILLERS, SALTS, outer_and_inner
from app.domain.names.matching import Identities
from app.domain.names.resolve import resolve_named
from app.domain.names.text import normalise, why_too_long

CuratedNames = Mapping[str, tuple[NameHit, ...]]
SEVERAL = "a combination of several ingredients"
OF_A_CLASS = "the name of a class of drugs"
NOTHING = "a word that names nothing"
OF_SEVERAL_THINGS = "a name of several things, of which none was chosen"


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a name means: one known drug, or else why it is none; neither where it means nothing.

    `beside` are the words that stood beside the name of the drug and were understood, as
    `on the skin`: what a data set says of it may hold for that form only.
    """

    drug: str | None = None
    reason: str | None = None
    beside: str = ""


UNKNOWN = Recognised()
# What the resolver says of a strength is no part of a name: `iodine 131` is not iodine.
_NO_NAME = ("strength",)
_BESIDE = ("form", "directions")
# Names of more words are looked for whole only.
_MOST_WORDS = 8
# Such a letter is an article or a sign in a list of people, and tells substances of a register
# apart where it stands behind their name: `factor X`. In `retinol (vitamin A)` it is a part of one.
_LAST_LETTERS = tuple(f" {word}" for word in FILLERS if len(word) == 1)


def recognise(name: str, knowledge: Knowledge) -> Recognised:
    """What the resolver makes of a whole name; where it is two names in one, of either of them."""
    spelling = normalise(name)
    found = _meaning(_resolve(name, knowledge))
    if spelling in knowledge.names:
        return found if found is not UNKNOWN else Recognised(reason=OF_SEVERAL_THINGS)
    ends_in_a_letter = spelling.endswith(_LAST_LETTERS)
    if ends_in_a_letter and not ends_in_a_name(spelling, _MOST_WORDS, knowledge):
        return UNKNOWN
    if found is not UNKNOWN:
        return found
    names = outer_and_inner(name)
    if names is None:
        return UNKNOWN
    outer, inner = (_meaning(_resolve(one, knowledge)) for one in names)
    # In brackets stands the other name; what is not known there may be a kind of the first.
    return inner if outer is UNKNOWN and inner.drug is not None else UNKNOWN


def _resolve(name: str, knowledge: Knowledge) -> Input | None:
    return None if why_too_long(name) else resolve_named(name, knowledge)


def _meaning(found: Input | None) -> Recognised:
    if found is None or found.status is not InputStatus.RESOLVED or found.not_understood:
        return UNKNOWN
    if any(what in found.understood for what in _NO_NAME) and found.product is None:
        return UNKNOWN
    if found.via is Via.CLASS:
        return Recognised(reason=OF_A_CLASS)
    if len(found.drugs) > 1:
        return Recognised(reason=SEVERAL)
    beside = [found.understood[what] for what in _BESIDE if what in found.understood]
    return Recognised(found.drugs[0].id, beside="" if found.product else ", ".join(beside))


@dataclass(frozen=True, slots=True)
class NamesOfOthers(Names):
    """The names that a data set is read with: what curators have for a spelling goes before all
    else, and a drug of another data set before a class. Nobody walks through them in order.
    """

    curated: CuratedNames
    drugs: Identities[Drug]
    classes: Identities[DrugClass]
    texts: Sequence[str] = field(default=(), init=False)

    def may_be_in(self, name: str) -> bool:
        """Whether a known name can be a part of this one; false saves looking for it.

        A word with a digit may be a name and a strength, a name may be written in two words, and
        a salt in another spelling.
        """
        words = normalise(name).split()
        if any(word in SALTS or not word.isalpha() for word in words):
            return True
        sizes = range(1, min(len(words), _MOST_WORDS) + 1)
        runs = (
            " ".join(words[start : start + size])
            for size in sizes
            for start in range(len(words) - size + 1)
        )
        return any(run in self for run in runs) or "".join(words) in self

    def __contains__(self, spelling: object) -> bool:
        known = (self.curated, self.drugs.spellings, self.classes.spellings)
        return any(spelling in one for one in known)

    def __getitem__(self, spelling: str) -> tuple[NameHit, ...]:
        found = self.curated.get(spelling) or self._of_others(spelling)
        if not found:
            raise KeyError(spelling)
        return found

    def _of_others(self, spelling: str) -> tuple[NameHit, ...]:
        ids, kind = self.drugs.spelt(spelling), "drug"
        if not ids:
            ids, kind = self.classes.spelt(spelling), "class"
        return tuple(NameHit(key(kind, one), spelling, NameKind.GENERIC) for one in sorted(ids))

    def __iter__(self) -> Iterator[str]:
        return iter(self.curated)

    def __len__(self) -> int:
        return len(self.curated)

    def hits(self, _: int) -> tuple[NameHit, ...]:
        return ()

    def is_clinical(self, _: int) -> bool:
        return False

    def containing(self, _: str) -> Iterator[int]:
        return iter(())
