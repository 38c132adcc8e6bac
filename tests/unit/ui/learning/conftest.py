"""Corrections in a real store, accounts with a fast password hash, and the tab that shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from argon2 import PasswordHasher
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from unit.services.lessons import Lessons

from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.jobs import latest_read
from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.services import accounts
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.learning import corrections_tab
from wbc_desktop.ui.learning.corrections_tab import CorrectionsTab
from wbc_desktop.ui.widgets.preferences import Preferences


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(latest_read, "PAUSE_FACTOR", 0.0)
    monkeypatch.setattr(corrections_tab, "READ_AFTER_MS", 10)


@pytest.fixture
def lessons(db: Database) -> Lessons:
    return Lessons(db)


@pytest.fixture
def sign_in(db: Database, preferences: Preferences) -> Callable[[Role], None]:
    """Return a function that makes accounts of a manager and a technician, and signs in the one with this role."""
    signed_in: dict[Role, Identity] = {}

    def begin(role: Role) -> None:
        if not signed_in:
            accounts.add(db, Identity("root"), "Dr. Sri", Role.MANAGER, "correct horse")
            signed_in[Role.MANAGER] = accounts.sign_in(db, "Dr. Sri", "correct horse")
            accounts.add(db, signed_in[Role.MANAGER], "Ada", Role.TECHNICIAN, "battery staple")
            signed_in[Role.TECHNICIAN] = accounts.sign_in(db, "Ada", "battery staple")
        preferences.act_as(signed_in[role])

    return begin


@pytest.fixture
def show(qtbot: QtBot, context: SlideContext, preferences: Preferences) -> Iterator[Callable[[], CorrectionsTab]]:
    """Return a function that shows the tab and waits until it has read the store."""
    parent = QWidget()
    qtbot.addWidget(parent)
    made: list[CorrectionsTab] = []

    def begin() -> CorrectionsTab:
        tab = CorrectionsTab(context, preferences, None, parent)
        made.append(tab)
        parent.resize(800, 500)
        tab.resize(800, 500)
        parent.show()
        tab.show()
        qtbot.waitUntil(lambda: tab.page != "loading", timeout=10_000)
        return tab

    yield begin
    for tab in made:
        tab.stop()
