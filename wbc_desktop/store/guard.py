"""Checks who may write: the only place that checks the identity behind an act, and the locks of signed slides.

Every function of the store that records an act of a person calls one of these checks in the transaction that writes.
The check returns the name for the audit trail (an ``Actor``, which only this module makes). Triggers in the database
refuse writes to signed slides, too.
"""

from __future__ import annotations

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import Actor
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.errors import NotAllowed, SignInNeeded, SlideMerged, SlideSigned, UsageError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import ONLY_MANAGERS, Identity, Role, folded, reviewer_name
from wbc_desktop.store.prepared import run
from wbc_desktop.store.tables import EntryRow, SlideRow
from wbc_desktop.store.trust_tables import (
    AccountRow,
    AmendmentRow,
    ReviewerRow,
    SecondReadRow,
    SignatureRow,
    VersionRow,
)

_AMENDED = select(AmendmentRow.id).where(AmendmentRow.version_id == VersionRow.id).exists()
# Built once, because they run at each decision.
_LOCKING = (
    select(VersionRow.id, VersionRow.version).where(VersionRow.slide_id == bindparam("slide_id"), ~_AMENDED).limit(1)
)
_READER_AND_MERGE = select(
    select(SecondReadRow.reviewer).where(SecondReadRow.slide_id == bindparam("slide_id")).scalar_subquery(),
    select(func.max(EntryRow.id))
    .where(EntryRow.kind == EntryKind.MERGED.value, EntryRow.subject == bindparam("part"))
    .scalar_subquery(),
)
_MERGE = (
    select(EntryRow.value, SlideRow.name)
    .join(SlideRow, SlideRow.id == EntryRow.slide_id)
    .where(EntryRow.id == bindparam("entry_id"))
)
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
"""An account that forbids a typed name: an active one, or else the closed one of this name."""


def check_may_act(s: Session, by: Identity) -> Actor:
    """Return the name under which ``by`` acts; it is valid for this transaction only.

    An identity with an account is valid for the state of the account at sign-in. After any change of the account the
    person must sign in again. So a closed account cannot act; a new password locks out whoever knows the old one, also
    in open windows; and a new role applies from the next sign-in, so that nobody acts under a role that the window
    does not show. Names never change, but a wrong name is refused, too (a window over a restored database).

    A typed name is valid only while no account is active, and never if an account has this name.

    Raises SignInNeeded, NotAllowed (the name of a closed account) and UsageError (no name).
    """
    return _named(s, by)[0]


def check_may_manage(s: Session, by: Identity) -> Actor:
    """Return the name of a person who may change accounts, signing rules, classes and reference ranges.

    That is a manager, or anybody if there are no accounts. Raises as :func:`check_may_act`, and NotAllowed for other
    roles.
    """
    actor, role = _named(s, by)
    if role not in (None, Role.MANAGER):
        raise NotAllowed(tr(ONLY_MANAGERS))
    return actor


def check_may_change_password(s: Session, by: Identity, account_id: int) -> Actor:
    """Return the name of a person who may set the password of the account: its owner, or a manager.

    Raises as :func:`check_may_manage`.
    """
    if by.account_id != account_id:
        return check_may_manage(s, by)
    return _named(s, by)[0]


def check_may_decide(s: Session, slide_id: int, by: Identity) -> Actor:
    """Return the name of a person who may decide on cells of the slide.

    The slide must not be signed, nor be merged into another one, nor be the second read of another reviewer.

    Raises as :func:`check_may_act`, SlideSigned, SlideMerged, and UsageError for another's second read.
    """
    actor, merge_id = _decides(s, slide_id, check_may_act(s, by))
    _check_not_merged(s, merge_id)
    return actor


def check_may_merge(s: Session, slide_id: int, reviewer: str) -> Actor:
    """Return the name of ``reviewer``, whose decisions on another slide are merged into this one.

    The caller checks the identity of the person who merges. Raises SlideSigned and UsageError.
    """
    return _decides(s, slide_id, Actor(reviewer))[0]


def unchecked_name(name: str) -> Actor:
    """Return the name for the entry of an attempt to sign in, when the person has no identity yet."""
    return Actor(name)


def warm(s: Session) -> None:
    """Run the queries of each decision once, for no person and no slide."""
    run(s, _SIGNED_IN, {"account_id": 0})
    run(s, _CONFLICTING_ACCOUNT, {"folded": ""})
    _locking(s, 0)
    _reader_and_merge(s, 0)


def is_signed(s: Session, slide_id: int) -> bool:
    """Return whether the slide is signed and not amended since."""
    return _locking(s, slide_id) is not None


def check_not_signed(s: Session, slide_id: int) -> None:
    """Raise :class:`SlideSigned` when the slide is signed."""
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


def check_not_merged(s: Session, slide_id: int) -> None:
    """Raise :class:`SlideMerged` when the slide is merged into another one, which would not get the change."""
    _check_not_merged(s, _reader_and_merge(s, slide_id)[1])


def _check_not_merged(s: Session, entry_id: int | None) -> None:
    """``entry_id``: the newest entry about merging the slide into another one; None: there is none."""
    found = None if entry_id is None else run(s, _MERGE, {"entry_id": entry_id}).one()
    if found is not None and found.value is True:
        raise SlideMerged(
            tr("This slide was merged into “{name}”, so nothing on it was changed: open “{name}”.", name=found.name)
        )


def _named(s: Session, by: Identity) -> tuple[Actor, Role | None]:
    """Return the checked name and role (None without accounts)."""
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


def _decides(s: Session, slide_id: int, actor: Actor) -> tuple[Actor, int | None]:
    """Return the person, and the newest entry about merging the slide into another one."""
    check_not_signed(s, slide_id)
    reader, merge_id = _reader_and_merge(s, slide_id)
    if reader is not None and reader != actor:
        raise UsageError(tr("This is the second read of {reader}: only {reader} can decide in it.", reader=reader))
    return actor, merge_id


def _reader_and_merge(s: Session, slide_id: int) -> tuple[str | None, int | None]:
    """Return the reader if the slide is a second read, and the newest entry about merging it into another slide."""
    reader, entry_id = run(s, _READER_AND_MERGE, {"slide_id": slide_id, "part": str(slide_id)}).one()
    return reader, entry_id


def _locking(s: Session, slide_id: int) -> tuple[int, int] | None:
    row = run(s, _LOCKING, {"slide_id": slide_id}).first()
    return None if row is None else (row.id, row.version)
