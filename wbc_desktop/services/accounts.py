"""Reviewers' accounts: who is there, coming in with a password, and what a manager does to accounts and rules.

Without accounts nobody needs one: whoever sits there works under the name of the settings. The first account is a
manager's; from then on a reviewer comes in by name and password. Passwords are kept as argon2id hashes (memory-hard, so
that a stolen database does not give them away soon); they are never logged, and never in the audit trail.

After two wrong passwords in a row each further one makes the next wait, 2 s at first and twice as long each time, at
most 15 minutes (``domain/reviewers.py``). What is typed meanwhile is refused unread. Wrong tries are kept in the
database, so that starting the program anew forgets none. A manager who sets a new password clears the wait.
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
"""argon2id with the library's parameters (RFC 9106, low-memory): about a tenth of a second and 64 MB a password."""


class WrongPassword(WbcError):
    """The password is not that of the reviewer, or it is too soon after wrong ones to try."""


def utc_now() -> datetime:
    """The time; tests bring their own."""
    return datetime.now(UTC)


def accounts(db: Database) -> list[Account]:
    """Every account, by name."""
    with db.read() as s:
        return reviewers.accounts(s)


def in_use(db: Database) -> bool:
    """Whether reviewers have to come in by name and password."""
    return any(account.active for account in accounts(db))


def can_act(db: Database, who: Identity) -> bool:
    """Whether ``who`` can act now; if not, somebody has to sign in."""
    with db.read() as s:
        try:
            guard.acting(s, who)
        except SignInNeeded:
            return False
        except WbcError:  # another name or a shorter one helps, signing in does not
            return True
    return True


def sign_in(db: Database, name: str, password: str, clock: Clock = utc_now) -> Identity:
    """Who ``name`` is, once the password is right. Raises :class:`WrongPassword` with how long to wait, if at all."""
    with db.read() as s:
        account = reviewers.by_name(s, name)
    if account is None or not account.active:
        raise WrongPassword(tr("There is no active reviewer “{name}”: choose another, or ask a manager.", name=name))
    check_password(db, account, password, clock)
    return account.identity


def confirm(db: Database, who: Identity, password: str, clock: Clock = utc_now) -> Identity:
    """Check the password once more and return ``who``; without accounts nothing is asked.

    Raises WrongPassword, and as ``guard.acting``.
    """
    with db.read() as s:
        guard.acting(s, who)
    if who.account_id is None:
        return who
    return sign_in(db, who.name, password, clock)


def check_password(db: Database, account: Account, password: str, clock: Clock = utc_now) -> None:
    """Raise :class:`WrongPassword` unless the password is right; each try is kept."""
    with db.read() as s:
        left = wait_left(reviewers.tries(s, account), clock())
    if left > timedelta(0):
        raise WrongPassword(
            tr("Too many wrong passwords: wait {wait}, then try again. A manager can help.", wait=_wait(left))
        )
    right = _verified(account.password, password)
    with db.write(durable=True) as s:
        reviewers.tried(s, account, right, clock())
        left = timedelta(0) if right else wait_left(reviewers.tries(s, account), clock())
    if not right:
        more = tr(" Wait {wait} before the next try.", wait=_wait(left)) if left else ""
        raise WrongPassword(tr("This is not the password of {name}.{more}", name=account.name, more=more))


def add(db: Database, by: Identity, name: str, role: Role, password: str, clock: Clock = utc_now) -> Account:
    """A new account. The first has to be a manager's. Raises :class:`UsageError`, and as ``guard.managing``."""
    who = reviewer_name(name)
    _refuse_weak(password, who)
    hashed = HASHER.hash(password)
    by = by if by.name else replace(by, name=who)
    with db.write(durable=True) as s:
        guard.managing(s, by)
        everyone = reviewers.accounts(s)
        if not any(a.active and a.role is Role.MANAGER for a in everyone) and role is not Role.MANAGER:
            raise UsageError(tr("The first account has to be a manager’s, so that somebody can make the others."))
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
    """Another role, or whether the account may be used. The last active manager stays one; nothing is ever deleted."""
    with db.write(durable=True) as s:
        guard.managing(s, by)
        before = reviewers.get(s, account_id)
        after = replace(before, role=role or before.role, active=before.active if active is None else active)
        managers = [a for a in reviewers.accounts(s) if a.active and a.role is Role.MANAGER and a.id != account_id]
        if not managers and not (after.active and after.role is Role.MANAGER):
            raise UsageError(tr("{name} is the only active manager: make another one first.", name=before.name))
        return before if after == before else reviewers.change(s, before, after, by, clock(), why)


def reset_password(
    db: Database, by: Identity, account_id: int, password: str, clock: Clock = utc_now, old: str = ""
) -> Account:
    """A manager sets a new password, or a reviewer her own; what was tried wrongly before is forgotten.

    One's own takes the ``old`` one too: the window may have been left open. Raises :class:`WrongPassword`,
    :class:`UsageError`, and as ``guard.changing_password``.
    """
    with db.read() as s:
        guard.changing_password(s, by, account_id)
        account = reviewers.get(s, account_id)
    _refuse_weak(password, account.name)
    if by.account_id == account_id:
        sign_in(db, account.name, old, clock)
    hashed = HASHER.hash(password)
    with db.write(durable=True) as s:
        before = reviewers.get(s, account_id)
        return reviewers.change(s, before, replace(before, password=hashed), by, clock(), "new password")


def signing_rules(s: Session) -> SigningRules:
    """The laboratory's rules of signing."""
    entry = entries.latest(s, EntryKind.SIGNING).get("")
    value = entry.value if entry is not None and isinstance(entry.value, dict) else {}
    known = {role.value for role in Role}
    roles = frozenset(Role(r) for r in value.get("roles", known) if r in known)
    meanings = tuple(str(m) for m in value.get("meanings", MEANINGS) if str(m).strip())
    return SigningRules(roles, value.get("undecided_allowed") is True, meanings or MEANINGS)


def change_rules(db: Database, by: Identity, rules: SigningRules, clock: Clock = utc_now) -> SigningRules:
    """Put other rules in force. Raises :class:`UsageError` when nobody could sign any more.

    Raises as ``guard.managing``, too.
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
