"""The selected cell: its picture with the heatmap over it, the classes with their probabilities, and its history."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.classes import NOT_CLASSED, UNIDENTIFIED, CellClass
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.unlike import likeness_sentence
from wbc_desktop.jobs.heat_checks import HeatChecks
from wbc_desktop.jobs.picture_loader import PictureLoader
from wbc_desktop.jobs.references import ReferenceLoader
from wbc_desktop.runtime.drafts import Spot
from wbc_desktop.services.changes import Changes
from wbc_desktop.services.heat_check import WITHOUT_NUCLEUS
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.cell.cell_column import CellColumn
from wbc_desktop.ui.cell.cell_words import class_sentence, field_sentence
from wbc_desktop.ui.cell.class_rows import ClassRows
from wbc_desktop.ui.cell.comments import Comments
from wbc_desktop.ui.cell.details import Details, load_details
from wbc_desktop.ui.cell.draw_bar import DrawBar
from wbc_desktop.ui.cell.field_marks import Field, field_of
from wbc_desktop.ui.cell.field_view import FieldView
from wbc_desktop.ui.cell.heat_controls import HeatControls
from wbc_desktop.ui.cell.history import HistoryList
from wbc_desktop.ui.cell.references import ReferenceStrip
from wbc_desktop.ui.widgets.buttons import ActionRow, tool_button
from wbc_desktop.ui.widgets.elided import ElidedLabel
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.page import Page
from wbc_desktop.ui.widgets.theme import GRID
from wbc_desktop.ui.widgets.words import cells_text

CHECK_AFTER_MS = 250
"""Wait this long before measuring where the heatmap lies, so that moving on quickly stays fast."""


class CellView(QWidget):
    """Shows one cell of the store, a region of a field inside its field. Writes nothing.

    Signals: ``class_chosen(str)``: the class with this code was clicked; ``field_changed()``: another cell or field, or
    the same with other boxes, is shown.
    """

    class_chosen = Signal(str)
    field_changed = Signal()

    def __init__(
        self,
        db: Database,
        pictures: PictureLoader,
        heat: QAction,
        decisions: Sequence[QAction],
        zooms: Sequence[QAction],
        boxes: Sequence[QAction],
        opacity: float,
        checks: HeatChecks,
        references: ReferenceLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("cellPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._db = db
        self._pictures = pictures
        self._details: Details | None = None
        self._locked = False
        self._folder: Path | None = None
        self._shown_content: str | None = None
        self._image = QImage()
        self._checks = checks
        self._checked_content: str | None = None
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.timeout.connect(self._ask_check)
        self._stale = QTimer(self)
        self._stale.setSingleShot(True)
        self._stale.timeout.connect(self._refresh)
        self.picture = FieldView()
        self.draw_bar = DrawBar(self.picture)
        self.heat = HeatControls(heat, opacity)
        self.classes = ClassRows()
        self.comments = Comments()
        self.references = ReferenceStrip(references)
        self._title = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        self._class_text = Label()
        self._class_text.setProperty("role", "muted")
        self._class_text.setWordWrap(True)
        self._likeness = Label()
        self._likeness.setProperty("role", "muted")
        self._likeness.setWordWrap(True)
        self._cut = Label(tr("Cut by the edge of the field"))
        self._cut.setProperty("role", "muted")
        self._cut.hide()
        self._zoom = Label()
        self._zoom.setProperty("role", "muted")
        self._history = HistoryList()
        self._stack = QStackedWidget()
        self._boxes = ActionRow(boxes, (tr("Draw a cell"), tr("No cell"), tr("Split"), tr("Whole field")))
        self._lay_out(decisions, zooms, heat)
        self.classes.chosen.connect(self.class_chosen)
        self.heat.changed.connect(self._show_overlay)
        self.heat.changed.connect(self._plan_check)
        checks.checked.connect(self._show_check)
        self.heat.opacity_changed.connect(self.picture.set_opacity)
        self.picture.zoomed.connect(lambda zoom: self._zoom.setText(f"{zoom * 100:.0f} %"))
        self.picture.set_opacity(self.heat.opacity())
        pictures.ready.connect(self._picture_loaded)
        pictures.failed.connect(self._picture_failed)
        self.show_cell(None, None)

    @property
    def cell_id(self) -> int | None:
        """Return the id of the cell shown; None if there is none, or a field as a whole is shown."""
        return None if self._details is None or self._details.whole_field else self._details.cell.id

    @property
    def spot(self) -> Spot | None:
        """Return the cell to which a comment belongs; None if no cell is shown."""
        cell = self._details.cell if self._details is not None and not self._details.whole_field else None
        return None if cell is None else Spot(cell.slide_id, cell.id, cell.sha256)

    def class_text(self) -> str:
        """Return the text about the cell shown: its class, and who decided."""
        return self._class_text.text()

    def likeness(self) -> str:
        """Return how similar the cell is to the training cells, as a sentence; "" if the model has no such score."""
        return self._likeness.text()

    def set_classes(self, classes: Sequence[tuple[CellClass, str]]) -> None:
        """Set the classes that can be chosen, each with its key."""
        self.classes.set_classes(classes)
        self.references.set_classes([shown for shown, _ in classes])
        self._area.fit()
        if self._details is not None:
            self._show_probabilities(self._details)

    def lock(self, why: str) -> None:
        """Let nothing be changed, and show the reason in tool tips; "": let it be changed again."""
        self._locked = bool(why)
        self.classes.lock(why)
        self.comments.lock(why)
        self.refresh_later()  # without the regions that are only proposed

    @property
    def shown(self) -> Details | None:
        """The cell shown, with its field."""
        return self._details

    def show_cell(self, cell_id: int | None, folder: Path | None) -> None:
        """Show a cell of the slide in ``folder``; None: no cell is selected."""
        self._show(cell_id, folder, whole_field=False)

    def show_field(self, page_id: int, folder: Path) -> None:
        """Show a field as a whole, in which no cell is selected; ``page_id``: the cell that stands for it."""
        self._show(page_id, folder, whole_field=True)

    def field_of(self, cell_id: int) -> Field | None:
        """Return the field of this cell, if the cell is shown and is a region of one."""
        return self.picture.field if cell_id == self.cell_id else None

    def concerns(self, changes: Changes) -> bool:
        """Return whether the cell or its field may look different after these changes."""
        if self._details is None:
            return False
        if self._details.in_field and changes.cells_added:
            return True
        return not {self._details.cell.id, *(cell.id for cell in self._details.neighbours)}.isdisjoint(changes.cells)

    def _show(self, cell_id: int | None, folder: Path | None, whole_field: bool) -> None:
        self._stale.stop()
        try:
            details = load_details(self._db, cell_id, whole_field) if cell_id is not None else None
        except LookupError:
            details = None
        before, self._details = self._details, details
        if before is None or details is None or before.cell.id != details.cell.id:
            self.picture.stop_editing()
        self._stack.setCurrentIndex(0 if details is None else 1)
        if details is None or folder is None:
            self._shown_content = self._checked_content = None
            self._pictures.forget_wanted()
            self.heat.show_maps(None, None)
            self.comments.show_comments(None, ())
            self.references.show_cell(None, None, None)
            self.field_changed.emit()
            return
        for part in self._parts_of_a_cell:
            part.setVisible(not whole_field)
        self._show_words(details)
        self._show_probabilities(details)
        self._history.show_events(details.history)
        self.comments.show_comments(self.spot, details.comments)
        to_compare = None if whole_field else class_to_compare(details)
        self.references.show_cell(cell_id, details.cell.slide_id, to_compare)
        self._checked_content = None
        self._boxes.setVisible(details.in_field)
        cell = details.cell
        proposed = () if self._locked else details.proposed
        self.picture.set_field(field_of(cell, details.neighbours, proposed) if details.in_field else None)
        if self._shown_content != page_content(cell):
            self._shown_content = None  # draw the heatmap once, when its picture is loaded
        self.heat.show_maps(None if whole_field else details.maps, cell.predicted)
        self._show_picture(details, folder)
        self.field_changed.emit()

    def show_comment_line(self) -> None:
        """Scroll to the comment line and move the focus there."""
        self._area.ensureWidgetVisible(self.comments.line)
        self.comments.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def refresh_later(self) -> None:
        """Read the cell again in the next turn of the event loop, unless another cell is shown by then."""
        self._stale.start(0)

    def _refresh(self) -> None:
        if self._details is not None and self._folder is not None:
            self._show(self._details.cell.id, self._folder, self._details.whole_field)

    def show_selected(self, count: int) -> None:
        """Say how many cells are selected, if a decision applies to more than the cell shown."""
        self._several.setVisible(count > 1)
        self._several.setText(tr("{cells} selected. A decision applies to all of them.", cells=cells_text(count)))

    # Parts

    def _show_words(self, details: Details) -> None:
        cell = details.cell
        self._title.setText(Path(cell.path).name)
        size = tr("{width} × {height} pixels", width=cell.width, height=cell.height)
        self._title.setToolTip(f"{cell.path}\n{size}\nSHA-256 {cell.sha256}")
        about = field_sentence(details) if details.whole_field else class_sentence(cell, details.cut_cells)
        self._class_text.setText(about)
        likeness = "" if details.whole_field else likeness_sentence(cell.preclassification, cell.announced)
        self._likeness.setText(likeness)
        self._likeness.setVisible(bool(likeness))
        self._cut.setVisible(cell.is_cut)

    def _show_probabilities(self, details: Details) -> None:
        cell = details.cell
        model = cell.preclassification
        self.classes.show_cell(
            model.probabilities if model is not None else {},
            model.predicted if model is not None else None,
            cell.current,
        )

    def _show_picture(self, details: Details, folder: Path) -> None:
        self._folder = folder
        if self._shown_content == page_content(details.cell):
            return
        self.picture.show_words(tr("Loading…"))
        self._pictures.request(details.cell.page_source(folder))

    def _picture_loaded(self, content: str, image: QImage) -> None:
        if self._details is None or content != page_content(self._details.cell):
            return
        self.picture.show_image(image)
        self._shown_content = content
        self._image = image
        self._show_overlay()
        self._plan_check()

    def _picture_failed(self, content: str, sentence: str) -> None:
        if self._details is not None and content == page_content(self._details.cell):
            self.picture.show_words(sentence)
            self.heat.show_maps(None, None)

    def _show_overlay(self) -> None:
        self.picture.set_overlay(self.heat.overlay() if self._shown_content is not None else None)

    def _plan_check(self) -> None:
        """Start the timer that measures where the heatmap lies; stop it if no heatmap is shown."""
        if self._shown_content is None or self._details is None or not self.heat.shown():
            self._look.stop()
        elif self._checked_content != self._details.cell.crop_content:
            self._look.start(CHECK_AFTER_MS)

    def _ask_check(self) -> None:
        details = self._details
        if self._shown_content is None or details is None or details.maps is None:
            return
        if class_to_compare(details) not in WITHOUT_NUCLEUS:
            self._checks.ask(details.cell.crop_content, self.picture.crop_image(self._image), details.maps)

    def _show_check(self, content: str, found: object) -> None:
        if self._details is not None and content == self._details.cell.crop_content and isinstance(found, dict):
            self._checked_content = content
            self.heat.show_check(found)

    def _lay_out(self, decisions: Sequence[QAction], zooms: Sequence[QAction], heat: QAction) -> None:
        self._several = Label()
        self._several.setWordWrap(True)
        self._several.hide()
        top = QHBoxLayout()
        top.setSpacing(GRID // 2)
        top.addWidget(self._title, 1)
        top.addWidget(self._zoom)
        for action in zooms:
            if action.icon().isNull():
                action.setIconText("1:1")
            top.addWidget(tool_button(action))
        switch, decide = tool_button(heat), ActionRow(decisions)
        top.addWidget(switch)
        below = (
            self.draw_bar,
            self.heat.caption,
            self._class_text,
            self._cut,
            self.classes,
            self._several,
            decide,
            self._boxes,
            self.heat,
            self.comments,
            self._likeness,
            self._history,
        )
        self._parts_of_a_cell = (self.references, switch, self.heat, self.classes, decide, self.comments, self._history)
        self._stack.addWidget(Page(tr("No cell selected"), tr("Choose a cell in the gallery to see it here.")))
        self._area = CellColumn(top, self.picture, self.references, below, self.classes)
        self._stack.addWidget(self._area)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)


def class_to_compare(details: Details) -> str | None:
    """Return the class of the reference cells: the cell's class, or the predicted one if it has no real class."""
    cell = details.cell
    return cell.predicted if cell.current in (UNIDENTIFIED, NOT_CLASSED) else cell.current


def page_content(cell: Cell) -> str:
    """Return what identifies the picture that is shown for a cell: its whole page."""
    return cell.page_source("").content
