"""An open window asks to sign in after accounts were added or changed at another bench, and loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from e2e.conftest import PATIENCE_MS, Session, answered, in_dialog
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton

from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.services import accounts, review
from wbc_desktop.services.signing import signing_state
from wbc_desktop.services.slide_fields import slide_fields
from wbc_desktop.store import audit, classifications, comments
from wbc_desktop.store.engine import open_database
from wbc_desktop.ui.reviewers.account_dialogs import NewReviewerDialog
from wbc_desktop.ui.reviewers.accounts_dialog import AccountsDialog
from wbc_desktop.ui.reviewers.sign_in_dialog import SignInDialog
from wbc_desktop.ui.reviewers.signing_dialogs import SignDialog
from wbc_desktop.ui.slides.slide_fields_dialog import SlideFieldsDialog
from wbc_desktop.ui.widgets.ask import AskDialog

PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def _fast_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def session(start: Callable[..., Session], slide_folder: Callable[..., Path]) -> Session:
    begun = start(slide_folder(3))
    begun.wait_until_classified(3)
    begun.window.backend.preferences.change(reviewer="Ada")
    begun.window.gallery.setFocus()
    return begun


def add_manager_at_another_bench(session: Session) -> Identity:
    """Add the manager Ada through another program, and return the identity. The window is not notified."""
    other = open_database(session.db.url)
    manager = accounts.add(other, Identity("root"), "Ada", Role.MANAGER, PASSWORD).identity
    other.close()
    return manager


def head(session: Session) -> tuple[int, str]:
    with session.db.read() as s:
        return audit.head(s)


def sign_in(session: Session, dialog: QDialog, password: str = PASSWORD) -> None:
    assert isinstance(dialog, SignInDialog)
    QTest.keyClicks(dialog.password, password)
    QTest.keyClick(dialog.password, Qt.Key.Key_Return)
    answered(session, dialog)
    assert not dialog.isVisible(), dialog.fault.text()


def sign_in_from_the_banner(session: Session, password: str = PASSWORD) -> None:
    """Press the button in the message of the refusal, and sign in."""
    session.wait_for_message("sign in")
    button = next(b for b in session.window.banner.findChildren(QPushButton) if b.text() == "Sign in…")
    in_dialog(session, button.click, lambda dialog: sign_in(session, dialog, password))


def labels(session: Session) -> list[tuple[str | None, str]]:
    with session.db.read() as s:
        return [(one.label, one.reviewer) for cell in session.cells for one in classifications.history(s, cell.id)]


def test_typed_name_cannot_decide_once_there_are_accounts(session: Session) -> None:
    add_manager_at_another_bench(session)
    before = head(session)
    QTest.keyClick(session.window.gallery, Qt.Key.Key_N)
    session.wait_for_message("Reviewers have accounts here")
    assert (labels(session), head(session)) == ([], before)
    sign_in_from_the_banner(session)
    session.window.gallery.setFocus()
    QTest.keyClick(session.window.gallery, Qt.Key.Key_N)
    session.qtbot.waitUntil(lambda: labels(session) == [("NEU", "Ada")], timeout=PATIENCE_MS)
    assert "Ada" in session.window.commands["reviewer"].text()


@pytest.mark.parametrize("change", ["password", "role", "closed"])
def test_reviewer_has_to_sign_in_again_after_the_account_changed(session: Session, change: str) -> None:
    manager = add_manager_at_another_bench(session)
    budi = accounts.add(session.db, manager, "Budi", Role.TECHNICIAN, PASSWORD)
    in_dialog(session, "reviewer", lambda dialog: None)  # the window reads the accounts
    session.window.backend.preferences.act_as(accounts.sign_in(session.db, "Budi", PASSWORD))
    password = "battery staple" if change == "password" else PASSWORD
    if change == "password":
        accounts.reset_password(session.db, manager, budi.id, password)
    elif change == "role":
        accounts.change(session.db, manager, budi.id, role=Role.PATHOLOGIST)
    else:
        accounts.change(session.db, manager, budi.id, active=False)
        accounts.change(session.db, manager, budi.id, active=True)
    session.window.gallery.setFocus()
    QTest.keyClick(session.window.gallery, Qt.Key.Key_N)
    session.wait_for_message("has changed since the sign-in")
    assert labels(session) == []
    sign_in_as(session, "Budi", password)
    QTest.keyClick(session.window.gallery, Qt.Key.Key_N)
    session.qtbot.waitUntil(lambda: labels(session) == [("NEU", "Budi")], timeout=PATIENCE_MS)


def sign_in_as(session: Session, name: str, password: str) -> None:
    def do(dialog: QDialog) -> None:
        assert isinstance(dialog, SignInDialog)
        dialog.who.setCurrentText(name)
        sign_in(session, dialog, password)

    in_dialog(session, "reviewer", do)
    session.window.gallery.setFocus()


def test_refused_comment_is_still_in_the_field_after_signing_in(session: Session) -> None:
    window = session.window
    window.commands["comment"].trigger()
    line = window.cell_view.comments.line
    QTest.keyClicks(line, "two nuclei")
    add_manager_at_another_bench(session)
    QTest.keyClick(line, Qt.Key.Key_Return)
    sign_in_from_the_banner(session)
    assert line.text() == "two nuclei"
    QTest.keyClick(line, Qt.Key.Key_Return)
    spot = window.cell_view.spot
    assert spot is not None

    def stored() -> list[tuple[str, str]]:
        with session.db.read() as s:
            return [(one.text, one.reviewer) for one in comments.of_cell(s, spot.cell_id)]

    session.qtbot.waitUntil(lambda: stored() == [("two nuclei", "Ada")], timeout=PATIENCE_MS)


def test_details_are_saved_after_signing_in_over_their_dialog(session: Session) -> None:
    slide = session.window.slide
    assert slide is not None

    def type_details(dialog: QDialog) -> None:
        assert isinstance(dialog, SlideFieldsDialog)
        dialog.type(sample="S-7")
        add_manager_at_another_bench(session)
        dialog.accept_typed()
        assert "sign in" in dialog.error()
        (button,) = dialog.fault.buttons()
        in_dialog(session, button.click, lambda over: sign_in(session, over))
        assert dialog.typed().sample == "S-7"
        dialog.accept_typed()
        assert not dialog.isVisible()

    in_dialog(session, "details", type_details)
    with session.db.read() as s:
        assert slide_fields(s, slide.id).sample == "S-7"
        assert [entry.who for entry in audit.walk(s)][-1] == "Ada"


def sign_in_from_the_fault_line(session: Session, dialog: AskDialog) -> None:
    """Press the button beside the reason of the refusal, and sign in over the dialog."""
    answered(session, dialog)
    assert "sign in" in dialog.fault.text()
    (button,) = dialog.fault.buttons()
    in_dialog(session, button.click, lambda over: sign_in(session, over))


def test_slide_is_signed_after_signing_in_over_the_sign_dialog(session: Session) -> None:
    slide = session.window.slide
    assert slide is not None
    review.reclassify(session.db, slide.id, [cell.id for cell in session.cells], "NEU", Identity("Ada"))

    def sign(dialog: QDialog) -> None:
        assert isinstance(dialog, SignDialog)
        assert not dialog.password.isVisible()
        add_manager_at_another_bench(session)
        dialog.submit()
        sign_in_from_the_fault_line(session, dialog)
        assert dialog.reviewer.text() == "Ada, manager"
        assert not dialog.fault.text()
        QTest.keyClicks(dialog.password, PASSWORD)
        dialog.submit()
        answered(session, dialog)
        assert not dialog.isVisible(), dialog.fault.text()

    in_dialog(session, "sign", sign)
    locked = signing_state(session.db, slide.id).locked
    assert locked is not None
    assert [(one.reviewer, one.role) for one in locked.signatures] == [("Ada", Role.MANAGER)]


def test_reviewer_is_added_after_signing_in_over_the_dialog(session: Session) -> None:
    def add(dialog: QDialog) -> None:
        assert isinstance(dialog, NewReviewerDialog)
        dialog.name.setText("Budi")
        for field in (dialog.password, dialog.again):
            field.setText(PASSWORD)
        add_manager_at_another_bench(session)
        dialog.submit()
        sign_in_from_the_fault_line(session, dialog)
        dialog.submit()
        answered(session, dialog)
        assert not dialog.isVisible(), dialog.fault.text()

    def open_new(dialog: QDialog) -> None:
        assert isinstance(dialog, AccountsDialog)
        in_dialog(session, dialog.new.click, add)

    in_dialog(session, "accounts", open_new)
    assert {account.name for account in accounts.accounts(session.db)} == {"Ada", "Budi"}
