"""Shows and changes the accounts of the reviewers and the rules of signing."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import ONLY_MANAGERS, Account, Role
from wbc_desktop.domain.signing import SigningRules
from wbc_desktop.jobs.operations import Acting, Operation, SlideContext
from wbc_desktop.services import accounts
from wbc_desktop.ui.reviewers.accounts_dialog import AccountActs, AccountsDialog
from wbc_desktop.ui.reviewers.sign_in import SignIn
from wbc_desktop.ui.widgets.ask import Deferred, Show
from wbc_desktop.ui.widgets.fitting import show_dialog
from wbc_desktop.ui.widgets.preferences import Preferences


class Accounts(QObject):
    """Lets managers change the accounts, and everybody while there are no accounts."""

    def __init__(self, context: SlideContext, sign_in: SignIn, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._db = context.db
        self._sign_in = sign_in
        self._preferences = preferences
        self._window = window

    def dialog(self) -> AccountsDialog:
        """Return the dialog that :meth:`ask` shows."""
        acts = AccountActs(
            accounts=lambda: accounts.accounts(self._db),
            me=lambda: self._sign_in.identity,
            add=self._add,
            change=self._change,
            reset=self._reset,
            refuse=lambda error, show: self._context.refuse(error, show=show),
            rules=self._rules,
            change_rules=self._change_rules,
            lock_minutes=lambda: self._preferences.settings.lock_minutes,
            set_lock=lambda minutes: self._preferences.change(lock_minutes=minutes),
        )
        return AccountsDialog(acts, self._window)

    def ask(self) -> None:
        """Show the accounts and the rules of signing."""
        if accounts.in_use(self._db) and not self._sign_in.ensure_signed_in():
            return
        if not self._sign_in.identity.may_manage:
            self._context.notify(tr(ONLY_MANAGERS))
            return
        show_dialog(self.dialog())
        self._sign_in.refresh()

    def _add(self, name: str, role: Role, password: str) -> Deferred:
        db, me, clock = self._db, self._sign_in.identity, self._sign_in.clock
        first = not accounts.in_use(db)

        def added(account: Account) -> None:
            if first:  # its creator stays signed in until the next start
                self._preferences.act_as(account.identity)
            self._sign_in.refresh()

        return Deferred(lambda: accounts.add(db, me, name, role, password, clock), added)

    def _reset(self, number: int, password: str, old: str) -> Deferred:
        db, me, clock = self._db, self._sign_in.identity, self._sign_in.clock

        def changed(account: Account) -> None:
            if number == me.account_id:  # the reviewer's own account: stay signed in
                self._preferences.act_as(account.identity)

        return Deferred(lambda: accounts.reset_password(db, me, number, password, clock, old), changed)

    def _change(self, number: int, role: Role | None, active: bool | None, show: Show) -> None:
        clock = self._sign_in.clock

        def act(acting: Acting) -> Account:
            return accounts.change(acting.db, acting.identity, number, role=role, active=active, clock=clock)

        def changed(account: Account) -> None:
            if (
                number == self._sign_in.identity.account_id and account.active
            ):  # one's own act: no new sign-in is needed
                self._preferences.act_as(account.identity)

        self._context.run(Operation(tr("changing an account"), act, exclusive=False, done=changed, show=show))

    def _rules(self) -> SigningRules:
        with self._db.read() as s:
            return accounts.signing_rules(s)

    def _change_rules(self, rules: SigningRules, show: Show) -> None:
        clock = self._sign_in.clock
        self._context.run(
            Operation(
                tr("changing the rules of signing"),
                lambda acting: accounts.change_rules(acting.db, acting.identity, rules, clock),
                exclusive=False,
                show=show,
            )
        )
