"""Connects decisions, undo and redo with the other parts of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbc_desktop.domain.classes import NOT_CLASSED, UNIDENTIFIED

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


def connect_review(window: MainWindow) -> None:
    """Connect the keys, clicks and drops that decide, and count again after each decision.

    Everything that changes the slide is disabled while the slide is locked.
    """
    reviewing, side = window.reviewing, window.side
    for part in (window.commands, window.cell_view, window.full_screen.page.classes, window.gallery):
        window.context.locked.connect(part.lock)
    window.commands.on(
        UNI=lambda: reviewing.classify(UNIDENTIFIED),
        NC=lambda: reviewing.classify(NOT_CLASSED),
        confirm=reviewing.confirm,
        confirm_shown=reviewing.confirm_shown,
        undo=reviewing.undo,
        redo=reviewing.redo,
    )
    window.commands.class_chosen.connect(reviewing.classify)
    window.cell_view.class_chosen.connect(reviewing.classify)
    window.full_screen.page.class_chosen.connect(reviewing.classify)
    window.gallery.dropped.connect(reviewing.classify)
    side.dropped.connect(reviewing.classify)
    reviewing.decided.connect(lambda _changes: window.counts.decided())
    reviewing.decided.connect(lambda _changes: window.banner.note_decision())
