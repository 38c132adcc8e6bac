"""Two folders of one sample, with a picture that is in both, and what their slides show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from wbc_desktop.domain.cells import Cell, Slide
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services.scan import scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import cells, comments, slides
from wbc_desktop.store.engine import Database

ANN, BEN = Identity("ann"), Identity("ben")


@pytest.fixture
def write_image() -> Callable[[Path, int], None]:
    """``write_image(path, seed)`` writes a small picture, a different one for each seed."""

    def write(path: Path, seed: int) -> None:
        Image.new("RGB", (64, 64), (200 - seed, 40 + seed, 2 * seed)).save(path)

    return write


def open_and_scan(db: Database, folder: Path) -> Slide:
    slide = open_slide(db, folder)
    scan(db, slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
    return slide


def shown(db: Database, slide: Slide) -> dict[str, Cell]:
    """Return the cells of the slide by content."""
    with db.read() as s:
        return {cell.sha256: cell for cell in cells.get_many(s, cells.ids(s, slide.id))}


def listed(db: Database) -> list[int]:
    with db.read() as s:
        return [slide.id for slide in slides.with_cells(s)]


@pytest.fixture
def two(db: Database, tmp_path: Path, write_image: Callable[[Path, int], None]) -> tuple[Slide, Slide]:
    """Return the slides ``one`` (cells 0 to 2) and ``two`` (cells 2 to 4); cell 2 is in both."""
    for name, seeds in (("one", (0, 1, 2)), ("two", (2, 3, 4))):
        (tmp_path / name).mkdir()
        for seed in seeds:
            write_image(tmp_path / name / f"{seed}.png", seed)
    return open_and_scan(db, tmp_path / "one"), open_and_scan(db, tmp_path / "two")


def remarks(db: Database, slide: Slide, content: str) -> list[tuple[str, str]]:
    cell_id = shown(db, slide)[content].id
    with db.read() as s:
        return [(one.text, one.reviewer) for one in comments.of_cell(s, cell_id) if not one.taken_back]
