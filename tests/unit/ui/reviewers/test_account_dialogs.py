"""The dialogs of accounts."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot
from unit.ui.fields import named

from wbc_desktop.ui.reviewers.account_dialogs import PasswordDialog


@pytest.mark.parametrize("own", [True, False])
def test_only_a_change_of_the_own_password_asks_for_the_old_one(qtbot: QtBot, own: bool) -> None:
    asked: list[tuple[str, str]] = []
    dialog = PasswordDialog("Bo", own, lambda new, old: asked.append((new, old)))
    qtbot.addWidget(dialog)
    assert (dialog.form.indexOf(dialog.old) >= 0) is own
    assert named(dialog)
    if own:
        dialog.old.setText("battery staple")
    for field in (dialog.password, dialog.again):
        field.setText("tr0ub4dor&3")
    dialog.submit()
    assert asked == [("tr0ub4dor&3", "battery staple" if own else "")]
