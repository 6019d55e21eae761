"""What sources say of drugs in pregnancy, with kidney or liver disease, at an age."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "special_state",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("bound", sa.JSON(), nullable=False),
        sa.Column("judgement", sa.String(), nullable=False),
        sa.Column("boxed", sa.Boolean(), nullable=False),
        sa.Column("serious", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_special_state")),
    )
    with op.batch_alter_table("special_state", schema=None) as batch:
        batch.create_index(op.f("ix_special_state_subject"), ["subject"], unique=False)


def downgrade() -> None:
    op.drop_table("special_state")
