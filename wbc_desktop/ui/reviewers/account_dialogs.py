"""The dialogs that ask for a new account and for a new password."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import LEAST_PASSWORD, Role
from wbc_desktop.ui.widgets.ask import AskDialog, password_field


class NewReviewerDialog(AskDialog):
    """Name, role and first password of a new account."""

    def __init__(
        self, first: bool, name: str, add: Callable[[str, Role, str], object], parent: QWidget | None = None
    ) -> None:
        about = (
            tr("The first account is a manager’s. From then on everybody signs in by name and password.")
            if first
            else tr("An account can be closed, but never deleted, because the history names it.")
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
        return self._do(self.name.text(), Role(self.role.currentData()), matching_passwords(self.password, self.again))


class PasswordDialog(AskDialog):
    """Asks for a new password of an account; for the reviewer's ``own`` account also for the old one."""

    def __init__(
        self, name: str, own: bool, change: Callable[[str, str], object], parent: QWidget | None = None
    ) -> None:
        about = tr(
            "{name} signs in with this password from now on. A waiting time after wrong passwords ends.", name=name
        )
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
        return self._do(matching_passwords(self.password, self.again), self.old.text())


def role_box(chosen: Role) -> QComboBox:
    """Return a list to choose a role from, with ``chosen`` selected."""
    box = QComboBox()
    for role in Role:
        box.addItem(tr(role.value).capitalize(), role.value)
    box.setCurrentIndex(box.findData(chosen.value))
    return box


def matching_passwords(password: QLineEdit, again: QLineEdit) -> str:
    """Return the password. Raises :class:`UsageError` if the two fields differ."""
    if password.text() != again.text():
        raise UsageError(tr("The two passwords differ: type them again."))
    return password.text()
