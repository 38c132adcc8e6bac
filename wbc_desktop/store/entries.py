"""What people enter beside the decisions on cells: fields of slides, classes, reference ranges. Append-only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import PROGRAM, Actor, Subject
from wbc_desktop.domain.cells import ActKind
from wbc_desktop.domain.entries import Entry, EntryKind
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import audit, guard
from wbc_desktop.store.tables import EntryRow

_MANAGERS = frozenset((EntryKind.CLASS, EntryKind.RANGES, EntryKind.SIGNING))
"""What the laboratory's managers alone enter, where there are accounts."""


def record(
    s: Session,
    kind: EntryKind,
    values: Mapping[str, Any],
    by: Identity,
    now: datetime,
    slide_id: int | None = None,
    turn: tuple[ActKind, int] | None = None,
) -> list[Entry]:
    """Store ``values`` (plain JSON) by subject, in their order. Every entry of a person goes through here.

    ``turn``: these take back or bring back what was entered before, with the number of the first entry of that.
    Raises SlideSigned, as ``guard.managing`` for what only a manager may enter, and as ``guard.acting`` for the rest.
    """
    who = guard.managing(s, by) if kind in _MANAGERS else guard.acting(s, by)
    return _record(s, kind, values, who, now, slide_id, turn)


def record_by_program(s: Session, kind: EntryKind, values: Mapping[str, Any], now: datetime, slide_id: int) -> None:
    """Store an entry that follows from what happened and that no person made."""
    _record(s, kind, values, PROGRAM, now, slide_id)


def _record(
    s: Session,
    kind: EntryKind,
    values: Mapping[str, Any],
    who: Actor,
    now: datetime,
    slide_id: int | None,
    turn: tuple[ActKind, int] | None = None,
) -> list[Entry]:
    if slide_id is not None and kind is not EntryKind.LISTED:  # which is no part of a result
        guard.may_change(s, slide_id)
    rows = [
        EntryRow(kind=kind.value, slide_id=slide_id, subject=subject, value=value, reviewer=who, created_at=now)
        for subject, value in values.items()
    ]
    before = latest(s, kind, slide_id)
    s.add_all(rows)
    s.flush()
    for row in rows:
        was = {"value": before[row.subject].value} if row.subject in before else None
        audit.append(
            s,
            Subject.ENTRY,
            row.id,
            act=kind.value if turn is None else turn[0].value,
            who=who,
            now=now,
            slide_id=slide_id,
            before=was,
            after={"subject": row.subject, "value": row.value, **({} if turn is None else {"entry": turn[1]})},
        )
    return [_entry(row) for row in rows]


def latest(s: Session, kind: EntryKind, slide_id: int | None = None) -> dict[str, Entry]:
    """The entry that counts for each subject, in the order in which the subjects were first entered."""
    return {entry.subject: entry for entry in history(s, kind, slide_id)}  # a name keeps its first place


def of_ids(s: Session, ids: Sequence[int]) -> list[Entry]:
    """Entries by their numbers, in that order."""
    return [_entry(row) for row in s.scalars(select(EntryRow).where(EntryRow.id.in_(ids)).order_by(EntryRow.id))]


def before(s: Session, entry: Entry) -> Entry | None:
    """The entry that counted for the same subject just before this one."""
    earlier = _of(entry.kind, entry.slide_id).where(EntryRow.subject == entry.subject, EntryRow.id < entry.id)
    row = s.scalar(earlier.order_by(EntryRow.id.desc()).limit(1))
    return None if row is None else _entry(row)


def history(s: Session, kind: EntryKind, slide_id: int | None = None) -> list[Entry]:
    """All entries of a kind (of one slide), oldest first."""
    return [_entry(row) for row in s.scalars(_of(kind, slide_id).order_by(EntryRow.id))]


def _of(kind: EntryKind, slide_id: int | None) -> Select[EntryRow]:
    where = EntryRow.slide_id.is_(None) if slide_id is None else EntryRow.slide_id == slide_id
    return select(EntryRow).where(EntryRow.kind == kind.value, where)


def _entry(row: EntryRow) -> Entry:
    return Entry(row.id, EntryKind(row.kind), row.slide_id, row.subject, row.value, row.reviewer, row.created_at)
