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
from wbc_desktop.ui.cell.cell_view import CellView, page_content
from wbc_desktop.ui.cell.draw_bar import DrawBar
from wbc_desktop.ui.cell.field_view import FieldView
from wbc_desktop.ui.cell.full_screen_page import FullScreenPage
from wbc_desktop.ui.cell.heat_caption import CAVEAT
from wbc_desktop.ui.widgets.actions import Actions


class Place(Protocol):
    """The current cell of the gallery: what full-screen review needs of it."""

    def current_id(self) -> int: ...
    def currentIndex(self) -> QModelIndex: ...
    def select(self, cell_id: int, /) -> bool: ...


class FullScreen(QObject):
    """Shows the gallery's current cell on the whole screen; decisions, keys and undo are those of the gallery.

    Signals: ``entered()``: show the page on the whole screen; ``left()``: show the gallery again.
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
        self._switch = actions["full_screen"]
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
        self._content: str | None = None
        self._shown = NO_CELL
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show)
        self._switch.setEnabled(False)
        self._connect()

    @property
    def picture(self) -> FieldView:
        """Return the picture that zoom commands change: on the full screen, or beside the gallery."""
        return self.page.picture if self.active else self._view.picture

    @property
    def draw_bar(self) -> DrawBar:
        """Return the line with which boxes are drawn in the picture of this part of the window."""
        return self.page.draw_bar if self.active and not self._at_end else self._view.draw_bar

    def switch(self) -> None:
        """Enter full-screen review, or leave it."""
        if self.active:
            self.leave()
        else:
            self.enter()

    def enter(self) -> None:
        """Show the current cell on the whole screen."""
        current = self._place.current_id()
        if self._context.slide is None or current == NO_CELL:
            self._switch.setChecked(False)
            return
        self._place.select(current)  # a decision applies to the one cell shown
        self._at_end, self._content = False, None
        self.active = True
        self._switch.setChecked(True)
        self.entered.emit()
        self._show()
        self.page.setFocus()

    def leave(self) -> None:
        """Go back to the gallery, at the same cell."""
        if not self.active:
            return
        self.active = False
        self.page.picture.stop_editing()
        self._switch.setChecked(False)
        current = self._place.current_id()
        if current != NO_CELL:
            self._place.select(current)
        self.left.emit()

    def refresh(self) -> None:
        """Show the current cell again, after it or the list changed."""
        self._at_end = False
        if self.active:
            self._later.start(0)

    def show_end(self) -> bool:
        """Say that all cells shown are decided. Return False, and do nothing, outside full-screen review."""
        self._at_end = self.active and self._cells.total > 0
        if self._at_end:
            self._later.start(0)
        return self._at_end

    def show_counts(self, counts: Findings | None) -> None:
        """Show how many cells of the slide are decided."""
        if counts is None:
            return
        total, self._undecided = counts.differential.total, counts.differential.undecided
        self.page.show_progress(total - self._undecided, total)
        if self.active and self._at_end:
            self._later.start(0)

    def show_keys(self) -> None:
        """Show the classes with their current keys."""
        self.page.set_classes(self._classes(), self._hint())

    def show_overlay(self) -> None:
        """Show the heatmap, and the text about it, as the cell view shows them."""
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
        if rows and not (at_end and steps < 0):  # back from the end leads to the cell that was decided last
            row = min(max(0, self._place.currentIndex().row() + steps), rows - 1)
            self._place.select(self._cells.ids_between(row, row)[0])

    def _show(self) -> None:
        if not self.active:
            return
        cells = self._cells
        row = self._place.currentIndex().row()
        cell = cells.cell(row) if row >= 0 else None
        before, self._shown = self._shown, NO_CELL if cell is None else cell.id
        if before != self._shown or self._at_end:
            self.page.picture.stop_editing()
        self.page.picture.set_field(None if cell is None else self._view.field_of(cell.id))
        self.show_keys()  # before the cell, because new rows of classes are empty; its hint depends on the field
        self.page.show_cell(cell, self._view.class_text(), max(row, 0), cells.rowCount())
        if cell is None:
            self._content = None
            self.page.picture.show_words(tr("No cell of this slide fits the filter."))
        else:
            if page_content(cell) != self._content:
                self._content = page_content(cell)
                self.page.picture.show_words(tr("Loading…"))
                self._pictures.request(cells.page_source(cell))
        if self._at_end:
            self.page.show_end(self._undecided, not cells.filter.shows_all)

    def _picture_loaded(self, content: str, image: QImage) -> None:
        if self.active and content == self._content:
            self.page.picture.show_image(image)
            self.show_overlay()

    def _picture_failed(self, content: str, sentence: str) -> None:
        if self.active and content == self._content:
            self.page.picture.show_words(sentence)

    def _slide_opened(self, slide: Slide | None) -> None:
        """Leave, because another slide or none is open now."""
        self.leave()
        self._switch.setEnabled(slide is not None)

    def _hint(self) -> str:
        out, undo, back = (key_of(name) for name in ("show_all", "undo", "full_screen"))
        words = [tr("Arrows: other cells")]
        words += [tr("{key}: back to the gallery", key=out)] if out else []
        words += [tr("{key}: undo", key=undo)] if undo else []
        words += [tr("{key}: leave the full screen", key=back)] if back else []
        if self.page.picture.field is not None:
            draw, remove, split = (key_of(name) for name in ("draw", "remove", "split"))
            words += [tr("{key}: draw a cell", key=draw)] if draw else []
            words += [tr("{key}: no cell", key=remove)] if remove else []
            words += [tr("{key}: split into two cells", key=split)] if split else []
        return " · ".join(words)
