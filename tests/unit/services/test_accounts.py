"""Reviewers' accounts on a real database: sign-in, delays after wrong passwords, acts of managers."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from wbc_desktop.domain.errors import NotAllowed, SignInNeeded, UsageError
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.domain.signing import MEANINGS
from wbc_desktop.services import accounts
from wbc_desktop.services.accounts import WrongPassword
from wbc_desktop.services.trail import verify
from wbc_desktop.store import audit
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.both_databases

SOMEBODY = Identity("os-user")


class Clock:
    """A clock that only ``wait`` advances."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 4, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the least work for the hash."""
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def boss(db: Database, clock: Clock) -> Identity:
    """A manager who is signed in."""
    accounts.add(db, SOMEBODY, "Dr. Sri", Role.MANAGER, "correct horse", clock)
    return accounts.sign_in(db, "dr. sri", "correct horse", clock)


def test_no_account_is_needed_at_first(db: Database) -> None:
    assert not accounts.in_use(db)
    assert accounts.confirm(db, SOMEBODY, "") == SOMEBODY


def test_first_account_must_be_a_managers(db: Database, clock: Clock) -> None:
    with pytest.raises(UsageError, match="manager"):
        accounts.add(db, SOMEBODY, "Bo", Role.TECHNICIAN, "battery staple", clock)
    accounts.add(db, SOMEBODY, "Ada", Role.MANAGER, "battery staple", clock)
    assert accounts.in_use(db)
    with pytest.raises(SignInNeeded):  # only a signed-in manager can add accounts now
        accounts.add(db, SOMEBODY, "Bo", Role.TECHNICIAN, "battery staple", clock)
    with pytest.raises(SignInNeeded):
        accounts.confirm(db, SOMEBODY, "")


def test_names_are_unique_in_any_letter_case(db: Database, boss: Identity, clock: Clock) -> None:
    assert boss == Identity("Dr. Sri", Role.MANAGER, 1, 1)
    with pytest.raises(UsageError, match="already"):
        accounts.add(db, boss, "DR.  SRI", Role.PATHOLOGIST, "battery staple", clock)


@pytest.mark.parametrize("password", ["short", "dr. who", "aaaaaaaaaa", "x" * 300])
def test_weak_passwords_are_refused(db: Database, boss: Identity, password: str) -> None:
    with pytest.raises(UsageError, match="cannot be used"):
        accounts.add(db, boss, "Dr. Who", Role.PATHOLOGIST, password)


def test_delay_grows_with_wrong_passwords(db: Database, boss: Identity, clock: Clock) -> None:
    for _ in range(2):
        with pytest.raises(WrongPassword, match=r"not the password of Dr\. Sri\.$"):
            accounts.sign_in(db, "Dr. Sri", "wrong", clock)
    with pytest.raises(WrongPassword, match="Wait 2 s before the next"):
        accounts.sign_in(db, "Dr. Sri", "wrong", clock)
    with pytest.raises(WrongPassword, match="Too many wrong passwords: wait 2 s"):
        accounts.sign_in(db, "Dr. Sri", "correct horse", clock)  # not checked during the delay
    clock.wait(2)
    with pytest.raises(WrongPassword, match="Wait 4 s"):
        accounts.sign_in(db, "Dr. Sri", "wrong", clock)
    clock.wait(4)
    assert accounts.sign_in(db, "Dr. Sri", "correct horse", clock) == boss
    with pytest.raises(WrongPassword, match="not the password"):  # the count restarts after a right one
        accounts.sign_in(db, "Dr. Sri", "wrong", clock)
    accounts.sign_in(db, "Dr. Sri", "correct horse", clock)


@pytest.mark.slow
def test_no_reviewer_is_locked_out_for_ever(db: Database, boss: Identity, clock: Clock) -> None:
    for _ in range(20):
        with pytest.raises(WrongPassword):
            accounts.sign_in(db, "Dr. Sri", "wrong", clock)
        clock.wait(15 * 60)
    assert accounts.sign_in(db, "Dr. Sri", "correct horse", clock) == boss


