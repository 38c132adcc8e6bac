"""Reviewers' accounts and the passwords that were tried. Append-only: the newest row of an account counts."""

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
    """A new account; ``password`` is the hash. Raises ValueError for a name that has one, and as ``guard.managing``."""
    who = guard.managing(s, by)
    if by_name(s, name) is not None:
        raise ValueError(f"there is a reviewer {name} already")
    row = ReviewerRow(name=name, folded=folded(name), created_by=who, created_at=now)
    s.add(row)
    s.flush()
    audit.append(s, Subject.REVIEWER, row.id, act="new reviewer", who=who, now=now, after={"name": name})
    return _put(s, Account(row.id, name, role, True, password, now, now), who, "new account", None, "")


def change(s: Session, before: Account, after: Account, by: Identity, now: datetime, why: str = "") -> Account:
    """The account is ``after`` from now on. Raises as ``guard.managing``; for the own password as ``guard.acting``."""
    only_password = after == replace(before, password=after.password)
    who = guard.changing_password(s, by, before.id) if only_password else guard.managing(s, by)
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
        before=None if before is None else _said(before),
        after={**_said(account), "new password": before is None or before.password != account.password},
        why=why,
    )
    return replace(account, version=row.id)


def _said(account: Account) -> dict[str, object]:
    """What the trail says of an account; never its password, nor the hash of it."""
    return {"name": account.name, "role": account.role.value, "active": account.active}


def accounts(s: Session) -> list[Account]:
    """Every account as it is now, by name."""
    return [_account(*row) for row in s.execute(_newest().order_by(ReviewerRow.folded))]


def by_name(s: Session, name: str) -> Account | None:
    """The account of this name, in whatever case it is written."""
    row = s.execute(_newest().where(ReviewerRow.folded == folded(name))).first()
    return None if row is None else _account(*row)


def get(s: Session, reviewer_id: int) -> Account:
    """The account with this number. Raises LookupError when there is none."""
    row = s.execute(_newest().where(ReviewerRow.id == reviewer_id)).first()
    if row is None:
        raise LookupError(f"no reviewer {reviewer_id}")
    return _account(*row)


def tried(s: Session, account: Account, accepted: bool, now: datetime) -> None:
    """A password was tried for the account."""
    row = SignInRow(reviewer_id=account.id, accepted=accepted, at=now)
    s.add(row)
    s.flush()
    act = "password right" if accepted else "password wrong"
    audit.append(s, Subject.SIGN_IN, row.id, act=act, who=guard.trying(account.name), now=now)


def tries(s: Session, account: Account) -> Tries:
    """Wrong passwords since the last right one, and since the account was changed last."""
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
