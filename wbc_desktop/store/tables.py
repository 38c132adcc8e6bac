"""The tables. Rows never leave the store: the aggregates beside this module turn them into domain objects."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from wbc_desktop.store.types import PathBytes, PlainText, UtcDateTime


class Base(DeclarativeBase):
    """Names every constraint, so that a migration can find each on any database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012 - declared so by SQLAlchemy


class SlideRow(Base):
    """One folder of images of one sample."""

    __tablename__ = "slides"

    id: Mapped[int] = mapped_column(primary_key=True)
    folder: Mapped[str] = mapped_column(PathBytes, unique=True)
    name: Mapped[str] = mapped_column(PathBytes)
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime]


class CellRow(Base):
    """One cell: one content in one slide.

    The columns from ``shown`` on repeat what files, preclassifications and classifications say, so that counting,
    sorting and filtering 100,000 cells reads one table by its indices; ``derived.refresh`` alone writes them, in the
    transaction that changed the truth. ``predicted`` and ``unsure``: the model's class, and whether it left the cell
    Unidentified; ``state`` and ``reviewer``: what a reviewer's word that counts makes of it, and whose it is.
    """

    __tablename__ = "cells"
    __table_args__ = (
        UniqueConstraint("slide_id", "sha256"),
        Index("ix_cells_standing", "slide_id", "shown", "current", "decided"),
        Index("ix_cells_review", "slide_id", "shown", "decided", "state"),
        Index("ix_cells_sure", "slide_id", "shown", "confidence"),
        Index("ix_cells_reference", "current", "state", "confidence", sqlite_where=text("decided = 1")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slide_id: Mapped[int] = mapped_column(ForeignKey("slides.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    created_at: Mapped[datetime]
    shown: Mapped[bool] = mapped_column(default=False)
    current: Mapped[str | None] = mapped_column(PlainText, default=None)
    decided: Mapped[bool] = mapped_column(default=False)
    confidence: Mapped[float | None] = mapped_column(default=None)
    predicted: Mapped[str | None] = mapped_column(PlainText, default=None)
    unsure: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16), default="unreviewed")
    reviewer: Mapped[str | None] = mapped_column(PlainText, default=None)


class FileRow(Base):
    """One file of a slide's folder: of a cell, or refused with a reason. Files with the same content share a cell.

    ``folded`` is the path as it is searched (``domain.filters.folded``). ``inode`` and ``ctime_ns`` are the
    file's version (``domain.file_version``): both set, or none where it is not known.
    """

    __tablename__ = "files"
    __table_args__ = (
        UniqueConstraint("slide_id", "path"),
        CheckConstraint("(cell_id IS NULL) <> (reason IS NULL)", name="cell_or_reason"),
        Index("ix_files_names", "slide_id", "present", "path", "cell_id"),
        Index("ix_files_cell", "cell_id", "present", "path"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slide_id: Mapped[int] = mapped_column(ForeignKey("slides.id"))
    path: Mapped[str] = mapped_column(PathBytes)
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64))
    cell_id: Mapped[int | None] = mapped_column(ForeignKey("cells.id"))
    reason: Mapped[str | None] = mapped_column(PlainText)
    present: Mapped[bool]
    folded: Mapped[str] = mapped_column(PlainText, default="")
    inode: Mapped[str | None] = mapped_column(Text)
    ctime_ns: Mapped[int | None] = mapped_column(BigInteger)


class ModelRow(Base):
    """One model file, known by its content."""

    __tablename__ = "models"
    # Partial on PostgreSQL too: the migration says so. Said here it would load that dialect whenever a window opens.
    __table_args__ = (Index("uq_models_active", "active", unique=True, sqlite_where=text("active")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(PlainText)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    path: Mapped[str] = mapped_column(PathBytes)
    classes: Mapped[list[list[str]]] = mapped_column(JSON)
    threshold: Mapped[float]
    architecture: Mapped[str] = mapped_column(PlainText)
    trained_at: Mapped[str] = mapped_column(PlainText)
    summary: Mapped[dict[str, Any]] = mapped_column(JSON)
    registered_at: Mapped[datetime]
    active: Mapped[bool] = mapped_column(default=False)


class PreclassificationRow(Base):
    """What a model said of a cell. Append-only; the highest id counts.

    ``unlike``: how far the cell lies from what the model learned, 1 is the limit; None where the model cannot tell.
    """

    __tablename__ = "preclassifications"
    __table_args__ = (
        Index("ix_preclassifications_cell", "cell_id", "id"),
        Index("ix_preclassifications_model", "model_id", "cell_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("cells.id"))
    model_id: Mapped[int] = mapped_column(ForeignKey("models.id"))
    predicted: Mapped[str] = mapped_column(PlainText)
    confidence: Mapped[float]
    probabilities: Mapped[dict[str, float]] = mapped_column(JSON)
    unidentified: Mapped[bool]
    device: Mapped[str] = mapped_column(PlainText)
    created_at: Mapped[datetime]
    unlike: Mapped[float | None]


class MapsRow(Base):
    """The small maps of one preclassification, in a table of their own: most of the bytes, seldom read.

    The last eight columns are the maps' placement: all set, or none of them.
    """

    __tablename__ = "preclassification_maps"

    preclassification_id: Mapped[int] = mapped_column(ForeignKey("preclassifications.id"), primary_key=True)
    width: Mapped[int]
    height: Mapped[int]
    classes: Mapped[list[str]] = mapped_column(JSON)
    maps: Mapped[bytes]
    place_left: Mapped[float | None]
    place_top: Mapped[float | None]
    step_x: Mapped[float | None]
    step_y: Mapped[float | None]
    seen_left: Mapped[float | None]
    seen_top: Mapped[float | None]
    seen_right: Mapped[float | None]
    seen_bottom: Mapped[float | None]


class ActRow(Base):
    """One act of a reviewer. Append-only; ``target_id`` is the act that an undo or redo concerns."""

    __tablename__ = "acts"
    __table_args__ = (Index("ix_acts_slide", "slide_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slide_id: Mapped[int] = mapped_column(ForeignKey("slides.id"))
    kind: Mapped[str] = mapped_column(String(16))
    reviewer: Mapped[str] = mapped_column(PlainText)
    created_at: Mapped[datetime]
    target_id: Mapped[int | None] = mapped_column(ForeignKey("acts.id"))


class ClassificationRow(Base):
    """What an act said of one cell, beside what the model had said by then. Append-only; the highest id counts."""

    __tablename__ = "classifications"
    __table_args__ = (
        UniqueConstraint("act_id", "cell_id"),
        Index("ix_classifications_cell", "cell_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("acts.id"))
    cell_id: Mapped[int] = mapped_column(ForeignKey("cells.id"))
    label: Mapped[str | None] = mapped_column(PlainText)
    predicted: Mapped[str | None] = mapped_column(PlainText)
    preclassification_id: Mapped[int | None] = mapped_column(ForeignKey("preclassifications.id"))


class CommentRow(Base):
    """What a reviewer remarked on a cell, as one act. Append-only; it stands unless its act was taken back."""

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_act", "act_id", "id"), Index("ix_comments_cell", "cell_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("acts.id"))
    cell_id: Mapped[int] = mapped_column(ForeignKey("cells.id"))
    text: Mapped[str] = mapped_column(PlainText)


class EntryRow(Base):
    """What a person entered beside the decisions on cells. Append-only; the highest id of a subject counts.

    ``subject`` is the name of a slide's field, the code of a class, or "" for the set of reference ranges; ``slide_id``
    is set for fields of slides only.
    """

    __tablename__ = "entries"
    __table_args__ = (Index("ix_entries_subject", "kind", "slide_id", "subject", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    slide_id: Mapped[int | None] = mapped_column(ForeignKey("slides.id"))
    subject: Mapped[str] = mapped_column(PlainText)
    value: Mapped[Any] = mapped_column(JSON)
    reviewer: Mapped[str] = mapped_column(PlainText)
    created_at: Mapped[datetime]
