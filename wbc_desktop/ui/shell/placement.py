"""Saves and restores the window's geometry and layout, in an ini file in the data directory."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow, QWidget

from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.private import make_file
from wbc_desktop.ui.widgets.columns import Columns
from wbc_desktop.ui.widgets.theme import GRID

FILE = "window.ini"


class Placement:
    """Reads and writes geometry, splitter sizes, thumbnail size, order and the last slide."""

    def __init__(self, data_dir: DataDir) -> None:
        with suppress(OSError):  # without the file the window gets its default geometry
            make_file(data_dir.root / FILE)
        self._ini = QSettings(str(data_dir.root / FILE), QSettings.Format.IniFormat)

    def restore_geometry(self, window: QWidget) -> None:
        """Restore the saved geometry; at the first start, use a size that fits most screens."""
        saved = self._ini.value("window/geometry")
        if not (isinstance(saved, QByteArray) and window.restoreGeometry(saved)):
            screen = window.screen().availableGeometry()
            window.resize(min(178 * GRID, screen.width() - 4 * GRID), min(112 * GRID, screen.height() - 6 * GRID))

    def restore(self, window: QMainWindow, *splitters: Columns) -> None:
        """Restore the saved geometry and the widths of the columns."""
        self.restore_geometry(window)
        for number, splitter in enumerate(splitters):
            state = self._ini.value(f"window/splitter{number}")
            if isinstance(state, QByteArray):
                splitter.restoreState(state)

    def save(self, window: QMainWindow, *splitters: Columns) -> None:
        """Save the geometry of the window, and the widths of the columns if a person chose them."""
        self._ini.setValue("window/geometry", window.saveGeometry())
        for number, splitter in enumerate(splitters):
            if splitter.moved:
                self._ini.setValue(f"window/splitter{number}", splitter.saveState())
        self._ini.sync()

    def restore_learning(self, window: QWidget) -> str:
        """Restore the saved geometry of the window of learning; return the name of its tab, "" at the first start."""
        saved = self._ini.value("learning/geometry")
        if isinstance(saved, QByteArray):
            window.restoreGeometry(saved)
        return str(self._ini.value("learning/tab") or "")

    def save_learning(self, window: QWidget, tab: str) -> None:
        """Save the geometry of the window of learning and the name of its tab."""
        self._ini.setValue("learning/geometry", window.saveGeometry())
        self._ini.setValue("learning/tab", tab)

    def last_slide(self) -> int | None:
        """Return the id of the slide that was open last; None at the first start, 0 for no slide."""
        return self._number("slide/last")

    def save_last_slide(self, slide_id: int) -> None:
        """Save which slide is open; 0 for none."""
        self._ini.setValue("slide/last", slide_id)

    def thumbnail_size(self, default: int) -> int:
        """Return the saved side of the thumbnails in logical pixels, or ``default``."""
        return self._number("gallery/size") or default

    def save_thumbnail_size(self, side: int) -> None:
        """Save the side of the thumbnails in logical pixels."""
        self._ini.setValue("gallery/size", side)

    def order(self) -> str:
        """Return the saved order of the gallery: ``name``, ``uncertainty`` or ``time``."""
        saved = self._ini.value("gallery/order")
        return str(saved) if saved in ("name", "uncertainty", "time") else "name"

    def save_order(self, order: str) -> None:
        """Save the order of the gallery."""
        self._ini.setValue("gallery/order", order)

    def grouped(self) -> bool:
        """Return whether the gallery was grouped by class."""
        return str(self._ini.value("gallery/grouped")).lower() == "true"

    def save_grouped(self, grouped: bool) -> None:
        """Save whether the gallery is grouped by class."""
        self._ini.setValue("gallery/grouped", grouped)

    def _number(self, key: str) -> int | None:
        try:
            return int(str(self._ini.value(key)))
        except ValueError:
            return None
