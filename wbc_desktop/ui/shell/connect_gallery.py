"""Connects the gallery, its order and size, and the filters with the other parts of the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.operations import Message
from wbc_desktop.services.changes import Changes
from wbc_desktop.ui.widgets.theme import GRID

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow

SIZE_STEP = 3 * GRID
FIRST_SIZE = 14 * GRID


def connect_gallery(window: MainWindow) -> None:
    """Connect the commands and the filters of the gallery."""
    gallery, pane, commands, gallery_filters = window.gallery, window.pane, window.commands, window.gallery_filters
    commands.on(
        next=gallery.next_undecided,
        select_all=gallery.selectAll,
        find=pane.focus_search,
        only_unreviewed=lambda: window.side.filters.review_state(commands["only_unreviewed"].isChecked()),
        larger=lambda: pane.step_size(SIZE_STEP),
        smaller=lambda: pane.step_size(-SIZE_STEP),
    )
    gallery.zoom_asked.connect(pane.step_size)
    gallery.all_decided.connect(lambda: _report_done(window))
    gallery.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    gallery.customContextMenuRequested.connect(lambda at: _show_menu(window, at))
    window.side.differential.filter_changed.connect(gallery_filters.apply)
    window.side.filters.review_only.connect(commands["only_unreviewed"].setChecked)
    window.context.changed.connect(partial(_refresh, window))
    window.backend.cells.failed.connect(lambda sentence: window.context.notify(sentence, "error", slide=window.slide))
    window.backend.cells.list_changed.connect(window.arrange)
    _connect_arrangement(window)


def set_order(window: MainWindow, order: str) -> None:
    """Sort the gallery by ``order`` (``name``, ``uncertainty`` or ``time``) and remember it."""
    window.commands[f"order_{order}"].setChecked(True)
    window.pane.show_order(order)
    window.backend.cells.set_order(order)  # type: ignore[arg-type]
    window.backend.placement.save_order(order)


def _connect_arrangement(window: MainWindow) -> None:
    """Connect order, groups and size of the thumbnails, and restore them from the last start."""
    commands, placement, groups = window.commands, window.backend.placement, window.commands["groups"]
    groups.setChecked(placement.grouped())
    window.backend.cells.set_grouped(groups.isChecked())
    groups.toggled.connect(window.backend.cells.set_grouped)
    groups.toggled.connect(placement.save_grouped)
    for order in ("name", "uncertainty", "time"):
        commands[f"order_{order}"].triggered.connect(lambda _checked=False, order=order: set_order(window, order))
    set_order(window, placement.order())
    cells = window.backend.cells
    cells.list_changed.connect(lambda: window.pane.show_order("" if cells.queue else cells.order))
    window.pane.thumbnail_size.connect(window.gallery.set_thumbnail_size)
    window.pane.set_size(placement.thumbnail_size(FIRST_SIZE))
    window.pane.thumbnail_size.connect(placement.save_thumbnail_size)


def _refresh(window: MainWindow, changes: Changes) -> None:
    window.backend.cells.refresh(changes)
    window.gallery_filters.refresh(changes)


def _report_done(window: MainWindow) -> None:
    """Tell the reviewer that no shown cell needs a decision."""
    if window.full_screen.show_end():
        window.banner.clear()  # the page of full-screen review shows it
    elif window.backend.cells.total and not window.work.running:
        report = (tr("Report…"), window.commands["pdf"].trigger)
        text = tr("No cell shown here needs a decision any more.")
        window.context.post(Message(text, "done", (report,), window.slide, until_decision=True))


def _show_menu(window: MainWindow, at: QPoint) -> None:
    """Show the actions that decide in a menu at the mouse."""
    commands = window.commands
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    menu.addActions(commands.decisions())
    menu.addSeparator()
    if commands["field_list"].isEnabled():
        menu.addActions([commands[name] for name in ("draw", "remove", "split")])
        menu.addSeparator()
    menu.addActions([commands[name] for name in ("select_all", "confirm_shown")])
    menu.addSeparator()
    menu.addActions([commands[name] for name in ("undo", "redo")])
    menu.popup(window.gallery.viewport().mapToGlobal(at))
