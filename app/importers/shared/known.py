"""Finds drugs that are known already, by names of registers too, and yields new names and codes.

A salt becomes a recorded name of its base.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.domain.facts import Citations, Code, CodeSystem, DrugKind, Name, NameKind, key
from app.domain.names.codes import problem_with_code
from app.domain.names.lexicon import SALTS, is_half, joins_names, names_nothing, names_several
from app.domain.names.matching import CodeOf
from app.domain.names.recognise import SEVERAL, Recognised
from app.domain.names.text import normalise
from app.importers.run import Intake

# No name that anybody would type is longer.
_LONGEST_NAME = 100


def reason_against(intake: Intake, name: str, codes: Iterable[CodeOf] = ()) -> str | None:
    """Why a name is not that of one ingredient; None for all that may be one."""
    return SEVERAL if names_several(name) else intake.recognise(name, codes).reason


def may_join(intake: Intake, drug: str, drug_class: str) -> bool:
    """Whether a data set may put a drug into a class. Which of their own drugs are members of their
    own classes, curators decided: their rules rest on it.
    """
    known = intake.known
    own = known.classified.get(drug)
    return own is None or drug_class not in known.curated_classes or drug_class in own


def right_codes(*codes: CodeOf) -> list[CodeOf]:
    """Those that have the shape of their system: an empty or garbled cell is no code."""
    return [(system, code) for system, code in codes if problem_with_code(system, code) is None]


# Shorter ones are of a group of substances.
_ATC_LENGTH = 7


def substance_codes(atc: str) -> list[CodeOf]:
    """The ATC code as that of one substance; none for a group or for what is no code."""
    return right_codes((CodeSystem.ATC, atc)) if len(atc) == _ATC_LENGTH else []


def known_drug(
    intake: Intake,
    name: str,
    cited: Citations,
    codes: Iterable[CodeOf] = (),
    names: Iterable[str] = (),
) -> str | None:
    """The id of a drug that is known already; None for every other substance."""
    codes, names = tuple(codes), tuple(names)
    if intake.known.drugs.identify(name, codes, names) is None:
        return None
    return intake.drug(name, cited, codes, names)


_SHORTEST_NAME = 3


def more_names(
    intake: Intake,
    drug: str,
    texts: Iterable[str],
    cited: Citations,
    kind: NameKind = NameKind.SYNONYM,
) -> Iterator[Name]:
    """Names that the drug did not have. What another drug or a class is called already is left out:
    a name that was clear must not become ambiguous by an import.
    """
    drugs, classes = intake.known.drugs, intake.known.classes
    for text in texts:
        if not normalise(text) or len(text) > _LONGEST_NAME or names_nothing(text):
            intake.note("names that are empty, too long or say nothing")
            continue
        # `D` is aspartic acid to a chemist, and in `Aleve-D` something else.
        if len(normalise(text)) < _SHORTEST_NAME:
            intake.note("names of one or two letters, which are those of too many things")
            continue
        bearers = drugs.named(text)
        if drug in bearers:
            continue
        understood = intake.understand(text)
        if understood.drug == drug and understood.beside:
            intake.note("names with a form or route beside them, which are understood without")
            continue
        others = sorted(bearers) + sorted(f"the class {one}" for one in classes.named(text))
        others = others or list(_others(understood, drug))
        if others:
            intake.conflict(f"'{text}' would name {drug}, but names {', '.join(others)}")
            continue
        drugs.learn_name(drug, text)
        yield Name(drug, text, kind, None, cited)


def _others(understood: Recognised, drug: str) -> Iterator[str]:
    """What the resolver would take the name for, if not for the drug."""
    if understood.drug not in (None, drug):
        yield str(understood.drug)
    if understood.reason is not None:
        yield understood.reason


def other_name(
    intake: Intake, drug: str, text: str, cited: Citations, kind: NameKind = NameKind.SYNONYM
) -> Iterator[Name]:
    """Yields the name of a row if it is new, and counts what became of the row."""
    before = intake.conflict_count
    new = list(more_names(intake, drug, [text], cited, kind))
    yield from new
    if intake.conflict_count > before:
        intake.skip("a name that another drug or class has")
    elif not new:
        intake.merge()


def codes_of(
    intake: Intake, drug: str, codes: Iterable[CodeOf], cited: Citations
) -> Iterator[Code]:
    """The codes of a drug, each yielded once by an import."""
    for system, code in codes:
        if intake.first(("code", drug, system, code)):
            yield Code(key("drug", drug), system, code, cited)


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
