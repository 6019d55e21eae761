"""RXNSAT: NDCs, strengths and UNIIs of concepts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.importers.intake import Intake
from app.importers.lines import read_lines
from app.importers.parts import Part
from app.importers.rxnorm.atoms import NEEDS_LICENCE, Atoms

_FIELDS = 13


@dataclass(slots=True)
class Attributes:
    """By RxCUI: the NDCs in eleven digits, and the strength."""

    ndcs: dict[str, list[str]] = field(default_factory=dict)
    strengths: dict[str, str] = field(default_factory=dict)


def read_attributes(parts: Sequence[Part], atoms: Atoms, intake: Intake) -> Attributes:
    """What is said of concepts of RxNorm."""
    found = Attributes()
    skipped: Counter[str] = Counter()
    rows = 0
    for part in parts:
        for _, line in read_lines(part, intake):
            rows += 1
            fields = line.split("|")
            if len(fields) < _FIELDS:
                skipped["a row with too few fields"] += 1
                continue
            rxcui, name, sab, value = fields[0], fields[8], fields[9], fields[10]
            if sab not in ("RXNORM", "MTHSPL"):
                skipped[NEEDS_LICENCE] += 1
            elif rxcui not in atoms.concepts:
                skipped["an attribute of a concept that is not there"] += 1
            elif name == "NDC" and sab == "RXNORM" and len(value) == 11 and value.isdigit():
                found.ndcs.setdefault(rxcui, []).append(value)
            elif name in ("RXN_AVAILABLE_STRENGTH", "RXN_STRENGTH"):
                found.strengths.setdefault(rxcui, value)
            elif name == "UNII_CODE" and len(value) == 10:
                atoms.uniis.setdefault(rxcui, []).append(value)
            else:
                skipped[f"the attribute {name or '(none)'} is not used"] += 1
    intake.row(rows)
    intake.skipped.update(skipped)
    return found
