"""The window of the guide: contents and search on the left, the page on the right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.language import tr
from wbc_desktop.runtime.resources import resource
from wbc_desktop.services import guide
from wbc_desktop.ui.help.page_view import PageView
from wbc_desktop.ui.widgets.fitting import fit_window
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID, strong

PREFERRED = QSize(140 * GRID, 92 * GRID)
CONTENTS_WIDTH = 40 * GRID
_NAME = Qt.ItemDataRole.UserRole


class HelpWindow(QWidget):
    """Shows the guide beside the main window. The platform's keys close it (Esc, Ctrl+W)."""

    def __init__(self, keys: Callable[[], guide.KeysInUse], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(tr("Guide"))
        self._keys = keys
        self._heads: dict[str, QTreeWidgetItem] = {}
        self._items: dict[str, dict[str, QTreeWidgetItem]] = {}
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search the guide"))
        self.search.setAccessibleName(tr("Search the guide"))
        self.search.setClearButtonEnabled(True)
        self.list = QTreeWidget()
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setItemsExpandable(False)
        self.list.setIndentation(GRID)
        self.list.setAccessibleName(tr("Contents"))
        self._nothing = Label(tr("No page has these words."))
        self._nothing.setWordWrap(True)
        self._nothing.setProperty("role", "muted")
        self._nothing.hide()
        self.view = PageView(resource(), self._read)
        self.view.setAccessibleName(tr("Guide"))
        self.back, self.forward = QPushButton(tr("Back")), QPushButton(tr("Forward"))
        self._lay_out()
        self._connect()
        self._fill()
        self.resize(PREFERRED)

    def open(self, name: str = "") -> None:
        """Show the window in front of the others, with this page, or that which was shown last."""
        if name or self.view.source().isEmpty():
            self.show_page(name or guide.FIRST_PAGE)
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        self.search.setFocus()

    def show_page(self, name: str) -> None:
        """Show a page by its name, with the searched words marked."""
        self.view.open(guide.page_file(name), self.search.text())

    def refresh(self) -> None:
        """Show the page again, because keys changed."""
        if not self.view.source().isEmpty():
            self.view.refresh()

    def pages(self) -> list[str]:
        """Return the names of the pages in the contents that are shown."""
        return [name for items in self._items.values() for name, item in items.items() if not item.isHidden()]

    def setVisible(self, visible: bool) -> None:
        if visible and not self.isVisible():
            fit_window(self)
        super().setVisible(visible)

    def _lay_out(self) -> None:
        left, right = QWidget(), QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        for part in (self.search, self._nothing, self.list):
            column.addWidget(part)
        row = QHBoxLayout()
        row.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        row.addWidget(self.back)
        row.addWidget(self.forward)
        row.addStretch(1)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, GRID, 0, 0)
        column.addLayout(row)
        column.addWidget(self.view, 1)
        splitter = QSplitter()
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([CONTENTS_WIDTH, PREFERRED.width() - CONTENTS_WIDTH])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._open_first)
        self.list.currentItemChanged.connect(lambda item, _before: self._choose(item))
        self.back.clicked.connect(self.view.backward)
        self.forward.clicked.connect(self.view.forward)
        for button, able in ((self.back, self.view.backwardAvailable), (self.forward, self.view.forwardAvailable)):
            button.setEnabled(False)
            able.connect(button.setEnabled)
        self.view.sourceChanged.connect(lambda url: self._mark_current(Path(url.toLocalFile()).stem))
        standard = QKeySequence.StandardKey
        for key, act in (
            (standard.Cancel, self.close),
            (standard.Close, self.close),
            (standard.Back, self.view.backward),
            (standard.Forward, self.view.forward),
            (standard.Find, self.search.setFocus),
            (standard.ZoomIn, self.view.zoomIn),
            (standard.ZoomOut, self.view.zoomOut),
        ):
            QShortcut(key, self).activated.connect(act)

    def _fill(self) -> None:
        for section in guide.contents():
            head = QTreeWidgetItem([section.title])
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            head.setFont(0, strong(self.font()))
            self.list.addTopLevelItem(head)
            self._items[section.title] = {}
            self._heads[section.title] = head
            for name, title in section.pages:
                item = QTreeWidgetItem(head, [title])
                item.setData(0, _NAME, name)
                item.setToolTip(0, title)
                self._items[section.title][name] = item
        self.list.expandAll()

    def _read(self, file: Path) -> str:
        """Return the text of a page; that of a model card as it is."""
        text = file.read_text(encoding="utf-8")
        return guide.filled(text, self._keys()) if file.parent == guide.page_file(guide.FIRST_PAGE).parent else text

    def _search(self, words: str) -> None:
        found = guide.pages_with(words, self._keys())
        for section, items in self._items.items():
            for name, item in items.items():
                item.setHidden(name not in found)
            self._heads[section].setHidden(not found & items.keys())
        self._nothing.setVisible(not found)
        if not words or self.view.page.stem in found:
            self.view.open(self.view.page, words)

    def _open_first(self) -> None:
        """Show the first page that has the searched words."""
        shown = self.pages()
        if shown:
            self.show_page(shown[0])

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        name = item.data(0, _NAME) if item is not None else None
        if name and name != self.view.page.stem:
            self.show_page(name)

    def _mark_current(self, name: str) -> None:
        """Select the page that is shown in the contents; a page that is not in them selects nothing."""
        item = next((items[name] for items in self._items.values() if name in items), None)
        self.list.blockSignals(True)
        self.list.clearSelection() if item is None else self.list.setCurrentItem(item)
        self.list.blockSignals(False)
