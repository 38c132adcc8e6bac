"""The controls of the heatmap: which map, by which method, its opacity, its caption, and a caution."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QComboBox, QSizePolicy, QSlider, QWidget

from wbc_desktop.domain.classes import cell_class, class_order
from wbc_desktop.domain.heat_maps import CLASS_METHODS, EIGEN_CAM, GRAD_CAM, METHOD_NAMES, HeatMaps
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

    ``caption`` belongs below the picture. It shows how much of the map's colour lies on the cell, and warns if most of
    it does not. There is no warning for the attention map, which always covers the whole picture. Maps by other methods
    than those stored are requested, and are not measured.

    Signals: ``changed()``: the overlay changed; ``opacity_changed(float)``: another opacity was chosen (0 to 1);
    ``wanted(str)``: the map of the cell shown by this method is chosen, and :meth:`show_other` was not called yet.
    """

    changed = Signal()
    opacity_changed = Signal(float)
    wanted = Signal(str)

    def __init__(self, switch: QAction, opacity: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._switch = switch
        self._maps: HeatMaps | None = None
        self._predicted: str | None = None
        self._checks: Mapping[str, HeatOnCell | None] = {}
        self._others: dict[str, HeatMaps | str] = {}
        self._offered: list[tuple[str, str]] | None = None
        self.caption = HeatCaption(self)
        self._which = QComboBox()
        self._which.setAccessibleName(tr("Which heatmap"))
        self._which.setPlaceholderText(tr("No heatmap yet"))
        self._which.setToolTip(tr("The heatmap over the picture"))
        self._which.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._which.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
        self._method = QComboBox()
        self._method.setAccessibleName(tr("Method of the heatmap"))
        self._method.setToolTip(
            tr("How the heatmap of a class is computed. Other methods than Grad-CAM take a moment for each cell.")
        )
        self._method.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for method, name in CLASS_METHODS.items():
            self._method.addItem(name, method)
        self._strength = QSlider(Qt.Orientation.Horizontal)
        self._strength.setRange(0, 100)
        self._strength.setValue(round(opacity * 100))
        self._strength.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._strength.setAccessibleName(tr("Opacity of the heatmap"))
        self._strength.setToolTip(tr("Opacity of the heatmap"))
        self._strength.setMinimumWidth(8 * GRID)
        row = Flow()
        row.addWidget(self._which)
        row.addWidget(self._method)
        row.addWidget(self._strength)
        self.setLayout(row)
        for choice in (self._which, self._method):
            choice.currentIndexChanged.connect(lambda _index: self._chosen())
        self._strength.valueChanged.connect(lambda value: self.opacity_changed.emit(value / 100))
        switch.toggled.connect(lambda _on: self._chosen())
        self._chosen()

    def show_maps(self, maps: HeatMaps | None, predicted: str | None) -> None:
        """Offer the maps of the cell shown, and keep the last choice if the cell has that map."""
        self._maps = maps
        self._predicted = predicted
        self._checks = {}
        self._others = {}
        offered = [(code, cell_class(code).title) for code in sorted(maps.by_class, key=class_order)] if maps else None
        self._which.blockSignals(True)
        if offered != self._offered:
            self._offer(offered)
        if maps is not None:
            self._which.setItemText(0, tr("Predicted class ({code})", code=predicted))
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
                self._which.addItem(name, code)
            self._which.addItem(tr("CBAM attention"), ATTENTION)
            self._which.addItem(METHOD_NAMES[EIGEN_CAM], EIGEN_CAM)
            self._which.setCurrentIndex(max(0, self._which.findData(chosen)))

    def show_other(self, method: str, maps: HeatMaps | str) -> None:
        """Show the maps of the cell shown by another method, or the sentence that says why there are none."""
        self._others[method] = maps
        self._show_share()
        self.changed.emit()

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
        """Show the map of a class code, ``PREDICTED``, ``ATTENTION`` or ``EIGEN_CAM``."""
        self._which.setCurrentIndex(max(0, self._which.findData(which)))

    def choose_method(self, method: str) -> None:
        """Show the maps of classes by this method."""
        self._method.setCurrentIndex(max(0, self._method.findData(method)))

    def choices(self) -> list[str]:
        """Return the maps that can be chosen for the cell shown."""
        return [str(self._which.itemData(index)) for index in range(self._which.count())]

    def overlay(self) -> QImage | None:
        """Return the chosen map as an image; None if there is none or the heatmap is off."""
        if self._maps is None or not self._switch.isChecked():
            return None
        other = self._other_method()
        maps = self._others.get(other) if other else self._maps
        return chosen_overlay(maps, self._predicted, self._choice()) if isinstance(maps, HeatMaps) else None

    def set_opacity(self, opacity: float) -> None:
        """Set the opacity of the map, 0 to 1."""
        self._strength.setValue(round(opacity * 100))

    def opacity(self) -> float:
        """Return the opacity of the map, 0 to 1."""
        return self._strength.value() / 100

    def _choice(self) -> str:
        return str(self._which.currentData())

    def _other_method(self) -> str:
        """Return the method of the chosen map if it is not stored; else ""."""
        which = self._choice()
        method = which if which == EIGEN_CAM else str(self._method.currentData())
        return "" if which == ATTENTION or method == GRAD_CAM else method

    def _chosen(self) -> None:
        for control in (self._which, self._strength):
            control.setEnabled(self.shown())
        self._method.setEnabled(self.shown() and self._choice() not in (ATTENTION, EIGEN_CAM))
        other = self._other_method()
        if other and self.shown() and other not in self._others:
            self.wanted.emit(other)
        self._show_share()
        self.changed.emit()

    def _show_share(self) -> None:
        other = self._other_method()
        if other and self.shown():
            waiting = tr("Computing the heatmap ({method})…", method=METHOD_NAMES[other])
            answer = self._others.get(other, waiting)
            self.caption.show_finding(answer if isinstance(answer, str) else "")
            self.caption.setVisible(True)
            return
        which = self._choice()
        found = self._checks.get(str(self._predicted) if which == PREDICTED else which) if self.shown() else None
        share = area = warning = ""
        if found is not None:
            share = tr("{share} of the colour shown lies on the cell.", share=percent(found.share, 0))
            area = tr(
                "The cell covers {area} of the image that the network used. Faint colour counts less.",
                area=percent(found.area, 0),
            )
            if found.mostly_outside and which != ATTENTION:
                outside = percent(1 - found.share, 0)
                warning = tr(
                    "Most of this heatmap ({outside}) lies outside the cell. Check what it shows.", outside=outside
                )
        self.caption.show_finding(share, area, warning)
        self.caption.setVisible(self.shown())
