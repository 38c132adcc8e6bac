"""A dialog that asks for a few values and does one act with them. If that is refused, it shows why and stays open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from wbc_desktop.domain.errors import WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.latest_read import LatestRead
from wbc_desktop.jobs.operations import Message
from wbc_desktop.ui.widgets.fault import FaultLine
from wbc_desktop.ui.widgets.fitting import FittedDialog
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID, large

Show = Callable[[Message], object]
"""Shows the message of a refusal in the dialog."""

Refuse = Callable[[WbcError, Show], object]
"""Called when an act is refused; shows the reason, with the buttons that help."""


@dataclass(frozen=True, slots=True)
class Deferred:
    """The slow part of an act, to run on a thread (checking a password is slow on purpose).

    ``work`` runs on the thread and touches no widget; ``then`` is called with its result in the window's thread.
    """

    work: Callable[[], Any]
    then: Callable[[Any], object] = lambda _result: None


class AskDialog(FittedDialog):
    """Shows a title, an explanation, fields and two buttons. The button named ``do`` calls ``act``.

    ``act`` may return a :class:`Deferred`. Until it ends the dialog is ``busy``, and the window stays usable.
    ``refuse`` may be set to add buttons to the reason of a refusal, such as one to sign in.
    """

    def __init__(
        self, title: str, about: str, do: str, act: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._act = act
        self.refuse: Refuse = lambda error, show: show(Message(str(error)))
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
        buttons = QDialogButtonBox()  # it knows the order of the system
        buttons.addButton(self.button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        column, foot = QVBoxLayout(), QVBoxLayout()
        column.setSpacing(2 * GRID)
        column.addWidget(heading)
        column.addWidget(self.about)
        column.addLayout(self.form)
        column.addStretch(1)
        foot.setSpacing(2 * GRID)
        foot.addWidget(self.fault)  # next to the buttons, because the rest may scroll
        foot.addWidget(buttons)
        self.setMinimumWidth(56 * GRID)
        self.fill(column, foot)

    def setVisible(self, visible: bool) -> None:
        """Show or hide the dialog. Without a field, the focus is on the button that acts.

        Qt would put it on Cancel, and on Linux Return presses the button with the focus.
        """
        super().setVisible(visible)
        if visible and self.focusWidget() in (None, self.cancel):
            self.button.setFocus()

    def add(self, label: str, field: QWidget) -> None:
        """Add a field with its label, which is also the field's accessible name."""
        self.form.addRow(label, field)
        field.setAccessibleName(label.replace("&", ""))

    def submit(self) -> None:
        """Do the act, then close the dialog; if the act is refused, show why."""
        if self.busy:
            return
        try:
            answer = self._act()
        except WbcError as error:
            self.refuse(error, self._show)
            return
        if isinstance(answer, Deferred):
            self._then = answer.then
            self._set_busy(True)
            self._reader.ask(answer.work)
        else:
            self.accept()

    def reject(self) -> None:
        """Close without doing the act; does nothing while the dialog is busy."""
        if not self.busy:
            super().reject()

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.button.setEnabled(not busy)
        self.cancel.setEnabled(not busy)
        if busy:
            self.setCursor(Qt.CursorShape.BusyCursor)
        else:
            self.unsetCursor()

    def _done(self, result: object) -> None:
        self._set_busy(False)
        try:
            self._then(result)
        except WbcError as error:
            self.refuse(error, self._show)
            return
        self.accept()

    def _failed(self, sentence: str) -> None:
        self._set_busy(False)
        if self._reader.error is not None:
            self.refuse(self._reader.error, self._show)
        else:
            self.show_fault(sentence)

    def show_fault(self, sentence: str) -> None:
        """Show why the act was refused; "" hides the line."""
        self._show(Message(sentence))

    def _show(self, message: Message) -> None:
        self.fault.show_message(message)
        self.fit()


def password_field(parent: QWidget | None = None) -> QLineEdit:
    """Return a field that hides its text, also from the memory of input methods."""
    field = QLineEdit(parent)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setInputMethodHints(
        Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
    )
    return field
