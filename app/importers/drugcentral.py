"""DrugCentral, as two public extracts of it arrange its tables: any of the files is enough.

`structures.smiles.tsv` and `FDA_`, `EMA_`, `PMDA_Approved.csv` (2023, CC BY-SA 4.0) list drugs;
`classes.tsv`, `drug-to-class.tsv` and `indications.tsv` (2016, CC BY 4.0) list classes and uses.
Quirks: the lists of approvals have no header, and say of a drug that it is approved, not for what;
the category of an indication is PharmacotherapyDB's judgement of the pair (NOT: no indication).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.errors import RejectedImport
from app.domain.facts import (
    Citation,
    Citations,
    ClassKind,
    Code,
    CodeSystem,
    Fact,
    Membership,
    Source,
    key,
)
from app.importers.files.archives import Part, find_parts, first_named, pick
from app.importers.files.text import read_rows, read_table
from app.importers.run import Intake
from app.importers.shared.effects_and_uses import USES, disease, indication_fact
from app.importers.shared.known import codes_of, may_join, more_names, reason_against, right_codes
from app.importers.source import DataSet

SOURCE = "drugcentral"
_STRUCTURE_COLUMNS = ("ID", "INN", "InChIKey", "CAS_RN")


def read_structures(parts: Sequence[Part], drugs: dict[str, str], intake: Intake) -> Iterator[Fact]:
    """Each structure as a drug; `drugs` are then known by their number in DrugCentral."""
    for part in parts:
        for _, (number, name, inchikey, cas) in read_table(
            part, intake, _STRUCTURE_COLUMNS, "\t", quoted=False
        ):
            codes = right_codes((CodeSystem.INCHIKEY, inchikey), (CodeSystem.CAS, cas))
            reason = reason_against(intake, name, codes)
            if not name or not number:
                intake.skip("a structure without a name")
            elif reason is not None:
                intake.skip(reason)
            else:
                cited = (Citation(SOURCE, name),)
                drug = drugs[number] = intake.drug(name, cited, codes)
                yield from more_names(intake, drug, [name], cited)
                yield from codes_of(intake, drug, codes, cited)


def read_approvals(
    parts: Sequence[Part],
    drugs: dict[str, str],
    approved: dict[str, list[str]],
    intake: Intake,
) -> Iterator[Fact]:
    """Drugs without a structure, such as antibodies; `approved` gets the agencies of each drug."""
    for part in parts:
        agency = part.name.split("_")[0].upper()
        for _, row in read_rows(part, intake):
            intake.row()
            number, name = row[0].strip(), row[1].strip() if len(row) > 1 else ""
            if not number.isdecimal() or not name:
                intake.skip("a row without a number and a name")
                continue
            reason = reason_against(intake, name)
            if number in drugs:
                intake.merge()
            elif reason is not None:
                intake.skip(reason)
                continue
            else:
                cited = (Citation(SOURCE, name),)
                drugs[number] = intake.drug(name, cited)
                yield from more_names(intake, drugs[number], [name], cited)
            agencies = approved.setdefault(drugs[number], [])
            if agency not in agencies:
                agencies.append(agency)


_EPC = "FDA Established Pharmacologic Class"
_CLASSES = ("class_id", "class_name", "class_source", "class_type")
_MEMBERS = ("drugbank_id", "drugbank_name", "class_id", "class_name")
# By type: our kind of class, and how the class is marked.
_TYPES = {
    _EPC: (ClassKind.THERAPEUTIC, "EPC"),
    "Mechanism of Action": (ClassKind.EFFECT, "MoA"),
    "Physiologic Effect": (ClassKind.EFFECT, "PE"),
    "Chemical/Ingredient": (ClassKind.CHEMICAL, "chemical"),
    "Pharmacological Action": (ClassKind.EFFECT, "MeSH"),
    "Application": (ClassKind.THERAPEUTIC, "ChEBI"),
}


@dataclass(frozen=True, slots=True)
class _Class:
    name: str
    type: str
    cited: Citations


def read_classes(
    classes: Sequence[Part], members: Sequence[Part], intake: Intake
) -> Iterator[Fact]:
    """Memberships. A class without a member here is left out."""
    known: dict[str, _Class] = {}
    for part in classes:
        for _, (code, name, _source, type_) in read_table(
            part, intake, _CLASSES, "\t", quoted=False
        ):
            if not code or not name or type_ not in _TYPES:
                intake.skip("a class without a name or of an unknown type")
            elif code in known:
                intake.merge()
            else:
                known[code] = _Class(name, type_, (Citation(SOURCE, name),))
    for part in members:
        for _, row in read_table(part, intake, _MEMBERS, "\t", quoted=False):
            yield from _member(row, known, intake)


def _member(row: list[str], known: dict[str, _Class], intake: Intake) -> Iterator[Fact]:
    drugbank, name, code, class_name = row
    one = known.get(code)
    codes = right_codes((CodeSystem.DRUGBANK, drugbank))
    reason = reason_against(intake, name, codes)
    if one is None:
        intake.skip("a member of a class that classes.tsv does not have")
    elif not name or not codes:
        intake.skip("a member without a right drug")
    elif reason is not None:
        intake.skip(reason)
    else:
        cited = (Citation(SOURCE, f"{name}, {class_name}"),)
        drug = intake.drug(name, (Citation(SOURCE, name),), codes)
        yield from more_names(intake, drug, [name], cited)
        yield from codes_of(intake, drug, codes, cited)
        yield from _joined(drug, code, one, cited, intake)


def _joined(drug: str, code: str, one: _Class, cited: Citations, intake: Intake) -> Iterator[Fact]:
    slug = _class_of(code, one, intake)
    if one.type == _EPC and intake.first(("class", slug, code)):
        yield Code(key("class", slug), CodeSystem.EPC, code, one.cited)
    if not may_join(intake, drug, slug):
        intake.skip("a curated class that curators do not put this drug into")
    elif intake.first(("member", drug, slug)):
        yield Membership(drug, slug, True, cited)
    else:
        intake.merge()


def _class_of(code: str, one: _Class, intake: Intake) -> str:
    kind, mark = _TYPES[one.type]
    marked = f"{one.name} [{mark}]"
    if one.type != _EPC:
        return intake.drug_class(marked, one.cited, kind)
    codes = right_codes((CodeSystem.EPC, code))
    if intake.known.classes.identify(one.name, codes) is not None:
        return intake.drug_class(one.name, one.cited, kind, codes)
    return intake.drug_class(marked, one.cited, kind, codes)


_INDICATION_COLUMNS = ("doid_id", "drugbank_id", "disease", "drug", "category")
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
        for _, row in read_table(part, intake, _INDICATION_COLUMNS, "\t", quoted=False):
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
    condition, words = disease(intake, doid, name, cited)
    for system, code in words:
        yield Code(key("condition", condition), system, code, cited)
    use = _THROWN_OUT if category == "NOT" else USES[category]
    agencies = ", ".join(approved.get(drug, ()))
    more = f", only that {agencies} approved the drug for some use" if agencies else ""
    id_ = f"drugcentral:{drugbank}:{doid}"
    yield indication_fact(id_, drug, condition, use, _WHO, more, cited)


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
