"""The first schema: slides, cells, files, models, preclassifications with maps, acts and classifications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("preclassifications", "preclassification_maps", "acts", "classifications")
TABLES = ("slides", "models", "cells", "files", *APPEND_ONLY)


def upgrade() -> None:
    _make_slides_and_models()
    _make_cells_and_files()
    _make_preclassifications()
    _make_classifications()
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _make_slides_and_models() -> None:
    op.create_table(
        "slides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folder", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slides"),
        sa.UniqueConstraint("folder", name="uq_slides_folder"),
    )
    op.create_table(
        "models",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("classes", sa.JSON(), nullable=False),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("architecture", sa.Text(), nullable=False),
        sa.Column("trained_at", sa.Text(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_models"),
        sa.UniqueConstraint("sha256", name="uq_models_sha256"),
    )
    op.create_index(
        "uq_models_active",
        "models",
        ["active"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )


def _make_cells_and_files() -> None:
    op.create_table(
        "cells",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slide_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("current", sa.Text(), nullable=True),
        sa.Column("decided", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["slide_id"], ["slides.id"], name="fk_cells_slide_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cells"),
        sa.UniqueConstraint("slide_id", "sha256", name="uq_cells_slide_id_sha256"),
    )
    op.create_index("ix_cells_standing", "cells", ["slide_id", "shown", "current", "decided"])
    op.create_table(
        "files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slide_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("cell_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(cell_id IS NULL) <> (reason IS NULL)", name=op.f("ck_files_cell_or_reason")),
        sa.ForeignKeyConstraint(["cell_id"], ["cells.id"], name="fk_files_cell_id"),
        sa.ForeignKeyConstraint(["slide_id"], ["slides.id"], name="fk_files_slide_id"),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
        sa.UniqueConstraint("slide_id", "path", name="uq_files_slide_id_path"),
    )
    op.create_index("ix_files_cell", "files", ["cell_id", "present", "path"])
    op.create_index("ix_files_names", "files", ["slide_id", "present", "path", "cell_id"])


def _make_preclassifications() -> None:
    op.create_table(
        "preclassifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cell_id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("predicted", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("probabilities", sa.JSON(), nullable=False),
        sa.Column("unidentified", sa.Boolean(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cell_id"], ["cells.id"], name="fk_preclassifications_cell_id"),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"], name="fk_preclassifications_model_id"),
        sa.PrimaryKeyConstraint("id", name="pk_preclassifications"),
    )
    op.create_index("ix_preclassifications_cell", "preclassifications", ["cell_id", "id"])
    op.create_index("ix_preclassifications_model", "preclassifications", ["model_id", "cell_id"])
    op.create_table(
        "preclassification_maps",
        sa.Column("preclassification_id", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("classes", sa.JSON(), nullable=False),
        sa.Column("maps", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["preclassification_id"], ["preclassifications.id"], name="fk_preclassification_maps_preclassification_id"
        ),
        sa.PrimaryKeyConstraint("preclassification_id", name="pk_preclassification_maps"),
    )


def _make_classifications() -> None:
    op.create_table(
        "acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slide_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["slide_id"], ["slides.id"], name="fk_acts_slide_id"),
        sa.ForeignKeyConstraint(["target_id"], ["acts.id"], name="fk_acts_target_id"),
        sa.PrimaryKeyConstraint("id", name="pk_acts"),
    )
    op.create_index("ix_acts_slide", "acts", ["slide_id", "id"])
    op.create_table(
        "classifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("cell_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("predicted", sa.Text(), nullable=True),
        sa.Column("preclassification_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name="fk_classifications_act_id"),
        sa.ForeignKeyConstraint(["cell_id"], ["cells.id"], name="fk_classifications_cell_id"),
        sa.ForeignKeyConstraint(
            ["preclassification_id"], ["preclassifications.id"], name="fk_classifications_preclassification_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_classifications"),
        sa.UniqueConstraint("act_id", "cell_id", name="uq_classifications_act_id_cell_id"),
    )
    op.create_index("ix_classifications_cell", "classifications", ["cell_id", "id"])
