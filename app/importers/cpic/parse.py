"""The files of CPIC as records: tab-separated tables, PharmCAT's lines of JSON, and CPIC's own API.

A table is known by its name, whatever the folder: `recommendations.tsv`, `gene_drug_pairs.tsv`,
`allele_function.tsv`, `diplotype_phenotype.tsv`; `cpic_guidelines.ndjson` holds the same
recommendations once more; the API gives `recommendation_view`, `pair_view`, `allele` and
`diplotype` as arrays of JSON.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.errors import RejectedImport
from app.importers.files.archives import Part, pick
from app.importers.files.json import read_items
from app.importers.files.text import read_lines, read_table
from app.importers.run import Intake

# The month in which a version of the database was given out; the files do not say.
DATED = {"v1.30.0": "2023-08"}
# CPIC's API gives what is current, without a number.
CURRENT = "current state of the CPIC API"


@dataclass(frozen=True, slots=True)
class Recommended:
    """One recommendation: for a drug, with these results of genes."""

    drug: str
    rxcui: str
    version: str
    guideline: str
    address: str
    articles: tuple[str, ...]
    population: str
    results: tuple[tuple[str, str], ...]
    classification: str
    text: str
    implications: str


@dataclass(frozen=True, slots=True)
class Paired:
    """A gene and a drug with CPIC's level."""

    gene: str
    drug: str
    rxcui: str
    level: str
    status: str
    us_testing: str
    address: str


@dataclass(frozen=True, slots=True)
class Allele:
    """An allele with its function, and its value where the table has one."""

    gene: str
    name: str
    function: str
    activity: str


@dataclass(frozen=True, slots=True)
class Diplotype:
    """Two alleles (or one) and what they make."""

    gene: str
    diplotype: str
    phenotype: str
    score: str


_PACKED = r"(\.gz)?"
_RECOMMENDATIONS = rf"recommendations\.tsv{_PACKED}"
_GUIDELINES = rf"cpic_guidelines\.ndjson{_PACKED}"
_RECOMMENDATION_VIEW = rf"recommendation_view(\.json)?{_PACKED}"
_PAIRS = rf"gene_drug_pairs\.tsv{_PACKED}"
_PAIR_VIEW = rf"pair_view(\.json)?{_PACKED}"
_ALLELES = rf"allele_function\.tsv{_PACKED}"
_ALLELE_TABLE = rf"allele(\.json)?{_PACKED}"
_DIPLOTYPES = rf"diplotype_phenotype\.tsv{_PACKED}"
_DIPLOTYPE_VIEW = rf"diplotype(\.json)?{_PACKED}"


def used_of(parts: Sequence[Part]) -> list[Part]:
    """The parts that are read; of two that hold the same, the table."""
    used: list[Part] = []
    for patterns in (
        (_RECOMMENDATIONS, _RECOMMENDATION_VIEW, _GUIDELINES),
        (_PAIRS, _PAIR_VIEW),
        (_ALLELES, _ALLELE_TABLE),
        (_DIPLOTYPES, _DIPLOTYPE_VIEW),
    ):
        found = (pick(parts, pattern) for pattern in patterns)
        used += next((one for one in found if one), [])
    return used


def read_recommendations(parts: Sequence[Part], intake: Intake) -> Iterator[Recommended]:
    """Every recommendation, whatever file it stands in; each is a row."""
    for part in pick(parts, _RECOMMENDATIONS):
        for _, row in read_table(part, intake, _REC_COLUMNS, "\t", quoted=False):
            yield _of_row(row)
    for part in pick(parts, _RECOMMENDATION_VIEW):
        for record in _records(part, intake):
            yield _of_view(record)
    for part in pick(parts, _GUIDELINES):
        yield from _of_guidelines(part, intake)


_REC_COLUMNS = (
    "drug", "drugid", "cpic_version", "guideline", "url", "pmids", "population", "lookup_key",
    "classification", "recommendation", "implications",
)  # fmt: skip


def _of_row(row: Sequence[str]) -> Recommended:
    drug, code, version, guideline, url, pmids, population, lookup, strength, text, implied = row
    return Recommended(
        drug, _rxcui(code), version, guideline, url, _listed(pmids), population,
        tuple(_pairs(lookup)), strength, text, implied,
    )  # fmt: skip


def _pairs(lookup: str) -> Iterator[tuple[str, str]]:
    """`CYP2C19: Poor Metabolizer; CYP2D6: 0.0`."""
    for one in lookup.split("; "):
        gene, colon, value = one.partition(": ")
        if colon:
            yield gene.strip(), value.strip()


