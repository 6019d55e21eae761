"""Which concepts name more ingredients than the files tell: a part of the whole would be taken for
all of it.
"""

import re

from app.importers.rxnorm.atoms import Atoms
from app.importers.rxnorm.relations import Relations

# The names of these list their ingredients with ` / ` between them; those of packs list products.
_LISTING = frozenset(
    {"MIN", "SCD", "SBD", "SCDC", "SBDC", "SCDF", "SBDF", "SCDG", "SBDG", "SCDFP", "SBDFP", "SCDGP"}
)
# `24 HR` and `0.3 ML` before a name.
_MEASURE = re.compile(r"^(?:[\d.]+\s+(?:HR|ML|ACTUAT|MG|UNT)\s+)+", re.I)


def incomplete(atoms: Atoms, relations: Relations) -> frozenset[str]:
    """The concepts of which not every ingredient is told, and the brands of such."""
    found = {
        rxcui
        for rxcui, (term_type, name, _) in atoms.concepts.items()
        if term_type in _LISTING
        and " / " in name
        and len(relations.ingredients(rxcui, atoms)) < _named(name)
    }
    brands = {
        below
        for rxcui in found
        for below in relations.down.get(rxcui, ())
        if atoms.concepts[below][0] == "BN"
    }
    return frozenset(found | brands)


def _named(name: str) -> int:
    """How many different ingredients a name lists; two salts of one have the same first word."""
    parts = (_MEASURE.sub("", part.strip()) for part in name.split(" / "))
    return len({part.split(" ")[0].casefold().strip(",") for part in parts})
