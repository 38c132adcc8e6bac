"""The list of the slide's fields, with the number of cells of each; one of them is opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.language import tr
from wbc_desktop.services.field_list import SlideFields
from wbc_desktop.ui.widgets.fitting import FittedDialog
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID
from wbc_desktop.ui.widgets.words import cells_text

_PLACE = Qt.ItemDataRole.UserRole


class FieldDialog(FittedDialog):
    """Lists the fields of ``found``; ``show(place)`` is called with the position of the chosen one.

    ``current`` is the position of the field shown; None: no field is shown.
    """

    def __init__(
        self,
        found: SlideFields,
        current: int | None,
        show: Callable[[int], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Fields"))
        self._show = show
        about = Label(tr("Open a field to see its cells, or to draw a cell that was missed."))
        about.setWordWrap(True)
        about.setProperty("role", "muted")
        self.without = QCheckBox(tr("Only fields &without cells ({n:,})", n=len(found.without)))
        self.without.setEnabled(bool(found.without))
        self.list = QListWidget()
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(tr("Fields of this slide"))
        for place, field in enumerate(found.fields):
            name = field.path if not field.page else tr("{path}, page {page}", path=field.path, page=field.page + 1)
            cells = cells_text(len(field.cells)) if field.cells else tr("no cells")
            item = QListWidgetItem(f"{name} · {cells}")
            item.setData(_PLACE, place)
            self.list.addItem(item)
            item.setData(_PLACE + 1, not field.cells)
        self.list.setCurrentRow(current or 0)
        self.list.itemActivated.connect(lambda _item: self.accept())
        self.without.toggled.connect(self._narrow)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.button = buttons.addButton(tr("&Open"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.list.currentRowChanged.connect(self._chosen)
        self._chosen(self.list.currentRow())
        column, foot = QVBoxLayout(), QHBoxLayout()
        column.setSpacing(GRID)
        for widget in (about, self.without):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        foot.addWidget(buttons)
        self.fill(column, foot, QSize(60 * GRID, 60 * GRID))
        self.list.setFocus()

    def accept(self) -> None:
        """Close, and show the chosen field."""
        item = self.list.currentItem()
        super().accept()
        if self.list.currentRow() >= 0:
            self._show(item.data(_PLACE))

    def _chosen(self, row: int) -> None:
        self.button.setEnabled(row >= 0 and not self.list.item(row).isHidden())

    def _narrow(self, only_without: bool) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(only_without and not item.data(_PLACE + 1))
        shown = [row for row in range(self.list.count()) if not self.list.item(row).isHidden()]
        if shown and self.list.currentRow() not in shown:
            self.list.setCurrentRow(shown[0])
        self._chosen(self.list.currentRow())
