"""Statements are compiled before the window's first cell and first decision."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from wbc_desktop.domain.cells import ActKind, ScannedImage, Slide
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import classifications, files
from wbc_desktop.store.engine import Database, open_database
from wbc_desktop.store.warm import warm


@pytest.fixture
def db(file: Path, migrated: Path) -> Iterator[Database]:
    """A database with a new engine, which has not compiled any statement."""
    shutil.copyfile(migrated, file)
    database = open_database(f"sqlite:///{file}")
    yield database
    database.close()


@pytest.fixture
def cell(db: Database, slide: Slide, now: datetime, image: Callable[..., ScannedImage]) -> int:
    with db.write() as s:
        return files.record_images(s, slide.id, [image("a.png")], now)[0]


def _compiled(log: pytest.LogCaptureFixture) -> list[str]:
    """Return the first keyword of each statement that was not in the cache."""
    lines = [record.getMessage() for record in log.records if record.name == "sqlalchemy.engine.Engine"]
    return [line.split()[0] for line, how in pairwise(lines) if how.startswith(("[generated", "[no key"))]


def test_statements_of_the_first_decision_are_cached(
    db: Database, slide: Slide, cell: int, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    warm(db)
    with caplog.at_level(logging.INFO, "sqlalchemy.engine.Engine"), db.write() as s:
        classifications.record(s, slide.id, ActKind.RECLASSIFY, {cell: "NEU"}, Identity("Ada"), now)
    assert set(_compiled(caplog)) == {"INSERT"}  # inserts cannot be compiled in advance, because rows cannot be removed


def test_nothing_is_changed(db: Database, cell: int, file: Path) -> None:
    def everything() -> list[str]:
        with sqlite3.connect(file) as connection:
            return list(connection.iterdump())

    before = everything()
    warm(db)
    assert everything() == before
    assert any(f"VALUES({cell}," in line for line in before)