def _of_view(record: Mapping[str, Any]) -> Recommended:
    return Recommended(
        _text(record, "drugname"), _rxcui(_text(record, "drugid")), CURRENT,
        _text(record, "guidelinename"), _text(record, "guidelineurl"), (),
        _text(record, "population"), _results(record), _text(record, "classification"),
        _text(record, "drugrecommendation"), _joined(record.get("implications")),
    )  # fmt: skip


def _of_guidelines(part: Part, intake: Intake) -> Iterator[Recommended]:
    for number, line in read_lines(part, intake):
        if not line.strip():
            continue
        try:
            guideline = json.loads(line)
            listed = [_record(one) for one in guideline["recommendations"]]
            articles = tuple(str(one["pmid"]) for one in guideline.get("citations") or ())
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            problem = f"no guideline with its recommendations ({error})"
            raise RejectedImport([f"{part}:{number}: {problem}"]) from error
        for record in listed:
            intake.row()
            yield Recommended(
                _text(guideline, "drugname"), _rxcui(_text(guideline, "drugid")),
                _text(guideline, "cpicVersion"), _text(guideline, "guidelinename"),
                _text(guideline, "url"), articles, _text(record, "population"), _results(record),
                _text(record, "classification"), _text(record, "drugrecommendation"),
                _joined(record.get("implications")),
            )  # fmt: skip


def _record(listed: Any) -> dict[str, Any]:
    if not isinstance(listed, dict):
        raise TypeError("a recommendation that is no object")
    return listed


def _results(record: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    looked_up = record.get("lookupkey")
    if not isinstance(looked_up, dict):
        return ()
    return tuple((str(gene), str(value)) for gene, value in sorted(looked_up.items()))


def _joined(texts: Any) -> str:
    if not isinstance(texts, dict):
        return ""
    return "; ".join(f"{gene}: {text}" for gene, text in texts.items())


def read_pairs(parts: Sequence[Part], intake: Intake) -> Iterator[Paired]:
    """Every pair; each is a row."""
    columns = ("Gene", "Drug", "RxNorm", "CPICLevel", "CPICLevelStatus", "FDALabel", "Guideline")
    for part in pick(parts, _PAIRS):
        for _, row in read_table(part, intake, columns, "\t", quoted=False):
            gene, drug, code, *rest = row
            yield Paired(gene, drug, _rxcui(code), *rest)
    for part in pick(parts, _PAIR_VIEW):
        for record in _records(part, intake):
            provisional = record.get("provisional")
            yield Paired(
                _text(record, "genesymbol"), _text(record, "drugname"),
                _rxcui(_text(record, "rxnormid") or _text(record, "drugid")),
                _text(record, "cpiclevel"), "Provisional" if provisional else "Final",
                _text(record, "pgxtesting"), _text(record, "guidelineurl"),
            )  # fmt: skip


def read_alleles(parts: Sequence[Part], intake: Intake) -> Iterator[Allele]:
    """Every allele; each is a row."""
    columns = ("gene", "haplotype", "function_or_activity")
    for part in pick(parts, _ALLELES):
        for _, (gene, name, function) in read_table(part, intake, columns, "\t", quoted=False):
            yield Allele(gene, name, function, "")
    for part in pick(parts, _ALLELE_TABLE):
        for record in _records(part, intake):
            function = _text(record, "clinicalfunctionalstatus")
            activity = _text(record, "activityvalue")
            yield Allele(_text(record, "genesymbol"), _text(record, "name"), function, activity)


def read_diplotypes(parts: Sequence[Part], intake: Intake) -> Iterator[Diplotype]:
    """Every diplotype; each is a row."""
    columns = ("gene", "diplotype", "phenotype")
    for part in pick(parts, _DIPLOTYPES):
        for _, row in read_table(
            part, intake, columns, "\t", optional=["activity_score"], quoted=False
        ):
            yield Diplotype(*row)
    for part in pick(parts, _DIPLOTYPE_VIEW):
        for record in _records(part, intake):
            gene, phenotype = _text(record, "genesymbol"), _text(record, "generesult")
            looked_up = dict(_results(record)).get(gene, "")
            score = looked_up if looked_up != phenotype else ""
            yield Diplotype(gene, _text(record, "diplotype"), phenotype, score)


def _records(part: Part, intake: Intake) -> Iterator[Mapping[str, Any]]:
    for number, record in read_items(part, intake, "item"):
        if not isinstance(record, dict):
            raise RejectedImport([f"{part}:{number}: no record of CPIC"])
        intake.row()
        yield record


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    return "" if value is None else " ".join(str(value).split())


def _rxcui(code: str) -> str:
    return code.partition(":")[2] if code.startswith("RxNorm:") else code if code.isdigit() else ""


def _listed(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(";") if one.strip())
