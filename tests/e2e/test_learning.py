"""Learning from corrections in the real window: the queue of cells that teach most, and the window of learning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from foreign_model import make_foreign
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

if TYPE_CHECKING:
    from conftest import Session

    from wbc_desktop.ui.learning.corrections_tab import CorrectionsTab

COUNT = 20
LONG = 120_000


@pytest.fixture
def foreign_model(tiny_model: Path) -> Iterator[None]:
    """Let the model find each slide different as a whole."""
    before = tiny_model.read_bytes()
    make_foreign(tiny_model, tiny_model)
    yield
    tiny_model.write_bytes(before)


def opened(start: Callable[..., Session], slide_folder: Callable[..., Path]) -> Session:
    """Start with a slide, and wait until it is announced."""
    session = start(slide_folder(COUNT))
    session.wait_until_classified(COUNT)
    session.qtbot.waitUntil(lambda: "look different from those" in session.window.unlike.text(), timeout=LONG)
    return session


@pytest.fixture
def session(foreign_model: None, start: Callable[..., Session], slide_folder: Callable[..., Path]) -> Iterator[Session]:
    session = opened(start, slide_folder)
    yield session
    session.close()


def corrections(session: Session) -> CorrectionsTab:
    """Open the window of learning, and return its first tab once it has read the store."""
    from wbc_desktop.ui.learning.corrections_tab import CorrectionsTab

    session.window.commands["learning"].trigger()
    tab = session.window.learning.tab("corrections")
    assert isinstance(tab, CorrectionsTab)
    session.qtbot.waitUntil(lambda: tab.page == "content", timeout=LONG)
    return tab


def test_cells_that_teach_most_are_classified_with_the_keyboard(session: Session) -> None:
    window, cells = session.window, session.window.backend.cells
    bar = window.pane.queue_bar
    every = cells.ids()
    # The banner of a slide that looks different offers the queue;
    window.commands["groups"].setChecked(True)
    window.commands["only_unreviewed"].trigger()
    window.unlike.buttons()[0].click()
    session.qtbot.waitUntil(lambda: len(cells.queue) == COUNT, timeout=LONG)
    # it replaces filters and groups, begins at its first cell,
    queue = cells.ids()
    assert queue == list(cells.queue)
    assert sorted(queue) == sorted(every)
    assert not window.commands["only_unreviewed"].isChecked()
    order = window.pane.findChild(QComboBox)
    assert (order.currentText(), order.placeholderText()) == ("", "Sort: Teaches most")
    assert window.gallery.current_id() == queue[0]
    assert window.gallery.hasFocus()
    # and each key goes to the next cell;
    for number in range(3):
        assert window.gallery.current_id() == queue[number]
        QTest.keyClick(window.gallery, Qt.Key.Key_N)
    session.qtbot.waitUntil(lambda: f"3 of {COUNT}" in bar.text(), timeout=LONG)
    assert cells.ids() == queue
    # undo goes back;
    QTest.keyClick(window.gallery, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.gallery.current_id() == queue[2]
    session.qtbot.waitUntil(lambda: f"2 of {COUNT}" in bar.text(), timeout=LONG)
    # Esc first dismisses the banner, then shows all cells in their groups again.
    QTest.keyClick(window.gallery, Qt.Key.Key_Escape)
    assert bar.isVisible()
    QTest.keyClick(window.gallery, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert sorted(cells.ids()) == sorted(every)
    assert cells.groups
    assert order.currentText() == "Sort: Name"


def test_window_of_learning_follows_the_review(session: Session) -> None:
    window = session.window
    tab = corrections(session)
    # An unfinished slide teaches nothing yet,
    assert tab.classes.rows() == []
    assert tab.waiting.rows() == [["slide", "look different from the training pictures", f"{COUNT}"]]
    # a finished one does, without a restart;
    window.gallery.selectAll()
    window.commands.class_chosen.emit("NEU")
    session.qtbot.waitUntil(lambda: bool(tab.classes.rows()), timeout=LONG)
    assert tab.classes.rows()[-1][0] == "All classes"
    assert tab.waiting.rows() == []
    # the keys of the main window do nothing here, and Esc closes it.
    before = [cell.label for cell in session.cells]
    window.learning.activateWindow()
    session.qtbot.waitUntil(window.learning.isActiveWindow, timeout=LONG)
    QTest.keyClick(window.learning, Qt.Key.Key_L)
    assert [cell.label for cell in session.cells] == before
    QTest.keyClick(window.learning, Qt.Key.Key_Escape)
    assert not window.learning.isVisible()
    assert window.isVisible()


def test_other_slide_is_opened_with_its_queue(session: Session, slide_folder: Callable[..., Path]) -> None:
    window = session.window
    window.open_slide.open(slide_folder(4, "other", 80))
    session.wait_until_classified(4)
    tab = corrections(session)
    session.qtbot.waitUntil(lambda: len(tab.waiting.rows()) == 2, timeout=LONG)
    tab.waiting.select_row([row[0] for row in tab.waiting.rows()].index("slide"))
    tab.waiting.begin.click()
    session.qtbot.waitUntil(lambda: len(window.backend.cells.queue) == COUNT, timeout=LONG)
    assert window.slide is not None
    assert window.slide.name == "slide"


def test_window_of_learning_is_closed_with_the_window_and_when_it_locks(
    foreign_model: None, start: Callable[..., Session], slide_folder: Callable[..., Path]
) -> None:
    session = opened(start, slide_folder)
    window = session.window
    corrections(session)
    window.reviewers.lock.lock_changed.emit(True)
    assert not window.learning.isVisible()
    corrections(session)
    window.learning.resize(700, 420)
    window.teaching.begin()  # it may still be looking for cells when the window closes
    session.close()
    again = start()
    corrections(again)
    assert (again.window.learning.width(), again.window.learning.height()) == (700, 420)
    again.close()
