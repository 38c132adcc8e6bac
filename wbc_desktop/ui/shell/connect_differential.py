"""Connects the reference ranges with the counts that are judged by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbc_desktop.ui.differential.ranges import Ranges

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


def connect_differential(window: MainWindow) -> Ranges:
    """Make the part for the ranges, and count again when others are in force."""
    ranges = Ranges(window.context, window.desk.preferences, window)
    ranges.changed.connect(window.counts.refresh)
    window.commands.on(ranges=ranges.ask)
    return ranges
