"""Full-screen review: the window fills the screen with one cell after another, and comes back to the gallery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from wbc_desktop.domain.cells import NO_CELL
from wbc_desktop.domain.differential_findings import Findings
from wbc_desktop.domain.keys_said import key_of
from wbc_desktop.domain.language import tr
from wbc_desktop.ui.cell.full_screen_page import FullScreenPage
from wbc_desktop.ui.cell.heat_controls import CAVEAT
from wbc_desktop.ui.cell.picture_view import PictureView

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow

FULL = Qt.WindowState.WindowFullScreen


class FullScreen(QObject):
    """The gallery stays what says where the reviewer is: decisions, keys and undo are the same as there."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        commands = window.commands
        self.page = FullScreenPage(
            [commands[name] for name in ("confirm", "UNI", "NC")],
            [commands[name] for name in ("undo", "redo", "heat")],
            [commands[name] for name in ("sign", "pdf")],
        )
        self._stack = QStackedWidget()
        around = window.banner.parentWidget()
        central, room = window.takeCentralWidget(), around.layout() if around is not None else None
        assert central is not None
        assert isinstance(room, QVBoxLayout)
        self._banner_room = room
        self._stack.addWidget(central)
        self._stack.addWidget(self.page)
        window.setCentralWidget(self._stack)
        self._before = window.windowState()
        self._at_end = False
        self._undecided = 0
        self._sha: str | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show)
        self._connect()

    @property
    def active(self) -> bool:
        """Whether the screen is filled."""
        return self._stack.currentWidget() is self.page

    @property
    def picture(self) -> PictureView:
        """The picture that zooming is about: that of the full screen, or that beside the gallery."""
        return self.page.picture if self.active else self._window.cell_view.picture

    def switch(self) -> None:
        """Enter, or leave."""
        if self.active:
            self.leave()
        else:
            self.enter()

    def enter(self) -> None:
        """Fill the screen with the cell at which the reviewer is."""
        window = self._window
        current = window.gallery.current_id()
        if window.slide is None or current == NO_CELL:
            window.commands["full"].setChecked(False)
            return
        window.gallery.select(current)  # a decision is for the one cell that is seen
        self._before = window.windowState()
        self._at_end, self._sha = False, None
        self._stack.setCurrentWidget(self.page)
        self.page.above.addWidget(window.banner)
        window.menuBar().hide()
        window.setWindowState(self._before | FULL)
        window.commands["full"].setChecked(True)
        self._show()
        self.page.setFocus()

    def leave(self) -> None:
        """Back to the gallery, at the same cell."""
        if not self.active:
            return
        window = self._window
        self._stack.setCurrentIndex(0)
        self._banner_room.insertWidget(0, window.banner)
        window.menuBar().show()
        window.setWindowState(self._before & ~FULL)
        window.commands["full"].setChecked(False)
        current = window.gallery.current_id()
        if current != NO_CELL:
            window.gallery.select(current)
        window.gallery.setFocus()

    def _connect(self) -> None:
        window = self._window
        self.page.left.connect(self.leave)
        self.page.stepped.connect(self._step)
        self.page.class_chosen.connect(window.reviewing.classify)
        window.gallery.current_changed.connect(lambda _cell: self._look_again())
        window.gallery.all_decided.connect(self._end)
        window.reviewing.announced.connect(lambda _changes: self._look_again())
        window.reviewing.reread.connect(lambda _changes: self._look_again())
        window.work.changed.connect(lambda _changes: self._look_again())
        window.desk.cells.arranged.connect(self._look_again)
        window.desk.pictures.ready.connect(self._picture_came)
        window.desk.pictures.failed.connect(self._picture_failed)
        window.cell_view.heat.changed.connect(self._lay_overlay)
        window.desk.heat_checks.checked.connect(lambda _sha256, _found: self._lay_overlay())
        window.cell_view.heat.opacity_changed.connect(self.page.picture.set_opacity)
        window.counts.counted.connect(self._count)
        window.commands.keys_changed.connect(self._show_keys)
        window.commands["full"].setEnabled(False)
        window.open_slide.opened.connect(lambda _slide: self._another(True))
        window.open_slide.left.connect(lambda: self._another(False))
        self.page.picture.set_opacity(window.cell_view.heat.opacity())
        self._show_keys()

    def _look_again(self) -> None:
        self._at_end = False
        if self.active:
            self._later.start(0)

    def _end(self) -> None:
        """No cell shown needs a decision any more."""
        if self.active and self._window.desk.cells.total:
            self._at_end = True
            self._window.banner.clear()
            self._later.start(0)

    def _step(self, steps: int) -> None:
        window, cells = self._window, self._window.desk.cells
        rows, at_end = cells.rowCount(), self._at_end
        self._look_again()
        if rows and not (at_end and steps < 0):  # from the end, back is to the cell that was decided last
            row = min(max(0, window.gallery.currentIndex().row() + steps), rows - 1)
            window.gallery.select(cells.ids_between(row, row)[0])

    def _show(self) -> None:
        if not self.active:
            return
        window, cells = self._window, self._window.desk.cells
        row = window.gallery.currentIndex().row()
        cell = cells.cell(row) if row >= 0 else None
        self.page.set_classes(window.commands.classes, self._hint())
        self.page.show_cell(cell, window.cell_view.standing(), max(row, 0), cells.rowCount())
        if cell is None:
            self._sha = None
            self.page.picture.show_words(tr("No cell of this slide fits the filter."))
        elif cell.sha256 != self._sha:
            self._sha = cell.sha256
            self.page.picture.show_words(tr("Loading…"))
            window.desk.pictures.request(cell.sha256, cells.file(cell))
        if self._at_end:
            self.page.show_end(self._undecided, not cells.filter.everything)

    def _picture_came(self, sha256: str, image: QImage) -> None:
        if self.active and sha256 == self._sha:
            self.page.show_picture(image)
            self._lay_overlay()

    def _picture_failed(self, sha256: str, sentence: str) -> None:
        if self.active and sha256 == self._sha:
            self.page.picture.show_words(sentence)

    def _lay_overlay(self) -> None:
        if self.active:
            heat = self._window.cell_view.heat
            self.page.show_overlay(heat.overlay(), heat.warning() or tr(CAVEAT))

    def _another(self, there: bool) -> None:
        """Another slide is open, or none is any more."""
        self.leave()
        self._window.commands["full"].setEnabled(there)

    def _count(self, counts: Findings | None) -> None:
        if counts is None:
            return
        total, self._undecided = counts.differential.total, counts.differential.undecided
        self.page.show_progress(total - self._undecided, total)
        if self.active and self._at_end:
            self._later.start(0)

    def _hint(self) -> str:
        out, undo, back = (key_of(name) for name in ("all", "undo", "full"))
        words = [tr("Arrows: other cells")]
        words += [tr("{key}: back to the gallery", key=out)] if out else []
        words += [tr("{key}: undo", key=undo)] if undo else []
        return " · ".join([*words, *([tr("{key}: leave the full screen", key=back)] if back else [])])

    def _show_keys(self) -> None:
        self.page.set_classes(self._window.commands.classes, self._hint())


def leave_full_screen(window: QObject) -> None:
    """Leave it where the screen is filled: before a window closes, so that its size is kept as it was."""
    for full in window.findChildren(FullScreen):
        full.leave()
