"""Signing, accounts and second reads in the real window: sign, amend, restart, wrong passwords, lock, second reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from e2e.conftest import PATIENCE_MS, Session, answered, begin_second_read, in_dialog
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.item_models.slides import SlideState
from wbc_desktop.services import accounts, second_read, signing
from wbc_desktop.services.trail import verify
from wbc_desktop.store import cells
from wbc_desktop.ui.cell.class_rows import ClassRow
from wbc_desktop.ui.reviewers.agreement import AgreementDialog
from wbc_desktop.ui.reviewers.sign_in import SignIn
from wbc_desktop.ui.reviewers.sign_in_dialog import SignInDialog
from wbc_desktop.ui.reviewers.signing_dialogs import AmendDialog, SignDialog, VersionsDialog

COUNT = 4
Act = Callable[[], None]


@pytest.fixture(autouse=True)
def _fast_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def session(start: Callable[..., Session], slide_folder: Callable[..., Path]) -> Session:
    begun = start(slide_folder(COUNT))
    begun.wait_until_classified(COUNT)
    return begun


def sign_in(session: Session) -> SignIn:
    return session.window.reviewers.sign_in


def with_reviewers(session: Session) -> None:
    """Add a manager and a technician; nobody is signed in yet."""
    accounts.add(session.db, Identity("root"), "Dr. Sri", Role.MANAGER, "correct horse")
    manager = accounts.sign_in(session.db, "Dr. Sri", "correct horse")
    accounts.add(session.db, manager, "Budi", Role.TECHNICIAN, "battery staple")
    sign_in(session).refresh()


def decide_all(session: Session) -> None:
    """Classify every cell as neutrophil by key."""
    session.window.gallery.setFocus()
    for cell in list(session.cells):
        session.window.gallery.select(cell.id)
        QTest.keyClick(session.window.gallery, Qt.Key.Key_N)
    session.qtbot.waitUntil(lambda: all(cell.label == "NEU" for cell in session.cells))


def sign(session: Session, meaning: str = "approved", password: str = "") -> None:
    def do(dialog: QDialog) -> None:
        assert isinstance(dialog, SignDialog)
        dialog.meaning.setCurrentText(meaning)
        if password:
            QTest.keyClicks(dialog.password, password)
            QTest.keyClick(dialog.password, Qt.Key.Key_Return)
        else:
            QTest.keyClick(dialog.button, Qt.Key.Key_Return)
        answered(session, dialog)
        assert not dialog.isVisible(), dialog.fault.text()

    in_dialog(session, "sign", do)


def wait_for_state(session: Session, state: SlideState) -> None:
    assert session.window.slide is not None
    number = session.window.slide.id

    def reached() -> bool:
        progress = session.window.backend.slides.progress(number)
        return progress is not None and progress.state is state

    session.qtbot.waitUntil(reached)


def test_signed_slide_is_locked_amended_and_signed_again(session: Session, start: Callable[..., Session]) -> None:
    window = session.window
    decide_all(session)
    sign(session)
    wait_for_state(session, SlideState.SIGNED)
    session.wait_for_message("The slide is signed")
    # then everything that changes it is disabled,
    session.qtbot.waitUntil(lambda: not window.commands["confirm"].isEnabled(), timeout=PATIENCE_MS)
    changing = [*window.cell_view.findChildren(ClassRow), *window.full_screen.page.findChildren(ClassRow)]
    assert not any(part.isEnabled() for part in (*changing, window.cell_view.comments.line))
    assert not window.gallery.dragEnabled()
    # and its keys do not change it, and a message of kind “info” says so.
    first = session.cells[0]
    window.gallery.select(first.id)
    QTest.keyClick(window.gallery, Qt.Key.Key_L)
    session.wait_for_message("To change it, amend it")
    assert window.banner.kind() == "info"
    window.banner.clear()
    QTest.keyClick(window.gallery, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    session.wait_for_message("To change it, amend it")
    with session.db.read() as s:
        assert cells.get(s, first.id).label == "NEU"

    def amend(dialog: QDialog) -> None:
        assert isinstance(dialog, AmendDialog)
        dialog.button.click()
        answered(session, dialog)
        assert "Enter the reason" in dialog.fault.text()
        QTest.keyClicks(dialog.reason, "One cell was mixed up")
        dialog.button.click()
        answered(session, dialog)
        assert not dialog.isVisible()

    in_dialog(session, "amend", amend)
    wait_for_state(session, SlideState.AMENDING)
    session.qtbot.waitUntil(window.commands["confirm"].isEnabled, timeout=PATIENCE_MS)
    assert all(part.isEnabled() for part in changing)
    assert window.gallery.dragEnabled()
    window.gallery.select(first.id)
    QTest.keyClick(window.gallery, Qt.Key.Key_L)
    session.wait_for_cell(first.id, lambda cell: cell.label == "LYM")
    sign(session)
    wait_for_state(session, SlideState.AMENDED)

    def check_versions(dialog: QDialog) -> None:
        assert isinstance(dialog, VersionsDialog)
        assert dialog.table.topLevelItemCount() == 2
        assert dialog.chosen() == 2
        oldest = dialog.table.topLevelItem(1)
        assert oldest is not None
        assert "One cell was mixed up" in oldest.text(3)

    in_dialog(session, "versions", check_versions)
    assert verify(session.db).sound
    folder = Path(window.slide.folder) if window.slide is not None else Path()
    session.close()
    again = start(folder)  # the slide is still signed after a restart
    again.qtbot.waitUntil(lambda: len(again.cells) == COUNT and not again.window.work.running, timeout=PATIENCE_MS)
    wait_for_state(again, SlideState.AMENDED)
    again.qtbot.waitUntil(lambda: "amended and signed by" in again.window.pane.about())
    again.close()


def test_slide_with_undecided_cells_cannot_be_signed(session: Session) -> None:
    def check(dialog: QDialog) -> None:
        assert isinstance(dialog, SignDialog)
        assert "4 cells still wait" in dialog.fault.text()
        assert not dialog.button.isEnabled()

    in_dialog(session, "sign", check)


def test_decision_before_sign_in_and_wrong_password_are_refused(session: Session) -> None:
    with_reviewers(session)
    now = datetime(2026, 5, 4, tzinfo=UTC) + timedelta(days=400)
    times = [now]
    sign_in(session).clock = lambda: times[0]
    window = session.window
    window.gallery.select(session.cells[0].id)
    QTest.keyClick(window.gallery, Qt.Key.Key_N)
    session.wait_for_message("sign in with yours")
    assert session.cells[0].label is None

    def sign_in_as_budi(dialog: QDialog) -> None:
        assert isinstance(dialog, SignInDialog)
        assert [dialog.who.itemText(i) for i in range(dialog.who.count())] == ["Budi", "Dr. Sri"]
        dialog.who.setCurrentText("Budi")
        for word in ("not the password", "not the password", "Wait 2 s", "Too many wrong passwords"):
            QTest.keyClicks(dialog.password, "wrong password")
            QTest.keyClick(dialog.password, Qt.Key.Key_Return)
            answered(session, dialog)
            assert word in dialog.fault.text()
            assert dialog.isVisible()
            assert dialog.password.text() == ""
        times[0] += timedelta(seconds=2)
        QTest.keyClicks(dialog.password, "battery staple")
        QTest.keyClick(dialog.password, Qt.Key.Key_Return)
        answered(session, dialog)
        assert not dialog.isVisible()

    in_dialog(session, "reviewer", sign_in_as_budi)
    session.wait_for_message("Budi is signed in")
    window.gallery.select(session.cells[0].id)
    QTest.keyClick(window.gallery, Qt.Key.Key_N)
    cell = session.wait_for_cell(session.cells[0].id, lambda cell: cell.label == "NEU")
    assert cell.classification is not None
    assert cell.classification.reviewer == "Budi"
    session.window.commands["accounts"].trigger()
    session.wait_for_message("Only a manager")


def test_signing_asks_the_password_again(session: Session) -> None:
    with_reviewers(session)
    sign_in(session).sign_in("Dr. Sri", "correct horse")
    decide_all(session)

    def wrong(dialog: QDialog) -> None:
        assert isinstance(dialog, SignDialog)
        QTest.keyClicks(dialog.password, "correct hors")
        QTest.keyClick(dialog.password, Qt.Key.Key_Return)
        answered(session, dialog)
        assert "not the password" in dialog.fault.text()
        assert dialog.isVisible()

    in_dialog(session, "sign", wrong)
    assert session.window.slide is not None
    assert signing.signing_state(session.db, session.window.slide.id).versions == ()
    sign(session, "reviewed", "correct horse")
    (version,) = signing.signing_state(session.db, session.window.slide.id).versions
    assert [(s.reviewer, s.role, s.meaning) for s in version.signatures] == [("Dr. Sri", Role.MANAGER, "reviewed")]


def test_second_read_is_blind_and_compared_with_the_first(session: Session) -> None:
    with_reviewers(session)
    sign_in(session).sign_in("Dr. Sri", "correct horse")
    decide_all(session)
    slide = session.window.slide
    assert slide is not None
    sign_in(session).sign_in("Budi", "battery staple")
    begin_second_read(session)
    session.qtbot.waitUntil(lambda: session.window.slide is not None and session.window.slide.second_of == slide.id)
    session.qtbot.waitUntil(lambda: len(session.cells) == COUNT)
    assert all(cell.label is None and cell.preclassification is not None for cell in session.cells)
    session.window.commands["agreement"].trigger()
    session.wait_for_message("Finish your second read first")
    decide_all(session)
    session.window.gallery.select(session.cells[0].id)
    QTest.keyClick(session.window.gallery, Qt.Key.Key_L)
    session.wait_for_cell(session.cells[0].id, lambda cell: cell.label == "LYM")

    def check(dialog: QDialog) -> None:
        assert isinstance(dialog, AgreementDialog)
        assert "3 of 4 cells: 75.0 %" in dialog.summary.text()
        assert dialog.cells.topLevelItemCount() == 1
        dialog.cells.setCurrentItem(dialog.cells.topLevelItem(0))
        dialog.go.click()

    session.window.gallery.select(session.cells[-1].id)
    in_dialog(session, "agreement", check)
    assert session.window.gallery.current_id() == session.cells[0].id
    (found,) = second_read.comparisons(session.db, slide.id)
    assert found.read.reviewer == "Budi"
    sign_in(session).sign_in("Dr. Sri", "correct horse")  # the second read is hidden from the first reader
    session.qtbot.waitUntil(lambda: session.window.slide is not None and session.window.slide.id == slide.id)
    assert verify(session.db).sound


def test_second_reader_cannot_see_the_first_classes_by_opening_the_slide(session: Session) -> None:
    window = session.window
    # Given a slide that one reviewer has decided and another reads a second time,
    with_reviewers(session)
    sign_in(session).sign_in("Dr. Sri", "correct horse")
    decide_all(session)
    slide = window.slide
    assert slide is not None
    sign_in(session).sign_in("Budi", "battery staple")
    begin_second_read(session)
    session.qtbot.waitUntil(lambda: window.slide is not None and window.slide.second_of == slide.id)
    # when the second reader opens it from the list, or its folder, then the second read is shown;
    for request in (lambda: window.open_slide.choose(slide), lambda: window.open_slide.open(Path(slide.folder))):
        window.banner.clear()
        request()
        session.wait_for_message("Your second read of this slide is not finished")
        session.qtbot.waitUntil(lambda: not window.work.running)
        assert window.slide is not None
        assert window.slide.second_of == slide.id
        assert all(cell.label is None for cell in session.cells)
    # when the second reader signs out, then the slide is not shown;
    sign_in(session).sign_out()
    window.open_slide.choose(slide)
    session.wait_for_message("is being read a second time")
    # when the first reviewer signs in, then the slide is shown.
    sign_in(session).sign_in("Dr. Sri", "correct horse")
    window.open_slide.choose(slide)
    session.qtbot.waitUntil(lambda: window.slide is not None and window.slide.id == slide.id)
    session.qtbot.waitUntil(lambda: len(session.cells) == COUNT and all(c.label == "NEU" for c in session.cells))
    session.qtbot.waitUntil(lambda: not window.work.running)


def test_window_locks_when_idle_and_at_sign_out(session: Session) -> None:
    window = session.window
    lock = window.reviewers.lock
    # Without accounts there is nobody to sign out.
    window.commands["sign_out"].trigger()
    session.wait_for_message("nobody to sign out")
    assert not lock.locked
    # Given accounts, a lock after a minute (shortened here), and a signed-in reviewer,
    with_reviewers(session)
    lock.minute_ms = 50
    window.backend.preferences.change(lock_minutes=1)
    assert not lock.locked
    sign_in(session).sign_in("Budi", "battery staple")
    # when there is no input, then the window locks: no slide is shown and nobody is signed in;
    session.qtbot.waitUntil(lambda: lock.locked)
    assert not window.gallery.isVisible()
    assert window.backend.preferences.settings.reviewer == ""
    dialog = lock.dialog
    assert dialog is not None
    dialog.reject()
    assert dialog.isVisible()
    # when a wrong password is entered, then it stays locked, and the dialog says why;
    lock.minute_ms = 60_000
    QTest.keyClicks(dialog.password, "wrong password")
    QTest.keyClick(dialog.password, Qt.Key.Key_Return)
    answered(session, dialog)
    assert "not the password" in dialog.fault.text()
    assert lock.locked
    # when the right one is entered, then the work continues.
    QTest.keyClicks(dialog.password, "battery staple")
    QTest.keyClick(dialog.password, Qt.Key.Key_Return)
    session.qtbot.waitUntil(lambda: not lock.locked)
    assert window.gallery.isVisible()
    assert window.backend.preferences.settings.reviewer == "Budi"
    # Signing out locks at once, and the program can be closed from there.
    window.commands["sign_out"].trigger()
    assert lock.locked
    assert lock.dialog is not None
    lock.dialog.cancel.click()
    session.qtbot.waitUntil(lambda: not window.isVisible())


def test_labels_are_imported_in_the_name_of_the_signed_in_reviewer(session: Session, tmp_path: Path) -> None:
    table = tmp_path / "labels.csv"
    table.write_text("path,label\n" + "".join(f"{cell.path},EOS\n" for cell in session.cells), "utf-8")
    slide = session.window.slide
    assert slide is not None
    with_reviewers(session)
    # Nobody is signed in: nothing is imported, whatever name the settings have.
    session.window.backend.preferences.change(reviewer="Dr. Sri")
    session.window.exporting.import_labels(slide, table)
    session.wait_for_message("sign in with yours")
    assert all(cell.label is None for cell in session.cells)
    sign_in(session).sign_in("Budi", "battery staple")
    session.window.exporting.import_labels(slide, table)
    session.wait_for_message("labels imported")
    session.qtbot.waitUntil(lambda: all(cell.label == "EOS" for cell in session.cells))
    assert {cell.classification.reviewer for cell in session.cells if cell.classification} == {"Budi"}
