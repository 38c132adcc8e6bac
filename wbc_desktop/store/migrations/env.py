"""Alembic runs this file: it migrates on the given connection, within its transaction."""

from __future__ import annotations

from alembic import context

from wbc_desktop.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,  # SQLite transactions cover DDL here, so that a failed migration changes nothing
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
