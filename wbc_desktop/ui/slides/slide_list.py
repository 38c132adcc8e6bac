"""The list of slides with its search. Text and a thin bar under the name show the progress of each slide."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.signing import Stage
from wbc_desktop.item_models.slides import SlideListModel, SlideProgress, SlideState
from wbc_desktop.ui.widgets.flow import Flow
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID

SEARCH_FROM = 2
"""The search is shown from this number of slides on."""

BAR_HEIGHT = 2
_CLOSED = frozenset((Stage.SIGNED, Stage.AMENDED))
LEAST_ROWS = 2
ROW_HEIGHT = 7 * GRID
TYPING_MS = 150


class SlideDelegate(QStyledItemDelegate):
    """Draws the share of decided cells as a bar under each slide, except for new and signed slides."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        progress = index.data(SlideListModel.ProgressRole)
        if not isinstance(progress, SlideProgress) or not progress.decided or progress.stage in _CLOSED:
            return
        room = QRectF(option.rect).adjusted(GRID / 2, 0, -GRID / 2, -1)
        room.setTop(room.bottom() - BAR_HEIGHT)
        palette: QPalette = option.palette
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Mid))
        painter.drawRect(room)
        room.setWidth(max(1.0, room.width() * min(1.0, progress.share)))
        painter.setBrush(palette.color(QPalette.ColorRole.Accent))
        painter.drawRect(room)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(0, hint.height() + 2 * BAR_HEIGHT)  # no width of its own: the list elides long names


class _List(QListView):
    """Asks only for its minimum height, so that it takes no space from the differential."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.minimumHeight())


class SlideList(QWidget):
    """The slides, searched by text and state.

    Signals: ``chosen(Slide)``: a slide was clicked, or Return pressed on it; ``menu_requested(Slide, QPoint)``: the
    slide's menu was requested at this position on the screen.
    """

    chosen = Signal(object)
    menu_requested = Signal(object, QPoint)

    def __init__(self, slides: SlideListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slides = slides
        self._open_id: int | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search slides"))
        self.search.setAccessibleName(tr("Search slides by name, folder, sample or patient"))
        self.search.setToolTip(tr("Name, folder, sample or patient"))
        self.search.setClearButtonEnabled(True)
        self.state = QComboBox()
        self.state.setAccessibleName(tr("State of the slides shown"))
        self.state.addItem(tr("All"), None)
        for state in SlideState:
            self.state.addItem(tr(state.value)[:1].upper() + tr(state.value)[1:], state)
        self.state.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._narrow)
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self.search.returnPressed.connect(self._choose_first)
        self.state.currentIndexChanged.connect(lambda _index: self._narrow())
        self.list = self._make_list()
        self._none = Label()
        self._none.setWordWrap(True)
        self._none.setProperty("role", "muted")
        self._none.hide()
        words = self.search.fontMetrics().horizontalAdvance(self.search.placeholderText())
        self.search.setMinimumWidth(words + 3 * GRID + GRID // 2)
        row = Flow()
        row.addWidget(self.search)
        row.addWidget(self.state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(row)
        column.addWidget(self._none)
        column.addWidget(self.list, 1)
        for changed in (slides.modelReset, slides.dataChanged):
            changed.connect(self._follow)
        slides.modelReset.connect(self._mark_again)
        self._follow()

    def mark(self, slide: Slide | None) -> None:
        """Select the open slide in the list; None for no slide. A second read is not listed: its slide is selected."""
        self._open_id = None if slide is None else slide.second_of or slide.id
        self._mark()

    def set_low(self, on: bool) -> None:
        """Take the room of one row only, for the parts below."""
        self.list.setMinimumHeight(ROW_HEIGHT if on else LEAST_ROWS * ROW_HEIGHT)

    def _make_list(self) -> QListView:
        shown = _List()
        shown.setObjectName("slides")
        shown.setModel(self._slides)
        shown.setItemDelegate(SlideDelegate(shown))
        shown.setUniformItemSizes(True)
        shown.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        shown.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        shown.setAccessibleName(tr("Slides"))
        shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        shown.setMinimumHeight(LEAST_ROWS * ROW_HEIGHT)
        shown.clicked.connect(self._choose)
        shown.activated.connect(self._choose)
        shown.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        shown.customContextMenuRequested.connect(self._ask_menu)
        return shown

    def _narrow(self) -> None:
        self._typing.stop()
        chosen = self.state.currentData()  # a plain string: Qt does not keep Python's enum
        self._slides.apply_filter(self.search.text(), SlideState(chosen) if chosen else None)
        self._follow()

    def _follow(self, *_: object) -> None:
        searched = self._slides.count >= SEARCH_FROM or self._slides.is_filtered
        self.search.setVisible(searched)
        self.state.setVisible(searched)
        none = self._slides.is_filtered and not self._slides.rowCount()
        self._none.setText(tr("Counting…") if self._slides.counting else tr("No slide matches."))
        self._none.setVisible(none)

    def _mark(self, *_: object) -> None:
        row = self._slides.row_of(self._open_id) if self._open_id is not None else None
        if row is None:
            self.list.clearSelection()
        else:
            self.list.setCurrentIndex(self._slides.index(row))

    def _mark_again(self) -> None:
        """Select the open slide after a reset, without scrolling: the reviewer may be looking at other slides."""
        self.list.setAutoScroll(False)
        self._mark()
        self.list.setAutoScroll(True)

    def _choose_first(self) -> None:
        self._narrow()
        if self._slides.rowCount():
            self._choose(self._slides.index(0))

    def _choose(self, index: QModelIndex) -> None:
        slide = self._slides.slide(index.row())
        if isinstance(slide, Slide):
            self.chosen.emit(slide)

    def _ask_menu(self, at: QPoint) -> None:
        slide = self._slides.slide(self.list.indexAt(at).row())
        if slide is not None:
            self.menu_requested.emit(slide, self.list.viewport().mapToGlobal(at))
