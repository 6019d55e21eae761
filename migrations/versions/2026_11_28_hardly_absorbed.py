"""What hardly reaches the blood when it is used on the skin, or in another place."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "hardly_absorbed",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("drug", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_hardly_absorbed")),
    )
    with op.batch_alter_table("hardly_absorbed", schema=None) as batch:
        batch.create_index(op.f("ix_hardly_absorbed_drug"), ["drug"], unique=False)


def downgrade() -> None:
    op.drop_table("hardly_absorbed")
