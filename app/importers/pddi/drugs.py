"""Which drug a DrugBank id and a name mean."""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.domain.facts import Citation, Citations
from app.domain.identifying import CodeOf
from app.domain.terms import CodeSystem
from app.importers.combining import is_combination
from app.importers.intake import Intake
from app.importers.pddi.sources import KEY, Voice

CITED: Citations = (Citation(KEY, "names"),)


class Found(NamedTuple):
    """The drug, or why there is none."""

    drug: str | None
    why: str = ""


@dataclass(slots=True)
class Drugs:
    """The drugs of the table. `names` are the whole names of ids, as most rows write them."""

    intake: Intake
    names: Mapping[str, str]
    _known: dict[tuple[str, str, bool], Found] = field(default_factory=dict)
    _codes: dict[str, CodeOf] = field(default_factory=dict)

    def of(self, code: str, name: str, voice: Voice) -> Found:
        """The drug of a side of a row."""
        asked = (code, name, voice.lost_letters)
        found = self._known.get(asked)
        if found is None:
            found = self._known[asked] = self._find(*asked)
        return found

    def new_codes(self) -> Iterator[tuple[str, CodeOf]]:
        """The codes of drugs that nobody knew before."""
        yield from sorted(self._codes.items())

    def _find(self, code: str, name: str, lost_letter: bool) -> Found:
        whole = self.names.get(code, "")
        if not whole and not lost_letter:
            whole = name
        known = self.intake.known.drugs
        codes = [(CodeSystem.DRUGBANK, code)] if code else []
        if not whole:
            by_code = known.identify("", codes) if codes else None
            return self._mentioned(by_code.id) if by_code else self._with_letter(name)
        if is_combination(whole, self.intake):
            return Found(None, "a combination, which is no drug")
        new = known.identify(whole, codes) is None
        drug = self.intake.drug(_lower(whole), CITED, codes)
        if new and codes:
            self._codes.setdefault(drug, codes[0])
        return Found(drug)

    def _with_letter(self, name: str) -> Found:
        """A name as it stands, or with the one letter before it that makes it a known name."""
        if not name:
            return Found(None, "a drug without name and known id")
        known = self.intake.known.drugs
        tried = (name, *(letter + name for letter in string.ascii_lowercase))
        found = {one.id for one in map(known.identify, tried) if one is not None}
        if len(found) == 1:
            self.intake.note("names that were given back their first letter")
            return self._mentioned(next(iter(found)))
        return Found(None, "a name that has lost its first letter")

    def _mentioned(self, drug: str) -> Found:
        """A drug that another data set tells, and this one speaks of."""
        return Found(self.intake.drug(drug, CITED))


def _lower(name: str) -> str:
    """`PHENYTOIN` is shouted; `Vitamin B12` is not."""
    return name.lower() if name.isupper() else name
