"""Which thesaurus it is: the name of its file tells."""

import re

from app.domain.facts import Source
from app.importers.parts import Part

KEY = "ansm"
HOMEPAGE = "https://ansm.sante.fr/documents/reference/thesaurus-des-interactions-medicamenteuses-1"
LICENCE = "French public sector information, reused with attribution"
_DATE = re.compile(r"_(\d{4})_(\d{2})\.json", re.IGNORECASE)


def source_of(thesaurus: Part) -> Source:
    """The source of all facts of this import."""
    found = _DATE.search(thesaurus.name)
    return Source(
        id=KEY,
        title="ANSM, Thesaurus des interactions médicamenteuses",
        kind="interaction list",
        publisher="Agence nationale de sécurité du médicament et des produits de santé, France",
        licence=LICENCE,
        version=f"{found[1]}-{found[2]}" if found else "not told by the files",
        address=HOMEPAGE,
        note="A rating is one of the four French levels; texts behind [fr] are in French.",
    )
