"""The names that stand in each public register, as it writes them.

Only registers that may be copied and sold are read here; which ones they are, and what each asks
for, is in `seed/LICENSE.md`.
"""

import csv
import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from defusedxml import ElementTree

# Whether it is a brand, and the name.
Written = tuple[bool, str]
# What stands between two names in one cell of a table.
_SEPARATORS = re.compile(r"\s*(?:[;|,]|\s\+\s|\sand\s)\s*", re.IGNORECASE)
_STATED_SALT = re.compile(r"^(.*?)\s*\((.*)\)\s*$")


@dataclass(frozen=True, slots=True)
class Register:
    """A register: the id of its list, the source and section that a list cites, and its names."""

    id: str
    cite: str
    names: Callable[[Path], Iterator[Written]]


def _text(path: Path, encoding: str = "utf-8") -> io.StringIO:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return io.StringIO(content.decode(encoding))


def rows(path: Path, encoding: str = "utf-8", tabs: bool = True) -> Iterator[list[str]]:
    if tabs:
        return (line.rstrip("\r\n").split("\t") for line in _text(path, encoding))
    return csv.reader(_text(path, encoding))


def table(path: Path, tabs: bool = True) -> Iterator[dict[str, str]]:
    lines = rows(path, tabs=tabs)
    header = next(lines)
    return (dict(zip(header, row, strict=False)) for row in lines)


def _each(cell: str) -> Iterator[Written]:
    """The substances of a cell, together and each of them."""
    yield False, cell
    for part in _SEPARATORS.split(cell):
        found = _STATED_SALT.match(part)
        for one in found.groups() if found else (part,):
            yield False, one


def us_labels(data: Path) -> Iterator[Written]:
    """Brands and substances of US labels, and those of the NDC directory."""
    for path in ("openfda_label_sections/index.tsv", "openfda_labels_whole/index.tsv"):
        for row in table(data / path):
            yield True, row["brand"]
            for cell in (row["generic"], row["substances"]):
                yield from _each(cell)
    for label in single_labels(data / "openfda_label"):
        block = label.get("openfda", {})
        yield from ((True, one) for one in block.get("brand_name", ()))
        for cell in (*block.get("generic_name", ()), *block.get("substance_name", ())):
            yield from _each(cell)
    yield from _ndc_rows(data / "ndc")


