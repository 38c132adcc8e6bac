"""The dialog that merges slides of one sample into the open slide, and separates them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.filters import folded
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.services.merging import Part
from wbc_desktop.ui.widgets.fitting import FittedDialog
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID, large

_ID = Qt.ItemDataRole.UserRole


class FoldersDialog(FittedDialog):
    """Asks which slides to merge or to separate, closes, and calls ``merge(slide ids)`` or ``separate(slide id)``."""

    def __init__(
        self,
        name: str,
        parts: Sequence[Part],
        others: Sequence[Slide],
        merge: Callable[[list[int]], object],
        separate: Callable[[int], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Folders of the sample"))
        self._merge = merge
        self._separate = separate
        heading = Label(tr("Folders of “{name}”", name=name))
        heading.setFont(large(self.font()))
        about = Label(
            tr(
                "Folders of one sample can be one slide, which is counted, reviewed, reported and signed as a whole. "
                "An image in two of the folders counts once. Folders can be separated again, and each keeps the "
                "decisions on its cells."
            )
        )
        about.setWordWrap(True)
        about.setProperty("role", "muted")
        self.parts = QListWidget()
        self.parts.setAccessibleName(tr("Folders of this slide"))
        for number, part in enumerate(parts):
            item = QListWidgetItem(f"{part.name} · {trn('{n:,} cell', '{n:,} cells', part.cells)}")
            item.setToolTip(part.folder)
            item.setData(_ID, part.slide_id if number else None)
            self.parts.addItem(item)
        self.parts.setMaximumHeight(14 * GRID)
        self.parts.currentItemChanged.connect(lambda *_: self._update_buttons())
        self.separate = QPushButton(tr("&Separate this folder"))
        self.separate.setAutoDefault(False)
        self.separate.clicked.connect(self._ask_separate)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search slides"))
        self.search.setAccessibleName(tr("Search the slides that can be merged"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.others = QListWidget()
        self.others.setAccessibleName(tr("Slides that can be merged into this one"))
        for slide in others:
            item = QListWidgetItem(slide.name)
            item.setToolTip(slide.folder)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            item.setData(_ID, slide.id)
            self.others.addItem(item)
        self.others.itemChanged.connect(lambda _item: self._update_buttons())
        self.button = QPushButton(tr("&Merge"))
        self.button.setProperty("primary", True)
        self.button.setDefault(True)
        self.button.clicked.connect(self._ask_merge)
        self._lay_out(heading, about)
        self._update_buttons()

    def checked(self) -> list[int]:
        """The ids of the checked slides."""
        items = (self.others.item(row) for row in range(self.others.count()))
        return [item.data(_ID) for item in items if item.checkState() is Qt.CheckState.Checked]

    def _ask_merge(self) -> None:
        chosen = self.checked()
        self.accept()
        self._merge(chosen)

    def _ask_separate(self) -> None:
        item = self.parts.currentItem()
        part = item.data(_ID) if self.parts.currentRow() >= 0 else None
        if part is not None:
            self.accept()
            self._separate(part)

    def _update_buttons(self) -> None:
        item = self.parts.currentItem()
        self.separate.setEnabled(self.parts.currentRow() > 0 and item.data(_ID) is not None)
        self.button.setEnabled(bool(self.checked()))

    def _narrow(self, text: str) -> None:
        words = folded(text).split()
        for row in range(self.others.count()):
            item = self.others.item(row)
            text = folded(f"{item.text()}\n{item.toolTip()}")
            item.setHidden(not all(word in text for word in words))

    def _lay_out(self, heading: QLabel, about: QLabel) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        above = QHBoxLayout()
        above.addStretch(1)
        above.addWidget(self.separate)
        foot = QHBoxLayout()
        foot.addWidget(buttons)
        title = Label(tr("Merge with"))
        title.setProperty("role", "section")
        column = QVBoxLayout()
        column.setSpacing(GRID)
        for widget in (heading, about, self.parts):
            column.addWidget(widget)
        column.addLayout(above)
        column.addWidget(title)
        column.addWidget(self.search)
        column.addWidget(self.others, 1)
        self.fill(column, foot, QSize(70 * GRID, 70 * GRID))
