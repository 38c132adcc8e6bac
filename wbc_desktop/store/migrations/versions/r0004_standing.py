"""What filters ask for lies beside each cell, indexed: the model's class, the state, the reviewer; names are folded.

All of it is derived from what was stored before, so nothing is lost when it goes again.
"""

from __future__ import annotations

import os
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = ("predicted", "unsure", "state", "reviewer")
INDICES = {
    "ix_cells_review": ("slide_id", "shown", "decided", "state"),
    "ix_cells_sure": ("slide_id", "shown", "confidence"),
}

_SAID = (
    "(SELECT p.{} FROM preclassifications p "
    "WHERE p.id = (SELECT max(q.id) FROM preclassifications q WHERE q.cell_id = cells.id))"
)
_WORD = "(SELECT max(v.id) FROM classifications v WHERE v.cell_id = cells.id)"
_AT_ONCE = 5000


def upgrade() -> None:
    op.add_column("cells", sa.Column("predicted", sa.Text(), nullable=True))
    op.add_column("cells", sa.Column("unsure", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("cells", sa.Column("state", sa.String(16), nullable=False, server_default="unreviewed"))
    op.add_column("cells", sa.Column("reviewer", sa.Text(), nullable=True))
    op.add_column("files", sa.Column("folded", sa.Text(), nullable=False, server_default=""))
    connection = op.get_bind()
    _fill_cells(connection)
    _fold_names(connection)
    for name, columns in INDICES.items():
        op.create_index(name, "cells", list(columns))


def downgrade() -> None:
    for name in INDICES:
        op.drop_index(name, "cells")
    for name in COLUMNS:
        op.drop_column("cells", name)
    op.drop_column("files", "folded")


def _fill_cells(connection: sa.Connection) -> None:
    connection.execute(
        sa.text(
            f"UPDATE cells SET predicted = {_SAID.format('predicted')}, "
            f"unsure = coalesce({_SAID.format('unidentified')}, {sa.false().compile(connection)})"
        )
    )
    connection.execute(
        sa.text(
            "UPDATE cells SET "
            "state = coalesce((SELECT CASE WHEN w.label IS NULL THEN 'unreviewed' "
            "WHEN w.label = coalesce(w.predicted, cells.predicted) THEN 'confirmed' ELSE 'reclassified' END "
            f"FROM classifications w WHERE w.id = {_WORD}), 'unreviewed'), "
            "reviewer = (SELECT a.reviewer FROM classifications w JOIN acts a ON a.id = w.act_id "
            f"WHERE w.id = {_WORD} AND w.label IS NOT NULL)"
        )
    )


def _fold_names(connection: sa.Connection) -> None:
    """As the program does for new files; a name that is no text is searched by what can be shown of it."""
    last = 0
    while True:
        rows = connection.execute(
            sa.text("SELECT id, path FROM files WHERE id > :last ORDER BY id LIMIT :count"),
            {"last": last, "count": _AT_ONCE},
        ).all()
        if not rows:
            return
        connection.execute(
            sa.text("UPDATE files SET folded = :folded WHERE id = :id"),
            [{"id": number, "folded": _folded(os.fsdecode(bytes(path)))} for number, path in rows],
        )
        last = rows[-1][0]


def _folded(path: str) -> str:
    plain = path.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return unicodedata.normalize("NFC", plain).casefold()
