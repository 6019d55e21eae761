"""Groups of what somebody may be allergic to, and what reacts with what."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "allergy_group",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.Column("shadowed", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("worked_through", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_allergy_group")),
    )
    op.create_table(
        "allergy_member",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.Column("allergy_group", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_allergy_member")),
    )
    with op.batch_alter_table("allergy_member", schema=None) as batch:
        batch.create_index(op.f("ix_allergy_member_allergy_group"), ["allergy_group"], unique=False)
        batch.create_index(op.f("ix_allergy_member_subject"), ["subject"], unique=False)
    op.create_table(
        "cross_reactivity",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.Column("one", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("reaction", sa.String(), nullable=False),
        sa.Column("both_ways", sa.Boolean(), nullable=False),
        sa.Column("only_after", sa.JSON(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_cross_reactivity")),
    )
    with op.batch_alter_table("cross_reactivity", schema=None) as batch:
        batch.create_index(op.f("ix_cross_reactivity_one"), ["one"], unique=False)
        batch.create_index(op.f("ix_cross_reactivity_other"), ["other"], unique=False)


def downgrade() -> None:
    op.drop_table("cross_reactivity")
    op.drop_table("allergy_member")
    op.drop_table("allergy_group")