def test_new_password_from_a_manager_ends_the_delay(db: Database, boss: Identity, clock: Clock) -> None:
    bo = accounts.add(db, boss, "Bo", Role.TECHNICIAN, "battery staple", clock)
    for _ in range(3):
        with pytest.raises(WrongPassword):
            accounts.sign_in(db, "Bo", "wrong", clock)
    clock.wait(1)
    accounts.reset_password(db, boss, bo.id, "tr0ub4dor&3", clock)
    with pytest.raises(WrongPassword):
        accounts.sign_in(db, "Bo", "battery staple", clock)
    as_bo = accounts.sign_in(db, "Bo", "tr0ub4dor&3", clock)
    assert as_bo.role is Role.TECHNICIAN
    with pytest.raises(WrongPassword):  # changing one's own needs the old password
        accounts.reset_password(db, as_bo, bo.id, "battery staple 2", clock)
    as_bo = accounts.reset_password(db, as_bo, bo.id, "battery staple 2", clock, "tr0ub4dor&3").identity
    with pytest.raises(NotAllowed):
        accounts.reset_password(db, as_bo, boss.account_id or 0, "battery staple 3", clock)


def test_accounts_are_deactivated_never_deleted(db: Database, boss: Identity, clock: Clock) -> None:
    bo = accounts.add(db, boss, "Bo", Role.TECHNICIAN, "battery staple", clock)
    accounts.change(db, boss, bo.id, active=False, clock=clock)
    with pytest.raises(WrongPassword, match="no active reviewer"):
        accounts.sign_in(db, "Bo", "battery staple", clock)
    assert [(a.name, a.active) for a in accounts.accounts(db)] == [("Bo", False), ("Dr. Sri", True)]
    accounts.change(db, boss, bo.id, active=True, role=Role.PATHOLOGIST, clock=clock)
    assert accounts.sign_in(db, "Bo", "battery staple", clock).role is Role.PATHOLOGIST


def test_last_active_manager_cannot_be_changed(db: Database, boss: Identity) -> None:
    for change in ({"active": False}, {"role": Role.TECHNICIAN}):
        with pytest.raises(UsageError, match="only active manager"):
            accounts.change(db, boss, boss.account_id or 0, **change)  # type: ignore[arg-type]


def test_former_manager_cannot_manage_accounts(db: Database, boss: Identity, clock: Clock) -> None:
    other = accounts.add(db, boss, "Bo", Role.MANAGER, "battery staple", clock)
    now = accounts.change(db, boss, other.id, role=Role.TECHNICIAN, clock=clock)
    with pytest.raises(SignInNeeded):  # identity from before the change
        accounts.add(db, other.identity, "Cy", Role.TECHNICIAN, "battery staple", clock)
    with pytest.raises(NotAllowed):
        accounts.add(db, now.identity, "Cy", Role.TECHNICIAN, "battery staple", clock)


def test_passwords_stay_secret(db: Database, boss: Identity, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(WrongPassword) as raised:
        accounts.sign_in(db, "Dr. Sri", "hunter2 hunter2", clock)
    with db.read() as s:
        stored = "".join(
            str(row) for t in ("accounts", "sign_ins", "audit") for row in s.execute(text(f"SELECT * FROM {t}"))
        )
        hashes = [row[0] for row in s.execute(text("SELECT password FROM accounts"))]
        trail = "".join(f"{e.before}{e.after}{e.why}" for e in audit.walk(s))
    assert "hunter2" not in stored + caplog.text + str(raised.value)
    assert "correct horse" not in stored + caplog.text
    assert all(h.startswith("$argon2id$") for h in hashes)
    assert "argon2" not in trail
    assert verify(db).sound


def test_signing_rules_are_checked_and_stored(db: Database, boss: Identity) -> None:
    with db.read() as s:
        rules = accounts.signing_rules(s)
    assert (rules.roles, rules.undecided_allowed, rules.meanings) == (frozenset(Role), False, MEANINGS)
    wanted = replace(rules, roles=frozenset({Role.PATHOLOGIST}), meanings=(" read ", "", "read", "released"))
    accounts.change_rules(db, boss, wanted)
    with db.read() as s:
        assert accounts.signing_rules(s) == replace(wanted, meanings=("read", "released"))
    with pytest.raises(UsageError, match="at least one"):
        accounts.change_rules(db, boss, replace(wanted, roles=frozenset()))
    bo = accounts.add(db, boss, "Bo", Role.TECHNICIAN, "battery staple")
    with pytest.raises(NotAllowed):
        accounts.change_rules(db, bo.identity, rules)
    assert verify(db).sound
