"""Cells that are regions of a field or further pages of a file, and the kind of a slide's pictures."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_COLUMNS: tuple[tuple[str, Any, Any], ...] = (
    ("picture_id", sa.Integer(), None),
    ("page", sa.Integer(), "0"),
    ("number", sa.Integer(), "0"),
    ("box_left", sa.Integer(), None),
    ("box_top", sa.Integer(), None),
    ("box_width", sa.Integer(), None),
    ("box_height", sa.Integer(), None),
    ("cut", sa.Boolean(), sa.false()),
    ("score", sa.Double(), None),
    ("by_reviewer", sa.Boolean(), sa.false()),
    ("searched", sa.Text(), None),
)


def upgrade() -> None:
    op.add_column("slides", sa.Column("pictures", sa.String(8), nullable=True))
    for name, kind, default in _COLUMNS:
        op.add_column("cells", sa.Column(name, kind, nullable=default is None, server_default=default))
    op.create_index("ix_cells_picture", "cells", ["picture_id", "page", "number"])


def downgrade() -> None:
    op.drop_index("ix_cells_picture", "cells")
    for name, _, _ in reversed(_COLUMNS):
        op.drop_column("cells", name)
    op.drop_column("slides", "pictures")
