"""An index by which the regions and further pages of a slide are found without reading all its cells."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_PARTS = sa.text("picture_id IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_cells_parts", "cells", ["slide_id", "picture_id"], sqlite_where=_PARTS, postgresql_where=_PARTS)


def downgrade() -> None:
    op.drop_index("ix_cells_parts", "cells")
