"""Signing out, and the lock: after a time without a key or a click a reviewer has to sign in again.

While it is locked nothing of the slides is shown and no command works; running tasks continue. Without accounts nobody
could sign in, and so there is no lock.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.services import accounts
from wbc_desktop.ui.reviewers.sign_in import SignIn
from wbc_desktop.ui.reviewers.sign_in_dialog import SignInDialog
from wbc_desktop.ui.widgets.preferences import Preferences

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
    """Lives as long as the window. ``minute_ms`` is the length of a minute (tests have shorter ones).

    Signals: ``turned(bool)``: the window is locked, or no longer; ``quit_asked()``: the person who would have to sign
    in wants to quit the program.
    """

    turned = Signal(bool)
    quit_asked = Signal()

    def __init__(self, context: SlideContext, sign_in: SignIn, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._sign_in = sign_in
        self._preferences = preferences
        self._window = window
        self.minute_ms = MINUTE_MS
        self.dialog: SignInDialog | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self.lock)
        self._watching = False
        preferences.changed.connect(lambda _settings: self.follow())
        self.follow()

    @property
    def locked(self) -> bool:
        """Whether somebody has to sign in before anything is shown."""
        return self.dialog is not None

    def follow(self) -> None:
        """Follow the settings and who is signed in: only a reviewer who is signed in can be locked out."""
        minutes = self._preferences.now.lock_minutes
        wanted = bool(minutes and self._preferences.held and self._sign_in.who.name and not self.locked)
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
        """Sign the reviewer out and lock the window."""
        if accounts.in_use(self._context.db):
            self.lock()
        else:
            self._context.say(tr("There are no reviewers’ accounts yet, so there is nobody to sign out."))

    def lock(self) -> None:
        """Show nothing and take no command until somebody has signed in."""
        if self.locked or not self._window.isVisible():
            return
        while (above := QApplication.activeModalWidget()) is not None and above.close():
            pass  # what is open over the window would show or do something still
        self._sign_in.sign_out()
        self.dialog = dialog = self._sign_in.dialog()
        dialog.hold(tr("The window is locked. All decisions are saved. Running tasks continue."))
        dialog.left.connect(self.quit_asked)
        dialog.accepted.connect(self._unlock)
        dialog.finished.connect(lambda _code: dialog.deleteLater())
        self.turned.emit(True)
        self.follow()
        dialog.open()

    def _unlock(self) -> None:
        self.dialog = None
        self.turned.emit(False)
        self.follow()
