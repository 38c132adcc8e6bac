"""Who may write, and where: the one place that checks the identity behind an act, and the locks of signed slides.

Every function of the store that records an act of a person calls one of these in the transaction that writes, and gets
from it the name for the audit trail (an ``Actor``, which nothing else makes). Triggers in the database refuse what gets
past the locks.
"""

from __future__ import annotations

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import Actor
from wbc_desktop.domain.errors import NotAllowed, SignInNeeded, SlideSigned, UsageError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import ONLY_MANAGERS, Identity, Role, folded, reviewer_name
from wbc_desktop.store.prepared import run
from wbc_desktop.store.tables import SlideRow
from wbc_desktop.store.trust_tables import (
    AccountRow,
    AmendmentRow,
    ReviewerRow,
    SecondReadRow,
    SignatureRow,
    VersionRow,
)

_ACCOUNTS_LOCK = 5718427912
"""Number of the lock on a PostgreSQL server: acts share it, changes of accounts have it exclusive."""

_AMENDED = select(AmendmentRow.id).where(AmendmentRow.version_id == VersionRow.id).exists()
# Asked at each decision, so they are put together once.
_LOCKING = (
    select(VersionRow.id, VersionRow.version).where(VersionRow.slide_id == bindparam("slide_id"), ~_AMENDED).limit(1)
)
_READER = select(SecondReadRow.reviewer).where(SecondReadRow.slide_id == bindparam("slide_id"))
_NEWEST = (
    select(func.max(AccountRow.id)).where(AccountRow.reviewer_id == ReviewerRow.id).correlate(ReviewerRow)
).scalar_subquery()
_SIGNED_IN = (
    select(ReviewerRow.name, AccountRow.role, AccountRow.active, AccountRow.id.label("version"))
    .join(AccountRow, AccountRow.id == _NEWEST)
    .where(ReviewerRow.id == bindparam("account_id"))
)
_CONFLICTING_ACCOUNT = (
    select(ReviewerRow.name, AccountRow.active)
    .join(AccountRow, AccountRow.id == _NEWEST)
    .where(AccountRow.active | (ReviewerRow.folded == bindparam("folded")))
    .order_by(AccountRow.active.desc())
    .limit(1)
)
"""Of the accounts that forbid a typed name one that is in use, else the closed one of this name."""


def check_may_act(s: Session, by: Identity) -> Actor:
    """Return the name under which ``by`` acts, for this transaction only.

    An identity of an account holds for the state in which the account was when the person signed in. After any change
    of it the person has to sign in again: an account that was closed acts no more; a manager who sets a new password
    locks out whoever knows the old one, also at windows that are still open; and another role, higher or lower, counts
    from the next sign-in, so that nobody acts under a role that the window does not show. Names never change, but one
    that is not the account's name is refused, too (a window over a restored database).

    A typed name acts only while no account is in use, and never under the name of an account.

    Raises SignInNeeded, NotAllowed (the name of a closed account) and UsageError (no name).
    """
    _lock_accounts(s)
    return _named(s, by)[0]


def check_may_manage(s: Session, by: Identity) -> Actor:
    """The same for what only a manager may change: accounts, rules of signing, classes and reference ranges.

    Without accounts everybody may. No act and no other change of an account is written before this transaction ends.
    Raises as :func:`check_may_act`, and NotAllowed for other roles.
    """
    _lock_accounts(s, exclusive=True)
    actor, role = _named(s, by)
    if role not in (None, Role.MANAGER):
        raise NotAllowed(tr(ONLY_MANAGERS))
    return actor


def check_may_change_password(s: Session, by: Identity, account_id: int) -> Actor:
    """The same for a new password: everybody changes the own one, a manager that of all."""
    if by.account_id != account_id:
        return check_may_manage(s, by)
    _lock_accounts(s, exclusive=True)
    return _named(s, by)[0]


def check_may_decide(s: Session, slide_id: int, by: Identity) -> Actor:
    """The same for an act on the cells of a slide: it is not signed, and no second read of another reviewer.

    Raises as :func:`check_may_act`, SlideSigned, and UsageError for another's second read.
    """
    return _decides(s, slide_id, check_may_act(s, by))


