"""Whom labels name, which labels were read, and what a label was like before."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "label_mention",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.Column("drug", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("effective_on", sa.String(), nullable=True),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_label_mention")),
    )
    with op.batch_alter_table("label_mention", schema=None) as batch:
        batch.create_index(op.f("ix_label_mention_drug"), ["drug"], unique=False)
        batch.create_index(op.f("ix_label_mention_subject"), ["subject"], unique=False)
    op.create_table(
        "read_label",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.Column("drug", sa.String(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("effective_on", sa.String(), nullable=True),
        sa.Column("routes", sa.JSON(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("has_interactions", sa.Boolean(), nullable=False),
        sa.Column("also_names", sa.JSON(), nullable=False),
        sa.Column("unresolved", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_read_label")),
    )
    with op.batch_alter_table("read_label", schema=None) as batch:
        batch.create_index(op.f("ix_read_label_drug"), ["drug"], unique=False)
    op.create_table(
        "earlier_label",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("effective_on", sa.String(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_earlier_label")),
    )


def downgrade() -> None:
    op.drop_table("earlier_label")
    op.drop_table("read_label")
    op.drop_table("label_mention")
