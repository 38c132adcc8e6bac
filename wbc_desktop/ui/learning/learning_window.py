"""The window of learning from corrections: a window of its own with tabs, beside the main window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.ui.widgets.fitting import fit_window
from wbc_desktop.ui.widgets.theme import GRID

PREFERRED = QSize(124 * GRID, 84 * GRID)


class LearningTab(QWidget):
    """A tab of the window of learning. It is made when it is first shown; ``showEvent`` tells that it is shown."""

    def stop(self) -> None:
        """Stop reading: the program ends."""


class LearningWindow(QWidget):
    """Shows tabs, beside the main window. Closing hides it; The platform's keys close it (Esc, Ctrl+W).

    Signals: ``closed()``: it was hidden, and its size and tab can be saved.
    """

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(tr("Learning from corrections"))
        self._make: dict[str, Callable[[], LearningTab]] = {}
        self._made: dict[str, LearningTab] = {}
        self._rooms: dict[str, QVBoxLayout] = {}
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.setAccessibleName(tr("Learning from corrections"))
        self._tabs.currentChanged.connect(lambda _place: self._make_current() if self.isVisible() else None)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 0)
        column.addWidget(self._tabs)
        for key in (QKeySequence.StandardKey.Cancel, QKeySequence.StandardKey.Close):
            QShortcut(key, self).activated.connect(self.close)
        self.resize(PREFERRED)

    def add_tab(self, name: str, title: str, make: Callable[[], LearningTab]) -> None:
        """Add a tab; ``make`` is called when it is first shown."""
        self._make[name] = make
        room = QWidget()
        self._rooms[name] = QVBoxLayout(room)
        self._rooms[name].setContentsMargins(0, 0, 0, 0)
        self._tabs.addTab(room, title)

    def tab(self, name: str) -> LearningTab | None:
        """Return a tab by its name; None until it was shown."""
        return self._made.get(name)

    @property
    def current(self) -> str:
        """The name of the tab in front."""
        return list(self._make)[self._tabs.currentIndex()] if self._make else ""

    def choose(self, name: str) -> None:
        """Bring a tab to the front; unknown names are ignored."""
        if name in self._make:
            self._tabs.setCurrentIndex(list(self._make).index(name))

    def open(self, name: str = "") -> None:
        """Show the window in front of the others, with this tab, or that which was shown last."""
        self.choose(name)
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def stop(self) -> None:
        """Stop what the tabs read: the program ends."""
        for tab in self._made.values():
            tab.stop()

    def setVisible(self, visible: bool) -> None:
        if visible and not self.isVisible():
            self._make_current()
            fit_window(self)
        super().setVisible(visible)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.closed.emit()

    def _make_current(self) -> None:
        """Make the tab in front, unless it is made."""
        name = self.current
        if name and name not in self._made:
            self._made[name] = self._make[name]()
            self._rooms[name].addWidget(self._made[name])
