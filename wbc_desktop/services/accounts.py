"""Reviewers' accounts: sign-in with a password, and a manager's changes of accounts and signing rules.

As long as there is no account, a reviewer works under the name in the settings. The first account is a manager's. From
then on reviewers sign in with name and password. Passwords are stored as argon2id hashes (memory-hard, so that they are
hard to recover from a stolen database). They never appear in logs or in the audit trail.

After two wrong passwords in a row, each further one causes a delay: 2 s at first, then twice as long each time, at most
15 minutes (``domain/reviewers.py``). During the delay every password is refused unchecked. Wrong passwords are counted
in the database, so a restart of the program does not end the delay. A manager ends it by setting a new password.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.errors import SignInNeeded, UsageError, WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import Account, Identity, Role, folded, password_fault, reviewer_name, wait_left
from wbc_desktop.domain.signing import MEANINGS, SigningRules
from wbc_desktop.store import entries, guard, reviewers
from wbc_desktop.store.engine import Database

Clock = Callable[[], datetime]

HASHER = PasswordHasher()
"""argon2id with the library's parameters (RFC 9106, low-memory): about 0.1 s and 64 MB per password."""


class WrongPassword(WbcError):
    """The password is wrong, or the delay after wrong passwords is not over."""


def utc_now() -> datetime:
    """Return the current time; tests use their own clock."""
    return datetime.now(UTC)


def accounts(db: Database) -> list[Account]:
    """Return every account, sorted by name."""
    with db.read() as s:
        return reviewers.accounts(s)


def in_use(db: Database) -> bool:
    """Return whether reviewers have to sign in with name and password."""
    return any(account.active for account in accounts(db))


def can_act(db: Database, who: Identity) -> bool:
    """Return whether ``who`` can act now; if not, somebody has to sign in."""
    with db.read() as s:
        try:
            guard.check_may_act(s, who)
        except SignInNeeded:
            return False
        except WbcError:  # signing in does not help; another name or a shorter one does
            return True
    return True


def sign_in(db: Database, name: str, password: str, clock: Clock = utc_now) -> Identity:
    """Return the identity of ``name`` if the password is right. Raises :class:`WrongPassword`, with any delay."""
    with db.read() as s:
        account = reviewers.by_name(s, name)
    if account is None or not account.active:
        raise WrongPassword(tr("There is no active reviewer “{name}”: choose another, or ask a manager.", name=name))
    check_password(db, account, password, clock)
    return account.identity


def confirm(db: Database, who: Identity, password: str, clock: Clock = utc_now) -> Identity:
    """Check the password again and return the identity; without accounts return ``who`` unchecked.

    Raises WrongPassword, and as ``guard.check_may_act``.
    """
    with db.read() as s:
        guard.check_may_act(s, who)
    if who.account_id is None:
        return who
    return sign_in(db, who.name, password, clock)


def check_password(db: Database, account: Account, password: str, clock: Clock = utc_now) -> None:
    """Raise :class:`WrongPassword` unless the password is right; each try is recorded."""
    with db.read() as s:
        left = wait_left(reviewers.tries(s, account), clock())
    if left > timedelta(0):
        raise WrongPassword(
            tr("Too many wrong passwords: wait {wait}, then try again. A manager can help.", wait=_wait(left))
        )
    right = _verified(account.password, password)
    with db.write(durable=True) as s:
        reviewers.record_try(s, account, right, clock())
        left = timedelta(0) if right else wait_left(reviewers.tries(s, account), clock())
    if not right:
        more = tr(" Wait {wait} before the next try.", wait=_wait(left)) if left else ""
        raise WrongPassword(tr("This is not the password of {name}.{more}", name=account.name, more=more))


def add(db: Database, by: Identity, name: str, role: Role, password: str, clock: Clock = utc_now) -> Account:
    """Add an account and return it; the first one must be a manager's.

    Raises UsageError, and as ``guard.check_may_manage``.
    """
    who = reviewer_name(name)
    _refuse_weak(password, who)
    hashed = HASHER.hash(password)
    by = by if by.name else replace(by, name=who)
    with db.write(durable=True) as s:
        guard.check_may_manage(s, by)
        everyone = reviewers.accounts(s)
        if not any(a.active and a.role is Role.MANAGER for a in everyone) and role is not Role.MANAGER:
            raise UsageError(tr("The first account must be a manager’s: only a manager can add accounts."))
        if any(folded(a.name) == folded(who) for a in everyone):
            raise UsageError(tr("There is a reviewer “{who}” already: choose another name.", who=who))
        return reviewers.create(s, who, role, hashed, by, clock())


