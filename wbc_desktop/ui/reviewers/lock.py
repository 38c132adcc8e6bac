"""Sign-out, and the lock: after some minutes without input the reviewer has to sign in again.

While the window is locked it shows no slide and no command works; running tasks continue. Without accounts there is no
lock, because nobody could sign in.
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

_USER_INPUT = frozenset(
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
    """Locks the window; lives as long as it. ``minute_ms`` is the length of a minute (shorter in tests).

    Signals: ``lock_changed(bool)``: whether the window is locked now; ``quit_requested()``: Quit was pressed in the
    dialog that asks to sign in.
    """

    lock_changed = Signal(bool)
    quit_requested = Signal()

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
        self._watches_input = False
        preferences.changed.connect(lambda _settings: self._update_timer())
        self._update_timer()

    @property
    def locked(self) -> bool:
        """Whether the window is locked until a reviewer signs in."""
        return self.dialog is not None

    def _update_timer(self) -> None:
        """Start the timer if the settings ask for it and a reviewer is signed in, else stop it."""
        minutes = self._preferences.settings.lock_minutes
        needed = bool(minutes and self._preferences.uses_accounts and self._sign_in.identity.name and not self.locked)
        application = QApplication.instance()
        if needed != self._watches_input and application is not None:
            # Every event of the program passes an event filter, so install it only while it is needed.
            (application.installEventFilter if needed else application.removeEventFilter)(self)
            self._watches_input = needed
        if needed:
            self._idle.start(minutes * self.minute_ms)
        else:
            self._idle.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _USER_INPUT:
            self._idle.start()
        return False

    def sign_out(self) -> None:
        """Sign the reviewer out and lock the window."""
        if accounts.in_use(self._context.db):
            self.lock()
        else:
            self._context.notify(tr("There are no accounts yet, so there is nobody to sign out."))

    def lock(self) -> None:
        """Hide the slides and disable the commands until a reviewer signs in."""
        if self.locked or not self._window.isVisible():
            return
        while (above := QApplication.activeModalWidget()) is not None and above.close():
            pass  # an open dialog would still show the slide, and could change it
        self._sign_in.sign_out()
        self.dialog = dialog = self._sign_in.dialog()
        dialog.require_sign_in(tr("The window is locked. All decisions are saved. Running tasks continue."))
        dialog.quit_requested.connect(self.quit_requested)
        dialog.accepted.connect(self._unlock)
        dialog.finished.connect(lambda _code: dialog.deleteLater())
        self.lock_changed.emit(True)
        self._update_timer()
        dialog.open()

    def _unlock(self) -> None:
        self.dialog = None
        self.lock_changed.emit(False)
        self._update_timer()
