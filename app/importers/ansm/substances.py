"""Who is meant by a side of an entry: substances of the index, by themselves or as a class."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.codes import problem_with_code
from app.domain.errors import RejectedImport
from app.domain.facts import Citation, Citations
from app.domain.identifying import CodeOf
from app.domain.names import normalise
from app.domain.terms import CodeSystem, DrugKind
from app.importers.ansm.version import KEY
from app.importers.combining import is_combination
from app.importers.intake import Intake
from app.importers.json_items import read_items
from app.importers.lines import read_table
from app.importers.parts import Part

_CITED: Citations = (Citation(KEY, "index"),)
# What meets drugs, stands in entries, but not in the index.
_NO_MEDICINES = {
    "pamplemousse jus et fruit": ("pamplemousse", "grapefruit"),
    "alcool boisson ou excipient": ("alcool", "alcohol"),
}
# Short words for classes, as the levels of an entry write them.
_SHORT = {
    "iec": ("inhibiteurs de l enzyme de conversion", "inhibiteurs de lenzyme de conversion"),
    "opiaces": ("morphiniques",),
    "neuroleptiques": ("neuroleptiques susceptibles de donner des torsades de pointes",),
    "antiparasitaires": ("antiparasitaires susceptibles de donner des torsades de pointes",),
}
# As in an index of words: "magnesium (hydroxyde de)".
_TURNED = re.compile(r"^(.+?) \((.+ d[e'’])\)$")
_ASIDE = re.compile(r"\(.*?\)")


@dataclass(slots=True)
class Index:
    """By normalised name: the substances themselves, and the members of each class."""

    names: dict[str, str] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    codes: dict[str, str] = field(default_factory=dict)

    def expand(self, side: str) -> frozenset[str]:
        """The substances that a side means, by normalised name; none if it is not known."""
        wanted = normalise(side)
        found = set(self.members.get(wanted, ()))
        if wanted in self.names or wanted in _NO_MEDICINES:
            found.add(wanted)
        return frozenset(found)

    def spoken_of(self) -> Mapping[str, frozenset[str]]:
        """What the words of a level may name: substances, classes, and short words for classes."""
        found = {name: frozenset({name}) for name in self.names}
        for name, members in self.members.items():
            found.setdefault(name, frozenset(members))
        for name, members in self.members.items():
            # "macrolides (sauf spiramycine)" is called "macrolides" too.
            bare = normalise(_ASIDE.sub(" ", self._written.get(name, name)))
            found.setdefault(bare, frozenset(members))
        for short, names in _SHORT.items():
            for name in names:
                if name in self.members:
                    found[short] = frozenset(self.members[name])
        return found

    _written: dict[str, str] = field(default_factory=dict)

    def add(self, substance: str, classes: list[str]) -> None:
        """A substance of the index with its classes."""
        name = normalise(substance)
        self.names.setdefault(name, substance)
        for one in classes:
            self.members[normalise(one)].add(name)
            self._written.setdefault(normalise(one), one)


def read_index(part: Part, mappings: list[Part], intake: Intake) -> Index:
    """The index of substances, and the RxCUIs that were found for them."""
    index = Index()
    for number, item in read_items(part, intake, "item"):
        intake.row()
        if not _is_substance(item):
            raise RejectedImport([f"{part}:{number}: no substance with a list of drug_classes"])
        index.add(item["substance"], item["drug_classes"])
    for mapping in mappings:
        for _, (substance, rxcui) in read_table(mapping, intake, ["substance", "RxNorm"], "\t"):
            if problem_with_code(CodeSystem.RXNORM, rxcui) is not None:
                intake.skip("a substance without an RxCUI")
            elif normalise(substance) not in index.names:
                intake.skip("an RxCUI of a substance that is not in the index")
            else:
                index.codes[normalise(substance)] = rxcui
    return index


def _is_substance(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and isinstance(item.get("substance"), str)
        and isinstance(item.get("drug_classes"), list)
        and all(isinstance(one, str) for one in item["drug_classes"])
    )


@dataclass(slots=True)
class Drugs:
    """The drug behind each substance: by its RxCUI, else by its name; None for a combination."""

    index: Index
    intake: Intake
    new_codes: dict[str, CodeOf] = field(default_factory=dict)
    _known: dict[str, str | None] = field(default_factory=dict)

    def of(self, name: str) -> str | None:
        """The drug of a substance, by its normalised name."""
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def _find(self, name: str) -> str | None:
        known = self.intake.known
        if name in _NO_MEDICINES:
            french, english = _NO_MEDICINES[name]
            return self.intake.drug(french, _CITED, names=(english,), kind=DrugKind.SUBSTANCE)
        substance = _TURNED.sub(r"\2 \1", self.index.names[name])
        rxcui = self.index.codes.get(name)
        codes = [(CodeSystem.RXNORM, rxcui)] if rxcui else []
        product = known.products.get(codes[0]) if codes else None
        if is_combination(substance, self.intake) or (product and len(product[1]) > 1):
            self.intake.note("combinations of the index, which are no drugs")
            return None
        new = known.drugs.identify(substance, codes) is None
        drug = self.intake.drug(substance, _CITED, codes)
        if new and codes:
            self.new_codes.setdefault(drug, codes[0])
        return drug
