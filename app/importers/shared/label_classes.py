"""What a phrase that names a class means in a release: its classes, or the drugs of an ATC group.

`oral hypoglycemic agents` and `moderate or strong inhibitors of CYP3A4` stand under these words in
no release. The words of a phrase are brought to one form, and looked up as a name of a class, as
strength, enzyme and kind, as other words for the same (`label_classes.toml`), or as a clause.
Every step goes over the words of one phrase, of which there are few.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.facts import Key
from app.domain.names.text import normalise

WORDS = tomllib.loads(Path(__file__).with_name("label_words.toml").read_text(encoding="utf-8"))


def word_set(part: str, name: str) -> frozenset[str]:
    """A list of `label_words.toml`."""
    return some(WORDS[part][name])


def some(words: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(words.split())


def singular(word: str) -> str:
    """A word without the ending of its plural."""
    if len(word) <= 3 or word[-1] != "s" or word.endswith(("ss", "is", "us")):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]


_TABLES = tomllib.loads(Path(__file__).with_name("label_classes.toml").read_text(encoding="utf-8"))
_NOTHING = some(_TABLES["words"]["nothing"])
_LITTLE = some(_TABLES["words"]["little"])
_STRENGTHS = {"strong": "strong", "potent": "strong", "powerful": "strong"} | {
    one: one for one in ("moderate", "weak", "sensitive")
}
_KINDS = {
    **dict.fromkeys(some("inhibitor inhibit inhibiting inhibition inhibitory"), "inhibitor"),
    **dict.fromkeys(some("inducer induce inducing induction"), "inducer"),
    **dict.fromkeys(some("substrate metabolized metabolised dependent activation"), "substrate"),
}
_CYP = re.compile(r"(?:cyp|p?450)?-?([1-4][a-e])(\d{0,2})")
_ATC = re.compile(r"[A-Z]\d\d[A-Z0-9]*")
_TRANSPORTERS = {
    "gp": "p gp", "pgp": "p gp", "glycoprotein": "p gp", "bcrp": "bcrp", "oatp1b1": "oatp1b1",
    "oct2": "oct2", "ugt1a1": "ugt1a1", "ugt": "ugt", "glucuronidation": "ugt",
}  # fmt: skip
_MOST_PARTS = 4

Form = tuple[str, ...]


def _form(words: Iterable[str]) -> Form:
    """Words without plurals, and without what any drug is called."""
    return tuple(one for word in words if (one := singular(word)) not in _NOTHING)


@dataclass(slots=True)
class ClassFinder:
    """The classes of a release by their names, and its drugs by their ATC codes."""

    _names: dict[Form, set[Key]] = field(default_factory=lambda: defaultdict(set))
    _codes: list[tuple[str, Key]] = field(default_factory=list)
    _drugs: frozenset[Key] = frozenset()
    _known: dict[Form, tuple[Key, ...]] = field(default_factory=dict)
    _groups: dict[str, tuple[Key, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, names: Iterable[tuple[str, Key]], codes: Mapping[str, Iterable[Key]]
    ) -> "ClassFinder":
        """A finder of the names of classes with their keys, and of ATC codes with their drugs. Of
        other names only the keys are kept.
        """
        names = list(names)
        finder = cls(_drugs=frozenset(one for _, one in names if one.startswith("drug:")))
        for text, subject in names:
            if subject.startswith("class:"):
                finder._names[_form(normalise(text).split())].add(subject)
        finder._codes = sorted((code, drug) for code, drugs in codes.items() for drug in drugs)
        return finder

    def find(self, words: Sequence[str]) -> tuple[Key, ...]:
        """The keys of all that the words of a phrase name, sorted; none if they mean nothing."""
        form = _form(words)
        found = self._known.get(form)
        if found is None:
            if len(self._known) >= _MOST_FORMS:
                self._known.clear()
            found = self._known[form] = tuple(sorted(self._meant(form)))
        return found

    def _meant(self, form: Form) -> set[Key]:
        if "non" in form and "sparing" in form:
            return set(self._of_codes("C03A C03B C03C"))
        found = self._one(form) or self._one(tuple(one for one in form if one not in _LITTLE))
        return found or self._of_parts(form) or self._of_clause(form) or self._of_row(form)

    def _one(self, form: Form) -> set[Key]:
        """A name of a class, an enzyme with what is done to it, or other words for a class."""
        if not form:
            return set()
        named = self._names.get(form)
        return set(named) if named else self._of_enzyme(form) or self._otherwise(form)

    def _otherwise(self, form: Form) -> set[Key]:
        otherwise = _OTHERWISE.get(form)
        if otherwise is None:
            return set()
        return {one for name in otherwise.split("; ") for one in self._called(name)}

    def _called(self, name: str) -> Iterable[Key]:
        """By a name of a class; in capitals it is an ATC group, and `drug:...` one drug."""
        if _ATC.fullmatch(name):
            return self._of_codes(name)
        if name.startswith("drug:"):
            return {name} & self._drugs
        return self._names.get(_form(normalise(name).split()), ())

    def _of_codes(self, groups: str) -> tuple[Key, ...]:
        found = self._groups.get(groups)
        if found is None:
            begins = tuple(groups.split())
            drugs = {drug for code, drug in self._codes if code.startswith(begins)}
            found = self._groups[groups] = tuple(sorted(drugs))
        return found

    def _of_enzyme(self, form: Form) -> set[Key]:
        """`strong or moderate inhibitor of cyp3a4`: each enzyme with each strength and kind."""
        enzymes, kinds = (
            list(_enzymes(form)),
            sorted({_KINDS[one] for one in form if one in _KINDS}),
        )
        if not enzymes or not kinds or not {"combined", "dual"}.isdisjoint(form):
            return set()
        strengths = [strong for one in form if (strong := _STRENGTHS.get(one))]
        found: set[Key] = set()
        for kind in kinds:
            for enzyme in enzymes:
                # Where the release does not part them by strength, all of them.
                found |= self._of_strengths(strengths or _ANY_STRENGTH[kind], enzyme, kind) or (
                    self._of_strengths(_ANY_STRENGTH[kind], enzyme, kind)
                )
        return found

    def _of_strengths(self, strengths: Iterable[str], enzyme: str, kind: str) -> set[Key]:
        forms = (_form((*one.split(), *enzyme.split(), kind)) for one in strengths)
        return {found for form in forms for found in self._names.get(form, ())}

    def _of_parts(self, form: Form) -> set[Key]:
        """`sedative or hypnotic`, `p gp and cyp3a inhibitor`: each part, with the last word."""
        parts = list(_parts(form))
        if not 1 < len(parts) <= _MOST_PARTS:
            return set()
        found: set[Key] = set()
        for part in parts:
            found |= self._one(part) or self._one((*part, form[-1]))
        return found

    def _of_row(self, form: Form) -> set[Key]:
        """`antacid antacid`, `beta blocker beta adrenergic antagonist`: a heading, and what follows
        it. Each word must belong to a name.
        """
        found: set[Key] = set()
        place = 0
        while place < len(form):
            ends = range(len(form), place, -1)
            last, meant = next(
                ((end, one) for end in ends if (one := self._one(form[place:end]))), (0, set())
            )
            if not last:
                return set()
            found |= meant
            place = last
        return found

    def _of_clause(self, form: Form) -> set[Key]:
        """`drugs that prolong the qt interval`: by the words that say which."""
        whole = set(form)
        for words, name in _CLAUSES:
            if words <= whole:
                return {one for each in name.split("; ") for one in self._called(each)}
        return set()


_MOST_FORMS = 20_000
_ANY_STRENGTH = {
    "inhibitor": ("",),
    "inducer": ("",),
    "substrate": ("", "sensitive", "narrow therapeutic index"),
}


def _enzymes(form: Form) -> Iterator[str]:
    """The enzymes and transporters that are named; `cyp3a` is `cyp3a4`."""
    of_enzymes = any(one.startswith(("cyp", "p450")) for one in form)
    for one in form:
        old = _ROMAN.fullmatch(one)
        if old is not None:
            yield f"cyp{len(old[1])}{old[2]}"
            continue
        found = _CYP.fullmatch(one)
        if one in _TRANSPORTERS:
            yield _TRANSPORTERS[one]
        elif found is not None and (of_enzymes or one in _BARE or one.startswith(_CYPS)):
            yield "cyp3a4" if found[1] == "3a" else f"cyp{found[1]}{found[2]}"


# `P450IID6`
_ROMAN = re.compile(r"p450(i{1,3})([a-e]\d{1,2})")
_CYPS = ("cyp", "p450", "450")
# What is nothing else, without `CYP` before it.
_BARE = some("1a2 2b6 2c8 2c9 2c19 2d6 3a4")


def _parts(form: Form) -> Iterator[Form]:
    part: list[str] = []
    for one in form:
        if one in ("and", "or"):
            if part:
                yield tuple(part)
            part = []
        else:
            part.append(one)
    if part:
        yield tuple(part)


_OTHERWISE: dict[Form, str] = {
    _form(words.split()): name
    for name, texts in _TABLES["otherwise"].items()
    for words in " ".join(texts.split()).split("; ")
}
_CLAUSES: tuple[tuple[frozenset[str], str], ...] = tuple(
    (frozenset(words.split()), name)
    for name, texts in _TABLES["clauses"].items()
    for words in " ".join(texts.split()).split("; ")
)
