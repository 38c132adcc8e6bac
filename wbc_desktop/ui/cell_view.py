"""The selected cell: its picture with the heatmap over it, the classes with their probabilities, and its history."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from wbc_desktop.domain.cells import ReviewState
from wbc_desktop.domain.classes import UNIDENTIFIED, CellClass, cell_class
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.buttons import ActionButton, tool_button
from wbc_desktop.ui.class_rows import ClassRows
from wbc_desktop.ui.details import Details, load_details
from wbc_desktop.ui.elided import ElidedLabel
from wbc_desktop.ui.heat_controls import HeatControls
from wbc_desktop.ui.history import HistoryList
from wbc_desktop.ui.page import Page
from wbc_desktop.ui.picture_loader import PictureLoader
from wbc_desktop.ui.picture_view import PictureView
from wbc_desktop.ui.theme import GRID
from wbc_desktop.ui.words import cells_text, percent


class CellView(QWidget):
    """Shows one cell of the store; ``class_chosen(code)`` when a class is clicked. Writes nothing."""

    class_chosen = Signal(str)

    def __init__(
        self,
        db: Database,
        pictures: PictureLoader,
        heat: QAction,
        decisions: Sequence[QAction],
        zooms: Sequence[QAction],
        opacity: float,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("cellPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._db = db
        self._pictures = pictures
        self._details: Details | None = None
        self._file: Path | None = None
        self._shown_sha: str | None = None
        self._stale = QTimer(self)
        self._stale.setSingleShot(True)
        self._stale.timeout.connect(self._refresh)
        self.picture = PictureView()
        self.heat = HeatControls(heat, opacity)
        self.classes = ClassRows()
        self._title = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        self._standing = QLabel()
        self._standing.setProperty("role", "muted")
        self._standing.setWordWrap(True)
        self._zoom = QLabel()
        self._zoom.setProperty("role", "muted")
        self._history = HistoryList()
        self._stack = QStackedWidget()
        self._lay_out(decisions, zooms)
        self.classes.chosen.connect(self.class_chosen)
        self.heat.changed.connect(self._lay_overlay)
        self.heat.opacity_changed.connect(self.picture.set_opacity)
        self.picture.zoomed.connect(lambda zoom: self._zoom.setText(f"{zoom * 100:.0f} %"))
        self.picture.set_opacity(self.heat.opacity())
        pictures.ready.connect(self._picture_came)
        pictures.failed.connect(self._picture_failed)
        self.show_cell(None, None)

    @property
    def cell_id(self) -> int | None:
        """The cell shown."""
        return self._details.cell.id if self._details is not None else None

    def standing(self) -> str:
        """What is said of the cell shown: its class, and who decided."""
        return self._standing.text()

    def set_classes(self, classes: Sequence[tuple[CellClass, str]]) -> None:
        """The classes that can be chosen, each with its key."""
        self.classes.set_classes(classes)
        if self._details is not None:
            self._show_probabilities(self._details)

    def show_cell(self, cell_id: int | None, folder: Path | None) -> None:
        """Show a cell of the slide in ``folder``; None: nothing is selected."""
        self._stale.stop()
        try:
            details = load_details(self._db, cell_id) if cell_id is not None else None
        except LookupError:
            details = None
        self._details = details
        self._stack.setCurrentIndex(0 if details is None else 1)
        if details is None or folder is None:
            self._shown_sha = None
            self._pictures.forget_wanted()
            self.heat.show_maps(None, None)
            return
        self._show_words(details)
        self._show_probabilities(details)
        self._history.show_events(details.history)
        self._show_picture(details, folder / details.cell.path)
        self.heat.show_maps(details.maps, details.cell.predicted)

    def touch(self) -> None:
        """Something about the cell was committed: read it again, unless another one is shown in the same breath."""
        self._stale.start(0)

    def _refresh(self) -> None:
        if self._details is not None and self._file is not None:
            folder = self._file
            for _ in Path(self._details.cell.path).parts:
                folder = folder.parent
            self.show_cell(self._details.cell.id, folder)

    def show_selected(self, count: int) -> None:
        """Say that a decision will concern more than the cell shown."""
        self._several.setVisible(count > 1)
        self._several.setText(f"{cells_text(count)} selected: a decision is for all of them.")

    # Parts

    def _show_words(self, details: Details) -> None:
        cell = details.cell
        self._title.setText(Path(cell.path).name)
        self._title.setToolTip(f"{cell.path}\n{cell.width} × {cell.height} pixels\nSHA-256 {cell.sha256}")
        said, model = cell.classification, cell.preclassification
        if said is not None and said.label is not None:
            if said.label == UNIDENTIFIED:
                words = f"Left Unidentified by {said.reviewer}"
            elif cell.state is ReviewState.CONFIRMED:
                words = f"{cell_class(said.label).name}, confirmed by {said.reviewer}"
            else:
                was = f" from {cell_class(said.predicted).name}" if said.predicted else ""
                words = f"{cell_class(said.label).name}, reclassified{was} by {said.reviewer}"
        elif model is None:
            words = "Not preclassified yet"
        elif model.unidentified:
            words = f"Unidentified: only {percent(model.confidence)} sure of {cell_class(model.predicted).name}"
        else:
            words = f"{cell_class(model.predicted).name}, to be confirmed"
        self._standing.setText(words)

    def _show_probabilities(self, details: Details) -> None:
        cell = details.cell
        model = cell.preclassification
        self.classes.show_cell(
            model.probabilities if model is not None else {},
            model.predicted if model is not None else None,
            cell.current,
        )

    def _show_picture(self, details: Details, file: Path) -> None:
        self._file = file
        if self._shown_sha == details.cell.sha256:
            return
        self._shown_sha = None
        self.picture.show_words("Loading…")
        self._pictures.request(details.cell.sha256, file)

    def _picture_came(self, sha256: str, image: QImage) -> None:
        if self._details is None or sha256 != self._details.cell.sha256:
            return
        self.picture.show_picture(image)
        self._shown_sha = sha256
        self._lay_overlay()

    def _picture_failed(self, sha256: str, sentence: str) -> None:
        if self._details is not None and sha256 == self._details.cell.sha256:
            self.picture.show_words(sentence)

    def _lay_overlay(self) -> None:
        self.picture.set_overlay(self.heat.overlay() if self._shown_sha is not None else None)

    def _lay_out(self, decisions: Sequence[QAction], zooms: Sequence[QAction]) -> None:
        self._several = QLabel()
        self._several.setWordWrap(True)
        self._several.hide()
        top = QHBoxLayout()
        top.setSpacing(GRID // 2)
        top.addWidget(self._title, 1)
        top.addWidget(self._zoom)
        for action in zooms:
            top.addWidget(tool_button(action))
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for place, action in enumerate(decisions):
            buttons.addWidget(ActionButton(action, primary=place == 0), 1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(top)
        column.addWidget(self.picture, 3)
        column.addWidget(self.heat)
        column.addWidget(self._standing)
        column.addWidget(self.classes)
        column.addWidget(self._several)
        column.addLayout(buttons)
        column.addWidget(self._history, 1)
        self._stack.addWidget(Page("No cell selected", "Choose a cell in the gallery to see it here."))
        self._stack.addWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
