"""Which drug a PubChem CID is: by SIDER's own names and ATC codes, or by CIDs known already."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.domain.errors import RejectedImport
from app.domain.facts import Citation
from app.domain.identifying import CodeOf
from app.domain.terms import CodeSystem
from app.importers.intake import Intake
from app.importers.known import SEVERAL, known_drug, names_several, right_codes
from app.importers.lines import read_rows
from app.importers.parts import Part

SOURCE = "sider"
UNKNOWN = "a PubChem CID of no known drug"
_STITCH = re.compile(r"CID[01ms]?(\d{8,9})", re.I | re.ASCII)


@dataclass(slots=True)
class Compounds:
    """By CID of the flat compound: name and ATC codes; and the drugs that were asked for."""

    names: dict[int, str] = field(default_factory=dict)
    atc: dict[int, list[str]] = field(default_factory=dict)
    _drugs: dict[int, str | None] = field(default_factory=dict)

    @property
    def named(self) -> bool:
        """Whether SIDER's own files tell any drug."""
        return bool(self.names or self.atc)

    def drug(self, flat: int, stereo: int, intake: Intake) -> str | None:
        """The drug; None for a compound that nothing names."""
        if flat not in self._drugs:
            self._drugs[flat] = self._find(flat, stereo, intake)
        return self._drugs[flat]

    def _find(self, flat: int, stereo: int, intake: Intake) -> str | None:
        cited = (Citation(SOURCE, f"CID {flat}"),)
        codes = cids(flat, stereo)
        coded = [*codes, *((CodeSystem.ATC, one) for one in self.atc.get(flat, ()))]
        name = self.names.get(flat)
        if name is not None:
            # The ATC code of a drug that stands in several places recognises nothing by itself.
            return intake.drug(name, cited, codes)
        return known_drug(intake, "", cited, coded)


def cids(flat: int, stereo: int) -> list[CodeOf]:
    """The codes of a compound, flat and with its stereochemistry."""
    return [(CodeSystem.PUBCHEM, str(one)) for one in dict.fromkeys((flat, stereo)) if one]


def read_compounds(names: Sequence[Part], atc: Sequence[Part], intake: Intake) -> Compounds:
    """SIDER's names and ATC codes, where these files are."""
    compounds = Compounds()
    for cid, name in _pairs(names, intake):
        if not name:
            intake.skip("a row without a name")
        elif names_several(name):
            intake.skip(SEVERAL)
        else:
            compounds.names.setdefault(cid, name)
    for cid, code in _pairs(atc, intake):
        if right_codes((CodeSystem.ATC, code)):
            compounds.atc.setdefault(cid, []).append(code)
        else:
            intake.skip("a row without a right ATC code")
    return compounds


def _pairs(parts: Sequence[Part], intake: Intake) -> Iterator[tuple[int, str]]:
    for _, (stitch, value) in stitch_rows(parts, 2, intake):
        yield cid_of(stitch), value.strip()


def stitch_rows(
    parts: Sequence[Part], columns: int, intake: Intake
) -> Iterator[tuple[str, list[str]]]:
    """Rows of so many columns that begin with a STITCH id, each with its place.

    Raises RejectedImport for a file whose first row does not: it is another file.
    """
    for part in parts:
        first = True
        for line, row in read_rows(part, intake, "\t", quoted=False):
            right = len(row) >= columns and _STITCH.fullmatch(row[0].strip()) is not None
            if first and not right:
                problem = f"no row of {columns} columns that begins with CID1…"
                raise RejectedImport([f"{part}:{line}: {problem}: {' | '.join(row)[:80]}"])
            first = False
            intake.row()
            if right:
                yield f"{part}:{line}", [one.strip() for one in row[:columns]]
            else:
                intake.skip("a row with too few fields or without a CID")


def cid_of(stitch: str) -> int:
    """`CID100002802` is 2802; 0 for what is no STITCH id."""
    found = _STITCH.fullmatch(stitch)
    return int(found[1]) if found is not None else 0
