"""The part of a state of a person that a rule speaks of."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("rule") as batch:
        batch.add_column(sa.Column("bound", sa.JSON(), server_default="null", nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("rule") as batch:
        batch.drop_column("bound")
