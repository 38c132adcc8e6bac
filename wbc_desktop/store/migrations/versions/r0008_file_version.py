"""The number and the change time of each file, by which it is known without reading it; unknown for what is there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("files", sa.Column("inode", sa.Text(), nullable=True))
    op.add_column("files", sa.Column("ctime_ns", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("files", "ctime_ns")
    op.drop_column("files", "inode")