def single_labels(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.json")):
        yield from json.loads(path.read_text(encoding="utf-8"))["results"]
    for path in sorted((folder / "bulk").glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield from json.loads(archive.read(name))["results"]


def _ndc_rows(folder: Path) -> Iterator[Written]:
    for path in ("product.txt", "openfda_tests/product_trimmed.txt"):
        lines = rows(folder / path, "cp1252")
        header = next(lines)
        for row in lines:
            found = dict(zip(header, row, strict=False))
            yield True, f"{found['PROPRIETARYNAME']} {found['PROPRIETARYNAMESUFFIX']}"
            yield from _each(found["NONPROPRIETARYNAME"])


def canada(data: Path) -> Iterator[Written]:
    """Brands and substances of what is marketed in Canada for people."""
    folder = data / "health_canada_dpd"
    people = {"Human", "Radiopharmaceutical"}
    codes = set()
    for row in rows(folder / "drug.txt.gz", tabs=False):
        if row[2] in people:
            codes.add(row[0])
            yield True, row[4]
    for row in rows(folder / "ingred.txt.gz", tabs=False):
        if row[0] in codes:
            yield from _each(row[2])
    for row in rows(folder / "ther.txt.gz", tabs=False):
        if row[0] in codes and len(row[1]) == 7:
            yield from _each(row[2])


def france(data: Path) -> Iterator[Written]:
    """Brands and substances of what is authorised in France."""
    folder = data / "bdpm_france"
    for row in rows(folder / "CIS_bdpm.txt.gz", "latin-1"):
        yield True, row[1]
    for row in rows(folder / "CIS_COMPO_bdpm.txt.gz", "latin-1"):
        if "HOM" not in row[3]:
            yield from _each(row[3])


def united_kingdom(data: Path) -> Iterator[Written]:
    """Moieties and ingredients of the dm+d, and the few products of the sample."""
    folder = data / "dmd"
    for path, tag, brand in (
        ("f_vtm2_3010419.xml", "NM", False),
        ("f_ingredient2_3010419.xml", "NM", False),
        ("f_amp2_3010419.xml", "NM", True),
    ):
        for node in ElementTree.parse(folder / path).iter(tag):
            if brand:
                yield True, node.text or ""
            else:
                yield from _each(node.text or "")


def european_union(data: Path) -> Iterator[Written]:
    """Brands and substances of the central authorisations, with those refused and withdrawn."""
    for row in table(data / "ema_epar_medicines/epar_medicines_2023-12-05_human.tsv.gz"):
        yield True, row["Medicine name"]
        yield from _each(row["International non-proprietary name (INN) / common name"])
        yield from _each(row["Active substance"])


def drugbank(data: Path) -> Iterator[Written]:
    """Names and synonyms of the open vocabulary, in several languages."""
    for names in same_substances(data):
        yield from ((False, one) for one in names)


def same_substances(data: Path) -> Iterator[list[str]]:
    """For each drug of the vocabulary all its names, of which some may be misspellings."""
    for row in table(data / "drugbank_vocabulary/drugbank_vocabulary.csv.gz", tabs=False):
        yield [row["Common name"], *row["Synonyms"].split(" | ")]


def drugcentral(data: Path) -> Iterator[Written]:
    """International nonproprietary names of all drugs of DrugCentral."""
    for row in table(data / "drugcentral/structures.smiles.tsv.gz"):
        yield False, row["INN"]


def unii(data: Path) -> Iterator[Written]:
    """Substances of the UNII list, without systematic names and codes."""
    for row in rows(data / "unii/UNII_Names_27Jun2014_cut.txt", "latin-1"):
        if len(row) > 1 and row[1] in ("PT", "SY", "TR"):
            yield row[1] == "TR", row[0]


def us_classes(data: Path) -> Iterator[Written]:
    """Substances that FDA gave classes to."""
    for row in table(data / "fda_pharm_classes/fda_pharm_classes_2014.tsv"):
        yield False, row["fda_preferred_term"]


def rxnorm(data: Path) -> Iterator[Written]:
    """Ingredients and brands of the RxNorm sample."""
    for line in _text(data / "rxnorm_rrf/RXNCONSO.RRF"):
        fields = line.split("|")
        if fields[12] in ("IN", "PIN", "BN"):
            yield fields[12] == "BN", fields[14]


def us_label_texts(data: Path) -> Iterator[Written]:
    """Names under which label texts were collected: brands and generic names."""
    label_texts = "label_indication_contraindication_texts"
    for path, column, brand in (
        ("adverse_reactions_excerpts/adverse_reactions_excerpts.tsv.gz", "name_in_faers", True),
        ("label_adverse_reactions/train_labels.tsv", "label", True),
        (f"{label_texts}/indications_text.tsv.gz", "ingredients", False),
        (f"{label_texts}/contraindications_text.tsv.gz", "ingredient", False),
        ("nlm_ddi_cardiovascular_2014/labels.tsv.gz", "label_drug", True),
        ("cpic/gene_drug_pairs.tsv.gz", "Drug", False),
    ):  # fmt: skip
        for row in table(data / path):
            yield brand, row[column]
            yield from _each(row[column])


REGISTERS = (
    Register("canada", "health-canada-dpd § Names of brands and ingredients", canada),
    Register("drugbank", "drugbank-vocabulary § Common names and synonyms", drugbank),
    Register("drugcentral-inn", "drugcentral-2023 § Names of structures", drugcentral),
    Register(
        "european-union", "ema-medicines-2023 § Medicine names, INN, substances", european_union
    ),
    Register("france", "bdpm-2026 § Names of medicines and substances", france),
    Register("rxnorm", "rxnorm § Ingredients and brand names", rxnorm),
    Register("unii", "fda-unii-list § Names of substances", unii),
    Register("united-kingdom", "nhs-dmd § Names of moieties and ingredients", united_kingdom),
    Register("us-label-texts", "openfda-label-substances § Names of labels", us_label_texts),
    Register("us-classes", "fda-pharm-classes-2014 § Preferred terms", us_classes),
    Register(
        "us-labels", "openfda-label-substances § Brands, generic names, substances", us_labels
    ),
)
