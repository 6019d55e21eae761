"""The NDC directory of the FDA: product.txt and package.txt, or the JSON of openFDA (drug/ndc).

Quirks: a product of two listings stands twice; lists are separated by `; `, classes by a comma that
may stand in a name too; a unit is that of one piece (`mg/1`); quotes are plain signs; a text that
is not UTF-8 is Latin-1; older files have fewer columns, and no package file is needed.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.domain.errors import RejectedImport
from app.domain.facts import Fact, Source
from app.importers.files.archives import Part, find_parts, first_named, pick
from app.importers.files.json import read_value
from app.importers.ndc.facts import SOURCE, facts
from app.importers.ndc.parse import Listing, read_packages, read_products, read_records
from app.importers.run import Intake
from app.importers.source import DataSet

_HOMEPAGE = "https://www.fda.gov/drugs/drug-approvals-and-databases/national-drug-code-directory"


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """Products with their codes, brands, legal control and classes."""
    parts = find_parts(paths)
    products = pick(parts, r".*product.*\.txt(\.gz)?")
    packages = pick(parts, r".*package.*\.txt(\.gz)?")
    records = pick(parts, r".*\.json(\.gz)?")
    if not products and not records:
        problem = "there is no product.txt and no drug-ndc….json among"
        raise RejectedImport([f"{problem}: {first_named(parts)}"])
    intake.size = sum(part.size for part in (*products, *packages, *records))
    yield _source(records)
    yield from facts(_listings(products, packages, records, intake), intake)


def _listings(
    products: Sequence[Part], packages: Sequence[Part], records: Sequence[Part], intake: Intake
) -> Iterator[Listing]:
    codes = read_packages(packages, intake)
    yield from read_products(products, codes, intake)
    unclaimed = sum(map(len, codes.values()))
    if unclaimed:
        intake.skip("a package of a product that is not there", unclaimed)
    yield from read_records(records, intake)


def _source(records: Sequence[Part]) -> Source:
    versions = [read_value(part, "meta.last_updated") for part in records]
    stated = [one for one in versions if one]
    return Source(
        id=SOURCE,
        title="National Drug Code directory, as imported",
        kind="directory of products",
        publisher="US Food and Drug Administration",
        licence="public domain; as openFDA: CC0-1.0",
        version=max(stated) if stated else "not told by the files",
        address=_HOMEPAGE,
        note="A section is the NDC of a product: labeler and product.",
    )


DATA_SET = DataSet(
    key="ndc",
    title="NDC directory",
    homepage=_HOMEPAGE,
    licence="public domain; as openFDA: CC0-1.0",
    read=read,
    at_least=20,
    adds="US products with strength and form, NDCs, brands, DEA schedules, pharmacologic classes",
    files="ndctext.zip, its product.txt and package.txt, or drug-ndc-0001-of-0001.json.zip",
    size="12 MB zipped, 60 MB unpacked; as JSON 30 MB zipped, 250 MB unpacked",
    rank=30,
)
