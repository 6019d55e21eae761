"""PharmacotherapyDB 1.0: drugs and diseases that physicians sorted (`indications.tsv`).

Category DM is disease-modifying, SYM symptomatic, NOT a non-indication: the pair stood in other
sources and the physicians threw it out. Names of drugs are DrugBank's, of diseases the Disease
Ontology's. The catalogue is finished: 1,388 rows.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.domain.facts import Citation, Code, CodeSystem, Fact, Source, key
from app.importers.files.archives import find_parts, pick_one
from app.importers.files.publishers import at
from app.importers.files.text import read_table
from app.importers.run import Intake
from app.importers.shared.effects_and_uses import USES, disease, indication_fact
from app.importers.shared.known import codes_of, more_names, reason_against, right_codes
from app.importers.source import DataSet

_SOURCE = "pharmacotherapydb-files"
_WHO = "PharmacotherapyDB, a catalogue that physicians sorted,"
_COLUMNS = ("doid_id", "drugbank_id", "disease", "drug", "category")


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """One statement for each row of a single drug."""
    part = pick_one(find_parts(paths), r"indications\.tsv", "indications.tsv")
    intake.size = part.size
    yield Source(
        id=_SOURCE,
        title="PharmacotherapyDB, as imported",
        kind="indication catalogue",
        publisher="Himmelstein and others, Hetionet project",
        licence="CC0 1.0",
        version="1.0",
        address="https://github.com/dhimmel/indications",
        note="A section is a drug and a disease as the catalogue names them.",
    )
    for _, row in read_table(part, intake, _COLUMNS, "\t", quoted=False):
        yield from _statement(row, intake)


def _statement(row: list[str], intake: Intake) -> Iterator[Fact]:
    doid, drugbank, name, drug_name, category = row
    reason = _reason_against(row, intake)
    if reason is not None:
        intake.skip(reason)
        return
    if not intake.first((drugbank, doid, category)):
        intake.merge()
        return
    if not intake.first((drugbank, doid)):
        intake.skip("a pair that stood there in another category")
        return
    cited = (Citation(_SOURCE, f"{drug_name}, {name}"),)
    codes = [(CodeSystem.DRUGBANK, drugbank)]
    drug = intake.drug(drug_name, cited, codes)
    yield from codes_of(intake, drug, codes, cited)
    yield from more_names(intake, drug, [drug_name], cited)
    condition, words = disease(intake, doid, name, cited)
    for system, code in words:
        yield Code(key("condition", condition), system, code, cited)
    yield indication_fact(
        f"pharmacotherapydb:{drugbank}:{doid}", drug, condition, USES[category], _WHO, "", cited
    )


def _reason_against(row: list[str], intake: Intake) -> str | None:
    doid, drugbank, name, drug_name, category = row
    if not right_codes((CodeSystem.DRUGBANK, drugbank)) or not drug_name:
        return "a row without a right drug"
    if not right_codes((CodeSystem.DOID, doid)) or not name:
        return "a row without a right disease"
    if not category or category not in USES:
        return "a category that is not DM, SYM or NOT"
    return reason_against(intake, drug_name, [(CodeSystem.DRUGBANK, drugbank)])


DATA_SET = DataSet(
    key="pharmacotherapydb",
    title="PharmacotherapyDB",
    homepage="https://github.com/dhimmel/indications",
    licence="CC0-1.0",
    read=read,
    at_least=2_000,
    adds="what 600 drugs are used for in 97 diseases, and what physicians did not accept as a use",
    files="indications.tsv of the folder catalog/, or a folder or zip that holds it",
    size="77 kB",
    rank=50,
    # The repository publishes its catalog on this branch.
    published=at(
        "https://raw.githubusercontent.com/dhimmel/indications/gh-pages/catalog/indications.tsv",
        documented="https://github.com/dhimmel/indications",
    ),
)
