"""A dialog that asks for a few things and does one act with them; where that is refused it says why and stays."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from wbc_desktop.domain.errors import WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.ui.theme import GRID, large


class AskDialog(QDialog):
    """Title, what it means, the fields, and two buttons. ``act`` is called when the first is pressed."""

    def __init__(
        self, title: str, about: str, do: str, act: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._act = act
        heading = QLabel(title)
        heading.setFont(large(self.font()))
        self.about = QLabel(about)
        self.about.setWordWrap(True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.form = QFormLayout()
        self.form.setSpacing(GRID)
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.fault = QLabel()
        self.fault.setObjectName("fault")
        self.fault.setWordWrap(True)
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        self.fault.hide()
        self.button = QPushButton(do)
        self.button.setProperty("primary", True)
        self.button.setDefault(True)
        self.button.clicked.connect(self.submit)
        cancel = QPushButton(tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(heading)
        column.addWidget(self.about)
        column.addLayout(self.form)
        column.addWidget(self.fault)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(56 * GRID)

    def add(self, label: str, field: QWidget) -> None:
        """A field under its label; the label is its accessible name too."""
        self.form.addRow(label, field)
        field.setAccessibleName(label.replace("&", ""))

    def submit(self) -> None:
        """Do the act; close when it is done, say why not when it is refused."""
        self.setCursor(Qt.CursorShape.WaitCursor)
        try:
            self._act()
        except WbcError as error:
            self.say(str(error))
            return
        finally:
            self.unsetCursor()
        self.accept()

    def say(self, sentence: str) -> None:
        """Say what is in the way; an empty sentence takes it back."""
        self.fault.setText(sentence)
        self.fault.setAccessibleName(sentence)
        self.fault.setVisible(bool(sentence))
        self.adjustSize()


def password_field() -> QLineEdit:
    """A field whose text is not shown, and that no input method learns."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setInputMethodHints(
        Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
    )
    return field
