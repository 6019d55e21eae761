"""RXNREL: how concepts stand to each other, and from it what every concept is made of."""

from array import array
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.importers.intake import Intake
from app.importers.lines import read_lines
from app.importers.parts import Part
from app.importers.rxnorm.atoms import NEEDS_LICENCE, Atoms

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
_FIELDS = 16


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
        if len(fields) < _FIELDS:
            intake.skip("a row with too few fields")
        elif fields[10] != "RXNORM":
            licensed += 1
        elif fields[4] not in concepts or fields[0] not in concepts:
            intake.skip("a relation of a concept that is not there")
        elif fields[7] not in _PLACES:
            # It stands the other way round too.
            turned += 1
        else:
            _take(same[fields[4]], fields[7], same[fields[0]], relations, concepts)
    intake.row(rows)
    intake.merge(turned)
    if licensed:
        intake.skip(NEEDS_LICENCE, licensed)
    return relations


def _take(
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
