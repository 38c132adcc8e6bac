"""Indices that answer counting and the search for reference cells alone: without the row of each cell.

Counting asks whether a cell is cut, and the search for reference cells of which slide it is. Reading the rows for this
takes a second for a million cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_BEFORE = {
    "ix_cells_standing": ("slide_id", "shown", "current", "decided"),
    "ix_cells_review": ("slide_id", "shown", "decided", "state"),
    "ix_cells_reference": ("current", "state", "confidence"),
}
_AFTER = {
    "ix_cells_standing": ("slide_id", "shown", "current", "decided", "cut"),
    "ix_cells_review": ("slide_id", "shown", "decided", "state", "cut"),
    "ix_cells_reference": ("current", "state", "shown", "confidence", "slide_id"),
}


def upgrade() -> None:
    _replace(_AFTER)


def downgrade() -> None:
    _replace(_BEFORE)


def _replace(indices: Mapping[str, Sequence[str]]) -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, columns in indices.items():
        where = sa.text("decided = 1" if sqlite else "decided") if name == "ix_cells_reference" else None
        op.drop_index(name, "cells")
        op.create_index(name, "cells", list(columns), sqlite_where=where, postgresql_where=where)
