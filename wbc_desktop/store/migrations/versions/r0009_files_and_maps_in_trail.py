"""The audit trail covers files, cells, heatmaps and ``unlike``: what is stored already is taken into the chain."""

from __future__ import annotations

from datetime import UTC, datetime

from alembic import op
from sqlalchemy.orm import Session

from wbc_desktop.store import audit_genesis

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with Session(op.get_bind()) as s:
        audit_genesis.add_files_and_maps(s, datetime.now(UTC))
        s.flush()


def downgrade() -> None:
    """Nothing to do: entries of the trail stay, and upgrading again adds new ones."""
