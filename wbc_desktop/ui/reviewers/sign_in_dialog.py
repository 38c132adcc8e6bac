"""The dialog in which a reviewer signs in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.ui.widgets.ask import AskDialog, password_field


class SignInDialog(AskDialog):
    """Asks for a name of the list and its password.

    After :meth:`require_sign_in` it cannot be closed without signing in or quitting the program.

    Signals: ``quit_requested()``: Quit was pressed.
    """

    quit_requested = Signal()

    def __init__(
        self, names: Sequence[str], now: str, sign_in: Callable[[str, str], object], parent: QWidget | None = None
    ) -> None:
        about = tr("Your name is stored with each of your decisions and signatures.")
        super().__init__(tr("Sign in"), about, tr("Sign in"), self._sign_in, parent)
        self._do = sign_in
        self._must_sign_in = False
        self.who = QComboBox()
        self.who.addItems(list(names))
        self.who.setCurrentIndex(max(0, self.who.findText(now)))
        self.who.currentIndexChanged.connect(lambda _index: self.show_fault(""))
        self.password = password_field()
        self.add(tr("&Reviewer"), self.who)
        self.add(tr("&Password"), self.password)
        self.password.setFocus()

    def require_sign_in(self, about: str) -> None:
        """Keep the dialog open until a reviewer signs in; the Cancel button becomes Quit."""
        self._must_sign_in = True
        self.about.setText(about)
        self.cancel.setText(tr("&Quit"))
        self.cancel.clicked.connect(self._quit)

    def reject(self) -> None:
        if not self._must_sign_in:
            super().reject()

    def _quit(self) -> None:
        self._must_sign_in = False
        self.reject()
        self.quit_requested.emit()

    def _sign_in(self) -> object:
        password = self.password.text()
        self.password.clear()
        self.password.setFocus()
        return self._do(self.who.currentText(), password)
