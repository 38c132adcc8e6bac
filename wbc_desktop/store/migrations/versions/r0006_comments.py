"""Comments on single cells, append-only; and an index by which a class's decided cells are found on every slide."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("cell_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name="fk_comments_act_id"),
        sa.ForeignKeyConstraint(["cell_id"], ["cells.id"], name="fk_comments_cell_id"),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
    )
    op.create_index("ix_comments_act", "comments", ["act_id", "id"])
    op.create_index("ix_comments_cell", "comments", ["cell_id", "id"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    decided = sa.text("decided = 1" if sqlite else "decided")
    op.create_index(
        "ix_cells_reference",
        "cells",
        ["current", "state", "confidence"],
        sqlite_where=decided,
        postgresql_where=decided,
    )
    if not sqlite:
        op.execute(
            "CREATE TRIGGER comments_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON comments "
            "FOR EACH STATEMENT EXECUTE FUNCTION wbc_append_only()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER comments_no_{act.lower()} BEFORE {act} ON comments "
            "BEGIN SELECT RAISE(ABORT, 'comments is append-only'); END"
        )


def downgrade() -> None:
    op.drop_index("ix_cells_reference", "cells")
    op.drop_table("comments")
