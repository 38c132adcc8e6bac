"""Signs reviewers in and out, and asks to sign in again after an account was changed elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from wbc_desktop.domain.errors import SignInNeeded, WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import NOBODY, Identity
from wbc_desktop.jobs.operations import Button, SlideContext
from wbc_desktop.services import accounts
from wbc_desktop.services.accounts import Clock
from wbc_desktop.ui.reviewers.sign_in_dialog import SignInDialog
from wbc_desktop.ui.widgets.ask import Deferred
from wbc_desktop.ui.widgets.fitting import show_dialog
from wbc_desktop.ui.widgets.preferences import Preferences


class SignIn(QObject):
    """Keeps the identity in the preferences valid. Without accounts it is the name in the settings.

    If the store refuses an act because nobody is signed in, or because the account was changed at another bench, the
    message gets a button to sign in.

    Signals: ``signed_in()``: a reviewer has signed in; ``accounts_requested()``: “Set up reviewers” was pressed.
    """

    signed_in = Signal()
    accounts_requested = Signal()

    def __init__(self, context: SlideContext, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._db = context.db
        self._preferences = preferences
        self._window = window
        self.clock: Clock = accounts.utc_now
        context.refused.connect(self._refused)
        context.offer({SignInNeeded: self._remedies})
        self.refresh()

    @property
    def identity(self) -> Identity:
        """The signed-in reviewer; without accounts the name in the settings."""
        return self._preferences.identity

    @property
    def is_signed_out(self) -> bool:
        """Whether there are accounts and nobody is signed in."""
        return self._preferences.uses_accounts and self.identity == NOBODY

    def refresh(self) -> None:
        """Read the accounts again; sign the reviewer out if the account was changed or if the first was added."""
        if not accounts.in_use(self._db):
            self._preferences.act_as(None)
        elif not accounts.can_act(self._db, self.identity):
            self._preferences.act_as(NOBODY)

    def sign_in(self, name: str, password: str) -> None:
        """Sign in as ``name``. Raises WrongPassword."""
        self.act_as(accounts.sign_in(self._db, name, password, self.clock))

    def act_as(self, identity: Identity) -> None:
        """Make a reviewer whose password was checked the signed-in one, and show a message."""
        self._preferences.act_as(identity)
        self._preferences.change(reviewer=identity.name)
        text = tr("{name} is signed in ({role}).", name=identity.name, role=tr(identity.role or ""))
        self._context.notify(text, "done")
        self.signed_in.emit()

    def sign_out(self) -> None:
        """Sign the reviewer out; with accounts, acts are refused until somebody signs in."""
        self._preferences.act_as(NOBODY if accounts.in_use(self._db) else None)

    def dialog(self) -> SignInDialog:
        """Return the dialog that :meth:`ask` shows; its parent is the open dialog, if any."""

        def sign_in(name: str, password: str) -> Deferred:
            db, clock = self._db, self.clock
            return Deferred(lambda: accounts.sign_in(db, name, password, clock), self.act_as)

        names = [account.name for account in accounts.accounts(self._db) if account.active]
        above = QApplication.activeModalWidget() or self._window
        return SignInDialog(names, self._preferences.last_reviewer, sign_in, above)

    def ask(self) -> None:
        """Show the sign-in dialog; without accounts, a message with a button that sets them up."""
        if accounts.in_use(self._db):
            show_dialog(self.dialog())
            return
        self._context.notify(
            tr("There are no accounts yet: each decision is stored with the name in the settings."),
            "info",
            (tr("Set up reviewers…"), self.accounts_requested.emit),
        )

    def ensure_signed_in(self) -> bool:
        """Ask to sign in if nobody is signed in. Return whether somebody is signed in now."""
        self.refresh()  # another bench may have added the first account, or changed this one
        if self.is_signed_out:
            show_dialog(self.dialog())
        return not self.is_signed_out

    def _refused(self, error: WbcError) -> None:
        if isinstance(error, SignInNeeded):
            self.refresh()

    def _remedies(self) -> tuple[Button, ...]:
        return ((tr("Sign in…"), self.ask),)
