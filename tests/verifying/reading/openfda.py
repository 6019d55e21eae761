"""openFDA labels: one answer a file, or the bulk download."""

import gzip
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.verifying.evidence import Boxed, Called, Classed, Labelled
from tests.verifying.spelling import plain

_SCHEDULE = re.compile(r"\b(?:schedule|c) (iv|v|iii|ii|i)\b(?! (?:and|or|to) )")
_MARKUP = re.compile(r"<[^>]+>")
SECTIONS = (
    "indications_and_usage",
    "contraindications",
    "boxed_warning",
    "warnings",
    "warnings_and_cautions",
    "precautions",
    "general_precautions",
    "drug_interactions",
    "drug_interactions_table",
    "use_in_specific_populations",
    "description",
    "clinical_pharmacology",
    "information_for_patients",
    "spl_medguide",
    "controlled_substance",
    "drug_abuse_and_dependence",
    "dosage_and_administration",
    "spl_unclassified_section",
)

Reading = Iterator[Called | Boxed | Classed | Labelled]


def read(path: Path, name: str) -> Reading:
    """The labels of one JSON answer."""
    for label in json.loads(path.read_text(encoding="utf-8"))["results"]:
        yield from _label(label, name)


def read_bulk(path: Path, name: str) -> Reading:
    """The labels of one zipped part of the bulk download."""
    with zipfile.ZipFile(path) as pack:
        for inner in pack.namelist():
            for label in json.loads(pack.read(inner))["results"]:
                yield from _label(label, name)


def read_lines(path: Path, name: str) -> Iterator[Labelled]:
    """The texts of whole records or of their sections, one in each line of a packed file.

    Their brands and codes are those of repackagers too, and are not taken.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            one = json.loads(line)
            sections = {part: [text] for part, text in one.get("sections", {}).items()}
            label = one.get("label", sections | one)
            yield from (told for told in _label(label, name) if isinstance(told, Labelled))


def _label(label: dict[str, Any], name: str) -> Reading:
    told, at = label.get("openfda", {}), f"{name} set_id {label['set_id']}"
    brands, substances = told.get("brand_name", []), told.get("substance_name", [])
    texts = {part: plain(_MARKUP.sub(" ", " ".join(label.get(part, [])))) for part in SECTIONS}
    generic = [
        one
        for text in told.get("generic_name", [])
        for one in re.split(r", | and ", text, flags=re.I)
    ]
    for one in generic:
        yield Called(at, one)
    titles = (*brands, *told.get("generic_name", []))
    yield Labelled(at, titles, tuple(substances or generic), texts)
    controls = _SCHEDULE.findall(texts["controlled_substance"][:300])
    for brand in brands:
        codes = [("ndc", one) for one in told.get("product_ndc", []) + told.get("package_ndc", [])]
        codes += [("rxnorm", one) for one in told.get("rxcui", [])]
        yield Boxed(
            at,
            brand,
            tuple(substances or generic),
            tuple(codes),
            tuple({("US", f"C-{one.upper()}") for one in controls}),
        )
    if len(substances) == 1:
        codes = [("unii", one) for one in told.get("unii", [])]
        yield Called(
            at, substances[0], tuple(told.get("generic_name", [])), tuple(codes), tuple(brands)
        )
        for kind in ("pharm_class_epc", "pharm_class_moa", "pharm_class_cs", "pharm_class_pe"):
            for group in told.get(kind, []):
                yield Classed(at, substances[0], group)
