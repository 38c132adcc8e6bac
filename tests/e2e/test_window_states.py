"""The window in special states: first run, empty or missing folder, full disk, stopped work, signed slide."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.domain.errors import StorageError
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.services import review, signing
from wbc_desktop.ui.slides import open_slide

ADA = Identity("Ada")


if TYPE_CHECKING:
    from conftest import Session

Start = Callable[..., "Session"]


def test_first_run_shows_the_welcome_page_and_hides_empty_panels(start: Start) -> None:
    session = start()
    window = session.window
    assert window.pane.page() == "welcome"
    assert not window.cell_view.isVisible()
    assert not window.side.isVisible()
    assert window.commands["open"].isEnabled()
    assert not window.commands["pdf"].isEnabled()
    session.close()


def test_the_demo_slide_is_drawn_opened_and_classified(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_slide, "DEMO_CELLS", 11)  # drawing takes long
    session = start()
    session.window.commands["demo"].trigger()
    session.qtbot.waitUntil(lambda: session.window.slide is not None, timeout=60_000)
    session.wait_until_classified(11)
    assert session.window.pane.page() == "gallery"
    assert "11" in session.window.status.words()[0]
    assert session.window.status.device() == "CPU" or "GPU" in session.window.status.device()
    session.close()


def test_folder_without_images_shows_a_page(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "none"
    folder.mkdir()
    (folder / "notes.txt").write_text("nothing")
    session = start(folder)
    session.qtbot.waitUntil(lambda: session.window.pane.page() == "nothing", timeout=30_000)
    assert "no images" in session.window.open_slide.sentence
    assert session.window.banner.text() == ""
    session.close()


def test_missing_folder_shows_an_error(start: Start, tmp_path: Path) -> None:
    session = start(tmp_path / "gone")
    assert "gone" in session.wait_for_message("gone")
    assert session.window.banner.kind() == "error"
    assert session.window.status.words()[0] == "Ready", "nothing was started, so nothing is unfinished"
    QTest.keyClick(session.window, Qt.Key.Key_Escape)
    assert session.window.banner.text() == ""
    session.close()


def test_slide_with_a_missing_folder_opens_from_the_database(start: Start, slide_folder: Callable[..., Path]) -> None:
    folder = slide_folder(3)
    session = start(folder)
    session.wait_until_classified(3)
    session.close()
    shutil.rmtree(folder)
    again = start()
    window = again.window
    assert window.slide is None, "a slide whose folder is missing is not opened automatically"
    slide = window.backend.slides.slide(0)
    assert slide is not None
    window.side.chosen.emit(slide)
    again.wait_for_message("does not exist")
    again.wait_until_classified(3)
    window.reviewing.confirm()
    again.wait_for_cell(again.cells[0].id, lambda cell: cell.state is ReviewState.CONFIRMED)
    again.close()


def test_a_dropped_folder_is_opened(start: Start, slide_folder: Callable[..., Path]) -> None:
    folder = slide_folder(2)
    session = start()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(10, 10), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(session.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(session.window, QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, buttons, keys))
    session.wait_until_classified(2)
    session.close()


def test_decision_that_cannot_be_saved_shows_an_error_and_changes_nothing(
    start: Start, slide_folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = start(slide_folder(2))
    session.wait_until_classified(2)
    before = session.cells

    def full(*_: object, **__: object) -> None:
        raise StorageError("The disk is full: make room, then decide again.")

    with monkeypatch.context() as patch:
        patch.setattr(review, "reclassify", full)
        QTest.keyClick(session.window.gallery, "L")
    assert "disk is full" in session.window.banner.text()
    assert session.cells == before
    assert session.window.gallery.current_id() == before[0].id
    session.close()


def test_stopped_classification_can_be_continued(start: Start, slide_folder: Callable[..., Path]) -> None:
    session = start(slide_folder(30))
    window = session.window
    session.qtbot.waitUntil(lambda: any(cell.preclassification for cell in session.cells), timeout=120_000)
    window.commands["stop"].trigger()
    session.qtbot.waitUntil(lambda: not window.work.running, timeout=30_000)
    assert not window.commands["stop"].isEnabled()
    window.commands["rescan"].trigger()
    session.wait_until_classified(30)
    session.close()


def test_nothing_is_opened_after_closing_while_the_demo_is_drawn(start: Start) -> None:
    session = start()
    session.window.commands["demo"].trigger()
    session.close()
    assert session.window.slide is None


def test_only_a_refused_act_on_a_signed_slide_offers_to_amend_it(
    start: Start, slide_folder: Callable[..., Path], tmp_path: Path
) -> None:
    session = start(slide_folder(2))
    session.wait_until_classified(2)
    window = session.window
    assert window.slide is not None
    review.reclassify(window.backend.db, window.slide.id, [cell.id for cell in session.cells], "NEU", ADA)
    signing.sign(window.backend.db, window.slide, ADA, "", "approved", window.backend.preferences.settings)
    window.exporting.write_csv(window.slide, tmp_path / "nowhere" / "out.csv")
    session.wait_for_message("its folder does not exist")
    session.qtbot.wait(20)
    assert window.banner.kind() == "error"
    assert buttons(window.banner) == []
    table = tmp_path / "labels.csv"
    table.write_text(f"path,label\n{session.cells[0].path},LYM\n", "utf-8")
    window.exporting.import_labels(window.slide, table)
    session.wait_for_message("is signed")
    session.qtbot.waitUntil(lambda: buttons(window.banner) == ["Amend…"])
    session.close()


def buttons(banner: QWidget) -> list[str]:
    """Return the texts of the banner's buttons."""
    return [button.text() for button in banner.findChildren(QPushButton) if button.isVisible()]
