"""Full-screen review: one cell after another, and back to the gallery."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QModelIndex, QObject, QTimer, Signal
from PySide6.QtGui import QImage

from wbc_desktop.domain.cells import NO_CELL, Slide
from wbc_desktop.domain.classes import CellClass
from wbc_desktop.domain.differential_findings import Findings
from wbc_desktop.domain.key_names import key_of
from wbc_desktop.domain.language import tr
from wbc_desktop.item_models.cells import CellListModel
from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.jobs.picture_loader import PictureLoader
from wbc_desktop.ui.cell.cell_view import CellView
from wbc_desktop.ui.cell.full_screen_page import FullScreenPage
from wbc_desktop.ui.cell.heat_controls import CAVEAT
from wbc_desktop.ui.cell.picture_view import PictureView
from wbc_desktop.ui.widgets.actions import Actions


class Place(Protocol):
    """Where the reviewer is among the cells: what full-screen review needs of the gallery."""

    def current_id(self) -> int: ...
    def currentIndex(self) -> QModelIndex: ...
    def select(self, cell_id: int, /) -> bool: ...


class FullScreen(QObject):
    """The gallery stays what says where the reviewer is: decisions, keys and undo are the same as there.

    Signals: ``entered()``: the page is to fill the screen; ``left()``: the gallery is to be shown again.
    """

    entered = Signal()
    left = Signal()

    def __init__(
        self,
        context: SlideContext,
        actions: Actions,
        classes: Callable[[], Sequence[tuple[CellClass, str]]],
        cells: CellListModel,
        place: Place,
        view: CellView,
        pictures: PictureLoader,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._switch = actions["full"]
        self._classes = classes
        self._cells = cells
        self._place = place
        self._view = view
        self._pictures = pictures
        self.page = FullScreenPage(
            [actions[name] for name in ("confirm", "UNI", "NC")],
            [actions[name] for name in ("undo", "redo", "heat")],
            [actions[name] for name in ("sign", "pdf")],
        )
        self.active = False
        self._at_end = False
        self._undecided = 0
        self._sha: str | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show)
        self._switch.setEnabled(False)
        self._connect()

    @property
    def picture(self) -> PictureView:
        """The picture that zooming is about: that of the full screen, or that beside the gallery."""
        return self.page.picture if self.active else self._view.picture

    def switch(self) -> None:
        """Enter, or leave."""
        if self.active:
            self.leave()
        else:
            self.enter()

    def enter(self) -> None:
        """Fill the screen with the cell at which the reviewer is."""
        current = self._place.current_id()
        if self._context.slide is None or current == NO_CELL:
            self._switch.setChecked(False)
            return
        self._place.select(current)  # a decision is for the one cell that is seen
        self._at_end, self._sha = False, None
        self.active = True
        self._switch.setChecked(True)
        self.entered.emit()
        self._show()
        self.page.setFocus()

    def leave(self) -> None:
        """Back to the gallery, at the same cell."""
        if not self.active:
            return
        self.active = False
        self._switch.setChecked(False)
        current = self._place.current_id()
        if current != NO_CELL:
            self._place.select(current)
        self.left.emit()

    def refresh(self) -> None:
        """Another cell is current, or something about the cells is another."""
        self._at_end = False
        if self.active:
            self._later.start(0)

    def show_end(self) -> bool:
        """No cell shown needs a decision any more: say so on the page; False where it does not fill the screen."""
        self._at_end = self.active and self._cells.total > 0
        if self._at_end:
            self._later.start(0)
        return self._at_end

    def show_counts(self, counts: Findings | None) -> None:
        """The slide was counted: show how many of its cells are decided."""
        if counts is None:
            return
        total, self._undecided = counts.differential.total, counts.differential.undecided
        self.page.show_progress(total - self._undecided, total)
        if self.active and self._at_end:
            self._later.start(0)

    def show_keys(self) -> None:
        """Show the classes with the keys in force."""
        self.page.set_classes(self._classes(), self._hint())

    def show_overlay(self) -> None:
        """Lay the heatmap over the picture as it is over that of the cell view, with the same words."""
        if self.active:
            heat = self._view.heat
            self.page.show_overlay(heat.overlay(), heat.warning() or tr(CAVEAT))

    def _connect(self) -> None:
        self.page.left.connect(self.leave)
        self.page.stepped.connect(self._step)
        self._context.opened.connect(self._slide_opened)
        self._context.changed.connect(lambda _changes: self.refresh())
        self._cells.list_changed.connect(self.refresh)
        self._pictures.ready.connect(self._picture_loaded)
        self._pictures.failed.connect(self._picture_failed)
        self._view.heat.changed.connect(self.show_overlay)
        self._view.heat.opacity_changed.connect(self.page.picture.set_opacity)
        self.page.picture.set_opacity(self._view.heat.opacity())
        self.show_keys()

    def _step(self, steps: int) -> None:
        rows, at_end = self._cells.rowCount(), self._at_end
        self.refresh()
        if rows and not (at_end and steps < 0):  # from the end, back is to the cell that was decided last
            row = min(max(0, self._place.currentIndex().row() + steps), rows - 1)
            self._place.select(self._cells.ids_between(row, row)[0])

    def _show(self) -> None:
        if not self.active:
            return
        cells = self._cells
        row = self._place.currentIndex().row()
        cell = cells.cell(row) if row >= 0 else None
        self.show_keys()
        self.page.show_cell(cell, self._view.class_text(), max(row, 0), cells.rowCount())
        if cell is None:
            self._sha = None
            self.page.picture.show_words(tr("No cell of this slide fits the filter."))
        elif cell.sha256 != self._sha:
            self._sha = cell.sha256
            self.page.picture.show_words(tr("Loading…"))
            self._pictures.request(cell.sha256, cells.file(cell))
        if self._at_end:
            self.page.show_end(self._undecided, not cells.filter.shows_all)

    def _picture_loaded(self, sha256: str, image: QImage) -> None:
        if self.active and sha256 == self._sha:
            self.page.show_picture(image)
            self.show_overlay()

    def _picture_failed(self, sha256: str, sentence: str) -> None:
        if self.active and sha256 == self._sha:
            self.page.picture.show_words(sentence)

    def _slide_opened(self, slide: Slide | None) -> None:
        """Another slide is open, or none is any more."""
        self.leave()
        self._switch.setEnabled(slide is not None)

    def _hint(self) -> str:
        out, undo, back = (key_of(name) for name in ("all", "undo", "full"))
        words = [tr("Arrows: other cells")]
        words += [tr("{key}: back to the gallery", key=out)] if out else []
        words += [tr("{key}: undo", key=undo)] if undo else []
        return " · ".join([*words, *([tr("{key}: leave the full screen", key=back)] if back else [])])
