"""The middle of the window: the slide's name and count, the gallery's controls, and the gallery or a page."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSlider, QStackedWidget, QVBoxLayout, QWidget

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.key_names import key_or_name
from wbc_desktop.domain.keymap import Keymap
from wbc_desktop.domain.language import mark, tr
from wbc_desktop.ui.gallery import empty_pages
from wbc_desktop.ui.gallery.gallery import Gallery
from wbc_desktop.ui.gallery.queue_bar import QueueBar
from wbc_desktop.ui.widgets.actions import Actions
from wbc_desktop.ui.widgets.buttons import ActionButton, tool_button
from wbc_desktop.ui.widgets.elided import ElidedLabel
from wbc_desktop.ui.widgets.flow import Flow
from wbc_desktop.ui.widgets.keys import key_text
from wbc_desktop.ui.widgets.theme import GRID, large

SMALLEST, LARGEST = 64, 256
PREFERRED_WIDTH = 38 * GRID
"""Two thumbnails of the usual size side by side. Where a wide font leaves less room, the gallery has fewer columns."""
PAUSE_MS = 150
"""Search for the typed text after this long without another letter."""
ORDERS = ((mark("Name"), "name"), (mark("Uncertainty"), "uncertainty"), (mark("Time"), "time"))


class GalleryPane(QWidget):
    """Shows one of these pages: welcome, loading, no cells, no match, gallery.

    Signals: ``thumbnail_size(int)``: another side of the thumbnails was chosen, in logical pixels; ``searched()``:
    the search text changed.
    """

    thumbnail_size = Signal(int)
    searched = Signal()

    def __init__(self, gallery: Gallery, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("galleryPane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.gallery = gallery
        ratio = self.devicePixelRatioF()
        self._welcome = empty_pages.welcome_page(actions["open"], actions["demo"], ratio)
        self._loading = empty_pages.loading_page()
        self._nothing = empty_pages.nothing_page(actions["open"])
        self._filtered = empty_pages.filtered_page(actions["show_all"])
        self._title = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        self._title.setFont(large(self.font()))
        self._about = ElidedLabel(muted=True)
        self._about_cells = self._about_fields = ""
        self._size = QSlider(Qt.Orientation.Horizontal)
        self._order = QComboBox()
        self._search = QLineEdit()
        self._pause = QTimer(self)
        self._find = actions["find"]
        self._header = self._make_header(actions)
        self.queue_bar = QueueBar()
        self._stack = QStackedWidget()
        for page in (self._welcome, self._loading, self._nothing, self._filtered, gallery):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self.queue_bar)
        column.addWidget(self._stack, 1)
        self.show_welcome()

    def show_welcome(self) -> None:
        """Show the welcome page, because no slide is open."""
        self._header.hide()
        self._stack.setCurrentWidget(self._welcome)

    def show_slide(self, slide: Slide) -> None:
        """Show the name of a slide that was opened."""
        self._title.setText(slide.name)
        self._title.setToolTip(slide.folder)
        self._header.show()

    def show_about(self, text: str) -> None:
        """Show a text under the slide's name: the number of cells, and of those to review."""
        self._about_cells = text
        self._show_about()

    def show_fields(self, text: str) -> None:
        """Show a text about the slide's fields before that about its cells; "" for single cells."""
        self._about_fields = text
        self._show_about()

    def _show_about(self) -> None:
        text = " · ".join(filter(None, (self._about_fields, self._about_cells)))
        self._about.setText(text)
        self._about.setToolTip(text)

    def about(self) -> str:
        """Return the text under the slide's name."""
        return self._about.text()

    def show_state(self, shown: int, total: int, working: bool, sentence: str) -> None:
        """Choose the page: ``shown`` of ``total`` cells match the filter; ``sentence`` says why there are none."""
        if shown:
            self._stack.setCurrentWidget(self.gallery)
        elif total:
            self._stack.setCurrentWidget(self._filtered)
        elif working:
            self._stack.setCurrentWidget(self._loading)
        else:
            none = tr("This slide has no cells.")
            if self._about_fields:
                key = key_or_name("field_list")
                none = tr("No white cell was found. Open a field ({key}) to draw one.", key=key)
            self._nothing.show_text(tr("No cells to show"), sentence or none)
            self._stack.setCurrentWidget(self._nothing)

    def page(self) -> str:
        """Return which page is shown: welcome, loading, nothing, filtered or gallery."""
        pages = {
            self._welcome: "welcome",
            self._loading: "loading",
            self._nothing: "nothing",
            self._filtered: "filtered",
        }
        return pages.get(self._stack.currentWidget(), "gallery")  # type: ignore[call-overload,no-any-return]

    def step_size(self, step: int) -> None:
        """Make the thumbnails larger or smaller by this many pixels."""
        self._size.setValue(self._size.value() + step)

    def size_chosen(self) -> int:
        """Return the thumbnails' side in logical pixels."""
        return self._size.value()

    def set_size(self, side: int) -> None:
        """Set the thumbnails' side in logical pixels."""
        self._size.setValue(side)

    def search_text(self) -> str:
        """Return the search text, a part of a file name."""
        return self._search.text().strip()

    def search_for(self, text: str) -> None:
        """Search for this text; "" shows all cells."""
        self._search.setText(text)

    def focus_search(self) -> None:
        """Move the focus to the search field."""
        self._search.setFocus()
        self._search.selectAll()

    def show_keys(self, keymap: Keymap) -> None:
        """Name the current keys in the tooltips."""
        keys = [key_text(keys[0]) for name in ("larger", "smaller") if (keys := keymap.keys(name))]
        self._size.setToolTip(tr("Size of the thumbnails") + (f"  ({', '.join(keys)})" if keys else ""))
        self._search.setToolTip(self._find.toolTip())

    def show_order(self, order: str) -> None:
        """Show in which order the gallery is sorted; "" is that of the queue of cells that teach most."""
        self._order.blockSignals(True)
        self._order.setCurrentIndex(self._order.findData(order))
        self._order.blockSignals(False)

    def _make_header(self, actions: Actions) -> QWidget:
        header = QWidget()
        for text, order in ORDERS:
            self._order.addItem(tr("Sort: {order}", order=tr(text)), order)
        self._order.setPlaceholderText(tr("Sort: {order}", order=tr("Teaches most")))
        self._order.setAccessibleName(tr("Order of the cells"))
        self._order.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._order.activated.connect(lambda _index: actions[f"order_{self._order.currentData()}"].trigger())
        self._size.setRange(SMALLEST, LARGEST)
        self._size.setSingleStep(GRID)
        self._size.setPageStep(4 * GRID)
        self._size.setMinimumWidth(6 * GRID)
        self._size.setMaximumWidth(10 * GRID)
        self._size.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._size.setAccessibleName(tr("Size of the thumbnails"))
        self._size.valueChanged.connect(self.thumbnail_size)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._about)
        above, below = QHBoxLayout(), Flow()
        above.setSpacing(GRID)
        above.addLayout(words, 1)
        for name in ("undo", "redo", "pdf"):
            above.addWidget(tool_button(actions[name]))
        self._search.setPlaceholderText(tr("File name"))
        self._search.setAccessibleName(tr("Find by file name"))
        self._search.setClearButtonEnabled(True)
        self._search.setMinimumWidth(10 * GRID)
        self._search.setMaximumWidth(30 * GRID)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.searched)
        self._search.textChanged.connect(lambda _text: self._pause.start())
        self._search.returnPressed.connect(self.gallery.setFocus)
        for widget in (
            self._order,
            ActionButton(actions["groups"], tr("Groups")),
            ActionButton(actions["only_unreviewed"], tr("Unreviewed")),
            self._search,
            self._size,
        ):
            below.addWidget(widget)
        column = QVBoxLayout(header)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(above)
        column.addLayout(below)
        return header
