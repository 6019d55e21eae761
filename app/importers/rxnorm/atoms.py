"""RXNCONSO: every string of RxNorm, with the concept it names."""

from collections import Counter
from dataclasses import dataclass, field

from app.importers.intake import Intake
from app.importers.lines import read_lines
from app.importers.parts import Part

# Strings that are no concept of their own, but other names of one.
_OTHER_NAMES = frozenset({"SY", "TMSY", "PSN", "ET"})
_FIELDS = 18
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
    concepts, names = atoms.concepts, atoms.names
    skipped: Counter[str] = Counter()
    rows = merged = 0
    for _, line in read_lines(part, intake):
        rows += 1
        if not any(mine in line for mine in _MINE):
            # Most lines of the full release: they need not be taken apart.
            skipped[NEEDS_LICENCE] += 1
            continue
        fields = line.split("|")
        if len(fields) < _FIELDS:
            skipped["a row with too few fields"] += 1
            continue
        rxcui, sab, term_type, text = fields[0], fields[11], fields[12], fields[14]
        if sab == "RXNORM":
            if term_type in _OTHER_NAMES:
                if fields[16] == "N":
                    names.setdefault(rxcui, []).append(text)
                else:
                    skipped["a retired name"] += 1
            elif rxcui not in concepts or concepts[rxcui][2]:
                concepts[rxcui] = (term_type, text, fields[16] != "N")
            else:
                merged += 1
        elif sab == "MTHSPL" and term_type == "SU" and len(fields[13]) == 10:
            atoms.uniis.setdefault(rxcui, []).append(fields[13])
        elif sab == "ATC" and term_type == "IN":
            atoms.atc.setdefault(rxcui, []).append(fields[13])
        else:
            skipped[NEEDS_LICENCE if sab != "MTHSPL" else "a name from a label"] += 1
    intake.row(rows)
    intake.merge(merged)
    intake.skipped.update(skipped)
    return atoms
