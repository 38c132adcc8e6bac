"""Run by Alembic: migrates over the connection that it is handed, within that connection's transaction."""

from __future__ import annotations

from alembic import context

from wbc_desktop.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,  # our SQLite transactions cover DDL too, so that a migration happens whole or not at all
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
