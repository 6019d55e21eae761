"""Indications of DrugCentral."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from app.domain.facts import Citation, Code, Fact, key
from app.domain.terms import CodeSystem
from app.importers.drugcentral.drugs import SOURCE
from app.importers.indicating import USES, disease, tell_indication
from app.importers.intake import Intake
from app.importers.known import codes_of, more_names, reason_against, right_codes
from app.importers.lines import read_table
from app.importers.parts import Part

_COLUMNS = ("doid_id", "drugbank_id", "disease", "drug", "category")
_WHO = "DrugCentral"
# The pair stands in DrugCentral, and physicians threw it out: then it is no indication here.
_THROWN_OUT = replace(
    USES["NOT"],
    words="lists the pair, but the physicians of PharmacotherapyDB do not count it as an "
    "indication.",
)


def read_indications(
    parts: Sequence[Part], approved: Mapping[str, list[str]], intake: Intake
) -> Iterator[Fact]:
    """One statement for each row; `approved` are the agencies of a drug, for whatever use."""
    for part in parts:
        for _, row in read_table(part, intake, _COLUMNS, "\t", quoted=False):
            reason = _reason_against(row, intake)
            if reason is not None:
                intake.skip(reason)
            elif not intake.first(("pair", row[0], row[1])):
                intake.merge()
            else:
                yield from _statement(row, approved, intake)


def _reason_against(row: list[str], intake: Intake) -> str | None:
    doid, drugbank, name, drug_name, category = row
    if not right_codes((CodeSystem.DRUGBANK, drugbank)) or not drug_name:
        return "an indication without a right drug"
    if not right_codes((CodeSystem.DOID, doid)) or not name:
        return "an indication without a right disease"
    if category not in USES:
        return "an unknown category of an indication"
    return reason_against(intake, drug_name, [(CodeSystem.DRUGBANK, drugbank)])


def _statement(row: list[str], approved: Mapping[str, list[str]], intake: Intake) -> Iterator[Fact]:
    doid, drugbank, name, drug_name, category = row
    cited = (Citation(SOURCE, f"{drug_name}, {name}"),)
    codes = [(CodeSystem.DRUGBANK, drugbank)]
    drug = intake.drug(drug_name, cited, codes)
    yield from more_names(intake, drug, [drug_name], cited)
    yield from codes_of(intake, drug, codes, cited)
    condition, terms = disease(intake, doid, name, cited)
    for system, code in terms:
        yield Code(key("condition", condition), system, code, cited)
    use = _THROWN_OUT if category == "NOT" else USES[category]
    agencies = ", ".join(approved.get(drug, ()))
    more = f", only that {agencies} approved the drug for some use" if agencies else ""
    id_ = f"drugcentral:{drugbank}:{doid}"
    yield tell_indication(id_, drug, condition, use, _WHO, more, cited)
