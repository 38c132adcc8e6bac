"""The dialogs of reviewers: coming in, a new account, a new password, and the list that a manager keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.errors import UsageError, WbcError
from wbc_desktop.domain.keys_said import key_or_name
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import LEAST_PASSWORD, Account, Identity, Role
from wbc_desktop.domain.signing import SigningRules
from wbc_desktop.ui.reviewers.signing_rules import RulesBox
from wbc_desktop.ui.widgets.ask import AskDialog, password_field
from wbc_desktop.ui.widgets.fitting import FittedDialog
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID, large

LOCKS = (0, 2, 5, 10, 15, 30, 60)
"""Minutes after which the window can be locked; 0: never."""


@dataclass(frozen=True, slots=True)
class AccountActs:
    """What the dialog of reviewers can do; ``ui/trust.py`` gives it the services."""

    accounts: Callable[[], list[Account]]
    me: Callable[[], Identity]
    add: Callable[[str, Role, str], object]
    change: Callable[[int, Role | None, bool | None], object]
    reset: Callable[[int, str, str], object]
    rules: Callable[[], SigningRules]
    change_rules: Callable[[SigningRules], object]
    lock_minutes: Callable[[], int]
    set_lock: Callable[[int], object]


class SwitchDialog(AskDialog):
    """Who reviews from now on: a name from the list, and its password.

    Once it is held it cannot be closed without coming in, but for ``left``: the program is to be closed.
    """

    left = Signal()

    def __init__(
        self, names: Sequence[str], now: str, come_in: Callable[[str, str], object], parent: QWidget | None = None
    ) -> None:
        about = tr("Your name stands beside each of your decisions, and under what you sign.")
        super().__init__(tr("Who reviews?"), about, tr("Come in"), self._come_in, parent)
        self._do = come_in
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
        """Nobody gets past this without coming in; the other button closes the program."""
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

    def _come_in(self) -> object:
        password = self.password.text()
        self.password.clear()
        self.password.setFocus()
        return self._do(self.who.currentText(), password)


class NewReviewerDialog(AskDialog):
    """Name, role and first password of a new account."""

    def __init__(
        self, first: bool, name: str, add: Callable[[str, Role, str], object], parent: QWidget | None = None
    ) -> None:
        about = (
            tr("The first account is a manager’s. From then on everybody comes in by name and password.")
            if first
            else tr("An account is never deleted, for history names it; it can be closed.")
        )
        super().__init__(tr("New reviewer"), about, tr("Add"), self._add, parent)
        self._do = add
        self.name = QLineEdit(name if first else "")
        self.role = role_box(Role.MANAGER if first else Role.TECHNICIAN)
        self.role.setEnabled(not first)
        self.password, self.again = password_field(), password_field()
        self.password.setPlaceholderText(tr("at least {least_password} characters", least_password=LEAST_PASSWORD))
        for label, field in (
            (tr("&Name"), self.name),
            (tr("Ro&le"), self.role),
            (tr("&Password"), self.password),
            (tr("Password &again"), self.again),
        ):
            self.add(label, field)
        (self.password if name and first else self.name).setFocus()

    def _add(self) -> object:
        return self._do(self.name.text(), Role(self.role.currentData()), same(self.password, self.again))


class PasswordDialog(AskDialog):
    """A new password for an account; who changes her ``own`` says the old one first."""

    def __init__(
        self, name: str, own: bool, change: Callable[[str, str], object], parent: QWidget | None = None
    ) -> None:
        about = tr("{name} comes in with this password from now on. Waiting after wrong passwords ends.", name=name)
        super().__init__(tr("New password"), about, tr("Change"), self._change, parent)
        self._do = change
        self.old, self.password, self.again = password_field(), password_field(), password_field()
        self.password.setPlaceholderText(tr("at least {least_password} characters", least_password=LEAST_PASSWORD))
        if own:
            self.add(tr("&Old password"), self.old)
        self.add(tr("&Password"), self.password)
        self.add(tr("Password &again"), self.again)
        (self.old if own else self.password).setFocus()

    def _change(self) -> object:
        return self._do(same(self.password, self.again), self.old.text())


class AccountsDialog(FittedDialog):
    """The reviewers and the rules of signing. ``acts`` does what is asked for and may raise what says why not."""

    def __init__(self, acts: AccountActs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Reviewers"))
        self._acts = acts
        heading = Label(tr("Reviewers"))
        heading.setFont(large(self.font()))
        self.note = Label()
        self.note.setWordWrap(True)
        self.note.setProperty("role", "muted")
        self.fault = Label()
        self.fault.setObjectName("fault")
        self.fault.setWordWrap(True)
        self.fault.hide()
        self.table = QTreeWidget()
        self.table.setHeaderLabels([tr("Name"), tr("Role"), tr("State"), tr("Since")])
        self.table.setRootIsDecorated(False)
        self.table.setAccessibleName(tr("Reviewers"))
        self.table.currentItemChanged.connect(lambda *_: self._follow())
        self.new = _button(tr("&New reviewer…"), self._add)
        self.reset = _button(tr("New &password…"), self._reset)
        self.close_it = _button(tr("&Close the account"), self._close_or_open)
        self.role = role_box(Role.TECHNICIAN)
        self.role.setAccessibleName(tr("Role of the selected reviewer"))
        self.role.activated.connect(lambda _index: self._change_role())
        self.lock = QComboBox()
        self.lock.setAccessibleName(tr("Lock the window when nobody works"))
        for minutes in sorted({*LOCKS, acts.lock_minutes()}):
            self.lock.addItem(tr("after {n} minutes", n=minutes) if minutes else tr("never"), minutes)
        self.lock.setCurrentIndex(self.lock.findData(acts.lock_minutes()))
        self.lock.activated.connect(lambda _index: acts.set_lock(self.lock.currentData()))
        self.rules = RulesBox(acts.rules(), acts.change_rules)
        self._lay_out(heading)
        self.read()

    def read(self) -> None:
        """Show the accounts as they are now."""
        chosen = self._chosen()
        self.table.clear()
        for account in self._acts.accounts():
            since = f"{account.created_at.astimezone():%Y-%m-%d}"
            item = QTreeWidgetItem(
                [account.name, tr(account.role), tr("active") if account.active else tr("closed"), since]
            )
            item.setData(0, Qt.ItemDataRole.UserRole, account)
            self.table.addTopLevelItem(item)
            if chosen is None or account.id == chosen.id:
                self.table.setCurrentItem(item)
                chosen = account
        for column in range(3):
            self.table.resizeColumnToContents(column)
        there = self.table.topLevelItemCount() > 0
        self.note.setText(
            tr(
                "Everybody comes in by name and password ({key} switches). Accounts are closed, never deleted.",
                key=key_or_name("reviewer"),
            )
            if there
            else tr(
                "No accounts yet: whoever sits here reviews under the name of the settings. With the first "
                "account, a manager’s, everybody comes in by name and password."
            )
        )
        self._follow()

    def say(self, sentence: str) -> None:
        """Say what was refused, and why."""
        self.fault.setText(sentence)
        self.fault.setVisible(bool(sentence))

    def _chosen(self) -> Account | None:
        item = self.table.currentItem()
        account = item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None
        return account if isinstance(account, Account) else None

    def _follow(self) -> None:
        account = self._chosen()
        for widget in (self.reset, self.close_it, self.role):
            widget.setEnabled(account is not None)
        if account is not None:
            self.close_it.setText(tr("&Close the account") if account.active else tr("&Open the account again"))
            self.role.setCurrentIndex(self.role.findData(account.role.value))

    def _do(self, act: Callable[[], object]) -> None:
        self.say("")
        try:
            act()
        except WbcError as error:
            self.say(str(error))
        self.read()

    def _add(self) -> None:
        NewReviewerDialog(not self._acts.accounts(), self._acts.me().name, self._acts.add, self).exec()
        self.read()

    def _reset(self) -> None:
        account = self._chosen()
        if account is not None:
            own = account.id == self._acts.me().account_id
            PasswordDialog(account.name, own, lambda new, old: self._acts.reset(account.id, new, old), self).exec()

    def _close_or_open(self) -> None:
        account = self._chosen()
        if account is not None:
            self._do(lambda: self._acts.change(account.id, None, not account.active))

    def _change_role(self) -> None:
        account, role = self._chosen(), Role(self.role.currentData())
        if account is not None and role is not account.role:
            self._do(lambda: self._acts.change(account.id, role, None))

    def _lay_out(self, heading: QLabel) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for widget in (self.new, self.reset, self.close_it):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(Label(tr("Role")))
        row.addWidget(self.role)
        lock = QHBoxLayout()
        lock.setSpacing(GRID)
        lock.addWidget(Label(tr("Lock this window when nobody works")))
        lock.addWidget(self.lock)
        lock.addStretch(1)
        done = QPushButton(tr("Done"))
        done.setProperty("primary", True)
        done.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(done)
        column = QVBoxLayout()
        column.setSpacing(2 * GRID)
        column.addWidget(heading)
        column.addWidget(self.note)
        column.addWidget(self.table)
        column.addLayout(row)
        column.addLayout(lock)
        column.addWidget(self.rules)
        column.addWidget(self.fault)
        self.fill(column, foot, QSize(88 * GRID, 72 * GRID))


def role_box(chosen: Role) -> QComboBox:
    """A choice of roles."""
    box = QComboBox()
    for role in Role:
        box.addItem(tr(role.value).capitalize(), role.value)
    box.setCurrentIndex(box.findData(chosen.value))
    return box


def same(password: QLineEdit, again: QLineEdit) -> str:
    """The password, typed twice alike. Raises :class:`UsageError` when it was not."""
    if password.text() != again.text():
        raise UsageError(tr("The two passwords differ: type them again."))
    return password.text()


def _button(text: str, do: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _checked=False: do())
    return button
