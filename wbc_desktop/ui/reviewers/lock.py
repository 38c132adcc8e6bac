"""Signing out, and the lock: after a time without a key or a click a reviewer has to come in again.

While it is locked nothing of the slides is shown and no command works; what runs goes on. Without accounts there is
nobody who could come in, and so no lock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from wbc_desktop.domain.language import tr
from wbc_desktop.services import accounts
from wbc_desktop.ui.reviewers.accounts import SwitchDialog
from wbc_desktop.ui.reviewers.blind import show_what_is_hers

if TYPE_CHECKING:
    from wbc_desktop.ui.reviewers.trust import Trust
    from wbc_desktop.ui.shell.main_window import MainWindow

_SIGNS_OF_LIFE = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    )
)
MINUTE_MS = 60_000


class Lock(QObject):
    """Lives as long as the window. ``minute_ms`` is a minute (tests have shorter ones)."""

    def __init__(self, window: MainWindow, trust: Trust) -> None:
        super().__init__(window)
        self._window = window
        self._trust = trust
        self.minute_ms = MINUTE_MS
        self.dialog: SwitchDialog | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self.lock)
        self._watching = False
        window.desk.preferences.changed.connect(lambda _settings: self.follow())
        window.context.opened.connect(lambda _slide: self._title())
        self.follow()

    @property
    def locked(self) -> bool:
        """Whether somebody has to come in before anything is shown."""
        return self.dialog is not None

    def follow(self) -> None:
        """Follow the settings and who is there: only a reviewer who came in can be locked out."""
        preferences = self._window.desk.preferences
        minutes = preferences.now.lock_minutes
        wanted = bool(minutes and preferences.held and preferences.now.reviewer and not self.locked)
        application = QApplication.instance()
        if wanted != self._watching and application is not None:
            # Every event of the program passes an event filter: it is there only while it is needed.
            (application.installEventFilter if wanted else application.removeEventFilter)(self)
            self._watching = wanted
        if wanted:
            self._idle.start(minutes * self.minute_ms)
        else:
            self._idle.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS_OF_LIFE:
            self._idle.start()
        return False

    def sign_out(self) -> None:
        """The reviewer leaves."""
        if accounts.in_use(self._window.desk.db):
            self.lock()
        else:
            self._window.say(tr("There are no reviewers’ accounts yet, so there is nobody to sign out."), "info")

    def lock(self) -> None:
        """Show nothing and take no command until somebody has come in."""
        if self.locked or not self._window.isVisible():
            return
        while (above := QApplication.activeModalWidget()) is not None and above.close():
            pass  # what is open over the window would show or do something still
        self._trust.sign_out()
        self.dialog = dialog = self._trust.switch_dialog()
        self._show(False)
        dialog.hold(tr("The window is locked. What was decided is stored, and what runs goes on."))
        dialog.left.connect(self._window.close)
        dialog.accepted.connect(self._unlock)
        dialog.finished.connect(lambda _code: dialog.deleteLater())
        self.follow()
        dialog.open()

    def _show(self, shown: bool) -> None:
        self._title()
        whole = self._window.centralWidget()
        if whole is not None:
            whole.setVisible(shown)

    def _title(self) -> None:
        """Behind the lock a slide may still come to be opened: its name is nobody's to read."""
        slide = self._window.slide
        named = slide is not None and not self.locked
        self._window.setWindowTitle(f"{slide.name} – WBC Desktop" if named and slide is not None else "WBC Desktop")

    def _unlock(self) -> None:
        self.dialog = None
        self._show(True)
        show_what_is_hers(self._window)
        self._window.gallery.setFocus()
        self.follow()


def connect_lock(window: MainWindow, trust: Trust) -> Lock:
    """Put it to work."""
    lock = Lock(window, trust)
    window.commands.on(sign_out=lock.sign_out)
    return lock
