"""Two cells side by side: pictures that zoom and move together, heatmaps and probabilities."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.classes import cell_class, class_order
from wbc_desktop.domain.key_names import key_of
from wbc_desktop.domain.keymap import Keymap
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.picture_loader import PictureLoader
from wbc_desktop.store import slides
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.cell.cell_words import class_sentence
from wbc_desktop.ui.cell.compare_bars import CompareBars
from wbc_desktop.ui.cell.details import Details, load_details
from wbc_desktop.ui.cell.heat_caption import HeatCaption
from wbc_desktop.ui.cell.overlay import ATTENTION, PREDICTED, chosen_overlay
from wbc_desktop.ui.cell.picture_view import ZOOM_STEP, PictureView
from wbc_desktop.ui.widgets.elided import ElidedLabel
from wbc_desktop.ui.widgets.fitting import FittedDialog
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID


def load_compared(db: Database, cell_id: int) -> tuple[Details, Slide]:
    """Read a cell and its slide. Raises LookupError if there is no cell with this id."""
    details = load_details(db, cell_id)
    with db.read() as s:
        return details, slides.get(s, details.cell.slide_id)


class CompareSide(QWidget):
    """One of the two cells.

    Signals: ``picture_shown()``: its picture is shown.
    """

    picture_shown = Signal()

    def __init__(self, details: Details, slide: Slide, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.details = details
        cell = details.cell
        self.picture = PictureView()
        self.picture.setAccessibleName(name)
        self._image = QImage()
        self._loader = PictureLoader(self)
        self._loader.ready.connect(self._show)
        self._loader.failed.connect(lambda _content, sentence: self.picture.show_words(sentence))
        title = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        title.setText(f"{slide.name} · {Path(cell.path).name}")
        title.setToolTip(str(Path(slide.folder) / cell.path))
        self.class_text = Label(class_sentence(cell, details.cut_cells))
        self.class_text.setWordWrap(True)
        self.class_text.setProperty("role", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(title)
        column.addWidget(self.picture, 1)
        column.addWidget(self.class_text)
        self.picture.show_words(tr("Loading…"))
        self._loader.request(cell.source(slide.folder))

    @property
    def loaded(self) -> bool:
        """Return whether the picture is loaded."""
        return not self._image.isNull()

    def show_map(self, which: str | None) -> None:
        """Show this map over the picture; None: no heatmap."""
        maps, predicted = self.details.maps, self.details.cell.predicted
        shown = self.loaded and which is not None
        self.picture.set_overlay(chosen_overlay(maps, predicted, str(which)) if shown else None)

    def stop(self) -> None:
        """Stop loading."""
        self._loader.stop()

    def _show(self, _content: str, image: QImage) -> None:
        self._image = image
        self.picture.show_picture(image)
        self.picture_shown.emit()


class CompareDialog(FittedDialog):
    """Shows two cells of the store; writes nothing.

    Raises LookupError if one of the cells does not exist, and the store's errors, before any widget is made, so that
    no hidden dialog continues to load pictures.
    """

    def __init__(
        self,
        db: Database,
        left: int,
        right: int,
        heat: bool,
        opacity: float,
        keymap: Keymap,
        parent: QWidget | None = None,
    ) -> None:
        one, other = load_compared(db, left), load_compared(db, right)
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Two cells side by side"))
        self.left = CompareSide(*one, tr("Picture of the left cell"), self)
        self.right = CompareSide(*other, tr("Picture of the right cell"), self)
        self.heat = QCheckBox(tr("&Heatmap"))
        self.heat.setChecked(heat)
        self._keymap = keymap
        shown = key_of("heat")
        self.heat.setToolTip(tr("Show where the network looked") + (f"  ({shown})" if shown else ""))
        self.together = QCheckBox(tr("Zoom &together"))
        self.together.setChecked(True)
        self.together.setToolTip(tr("Zoom and move both pictures together"))
        self.which = QComboBox()
        self.strength = QSlider(Qt.Orientation.Horizontal)
        self.caption = HeatCaption()
        self.bars = CompareBars(self._probabilities(self.left), self._probabilities(self.right))
        self._fill()
        self._lay_out()
        self._add_keys()
        self.left.picture_shown.connect(self.show_heatmaps)
        self.right.picture_shown.connect(self.show_heatmaps)
        self.heat.toggled.connect(lambda _on: self.show_heatmaps())
        self.which.currentIndexChanged.connect(lambda _index: self.show_heatmaps())
        self.strength.valueChanged.connect(self._set_opacity)
        self.strength.setValue(round(opacity * 100))
        self._set_opacity(self.strength.value())
        self.left.picture.viewed.connect(lambda *view: self._follow(self.right, view))
        self.right.picture.viewed.connect(lambda *view: self._follow(self.left, view))
        self.show_heatmaps()
        self.heat.setFocus()

    def show_heatmaps(self) -> None:
        """Show the chosen map over both pictures, or no map."""
        on = self.heat.isChecked()
        self.which.setEnabled(on)
        self.strength.setEnabled(on)
        for side in (self.left, self.right):
            side.show_map(str(self.which.currentData()) if on else None)
        self.caption.setVisible(on and any(side.details.maps is not None for side in (self.left, self.right)))

    def done(self, result: int) -> None:
        """Stop loading and close."""
        self.left.stop()
        self.right.stop()
        super().done(result)

    def _follow(self, side: CompareSide, view: tuple[float, ...]) -> None:
        if self.together.isChecked():
            side.picture.set_view(*view)

    def _set_opacity(self, value: int) -> None:
        for side in (self.left, self.right):
            side.picture.set_opacity(value / 100)

    @staticmethod
    def _probabilities(side: CompareSide) -> dict[str, float]:
        prediction = side.details.cell.preclassification
        return {} if prediction is None else dict(prediction.probabilities)

    def _fill(self) -> None:
        self.which.setAccessibleName(tr("Which heatmap"))
        self.which.setToolTip(tr("The heatmap over both pictures"))
        self.which.addItem(tr("Grad-CAM: predicted"), PREDICTED)
        codes = {code for side in (self.left, self.right) if side.details.maps for code in side.details.maps.by_class}
        for code in sorted(codes, key=class_order):
            self.which.addItem(tr("Grad-CAM: {name}", name=cell_class(code).title), code)
        self.which.addItem(tr("CBAM attention"), ATTENTION)
        self.strength.setRange(0, 100)
        self.strength.setAccessibleName(tr("Opacity of the heatmap"))
        self.strength.setToolTip(tr("Opacity of the heatmap"))

    def _add_keys(self) -> None:
        """Let the keys of the window's commands work here as well."""
        pictures = (self.left.picture, self.right.picture)
        acts: dict[str, list[Callable[[], object]]] = {
            "heat": [self.heat.toggle],
            "fit": [picture.fit for picture in pictures],
            "actual": [picture.actual_size for picture in pictures],
            "zoom_in": [lambda: pictures[0].zoom_by(ZOOM_STEP)],
            "zoom_out": [lambda: pictures[0].zoom_by(1 / ZOOM_STEP)],
        }
        for name, several in acts.items():
            for key in self._keymap.keys(name):
                shortcut = QShortcut(QKeySequence(key), self)
                for act in several:
                    shortcut.activated.connect(act)

    def _lay_out(self) -> None:
        pictures = QHBoxLayout()
        pictures.setSpacing(2 * GRID)
        pictures.addWidget(self.left, 1)
        pictures.addWidget(self.right, 1)
        controls = QHBoxLayout()
        controls.setSpacing(GRID)
        controls.addWidget(self.heat)
        controls.addWidget(self.which, 2)
        controls.addWidget(self.strength, 1)
        controls.addWidget(self.together)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column, below = QVBoxLayout(), QHBoxLayout()
        column.setSpacing(GRID)
        column.addLayout(pictures, 1)
        column.addLayout(controls)
        column.addWidget(self.caption)
        column.addWidget(self.bars)
        below.addWidget(buttons)
        self.fill(column, below, QSize(110 * GRID, 84 * GRID), edge=2 * GRID)
