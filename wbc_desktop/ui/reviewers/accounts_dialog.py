"""The dialog of the reviewers: their accounts, the time after which the window locks, and the rules of signing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.key_names import key_or_name
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import Account, Identity, Role
from wbc_desktop.domain.signing import SigningRules
from wbc_desktop.ui.reviewers.account_dialogs import NewReviewerDialog, PasswordDialog, role_box
from wbc_desktop.ui.reviewers.signing_rules import RulesBox
from wbc_desktop.ui.widgets.ask import AskDialog, Refuse, Show
from wbc_desktop.ui.widgets.fault import FaultLine
from wbc_desktop.ui.widgets.fitting import FittedDialog
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID, large

LOCKS = (0, 2, 5, 10, 15, 30, 60)
"""Choices for the minutes without input after which the window locks; 0: never."""


@dataclass(frozen=True, slots=True)
class AccountActs:
    """Functions that the dialog calls. Those with a ``Show`` argument call it with the reason of a refusal.

    ``refuse`` shows why an act of a dialog above this one was refused.
    """

    accounts: Callable[[], list[Account]]
    me: Callable[[], Identity]
    add: Callable[[str, Role, str], object]
    change: Callable[[int, Role | None, bool | None, Show], object]
    reset: Callable[[int, str, str], object]
    refuse: Refuse
    rules: Callable[[], SigningRules]
    change_rules: Callable[[SigningRules, Show], object]
    lock_minutes: Callable[[], int]
    set_lock: Callable[[int], object]


class AccountsDialog(FittedDialog):
    """Shows and changes the reviewers and the rules of signing."""

    def __init__(self, acts: AccountActs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Reviewers"))
        self._acts = acts
        heading = Label(tr("Reviewers"))
        heading.setFont(large(self.font()))
        self.note = Label()
        self.note.setWordWrap(True)
        self.note.setProperty("role", "muted")
        self.fault = FaultLine()
        self.table = QTreeWidget()
        self.table.setHeaderLabels([tr("Name"), tr("Role"), tr("State"), tr("Since")])
        self.table.setRootIsDecorated(False)
        self.table.setAccessibleName(tr("Reviewers"))
        self.table.currentItemChanged.connect(lambda *_: self._update_buttons())
        self.new = _button(tr("&New reviewer…"), self._add)
        self.reset = _button(tr("New &password…"), self._reset)
        self.close_account = _button(tr("&Close the account"), self._close_or_open)
        self.role = role_box(Role.TECHNICIAN)
        self.role.setAccessibleName(tr("Role of the selected reviewer"))
        self.role.activated.connect(lambda _index: self._change_role())
        self.lock = QComboBox()
        self.lock.setAccessibleName(tr("Lock this window when idle"))
        for minutes in sorted({*LOCKS, acts.lock_minutes()}):
            self.lock.addItem(tr("after {n} minutes", n=minutes) if minutes else tr("never"), minutes)
        self.lock.setCurrentIndex(self.lock.findData(acts.lock_minutes()))
        self.lock.activated.connect(lambda _index: acts.set_lock(self.lock.currentData()))
        self.rules = RulesBox(acts.rules(), acts.change_rules)
        self._lay_out(heading)
        self.read()

    def read(self) -> None:
        """Read the accounts again and show them."""
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
        any_account = self.table.topLevelItemCount() > 0
        self.note.setText(
            tr(
                "Everybody signs in by name and password ({key}). Accounts are closed, never deleted.",
                key=key_or_name("reviewer"),
            )
            if any_account
            else tr(
                "There are no accounts yet, so everybody reviews under the name in the settings. Once there is an "
                "account, everybody signs in by name and password. The first account is a manager’s."
            )
        )
        self._update_buttons()

    def _chosen(self) -> Account | None:
        item = self.table.currentItem()
        account = item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None
        return account if isinstance(account, Account) else None

    def _update_buttons(self) -> None:
        account = self._chosen()
        for widget in (self.reset, self.close_account, self.role):
            widget.setEnabled(account is not None)
        if account is not None:
            self.close_account.setText(tr("&Close the account") if account.active else tr("&Open the account again"))
            self.role.setCurrentIndex(self.role.findData(account.role.value))

    def _change(self, number: int, role: Role | None, active: bool | None) -> None:
        self.fault.show_text("")
        self._acts.change(number, role, active, self.fault.show_message)
        self.read()

    def _add(self) -> None:
        self._ask(NewReviewerDialog(not self._acts.accounts(), self._acts.me().name, self._acts.add, self))
        self.read()

    def _reset(self) -> None:
        account = self._chosen()
        if account is not None:
            own = account.id == self._acts.me().account_id
            self._ask(PasswordDialog(account.name, own, lambda new, old: self._acts.reset(account.id, new, old), self))

    def _ask(self, dialog: AskDialog) -> None:
        dialog.refuse = self._acts.refuse
        dialog.exec()

    def _close_or_open(self) -> None:
        account = self._chosen()
        if account is not None:
            self._change(account.id, None, not account.active)

    def _change_role(self) -> None:
        account, role = self._chosen(), Role(self.role.currentData())
        if account is not None and role is not account.role:
            self._change(account.id, role, None)

    def _lay_out(self, heading: QLabel) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for widget in (self.new, self.reset, self.close_account):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(Label(tr("Role")))
        row.addWidget(self.role)
        lock = QHBoxLayout()
        lock.setSpacing(GRID)
        lock.addWidget(Label(tr("Lock this window when idle")))
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


def _button(text: str, do: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _checked=False: do())
    return button
