"""Where in the picture each map lies: its first point, the way to the next, and what the network was shown.

Maps of revision 0001 were all made from whole pictures, so that their placement follows from the input size and the
stride of the model alone. It is filled in where the model is one that came with version 0.1.0, or where its file is
still there and says it; elsewhere it stays empty.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLE = "preclassification_maps"
COLUMNS = ("place_left", "place_top", "step_x", "step_y", "seen_left", "seen_top", "seen_right", "seen_bottom")
CAME_WITH_0_1_0 = {"d9f7aa11349d0c781175491043c4850dd1d08dff1538a1ecbb49e229e531b2f4": (112, 32)}
"""SHA-256 of a model file: its input size and stride, in pixels. The program's new version brings another file."""

_LARGEST_HEADER = 16 << 20


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column(TABLE, sa.Column(name, sa.Double(), nullable=True))
    with_guard = op.get_bind().dialect.name == "sqlite"
    if with_guard:
        op.execute(f"DROP TRIGGER {TABLE}_no_update")
    _fill(op.get_bind())
    if with_guard:
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
        )


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column(TABLE, name)


def _fill(connection: sa.Connection) -> None:
    for model_id, sha256, path in connection.execute(sa.text("SELECT id, sha256, path FROM models")).all():
        geometry = CAME_WITH_0_1_0.get(sha256) or _told_by(Path(os.fsdecode(bytes(path))), sha256)
        if geometry is None:
            continue
        size, stride = geometry
        connection.execute(
            sa.text(
                f"UPDATE {TABLE} SET place_left = :first, place_top = :first, step_x = :step, step_y = :step, "
                "seen_left = 0, seen_top = 0, seen_right = 1, seen_bottom = 1 "
                "WHERE width = :points AND height = :points AND preclassification_id IN "
                "(SELECT id FROM preclassifications WHERE model_id = :model_id)"
            ),
            {"first": 0.5 / size, "step": stride / size, "points": -(-size // stride), "model_id": model_id},
        )


def _told_by(file: Path, sha256: str) -> tuple[int, int] | None:
    """Input size and stride as the model file's card says, if it is still the same file; never an error."""
    try:
        if not file.is_file():  # a pipe would keep the program waiting
            return None
        with file.open("rb") as f:
            if hashlib.file_digest(f, "sha256").hexdigest() != sha256:
                return None
            f.seek(0)
            length = int.from_bytes(f.read(8), "little")
            if length > _LARGEST_HEADER:
                return None
            card = json.loads(json.loads(f.read(length))["__metadata__"]["card"])
        size, stride = int(card["input_size"]), int(card["options"].get("output_stride", 32))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return (size, stride) if size > 0 and stride > 0 else None
