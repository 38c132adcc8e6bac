"""How far each cell lies from what the model learned, beside what the model said of it; unknown for what is there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("preclassifications", sa.Column("unlike", sa.Double(), nullable=True))


def downgrade() -> None:
    op.drop_column("preclassifications", "unlike")
