"""RxNorm: RRF files, the full release or the prescribable subset, as a zip, a folder or files.

Quirks: a row of RXNREL reads backwards (RXCUI2 RELA RXCUI1), and every relation stands both ways;
rows with SUPPRESS O, E or Y are retired; most rows of the full release belong to vocabularies that
need a licence of their own and are left out.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.domain.facts import Fact
from app.importers.files.archives import Part, find_parts, pick, pick_one
from app.importers.run import Intake
from app.importers.rxnorm.facts import facts
from app.importers.rxnorm.parse import read_atoms, read_attributes, read_relations, read_source
from app.importers.source import DataSet


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """Concepts, their relations, and what they mean for drugs, names, products and codes."""
    parts = find_parts(paths)
    conso = pick_one(_nearest(parts), r"RXNCONSO\.RRF(\.gz)?", "RXNCONSO.RRF")
    rel = pick_one(_nearest(parts), r"RXNREL\.RRF(\.gz)?", "RXNREL.RRF")
    sat = pick(_nearest(parts), r"RXNSAT\.RRF(\.gz)?")
    sab = pick(_nearest(parts), r"RXNSAB\.RRF(\.gz)?")
    intake.size = conso.size + rel.size + sum(part.size for part in (*sat, *sab))
    yield read_source(sab, intake)
    atoms = read_atoms(conso, intake)
    relations = read_relations(rel, atoms, intake)
    attributes = read_attributes(sat, atoms, intake)
    yield from facts(atoms, relations, attributes, intake)


def _nearest(parts: Sequence[Part]) -> list[Part]:
    """The full release contains the prescribable subset too, in a folder of its own."""
    outer = [part for part in parts if "prescribe/" not in str(part.member or part.path).lower()]
    return outer or list(parts)


DATA_SET = DataSet(
    key="rxnorm",
    title="RxNorm",
    homepage="https://www.nlm.nih.gov/research/umls/rxnorm/",
    licence="public domain (rows of SAB RXNORM and MTHSPL; others are left out)",
    read=read,
    at_least=100,
    adds="US names, brands, products with strength and form, RxCUIs of every term type, NDCs",
    files="RxNorm_full_MMDDYYYY.zip or RxNorm_full_prescribe_MMDDYYYY.zip, or its folder rrf/",
    size="280 MB zipped, 1.6 GB unpacked; prescribable: 40 MB zipped",
    rank=10,
)
