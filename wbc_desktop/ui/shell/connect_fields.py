"""Connects fields with the other parts of the window: going through them, drawing boxes, and the kind of pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.domain.regions import PictureKind
from wbc_desktop.services.field_list import SlideFields
from wbc_desktop.services.region_acts import halves
from wbc_desktop.ui.cell.draw_bar import DrawBar
from wbc_desktop.ui.cell.field_dialog import FieldDialog
from wbc_desktop.ui.review.region_acts import RegionActs
from wbc_desktop.ui.shell.connect_cell import go_to_cell
from wbc_desktop.ui.widgets.fitting import show_dialog

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow

GOING = ("next_field", "previous_field", "field_list", "whole_field")
CHANGING = ("draw", "remove", "split")


class Fields(QObject):
    """Goes through the fields of the open slide, and starts the drawing of boxes."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._list = window.backend.fields
        self._list.changed.connect(self._show_state)
        window.context.locked.connect(self._stop_editing)
        window.cell_view.field_changed.connect(self._enable)

    def step(self, by: int) -> None:
        """Show the next field, or with ``by`` -1 the one before: its first cell, or the field itself without cells."""
        found = self._list.latest
        count = len(found.fields) if found is not None else 0
        here = self._place()
        first = 0 if by > 0 else count - 1
        places = range(first if here is None else here + by, count if by > 0 else -1, by)
        if not any(self.show(place) for place in places):
            self._window.context.notify(
                tr("This is the last field.") if by > 0 else tr("This is the first field."), slide=self._window.slide
            )

    def show(self, place: int) -> bool:
        """Show the field at this position. Return False, and show nothing, if the filters hide all its cells."""
        window, found, slide = self._window, self._list.latest, self._window.slide
        if found is None or slide is None:
            return False
        field = found.fields[place]
        if field.cells:
            return any(window.gallery.select(cell_id) for cell_id in field.cells)
        window.full_screen.leave()
        window.gallery.select_none()
        window.cell_view.setVisible(True)
        window.cell_view.show_field(field.id, Path(slide.folder))
        return True

    def ask(self) -> None:
        """Show the list of fields."""
        show_dialog(self.dialog())

    def dialog(self) -> FieldDialog:
        """Return the dialog of :meth:`ask`, not yet shown."""
        found = self._list.latest or SlideFields(0, None)
        return FieldDialog(found, self._place(), self._open, self._window)

    def draw(self) -> None:
        """Let the person draw a missed cell in the field shown."""
        shown = self._window.cell_view.shown
        if shown is not None and shown.in_field:
            self._draw_bar().draw(shown.cell.id)

    def split(self) -> None:
        """Let the person split the cell shown."""
        shown = self._window.cell_view.shown
        if shown is not None and shown.cell.box is not None:
            self._draw_bar().divide(shown.cell.id, halves(shown.cell.box))

    def _draw_bar(self) -> DrawBar:
        """Return where boxes are drawn now: on the full screen, or else in the cell view."""
        full = self._window.full_screen
        if full.draw_bar is not full.page.draw_bar:
            full.leave()
        return full.draw_bar

    def _open(self, place: int) -> None:
        if not self.show(place):
            self._window.gallery_filters.clear()
            self._window.backend.cells.finish_reading()
            self.show(place)

    def _place(self) -> int | None:
        """Return the position of the field shown; None if none is."""
        shown, found = self._window.cell_view.shown, self._list.latest
        if shown is None or found is None:
            return None
        return found.place(shown.cell.picture_id or shown.cell.id, shown.cell.page)

    def _show_state(self, found: SlideFields | None) -> None:
        fields = found is not None and found.kind is PictureKind.FIELDS
        if not fields and self._window.commands["whole_field"].isChecked():
            self._window.commands["whole_field"].trigger()
        text = trn("{n:,} field", "{n:,} fields", len(found.fields)) if found is not None and fields else ""
        self._window.pane.show_fields(text)
        self._enable()

    def _stop_editing(self, why: str) -> None:
        if why:
            self._window.cell_view.picture.stop_editing()
            self._window.full_screen.picture.stop_editing()

    def _enable(self) -> None:
        window, found, shown = self._window, self._list.latest, self._window.cell_view.shown
        fields = found is not None and found.kind is PictureKind.FIELDS
        in_field = fields and shown is not None and shown.in_field
        window.commands.enable(fields, *GOING)
        window.commands.enable(in_field, "draw")
        window.commands.enable(in_field and window.cell_view.cell_id is not None, "remove", "split")
        window.commands.enable(found is not None and not _is_second_read(window.slide), "pictures")


def connect_fields(window: MainWindow) -> Fields:
    """Connect the commands and views of fields."""
    fields, commands, view, full = Fields(window), window.commands, window.cell_view, window.full_screen
    acts = RegionActs(window.context, window.gallery, window.reviewing.undo_only, window)
    commands.on(
        next_field=lambda: fields.step(1),
        previous_field=lambda: fields.step(-1),
        field_list=fields.ask,
        draw=fields.draw,
        split=fields.split,
        remove=acts.remove,
    )
    commands.on_slide(window.context, pictures=window.picture_kinds.ask)
    for picture in (view.picture, full.page.picture):
        commands["whole_field"].toggled.connect(picture.show_whole)
        picture.cell_clicked.connect(lambda cell_id: go_to_cell(window, cell_id))
        picture.proposal_clicked.connect(acts.draw)
    full.entered.connect(view.picture.stop_editing)
    for bar, back in ((view.draw_bar, window.gallery), (full.page.draw_bar, full.page)):
        bar.drawn.connect(acts.draw)
        bar.divided.connect(acts.split)
        bar.ended.connect(back.setFocus)
    acts.decided.connect(lambda _changes: window.counts.decided())
    acts.next_requested.connect(window.gallery.select)
    acts.made.connect(lambda slide, cell_id: _made(window, slide, cell_id))
    return fields


def _made(window: MainWindow, slide: Slide, cell_id: int) -> None:
    """Show a new cell, and classify it."""
    go_to_cell(window, cell_id)
    window.work.classify(slide)


def _is_second_read(slide: Slide | None) -> bool:
    return slide is not None and slide.second_of is not None
