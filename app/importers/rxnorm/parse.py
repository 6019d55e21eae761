"""The files of RxNorm: its version, its strings, its attributes and its relations."""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.domain.facts import Source
from app.importers.files.archives import Part
from app.importers.files.text import read_lines
from app.importers.run import Intake

SOURCE = "rxnorm-files"


def read_source(parts: Sequence[Part], intake: Intake) -> Source:
    """The source of all facts of this import."""
    return Source(
        id=SOURCE,
        title="RxNorm, as imported",
        kind="terminology",
        publisher="US National Library of Medicine",
        licence="public domain (content of NLM itself)",
        version=_version(parts, intake) or "not told by the files",
        address="https://www.nlm.nih.gov/research/umls/rxnorm/",
        note="A section is the RxCUI of a concept.",
    )


def _version(parts: Sequence[Part], intake: Intake) -> str | None:
    found = None
    for part in parts:
        for _, line in read_lines(part, intake):
            fields = line.split("|")
            intake.row()
            if len(fields) > 6 and fields[3] == "RXNORM":
                found = fields[2]
            else:
                intake.skip("another vocabulary's version")
    return found


# Strings that are no concept of their own, but other names of one.
_OTHER_NAMES = frozenset({"SY", "TMSY", "PSN", "ET"})
_ATOM_FIELDS = 18
_UNII = 10
_MINE = ("|RXNORM|", "|MTHSPL|", "|ATC|")
NEEDS_LICENCE = "a vocabulary that needs a licence of its own"


