"""The dialog in which a reviewer signs in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.ui.widgets.ask import AskDialog, password_field


class SignInDialog(AskDialog):
    """Asks for a name of the list and its password.

    Once it is held it cannot be closed without signing in or quitting the program.

    Signals: ``left()``: a person wants to quit the program instead of signing in.
    """

    left = Signal()

    def __init__(
        self, names: Sequence[str], now: str, sign_in: Callable[[str, str], object], parent: QWidget | None = None
    ) -> None:
        about = tr("Your name stands beside each of your decisions, and under what you sign.")
        super().__init__(tr("Sign in"), about, tr("Sign in"), self._sign_in, parent)
        self._do = sign_in
        self._held = False
        self.who = QComboBox()
        self.who.addItems(list(names))
        self.who.setCurrentIndex(max(0, self.who.findText(now)))
        self.who.currentIndexChanged.connect(lambda _index: self.say(""))
        self.password = password_field()
        self.add(tr("&Reviewer"), self.who)
        self.add(tr("&Password"), self.password)
        self.password.setFocus()

    def hold(self, about: str) -> None:
        """Let nobody past this without signing in; the other button quits the program."""
        self._held = True
        self.about.setText(about)
        self.cancel.setText(tr("&Quit"))
        self.cancel.clicked.connect(self._leave)

    def reject(self) -> None:
        if not self._held:
            super().reject()

    def _leave(self) -> None:
        self._held = False
        self.reject()
        self.left.emit()

    def _sign_in(self) -> object:
        password = self.password.text()
        self.password.clear()
        self.password.setFocus()
        return self._do(self.who.currentText(), password)
