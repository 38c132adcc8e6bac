"""The whole workflow in the real window on real files: open, classify, decide, undo, redo, export, close, reopen."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from wbc_desktop.cli.main import main
from wbc_desktop.domain.cells import Cell, ReviewState
from wbc_desktop.domain.classes import STANDARD_CLASSES, CellClass

if TYPE_CHECKING:
    from conftest import Session

COUNT = 6
Start = Callable[..., "Session"]


def fingerprints(folder: Path) -> dict[str, str]:
    """Return hash and time of every file in the folder, to check that no image is written to."""
    return {
        path.relative_to(
            folder
        ).as_posix(): f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.stat().st_mtime_ns}"
        for path in folder.rglob("*")
        if path.is_file()
    }


def another_class(cell: Cell) -> CellClass:
    """Return a class other than the predicted one."""
    return next(c for c in STANDARD_CLASSES if c.code != cell.predicted)


def press(session: Session, key: str | Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key in the gallery."""
    QTest.keyClick(session.window.gallery, key, modifiers)


def undo(session: Session) -> None:
    """Ctrl+Z, once the window offers it."""
    session.qtbot.waitUntil(session.window.commands["undo"].isEnabled)
    press(session, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def redo(session: Session) -> None:
    """Ctrl+Shift+Z, once the window offers it."""
    session.qtbot.waitUntil(session.window.commands["redo"].isEnabled)
    press(session, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)


def review_states(session: Session) -> dict[str, tuple[str | None, ReviewState]]:
    """Return the current class and the review state of each cell, by its path."""
    return {cell.path: (cell.current, cell.state) for cell in session.cells}


def test_slide_is_opened_reviewed_exported_and_reopened(
    start: Start, slide_folder: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = slide_folder(COUNT, name="Proband Ж 7")
    before = fingerprints(folder)
    session = start(folder)
    session.wait_until_classified(COUNT)
    window, (first, second, *_) = session.window, session.cells
    assert {cell.state for cell in session.cells} == {ReviewState.UNREVIEWED}

    # A key reclassifies and moves to the next cell that needs a decision; Space confirms that one.
    other = another_class(first)
    assert window.gallery.select(first.id)
    press(session, other.key)
    session.wait_for_cell(first.id, lambda cell: cell.current == other.code)
    session.qtbot.waitUntil(lambda: window.gallery.current_id() == second.id)
    press(session, Qt.Key.Key_Space)
    session.wait_for_cell(second.id, lambda cell: cell.state is ReviewState.CONFIRMED)

    # Undo twice and redo twice.
    undo(session)
    session.wait_for_cell(second.id, lambda cell: cell.state is ReviewState.UNREVIEWED)
    undo(session)
    session.wait_for_cell(first.id, lambda cell: cell.state is ReviewState.UNREVIEWED)
    redo(session)
    session.wait_for_cell(first.id, lambda cell: cell.current == other.code)
    redo(session)
    session.wait_for_cell(second.id, lambda cell: cell.state is ReviewState.CONFIRMED)

    # The counts are updated.
    expected = sum(cell.current == other.code for cell in session.cells)
    session.qtbot.waitUntil(lambda: str(expected) in window.side.differential.row(other.code))

    # CSV and PDF.
    table, report = tmp_path / "cells.csv", tmp_path / "report.pdf"
    assert window.slide is not None
    window.exporting.write_csv(window.slide, table)
    session.wait_for_message(str(table))
    window.exporting.write_pdf(window.slide, report)
    session.wait_for_message(str(report))
    check_table(table, first, other, second)
    check_report(report, folder.name)
    states = review_states(session)
    session.close()
    assert fingerprints(folder) == before, "opening and reviewing wrote into the folder"

    # The command line writes the same file.
    capsys.readouterr()
    assert main(["export", str(folder), "--csv", str(tmp_path / "again.csv")]) == 0
    assert (tmp_path / "again.csv").read_bytes() == table.read_bytes()

    # After a start without a folder the last slide is open with its decisions, and undo still works.
    again = start()
    again.wait_until_classified(COUNT)
    assert again.window.slide is not None
    assert again.window.slide.name == folder.name
    assert review_states(again) == states
    undo(again)
    again.wait_for_cell(second.id, lambda cell: cell.state is ReviewState.UNREVIEWED)
    again.close()


def check_table(path: Path, reclassified: Cell, into: CellClass, confirmed: Cell) -> None:
    """Check that the CSV has the decisions made in the window."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["path"]: row for row in csv.DictReader(file)}
    assert len(rows) == COUNT
    assert (rows[reclassified.path]["label"], rows[reclassified.path]["status"]) == (into.code, "reclassified")
    assert rows[reclassified.path]["predicted"] == reclassified.predicted
    assert (rows[confirmed.path]["label"], rows[confirmed.path]["status"]) == (confirmed.predicted, "confirmed")
    assert rows[confirmed.path]["reviewer"]
    assert sum(row["status"] == "unreviewed" for row in rows.values()) == COUNT - 2


def check_report(path: Path, name: str) -> None:
    """Check that the report names the slide and its state, and has the warning on each page."""
    pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    assert name in pages[0]
    assert "PRELIMINARY" in pages[0]
    for page in pages:
        assert "For research use only. Not for use in diagnostic procedures." in page


def test_reopened_folder_classifies_only_new_images(start: Start, slide_folder: Callable[..., Path]) -> None:
    folder = slide_folder(3)
    session = start(folder)
    session.wait_until_classified(3)
    before = {cell.id: cell.preclassification for cell in session.cells}
    session.close()
    slide_folder(5)  # adds two images
    again = start(folder)
    again.wait_until_classified(5)
    now = {cell.id: cell.preclassification for cell in again.cells}
    assert {cell_id: now[cell_id] for cell_id in before} == before
    again.close()


def test_bad_files_are_named_and_the_rest_is_classified(start: Start, slide_folder: Callable[..., Path]) -> None:
    folder = slide_folder(3)
    whole = (folder / "cell_0000.png").read_bytes()
    (folder / "truncated.png").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.jpg").touch()
    session = start(folder)
    session.wait_until_classified(3)
    assert "2 files cannot be used" in session.wait_for_message("cannot be used")
    session.close()


def test_closing_during_classification_keeps_finished_results(start: Start, slide_folder: Callable[..., Path]) -> None:
    folder = slide_folder(24)
    session = start(folder)
    session.qtbot.waitUntil(lambda: any(cell.preclassification is not None for cell in session.cells), timeout=120_000)
    session.close()
    again = start(folder)
    again.wait_until_classified(24)
    again.close()
