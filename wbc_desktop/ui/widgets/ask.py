"""A dialog that asks for a few things and does one act with them; where that is refused it says why and stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from wbc_desktop.domain.errors import WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.latest_read import LatestRead
from wbc_desktop.ui.widgets.fault import FaultLine
from wbc_desktop.ui.widgets.fitting import FittedDialog
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID, large


@dataclass(frozen=True, slots=True)
class Deferred:
    """What an act leaves to a thread, for it takes a while (a password is checked slowly on purpose).

    ``work`` runs there and touches no widget; ``then`` is called with its result in the window's thread.
    """

    work: Callable[[], Any]
    then: Callable[[Any], object] = lambda _result: None


class AskDialog(FittedDialog):
    """Title, what it means, the fields, and two buttons. ``act`` is called when the first is pressed.

    It may give back a :class:`Deferred`; the dialog then waits, and is ``busy``, while the window goes on.
    """

    def __init__(
        self, title: str, about: str, do: str, act: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._act = act
        self.busy = False
        self._then: Callable[[Any], object] = lambda _result: None
        self._reader = LatestRead(self)
        self._reader.done.connect(self._done)
        self._reader.failed.connect(self._failed)
        self.finished.connect(lambda _code: self._reader.stop())
        heading = Label(title)
        heading.setFont(large(self.font()))
        self.about = Label(about)
        self.about.setWordWrap(True)
        self.form = QFormLayout()
        self.form.setSpacing(GRID)
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.fault = FaultLine()
        self.button = QPushButton(do)
        self.button.setProperty("primary", True)
        self.button.setDefault(True)
        self.button.clicked.connect(self.submit)
        self.cancel = cancel = QPushButton(tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.button)
        column, foot = QVBoxLayout(), QVBoxLayout()
        column.setSpacing(2 * GRID)
        column.addWidget(heading)
        column.addWidget(self.about)
        column.addLayout(self.form)
        column.addStretch(1)
        foot.setSpacing(2 * GRID)
        foot.addWidget(self.fault)  # beside the buttons, where it is seen however long the rest is
        foot.addLayout(buttons)
        self.setMinimumWidth(56 * GRID)
        self.fill(column, foot)

    def add(self, label: str, field: QWidget) -> None:
        """A field under its label; the label is its accessible name too."""
        self.form.addRow(label, field)
        field.setAccessibleName(label.replace("&", ""))

    def submit(self) -> None:
        """Do the act; close when it is done, say why not when it is refused."""
        if self.busy:
            return
        try:
            answer = self._act()
        except WbcError as error:
            self.say(str(error))
            return
        if isinstance(answer, Deferred):
            self._then = answer.then
            self._wait(True)
            self._reader.ask(answer.work)
        else:
            self.accept()

    def reject(self) -> None:
        """Close without the act; not while it is being done."""
        if not self.busy:
            super().reject()

    def _wait(self, busy: bool) -> None:
        self.busy = busy
        self.button.setEnabled(not busy)
        self.cancel.setEnabled(not busy)
        if busy:
            self.setCursor(Qt.CursorShape.BusyCursor)
        else:
            self.unsetCursor()

    def _done(self, result: object) -> None:
        self._wait(False)
        try:
            self._then(result)
        except WbcError as error:
            self.say(str(error))
            return
        self.accept()

    def _failed(self, sentence: str) -> None:
        self._wait(False)
        self.say(sentence)

    def say(self, sentence: str) -> None:
        """Say what is in the way; an empty sentence takes it back."""
        self.fault.say(sentence)
        self.fit()


def password_field(parent: QWidget | None = None) -> QLineEdit:
    """A field whose text is not shown, and that no input method learns."""
    field = QLineEdit(parent)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setInputMethodHints(
        Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
    )
    return field
