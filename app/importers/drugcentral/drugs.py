"""The drugs of DrugCentral, with their codes, and who approved them."""

from collections.abc import Iterator, Sequence

from app.domain.facts import Citation, Fact
from app.domain.terms import CodeSystem
from app.importers.intake import Intake
from app.importers.known import codes_of, more_names, reason_against, right_codes
from app.importers.lines import read_rows, read_table
from app.importers.parts import Part

SOURCE = "drugcentral"
_COLUMNS = ("ID", "INN", "InChIKey", "CAS_RN")


def read_structures(parts: Sequence[Part], drugs: dict[str, str], intake: Intake) -> Iterator[Fact]:
    """Each structure as a drug; `drugs` are then known by their number in DrugCentral."""
    for part in parts:
        for _, (number, name, inchikey, cas) in read_table(
            part, intake, _COLUMNS, "\t", quoted=False
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
