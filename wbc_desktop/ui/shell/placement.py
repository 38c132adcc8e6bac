"""Where the window was and how it was divided: kept in an ini file in the data directory."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget

from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.runtime.private import make_file
from wbc_desktop.ui.widgets.theme import GRID

FILE = "window.ini"


class Placement:
    """Reads and writes geometry, splitter sizes, thumbnail size, order and the last slide."""

    def __init__(self, data_dir: DataDir) -> None:
        with suppress(OSError):  # then the window is placed as if for the first time
            make_file(data_dir.root / FILE)
        self._ini = QSettings(str(data_dir.root / FILE), QSettings.Format.IniFormat)

    def restore_geometry(self, window: QWidget) -> None:
        """Put a window where the program's window was; a first time, a size that fits most screens."""
        kept = self._ini.value("window/geometry")
        if not (isinstance(kept, QByteArray) and window.restoreGeometry(kept)):
            screen = window.screen().availableGeometry()
            window.resize(min(178 * GRID, screen.width() - 4 * GRID), min(112 * GRID, screen.height() - 6 * GRID))

    def restore(self, window: QMainWindow, *splitters: QSplitter) -> None:
        """The same, and divide it as it was divided."""
        self.restore_geometry(window)
        for number, splitter in enumerate(splitters):
            state = self._ini.value(f"window/splitter{number}")
            if isinstance(state, QByteArray):
                splitter.restoreState(state)

    def save(self, window: QMainWindow, *splitters: QSplitter) -> None:
        """Note where the window is now."""
        self._ini.setValue("window/geometry", window.saveGeometry())
        for number, splitter in enumerate(splitters):
            self._ini.setValue(f"window/splitter{number}", splitter.saveState())
        self._ini.sync()

    def last_slide(self) -> int | None:
        """The id of the slide that was open last."""
        return self._number("slide/last")

    def save_last_slide(self, slide_id: int) -> None:
        """Note which slide is open."""
        self._ini.setValue("slide/last", slide_id)

    def thumbnail_size(self, default: int) -> int:
        """The side of the thumbnails in logical pixels."""
        return self._number("gallery/size") or default

    def save_thumbnail_size(self, side: int) -> None:
        """Note the side of the thumbnails."""
        self._ini.setValue("gallery/size", side)

    def order(self) -> str:
        """How the gallery was sorted."""
        kept = self._ini.value("gallery/order")
        return str(kept) if kept in ("name", "uncertainty", "time") else "name"

    def save_order(self, order: str) -> None:
        """Note how the gallery is sorted."""
        self._ini.setValue("gallery/order", order)

    def grouped(self) -> bool:
        """Whether the gallery was in groups of a class."""
        return str(self._ini.value("gallery/grouped")).lower() == "true"

    def save_grouped(self, grouped: bool) -> None:
        """Note whether the gallery is in groups."""
        self._ini.setValue("gallery/grouped", grouped)

    def _number(self, key: str) -> int | None:
        try:
            return int(str(self._ini.value(key)))
        except ValueError:
            return None
