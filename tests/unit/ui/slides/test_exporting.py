"""Importing labels into the open slide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from unit.ui.slides_on_disk import labels, stored

from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.jobs.operations import Message, SlideContext
from wbc_desktop.services import review, second_read
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.slides.exporting import Exporting
from wbc_desktop.ui.widgets.preferences import Preferences


def test_labels_are_not_imported_from_a_second_read_into_the_slide_that_is_read(
    qtbot: QtBot,
    db: Database,
    context: SlideContext,
    preferences: Preferences,
    messages: list[Message],
    slide_folder: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slide, ids = stored(db, slide_folder(3))
    review.reclassify(db, slide.id, ids, "LYM", Identity("Bo"))
    copy = second_read.begin(db, slide.id, Identity("Ada"))
    table = tmp_path / "labels.csv"
    table.write_text("path,label\ncell_0000.png,MON\n", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(table), ""))
    window = QWidget()
    qtbot.addWidget(window)
    context.open(copy)
    Exporting(context, preferences, window).ask_labels(copy)
    qtbot.waitUntil(lambda: bool(messages) and not context.busy)
    assert "open that slide" in messages[-1].text
    assert labels(db, ids) == ["LYM"] * 3
