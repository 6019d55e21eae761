"""RXNSAT: NDCs, strengths and UNIIs of concepts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.importers.intake import Intake
from app.importers.lines import read_lines
from app.importers.parts import Part
from app.importers.rxnorm.atoms import NEEDS_LICENCE, Atoms

_FIELDS = 13
_NDC, _UNII = 11, 10


@dataclass(slots=True)
class Attributes:
    """By RxCUI: the NDCs in eleven digits, and the strength."""

    ndcs: dict[str, list[str]] = field(default_factory=dict)
    strengths: dict[str, str] = field(default_factory=dict)


def read_attributes(parts: Sequence[Part], atoms: Atoms, intake: Intake) -> Attributes:
    """What is said of concepts of RxNorm."""
    found = Attributes()
    rows = 0
    for part in parts:
        for _, line in read_lines(part, intake):
            rows += 1
            fields = line.split("|")
            if len(fields) < _FIELDS:
                intake.skip("a row with too few fields")
            elif fields[9] not in ("RXNORM", "MTHSPL"):
                intake.skip(NEEDS_LICENCE)
            elif fields[0] not in atoms.concepts:
                intake.skip("an attribute of a concept that is not there")
            else:
                _take(fields, found, atoms, intake)
    intake.row(rows)
    return found


def _take(fields: list[str], found: Attributes, atoms: Atoms, intake: Intake) -> None:
    rxcui, name, sab, value = fields[0], fields[8], fields[9], fields[10]
    if name == "NDC" and sab == "RXNORM" and len(value) == _NDC and value.isdigit():
        found.ndcs.setdefault(rxcui, []).append(value)
    elif name in ("RXN_AVAILABLE_STRENGTH", "RXN_STRENGTH"):
        found.strengths.setdefault(rxcui, value)
    elif name == "UNII_CODE" and len(value) == _UNII:
        atoms.uniis.setdefault(rxcui, []).append(value)
    else:
        intake.skip(f"the attribute {name or '(none)'} is not used")
