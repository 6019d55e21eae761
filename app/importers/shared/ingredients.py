"""Finds ingredients by the names of registers: a salt becomes a recorded name of its base."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.domain.facts import Citations, DrugKind, Name, NameKind
from app.domain.names.lexicon import SALTS, is_half, joins_names
from app.domain.names.matching import CodeOf
from app.domain.names.recognise import SEVERAL
from app.domain.names.text import normalise
from app.importers.run import Intake

_UNSPECIFIED = re.compile(r",?\s*\bunspecified(?: form)?$", re.I)
# A salt begins as its base does: `Vitamin A palmitate`.
_ALIKE = 5
_BRACKETS = re.compile(r"(.+?)\s*\((.+)\)")


def base_of(name: str) -> str:
    """`Oxycodone hydrochloride` is oxycodone; `Potassium chloride` stays what it is."""
    words = _UNSPECIFIED.sub("", name.strip()).split()
    while len(words) > 1 and words[-1].lower().strip(",") in SALTS:
        shorter = words[:-1]
        if _is_half(" ".join(shorter)):
            break
        words = shorter
    return " ".join(words).rstrip(",")


def _is_half(name: str) -> bool:
    return is_half(tuple(name.lower().replace(",", " ").split()))


def out_of_brackets(name: str) -> tuple[str, str]:
    """`FLUOXETINE (FLUOXETINE HYDROCHLORIDE)`: the base, and what is really in it.

    Of a metal the salt is both: what is meant by `POTASSIUM (POTASSIUM CHLORIDE)`.
    """
    found = _BRACKETS.fullmatch(name.strip())
    if found is None:
        return name.strip(), name.strip()
    outer, inner = found[1].strip(), found[2].strip().strip("()")
    if _is_half(outer):
        return inner, inner
    # In brackets stands another word for it too, or how it is made.
    same = inner.casefold().startswith(outer.casefold()[:_ALIKE])
    return outer, inner if same else outer


def plain_case(name: str) -> str:
    """A name as it stands in a sentence: `TIRZEPATIDE` and `Tirzepatide` are `tirzepatide`."""
    if name.isupper():
        return name.lower()
    first, rest = name[:1], name[1:]
    return first.lower() + rest if rest[:1].islower() else name


@dataclass(slots=True)
class Ingredients:
    """The drugs that the names of one data set mean; new salts of them become names."""

    intake: Intake
    _found: dict[str, str] = field(default_factory=dict)
    _salts: dict[str, tuple[str, str, Citations]] = field(default_factory=dict)

    def find(self, name: str, cited: Citations, base: str | None = None) -> str:
        """The id of the drug: of the whole name if that is known, else of its base.

        `base` is that of the register itself, where it has one.
        """
        spelling = normalise(name)
        known = self._found.get(spelling)
        if known is not None:
            return known
        whole = plain_case(name.strip())
        bare = plain_case(base_of(base or name))
        named = self.intake.recognise(whole).drug is not None
        drug = self.intake.drug(whole if named else bare, cited)
        self._found[spelling] = drug
        if normalise(bare) != spelling and not self._is_name(spelling, drug):
            self._salts[spelling] = (drug, whole, cited)
        return drug

    def facts(self) -> Iterator[Name]:
        """The salts that were found, each as a name of its base."""
        for drug, text, cited in self._salts.values():
            yield Name(drug, text, NameKind.SALT, None, cited)

    def no_medicine(self, drugs: tuple[str, ...]) -> bool:
        """Whether all are substances that only meet drugs, as alcohol."""
        things = self.intake.known.drugs.things
        return all(things[one].kind is DrugKind.SUBSTANCE for one in drugs)

    def _is_name(self, spelling: str, drug: str) -> bool:
        return normalise(self.intake.known.drugs.things[drug].name) == spelling


def reason_against_pair(intake: Intake, name: str, codes: Iterable[CodeOf] = ()) -> str | None:
    """Why a side of a pair is not one drug: it joins several, as `codeine and aspirin`, or is
    known as something else. None for all that may be one.
    """
    found = intake.recognise(name, codes)
    if found.drug is not None:
        return None
    return found.reason or (SEVERAL if joins_names(name) else None)