@dataclass(slots=True)
class Atoms:
    """By RxCUI: term type, name and whether it is retired; other names; UNIIs and ATC codes."""

    concepts: dict[str, tuple[str, str, bool]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    uniis: dict[str, list[str]] = field(default_factory=dict)
    atc: dict[str, list[str]] = field(default_factory=dict)


def read_atoms(part: Part, intake: Intake) -> Atoms:
    """All strings of the vocabularies that may be used by everybody."""
    atoms = Atoms()
    licensed = rows = 0
    for _, line in read_lines(part, intake):
        rows += 1
        if not any(mine in line for mine in _MINE):
            # Most lines of the full release: they need not be taken apart.
            licensed += 1
            continue
        fields = line.split("|")
        if len(fields) < _ATOM_FIELDS or not fields[0].isdecimal():
            intake.skip("a row with too few fields, or without a RxCUI")
        elif fields[11] == "RXNORM":
            _take_own(fields, atoms, intake)
        else:
            _take_other(fields, atoms, intake)
    intake.row(rows)
    if licensed:
        intake.skip(NEEDS_LICENCE, licensed)
    return atoms


def _take_own(fields: list[str], atoms: Atoms, intake: Intake) -> None:
    """A string of RxNorm itself: a concept, or another name of one."""
    rxcui, term_type, text, active = fields[0], fields[12], fields[14], fields[16] == "N"
    if term_type in _OTHER_NAMES:
        if active:
            atoms.names.setdefault(rxcui, []).append(text)
        else:
            intake.skip("a retired name")
        return
    known = atoms.concepts.get(rxcui)
    if known is None or known[2]:
        atoms.concepts[rxcui] = (term_type, text, not active)
    if known is not None:
        intake.merge()


def _take_other(fields: list[str], atoms: Atoms, intake: Intake) -> None:
    """A code that another free vocabulary gives to a concept."""
    rxcui, sab, term_type, code = fields[0], fields[11], fields[12], fields[13]
    if sab == "MTHSPL" and term_type == "SU" and len(code) == _UNII:
        atoms.uniis.setdefault(rxcui, []).append(code)
    elif sab == "ATC" and term_type == "IN":
        atoms.atc.setdefault(rxcui, []).append(code)
    else:
        intake.skip("a name from a label" if sab == "MTHSPL" else NEEDS_LICENCE)


_ATTRIBUTE_FIELDS = 13
_NDC, _UNII_SOURCE = 11, 10


@dataclass(slots=True)
class Attributes:
    """By RxCUI: the NDCs in eleven digits, and the strength."""

    ndcs: dict[str, list[str]] = field(default_factory=dict)
    strengths: dict[str, str] = field(default_factory=dict)


def read_attributes(parts: Sequence[Part], atoms: Atoms, intake: Intake) -> Attributes:
    """Attributes of concepts of RxNorm."""
    found = Attributes()
    rows = 0
    for part in parts:
        for _, line in read_lines(part, intake):
            rows += 1
            fields = line.split("|")
            if len(fields) < _ATTRIBUTE_FIELDS:
                intake.skip("a row with too few fields")
            elif fields[9] not in ("RXNORM", "MTHSPL"):
                intake.skip(NEEDS_LICENCE)
            elif fields[0] not in atoms.concepts:
                intake.skip("an attribute of a concept that is not there")
            else:
                _take_attribute(fields, found, atoms, intake)
    intake.row(rows)
    return found


def _take_attribute(fields: list[str], found: Attributes, atoms: Atoms, intake: Intake) -> None:
    rxcui, name, sab, value = fields[0], fields[8], fields[9], fields[10]
    if name == "NDC" and sab == "RXNORM" and len(value) == _NDC and value.isdigit():
        found.ndcs.setdefault(rxcui, []).append(value)
    elif name in ("RXN_AVAILABLE_STRENGTH", "RXN_STRENGTH"):
        found.strengths.setdefault(rxcui, value)
    elif name == "UNII_CODE" and len(value) == _UNII_SOURCE:
        atoms.uniis.setdefault(rxcui, []).append(value)
    else:
        intake.skip(f"the attribute {name or '(none)'} is not used")


# Of the two directions in which a relation stands, the one that is kept.
KEPT = (
    "has_ingredient", "has_ingredients", "has_precise_ingredient", "consists_of", "contains",
    "tradename_of", "form_of", "has_part", "has_dose_form", "has_doseformgroup", "isa",
    "quantified_form_of", "has_boss",
)  # fmt: skip
_PLACES = {relation: place for place, relation in enumerate(KEPT)}
# Those that lead down to the ingredients.
_DOWN = frozenset(
    {
        "has_ingredient", "has_ingredients", "has_precise_ingredient", "consists_of", "contains",
        "tradename_of", "form_of", "has_part",
    }
)  # fmt: skip
_RELATION_FIELDS = 16


@dataclass(slots=True)
class Relations:
    """`down` leads to what a concept is made of, `forms` to its dose form.

    The full release has more than a million links: they are kept as numbers.
    """

    ones: "array[int]" = field(default_factory=lambda: array("Q"))
    others: "array[int]" = field(default_factory=lambda: array("Q"))
    kinds: bytearray = field(default_factory=bytearray)
    down: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    forms: dict[str, str] = field(default_factory=dict)
    _made_of: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def links(self) -> Iterator[tuple[str, str, str]]:
        """One, relation and other, as they read."""
        for one, kind, other in zip(self.ones, self.kinds, self.others, strict=True):
            yield str(one), KEPT[kind], str(other)

    def ingredients(self, rxcui: str, atoms: Atoms) -> tuple[str, ...]:
        """The RxCUIs of the ingredients (term type IN) that a concept is made of, in order."""
        known = self._made_of.get(rxcui)
        if known is None:
            known = self._made_of[rxcui] = self._walk(rxcui, atoms)
        return known

    def _walk(self, rxcui: str, atoms: Atoms) -> tuple[str, ...]:
        seen, waiting, found = {rxcui}, [rxcui], set()
        while waiting:
            one = waiting.pop()
            concept = atoms.concepts.get(one)
            if concept is not None and concept[0] == "IN":
                found.add(one)
                continue
            # A branded drug names its brand as an ingredient; the brand is of several products.
            brand_apart = concept is not None and concept[0] != "BN"
            for below in self.down.get(one, ()):
                kind = atoms.concepts.get(below, ("",))[0]
                if below not in seen and not (brand_apart and kind == "BN"):
                    seen.add(below)
                    waiting.append(below)
        return tuple(sorted(found, key=lambda one: (len(one), one)))


def read_relations(part: Part, atoms: Atoms, intake: Intake) -> Relations:
    """All relations between concepts of RxNorm itself."""
    relations = Relations()
    concepts = atoms.concepts
    # One text for each RxCUI, however many rows name it.
    same = {rxcui: rxcui for rxcui in concepts}
    rows = licensed = turned = 0
    for _, line in read_lines(part, intake):
        rows += 1
        fields = line.split("|")
        if len(fields) < _RELATION_FIELDS:
            intake.skip("a row with too few fields")
        elif fields[10] != "RXNORM":
            licensed += 1
        elif fields[4] not in concepts or fields[0] not in concepts:
            intake.skip("a relation of a concept that is not there")
        elif fields[7] not in _PLACES:
            # It stands the other way round too.
            turned += 1
        else:
            _take_relation(same[fields[4]], fields[7], same[fields[0]], relations, concepts)
    intake.row(rows)
    intake.merge(turned)
    if licensed:
        intake.skip(NEEDS_LICENCE, licensed)
    return relations


def _take_relation(
    one: str,
    relation: str,
    other: str,
    relations: Relations,
    concepts: dict[str, tuple[str, str, bool]],
) -> None:
    relations.ones.append(int(one))
    relations.others.append(int(other))
    relations.kinds.append(_PLACES[relation])
    if relation in _DOWN:
        relations.down[one].append(other)
    elif relation == "has_dose_form":
        relations.forms.setdefault(one, concepts[other][1])
