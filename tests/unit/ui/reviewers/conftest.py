"""Accounts in the store, made quickly."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher

from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.services import accounts
from wbc_desktop.store.engine import Database


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def add_reviewers() -> Callable[[Database], Identity]:
    """Adds a manager, whose identity it returns, and the technician Budi."""

    def add(db: Database) -> Identity:
        accounts.add(db, Identity("root"), "Dr. Sri", Role.MANAGER, "correct horse")
        boss = accounts.sign_in(db, "Dr. Sri", "correct horse")
        accounts.add(db, boss, "Budi", Role.TECHNICIAN, "battery staple")
        return boss

    return add
