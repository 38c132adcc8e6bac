"""Connects the reference ranges, and the rule for what counts, with everything that shows counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbc_desktop.services.changes import Changes
from wbc_desktop.ui.differential.ranges import Ranges

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


def connect_differential(window: MainWindow) -> Ranges:
    """Create the part for the reference ranges, and count again after they change."""
    ranges = Ranges(window.context, window.backend.preferences, window)
    ranges.changed.connect(window.counts.refresh)
    ranges.counting_changed.connect(lambda: count_again(window))
    window.commands.on(ranges=ranges.ask)
    return ranges


def count_again(window: MainWindow) -> None:
    """Show which cells are to be decided after the rule for what counts changed."""
    window.backend.slides.recount()
    if window.slide is not None:
        window.context.announce(Changes(window.slide.id, cells_added=True))
