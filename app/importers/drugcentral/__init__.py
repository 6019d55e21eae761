"""DrugCentral, as two public extracts of it arrange its tables: any of the files is enough.

`structures.smiles.tsv` and `FDA_`, `EMA_`, `PMDA_Approved.csv` (2023, CC BY-SA 4.0) tell drugs;
`classes.tsv`, `drug-to-class.tsv` and `indications.tsv` (2016, CC BY 4.0) tell classes and uses.
Quirks: the lists of approvals have no header, and say of a drug that it is approved, not for what;
the category of an indication is PharmacotherapyDB's judgement of the pair (NOT: no indication).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.domain.errors import RejectedImport
from app.domain.facts import Fact, Source
from app.importers.data_set import DataSet
from app.importers.drugcentral.classes import read_classes
from app.importers.drugcentral.drugs import SOURCE, read_approvals, read_structures
from app.importers.drugcentral.indications import read_indications
from app.importers.intake import Intake
from app.importers.parts import find_parts, first_named, pick


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """Drugs, then their classes and indications."""
    parts = find_parts(paths)
    structures = pick(parts, r"structures\.smiles\.tsv")
    approvals = pick(parts, r"(FDA|EMA|PMDA)_Approved\.csv")
    classes, members = pick(parts, r"classes\.tsv"), pick(parts, r"drug-to-class\.tsv")
    indications = pick(parts, r"indications\.tsv")
    used = [*structures, *approvals, *classes, *members, *indications]
    if not used:
        raise RejectedImport([f"{first_named(parts)}: none of these is a file of DrugCentral's"])
    if len(members) > len(classes):
        raise RejectedImport([f"{members[0]}: classes.tsv is needed beside it"])
    intake.size = sum(part.size for part in used)
    yield _source()
    drugs: dict[str, str] = {}
    yield from read_structures(structures, drugs, intake)
    approved: dict[str, list[str]] = {}
    yield from read_approvals(approvals, drugs, approved, intake)
    yield from read_classes(classes, members, intake)
    yield from read_indications(indications, approved, intake)


def _source() -> Source:
    return Source(
        id=SOURCE,
        title="DrugCentral, as imported",
        kind="drug compendium",
        publisher="DrugCentral, University of New Mexico (Ursu and others 2017)",
        licence="CC BY-SA 4.0 (structures, approvals); CC BY 4.0 (classes, indications)",
        version="2023 (structures, approvals); 2016 (classes, indications)",
        address="https://drugcentral.org",
        note="A section is the name of a drug, with a class or disease as the files name it.",
    )


DATA_SET = DataSet(
    key="drugcentral",
    title="DrugCentral",
    homepage="https://drugcentral.org",
    licence="CC-BY-SA-4.0 (classes and indications of 2016: CC-BY-4.0)",
    read=read,
    at_least=500,
    adds="4,000 drugs with InChIKey and CAS number, classes of FDA, MeSH and ChEBI, indications",
    files=(
        "structures.smiles.tsv(.gz), FDA_Approved.csv, EMA_Approved.csv, PMDA_Approved.csv, "
        "classes.tsv with drug-to-class.tsv, indications.tsv, or a folder of these"
    ),
    size="1.2 MB",
    rank=40,
)
