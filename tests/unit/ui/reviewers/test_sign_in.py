"""The signed-in reviewer of a window, also after accounts are added or changed at another bench."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.errors import SignInNeeded
from wbc_desktop.domain.reviewers import NOBODY, Identity, Role
from wbc_desktop.jobs.operations import Acting, Message, Operation, SlideContext
from wbc_desktop.services import accounts
from wbc_desktop.store.engine import Database, open_database
from wbc_desktop.ui.reviewers.accounts import Accounts
from wbc_desktop.ui.reviewers.sign_in import SignIn
from wbc_desktop.ui.widgets.preferences import Preferences


@pytest.fixture
def other_bench(db: Database) -> Iterator[Database]:
    """The same database, opened by another program."""
    opened = open_database(db.url)
    yield opened
    opened.close()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def sign_in(context: SlideContext, preferences: Preferences, window: QWidget) -> SignIn:
    return SignIn(context, preferences, window)


AddReviewers = Callable[[Database], Identity]


def refuse(_acting: Acting) -> None:
    raise SignInNeeded("Sign in first.")


def test_identity_without_accounts_is_the_name_in_the_settings(sign_in: SignIn) -> None:
    assert sign_in.identity == Identity("Ada")
    assert sign_in.ensure_signed_in()


def test_refused_act_offers_to_sign_in_and_drops_the_typed_name(
    sign_in: SignIn,
    context: SlideContext,
    other_bench: Database,
    messages: list[Message],
    monkeypatch: pytest.MonkeyPatch,
    add_reviewers: AddReviewers,
) -> None:
    add_reviewers(other_bench)
    context.run(Operation("deciding", refuse))
    assert [text for text, _ in messages[-1].buttons] == ["Sign in…"]
    assert sign_in.identity == NOBODY
    asked: list[bool] = []
    monkeypatch.setattr("wbc_desktop.ui.reviewers.sign_in.show_dialog", lambda dialog: asked.append(True))
    messages[-1].buttons[0][1]()
    assert asked
    sign_in.sign_in("Budi", "battery staple")
    assert sign_in.identity.name == "Budi"
    assert messages[-1].text == "Budi is signed in (technician)."


def test_refused_act_keeps_a_valid_identity(
    sign_in: SignIn, context: SlideContext, other_bench: Database, add_reviewers: AddReviewers
) -> None:
    add_reviewers(other_bench)
    sign_in.sign_in("Budi", "battery staple")
    context.run(Operation("importing", refuse))
    assert sign_in.identity.name == "Budi"


@pytest.mark.parametrize("change", ["closed", "another role"])
def test_account_changed_at_another_bench_is_signed_out(
    sign_in: SignIn, other_bench: Database, change: str, add_reviewers: AddReviewers
) -> None:
    manager = add_reviewers(other_bench)
    sign_in.sign_in("Budi", "battery staple")
    (budi,) = [account for account in accounts.accounts(other_bench) if account.name == "Budi"]
    if change == "closed":
        accounts.change(other_bench, manager, budi.id, active=False)
    else:
        accounts.change(other_bench, manager, budi.id, role=Role.PATHOLOGIST)
    sign_in.refresh()
    assert sign_in.is_signed_out


def test_manager_who_changes_the_own_account_stays_signed_in(
    sign_in: SignIn,
    context: SlideContext,
    preferences: Preferences,
    window: QWidget,
    db: Database,
    add_reviewers: AddReviewers,
) -> None:
    manager = add_reviewers(db)
    (budi,) = [account for account in accounts.accounts(db) if account.name == "Budi"]
    accounts.change(db, manager, budi.id, role=Role.MANAGER)
    sign_in.sign_in("Budi", "battery staple")
    dialog = Accounts(context, sign_in, preferences, window).dialog()
    dialog.role.setCurrentIndex(dialog.role.findData(Role.PATHOLOGIST.value))
    assert dialog.table.topLevelItem(0).text(0) == "Budi"
    dialog.role.activated.emit(dialog.role.currentIndex())
    sign_in.refresh()
    assert (sign_in.identity.name, sign_in.identity.role) == ("Budi", Role.PATHOLOGIST)


def test_dialog_shows_why_a_change_of_an_account_is_refused(
    sign_in: SignIn,
    context: SlideContext,
    preferences: Preferences,
    window: QWidget,
    db: Database,
    messages: list[Message],
) -> None:
    accounts.add(db, Identity("root"), "Dr. Sri", Role.MANAGER, "correct horse")
    sign_in.sign_in("Dr. Sri", "correct horse")
    messages.clear()
    dialog = Accounts(context, sign_in, preferences, window).dialog()
    dialog.close_account.click()
    assert "only active manager" in dialog.fault.text()
    assert messages == []


def test_dialog_suggests_the_reviewer_who_signed_in_last(
    sign_in: SignIn, db: Database, add_reviewers: AddReviewers
) -> None:
    add_reviewers(db)
    sign_in.sign_in("Dr. Sri", "correct horse")
    sign_in.sign_out()
    assert sign_in.dialog().who.currentText() == "Dr. Sri"
    sign_in.sign_in("Budi", "battery staple")
    sign_in.sign_out()
    assert sign_in.dialog().who.currentText() == "Budi"
