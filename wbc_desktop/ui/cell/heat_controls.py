"""The controls of the heatmap: which map, its opacity, its caption, and a caution."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QComboBox, QSizePolicy, QSlider, QWidget

from wbc_desktop.domain.classes import cell_class, class_order
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.language import tr
from wbc_desktop.services.heat_check import HeatOnCell
from wbc_desktop.ui.cell.heat_caption import HeatCaption
from wbc_desktop.ui.cell.overlay import ATTENTION, PREDICTED, chosen_overlay
from wbc_desktop.ui.widgets.flow import Flow
from wbc_desktop.ui.widgets.theme import GRID
from wbc_desktop.ui.widgets.words import percent

__all__ = ["ATTENTION", "PREDICTED", "HeatControls"]


class HeatControls(QWidget):
    """Chooses a map of the cell shown and turns it into an overlay.

    ``caption`` belongs below the picture. It shows how much of the map lies on the cell, and warns if most of it does
    not. There is no warning for the attention map, which always covers the whole picture.

    Signals: ``changed()``: the overlay changed; ``opacity_changed(float)``: another opacity was chosen (0 to 1).
    """

    changed = Signal()
    opacity_changed = Signal(float)

    def __init__(self, switch: QAction, opacity: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._switch = switch
        self._maps: HeatMaps | None = None
        self._predicted: str | None = None
        self._checks: Mapping[str, HeatOnCell | None] = {}
        self._offered: list[tuple[str, str]] | None = None
        self.caption = HeatCaption(self)
        self._which = QComboBox()
        self._which.setAccessibleName(tr("Which heatmap"))
        self._which.setPlaceholderText(tr("No heatmap yet"))
        self._which.setToolTip(tr("The heatmap over the picture"))
        self._which.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._which.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
        self._strength = QSlider(Qt.Orientation.Horizontal)
        self._strength.setRange(0, 100)
        self._strength.setValue(round(opacity * 100))
        self._strength.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._strength.setAccessibleName(tr("Opacity of the heatmap"))
        self._strength.setToolTip(tr("Opacity of the heatmap"))
        self._strength.setMinimumWidth(8 * GRID)
        row = Flow()
        row.addWidget(self._which)
        row.addWidget(self._strength)
        self.setLayout(row)
        self._which.currentIndexChanged.connect(lambda _index: self._chosen())
        self._strength.valueChanged.connect(lambda value: self.opacity_changed.emit(value / 100))
        switch.toggled.connect(lambda _on: self._chosen())
        self._chosen()

    def show_maps(self, maps: HeatMaps | None, predicted: str | None) -> None:
        """Offer the maps of the cell shown, and keep the last choice if the cell has that map."""
        self._maps = maps
        self._predicted = predicted
        self._checks = {}
        offered = [(code, cell_class(code).title) for code in sorted(maps.by_class, key=class_order)] if maps else None
        self._which.blockSignals(True)
        if offered != self._offered:
            self._offer(offered)
        if maps is not None:
            self._which.setItemText(0, tr("Grad-CAM: predicted ({code})", code=predicted))
        self._which.blockSignals(False)
        self._chosen()

    def _offer(self, classes: list[tuple[str, str]] | None) -> None:
        """Offer the maps of these classes (code, name); None: no maps."""
        chosen = self._which.currentData() or PREDICTED
        self._offered = classes
        self._which.clear()
        if classes is not None:
            self._which.addItem("", PREDICTED)
            for code, name in classes:
                self._which.addItem(tr("Grad-CAM: {name}", name=name), code)
            self._which.addItem(tr("CBAM attention"), ATTENTION)
            self._which.setCurrentIndex(max(0, self._which.findData(chosen)))

    def show_check(self, checks: Mapping[str, HeatOnCell | None]) -> None:
        """Show how much of each map lies on the cell, by class code and ``ATTENTION``."""
        self._checks = checks
        self._show_share()

    def warning(self) -> str:
        """Return the warning that the map lies outside the cell; "" if there is none."""
        return self.caption.warning()

    def shown(self) -> bool:
        """Return whether a heatmap is shown."""
        return self._switch.isChecked() and self._maps is not None

    def choose(self, which: str) -> None:
        """Show the map of a class code, ``PREDICTED`` or ``ATTENTION``."""
        self._which.setCurrentIndex(max(0, self._which.findData(which)))

    def choices(self) -> list[str]:
        """Return the maps that can be chosen for the cell shown."""
        return [str(self._which.itemData(index)) for index in range(self._which.count())]

    def overlay(self) -> QImage | None:
        """Return the chosen map as an image; None if there is none or the heatmap is off."""
        if self._maps is None or not self._switch.isChecked():
            return None
        return chosen_overlay(self._maps, self._predicted, str(self._which.currentData()))

    def opacity(self) -> float:
        """Return the opacity of the map, 0 to 1."""
        return self._strength.value() / 100

    def _chosen(self) -> None:
        for control in (self._which, self._strength):
            control.setEnabled(self.shown())
        self._show_share()
        self.changed.emit()

    def _show_share(self) -> None:
        which = str(self._which.currentData())
        found = self._checks.get(str(self._predicted) if which == PREDICTED else which) if self.shown() else None
        share = area = warning = ""
        if found is not None:
            share = tr("{share} of the map lies on the cell.", share=percent(found.share, 0))
            area = tr("The cell covers {area} of the image that the network used.", area=percent(found.area, 0))
            if found.mostly_outside and which != ATTENTION:
                outside = percent(1 - found.near, 0)
                warning = tr(
                    "Most of this heatmap ({outside}) lies outside the cell. Check what it shows.", outside=outside
                )
        self.caption.show_finding(share, area, warning)
        self.caption.setVisible(self.shown())
