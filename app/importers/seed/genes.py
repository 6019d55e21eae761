"""The tables of genes: alleles, phenotypes, pairs with drugs, and advice, one fact a row.

They are made of CPIC's database by a program (`make genes`). Genes of which more is known, and what
inhibitors make of their results, stand in the files beside them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.domain.facts import (
    Gene,
    GeneAdvice,
    GeneAllele,
    GeneDrug,
    GenePhenotype,
)
from app.importers.cpic import advice_id
from app.importers.seed.forms import Form
from app.importers.seed.reader import SeedFact, Table, misplaced, read_tables

FOLDER = "genes"
# Between the values of one gene.
ANY = ", "


def _gene(_: str, written: Mapping[str, Any]) -> dict[str, Any]:
    symbol = str(written.get("symbol"))
    return {
        "name": symbol,
        "description": f"Sources looked at {symbol} beside medicines; not described here.",
        "names": (),
    }


def _advice(_: str, written: Mapping[str, Any]) -> dict[str, Any]:
    results = [_values(one) for one in written.get("results", ())]
    return {
        "id": advice_id(
            str(written.get("drug")),
            written.get("population", ""),
            tuple((one["gene"], tuple(one["values"])) for one in results),
        ),
        "results": results,
        "text": None,
    }


def _values(written: str) -> dict[str, Any]:
    """`cyp2d6: 0.25, 0.5`."""
    gene, _, values = written.partition(": ")
    return {"gene": gene, "values": values.split(ANY)}


TABLES = {
    "genes": Table(("id", "symbol", "cite"), Form(Gene, _gene)),
    "alleles": Table(
        ("gene", "allele", "function", "activity", "names", "version", "cite"),
        Form(GeneAllele),
        frozenset({"names"}),
    ),
    "phenotypes": Table(
        ("gene", "one", "other", "phenotype", "score", "version", "cite"), Form(GenePhenotype)
    ),
    "pairs": Table(
        ("gene", "drug", "level", "status", "us_testing", "address", "version", "cite"),
        Form(GeneDrug),
    ),
    "advice": Table(
        (
            "drug", "population", "results", "advised", "risk", "strength", "guideline", "address",
            "articles", "version", "dated", "cite",
        ),
        Form(GeneAdvice, _advice),
        frozenset({"results", "articles"}),
    ),
}  # fmt: skip


def read_genes(path: Path, stated: list[SeedFact]) -> list[SeedFact]:
    """The facts of the tables; nothing where there are none. Raises RejectedImport with all
    mistakes of form.
    """
    folder = path / FOLDER
    read = read_tables(folder, TABLES, stated, misplaced(folder.glob("*.tsv"), TABLES))
    return [fact for facts in read.values() for fact in facts]
