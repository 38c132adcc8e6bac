"""Reference cells beside the picture: decided cells of the same class from this laboratory, the best first."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup, QIcon, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMenu, QToolButton, QVBoxLayout, QWidget

from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.domain.classes import CellClass, cell_class
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.references import ReferenceCell
from wbc_desktop.jobs.references import SHOWN, Reference, ReferenceLoader, References
from wbc_desktop.ui.widgets.icons import colour_dot
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID
from wbc_desktop.ui.widgets.words import percent

SIDE = 8 * GRID
FETCH_AFTER_MS = 150
"""Wait this long before fetching reference cells, so that moving on quickly stays fast."""
FRESH_S = 60.0
"""Show a found list again for this long before searching for better cells."""
FRESH_WHILE_FEW_S = 2.0
"""The same for a list that is not full: each decision may add a cell."""
_CELL = Qt.ItemDataRole.UserRole


class ReferenceStrip(QWidget):
    """Shows cells of the class of the cell shown, or of another class that a person chose.

    Signals: ``opened(int)``: compare the cell with this id with the one shown.
    """

    opened = Signal(int)

    def __init__(self, loader: ReferenceLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loader = loader
        self._slide_id: int | None = None
        self._cell_id: int | None = None
        self._follows = True
        self._code: str | None = None
        self._named: CellClass | object = object()
        self._wanted: tuple[str, int] | None = None
        self._found: dict[tuple[str, int], tuple[References, float]] = {}
        self._slide_of_found: int | None = None
        self._listed: References | None = None
        self._classes: tuple[CellClass, ...] = ()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._ask)
        self._which = QToolButton()
        self._which.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._which.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._which.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._which.setProperty("role", "choice")
        self._which.setToolTip(tr("Class of the reference cells"))
        self._which.setMenu(QMenu(self))
        self.list = QListWidget()
        self._words = Label()
        self._lay_out()
        loader.loaded.connect(self._take)
        self.list.itemActivated.connect(self._open)
        self.list.itemClicked.connect(self._open)
        self.show_cell(None, None, None)

    def set_classes(self, classes: Sequence[CellClass]) -> None:
        """Set the classes that can be chosen."""
        if tuple(classes) == self._classes:
            return
        self._classes = tuple(classes)
        menu = QMenu(self)
        group = QActionGroup(menu)
        follow = menu.addAction(tr("The class of the cell"))
        follow.triggered.connect(lambda: self.choose(None))
        menu.addSeparator()
        for one in classes:
            action = menu.addAction(colour_dot(one.colour), f"{one.code}  {one.title}")
            action.triggered.connect(lambda _checked=False, code=one.code: self.choose(code))
        for action in menu.actions():
            action.setCheckable(not action.isSeparator())
            group.addAction(action)
        follow.setChecked(True)
        old = self._which.menu()
        self._which.setMenu(menu)
        old.deleteLater()
        self._follows = True

    def show_cell(self, cell_id: int | None, slide_id: int | None, code: str | None) -> None:
        """Show reference cells for a cell of the class ``code``."""
        if slide_id not in (None, self._slide_of_found):
            self._found.clear()
            self._slide_of_found = slide_id
        self._cell_id, self._slide_id = cell_id, slide_id
        if self._follows:
            self._code = code
        self._refresh()

    def choose(self, code: str | None) -> None:
        """Show cells of this class; None: of the cell's class."""
        self._follows = code is None
        if code is not None:
            self._code = code
        self._refresh()

    def hasHeightForWidth(self) -> bool:
        """Return False: the strip is as high as the picture, and its label must not change that."""
        return False

    def cells(self) -> list[ReferenceCell]:
        """Return the cells shown, the best first."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [item.data(_CELL) for item in items if not item.isHidden()]

    def _refresh(self) -> None:
        code, slide_id = self._code, self._slide_id
        self._name(code)
        self._wanted = None if code is None or slide_id is None else (code, slide_id)
        self._wait.stop()
        self._loader.drop()
        found, at = self._found.get(self._wanted, (None, 0.0)) if self._wanted is not None else (None, 0.0)
        if found is None:
            self.list.clear()
            self._listed = None
            self._words.hide()
            self.list.show()
        else:
            self._list(found)
        fresh = FRESH_S if found is not None and len(found.found) == SHOWN else FRESH_WHILE_FEW_S
        if self._wanted is not None and (found is None or time.monotonic() - at > fresh):
            self._wait.start(FETCH_AFTER_MS)

    def _ask(self) -> None:
        if self._wanted is not None:
            self._loader.ask(*self._wanted)

    def _take(self, answer: References) -> None:
        self._found[answer.code, answer.slide_id] = (answer, time.monotonic())
        if (answer.code, answer.slide_id) == self._wanted:
            self._list(answer)

    def _list(self, answer: References) -> None:
        """Show these cells, except the cell shown in the cell view."""
        if answer is not self._listed:
            self._listed = answer
            self.list.clear()
            for one in answer.found:
                self.list.addItem(_item(one))
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(item.data(_CELL).cell_id == self._cell_id)
        empty = not self.cells()
        self._words.setText(tr("No decided cells of this class yet"))
        self._words.setVisible(empty)
        self.list.setVisible(not empty)

    def _open(self, item: QListWidgetItem) -> None:
        self.opened.emit(item.data(_CELL).cell_id)

    def _name(self, code: str | None) -> None:
        shown = None if code is None else cell_class(code)
        if shown == self._named:
            return
        self._named = shown
        self._which.setText("–" if shown is None else shown.code)
        self._which.setIcon(QIcon() if shown is None else colour_dot(shown.colour))
        name = tr("Reference cells: {name}", name="–" if shown is None else shown.title)
        self._which.setAccessibleName(name)
        self.list.setAccessibleName(name)

    def _lay_out(self) -> None:
        self.list.setViewMode(QListWidget.ViewMode.IconMode)
        self.list.setFlow(QListWidget.Flow.TopToBottom)
        self.list.setWrapping(False)
        self.list.setMovement(QListWidget.Movement.Static)
        self.list.setIconSize(QSize(SIDE, SIDE))
        self.list.setGridSize(QSize(SIDE + GRID, SIDE + GRID))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.list.setToolTip(tr("Press Return or click to compare with the cell shown"))
        self._words.setWordWrap(True)
        self._words.setProperty("role", "muted")
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setFixedWidth(SIDE + GRID + 16)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self._which)
        column.addWidget(self._words)
        column.addWidget(self.list, 1)


def _item(one: Reference) -> QListWidgetItem:
    item = QListWidgetItem(QIcon(QPixmap.fromImage(one.image)), "")
    item.setData(_CELL, one.cell)
    words = reference_words(one.cell)
    item.setToolTip(words)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
    return item


def reference_words(cell: ReferenceCell) -> str:
    """Return the class of a reference cell, who decided, the model's confidence and the slide, one per line."""
    name, who = cell_class(cell.code).title, cell.reviewer
    agreed = cell.state is ReviewState.CONFIRMED
    if agreed:
        lines = [tr("{name}, confirmed by {who}", name=name, who=who)]
    elif cell.state is ReviewState.DECIDED:
        lines = [tr("{name}, decided by {who}", name=name, who=who)]
    else:
        lines = [tr("{name}, reclassified by {who}", name=name, who=who)]
    if agreed and cell.confidence is not None:
        lines.append(tr("Model: {sure}", sure=percent(cell.confidence)))
    slide = tr("Slide {slide}, signed", slide=cell.slide) if cell.signed else tr("Slide {slide}", slide=cell.slide)
    return "\n".join([*lines, slide])