def change(
    db: Database,
    by: Identity,
    account_id: int,
    *,
    role: Role | None = None,
    active: bool | None = None,
    why: str = "",
    clock: Clock = utc_now,
) -> Account:
    """Change the role of an account, or (de)activate it, and return it; accounts are never deleted.

    Raises :class:`UsageError` if no active manager would be left, and as ``guard.check_may_manage``.
    """
    with db.write(durable=True) as s:
        guard.check_may_manage(s, by)
        before = reviewers.get(s, account_id)
        after = replace(before, role=role or before.role, active=before.active if active is None else active)
        managers = [a for a in reviewers.accounts(s) if a.active and a.role is Role.MANAGER and a.id != account_id]
        if not managers and not (after.active and after.role is Role.MANAGER):
            raise UsageError(tr("{name} is the only active manager: make another one first.", name=before.name))
        return before if after == before else reviewers.change(s, before, after, by, clock(), why)


def reset_password(
    db: Database, by: Identity, account_id: int, password: str, clock: Clock = utc_now, old: str = ""
) -> Account:
    """Set the password of an account, reset its count of wrong passwords, and return the account.

    A manager sets any password. Reviewers set their own and give the ``old`` one too, because the window may have been
    left open. Raises :class:`WrongPassword`, :class:`UsageError`, and as ``guard.check_may_change_password``.
    """
    with db.read() as s:
        guard.check_may_change_password(s, by, account_id)
        account = reviewers.get(s, account_id)
    _refuse_weak(password, account.name)
    if by.account_id == account_id:
        sign_in(db, account.name, old, clock)
    hashed = HASHER.hash(password)
    with db.write(durable=True) as s:
        before = reviewers.get(s, account_id)
        return reviewers.change(s, before, replace(before, password=hashed), by, clock(), "new password")


def signing_rules(s: Session) -> SigningRules:
    """Return the laboratory's signing rules."""
    entry = entries.latest(s, EntryKind.SIGNING).get("")
    value = entry.value if entry is not None and isinstance(entry.value, dict) else {}
    known = {role.value for role in Role}
    roles = frozenset(Role(r) for r in value.get("roles", known) if r in known)
    meanings = tuple(str(m) for m in value.get("meanings", MEANINGS) if str(m).strip())
    return SigningRules(roles, value.get("undecided_allowed") is True, meanings or MEANINGS)


def change_rules(db: Database, by: Identity, rules: SigningRules, clock: Clock = utc_now) -> SigningRules:
    """Change the signing rules and return those now in force.

    Raises :class:`UsageError` if nobody could sign any more, and as ``guard.check_may_manage``.
    """
    meanings = tuple(dict.fromkeys(" ".join(m.split()) for m in rules.meanings if m.strip()))
    if not rules.roles or not meanings:
        raise UsageError(tr("Name at least one role that may sign, and one meaning that a signature can have."))
    with db.write(durable=True) as s:
        wanted = replace(rules, meanings=meanings)
        if wanted != signing_rules(s):
            value = {
                "roles": sorted(role.value for role in wanted.roles),
                "undecided_allowed": wanted.undecided_allowed,
                "meanings": list(meanings),
            }
            entries.record(s, EntryKind.SIGNING, {"": value}, by, clock())
        return signing_rules(s)


def _refuse_weak(password: str, name: str) -> None:
    fault = password_fault(password, name)
    if fault is not None:
        raise UsageError(tr("This password cannot be used: {fault}.", fault=fault))


def _verified(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _wait(left: timedelta) -> str:
    seconds = max(1, round(left.total_seconds()))
    return tr("{seconds} s", seconds=seconds) if seconds < 90 else tr("{seconds} min", seconds=round(seconds / 60))
