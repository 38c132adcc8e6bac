"""Slides of real folders for the parts of the window."""

from __future__ import annotations

from pathlib import Path

from wbc_desktop.domain.cells import Slide
from wbc_desktop.services.scan import scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import cells
from wbc_desktop.store.engine import Database


def stored(db: Database, folder: Path) -> tuple[Slide, list[int]]:
    """The slide of a folder, scanned, and its cells."""
    slide = open_slide(db, folder)
    scan(db, slide, cancel=lambda: False, progress=lambda found: None, announce=lambda changes: None)
    with db.read() as s:
        return slide, cells.ids(s, slide.id)


def labels(db: Database, ids: list[int]) -> list[str | None]:
    """What reviewers say of these cells."""
    with db.read() as s:
        return [cell.label for cell in cells.get_many(s, ids)]
