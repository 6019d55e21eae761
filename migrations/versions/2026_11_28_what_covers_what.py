"""A condition may cover its kinds, and a refusal may speak of all of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# What was told before neither covers nor speaks of all kinds.
_NEW = (("condition_parent", "covers"), ("indication", "all_kinds"))


def upgrade() -> None:
    for table, column in _NEW:
        with op.batch_alter_table(table) as batch:
            batch.add_column(
                sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false())
            )


def downgrade() -> None:
    for table, column in _NEW:
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
