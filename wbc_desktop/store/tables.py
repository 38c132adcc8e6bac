"""The tables. Rows never leave the store: its other modules convert them to domain objects."""

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
    pictures: Mapped[str | None] = mapped_column(String(8))
    """A copy of the newest entry of kind "pictures" (``store/entries.py``), so that ``derived`` can use it."""
    bits: Mapped[str | None] = mapped_column(String(64))
    """A copy of the newest entry of kind "bits", which each query of cells needs: depths with spaces between them."""
    announced: Mapped[bool] = mapped_column(default=False)
    """A copy from the newest entry of kind "foreign": cells are Unidentified until a person decides."""


def bits_of(stored: str | None) -> tuple[str, ...]:
    """Return the depths (``domain/depths.py``) of a ``bits`` column."""
    return tuple(stored.split()) if stored else ()


class CellRow(Base):
    """One cell of one slide: a picture (by content), or a region of a picture.

    Files belong to the row that stands for their first page as a whole. Rows of further pages and of regions name that
    row in ``picture_id`` (no foreign key: SQLite cannot add one to a table). ``number`` is 0 for a whole page, and
    counts the regions of a file from 1. ``sha256`` is the cell's content (``domain.regions.content_of``), ``width``
    and ``height`` are those of the page. ``score`` is the finder's. ``by_reviewer`` is set when only a reviewer makes
    the region a cell: it was drawn, or the finder was not sure of it. ``searched`` names the finder that searched this
    page.

    The columns from ``shown`` to ``reviewer`` are derived from files, preclassifications and classifications, so that
    counting, sorting and filtering 100,000 cells reads one table by its indices. Only ``derived.update_cells`` writes
    them, in the transaction that changes their sources. ``predicted`` is the model's class, ``unsure`` whether the
    model left the cell Unidentified; ``state`` is the review state, ``reviewer`` who made the decision that counts.
    """

    __tablename__ = "cells"
    __table_args__ = (
        UniqueConstraint("slide_id", "sha256"),
        Index("ix_cells_standing", "slide_id", "shown", "current", "decided", "cut"),
        Index("ix_cells_review", "slide_id", "shown", "decided", "state", "cut"),
        Index("ix_cells_sure", "slide_id", "shown", "confidence"),
        Index(
            "ix_cells_reference",
            "current",
            "state",
            "shown",
            "confidence",
            "slide_id",
            sqlite_where=text("decided = 1"),
        ),
        Index("ix_cells_picture", "picture_id", "page", "number"),
        Index("ix_cells_parts", "slide_id", "picture_id", sqlite_where=text("picture_id IS NOT NULL")),
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
    picture_id: Mapped[int | None] = mapped_column(default=None)
    page: Mapped[int] = mapped_column(default=0)
    number: Mapped[int] = mapped_column(default=0)
    box_left: Mapped[int | None] = mapped_column(default=None)
    box_top: Mapped[int | None] = mapped_column(default=None)
    box_width: Mapped[int | None] = mapped_column(default=None)
    box_height: Mapped[int | None] = mapped_column(default=None)
    cut: Mapped[bool] = mapped_column(default=False)
    score: Mapped[float | None] = mapped_column(default=None)
    by_reviewer: Mapped[bool] = mapped_column(default=False)
    searched: Mapped[str | None] = mapped_column(PlainText, default=None)


class FileRow(Base):
    """One file of a slide's folder: it belongs to a cell, or is refused with a reason. Equal files share a cell.

    ``folded`` is the path for searching (``domain.filters.folded``). ``inode`` and ``ctime_ns`` are the file's version
    (``domain.file_version``): both set, or both NULL when it is not known.
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
    """One model file, identified by its content."""

    __tablename__ = "models"
    # Partial on PostgreSQL too, but only the migration declares that: here it would load that dialect at each start.
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
    """A prediction stored for a cell. Append-only; the highest id counts.

    ``unlike`` is the distance of the cell from the training data, 1 is the limit; None when the model does not give it.
    ``adapted`` says, as JSON text, how the network was adapted to the slide without labels; None: it was not.
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
    adapted: Mapped[str | None] = mapped_column(PlainText)


class MapsRow(Base):
    """The small maps of one preclassification, in a table of their own because they are large and rarely read.

    The columns from ``place_left`` to ``seen_bottom`` are the placement of the maps: all set, or all NULL. ``features``
    are the short features of the cell as the model defines them: 16-bit floats, little endian; NULL: none.
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
    features: Mapped[bytes | None]


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
    """The class that an act gave to one cell, and the prediction at that time. Append-only; the highest id counts."""

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
    """A comment of a reviewer on a cell, as one act. Append-only; it is current unless its act is undone."""

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_act", "act_id", "id"), Index("ix_comments_cell", "cell_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("acts.id"))
    cell_id: Mapped[int] = mapped_column(ForeignKey("cells.id"))
    text: Mapped[str] = mapped_column(PlainText)


class EntryRow(Base):
    """An entry of a person other than a decision on a cell. Append-only; the highest id of a subject counts.

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
