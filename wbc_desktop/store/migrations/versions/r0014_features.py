"""Short features of each cell, by which cells are compared, and how the network was adapted for a prediction."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("preclassification_maps", sa.Column("features", sa.LargeBinary(), nullable=True))
    op.add_column("preclassifications", sa.Column("adapted", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("preclassifications", "adapted")
    op.drop_column("preclassification_maps", "features")
