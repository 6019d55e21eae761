"""Runs the migrations on the connection that the caller brings."""

import app.store.release_tables
import app.store.schema  # noqa: F401  (the tables make themselves known)
from alembic import context
from sqlmodel import SQLModel

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
