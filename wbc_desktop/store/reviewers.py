"""Reviewers' accounts and attempts to sign in. Append-only: the newest row of an account counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import Actor, Subject
from wbc_desktop.domain.reviewers import Account, Identity, Role, Tries, folded
from wbc_desktop.store import audit, guard
from wbc_desktop.store.trust_tables import AccountRow, ReviewerRow, SignInRow


def create(s: Session, name: str, role: Role, password: str, by: Identity, now: datetime) -> Account:
    """Create and return an account; ``password`` is the hash.

    Raises ValueError when the name already has an account, and as ``guard.check_may_manage``.
    """
    who = guard.check_may_manage(s, by)
    if by_name(s, name) is not None:
        raise ValueError(f"there is a reviewer {name} already")
    row = ReviewerRow(name=name, folded=folded(name), created_by=who, created_at=now)
    s.add(row)
    s.flush()
    audit.append(s, Subject.REVIEWER, row.id, act="new reviewer", who=who, now=now, after={"name": name})
    return _put(s, Account(row.id, name, role, True, password, now, now), who, "new account", None, "")


def change(s: Session, before: Account, after: Account, by: Identity, now: datetime, why: str = "") -> Account:
    """Change the account ``before`` to ``after`` and return it.

    Raises as ``guard.check_may_manage``, or as ``guard.check_may_act`` for the person's own password.
    """
    only_password = after == replace(before, password=after.password)
    who = guard.check_may_change_password(s, by, before.id) if only_password else guard.check_may_manage(s, by)
    return _put(s, replace(after, changed_at=now), who, "change account", before, why)


def _put(s: Session, account: Account, who: Actor, act: str, before: Account | None, why: str) -> Account:
    row = AccountRow(
        reviewer_id=account.id,
        role=account.role.value,
        active=account.active,
        password=account.password,
        changed_by=who,
        changed_at=account.changed_at,
    )
    s.add(row)
    s.flush()
    audit.append(
        s,
        Subject.ACCOUNT,
        row.id,
        act=act,
        who=who,
        now=account.changed_at,
        before=None if before is None else _audit_text(before),
        after={**_audit_text(account), "new password": before is None or before.password != account.password},
        why=why,
    )
    return replace(account, version=row.id)


def _audit_text(account: Account) -> dict[str, object]:
    """Return the audit text of an account, without its password and the hash of it."""
    return {"name": account.name, "role": account.role.value, "active": account.active}


def accounts(s: Session) -> list[Account]:
    """Return the current state of every account, ordered by name."""
    return [_account(*row) for row in s.execute(_newest().order_by(ReviewerRow.folded))]


def by_name(s: Session, name: str) -> Account | None:
    """Return the account of this name (upper and lower case are equal), or None."""
    row = s.execute(_newest().where(ReviewerRow.folded == folded(name))).first()
    return None if row is None else _account(*row)


def get(s: Session, reviewer_id: int) -> Account:
    """Return the account with this number. Raises LookupError when there is none."""
    row = s.execute(_newest().where(ReviewerRow.id == reviewer_id)).first()
    if row is None:
        raise LookupError(f"no reviewer {reviewer_id}")
    return _account(*row)


def record_try(s: Session, account: Account, accepted: bool, now: datetime) -> None:
    """Record an attempt to sign in: ``accepted`` when the password was right."""
    row = SignInRow(reviewer_id=account.id, accepted=accepted, at=now)
    s.add(row)
    s.flush()
    act = "password right" if accepted else "password wrong"
    audit.append(s, Subject.SIGN_IN, row.id, act=act, who=guard.unchecked_name(account.name), now=now)


def tries(s: Session, account: Account) -> Tries:
    """Return the wrong attempts since the last right one and since the last change of the account."""
    last_right = (
        select(func.coalesce(func.max(SignInRow.id), 0))
        .where(SignInRow.reviewer_id == account.id, SignInRow.accepted.is_(True))
        .scalar_subquery()
    )
    wrong, last = s.execute(
        select(func.count(), func.max(SignInRow.at)).where(
            SignInRow.reviewer_id == account.id, SignInRow.id > last_right, SignInRow.at >= account.changed_at
        )
    ).one()
    return Tries(wrong, last)


def _newest() -> Select[ReviewerRow, AccountRow]:
    newest = (
        select(func.max(AccountRow.id)).where(AccountRow.reviewer_id == ReviewerRow.id).correlate(ReviewerRow)
    ).scalar_subquery()
    return select(ReviewerRow, AccountRow).join(AccountRow, AccountRow.id == newest)


def _account(who: ReviewerRow, now: AccountRow) -> Account:
    return Account(who.id, who.name, Role(now.role), now.active, now.password, who.created_at, now.changed_at, now.id)
