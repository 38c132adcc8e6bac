"""Cells that a reviewer classified without any preclassification are ``decided``, no longer ``reclassified``."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_PREDICTED_THEN = (
    "(SELECT w.predicted FROM classifications w WHERE w.id = "
    "(SELECT max(n.id) FROM classifications n WHERE n.cell_id = cells.id))"
)


def upgrade() -> None:
    op.execute(
        "UPDATE cells SET state = 'decided' "
        f"WHERE state = 'reclassified' AND predicted IS NULL AND {_PREDICTED_THEN} IS NULL"
    )


def downgrade() -> None:
    op.execute("UPDATE cells SET state = 'reclassified' WHERE state = 'decided'")
