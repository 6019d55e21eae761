"""RXNCONSO: every string of RxNorm, with the concept it names."""

from dataclasses import dataclass, field

from app.importers.intake import Intake
from app.importers.lines import read_lines
from app.importers.parts import Part

# Strings that are no concept of their own, but other names of one.
_OTHER_NAMES = frozenset({"SY", "TMSY", "PSN", "ET"})
_FIELDS = 18
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
        if len(fields) < _FIELDS or not fields[0].isdecimal():
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
