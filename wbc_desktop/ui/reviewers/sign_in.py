"""Who is signed in at this window: sign-in and sign-out, and what happens when an identity holds no longer."""

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
    """Keeps the identity of the preferences valid. Without accounts it is the name of the settings.

    An act that the store refuses because nobody is signed in, or because the account was changed at another bench,
    gets a button that asks to sign in.

    Signals: ``signed_in()``: another person acts from now on; ``accounts_requested()``: the accounts are to be set up.
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
        """Who acts now; without accounts the name of the settings."""
        return self._preferences.identity

    @property
    def is_signed_out(self) -> bool:
        """Whether there are accounts and nobody is signed in."""
        return self._preferences.uses_accounts and self.identity == NOBODY

    def refresh(self) -> None:
        """Read the accounts again: with accounts somebody has to sign in, and a changed account has to do it again."""
        if not accounts.in_use(self._db):
            self._preferences.act_as(None)
        elif not accounts.can_act(self._db, self.identity):
            self._preferences.act_as(NOBODY)

    def sign_in(self, name: str, password: str) -> None:
        """Sign ``name`` in. Raises WrongPassword."""
        self.act_as(accounts.sign_in(self._db, name, password, self.clock))

    def act_as(self, identity: Identity) -> None:
        """Let this person, whose password was checked, act from now on."""
        self._preferences.act_as(identity)
        self._preferences.change(reviewer=identity.name)
        self._context.say(tr("{name} is signed in ({role}).", name=identity.name, role=tr(identity.role or "")), "done")
        self.signed_in.emit()

    def sign_out(self) -> None:
        """Let nobody act from now on; all decisions are saved already."""
        self._preferences.act_as(NOBODY if accounts.in_use(self._db) else None)

    def dialog(self) -> SignInDialog:
        """The dialog of :meth:`ask`; over the dialog that is open, if any."""

        def sign_in(name: str, password: str) -> Deferred:
            db, clock = self._db, self.clock
            return Deferred(lambda: accounts.sign_in(db, name, password, clock), self.act_as)

        names = [account.name for account in accounts.accounts(self._db) if account.active]
        above = QApplication.activeModalWidget() or self._window
        return SignInDialog(names, self._preferences.now.reviewer, sign_in, above)

    def ask(self) -> None:
        """Ask who signs in; without accounts say how there can be some."""
        if accounts.in_use(self._db):
            show_dialog(self.dialog())
            return
        self._context.say(
            tr("There are no reviewers’ accounts yet: the name of the settings stands beside each decision."),
            "info",
            (tr("Set up reviewers…"), self.accounts_requested.emit),
        )

    def ensure_signed_in(self) -> bool:
        """Return whether somebody can act; asks to sign in where nobody is signed in."""
        self.refresh()  # another bench may have made the first account, or changed this one
        if self.is_signed_out:
            show_dialog(self.dialog())
        return not self.is_signed_out

    def _refused(self, error: WbcError) -> None:
        if isinstance(error, SignInNeeded):
            self.refresh()

    def _remedies(self) -> tuple[Button, ...]:
        return ((tr("Sign in…"), self.ask),)
