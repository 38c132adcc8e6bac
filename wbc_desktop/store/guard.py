"""What may not be written: anything on a signed slide, and anybody else's words into a second read.

Asked in the transaction that writes, by the functions that write; triggers in the database refuse what gets past this.
"""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.errors import SlideSigned, UsageError
from wbc_desktop.domain.language import tr
from wbc_desktop.store import reviewers
from wbc_desktop.store.prepared import run
from wbc_desktop.store.tables import SlideRow
from wbc_desktop.store.trust_tables import AmendmentRow, SecondReadRow, SignatureRow, VersionRow

_OPEN_AGAIN = select(AmendmentRow.id).where(AmendmentRow.version_id == VersionRow.id).exists()
# Asked at each decision, so they are put together once.
_LOCKING = (
    select(VersionRow.id, VersionRow.version).where(VersionRow.slide_id == bindparam("slide_id"), ~_OPEN_AGAIN).limit(1)
)
_READER = select(SecondReadRow.reviewer).where(SecondReadRow.slide_id == bindparam("slide_id"))


def is_signed(s: Session, slide_id: int) -> bool:
    """Whether the slide is signed and was not opened again since."""
    return _locking(s, slide_id) is not None


def hold(s: Session, slide_id: int) -> None:
    """Let nobody else write on the slide before this transaction ends: on a server two benches may write at once.

    Without it one could sign what the other is just changing. On SQLite a transaction that writes is alone anyway.
    """
    if s.get_bind().dialect.name == "postgresql":
        s.execute(select(SlideRow.id).where(SlideRow.id == slide_id).with_for_update(key_share=True))


def may_change(s: Session, slide_id: int) -> None:
    """Raise :class:`SlideSigned` when the slide is signed."""
    hold(s, slide_id)
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


def may_act(s: Session, reviewer: str) -> None:
    """Raise :class:`UsageError` when the account of ``reviewer`` was closed: she may still sit at a window."""
    account = reviewers.by_name(s, reviewer)
    if account is not None and not account.active:
        raise UsageError(
            tr("The account of {name} is closed: come in as another reviewer, or ask a manager.", name=account.name)
        )


def may_decide(s: Session, slide_id: int, reviewer: str) -> None:
    """Raise unless ``reviewer`` may decide on cells of the slide: it is not signed, and no second read of another's."""
    may_change(s, slide_id)
    reader = run(s, _READER, {"slide_id": slide_id}).scalar()
    if reader is not None and reader != reviewer:
        raise UsageError(tr("This is the second read of {reader}: only {reader} decides in it.", reader=reader))


def _locking(s: Session, slide_id: int) -> tuple[int, int] | None:
    row = run(s, _LOCKING, {"slide_id": slide_id}).first()
    return None if row is None else (row.id, row.version)
