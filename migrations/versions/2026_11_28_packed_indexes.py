"""The packed indexes of a release stand in a table that is named after them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_BEFORE, _AFTER = "shelf", "packed_index"


def _move(before: str, after: str) -> None:
    """Copies the rows into a new table: renaming would leave the old name to the primary key."""
    op.create_table(
        after,
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f(f"pk_{after}")),
    )
    op.execute(
        f"INSERT INTO {after} (name, release, content) SELECT name, release, content FROM {before}"
    )
    op.drop_table(before)


def upgrade() -> None:
    _move(_BEFORE, _AFTER)


def downgrade() -> None:
    _move(_AFTER, _BEFORE)
