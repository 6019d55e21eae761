"""The open vocabulary of DrugBank (CC0): names and identifiers, no pharmacology.

Most of its 15,000 entries are research substances. Only drugs that another data set has get their
names and codes from it; the others are counted in the report. Lists in a cell are separated by
` | `; the accession numbers hold the ids of entries that were merged into this one.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.domain.facts import Citation, CodeSystem, Fact, Source
from app.importers.files.archives import find_parts, pick_one
from app.importers.files.text import read_table
from app.importers.run import Intake
from app.importers.shared.known import codes_of, known_drug, more_names, right_codes
from app.importers.source import DataSet

_SOURCE = "drugbank-vocabulary-files"
_COLUMNS = (
    "DrugBank ID",
    "Accession Numbers",
    "Common name",
    "CAS",
    "UNII",
    "Synonyms",
    "Standard InChI Key",
)


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """Names and codes of known drugs."""
    part = pick_one(find_parts(paths), r"drugbank[ _]vocabulary\.csv", "drugbank vocabulary.csv")
    intake.size = part.size
    yield Source(
        id=_SOURCE,
        title="DrugBank Vocabulary, as imported",
        kind="terminology",
        publisher="DrugBank",
        licence="CC0 1.0",
        version="not told by the files",
        address="https://go.drugbank.com/releases/latest#open-data",
        note="A section is the DrugBank id of a drug.",
    )
    for _, row in read_table(part, intake, _COLUMNS):
        yield from _entry(row, intake)


def _entry(row: list[str], intake: Intake) -> Iterator[Fact]:
    drugbank, others, name, cas, unii, synonyms, inchikey = row
    first = right_codes((CodeSystem.DRUGBANK, drugbank))
    if not first or not name:
        intake.skip("a row without a DrugBank id and a name")
        return
    cited = (Citation(_SOURCE, drugbank),)
    codes = first + right_codes(
        (CodeSystem.UNII, unii),
        (CodeSystem.INCHIKEY, inchikey),
        (CodeSystem.CAS, cas),
        *((CodeSystem.DRUGBANK, one) for one in _listed(others)),
    )
    drug = known_drug(intake, name, cited, codes)
    if drug is None:
        intake.skip("a substance that no other data set tells as a drug")
        return
    yield from codes_of(intake, drug, codes, cited)
    yield from more_names(intake, drug, [name, *_listed(synonyms)], cited)


def _listed(cell: str) -> list[str]:
    return [one.strip() for one in cell.split(" | ") if one.strip()]


DATA_SET = DataSet(
    key="drugbank-vocabulary",
    title="DrugBank Vocabulary",
    homepage="https://go.drugbank.com/releases/latest#open-data",
    licence="CC0-1.0",
    read=read,
    at_least=100,
    adds="DrugBank ids, UNIIs, CAS numbers, InChIKeys and foreign names of drugs known already",
    files="drugbank_all_drugbank_vocabulary.csv.zip, or drugbank vocabulary.csv(.gz)",
    size="1 MB zipped, 3 MB unpacked",
    rank=30,
)
