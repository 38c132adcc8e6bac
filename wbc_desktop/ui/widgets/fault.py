"""A line in a dialog that shows why an act was refused, with buttons that help."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from wbc_desktop.jobs.operations import Button, Message
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID


class FaultLine(QWidget):
    """Shows an error, or quietly what was done; hidden while there is neither."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fault")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = Label()
        self._label.setWordWrap(True)
        self._buttons: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(GRID, GRID, GRID, GRID)
        self._row.setSpacing(GRID)
        self._row.addWidget(self._label, 1)
        self.hide()

    def show_text(self, sentence: str, buttons: Sequence[Button] = (), done: bool = False) -> None:
        """Show a sentence and its buttons; an empty sentence hides the line. ``done``: it is no error."""
        self.setProperty("done", done)
        self.style().unpolish(self)
        self.style().polish(self)
        self._label.setText(sentence)
        self._label.setAccessibleName(sentence)
        while self._buttons:
            old = self._buttons.pop()
            old.hide()  # until it is deleted
            old.deleteLater()
        for text, do in buttons:
            self._add(text, do)
        self.setVisible(bool(sentence))

    def show_message(self, message: Message) -> None:
        """Show what came of an act."""
        self.show_text(message.text, message.buttons, message.kind == "done")

    def text(self) -> str:
        """The sentence shown; "" if there is none."""
        return self._label.text()

    def is_done(self) -> bool:
        """Return whether the sentence says what was done, and no error."""
        return bool(self.property("done"))

    def buttons(self) -> list[QPushButton]:
        """The buttons shown."""
        return list(self._buttons)

    def _add(self, text: str, do: Callable[[], object]) -> None:
        def clear_and_do() -> None:
            self.show_text("")
            do()

        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: clear_and_do())
        self._row.addWidget(button)
        self._buttons.append(button)
