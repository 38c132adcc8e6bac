"""Accounts in the database, with a fast password hash."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher

from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.services import accounts
from wbc_desktop.store.engine import Database


@pytest.fixture(autouse=True)
def _fast_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def add_reviewers() -> Callable[[Database], Identity]:
    """Return a function that adds a manager and the technician Budi, and returns the manager's identity."""

    def add(db: Database) -> Identity:
        accounts.add(db, Identity("root"), "Dr. Sri", Role.MANAGER, "correct horse")
        manager = accounts.sign_in(db, "Dr. Sri", "correct horse")
        accounts.add(db, manager, "Budi", Role.TECHNICIAN, "battery staple")
        return manager

    return add
