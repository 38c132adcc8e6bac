"""The status bar: the running task with its progress and Stop, the watched folder, the device and the model."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.tasks import TaskStatus
from wbc_desktop.ui.widgets.buttons import ActionButton
from wbc_desktop.ui.widgets.elided import ElidedLabel
from wbc_desktop.ui.widgets.labels import escape_ampersands
from wbc_desktop.ui.widgets.theme import GRID


class StatusPanel(QWidget):
    """One line at the bottom of the window."""

    def __init__(self, stop: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._text = ElidedLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(24 * GRID)
        self._bar.setAccessibleName(tr("Progress"))
        self._detail = ElidedLabel(muted=True)
        self._stop = ActionButton(stop, tr("Stop"))
        self._device, self._model = ElidedLabel(muted=True), ElidedLabel(muted=True)
        for label in (self._detail, self._device, self._model):
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.watch, self.backup = _notice(), _notice()
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID // 2)
        row.setSpacing(2 * GRID)
        row.addWidget(self._text, 1)
        row.addWidget(self._bar)
        row.addWidget(self._detail)
        row.addWidget(self._stop)
        row.addStretch(1)
        row.addWidget(self.backup)
        row.addWidget(self.watch)
        row.addWidget(self._device)
        row.addWidget(self._model)
        self.setMinimumHeight(self._stop.sizeHint().height() + GRID)
        self.show_device(tr("Device: automatic"), tr("Chosen when the first cell is classified"))
        self.show_progress(TaskStatus())

    def show_progress(self, status: TaskStatus) -> None:
        """Show the running task and its progress."""
        self._text.setText(tr(status.text))
        self._detail.setText(status.detail)
        self._detail.setVisible(bool(status.detail))
        self._bar.setVisible(status.running)
        self._stop.setVisible(status.running)
        # A progress bar repaints itself at once, and with it everything else that waits. Let it wait too.
        self._bar.setUpdatesEnabled(False)
        self._bar.setRange(0, status.total)
        self._bar.setValue(min(status.done, status.total))
        self._bar.setUpdatesEnabled(True)

    def show_device(self, text: str, tip: str = "") -> None:
        """Show the device in use."""
        self._device.setText(text)
        self._device.setAccessibleName(f"{tr('Device in use')}: {text}")
        self._device.setToolTip(tip)

    def show_model(self, text: str, tip: str = "") -> None:
        """Show the active model."""
        self._model.setText(text)
        self._model.setAccessibleName(f"{tr('Active model')}: {text}")
        self._model.setToolTip(tip)

    def show_watch(self, text: str, tip: str = "") -> None:
        """Show the watched folder and its state; "" if none is watched."""
        _show_notice(self.watch, text, tip)

    def show_backup(self, text: str, tip: str = "") -> None:
        """Show that the daily backup failed; "" if it did not."""
        _show_notice(self.backup, text, tip)

    def words(self) -> tuple[str, str]:
        """The text and the detail shown next to the progress bar."""
        return self._text.text(), self._detail.text()

    def device(self) -> str:
        """The device shown."""
        return self._device.text()


def _notice() -> QPushButton:
    """Return a hidden flat button for a text."""
    button = QPushButton()
    button.setFlat(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.hide()
    return button


def _show_notice(button: QPushButton, text: str, tip: str) -> None:
    button.setText(escape_ampersands(text))
    button.setToolTip(tip)
    button.setAccessibleName(f"{text}. {tip}")
    button.setVisible(bool(text))