def check_may_merge(s: Session, slide_id: int, reviewer: str) -> Actor:
    """The same for decisions that ``reviewer`` made on another slide and that somebody merges into this one.

    The identity of the person who merges is checked with the entry that says so. Raises SlideSigned and UsageError.
    """
    return _decides(s, slide_id, Actor(reviewer))


def unchecked_name(name: str) -> Actor:
    """The name in the entry of a password that was tried: who tries it has no identity yet."""
    return Actor(name)


def warm(s: Session) -> None:
    """Run what is asked at each decision, for nobody and no slide."""
    run(s, _SIGNED_IN, {"account_id": 0})
    run(s, _CONFLICTING_ACCOUNT, {"folded": ""})
    _locking(s, 0)
    run(s, _READER, {"slide_id": 0})


def is_signed(s: Session, slide_id: int) -> bool:
    """Whether the slide is signed and was not opened again since."""
    return _locking(s, slide_id) is not None


def lock_slide(s: Session, slide_id: int) -> None:
    """Let nobody else write on the slide before this transaction ends: on a server two benches may write at once.

    Without it one could sign what the other is just changing. On SQLite a transaction that writes is exclusive anyway.
    """
    if s.get_bind().dialect.name == "postgresql":
        s.execute(select(SlideRow.id).where(SlideRow.id == slide_id).with_for_update(key_share=True))


def check_not_signed(s: Session, slide_id: int) -> None:
    """Raise :class:`SlideSigned` when the slide is signed."""
    lock_slide(s, slide_id)
    found = _locking(s, slide_id)
    if found is None:
        return
    version_id, version = found
    names = s.scalars(
        select(SignatureRow.reviewer).where(SignatureRow.version_id == version_id).order_by(SignatureRow.id)
    )
    raise SlideSigned(
        tr(
            "This slide is signed by {names} (version {version}), so nothing on it was changed. To "
            "change it, amend it with a reason: the signed version stays.",
            names=tr(" and ").join(names) or tr("a reviewer"),
            version=version,
        )
    )


def _named(s: Session, by: Identity) -> tuple[Actor, Role | None]:
    """The checked name and role (None without accounts); the accounts are held already."""
    if by.account_id is None:
        return _typed(s, by.name), None
    now = run(s, _SIGNED_IN, {"account_id": by.account_id}).first()
    if now is not None and not now.active:
        raise SignInNeeded(
            tr("The account of {name} is closed: sign in as another reviewer, or ask a manager.", name=now.name)
        )
    if now is None or (now.name, now.role, now.version) != (by.name, by.role, by.version):
        raise SignInNeeded(
            tr(
                "The account of {name} has changed since the sign-in here, so this was not saved: sign in again.",
                name=by.name,
            )
        )
    return Actor(now.name), Role(now.role)


def _typed(s: Session, name: str) -> Actor:
    other = run(s, _CONFLICTING_ACCOUNT, {"folded": folded(name)}).first()
    if other is None:
        return Actor(reviewer_name(name))
    if other.active:
        raise SignInNeeded(tr("Reviewers have accounts here, so this was not saved: sign in with yours."))
    raise NotAllowed(
        tr("“{name}” is the name of a closed account: give another name in the settings.", name=other.name)
    )


def _decides(s: Session, slide_id: int, actor: Actor) -> Actor:
    check_not_signed(s, slide_id)
    reader = run(s, _READER, {"slide_id": slide_id}).scalar()
    if reader is not None and reader != actor:
        raise UsageError(tr("This is the second read of {reader}: only {reader} decides in it.", reader=reader))
    return actor


def _lock_accounts(s: Session, exclusive: bool = False) -> None:
    """Let nobody change accounts before this transaction ends; ``exclusive``: let nobody act either."""
    if s.get_bind().dialect.name == "postgresql":
        s.execute(text(f"SELECT pg_advisory_xact_lock{'' if exclusive else '_shared'}({_ACCOUNTS_LOCK})"))


def _locking(s: Session, slide_id: int) -> tuple[int, int] | None:
    row = run(s, _LOCKING, {"slide_id": slide_id}).first()
    return None if row is None else (row.id, row.version)
