"""Second looks at possible slips, and what a manager leaves out of learning: a reviewer, a slide, a range of time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.learning import LeaveOutRules, LeftOut, LeftOutKind, SecondLook, Span
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import entries, reviewers
from wbc_desktop.store.engine import Database

_BY_MANAGERS = (LeftOutKind.REVIEWER, LeftOutKind.SLIDE, LeftOutKind.TIME)
LONGEST_REASON = 1000


def leave_out(db: Database, what: LeftOut, by: Identity) -> None:
    """Leave the decisions of a reviewer, of a slide, or of a time (a :class:`Span` as text) out of learning.

    Raises UsageError without a reason or for an empty range, and as ``guard.check_may_manage``.
    """
    reason = " ".join(what.reason.split())
    if not reason:
        raise UsageError(tr("Give a reason: it is stored with the exclusion."))
    if len(reason) > LONGEST_REASON:
        raise UsageError(tr("The reason has more than {most} characters: shorten it.", most=LONGEST_REASON))
    _record(db, what, {"reason": reason}, by)


def take_back(db: Database, what: LeftOut, by: Identity) -> None:
    """Let these decisions teach again. Raises as ``guard.check_may_manage``."""
    _record(db, what, "", by)


def left_out(s: Session) -> list[LeftOut]:
    """Return what managers leave out now, in the order in which they first did."""
    found = []
    for subject, entry in entries.latest(s, EntryKind.LEFT_OUT).items():
        kind, _, rest = subject.partition(" ")
        if isinstance(entry.value, dict):
            found.append(LeftOut(LeftOutKind(kind), rest, str(entry.value.get("reason", ""))))
    return found


def left_out_rules(s: Session) -> LeaveOutRules:
    """Return everything that decides whose decisions teach."""
    return LeaveOutRules(left_out(s), reviewers.accounts(s))


def look_again(db: Database, looks: Sequence[SecondLook], by: Identity) -> None:
    """Store what a reviewer says of possible slips: learn them or leave them out; one act.

    A later decision on a cell needs another look. Raises as ``guard.check_may_act``.
    """
    values = {str(look.cell_id): {"label": look.label, "learn": look.learn} for look in looks}
    with db.write(durable=True) as s:
        if values:
            entries.record(s, EntryKind.SECOND_LOOK, values, by, datetime.now(UTC))


def forget_looks(db: Database, cell_ids: Sequence[int], by: Identity) -> None:
    """Take back the second looks at these cells, in one act: possible slips among them wait again.

    Raises as ``guard.check_may_act``.
    """
    with db.write(durable=True) as s:
        if cell_ids:
            values: dict[str, object] = {str(cell_id): "" for cell_id in cell_ids}
            entries.record(s, EntryKind.SECOND_LOOK, values, by, datetime.now(UTC))


def second_looks(s: Session) -> dict[int, SecondLook]:
    """Return the newest second look at each cell, oldest first."""
    found = {}
    for entry in sorted(entries.latest(s, EntryKind.SECOND_LOOK).values(), key=lambda one: one.id):
        if isinstance(entry.value, dict):
            cell_id = int(entry.subject)
            found[cell_id] = SecondLook(cell_id, str(entry.value.get("label")), entry.value.get("learn") is True)
    return found


def _record(db: Database, what: LeftOut, value: object, by: Identity) -> None:
    if what.kind not in _BY_MANAGERS:
        raise ValueError(f"{what.kind} cannot be left out by a person")
    if what.kind is LeftOutKind.TIME:
        start, end = Span.parse(what.subject)
        if start is not None and end is not None and start > end:
            raise UsageError(tr("The time ends before it begins: correct one of the two."))
    with db.write(durable=True) as s:
        entries.record(s, EntryKind.LEFT_OUT, {f"{what.kind.value} {what.subject}": value}, by, datetime.now(UTC))
