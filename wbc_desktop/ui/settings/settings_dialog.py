"""The dialog of the settings. The first page has reviewer, laboratory, device, paper and language."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.devices import DEVICES
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.operations import Message
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.ui.widgets.fault import FaultLine
from wbc_desktop.ui.widgets.fitting import FittedDialog
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID


class SettingsDialog(FittedDialog):
    """Asks for the settings; ``languages`` are pairs of a name and the value of the setting.

    Signals: ``export_requested()`` and ``import_requested()``: the person wants to export or import the saved settings.
    """

    export_requested = Signal()
    import_requested = Signal()

    def __init__(
        self, settings: Settings, languages: Sequence[tuple[str, str]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self._reviewer_disabled = False
        self._reviewer = QLineEdit(settings.reviewer)
        self._laboratory = QLineEdit(settings.laboratory)
        self._address = QPlainTextEdit(settings.address)
        self._address.setTabChangesFocus(True)
        self._address.setFixedHeight(9 * GRID)
        self._device = _choice(DEVICES, settings.device)
        self._page = _choice((("A4", "A4"), ("Letter", "Letter")), settings.page_size)
        self._language = _choice(languages, settings.language)
        form = QFormLayout()
        form.setSpacing(GRID)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for label, field in (
            (tr("&Reviewer"), self._reviewer),
            (tr("&Laboratory"), self._laboratory),
            (tr("A&ddress"), self._address),
            (tr("D&evice"), self._device),
            (tr("&Paper"), self._page),
            (tr("La&nguage"), self._language),
        ):
            form.addRow(label, field)
            field.setAccessibleName(label.replace("&", ""))
        note = Label(
            tr(
                "The reviewer's name is stored with each decision. Laboratory and address are printed on the report. "
                "A new device is used from the next slide on. A new language opens the window again."
            )
        )
        note.setWordWrap(True)
        note.setProperty("role", "muted")
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        for text, signal in ((tr("E&xport…"), self.export_requested), (tr("&Import…"), self.import_requested)):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(signal)
            self._buttons.addButton(button, QDialogButtonBox.ButtonRole.ResetRole)
        self.fault = FaultLine()
        self._reviewer.textChanged.connect(self._check)
        first = QWidget()
        column = QVBoxLayout(first)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(form)
        column.addWidget(note)
        column.addStretch(1)
        self._pages = QTabWidget()
        self._pages.setDocumentMode(True)
        self._pages.tabBar().setAccessibleName(tr("Settings"))
        self._pages.addTab(first, tr("&General"))
        whole, below = QVBoxLayout(), QVBoxLayout()
        whole.addWidget(self._pages, 1)
        below.setSpacing(GRID)
        below.addWidget(self.fault)
        below.addWidget(self._buttons)
        self.fill(whole, below, QSize(0, 68 * GRID), edge=2 * GRID)
        first.setMinimumWidth(58 * GRID)
        self._reviewer.setFocus()
        self._check()

    def add_page(self, page: QWidget, title: str) -> None:
        """Add a page after the others."""
        self._pages.addTab(page, title)

    def show_page(self, page: QWidget) -> None:
        """Bring a page to the front."""
        self._pages.setCurrentWidget(page)

    def show_message(self, message: Message) -> None:
        """Show what came of an export."""
        self.fault.show_message(message)
        self.fit()

    def set_reviewer_disabled(self, disabled: bool) -> None:
        """Disable the field of the reviewer's name, if reviewers sign in by name and password."""
        self._reviewer_disabled = disabled
        self._reviewer.setEnabled(not disabled)
        self._reviewer.setToolTip(
            tr("Reviewers sign in by name and password here (File, Switch reviewer)") if disabled else ""
        )
        self._check()

    def chosen(self) -> dict[str, object]:
        """Return the chosen values by the names of the settings."""
        reviewer = {} if self._reviewer_disabled else {"reviewer": " ".join(self._reviewer.text().split())}
        return {
            **reviewer,
            "laboratory": self._laboratory.text().strip(),
            "address": self._address.toPlainText().strip(),
            "device": self._device.currentData(),
            "page_size": self._page.currentData(),
            "language": self._language.currentData(),
        }

    def _check(self) -> None:
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(
            self._reviewer_disabled or bool(self._reviewer.text().strip())
        )


def _choice(options: Sequence[tuple[str, str]], chosen: str) -> QComboBox:
    box = QComboBox()
    for text, value in options:
        box.addItem(tr(text), value)
    if box.findData(chosen) < 0:
        box.addItem(chosen, chosen)
    box.setCurrentIndex(box.findData(chosen))
    return box
