"""The number of SQL statements per key press in the window's thread does not grow with the slide."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from benchmarks.slide import prediction, register_stand_in
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sql_watch import statements

from wbc_desktop import app
from wbc_desktop.domain.cells import ScannedImage, Slide
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.store import files, preclassifications, slides
from wbc_desktop.store.engine import Database, open_database
from wbc_desktop.ui.shell.main_window import MainWindow

PATIENCE_MS = 120_000
FEW, MORE = 12, 300
READS = 18
"""Limit of reads per decision in the window's thread: checks, storing, audit trail, display of the next cell."""
WHOLE = ("count(", "from signatures")
"""Parts of statements that read a whole slide or its signatures; the window's thread must not run them."""


def stored(db: Database, folder: Path, count: int) -> Slide:
    """Return a slide with predictions; its files do not exist, which affects only pictures."""
    now = datetime.now(UTC)
    with db.write() as s:
        slide = slides.create(s, str(folder), folder.name, now)
        model = register_stand_in(s, now)
        names = [f"{number:04}.jpg" for number in range(count)]
        images = [ScannedImage(n, 10, 1, hashlib.sha256(n.encode()).hexdigest(), 80, 80) for n in names]
        ids = files.record_images(s, slide.id, images, now)
        preclassifications.add_many(s, model.id, "cpu", [prediction(cell_id) for cell_id in ids], now)
    return slide


@pytest.fixture(params=[FEW, MORE])
def window(request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    with ExitStack() as closing:
        data_dir = DataDir(tmp_path / "data")
        data_dir.create()
        db = open_database(data_dir.database_url)
        closing.callback(db.close)
        slide = stored(db, tmp_path / "slide", request.param)
        made = app.build(db, data_dir)
        closing.callback(app.dispose, made)
        with qtbot.waitActive(made):
            made.show()
            made.activateWindow()
        made.backend.preferences.change(reviewer="Ada")
        made.open_slide.choose(slide)
        qtbot.waitUntil(lambda: made.backend.cells.rowCount() == request.param, timeout=PATIENCE_MS)
        yield made


def statements_of_one_key(window: MainWindow, qtbot: QtBot) -> list[str]:
    """Return the statements of the window's thread from a key press until its results are shown."""
    counted: list[object] = []
    window.counts.counted.connect(counted.append)
    with statements(window.backend.db) as said:
        QTest.keyClick(window.gallery, Qt.Key.Key_X)
        qtbot.waitUntil(lambda: bool(counted), timeout=PATIENCE_MS)
        qtbot.wait(50)
        return said.here()


def test_key_press_needs_as_few_statements_on_a_large_slide(window: MainWindow, qtbot: QtBot) -> None:
    window.gallery.setFocus()
    first = statements_of_one_key(window, qtbot)
    for _ in range(4):
        before = window.gallery.current_id()
        said = statements_of_one_key(window, qtbot)
        assert window.gallery.current_id() != before
        reads = [one for one in said if one.lower().startswith("select")]
        assert 0 < len(reads) <= READS, reads
        assert [one for one in reads if any(word in one.lower() for word in WHOLE)] == []
    assert first


def test_counts_need_no_statement_in_the_window_s_thread(window: MainWindow, qtbot: QtBot) -> None:
    statements_of_one_key(window, qtbot)
    counted: list[object] = []
    window.counts.counted.connect(counted.append)
    with statements(window.backend.db) as said:
        window.counts.refresh()
        qtbot.waitUntil(lambda: bool(counted), timeout=PATIENCE_MS)
        assert said.here() == []
