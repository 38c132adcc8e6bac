"""The controls of the heatmap: which map, how strongly it shows, what its colours mean, and what it is not."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from wbc_desktop.domain.cells import HeatMaps
from wbc_desktop.domain.classes import cell_class, class_order
from wbc_desktop.ui.overlay import legend_gradient, overlay_image
from wbc_desktop.ui.theme import GRID

PREDICTED = "predicted"
ATTENTION = "attention"
CAVEAT = "A picture of what the network used, not a proof."


class Legend(QWidget):
    """The heatmap's colours from low to high."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(QSize(10 * GRID, GRID))
        self.setAccessibleName("Colours of the heatmap, from low on the left to high on the right")
        self.setToolTip("Low – high, scaled for each map by its own maximum")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(legend_gradient(self.width()))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)


class HeatControls(QWidget):
    """Chooses a map of the cell shown and turns it into an overlay: ``changed`` when the overlay is another."""

    changed = Signal()
    opacity_changed = Signal(float)

    def __init__(self, switch: QAction, opacity: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._switch = switch
        self._maps: HeatMaps | None = None
        self._predicted: str | None = None
        self._button = QToolButton()
        self._button.setDefaultAction(switch)
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._which = QComboBox()
        self._which.setAccessibleName("Which heatmap")
        self._which.setPlaceholderText("No heatmap yet")
        self._which.setToolTip("Which map is laid over the picture")
        self._which.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._which.setMinimumContentsLength(14)
        self._strength = QSlider(Qt.Orientation.Horizontal)
        self._strength.setRange(0, 100)
        self._strength.setValue(round(opacity * 100))
        self._strength.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._strength.setAccessibleName("Opacity of the heatmap")
        self._strength.setToolTip("Opacity of the heatmap")
        self._strength.setMinimumWidth(8 * GRID)
        self._lay_out()
        self._which.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self._strength.valueChanged.connect(lambda value: self.opacity_changed.emit(value / 100))
        switch.toggled.connect(self._switched)
        self._switched(switch.isChecked())

    def show_maps(self, maps: HeatMaps | None, predicted: str | None) -> None:
        """The maps of the cell shown now; the choice made for the last cell stays where it can."""
        self._maps = maps
        self._predicted = predicted
        chosen = self._which.currentData() or PREDICTED
        self._which.blockSignals(True)
        self._which.clear()
        if maps is not None:
            self._which.addItem(f"Grad-CAM: predicted ({predicted})", PREDICTED)
            for code in sorted(maps.by_class, key=class_order):
                self._which.addItem(f"Grad-CAM: {cell_class(code).name}", code)
            self._which.addItem("CBAM attention", ATTENTION)
            self._which.setCurrentIndex(max(0, self._which.findData(chosen)))
        self._which.blockSignals(False)
        self._which.setEnabled(maps is not None and self._switch.isChecked())
        self.changed.emit()

    def choose(self, which: str) -> None:
        """Show the map of a class code, of the predicted class, or the attention."""
        self._which.setCurrentIndex(max(0, self._which.findData(which)))

    def choices(self) -> list[str]:
        """What can be chosen for the cell shown."""
        return [str(self._which.itemData(index)) for index in range(self._which.count())]

    def overlay(self) -> QImage | None:
        """The chosen map as an image, or None where there is none or it is switched off."""
        if self._maps is None or not self._switch.isChecked():
            return None
        which = self._which.currentData()
        code = self._predicted if which == PREDICTED else which
        values = self._maps.attention if which == ATTENTION else self._maps.by_class.get(str(code), ())
        if len(values) != self._maps.width * self._maps.height or not values:
            return None
        return overlay_image(values, self._maps.width, self._maps.height, self._maps.placement)

    def opacity(self) -> float:
        """How strongly the map shows, 0 to 1."""
        return self._strength.value() / 100

    def _switched(self, on: bool) -> None:
        self._which.setEnabled(on and self._maps is not None)
        self._strength.setEnabled(on)
        self._foot.setVisible(on)
        self.changed.emit()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self._button)
        row.addWidget(self._which, 2)
        row.addWidget(self._strength, 1)
        caveat = QLabel(CAVEAT)
        caveat.setProperty("role", "muted")
        caveat.setWordWrap(True)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(GRID)
        foot.addWidget(Legend())
        foot.addWidget(caveat, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addLayout(row)
        column.addWidget(self._foot)
