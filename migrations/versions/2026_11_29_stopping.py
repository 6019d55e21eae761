"""What sources say of stopping a drug, and how fast its dose may go down."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _table(
        "stopping",
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=True),
        sa.Column("from_days", sa.Float(), nullable=True),
        sa.Column("to_days", sa.Float(), nullable=True),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.Column("boxed", sa.Boolean(), nullable=False),
        sa.Column("used_from_days", sa.Integer(), nullable=True),
        sa.Column("used_below_days", sa.Integer(), nullable=True),
    )
    _table(
        "taper_limit",
        sa.Column("strength", sa.String(), nullable=False),
        sa.Column("percent", sa.Float(), nullable=True),
        sa.Column("amount", sa.Float(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("days", sa.Float(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("above", sa.Float(), nullable=True),
        sa.Column("up_to", sa.Float(), nullable=True),
        sa.Column("used_from_days", sa.Integer(), nullable=True),
        sa.Column("used_below_days", sa.Integer(), nullable=True),
    )


def _table(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        *columns,
        sa.Column("only", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f(f"pk_{name}")),
    )
    with op.batch_alter_table(name, schema=None) as batch:
        batch.create_index(op.f(f"ix_{name}_subject"), ["subject"], unique=False)


def downgrade() -> None:
    op.drop_table("taper_limit")
    op.drop_table("stopping")
