"""UNII lists of FDA (GSRS): `UNII_Names` and `UNII_Records`, both or one, of any year.

The lists name a million substances, from plants to plastics: as drugs they would drown all others.
Only drugs that another data set has get their names and codes from them; the rest is counted in
the report. A salt's name and codes go to its base. Systematic names, code numbers and trade names
(which may hold something else elsewhere) are left out.
Quirks: the column of the preferred term is `PT` in old files and `Display Name` in new ones, and so
do the types differ (`SY`, `SN`, `CD`, `TR`; `of`, `cn`, `sys`, `cd`, `bn`); a name may end with
its origin in brackets (`[INN]`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.errors import RejectedImport
from app.domain.facts import Citation, CodeSystem, Fact, NameKind, Source
from app.domain.names.lexicon import without_salts
from app.domain.names.text import normalise
from app.importers.files.archives import Part, find_parts, open_part, pick
from app.importers.files.publishers import at
from app.importers.files.text import read_table
from app.importers.run import Intake
from app.importers.shared.known import codes_of, known_drug, other_name, right_codes
from app.importers.source import DataSet

_SOURCE = "unii"
_UNKNOWN = "a substance that no other data set tells as a drug"
_LEFT_OUT = {
    "sn": "a systematic name",
    "sys": "a systematic name",
    "cd": "a code number",
    "tr": "a trade name",
    "bn": "a trade name",
}
_ORIGIN = re.compile(r"(?:\s*\[[^\]]*\])+$")
_RECORD = ("UNII", "RN", "RXCUI", "PUBCHEM", "INCHIKEY")


@dataclass(slots=True)
class _Substances:
    """The drug behind each UNII that was met, None for no known one."""

    intake: Intake
    drugs: dict[str, str | None] = field(default_factory=dict)

    def drug(self, unii: str, name: str, *codes: tuple[CodeSystem, str]) -> str | None:
        """By UNII, other codes and preferred term, the first time; then as it was."""
        if unii not in self.drugs:
            cited = (Citation(_SOURCE, unii),)
            right = right_codes((CodeSystem.UNII, unii), *codes)
            self.drugs[unii] = known_drug(self.intake, name, cited, right)
        return self.drugs[unii]


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """Codes, then names of known drugs."""
    parts = find_parts(paths)
    names = pick(parts, r"UNII_Names.*\.txt|UNII.*\.csv")
    records = pick(parts, r"UNII_Records.*\.txt")
    if not names and not records:
        raise RejectedImport([f"there is no UNII_Names or UNII_Records among: {parts[0]}, …"])
    intake.size = sum(part.size for part in (*names, *records))
    yield _source(names or records)
    substances = _Substances(intake)
    for part in records:
        yield from _records(part, substances, intake)
    for part in names:
        yield from _names(part, substances, intake)


def _source(parts: Sequence[Part]) -> Source:
    stem = Path(parts[0].name).stem
    return Source(
        id=_SOURCE,
        title="UNII lists, as imported",
        kind="terminology",
        publisher="US Food and Drug Administration and NCATS, GSRS",
        licence="public domain (US government)",
        version=stem.removeprefix("UNII_Names_").removeprefix("UNII_Records_"),
        address="https://precision.fda.gov/uniisearch/archive",
        note="A section is a UNII.",
    )


def _records(part: Part, substances: _Substances, intake: Intake) -> Iterator[Fact]:
    preferred, delimiter = _form(part)
    columns = (*_RECORD, preferred)
    for _, row in read_table(part, intake, columns, delimiter, quoted=delimiter == ","):
        unii, cas, rxcui, pubchem, inchikey, name = row
        codes = right_codes(
            (CodeSystem.RXNORM, rxcui),
            (CodeSystem.UNII, unii),
            (CodeSystem.INCHIKEY, inchikey),
            (CodeSystem.CAS, cas),
            (CodeSystem.PUBCHEM, pubchem),
        )
        drug = substances.drug(unii, name, *codes)
        if drug is None:
            intake.skip(_UNKNOWN)
        else:
            yield from codes_of(intake, drug, codes, (Citation(_SOURCE, unii),))


def _names(part: Part, substances: _Substances, intake: Intake) -> Iterator[Fact]:
    preferred, delimiter = _form(part)
    columns = ("Name", "TYPE", "UNII", preferred)
    for _, row in read_table(part, intake, columns, delimiter, quoted=delimiter == ","):
        name, kind, unii, name_ = row
        drug = substances.drug(unii, name_) if unii and name else None
        if drug is None:
            intake.skip(_UNKNOWN)
        elif kind.casefold() in _LEFT_OUT:
            intake.skip(_LEFT_OUT[kind.casefold()])
        else:
            cited = (Citation(_SOURCE, unii),)
            yield from codes_of(intake, drug, right_codes((CodeSystem.UNII, unii)), cited)
            yield from other_name(intake, drug, _ORIGIN.sub("", name), cited, _kind(name_))


def _kind(preferred: str) -> NameKind:
    words = tuple(normalise(preferred).split())
    return NameKind.SYNONYM if without_salts(words) == words else NameKind.SALT


def _form(part: Part) -> tuple[str, str]:
    """The column of the preferred term, and what separates columns, by the first line."""
    with open_part(part) as opened:
        header = opened.readline(10_000).decode("latin-1").strip()
    delimiter = "\t" if "\t" in header else ","
    columns = [one.strip().casefold() for one in header.split(delimiter)]
    return ("PT" if "pt" in columns else "Display Name"), delimiter


DATA_SET = DataSet(
    key="unii",
    title="UNII lists",
    homepage="https://precision.fda.gov/uniisearch/archive",
    licence="public domain (US government)",
    read=read,
    at_least=1,
    adds="UNIIs, CAS numbers, PubChem CIDs, InChIKeys and more names of drugs known already",
    files="UNIIs.zip, or UNII_Names_….txt and UNII_Records_….txt",
    size="35 MB zipped, 150 MB unpacked",
    rank=25,
    # The archive page offers the latest names and records under these addresses.
    published=at(
        "https://precision.fda.gov/uniisearch/archive/latest/UNIIs.zip",
        "https://precision.fda.gov/uniisearch/archive/latest/UNII_Data.zip",
        documented="https://precision.fda.gov/uniisearch/archive",
    ),
)
