"""Unusual input and failures: names with markup and formulas, long comments, a disk that fills up at a decision."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from e2e.conftest import PATIENCE_MS, Session
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from sqlalchemy import event, text

from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services.comments import comment
from wbc_desktop.services.exports import export_csv
from wbc_desktop.services.report import write_report
from wbc_desktop.services.trail import verify
from wbc_desktop.store import cells, classifications, comments
from wbc_desktop.store.engine import Database

COUNT = 6
NAME = "<b>Ada</b> & =1+1 'O’Neil' <img src='x'> 细胞"


@pytest.fixture
def session(start: Callable[..., Session], slide_folder: Callable[..., Path]) -> Iterator[Session]:
    begun = start(slide_folder(COUNT, "<i>slide & =cmd|x"))
    begun.wait_until_classified(COUNT)
    begun.window.backend.preferences.change(reviewer=NAME, auto_advance=False)
    begun.window.commands["advance"].setChecked(False)
    yield begun
    begun.close()


@contextmanager
def full_disk(db: Database) -> Iterator[None]:
    """Let SQLite fail with a full disk on every connection when it needs another page."""
    with db.read() as s:
        engine, pages = s.get_bind().engine, s.execute(text("PRAGMA page_count")).scalar_one()

    def checkout(connection: object, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]

    event.listen(engine, "checkout", checkout)
    try:
        yield
    finally:
        event.remove(engine, "checkout", checkout)
        pages = 1_000_000
        event.listen(engine, "checkout", checkout)


def labels_on_record(session: Session) -> list[str | None]:
    """Return the stored class of each shown cell, read from the database."""
    with session.db.read() as s:
        return [cells.get(s, cell.id).label for cell in session.cells]


def test_markup_and_formulas_in_names_are_text_everywhere(session: Session, tmp_path: Path) -> None:
    window, slide = session.window, session.window.slide
    assert slide is not None
    first = session.cells[0].id
    window.gallery.select(first)
    window.gallery.setFocus()
    QTest.keyClick(window.gallery, Qt.Key.Key_N)
    session.wait_for_cell(first, lambda cell: cell.label == "NEU")
    comment(session.db, first, "=HYPERLINK(0) <u>look</u>", Identity(NAME))
    session.qtbot.waitUntil(lambda: NAME in window.cell_view.class_text(), timeout=PATIENCE_MS)
    seen = [label for label in window.findChildren(QLabel) if label.isVisible() and label.text()]
    assert len(seen) > 5
    assert {label.textFormat() for label in seen} == {Qt.TextFormat.PlainText}
    export_csv(session.db, slide, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert not [value for row in rows for value in row.values() if value[:1] in "=+-@" and value[:1]]
    write_report(session.db, slide, tmp_path / "out.pdf", Settings())
    words = " ".join("".join(page.extract_text() for page in PdfReader(tmp_path / "out.pdf").pages).split())
    assert "<b>Ada</b> & =1+1" in words
    assert "<u>look</u>" in words


def test_full_disk_at_a_decision_shows_an_error_and_loses_nothing(session: Session) -> None:
    window, slide = session.window, session.window.slide
    assert slide is not None
    window.gallery.setFocus()
    keys = [Qt.Key.Key_N, Qt.Key.Key_L, Qt.Key.Key_M, Qt.Key.Key_E]
    with full_disk(session.db):
        for turn in range(400):
            cell = session.cells[turn % COUNT]
            window.gallery.select(cell.id)
            before = labels_on_record(session)
            QTest.keyClick(window.gallery, keys[turn // COUNT % len(keys)])
            if "disk is full" in window.banner.text():
                break
        message = session.wait_for_message("The disk is full")
        assert message.endswith("Make room and do the last step again.")
        assert labels_on_record(session) == before, "the stored classes are unchanged"
        window.cell_view.comments.line.insert("x" * 1990)
        QTest.keyClick(window.cell_view.comments.line, Qt.Key.Key_Return)
        assert window.cell_view.comments.line.text() == "x" * 1990
    # When there is room again, the same window saves the same decision and the same comment.
    window.banner.clear()
    key = keys[turn // COUNT % len(keys)]
    window.gallery.setFocus()
    QTest.keyClick(window.gallery, key)
    session.qtbot.waitUntil(lambda: labels_on_record(session) != before, timeout=PATIENCE_MS)
    QTest.keyClick(window.cell_view.comments.line, Qt.Key.Key_Return)
    assert window.banner.text() == ""
    with session.db.read() as s:
        assert [one.text for one in comments.of_cell(s, cell.id)] == ["x" * 1990]
        assert len(classifications.acts(s, slide.id)) >= turn
    assert session.db.health() == "ok"
    assert verify(session.db).sound
