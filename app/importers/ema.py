"""EMA: medicines that the European Medicines Agency authorised for the whole EU.

The table of medicines as JSON (`data`, fields in small letters) or as tab-separated text with the
headings of the agency's sheet. Quirks: withdrawn, refused and animal medicines are in it; one
substance has many medicines; the INN of a combination is a list with commas or slashes. Texts of
indications name conditions in sentences, and are not read.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.domain.errors import RejectedImport
from app.domain.facts import Citation, Citations, Fact, Source
from app.domain.names.lexicon import names_nothing
from app.importers.files.archives import Part, find_parts, first_named, pick
from app.importers.files.json import read_items
from app.importers.files.publishers import at
from app.importers.files.text import read_table
from app.importers.run import Intake
from app.importers.shared.brands import Brands, brand_of
from app.importers.shared.known import Ingredients, codes_of, substance_codes
from app.importers.shared.labels import split_names
from app.importers.source import DataSet

KEY = "ema"
_REGION = "EU"
_HOMEPAGE = "https://www.ema.europa.eu/en/medicines/download-medicine-data"
# What is read: its heading in the sheet, and its field in the JSON.
_COLUMNS = {
    "category": ("Category", "category"),
    "name": ("Medicine name", "name_of_medicine"),
    "inn": (
        "International non-proprietary name (INN) / common name",
        "international_non_proprietary_name_common_name",
    ),
    "number": ("Product number", "ema_product_number"),
    "status": ("Authorisation status", "medicine_status"),
    "atc": ("ATC code", "atc_code_human"),
}
_GROUP = ("Human pharmacotherapeutic group", "pharmacotherapeutic_group_human")
_AUTHORISED = "authorised"
# The name of a substance has few words; a description of cells or of a vaccine has many.
_MOST_WORDS = 6
Row = Mapping[str, str]


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """Brands of the EU, and ATC codes of their substances."""
    parts = find_parts(paths)
    tables = pick(parts, r".*\.(tsv|json)(\.gz)?")
    if not tables:
        raise RejectedImport([f"there is no table of medicines among: {first_named(parts)}"])
    intake.size = sum(part.size for part in tables)
    yield Source(
        id=KEY,
        title="Medicines authorised for the EU, as imported",
        kind="directory of products",
        publisher="European Medicines Agency",
        licence=DATA_SET.licence,
        version=", ".join(part.name for part in tables),
        address=_HOMEPAGE,
        note="© European Medicines Agency. A section is the product number of a medicine.",
    )
    ingredients, brands = Ingredients(intake), Brands(KEY, _REGION, intake)
    for part in tables:
        rows = _records(part, intake) if ".json" in part.name else _lines(part, intake)
        for row in rows:
            yield from _medicine(row, ingredients, brands, intake)
    yield from ingredients.facts()
    yield from brands.facts()


def _lines(part: Part, intake: Intake) -> Iterator[Row]:
    headings = [heading for heading, _ in _COLUMNS.values()]
    for _, row in read_table(part, intake, headings, "\t", optional=[_GROUP[0]], quoted=False):
        yield dict(zip([*_COLUMNS, "group"], row, strict=True))


def _records(part: Part, intake: Intake) -> Iterator[Row]:
    for number, record in read_items(part, intake, "data.item"):
        if not isinstance(record, dict) or "name_of_medicine" not in record:
            raise RejectedImport([f"{part}:{number}: no medicine with a field name_of_medicine"])
        intake.row()
        fields = {name: field for name, (_, field) in _COLUMNS.items()} | {"group": _GROUP[1]}
        yield {name: _plain(record.get(field)) for name, field in fields.items()}


def _plain(value: Any) -> str:
    return " ".join(str(value or "").split())


def _medicine(row: Row, ingredients: Ingredients, brands: Brands, intake: Intake) -> Iterator[Fact]:
    substances = list(dict.fromkeys(split_names(row["inn"])))
    reason = _reason_against(row, substances, intake)
    if reason is not None:
        intake.skip(reason)
        return
    if not intake.first(("medicine", row["number"], row["name"])):
        intake.merge()
        return
    cited = (Citation(KEY, row["number"]),)
    drugs = tuple(dict.fromkeys(ingredients.find(one, cited) for one in substances))
    brand = brand_of(row["name"].partition("(")[0])
    brands.add(brand, drugs, (*substances, *drugs), cited)
    if len(drugs) == 1:
        yield from _code(row["atc"].upper(), drugs[0], cited, intake)


def _reason_against(row: Row, substances: Sequence[str], intake: Intake) -> str | None:
    if row["category"].casefold() != "human":
        return "not for people"
    if row["status"].casefold() != _AUTHORISED:
        return "a medicine that is not authorised"
    if not row["name"] or not row["number"] or not substances:
        return "a row without a medicine, its number and its substance"
    if "vaccine" in f"{row['group']} {row['inn']}".casefold():
        return "a vaccine"
    if any(names_nothing(one) or len(one.split()) > _MOST_WORDS for one in substances):
        return "a description, not the name of a substance"
    reasons = (intake.recognise(one).reason for one in substances)
    return next((one for one in reasons if one is not None), None)


def _code(atc: str, drug: str, cited: Citations, intake: Intake) -> Iterator[Fact]:
    codes = substance_codes(atc)
    if not codes:
        return
    meant = intake.find_drug("", codes)
    if meant is not None and meant != drug:
        intake.conflict(f"ATC {atc} means {meant}, but {cited[0].section} is of {drug}")
    else:
        yield from codes_of(intake, drug, codes, cited)


DATA_SET = DataSet(
    key=KEY,
    title="Medicines authorised for the EU (EMA)",
    homepage=_HOMEPAGE,
    licence="reuse with acknowledgement of the European Medicines Agency",
    read=read,
    at_least=5,
    adds="EU brands of 1,000 substances and their ATC codes",
    files="the table of medicines as JSON, or as tab-separated text with the agency's headings",
    size="10 MB",
    rank=38,
    # The download page offers the table of medicines as JSON under this address.
    published=at(
        "https://www.ema.europa.eu/en/documents/report/"
        "medicines-output-medicines_json-report_en.json",
        documented=_HOMEPAGE,
    ),
)
