"""Genes: their alleles and phenotypes, the drugs they matter for, what is advised."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TEXT, _JSON = sa.String(), sa.JSON()
# The columns of each table, those that may be empty, and those with an index. `gene` is a thing.
_THINGS = {"gene": {"symbol": _TEXT, "name": _TEXT, "description": _TEXT, "names": _JSON}}
_IDENTIFIED = {
    "gene_advice": {
        "drug": _TEXT, "population": _TEXT, "results": _JSON, "advised": _TEXT, "risk": _TEXT,
        "strength": _TEXT, "guideline": _TEXT, "address": _TEXT, "articles": _JSON,
        "version": _TEXT, "dated": _TEXT, "text": _TEXT,
    },
    "gene_conversion": {
        "gene": _TEXT, "inhibitor": _TEXT, "factor": sa.Float(), "phenotype": _TEXT,
        "drug": _TEXT, "text": _TEXT,
    },
}  # fmt: skip
_NUMBERED = {
    "gene_allele": {
        "gene": _TEXT, "allele": _TEXT, "function": _TEXT, "activity": _TEXT, "names": _JSON,
        "version": _TEXT,
    },
    "gene_phenotype": {
        "gene": _TEXT, "one": _TEXT, "other": _TEXT, "phenotype": _TEXT, "score": _TEXT,
        "version": _TEXT,
    },
    "gene_drug": {
        "gene": _TEXT, "drug": _TEXT, "level": _TEXT, "status": _TEXT, "us_testing": _TEXT,
        "address": _TEXT, "version": _TEXT,
    },
}  # fmt: skip
_MAY_BE_EMPTY = {
    ("gene_advice", "population"), ("gene_advice", "text"), ("gene_conversion", "factor"),
    ("gene_conversion", "phenotype"), ("gene_conversion", "drug"), ("gene_allele", "activity"),
    ("gene_phenotype", "other"), ("gene_phenotype", "score"), ("gene_drug", "us_testing"),
    ("gene_drug", "address"),
}  # fmt: skip
_INDEXED = (
    ("gene_advice", "drug"), ("gene_conversion", "gene"), ("gene_allele", "gene"),
    ("gene_phenotype", "gene"), ("gene_drug", "gene"), ("gene_drug", "drug"),
)  # fmt: skip
_TABLES = {**_THINGS, **_IDENTIFIED, **_NUMBERED}


def upgrade() -> None:
    for table, columns in _TABLES.items():
        numbered = table in _NUMBERED
        own = [
            sa.Column(name, kind, nullable=(table, name) in _MAY_BE_EMPTY)
            for name, kind in columns.items()
        ]
        if numbered:
            own.insert(0, sa.Column("number", sa.Integer(), nullable=False))
        else:
            own.insert(0, sa.Column("id", sa.String(), nullable=False))
        own += [
            sa.Column("citations", sa.JSON(), nullable=False),
            sa.Column("data_set", sa.String(), nullable=False),
        ]
        if table in _THINGS:
            own.append(sa.Column("shadowed", sa.Boolean(), nullable=False, server_default="0"))
        primary = ("number",) if numbered else ("id", "data_set")
        op.create_table(table, *own, sa.PrimaryKeyConstraint(*primary, name=op.f(f"pk_{table}")))
    for table, column in _INDEXED:
        with op.batch_alter_table(table, schema=None) as batch:
            batch.create_index(op.f(f"ix_{table}_{column}"), [column], unique=False)


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
