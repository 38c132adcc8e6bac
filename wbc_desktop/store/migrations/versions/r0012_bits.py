"""Which numbers of bits the values of a slide's pictures need, where the files do not say it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("slides", sa.Column("bits", sa.String(64), nullable=True))


def downgrade() -> None:
    op.drop_column("slides", "bits")
