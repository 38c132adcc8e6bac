"""Connects the reference ranges with the counts that they judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbc_desktop.ui.differential.ranges import Ranges

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


def connect_differential(window: MainWindow) -> Ranges:
    """Create the part for the reference ranges, and count again after they change."""
    ranges = Ranges(window.context, window.backend.preferences, window)
    ranges.changed.connect(window.counts.refresh)
    window.commands.on(ranges=ranges.ask)
    return ranges
